"""A model of the package: several listings of one client, driven by Python's calls in random order.
Tests/oracle/test_client_model.py has the same promises for the functions of C.
"""

import collections
import gc
import itertools
import re
import urllib.parse

import dzjobs
import hypothesis
import pytest
from dzjobs import _native, exceptions
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from loopback import answer, page, serving

COUNTS = (2, 1, 0, 3, 2)  # runs a page
STARTS = (0, *itertools.accumulate(COUNTS))
IDS = [str(number) for number in range(STARTS[-1])]
REFUSAL = answer(b'{"__type":"ValidationException","message":"not now"}', 400)
Keys = collections.namedtuple("Keys", "access_key secret_key token")
END = object()


class Boom(Exception):
    """What a callback of the caller raises."""


class Model:
    """What is known of one iteration."""

    def __init__(self, client, job, by_page, **config):
        self.job, self.by_page = job, by_page
        start = client.get_paginator("list_job_runs").paginate if by_page else client.job_runs
        self.listing = start(domainIdentifier="dzd", jobIdentifier=job, PaginationConfig=config)
        self.each = iter(self.listing)
        self.delivered, self.is_canceled = [], False


class PackageMachine(RuleBasedStateMachine):
    read_ahead = False

    def __init__(self):
        super().__init__()
        gc.collect()
        self.kept = set(_native._kept)
        self.models, self.names = [], (f"job{number}" for number in itertools.count())
        self.asked = collections.defaultdict(list)  # pages, by job
        self.refusals, self.raises, self.refused = 0, set(), 0
        self.serving = serving(self.serve)
        self.server = self.serving.__enter__()
        self.replace()

    def teardown(self):
        """Once nothing fails any more, every listing that is not canceled gets to its end."""
        self.refusals, self.raises = 0, set()
        while self.models:
            self.end(self.models.pop())
        self.client = None
        gc.collect()
        self.serving.__exit__(None, None, None)
        assert set(_native._kept) == self.kept, "a callback is kept for ever"

    def end(self, model):
        for _ in range(2 * len(IDS) + 3 if not model.is_canceled else 0):
            if self.step(model) is END:
                break
        assert model.is_canceled or model.delivered == IDS, model.delivered

    # ---- The service, and the callbacks

    def serve(self, server, connection):
        for head in server.heads(connection):
            url = urllib.parse.urlsplit(head.split()[1])
            number = int(dict(urllib.parse.parse_qsl(url.query)).get("nextToken", "0"))
            if self.refusals:
                self.refusals, self.refused = self.refusals - 1, self.refused + 1
                connection.sendall(REFUSAL)
                continue
            self.asked[re.search("/jobs/(job[0-9]+)/", url.path)[1]].append(number)
            token = str(number + 1) if number + 1 < len(COUNTS) else None
            connection.sendall(page(STARTS[number], COUNTS[number], token))

    def provide(self):
        self.fail_as("credentials")
        return Keys("AKIDEXAMPLE", "secret", None)

    def log(self, line):
        self.fail_as("log")

    def fail_as(self, name):
        if name in self.raises:
            self.raises.remove(name)
            raise Boom(name)

    def call(self, function, *arguments):
        """The result of a call, or the exception, which must be one that the model expects."""
        raises, refused = set(self.raises), self.refused
        try:
            return function(*arguments)
        except StopIteration:
            return END
        except Boom as error:
            assert str(error) in raises - self.raises
            return error
        except exceptions.ClientError as error:
            assert self.refused > refused or self.read_ahead and self.refused
            assert type(error) is exceptions.ValidationException
            assert error.response["Error"] == {"Code": "ValidationException", "Message": "not now"}
            assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 400
            return error
        except exceptions.CancelledError as error:
            return error

    # ---- Calls

    def step(self, model):
        got = self.call(next, model.each)
        if isinstance(got, exceptions.CancelledError):
            assert model.is_canceled
        elif got is END:
            assert model.delivered == IDS
        elif not isinstance(got, Exception):
            runs = got["items"] if model.by_page else [got]
            at = len(model.delivered)
            assert not model.is_canceled or not (model.by_page or at in STARTS)
            model.delivered += [run["runId"] for run in runs]
        return got

    def replace(self):
        """A new client. The listings of the old one continue."""
        self.client, self.is_canceled, self.is_closed = dzjobs.Client(
            region="us-east-1", endpoint_url=self.server.url, credentials=self.provide,
            log=self.log, max_attempts=1, read_ahead=self.read_ahead), False, False

    def open(self, by_page, **config):
        if self.is_closed:
            with pytest.raises(exceptions.ClientClosedError):
                Model(self.client, "job", by_page)
            return
        model = Model(self.client, next(self.names), by_page, **config)
        model.is_canceled, model.client = self.is_canceled, self.client
        self.models.append(model)
        return model

    def any_of(self, data):
        """One of the models; by its number, since Hypothesis keeps alive what it draws."""
        return self.models[data.draw(st.integers(0, len(self.models) - 1))]

    # ---- Rules

    @rule(by_page=st.booleans())
    def new(self, by_page):
        if len(self.models) < 4:
            self.open(by_page)

    @rule(data=st.data(), times=st.integers(1, 5))
    def steps(self, data, times):
        if self.models:
            model = self.any_of(data)
            for _ in range(times):
                self.step(model)

    @rule(data=st.data())
    def resume(self, data):
        """Another listing finds the rest, as in another process; pages begin in their middle."""
        if not self.models or self.is_closed:
            return
        model = self.any_of(data)
        token = model.listing.resume_token
        assert token or model.delivered in ([], IDS)
        if token:
            self.models.remove(model)
            found = self.open(data.draw(st.booleans()), StartingToken=token)
            found.delivered = model.delivered

    @rule(number=st.integers(0, len(COUNTS) - 1))
    def one_page(self, number):
        token = {"nextToken": str(number)} if number else {}
        if self.is_closed:
            with pytest.raises(exceptions.ClientClosedError):
                self.client.list_job_runs(domainIdentifier="dzd", jobIdentifier="job", **token)
            return
        job = next(self.names)
        got = self.call(lambda: self.client.list_job_runs(
            domainIdentifier="dzd", jobIdentifier=job, **token))
        assert isinstance(got, exceptions.CancelledError) == self.is_canceled
        if isinstance(got, dict):
            first, end = STARTS[number:number + 2]
            assert [run["runId"] for run in got["items"]] == IDS[first:end]
            assert got.get("nextToken") == (str(number + 1) if number + 1 < len(COUNTS) else None)
            assert self.asked[job] == [number]  # and no page is read ahead

    @rule(data=st.data())
    def free(self, data):
        if self.models:
            self.models.remove(self.any_of(data))

    @rule(count=st.integers(1, 2))
    def refuse(self, count):
        self.refusals = count

    @rule(name=st.sampled_from(["credentials", "log"]))
    def let_raise(self, name):
        self.raises.add(name)

    @rule()
    def cancel(self):
        self.client.cancel()
        self.is_canceled = True
        for model in self.models:
            model.is_canceled |= model.client is self.client

    @rule(by_block=st.booleans())
    def close(self, by_block):
        if by_block:
            with pytest.raises(Boom), self.client:
                raise Boom
        else:
            self.client.close()
        self.is_closed = True

    @rule()
    def another_client(self):
        if self.is_closed or self.is_canceled:
            self.replace()

    @invariant()
    def the_promises_are_kept(self):
        for model in self.models:
            assert model.delivered == IDS[:len(model.delivered)]
            asked = list(self.asked[model.job])
            assert asked == list(range(asked[0], asked[0] + len(asked))) if asked else True
            if model.is_canceled and not self.read_ahead:
                model.last = getattr(model, "last", asked)
                assert model.last == asked, "sent after cancel()"


class ReadAhead(PackageMachine):
    read_ahead = True


@pytest.mark.parametrize("machine", [PackageMachine, ReadAhead])
def test_every_sequence_of_calls_keeps_the_promises(machine):
    run_state_machine_as_test(machine, settings=hypothesis.settings(
        max_examples=15, stateful_step_count=30, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(hypothesis.HealthCheck)))
