"""Runs delivery.c and proves from its journal that each run was delivered once and in order."""

import base64
import contextlib
import json
import os
import random
import re
import subprocess
import time

from emulator import DOMAIN, JOB
from faulty import faulty_emulator
from program import environment
from runs import Runs

STEP = 0.001  # seconds between two reads of the journal
LONGEST_PAUSE = 0.05  # between the random point and the kill
# Seconds without a record; no back-off is nearly as long. See Tests/runner.sh.
HANG = float(os.environ.get("DZJOBS_LIMIT", "180"))
TOKEN_BYTES = 15  # a page, as dzjobs.h promises
# The growth in pages of memory: since page 10, while buffers still grow to the largest page, and
# since page 100. A leak of the smallest block at each page of a million runs would add 190.
SLACK_PAGES = (64, 32)


class Journal:
    """Reads new records, and compares them, run by run, with the service's runs."""

    def __init__(self, options, directory):
        self.path, self.count, self.token = directory / "journal", 0, None
        self._runs, self._expected = Runs(options.seed, DOMAIN, JOB, options.runs), []
        self._offset = 0

    def read(self):
        """Reads the complete records since the last call. Returns whether there were any."""
        with contextlib.suppress(FileNotFoundError), open(self.path, "rb") as file:
            file.seek(self._offset)
            text = file.read(1 << 20)
            whole = text.rfind(b"\n") + 1
            self._offset += whole
            for record in text[:whole].decode().splitlines():
                ids, _, self.token = record.partition("\t")
                assert self.token, "after run %d: no resume token" % self.count
                for run_id in filter(None, ids.split(",")):
                    self._take(run_id)
            return whole > 0
        return False

    def _take(self, run_id):
        if not self._expected:
            texts, _ = self._runs.page(self.count, 500, None, True)
            self._expected = [json.loads(text)["runId"] for text in reversed(texts)]
        expected = self._expected.pop() if self._expected else "none"
        assert run_id == expected, "run %d is %s, not %s" % (self.count, run_id, expected)
        self.count += 1

    def is_torn(self):
        """True if a kill left a part of a record."""
        return self.path.exists() and os.path.getsize(self.path) > self._offset

    def is_inside_page(self):
        return self.token is not None and b"boto_truncate_amount" in base64.b64decode(self.token)


@contextlib.contextmanager
def delivering(options, url, journal, mode, *suicide):
    """A running process, which the block ends for certain."""
    command = [options.programs / "delivery", url, JOB, journal.path, mode, *suicide]
    command = [str(word) for word in command]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        try:
            yield process
        finally:
            process.kill()


def follow(process, journal, point=float("inf")):
    """Reads until the journal has this number of runs, or the process has ended."""
    moved = time.monotonic()
    while journal.count < point:
        has_ended = process.poll() is not None
        if journal.read():
            moved = time.monotonic()
        elif has_ended:
            return
        assert time.monotonic() - moved < HANG, "hung: no record in %d s after run %d" % (
            HANG, journal.count)
        time.sleep(STEP)


def finish(process, journal, runs):
    """Waits for a process to end by itself. Returns its figures."""
    follow(process, journal)
    text = process.stdout.read()
    assert process.returncode == 0, "exit status %d" % process.returncode
    assert journal.count == runs, "%d of %d runs" % (journal.count, runs)
    return {name: [int(number) for number in values.split(",")]
            for name, values in re.findall(r"(\w+)=([\d,]+)", text)}


def kill_at(point, dice, options, url, journal):
    """Runs a process until the journal has this number of runs. Then it kills itself at that
    record, which may be torn, or this program kills it shortly afterwards."""
    mode = dice.choice(("runs", "pages"))
    by_itself = dice.random() < 0.5 and point > journal.count
    suicide = (point - journal.count, dice.randrange(800)) if by_itself else ()
    with delivering(options, url, journal, mode, *suicide) as process:
        if suicide:
            follow(process, journal)
        else:
            follow(process, journal, point)
            time.sleep(dice.uniform(0, LONGEST_PAUSE))
            process.kill()
        assert process.wait() == -9, "exit status %d, not killed" % process.returncode
    while journal.read():
        pass


def kills(options, directory):
    dice = random.Random(options.seed)
    # The process that is not killed delivers the last tenth.
    points = sorted(dice.randrange(options.runs * 9 // 10) for _ in range(options.kills))
    journal, began = Journal(options, directory), time.monotonic()
    inside = torn = still = 0
    with faulty_emulator(options.seed, "--runs", options.runs, "--slow-ms", 20) as url:
        for point in points:
            before = journal.count
            kill_at(point, dice, options, url, journal)
            torn += journal.is_torn()
            inside += journal.is_inside_page()
            still += journal.count == before
        with delivering(options, url, journal, "runs") as process:
            finish(process, journal, options.runs)
    assert options.kills < 50 or (torn and inside), "kills: %d torn, %d inside" % (torn, inside)
    return ("%d runs, each once and in order, over %d kills (%d inside a page, %d in the middle of "
            "a record, %d before a new run), in %.0f s" % (
                journal.count, len(points), inside, torn, still, time.monotonic() - began))


def memory(options, directory):
    """Runs without the page of a captive portal, which would end the listing."""
    journal, began = Journal(options, directory), time.monotonic()
    with faulty_emulator(options.seed, "--runs", options.runs, "--slow-ms", 20,
                         without=("html-200",)) as url:
        with delivering(options, url, journal, "pages") as process:
            found = finish(process, journal, options.runs)
    (pages,), (requests,), (listings,) = found["pages"], found["requests"], found["listings"]
    assert listings == 1, "%d listings" % listings
    assert requests > pages * 1.14, "few faults: %d requests for %d pages" % (requests, pages)
    size = os.sysconf("SC_PAGE_SIZE")
    tokens = pages * TOKEN_BYTES
    *resident, last = (number * size for number in found["resident"])
    *heap, heap_last = found["heap"]
    figures = (
        "%d runs, each once and in order, from %d pages by %d requests, in %.0f s; resident memory "
        "grew by %d bytes since page 10, %d since page 100, the heap by %d and %d, of which seen "
        "tokens may take %d" % (
            journal.count, pages, requests, time.monotonic() - began, last - resident[0],
            last - resident[1], heap_last - heap[0], heap_last - heap[1], tokens))
    for slack, then, heap_then in zip(SLACK_PAGES, resident, heap):
        assert last - then <= tokens + slack * size, figures
        assert heap_last - heap_then <= tokens + slack * size, figures
    return figures
