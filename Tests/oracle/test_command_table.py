"""The table of the command: the runs of boto3 in the columns of a terminal, without broken lines.

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
from program import environment, lines, resume_token, run, run_on_terminal

IDS = ("runs", "--domain", DOMAIN, "--job", JOB)
COLUMNS = ("RUN ID", "STATUS", "MODE", "START (UTC)", "DURATION", "ERROR")

locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
libc = ctypes.CDLL(None)
libc.wcwidth.argtypes = [ctypes.c_wchar]


def cells(line, offsets):
    """The texts of a row, split by columns of a terminal and not by characters."""
    columns, texts = 0, [""] * len(offsets)
    for character in line:
        at = max(i for i, offset in enumerate(offsets) if offset <= columns)
        texts[at] += character
        columns += libc.wcwidth(character)
    return [text.strip() for text in texts]


def row(run_):
    """The expected row for a run of boto3."""
    start, end = run_.get("startTime"), run_.get("endTime")
    lasted = "-"
    if start and end:
        minutes, seconds = divmod(int((end - start).total_seconds()), 60)
        lasted = "%d:%02d:%02d" % (*divmod(minutes, 60), seconds)
    error = run_["error"]["message"] if "error" in run_ else "-"
    return [run_["runId"], run_["status"], run_["runMode"],
            start.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M") if start else "-", lasted,
            "".join(" " if libc.wcwidth(c) < 0 else c for c in error).strip()]


def test_prints_an_aligned_table(command, endpoint, all_runs):
    """Errors are whole if no terminal sets a width."""
    done = run(command, *IDS, "--endpoint-url", endpoint)
    head, *rows = lines(done.stdout)
    offsets = [head.index(title) for title in COLUMNS]
    assert (done.returncode, done.stderr, head.split("  ")[0]) == (0, "", "RUN ID")
    assert [cells(line, offsets) for line in rows] == [row(run_) for run_ in all_runs]


@pytest.mark.parametrize("columns", [80, 96, 100, 132, 200])
def test_fits_the_table_into_a_terminal(command, endpoint, all_runs, columns):
    """The mode is left out first, then the year, then the error. A run id is never cut."""
    code, stdout, stderr = run_on_terminal(
        columns, command, *IDS, "--endpoint-url", endpoint, "--max-items", 400, "--color",
        "never")
    head, *rows = lines(stdout)
    titles = [title for title in COLUMNS if title in head] + ["START"] * ("START  " in head)
    offsets = [head.index(title) for title in sorted(titles, key=head.index)]
    widths = [sum(map(libc.wcwidth, line)) for line in rows]
    assert (code, len(rows)) == (0, 400) and max(widths) <= columns
    assert ("MODE" in head, "UTC" in head, "ERROR" in head) == {
        80: (False, False, False), 96: (False, False, True), 100: (False, True, True)}.get(
            columns, (True, True, True))
    names = [title for title in ("RUN ID", "STATUS", "MODE", "START", "DURATION", "ERROR")
             if title in head]
    cut = 0
    for line, run_ in zip(rows, all_runs):
        whole = dict(zip(("RUN ID", "STATUS", "MODE", "START", "DURATION", "ERROR"), row(run_)))
        if "UTC" not in head:
            whole["START"] = whole["START"][5:] or "-"
        for name, text in zip(names, cells(line, offsets)):
            assert text == whole[name] or (
                name == "ERROR" and text[-1] == "…" and whole[name].startswith(text[:-1]))
            cut += text != whole[name]
    assert (cut > 20) == ("ERROR" in names)
    assert re.match("\r\033\\[Kpage 1, 50 runs, at .*\r\033\\[Kto continue", stderr)
    assert resume_token(stderr)


def test_wide_shows_every_column_whole(command, endpoint, all_runs):
    _, stdout, _ = run_on_terminal(80, command, *IDS, "--endpoint-url", endpoint, "--wide",
                                   "--color", "never")
    head, *rows = lines(stdout)
    titles = ("RUN ID", "STATUS", "MODE", "CREATED (UTC)", "START (UTC)", "DURATION",
              "CREATED BY", "ERROR")
    offsets = [head.index(title) for title in titles]
    assert offsets == sorted(offsets) and len(rows) == RUNS
    for line, run_ in zip(rows, all_runs):
        found = dict(zip(titles, cells(line, offsets)))
        assert [found[title] for title in COLUMNS] == row(run_)
        assert found["CREATED BY"] == run_["createdBy"]
        assert found["CREATED (UTC)"] == run_["createdAt"].strftime("%Y-%m-%d %H:%M")


def test_shows_no_progress_among_json_lines(command, endpoint):
    code, stdout, stderr = run_on_terminal(
        80, command, *IDS, "--endpoint-url", endpoint, "--output=jsonl")
    assert (code, len(lines(stdout)), stderr) == (0, RUNS, "")


def test_prints_the_rows_before_an_error(command):
    with running_emulator("--runs", RUNS, "--repeat-token-at", 2) as url:
        done = run(command, *IDS, "--endpoint-url", url)
    assert (done.returncode, len(lines(done.stdout))) == (1, 1 + 100)
    with running_emulator("--runs", 0) as url:
        done = run(command, *IDS, "--endpoint-url", url)
    assert (done.returncode, done.stderr, done.stdout.split("  ")[0]) == (0, "", "RUN ID")


def test_fails_if_its_output_fails(command, endpoint):
    for option in (), ("--output=jsonl",), ("--output=json",), ("--output=csv",):
        with open("/dev/full", "w") as full:
            done = subprocess.run([command, *IDS, "--endpoint-url", endpoint, *option],
                                  stdout=full, stderr=subprocess.PIPE, text=True,
                                  env=environment(), timeout=60)
        assert (done.returncode, "stdout: cannot write" in done.stderr) == (1, True)
