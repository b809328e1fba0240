"""After cancel() nothing is sent, whatever the library was doing."""

import collections
import threading
import time

import dzjobs
import pytest
from conftest import IDS, client_of
from dzjobs import exceptions
from loopback import page, pages, sending, serving

Keys = collections.namedtuple("Keys", "access_key secret_key token")


def cancelled(call):
    with pytest.raises(exceptions.CancelledError):
        call()


@pytest.mark.parametrize("read_ahead", [True, False])
def test_between_the_credentials_and_the_request(read_ahead):
    def provide():
        thread = threading.Thread(target=client.cancel)
        thread.start()
        thread.join()
        return Keys("AKIDEXAMPLE", "secret", None)

    with serving(sending(*pages(4))) as server:
        client = dzjobs.Client(region="us-east-1", endpoint_url=server.url, credentials=provide,
                               read_ahead=read_ahead)
        cancelled(lambda: list(client.job_runs(**IDS)))
        cancelled(lambda: client.list_job_runs(**IDS))
        assert server.requests == []


@pytest.mark.parametrize("read_ahead", [True, False])
def test_before_and_between_pages(read_ahead):
    with serving(sending(*pages(4))) as server:
        client = client_of(server.url, read_ahead=read_ahead)
        client.cancel()
        cancelled(lambda: list(client.job_runs(**IDS)))
        cancelled(lambda: client.list_job_runs(**IDS))
        assert server.requests == []
    with serving(sending(*pages(4))) as server:
        client = client_of(server.url, read_ahead=read_ahead)
        runs = iter(client.job_runs(**IDS))
        next(runs)
        client.cancel()
        time.sleep(0.2)  # a request that was read ahead is in flight now
        sent = len(server.requests)
        for _ in range(2):
            cancelled(lambda: list(runs))
        assert len(server.requests) == sent <= 2


def test_while_a_request_is_in_flight():
    reached = threading.Event()

    def late(connection):
        reached.set()
        time.sleep(0.5)
        return page(0, token="t")

    with serving(sending(late, *pages(4))) as server:
        client = client_of(server.url)
        thread = threading.Thread(target=lambda: (reached.wait(30), client.cancel()))
        thread.start()
        cancelled(lambda: list(client.job_runs(**IDS)))
        thread.join()
        assert len(server.requests) == 1
