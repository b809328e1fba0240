"""The table of the C example: the runs of boto3, in columns of a terminal, and nothing torn.

The emulator's error messages are the hard part: line breaks, wide and combining characters.
"""

import ctypes
import locale
import re
import subprocess
from datetime import timezone

import pytest
from emulated import RUNS
from emulator import DOMAIN, JOB, running_emulator
from loopback import answer, sending, serving
from program import environment, lines, resume_token, run, run_on_terminal

IDS = ("--domain", DOMAIN, "--job", JOB)
COLUMNS = ("RUN ID", "STATUS", "MODE", "START (UTC)", "DURATION", "ERROR")

locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
libc = ctypes.CDLL(None)
libc.wcwidth.argtypes = [ctypes.c_wchar]


def cells(line, offsets):
    """The texts of a table's row, by columns of a terminal and not by characters."""
    columns, texts = 0, [""] * len(offsets)
    for character in line:
        at = max(i for i, offset in enumerate(offsets) if offset <= columns)
        texts[at] += character
        columns += libc.wcwidth(character)
    return [text.strip() for text in texts]


def row(run_):
    """What the table has to say of a run of boto3's."""
    start, end = run_.get("startTime"), run_.get("endTime")
    lasted = "-"
    if start and end:
        minutes, seconds = divmod(int((end - start).total_seconds()), 60)
        lasted = "%d:%02d:%02d" % (*divmod(minutes, 60), seconds)
    error = run_["error"]["message"] if "error" in run_ else "-"
    return [run_["runId"], run_["status"], run_["runMode"],
            start.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M") if start else "-", lasted,
            "".join(" " if libc.wcwidth(c) < 0 else c for c in error).strip()]


def test_prints_an_aligned_table(c_example, endpoint, all_runs):
    """Whole errors where nobody's terminal sets a width."""
    done = run(c_example, *IDS, "--endpoint-url", endpoint)
    head, *rows = lines(done.stdout)
    offsets = [head.index(title) for title in COLUMNS]
    assert (done.returncode, done.stderr, head.split("  ")[0]) == (0, "", "RUN ID")
    assert [cells(line, offsets) for line in rows] == [row(run_) for run_ in all_runs]


@pytest.mark.parametrize("columns", [80, 132, 200])
def test_fits_the_table_into_a_terminal(c_example, endpoint, all_runs, columns):
    code, stdout, stderr = run_on_terminal(
        columns, c_example, *IDS, "--endpoint-url", endpoint, "--max-items", 400, "--color",
        "never")
    head, *rows = lines(stdout)
    offsets = [head.index(title) for title in COLUMNS]
    widths = [sum(map(libc.wcwidth, line)) for line in rows]
    assert (code, len(rows), min(libc.wcwidth(c) for c in "".join(rows))) == (0, 400, 0)
    assert columns - 1 <= max(widths) <= columns
    cut = 0
    for line, run_ in zip(rows, all_runs):
        for text, whole in zip(cells(line, offsets), row(run_)):
            assert text == whole or text[-1] == "…" and whole.startswith(text[:-1])
            cut += text != whole
    assert cut > 20
    assert re.match("\r\033\\[Kpage 1, 50 runs, at .*\r\033\\[Kto continue", stderr)
    assert resume_token(stderr)


def test_shows_no_progress_among_json_lines(c_example, endpoint):
    code, stdout, stderr = run_on_terminal(
        80, c_example, *IDS, "--endpoint-url", endpoint, "--json")
    assert (code, len(lines(stdout)), stderr) == (0, RUNS, "")


def test_prints_the_rows_that_came_before_an_error(c_example):
    with running_emulator("--runs", RUNS, "--repeat-token-at", 2) as url:
        done = run(c_example, *IDS, "--endpoint-url", url)
    assert (done.returncode, len(lines(done.stdout))) == (1, 1 + 100)
    with running_emulator("--runs", 0) as url:
        done = run(c_example, *IDS, "--endpoint-url", url)
    assert (done.returncode, done.stderr, done.stdout.split("  ")[0]) == (0, "", "RUN ID")


def test_says_what_jansson_cannot_read(c_example):
    body = b'{"items":[{"runId":"r","added":1e400}]}'
    with serving(sending(answer(body))) as server:
        done = run(c_example, *IDS, "--endpoint-url", server.url)
        as_json = run(c_example, *IDS, "--endpoint-url", server.url, "--json")
    assert (done.returncode, done.stdout, "real number overflow" in done.stderr) == (1, "", True)
    assert as_json.stdout == '{"runId":"r","added":1e400}\n'


def test_fails_when_its_output_does(c_example, endpoint):
    for option in (), ("--json",):
        with open("/dev/full", "w") as full:
            done = subprocess.run([c_example, *IDS, "--endpoint-url", endpoint, *option],
                                  stdout=full, stderr=subprocess.PIPE, text=True,
                                  env=environment(), timeout=60)
        assert (done.returncode, "cannot be kept or written" in done.stderr) == (1, True)
