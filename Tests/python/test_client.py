"""Features of dzjobs.Client that boto3 lacks: listings run by run, resuming, closing."""

import copy
import gc
import itertools
import os
import pickle
import threading
import time

import dzjobs
import pytest
from conftest import IDS, RUNS, client_of, everything
from dzjobs import exceptions
from loopback import page, pages, sending, serving, silence


def test_runs_one_by_one(client):
    runs = list(client.job_runs(**IDS))
    assert runs == everything(client) and len(runs) == RUNS
    failed = list(client.job_runs(**IDS, status="FAILED", sortOrder="ASCENDING", maxResults=3))
    assert failed == [run for run in reversed(runs) if run["status"] == "FAILED"]
    assert len(failed) > 3


def test_continues_after_any_run(client):
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
    assert list(runs) and runs.resume_token is None  # it started again and reached the end


def test_continues_after_an_error():
    """If a page fails, all earlier runs are returned, and the token leads to the page."""
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
    assert requests(True, one_run) in (2, 3)  # it was sent, but may not have arrived


def test_unknown_members_stay():
    body = b'{"items":[{"runId":"a","new":{"x":[1.5]},"createdAt":253402300799.999999},null],' \
           b'"more":true}'
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    with serving(sending(answer)) as server:
        found = client_of(server.url).list_job_runs(**IDS)
    assert found.pop("ResponseMetadata") == {
        "HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}
    moment = found["items"][0].pop("createdAt")
    assert found == {"items": [{"runId": "a", "new": {"x": [1.5]}}, {}], "more": True}
    assert moment.isoformat() == "9999-12-31T23:59:59.999999+00:00"


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
    assert [first, *listing] == list(client_of(endpoint).job_runs(**IDS))  # open listings continue
    with pytest.raises(dzjobs.exceptions.ClientClosedError, match="closed"):
        client.list_job_runs(**IDS)


def test_closing_closes_connections(endpoint):
    with client_of(endpoint) as client:
        everything(client)
        before = len(os.listdir("/proc/self/fd"))
    assert len(os.listdir("/proc/self/fd")) < before


def test_canceling_reaches_open_listings_after_closing():
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
def test_copying_raises_without_other_output(copying, client, capsys):
    runs = client.job_runs(**IDS)
    next(iter(runs))
    for each in client, runs:
        with pytest.raises((TypeError, ValueError)):
            copying(each)
    gc.collect()
    assert capsys.readouterr().err == ""


def test_errors_can_be_sent_to_other_processes(client):
    for change in ({"jobIdentifier": "other"}, {"maxResults": 0}):
        with pytest.raises(Exception) as caught:
            client.list_job_runs(**{**IDS, **change})
        again = pickle.loads(pickle.dumps(caught.value))
        assert (type(again), str(again), vars(again)) == (
            type(caught.value), str(caught.value), vars(caught.value))
