"""The command on a terminal: colours, a line of progress, and no control characters of the service.
Elsewhere it prints plain text.
"""

import json
import re
import time

import pytest
from emulated import RUNS
from emulator import DOMAIN, JOB, running_emulator
from program import answering, lines, run, run_on_terminal

IDS = ("runs", "--domain", DOMAIN, "--job", JOB)
COLORS = {"SUCCESS": "32", "PARTIALLY_SUCCEEDED": "33", "FAILED": "1;31", "TIMED_OUT": "31",
          "ABORTED": "31", "CANCELED": "2", "SCHEDULED": "36", "IN_PROGRESS": "36"}
COLORED = re.compile("\x1b\\[([\\d;]+)m([^\x1b]*)\x1b\\[m")
PROGRESS = re.compile(r"page (\d+), (\d+) runs(?:, at ([\d-]+ [\d:]+) UTC)?, (\d+) runs/s")
ERASE = "\r\x1b[K"
# Forms that a service may send: raw if JSON allows it, else escaped.
HOSTILE = ("\x9b31mred\x9bH", "\x7f\x85\x90q\x9c", "\u202eturned\u202c \u2066\u2069\u200f\u061c",
           "\x1b]0;title\x07\x1b[2J", "\r\n\t\b", "\u2028", "\U000e0fff not yet assigned")


@pytest.mark.parametrize("variables, options, is_colored", [
    ({}, (), True), ({"NO_COLOR": ""}, (), True), ({}, ("--color=auto",), True),
    ({"NO_COLOR": "1"}, (), False), ({"TERM": "dumb"}, (), False), ({"TERM": None}, (), False),
    ({}, ("--color=never",), False), ({"NO_COLOR": "1"}, ("--color=always",), True)])
def test_colors_statuses_on_request(command, endpoint, variables, options,
                                               is_colored):
    listing = (command, *IDS, "--endpoint-url", endpoint, "--max-items", 300)
    _, plain, _ = run_on_terminal(120, *listing, "--color", "never")
    code, stdout, _ = run_on_terminal(120, *listing, *options, **variables)
    assert (code, COLORED.sub(r"\2", stdout)) == (0, plain)
    found = COLORED.findall(stdout)
    if is_colored:
        assert {(COLORS[status], status) for _, status in found} == set(found)
        assert len(found) == 300 and len(set(found)) == len(COLORS)
    else:
        assert found == []


def test_elsewhere_prints_plain_text(command, endpoint):
    listing = (command, *IDS, "--endpoint-url", endpoint)
    auto, never, always = (run(*listing, *options, TERM="xterm") for options in
                           ((), ("--color", "never"), ("--color", "always")))
    assert (auto.stdout, auto.stderr) == (never.stdout, "") and "\x1b" not in auto.stdout
    assert len(COLORED.findall(always.stdout)) == RUNS
    assert COLORED.sub(r"\2", always.stdout) == auto.stdout
    for options in (), ("--color", "always"):
        done = run(*listing, "--output=jsonl", *options)
        assert "\x1b" not in done.stdout and len(lines(done.stdout)) == RUNS


@pytest.mark.parametrize("value", ["", "sometimes", "ALWAYS"])
def test_takes_no_other_colors(command, value):
    done = run(command, *IDS, "--color", value)
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected auto, always or never" in done.stderr


def test_shows_progress(command, all_runs):
    with running_emulator("--runs", RUNS, "--latency-ms", 40) as url:
        begun = time.monotonic()
        code, stdout, stderr = run_on_terminal(
            100, command, *IDS, "--endpoint-url", url, "--page-size", 20)
        took = time.monotonic() - begun
    first, *shown, rest = stderr.split(ERASE)
    assert (code, first, rest, len(lines(stdout))) == (0, "", "", RUNS + 1)
    found = [PROGRESS.fullmatch(line).groups() for line in shown]
    assert 5 < len(found) <= took * 10 + 1
    pages = [int(page) for page, *_ in found]
    assert pages == sorted(set(pages)) and pages[0] == 1
    for page, runs, last, rate in found:
        assert int(runs) == min(int(page) * 20, RUNS) and 0 < int(rate) < 500
        start = all_runs[int(runs) - 1].get("startTime")
        assert last == (start.strftime("%Y-%m-%d %H:%M") if start else None)


@pytest.mark.parametrize("columns", [20, 30, 47])
def test_progress_fits_a_narrow_terminal(command, endpoint, columns):
    _, _, stderr = run_on_terminal(columns, command, *IDS, "--endpoint-url", endpoint)
    first, shown, *_, rest = stderr.split(ERASE)
    assert (first, rest, len(shown)) == ("", "", columns - 1)
    assert shown.startswith("page 1, 50 runs, at"[:columns - 2]) and shown.endswith("…")


@pytest.mark.parametrize("variables", [{"TERM": "dumb"}, {"TERM": None}, {"TERM": ""}])
def test_a_dumb_terminal_gets_no_progress(command, endpoint, variables):
    code, stdout, stderr = run_on_terminal(80, command, *IDS, "--endpoint-url", endpoint,
                                           **variables)
    assert (code, stderr, "\x1b" in stdout) == (0, "", False)


def test_erases_the_line_before_an_error(command):
    with running_emulator("--runs", RUNS, "--repeat-token-at", 3) as url:
        code, _, stderr = run_on_terminal(80, command, *IDS, "--endpoint-url", url)
    assert code == 1
    assert re.fullmatch(r"(\r\x1b\[K[^\x1b]+)+\r\x1b\[Kdzjobs: nextToken: .*\n"
                        r"to continue: .*\n", stderr)


def page_of(texts):
    """A page with raw DEL, C1 and bidi characters, as a service may send."""
    items = [{"runId": text, "status": text, "runMode": text, "error": {"message": text},
              "unknown": {text: [text]}} for text in texts]
    body = json.dumps({"items": items}, ensure_ascii=False, indent="\t").encode()
    assert b"\xc2\x9b" in body and b"\x7f" in body and b"\t" in body
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


@pytest.mark.parametrize("options", [(), ("--output=jsonl",), ("--output=json",)])
def test_control_characters_do_not_reach_the_terminal(command, options):
    with answering(page_of(HOSTILE)) as (url, _):
        code, stdout, _ = run_on_terminal(200, command, *IDS, "--endpoint-url", url, *options)
        plain = run(command, *IDS, "--endpoint-url", url, *options)
    assert (code, plain.returncode) == (0, 0)
    assert all(character.isprintable() or character == "\n" for character in stdout)
    if options:
        runs, raw = (json.loads(text) if text[0] == "[" else
                     [json.loads(line) for line in lines(text)]
                     for text in (stdout, plain.stdout))
        assert runs == raw and [run_["runId"] for run_ in runs] == list(HOSTILE)
        assert "\x9b31m" in plain.stdout  # a file gets the service's characters
    else:
        assert (stdout, len(lines(stdout))) == (plain.stdout, 1 + len(HOSTILE))
        assert "red" in stdout and "turned" in stdout


def test_control_characters_of_a_status_do_not_either(cpp_example):
    with answering(page_of(HOSTILE)) as (url, _):
        code, stdout, _ = run_on_terminal(200, cpp_example, *IDS[1:], "--endpoint-url", url)
    assert (code, len(lines(stdout))) == (0, len(HOSTILE)) and "31mred" in stdout
    # Unassigned characters are printed: a terminal shows them and does not obey them.
    assert all(character.isprintable() or character in "\n\U000e0fff" for character in stdout)
