"""`python -m dzjobs runs`, which the wheel provides, prints the same as the command `dzjobs runs`.
"""

import re
import subprocess
import sys

import pytest
from emulated import RUNS
from emulator import DOMAIN, JOB, running_emulator
from program import REPO, environment, run

IDS = ("runs", "--domain", DOMAIN, "--job", JOB)
SOURCE = REPO / "packaging/python/dzjobs/__main__.py"


def by_python(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "dzjobs", *map(str, arguments)], capture_output=True, text=True,
        env=environment(PYTHONPATH=str(REPO / "packaging/python")), timeout=60)


@pytest.mark.parametrize("output", ["jsonl", "csv"])
@pytest.mark.parametrize("more", [
    (), ("--status", "FAILED", "--sort", "ASCENDING"), ("--max-items", 7, "--page-size", 3),
    ("--since", "2023-11-15"), ("--since", "2023-11-14T23:00Z"),
    ("--since", "2023-11-15T01:00:00+01:00"), ("--status", "NONE"), ("--max-items", 0)])
def test_prints_the_same_as_the_command(command, endpoint, output, more):
    arguments = (*IDS, "--endpoint-url", endpoint, "--output", output, *more)
    ours, theirs = by_python(*arguments), run(command, *map(str, arguments))
    assert (ours.returncode, ours.stdout) == (theirs.returncode, theirs.stdout)
    assert ours.stderr == theirs.stderr or more[0] == "--status" and ours.returncode == 1
    assert ours.stdout or more in (("--status", "NONE"), ("--max-items", 0))


def test_takes_a_duration_and_continues(command):
    with running_emulator("--runs", RUNS, "--now") as url:
        arguments = (*IDS, "--endpoint-url", url, "--output", "jsonl")
        recent = by_python(*arguments, "--since", "3h")
        assert recent.stdout == run(command, *arguments, "--since", "3h").stdout
        assert 0 < len(recent.stdout.splitlines()) < RUNS
        first = by_python(*arguments, "--max-items", 5)
        token, = re.findall(r"^to continue: --starting-token (\S+)$", first.stderr, re.M)
        rest = by_python(*arguments, "--starting-token", token)
        assert first.stdout + rest.stdout == by_python(*arguments).stdout


@pytest.mark.parametrize("arguments, text", [
    ((), "required: command"), (("runs",), "required: --domain, --job"),
    ((*IDS, "--bogus"), "--bogus"), ((*IDS, "--since", "yesterday"), "--since: invalid"),
    ((*IDS, "--sort", "up"), "invalid choice: 'up'"), ((*IDS, "--max-items", "x"), "--max-items")])
def test_names_the_wrong_argument(arguments, text):
    done = by_python(*arguments)
    assert (done.returncode, done.stdout, text in done.stderr) == (2, "", True)


def test_reports_errors_without_a_traceback():
    for more, text in (("--endpoint-url", "ftp://x"), "dzjobs: endpoint_url: "), (
            ("--max-items", "-1"), "dzjobs: "), (("--profile", "none"), "dzjobs: profile none: "):
        done = by_python(*IDS, "--endpoint-url", "http://127.0.0.1:1", *more)
        assert done.returncode == 1 and done.stderr.startswith(text), done.stderr


def test_logs_to_stderr(endpoint):
    done = by_python(*IDS, "--endpoint-url", endpoint, "--debug", "--max-items", 1)
    assert "GET http" in done.stderr and len(done.stdout.splitlines()) == 1


def test_has_every_option_of_the_command_for_these_formats_and_is_short():
    text = SOURCE.read_text()
    known = set(re.findall(r'\{"([a-z-]+)", [01], 0,', (
        REPO / "Sources/Command/options.c").read_text()))
    ours = set(re.findall(r'add\("--([a-z-]+)"', text)) | {"profile", "region", "endpoint-url"}
    # Options for tables and polling, and argparse's own.
    assert known - ours == {"wide", "color", "follow", "interval", "help", "version"}
    assert ours < known and len(text.splitlines()) <= 100
