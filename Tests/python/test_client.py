"""What dzjobs.Client does that boto3 does not, and how it is set up."""

import collections
import copy
import gc
import itertools
import logging
import os
import pickle
import threading
import time

import dzjobs
import pytest
from conftest import IDS, KEYS, RUNS, client_of
from dzjobs import exceptions
from emulator import ACCESS_KEY_ID, DOMAIN, JOB, REGION, SECRET_ACCESS_KEY, running_emulator
from loopback import page, pages, sending, serving, silence

Keys = collections.namedtuple("Keys", "access_key secret_key token")


def everything(client, **config):
    paginator = client.get_paginator("list_job_runs")
    return paginator.paginate(**IDS, PaginationConfig=config).build_full_result()["items"]


def test_runs_one_by_one(client):
    runs = list(client.job_runs(**IDS))
    assert runs == everything(client) and len(runs) == RUNS
    failed = list(client.job_runs(**IDS, status="FAILED", sortOrder="ASCENDING", maxResults=3))
    assert failed == [run for run in reversed(runs) if run["status"] == "FAILED"]
    assert len(failed) > 3


def test_goes_on_after_any_run(client):
    runs = client.job_runs(**IDS, maxResults=10)
    assert runs.resume_token is None
    ids, tokens = [], []
    for run in itertools.islice(runs, 35):
        ids.append(run["runId"])
        tokens.append(runs.resume_token)
    everyone = [run["runId"] for run in client.job_runs(**IDS)]
    assert ids == everyone[:35]
    for at in 0, 8, 9, 10, 34:
        rest = client.job_runs(**IDS, PaginationConfig={"StartingToken": tokens[at],
                                                        "PageSize": 10})
        assert [run["runId"] for run in rest] == everyone[at + 1:]
    assert list(runs) and runs.resume_token is None  # it began anew, and came to the end


def test_goes_on_after_an_error():
    """Where a page was refused, all before it are handed out, and the token leads to it."""
    refused = b"HTTP/1.1 403 X\r\nx-amzn-errortype: AccessDeniedException\r\n" \
              b"Content-Length: 2\r\n\r\n{}"
    with serving(sending(page(0, token="t"), refused, page(2))) as server:
        runs = client_of(server.url, read_ahead=False).job_runs(**IDS)
        ids = []
        with pytest.raises(exceptions.AccessDeniedException):
            for run in runs:
                ids.append(run["runId"])
        rest = client_of(server.url).job_runs(
            **IDS, PaginationConfig={"StartingToken": runs.resume_token})
        assert (ids, [run["runId"] for run in rest]) == (["0", "1"], ["2", "3"])
        assert [head.split()[1].partition("?")[2] for head in server.requests] == [
            "", "nextToken=t", "nextToken=t"]


def test_reads_ahead_but_not_after_a_lone_page():
    def requests(read_ahead, use):
        with serving(sending(*pages(4))) as server:
            use(client_of(server.url, read_ahead=read_ahead))
            return len(server.requests)

    def one_page(client):
        client.list_job_runs(**IDS)

    def one_run(client):
        listing = iter(client.job_runs(**IDS))
        next(listing)
        next(listing)
        next(listing)  # of the second page

    assert [requests(ahead, one_page) for ahead in (True, False)] == [1, 1]
    assert requests(False, one_run) == 2
    assert requests(True, one_run) in (2, 3)  # it has left; it may not have come


def test_members_that_are_not_known_stay():
    body = b'{"items":[{"runId":"a","new":{"x":[1.5]},"createdAt":253402300799.999999},null],' \
           b'"more":true}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with serving(sending(answer)) as server:
        found = client_of(server.url).list_job_runs(**IDS)
    assert found.pop("ResponseMetadata") == {"HTTPStatusCode": 200, "RetryAttempts": 0}
    moment = found["items"][0].pop("createdAt")
    assert found == {"items": [{"runId": "a", "new": {"x": [1.5]}}, {}], "more": True}
    assert moment.isoformat() == "9999-12-31T23:59:59.999999+00:00"


