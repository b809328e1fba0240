"""The runs of one job, any number of them. Each is a pure function of (seed, job, index).

Nothing is stored, so a million runs need as much memory as ten. The list needs no sorting: run i
starts in the i-th slot of SLOT_US microseconds, so `startTime` rises with the index. Sort orders
and pages are index arithmetic.

A SCHEDULED run has no `startTime` yet. It keeps the place of its planned slot, as in a service
that sorts by start or, without one, by planned start.
"""

import base64
import hashlib
import json
from functools import lru_cache

FIRST_START_US = 1_700_000_000_000_000  # 2023-11-14T22:13:20Z
SLOT_US = 61_000_000
LONGEST_US = 2_000_000 + (1 << 32)  # a run's duration
LATEST_OFFSET_US = 60_000_000  # whole seconds rise strictly, too: some clients see only those

WEIGHTS = {  # in the model's order; out of 256, so that one byte draws a status
    "SCHEDULED": 7, "IN_PROGRESS": 9, "SUCCESS": 170, "PARTIALLY_SUCCEEDED": 14, "FAILED": 26,
    "ABORTED": 8, "TIMED_OUT": 12, "CANCELED": 10,
}
STATUSES = tuple(WEIGHTS)
STATUS_OF_BYTE = [status for status, weight in WEIGHTS.items() for _ in range(weight)]
WITH_ERROR = {"FAILED", "PARTIALLY_SUCCEEDED", "TIMED_OUT", "ABORTED"}
UNFINISHED = {"SCHEDULED", "IN_PROGRESS"}

# Parts of messages like those of services.
SENTENCES = (
    "Access denied: the role DataZoneReader is not authorized to perform glue:GetTables.",
    "Connection to the database timed out after 300 seconds.",
    "Lineage event 17 does not match the schema: field \"producer\" is missing.",
    "Spark executor 4 was lost: the container exceeded its memory limit of 4 GB.",
    "Table \"orders\" not found in schema \"sales\".",
    "The environment was updated while the run was in progress.",
    "The S3 bucket does not exist (Service: Amazon S3; Status Code: 404).",
    "The subscription grant was revoked.",
)

# With --hostile: texts that parsers and terminals must withstand.
FRAGMENTS = (
    'Table "orders" not found in schema "sales\\eu".',
    "Traceback (most recent call last):\n\tFile \"job.py\", line 42, in <module>\n",
    "C:\\jobs\\lineage\\nightly.sql: syntax error near ';'.",
    "Zugriff verweigert: Rolle »Leser« genügt nicht. ",
    "接続がタイムアウトしました。",
    "Lineage import failed \U0001f4a5\U0001f525, retry later \U0001f914. ",
    "Tab\tseparated\tcause\r\n",
    "Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)",
    "Family \U0001f468\u200d\U0001f469\u200d\U0001f467 and flag \U0001f1ea\U0001f1fa survive. ",
    "e\u0301 combines, \u00e9 does not; \u2028 separates lines; \ufeff is no BOM here. ",
    "Quote at the end: \"\\\"",
    "</script><!-- & 'single' \"double\" `back` $(ticks) %s %n {endpoint}",
    "\b\f\u0001\u001f\u007f control characters, escaped. ",
    "ОШИБКА: нет соединения с базой данных. ",
    "HTTP/1.1 500\r\nX-Injected: no\r\n\r\n",
    "Spark stage 17 contains a task with very large size (2048 KiB). ",
)


