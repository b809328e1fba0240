"""Ctrl-C at every place: no run is lost or duplicated, and the call raises it."""

import linecache
import os
import pathlib
import signal
import sys
import threading
import time

import dzjobs
import pytest
from conftest import IDS, KEYS, REGION, client_of
from loopback import answer, pages, sending, serving

PACKAGE = str(pathlib.Path(dzjobs.__file__).parent)


class Interrupts:
    """Raises KeyboardInterrupt at line `number` of the package's executed lines. It leaves out
    lines where Python checks for no signal: between the decision to return something and the
    return, and at the end of a `with`."""

    def __init__(self, number):
        self.left, self.has_struck = number, False

    def trace(self, frame, event, argument):
        code = frame.f_code
        if not code.co_filename.startswith(PACKAGE) or self.has_struck or (
                code.co_name == "__del__"):  # Python lets no exception out of it
            return None
        if event == "line" and not self.is_safe(frame):
            self.left -= 1
            if self.left < 0:
                self.has_struck = True
                raise KeyboardInterrupt
        return self.trace

    @staticmethod
    def is_safe(frame):
        line = linecache.getline(frame.f_code.co_filename, frame.f_lineno)
        return line.strip().startswith(("yield", "return page", "with"))

    def __enter__(self):
        sys.settrace(self.trace)

    def __exit__(self, *error):
        sys.settrace(None)


def struck(work):
    """Interrupts `work` at each line in turn. Returns the number of lines."""
    number = 0
    while True:
        interrupts = Interrupts(number)
        work(interrupts)
        if not interrupts.has_struck:
            return number
        number += 1


def ids(page):
    return [run["runId"] for run in page["items"]]


@pytest.mark.parametrize("kind, read_ahead", [("runs", True), ("runs", False), ("pages", True)])
def test_a_listing_continues_where_it_was_interrupted(kind, read_ahead, endpoint):
    client = client_of(endpoint, read_ahead=read_ahead)
    everything = ids(client.list_job_runs(**IDS, maxResults=30))[:5]

    def listing(**config):
        if kind == "runs":
            return client.job_runs(**IDS, PaginationConfig=config)
        return client.get_paginator("list_job_runs").paginate(**IDS, PaginationConfig=config)

    def work(interrupts):
        found, given = [], listing(MaxItems=5, PageSize=2)
        try:
            with interrupts:
                for item in given:
                    found += [item["runId"]] if kind == "runs" else ids(item)
        except KeyboardInterrupt:
            rest = listing(StartingToken=given.resume_token, MaxItems=5 - len(found))
            assert interrupts.has_struck
            found += ids({"items": rest} if kind == "runs" else rest.build_full_result())
        assert found == everything

    assert struck(work) > 50


@pytest.mark.parametrize("kind", ["runs", "pages", "search"])
def test_the_same_iterator_continues(kind, endpoint):
    client = client_of(endpoint)
    everything = ids(client.list_job_runs(**IDS, maxResults=30))[:5]
    config = {"PaginationConfig": {"MaxItems": 5, "PageSize": 2}}

    def work(interrupts):
        pages = client.get_paginator("list_job_runs").paginate(**IDS, **config)
        listing = iter(client.job_runs(**IDS, **config) if kind == "runs" else
                       pages if kind == "pages" else pages.search("items[].runId"))
        found = []
        for _ in range(2):
            try:
                with interrupts:
                    for item in listing:
                        found += [item["runId"]] if kind == "runs" else (
                            ids(item) if kind == "pages" else [item])
            except KeyboardInterrupt:
                assert interrupts.has_struck
        assert found == everything and next(listing, None) is None

    assert struck(work) > 50


def test_the_same_iterator_continues_after_an_error():
    one, two, *more = pages(4)
    with serving(sending(one, answer(b"", 403), two, *more)) as server:
        listing = iter(client_of(server.url, read_ahead=False).job_runs(**IDS))
        found = [next(listing)["runId"], next(listing)["runId"]]
        with pytest.raises(dzjobs.exceptions.ClientError):
            next(listing)
        assert found + [run["runId"] for run in listing] == list("01234567")


def test_reading_the_token_can_be_interrupted(endpoint):
    client = client_of(endpoint)

    def work(interrupts):
        runs = client.job_runs(**IDS, maxResults=5)
        listing = iter(runs)
        found = [next(listing)["runId"] for _ in range(3)]
        try:
            with interrupts:
                runs.resume_token
        except KeyboardInterrupt:
            pass
        rest = client.job_runs(**IDS, maxResults=5, PaginationConfig={
            "StartingToken": runs.resume_token, "MaxItems": 2})
        assert found + [run["runId"] for run in rest] == everything

    everything = ids(client.list_job_runs(**IDS, maxResults=5))
    assert struck(work) > 5


def test_a_listing_without_io_returns_the_page_it_had(endpoint):
    import urllib.request

    answers = {}

    def fetch(request):
        if request.url not in answers:
            with urllib.request.urlopen(urllib.request.Request(
                    request.url, headers=request.headers)) as answer:
                answers[request.url] = answer.read()
        return answers[request.url]

    def work(interrupts):
        found = []
        listing = dzjobs.Listing(region_name=REGION, endpoint_url=endpoint, **KEYS, **IDS,
                                 PaginationConfig={"MaxItems": 5, "PageSize": 2})
        while True:
            try:
                with interrupts:
                    event = listing.next_page()
            except KeyboardInterrupt:
                continue
            if event is None:
                break
            if isinstance(event, dzjobs.Request):
                listing.response(200, [], fetch(event))
            else:
                found += ids(event)
        assert found == ids(client_of(endpoint).list_job_runs(**IDS, maxResults=5))

    assert struck(work) > 30


@pytest.fixture
def ctrl_c():
    """Enables SIGINT, which background jobs of a shell ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("settings", [{}, {"log": lambda line: None}], ids=["plain", "log"])
def test_a_signal_during_a_request_is_raised(settings, ctrl_c, capsys):
    one, two, *more = pages(4)

    def late(connection):
        time.sleep(0.5)
        return two

    with serving(sending(one, late, *more)) as server:
        runs = client_of(server.url, read_ahead=False, **settings).job_runs(**IDS)
        timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
        found = []
        with pytest.raises(KeyboardInterrupt):
            for run in runs:
                found.append(run["runId"])
                if len(found) == 2:
                    timer.start()
        timer.join()
        assert found == ["0", "1"]
        assert runs.resume_token is not None
    assert "ignored" not in capsys.readouterr().err