def test_is_set_up_from_a_profile(endpoint, alone, monkeypatch):
    (alone / "config").write_text(
        f"[profile data]\naws_access_key_id = {ACCESS_KEY_ID}\nregion = {REGION}\n"
        f"aws_secret_access_key = {SECRET_ACCESS_KEY}\nendpoint_url = {endpoint}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(alone / "config"))
    for client in (dzjobs.Client(profile_name="data"),
                   dzjobs.Session(profile_name="data").client("datazone")):
        assert len(everything(client)) == RUNS
    monkeypatch.setenv("AWS_PROFILE", "data")
    assert len(everything(dzjobs.client("datazone"))) == RUNS


def test_asks_for_credentials(endpoint):
    asked = []

    def keys():
        asked.append(True)
        return Keys(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None)

    client = dzjobs.Client(region_name=REGION, endpoint_url=endpoint, credentials=keys)
    assert not asked and len(everything(client)) == RUNS and len(asked) == 1


def interrupt():
    raise KeyboardInterrupt


@pytest.mark.parametrize("wrong, error", [
    (lambda: 1 / 0, ZeroDivisionError), (interrupt, KeyboardInterrupt),
    (lambda: None, AttributeError),
    (lambda: Keys("", "", None), ValueError), (lambda: Keys("a\0", "b", None), ValueError)])
def test_an_error_of_the_callback_comes_out_of_the_call(endpoint, wrong, error):
    client = dzjobs.Client(region_name=REGION, endpoint_url=endpoint, credentials=wrong)
    for _ in range(2):
        with pytest.raises(error):
            client.list_job_runs(**IDS)


def test_logs_without_secrets(endpoint, caplog):
    logger = logging.getLogger("test")
    with caplog.at_level(logging.DEBUG, "test"):
        client_of(endpoint, log=logger.debug).list_job_runs(**IDS)
    text = caplog.text
    assert f"/v2/domains/{DOMAIN}/jobs/{JOB}/runs" in text and SECRET_ACCESS_KEY not in text


def test_signs_with_a_session_token():
    with running_emulator("--runs", 3, "--session-token", "a+/=b") as url:
        assert len(everything(client_of(url, aws_session_token="a+/=b"))) == 3
        with pytest.raises(exceptions.ClientError):
            client_of(url).list_job_runs(**IDS)


@pytest.mark.parametrize("settings, text", [
    ({"endpoint_url": "ftp://x"}, "endpoint_url: "), ({"max_attempts": 0}, "max_attempts: "),
    ({"timeout": 0}, "attempt_timeout: "), ({"connect_timeout": -1}, "connect_timeout: "),
    ({"timeout": time.time() + 5}, "less than a year"),
    ({"deadline": 0}, "call_timeout: "), ({"region": "a\0b"}, "region: "),
    ({"aws_secret_access_key": None}, "secret_access_key"), ({"timeout": float("nan")}, "nan")])
def test_settings_that_can_never_be_right_are_refused_at_once(settings, text):
    with pytest.raises(dzjobs.Error, match=text):
        client_of("http://127.0.0.1:1", **settings)


def test_numbers_too_large_for_the_library_are_not_cut(endpoint):
    client = client_of(endpoint, timeout=3e7, max_attempts=2**40)
    assert len(everything(client, MaxItems=2**70)) == RUNS
    with pytest.raises(exceptions.ParamValidationError, match="valid max value: 2147483647"):
        client.list_job_runs(**IDS, maxResults=2**32 + 1)


def test_texts_that_the_library_would_cut_are_refused(client):
    for change in ({"jobIdentifier": "a\0b"}, {"status": "\0"}, {"nextToken": "t\0"}):
        with pytest.raises(exceptions.ParamValidationError, match="NUL"):
            client.list_job_runs(**{**IDS, **change})


def test_closing(endpoint):
    with client_of(endpoint) as client:
        listing = iter(client.job_runs(**IDS))
        first = next(listing)
    assert [first, *listing] == list(client_of(endpoint).job_runs(**IDS))  # what is open goes on
    with pytest.raises(dzjobs.exceptions.ClientClosedError, match="closed"):
        client.list_job_runs(**IDS)


def test_closing_gives_the_connections_up(endpoint):
    with client_of(endpoint) as client:
        everything(client)
        before = len(os.listdir("/proc/self/fd"))
    assert len(os.listdir("/proc/self/fd")) < before


def test_cancelling_reaches_what_is_open_after_closing():
    with serving(sending(silence())) as server:
        client = client_of(server.url, timeout=20, max_attempts=1)
        runs, ends = iter(client.job_runs(**IDS)), []

        def wait():
            try:
                next(runs)
            except exceptions.CancelledError as error:
                ends.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while not server.requests:
            time.sleep(0.01)
        start = time.monotonic()
        client.close()
        client.cancel()
        waiting.join()
        assert ends and time.monotonic() - start < 10


@pytest.mark.parametrize("copying", [copy.deepcopy, pickle.dumps])
def test_what_cannot_be_copied_says_so_and_no_more(copying, client, capsys):
    runs = client.job_runs(**IDS)
    next(iter(runs))
    for each in client, runs:
        with pytest.raises((TypeError, ValueError)):
            copying(each)
    gc.collect()
    assert capsys.readouterr().err == ""


def test_boto3s_front_door(endpoint):
    keys = {"region_name": REGION, **KEYS}
    by_session = dzjobs.Session(**keys).client("datazone", endpoint_url=endpoint)
    by_function = dzjobs.client("datazone", **keys, endpoint_url=endpoint, config=dzjobs.Config(
        retries={"max_attempts": 1}, connect_timeout=5, read_timeout=5, proxies={}))
    assert everything(by_session) == everything(by_function)
    with pytest.raises(exceptions.UnknownServiceError, match="'s3'"):
        dzjobs.client("s3")
    with pytest.raises(ValueError, match="verify"):
        dzjobs.client("datazone", verify=False)
    with pytest.raises(exceptions.OperationNotPageableError, match="list_domains"):
        by_session.get_paginator("list_domains")
    for retries in {"max_attempts": 1}, {"total_max_attempts": 2, "max_attempts": 5}:
        with pytest.raises(exceptions.EndpointConnectionError, match="attempt 2 of 2"):
            dzjobs.client("datazone", **keys, endpoint_url="http://127.0.0.1:1",
                          config=dzjobs.Config(retries=retries)).list_job_runs(**IDS)


def test_errors_can_be_sent_to_other_processes(client):
    for change in ({"jobIdentifier": "other"}, {"maxResults": 0}):
        with pytest.raises(Exception) as caught:
            client.list_job_runs(**{**IDS, **change})
        again = pickle.loads(pickle.dumps(caught.value))
        assert (type(again), str(again), vars(again)) == (
            type(caught.value), str(caught.value), vars(caught.value))


def test_signs_for_fips():
    lines = []
    client = dzjobs.Client(region_name=REGION, **KEYS, use_fips_endpoint=True, max_attempts=1,
                           proxy="http://127.0.0.1:1", log=lines.append)
    with pytest.raises(exceptions.ConnectionError):
        client.list_job_runs(**IDS)
    assert any("https://datazone-fips.us-east-1." in line for line in lines)