class Runs:
    """All runs of one job, in the order of their start."""

    def __init__(self, seed, domain, job, count, end_us=None, hostile=False):
        """Places the first run at FIRST_START_US, or the last one just before end_us."""
        self.domain, self.job, self.count = domain, job, count
        self._first_us = FIRST_START_US if end_us is None else end_us - count * SLOT_US
        self._message = _hostile_message if hostile else _message
        key = hashlib.blake2b(json.dumps([seed, domain, job]).encode()).digest()
        self._statuses = lru_cache(maxsize=256)(
            lambda block: hashlib.blake2b(b"status %d" % block, key=key).digest())
        self._draw = lambda index: hashlib.blake2b(b"run %d" % index, key=key).digest()
        self._scatter = int.from_bytes(key[:6], "big") | 1
        self._shift = int.from_bytes(key[6:12], "big")

    def status(self, index):
        """Returns only the status. One digest serves 64 runs, so that filters are fast."""
        return STATUS_OF_BYTE[self._statuses(index >> 6)[index & 63]]

    def find(self, position, status, descending):
        """The first position from `position` on whose run has the status; else count."""
        if status is not None:
            while (position < self.count
                   and self.status(self._index(position, descending)) != status):
                position += 1
        return min(position, self.count)

    def page(self, position, limit, status, descending):
        """(JSON texts of up to `limit` runs, position of the next run or None at the end)."""
        texts = []
        position = self.find(position, status, descending)
        while len(texts) < limit and position < self.count:
            texts.append(self.json(self._index(position, descending)))
            position = self.find(position + 1, status, descending)
        return texts, position if position < self.count else None

    def json(self, index):
        """One run as JSON text, with numbers in every notation that a JSON writer may choose."""
        draw = self._draw(index)
        status = self.status(index)
        quoted = _ESCAPED if draw[0] < 128 else _RAW
        members = [
            ("domainId", quoted(self.domain)),
            ("jobId", quoted(self.job)),
            ("jobType", '"LINEAGE"'),
            ("runId", quoted(self._run_id(index, draw))),
            ("runMode", '"SCHEDULED"' if draw[1] < 200 else '"ON_DEMAND"'),
            ("status", quoted(status)),
            ("createdBy", quoted(_creator(draw))),
        ]
        if status in WITH_ERROR:
            members.append(("error", '{"message":%s}' % quoted(self._message(draw))))
        start = self._first_us + index * SLOT_US + _number(draw, 2, 4) % LATEST_OFFSET_US
        notation = draw[6] % len(NOTATIONS)
        members.append(("createdAt", _time(start - _number(draw, 7, 4) % 90_000_000, notation)))
        if status != "SCHEDULED":
            members.append(("startTime", _time(start, notation)))
        if status not in UNFINISHED:
            # At least two seconds, so that no notation rounds the end to before the start.
            members.append(("endTime", _time(start + 2_000_000 + _number(draw, 11, 4), draw[15])))
        return "{%s}" % ",".join('"%s":%s' % member for member in members)

    def _index(self, position, descending):
        return self.count - 1 - position if descending else position

    def _run_id(self, index, draw):
        # Multiplying by an odd number permutes the 48-bit numbers: unique, in no visible order.
        number = (index * self._scatter + self._shift) % (1 << 48)
        head = base64.urlsafe_b64encode(number.to_bytes(6, "big")).decode()
        tail = base64.urlsafe_b64encode(draw[16:40]).decode()
        return head + tail[:2 + draw[40] % 27]


_ESCAPED = json.JSONEncoder(ensure_ascii=True).encode
_RAW = json.JSONEncoder(ensure_ascii=False).encode


def _creator(draw):
    if draw[41] < 100:
        return "arn:aws:sts::123456789012:assumed-role/DataZone/%s" % draw[42:46].hex()
    return "%s-%s" % (draw[42:46].hex(), "SYSTEM" if draw[41] < 180 else "Jürgen O'Neil")


def _message(draw):
    """One sentence, or two different ones."""
    first, second = draw[48] % len(SENTENCES), draw[49] % len(SENTENCES)
    if draw[50] < 192 or first == second:
        return SENTENCES[first]
    return SENTENCES[first] + " " + SENTENCES[second]


def _hostile_message(draw):
    """20 to 400 characters of fragments."""
    wanted = 20 + _number(draw, 46, 2) % 381
    text = ""
    for byte in draw[48:64] * 2:
        if len(text) >= wanted:
            break
        text += FRAGMENTS[byte % len(FRAGMENTS)]
    return text[:wanted]


def _number(draw, start, length):
    return int.from_bytes(draw[start:start + length], "big")


def _exponent(microseconds):
    digits = str(microseconds // 1000)
    return "%s.%sE%d" % (digits[0], digits[1:], len(digits) - 4)


NOTATIONS = (
    lambda us: "%d" % (us // 1_000_000),
    lambda us: "%d.%03d" % (us // 1_000_000, us // 1000 % 1000),
    _exponent,
    lambda us: "%d.%06d" % divmod(us, 1_000_000),
)


def _time(microseconds, notation):
    """Epoch seconds, the form of rest-json, in one of four notations."""
    return NOTATIONS[notation % len(NOTATIONS)](microseconds)
