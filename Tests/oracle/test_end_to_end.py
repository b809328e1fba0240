"""Over real HTTP: our library with Python's http.client, and boto3, against the emulator.

The emulator checks signatures with its own code and misbehaves on request. Back-offs do not sleep;
they advance the listing's clock.
"""

import gzip
import http.client
import itertools
import json
import random
import time
import urllib.parse

import pytest

import dzjobs
from run_members import TIMES
from dzjobs import (DONE, ELOOP, EPARSE, ESERVICE, ETRANSPORT, RUN, Answer, Listing, NoAnswer)
from emulator import (ACCESS_KEY_ID, DOMAIN, JOB, REGION, SECRET_ACCESS_KEY, boto_client,
                      boto_runs, running_emulator)

RUNS = 20_000


class Transport:
    """The caller's side: one connection, kept alive."""

    def __init__(self, careless=False):
        self.connection = None
        self.careless = careless  # passes truncated bodies

    def __call__(self, url, headers):
        parts = urllib.parse.urlsplit(url)
        self.connection = self.connection or http.client.HTTPConnection(
            parts.hostname, parts.port, timeout=10)
        try:
            self.connection.putrequest("GET", url[len(f"{parts.scheme}://{parts.netloc}"):],
                                       skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                self.connection.putheader(name, value)
            self.connection.endheaders()
            answer = self.connection.getresponse()
            body = answer.read()
        except http.client.IncompleteRead as error:
            self.close()
            if not self.careless:
                return NoAnswer(reason="the body was cut short")
            body = error.partial
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return NoAnswer(reason=repr(error))
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        return Answer(answer.status, body, tuple(answer.headers.items()))

    def close(self):
        self.connection.close()
        self.connection = None


def listing(endpoint, **settings):
    settings.setdefault("credentials", (ACCESS_KEY_ID, SECRET_ACCESS_KEY, None))
    made = Listing(REGION, DOMAIN, JOB, endpoint_url=endpoint, **settings)
    made.now_us = time.time_ns() // 1000
    return made


def runs(made, serve):
    """The getters' results for all runs, and the end. Retryable failures are retried."""
    found = []
    for _ in range(1000):
        for event in made.walk(serve):
            if event == RUN:
                found.append(dzjobs.run_members(made.run))
        if event not in (ESERVICE, ETRANSPORT):
            break
    return found, event


def flat(run):
    """A run of boto3 in the form of run_members()."""
    run = dict(run)
    error = run.pop("error", None)
    for name in TIMES:
        if name in run:
            run[name] = round(run[name].timestamp() * 1e6)
    return {**run, "error.message": error["message"]} if error else run


@pytest.fixture(scope="module")
def everything():
    """All runs that boto3 lists from an emulator without faults."""
    with running_emulator("--runs", RUNS) as endpoint:
        found = [flat(run) for run in boto_runs(boto_client(endpoint), page_size=50)]
        assert len(found) == RUNS
        assert runs(listing(endpoint, max_results=50), Transport()) == (found, DONE)
    return found


@pytest.mark.parametrize("query", [
    {"status": "FAILED"}, {"sortOrder": "ASCENDING"},
    {"status": "SUCCESS", "sortOrder": "DESCENDING"}])
def test_lists_the_same_runs_as_boto3(query):
    names = {"status": "status", "sortOrder": "sort_order"}
    with running_emulator("--runs", 500, "--base-path", "/a%20b") as endpoint:
        theirs = boto_runs(boto_client(endpoint), page_size=7, **query)
        made = listing(endpoint, max_results=7, **{names[k]: v for k, v in query.items()})
        assert runs(made, Transport()) == ([flat(run) for run in theirs], DONE)
        assert theirs


def test_each_run_once_and_in_order_through_all_faults(everything):
    with running_emulator("--runs", RUNS, "--all-faults", 0.2, "--slow-ms", 5,
                          "--truncate-rate", 0.05, "--gzip-rate", 0.3) as endpoint:
        made = listing(endpoint, max_results=50)
        found, end = runs(made, Transport())
    assert end == DONE and len(made.waits) > 50
    assert found == everything


def test_a_listing_resumed_many_times_loses_no_run(everything):
    chance = random.Random(20261123)
    found, token, serve = [], None, Transport()
    with running_emulator("--runs", RUNS, "--all-faults", 0.1, "--slow-ms", 5,
                          "--truncate-rate", 0.1) as endpoint:
        while True:
            made = listing(endpoint, max_results=chance.randint(1, 50), resume_token=token)
            goal = len(found) + chance.randint(1, 900)
            for event in itertools.chain(*(made.walk(serve) for _ in range(100))):
                if event == RUN:
                    found.append(dzjobs.run_members(made.run))
                if event == DONE or len(found) == goal:
                    break
            if event == DONE:
                break
            token = made.resume_token
    assert found == everything


def test_tokens_move_between_boto3_and_us(everything):
    chance = random.Random(7)
    with running_emulator("--runs", RUNS) as endpoint:
        paginator = boto_client(endpoint).get_paginator("list_job_runs")
        token, at = None, 0
        for turn in range(30):
            step = chance.randint(1, 130)
            if turn % 2:
                made = listing(endpoint, max_items=step, resume_token=token, max_results=50)
                found, _ = runs(made, Transport())
                token = made.resume_token
            else:
                config = {"MaxItems": step, "StartingToken": token, "PageSize": 50}
                result = paginator.paginate(
                    domainIdentifier=DOMAIN, jobIdentifier=JOB, PaginationConfig=config
                ).build_full_result()
                found, token = [flat(run) for run in result["items"]], result["NextToken"]
            assert found == everything[at:at + step]
            at += step


def end_of(*flags, careless=False, **settings):
    with running_emulator("--runs", 300, *flags) as endpoint:
        made = listing(endpoint, max_results=50, **settings)
        found = []
        for event in made.walk(Transport(careless)):
            if event == RUN:
                found.append(event)
        return len(found), event, made


def test_a_portal_that_answers_200_with_html_is_not_the_end():
    count, end, made = end_of("--html-200-rate", 1)
    assert (count, end, made.http_status, made.attempts) == (0, EPARSE, 200, 1)
    assert "byte 0" in made.error


def test_truncated_bodies_are_refused():
    count, end, made = end_of("--truncate-rate", 1)
    assert (count, end, made.attempts) == (0, ETRANSPORT, 3)
    count, end, made = end_of("--truncate-rate", 1, careless=True)
    assert (count, end, made.attempts) == (0, EPARSE, 1)


@pytest.mark.parametrize("flag, status, code", [
    ("--throttle-rate", 429, "ThrottlingException"), ("--html-503-rate", 503, "503")])
def test_a_service_that_never_recovers(flag, status, code):
    count, end, made = end_of(flag, 1)
    assert (count, end, made.attempts) == (0, ESERVICE, 3)
    assert (made.http_status, made.service_code) == (status, code)


@pytest.mark.parametrize("flags, count", [
    (["--repeat-token-at", 2], 100), (["--repeat-token-at", 4], 200), (["--cycle-length", 4], 200)])
def test_pages_in_a_loop(flags, count):
    assert end_of(*flags)[:2] == (count, ELOOP)


@pytest.mark.parametrize("code", ["RequestTimeTooSkewed", "InvalidSignatureException"])
@pytest.mark.parametrize("offset", [3600, -86400])
def test_a_wrong_clock_is_corrected(code, offset):
    count, end, made = end_of("--clock-offset", offset, "--skew-code", code)
    assert (count, end) == (300, DONE)


def test_wrong_keys_are_reported():
    count, end, made = end_of(credentials=(ACCESS_KEY_ID, "wrong", None))
    assert (count, end, made.http_status) == (0, ESERVICE, 403)
    assert made.service_code and made.request_id and "wrong" not in made.error


def test_a_session_token_is_signed():
    flags = ("--session-token", "a/session+token==")
    keys = (ACCESS_KEY_ID, SECRET_ACCESS_KEY)
    assert end_of(*flags, credentials=(*keys, flags[1]))[:2] == (300, DONE)
    assert end_of(*flags, credentials=(*keys, None))[:2] == (0, ESERVICE)


def test_page_json_is_the_received_body():
    with running_emulator("--runs", 120) as endpoint:
        made, bodies, texts, serve = listing(endpoint, json_times=dzjobs.EPOCH), [], [], Transport()

        def keep(url, headers):
            answer = serve(url, headers)
            bodies.append(json.loads(answer.body))
            return answer

        for event in made.walk(keep, pages=True):
            if event:
                texts.append(json.loads(made.page_json()))
    assert event == DONE and texts == bodies and len(texts) > 1
