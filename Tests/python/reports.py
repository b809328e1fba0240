"""Job runs for the tests of examples/report.py: usual, odd, many, and hostile. The page that shows
them in a browser is a fixture, which the tests that look at it import.
"""

import html.parser
import random

import pytest
from browser import running_browser
from job_report.page import Report, page
from job_report.runs import Run

HOUR, DAY = 3600, 86400
T0 = 1_779_926_400  # 2026-05-28 00:00 UTC
MESSAGES = ('Access Denied (Service: Amazon S3; Status Code: 403)',
            'Table "orders" not found in schema "sales".', "executor lost after 4 retries")
SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
HOSTILE = (SCRIPT, f"--></style></title></svg>{SCRIPT}", f"\"'>{SCRIPT}<x a='", "&lt;b&gt; &amp;",
           "a\u202eb\u2066c\u200fd", "\x1b[31m\x00\x07\x7f\x9b31m", "\ud800 \uffff \U000e0041",
           "\u2028\u2029\ufeff", "$\\frac{$ %s {endpoint} \\", "Z" + "\u0335\u0301" * 500,
           "W" * 100_000, " " * 5000 + "late", "url(https://example.com/x)", "")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with running_browser(tmp_path_factory.mktemp("profile")) as there:
        yield there


@pytest.fixture
def shown(browser, tmp_path):
    """Opens the page of these runs."""
    def show(runs, width=1280, dark=False, **change):
        path = tmp_path / "report.html"
        path.write_text(page(report(runs, **change)), "utf-8")
        browser.open(path, width, dark)
        assert browser.requested() == [path.as_uri()]
        assert browser.complaints() == []
        return browser
    return show


def nightly(days=90, seed=1):
    """One run a night, as in most jobs, and one that has not ended."""
    chance, runs = random.Random(seed), []
    for day in range(days):
        start = T0 + day * DAY + chance.randrange(900)
        status = chance.choices(["SUCCESS", "FAILED", "TIMED_OUT", "PARTIALLY_SUCCEEDED"],
                                [80, 8, 4, 8])[0]
        message = chance.choice(MESSAGES) if status in ("FAILED", "PARTIALLY_SUCCEEDED") else None
        runs.append(Run(f"run{day}", status, message, start - 30, start,
                        start + chance.lognormvariate(7.6, 0.4)))
    return [*runs, Run("running", "IN_PROGRESS", None, T0 + days * DAY, T0 + days * DAY + 20)]


def many(count=10_000, seed=1):
    """One run a minute, with every status and its own message."""
    chance, statuses = random.Random(seed), ["SUCCESS"] * 12 + [
        "FAILED", "ABORTED", "TIMED_OUT", "PARTIALLY_SUCCEEDED", "CANCELED", "A_NEW_ONE"]
    runs = []
    for number in range(count):
        start, status = T0 + number * 60, chance.choice(statuses)
        message = f"no {number} " * 30 if status == "FAILED" else None
        end = start + chance.expovariate(1 / 900)
        runs.append(Run(f"run{number}", status, message, start - 9, start, end))
    return runs


def hostile():
    return [Run(text, status, text, T0 + number, T0 + number + 5, T0 + number + 300)
            for number, text in enumerate(HOSTILE) for status in ("FAILED", text)]


ODD = [Run("backwards", "SUCCESS", None, T0, T0 + 50, T0 + 20),
       Run("no end", "SUCCESS", None, T0, T0 + 100),
       Run("no start", "CANCELED", None, T0 + 130, None, T0 + 150),
       Run("no time", "FAILED"), Run("-", "-", None, T0 + 200, T0 + 210, T0 + 211),
       Run("queued", "SCHEDULED", None, T0 + 60), Run("going", "IN_PROGRESS", None, T0, T0 + 30),
       Run("of the future", "IN_PROGRESS", None, T0 + 700, T0 + 720)]


def report(runs, now=T0 + 600, **change):
    return Report(**{"domain": "dzd_4xk2m9qpl7", "job": "nightly", "runs": runs, "now": now,
                     **change})


class Parsed(html.parser.HTMLParser):
    """The elements of a page. Elements that are not closed, or closed twice, are an error."""

    VOID = {"meta"}

    def __init__(self, text):
        super().__init__()
        self.elements, self.text, self._open = [], [], []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    def classes(self, name):
        return [attributes for _, attributes in self.elements
                if name in (attributes.get("class") or "").split()]


def parsed(runs, now=T0 + 600, **change):
    return Parsed(page(report(runs, now, **change)))
