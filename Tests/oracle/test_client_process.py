"""credential_process: the meaning of its output, its time limit, and when it runs again."""

import signal
import time

import pytest

from client import ECANCELED, ECREDENTIALS, ETIMEDOUT, Client
from dzjobs import DONE, ESERVICE, PAGE, RUN
from loopback import page, pages, sending, serving
from resolution import NOWHERE, ours
from test_client_credentials import EXPIRED, process

__all__ = ["process"]  # a fixture
pytestmark = pytest.mark.usefixtures("alone")


@pytest.mark.parametrize("program, says", [
    ("import sys; sys.exit(7)", "7"), ("print('garbage')", "JSON"), ("print('[]')", "JSON"),
    ("print('{}')", "AccessKeyId"), ("print('x' * 100_000)", "64 KiB"), ("", "Expiration")])
def test_a_process_without_credentials(program, says, process):
    process(program, AccessKeyId="A", SecretAccessKey="s", Expiration="soon")
    listing = Client(profile="process", proxy=NOWHERE).list()
    assert listing.next() == ECREDENTIALS
    assert "credential_process" in listing.error and says in listing.error


def test_a_process_of_another_version_is_refused_as_by_botocore(process):
    process(Version=2, AccessKeyId="A", SecretAccessKey="s")
    listing = Client(profile="process", proxy=NOWHERE).list()
    assert listing.next() == ECREDENTIALS and "ersion" in listing.error


HANGING = ["import time; time.sleep(20)",
           "import os, time; os.close(1); time.sleep(20)",
           "import subprocess; subprocess.Popen(['sleep', '20'])"]


@pytest.mark.parametrize("program", HANGING)
@pytest.mark.parametrize("settings, end", [
    ({"attempt_timeout_us": 400_000}, ECREDENTIALS), ({"call_timeout_us": 400_000}, ETIMEDOUT),
    ({}, ECANCELED)])
def test_a_hanging_process_ends_at_the_timeout(program, settings, end, process):
    process(program)
    client = Client(profile="process", proxy=NOWHERE, **settings)
    listing, started = client.list(), time.monotonic()
    with client.cancelled_after(0.4 if end == ECANCELED else 1.5):
        assert listing.next() == end, listing.error
        assert time.monotonic() - started < 1.4


def test_a_process_runs_again_before_its_credentials_expire(process, alone):
    count = alone / "count"
    process("import json, pathlib, time\n"
            f"path = pathlib.Path({str(count)!r})\n"
            "turn = len(path.read_text()) if path.exists() else 0\n"
            "path.write_text('x' * (turn + 1))\n"
            "end = time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 5))\n"
            "print(json.dumps({'Version': 1, 'AccessKeyId': f'AKID{turn}',\n"
            "                  'SecretAccessKey': 's', 'Expiration': end}))")
    with serving(sending(*pages(3))) as server:
        listing = Client(profile="process", endpoint_url=server.url, read_ahead=0).list()
        assert listing.next_page() == PAGE and listing.next_page() == PAGE
        time.sleep(2.6)  # half of what was left
        assert listing.next_page() == PAGE
        keys = [head.partition("Credential=")[2].partition("/")[0] for head in server.requests]
        assert keys == ["AKID0", "AKID0", "AKID1"]


def test_a_caller_that_ignores_sigchld(process):
    """The kernel reaps them then, so there is no exit status."""
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert ours(profile="process")["key"] == "AKIDPROCESS"
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_a_failed_renewal_keeps_valid_credentials(process, alone):
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 4))
    process(AccessKeyId="AKIDFIRST", SecretAccessKey="s", Expiration=end)
    with serving(sending(*pages(3))) as server:
        client = Client(profile="process", endpoint_url=server.url, read_ahead=0)
        listing = client.list()
        assert listing.next() == RUN
        process("open(__file__ + '.ran', 'w'); raise SystemExit(1)")
        time.sleep(2)  # half of the time that was left, or more
        assert listing.runs()[1] == DONE
        assert (alone / "process.py.ran").exists()
        assert all("AKIDFIRST" in head for head in server.requests)
        assert "credential_process" in client.credentials_source
        assert "exit status" not in client.credentials_source


def test_keys_refused_as_expired_are_renewed_once(process):
    process("""import json, os
number = len(os.listdir(os.path.dirname(__file__) + "/runs"))
open(os.path.dirname(__file__) + f"/runs/{number}", "w").close()
print(json.dumps({"Version": 1, "AccessKeyId": f"AKID{number}", "SecretAccessKey": "s"}))""")
    with serving(sending(page(0, token="t"), EXPIRED, page(2))) as server:
        listing = Client(profile="process", endpoint_url=server.url).list()
        runs, end = listing.runs()
        assert (len(runs), end) == (4, DONE)
        keys = [head.partition("Credential=")[2][:5] for head in server.requests]
        assert keys == ["AKID0", "AKID0", "AKID1"]


def test_a_second_refusal_is_the_services_error(process):
    with serving(sending(EXPIRED, EXPIRED, EXPIRED)) as server:
        listing = Client(profile="process", endpoint_url=server.url).list()
        assert listing.next() == ESERVICE and listing.error.startswith("ExpiredTokenException: m")
        assert len(server.requests) == 2
