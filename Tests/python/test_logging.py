"""The loggers have botocore's levels, and the call raises the exception of a signal handler."""

import io
import logging
import os
import signal
import subprocess
import sys
import threading
import time

import botocore.session
import dzjobs
import pytest
from conftest import IDS, KEYS, REGION, client_of
from emulator import SECRET_ACCESS_KEY, boto_client
from loopback import answer, page, pages, sending, serving

BUSY = answer(b"{}", 503)


def lines_of(caplog, prefix):
    return [(each.name, each.levelname, each.getMessage()) for each in caplog.records
            if each.name.partition(".")[0] == prefix]


def test_requests_retries_and_giving_up_are_lines_at_botocores_levels(caplog):
    caplog.set_level(logging.DEBUG)
    with serving(sending(BUSY, page(0), BUSY, BUSY)) as server:
        client = client_of(server.url, max_attempts=2)
        client.list_job_runs(**IDS)
        with pytest.raises(dzjobs.exceptions.ClientError):
            client.list_job_runs(**IDS)
    found = lines_of(caplog, "dzjobs")
    assert {name for name, _, _ in found} == {"dzjobs", "dzjobs.credentials", "dzjobs.retries"}
    retries = [text for name, _, text in found if name == "dzjobs.retries"]
    assert [text.split()[0] for text in retries] == ["waiting", "waiting", "giving"]
    assert "HTTP 503, attempt 2 of 2" in retries[-1]
    assert SECRET_ACCESS_KEY not in str(found)
    levels = {name: {level for each, level, _ in found if each == name} for name, _, _ in found}
    caplog.clear()
    with serving(sending(BUSY, page(0))) as server:
        boto_client(server.url).list_job_runs(**IDS)
    theirs = lines_of(caplog, "botocore")
    assert levels["dzjobs.retries"] == levels["dzjobs"] == {
        level for name, level, _ in theirs if name.startswith(
            ("botocore.retries", "botocore.endpoint"))} == {"DEBUG"}


def test_where_credentials_come_from_is_info_as_in_botocore(caplog, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKID")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    caplog.set_level(logging.INFO)
    botocore.session.Session().get_credentials()
    with serving(sending(page(0))) as server:
        dzjobs.Client(region_name=REGION, endpoint_url=server.url).list_job_runs(**IDS)
    found = [(each.name, each.levelname) for each in caplog.records]
    assert ("botocore.credentials", "INFO") in found and ("dzjobs.credentials", "INFO") in found
    assert all(name.endswith("credentials") for name, _ in found)


def test_nothing_is_printed_by_default(endpoint):
    code = (f"import logging, dzjobs; client = dzjobs.Client(region_name={REGION!r}, endpoint_url="
            f"'http://127.0.0.1:1', max_attempts=2, **{KEYS!r})\n"
            f"try: client.list_job_runs(**{IDS!r})\nexcept dzjobs.Error: print('none')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("none\n", "")


def test_set_stream_logger_writes_to_stderr(endpoint, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    logger = logging.getLogger("dzjobs")
    before = logger.handlers[:], logger.level
    try:
        dzjobs.set_stream_logger("botocore", logging.DEBUG)
        client_of(endpoint).list_job_runs(**IDS)
        assert "dzjobs [DEBUG] GET http://" in sys.stderr.getvalue()
    finally:
        logger.handlers[:], logger.level = before
        logger.setLevel(before[1])


def test_the_call_raises_the_exception_of_a_log_callable(endpoint):
    def log(line):
        raise ZeroDivisionError(line)

    with pytest.raises(ZeroDivisionError):
        client_of(endpoint, log=log).list_job_runs(**IDS)


# ---- Signals -------------------------------------------------------------------------------------


class SoftTimeLimit(Exception):
    """Job queues raise such an exception: neither KeyboardInterrupt nor SystemExit."""


@pytest.fixture(params=[SystemExit, SoftTimeLimit])
def on_term(request):
    def raise_it(number, frame):
        raise request.param(7)

    before = signal.signal(signal.SIGTERM, raise_it)
    yield request.param
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("settings", [{}, {"log": lambda line: None}], ids=["plain", "log"])
@pytest.mark.parametrize("read_ahead", [True, False])
def test_the_call_raises_the_exception_of_a_handler(
        read_ahead, settings, on_term, transport, capsys):
    """No run is lost: the listing continues where it was."""
    one, *more = pages(4)

    def late(connection):
        time.sleep(0.5)
        return more[0]

    # urllib drops the request; libcurl's continues, and its page comes with the next call.
    again = more if transport == "urllib" else more[1:]
    with serving(sending(one, late, *again)) as server:
        runs = client_of(server.url, read_ahead=read_ahead, **settings).job_runs(**IDS)
        listing, found, raised = iter(runs), [], []
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGTERM))
        timer.start()
        for _ in range(12):
            try:
                for run in listing:
                    found.append(run["runId"])
                break
            except BaseException as error:
                raised.append(error)
        timer.join()
    assert [type(error) for error in raised] == [on_term] and raised[0].args == (7,)
    assert found == list("01234567")
    assert "ignored" not in capsys.readouterr().err


def test_an_error_of_a_credentials_callable_while_reading_ahead_comes_with_its_page():
    """The page before it is returned first."""
    import collections

    keys = collections.namedtuple("Keys", "access_key secret_key token expiration")
    calls = []

    def credentials():
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError
        return keys("AKID", "secret", None, time.time() + 1)

    with serving(sending(*pages(3))) as server:
        client = dzjobs.Client(region_name=REGION, endpoint_url=server.url,
                               credentials=credentials)
        listing, found = iter(client.job_runs(**IDS)), []
        with pytest.raises(ZeroDivisionError):
            for run in listing:
                found.append(run["runId"])
                time.sleep(0.6)
        assert found and found == list("012345")[:len(found)]
        assert found + [run["runId"] for run in listing] == list("012345")
