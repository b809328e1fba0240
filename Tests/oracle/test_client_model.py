"""A model of the client: several listings of one client, driven by every call there is, in random
order. The transport is the service here. Tests/fuzz/client.c has the same promises with a virtual
clock; this machine sees the library as it is shipped, and shrinks what it finds.
"""

import itertools
import json
import re
import urllib.parse

import pytest
from client import ECANCELED, LIST_DONE, Client
from dzjobs import DONE, ESERVICE, ESTATE, PAGE, RUN, Answer, _out, lib
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

pytestmark = pytest.mark.usefixtures("alone")
PAGES = [("a", "b"), ("c",), (), ("d", "e", "f"), ("g", "h")]
IDS = list(itertools.chain(*PAGES))
REFUSED = Answer(400, b'{"__type":"ValidationException"}')


class Model:
    """What is known of one listing."""

    def __init__(self, client, job, by_page):
        self.handle = client.list("dzd", job)
        self.job, self.by_page = job, by_page
        self.delivered, self.is_added, self.is_canceled = [], False, False
        self.asked = []  # the pages that requests were for
        self.turns = 0  # runs of others since its last, while next_any() has a page of it

    @property
    def has_run_left(self):
        """On the page of the run that was delivered last."""
        ends = itertools.accumulate(map(len, PAGES))
        return bool(self.delivered) and len(self.delivered) not in ends


class ClientMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.answers, self.models, self.count = [], [], 0
        self.is_canceled, self.driven = False, None
        self.client = Client(transport=self.carry, region="us-east-1", use_environment=0,
                             credentials=("AKID", "secret key", None), max_attempts=1,
                             max_in_flight=2)

    def teardown(self):
        """Once nothing fails any more, every listing gets to its end."""
        self.answers.clear()
        self.uncancel()
        for model in self.models:
            self.uncancel_one(model)
            for _ in range(40):
                if model.is_added or self.step(model) == DONE:
                    break
        for _ in range(100):
            event = self.step_any()
            if event == DONE:
                break
            for model in self.models:
                if not model.is_added and model.delivered != IDS:
                    self.add_one(model)
        assert all(model.delivered == IDS for model in self.models)
        self.client.free()

    # ---- The service

    def carry(self, exchange):
        """Nothing is sent after a cancellation, nothing for a listing that nobody drives, and each
        request is for the page behind those that were delivered."""
        url = urllib.parse.urlsplit(exchange.url)
        job = re.search("/jobs/(job[0-9]+)/", url.path)[1]
        [model] = [model for model in self.models if model.job == job]
        page = int(dict(urllib.parse.parse_qsl(url.query)).get("nextToken", "0"))
        first = sum(map(len, PAGES[:page]))
        assert not self.is_canceled and not model.is_canceled
        assert model is self.driven or (self.driven is None and model.is_added)
        assert not model.asked or page in (model.asked[-1], model.asked[-1] + 1)
        assert len(model.delivered) <= first <= len(model.delivered) + 5
        refuses = self.answers.pop() if self.answers else False
        if refuses:
            return REFUSED
        model.asked.append(page)
        token = {"nextToken": str(page + 1)} if page + 1 < len(PAGES) else {}
        items = [{"runId": each} for each in PAGES[page]]
        return Answer(body=json.dumps({"items": items, **token}).encode())

    # ---- Calls

    def take(self, model, event):
        """What an event brought: the runs that come next, and no others."""
        handle = model.handle
        if event == RUN:
            model.delivered.append(_out(lib.dzjobs_run_run_id(handle.run)))
        elif event == PAGE:
            model.delivered += [_out(lib.dzjobs_run_run_id(handle._call("page_run", at)))
                                for at in range(handle._call("page_run_count"))]
        else:
            assert event != DONE or model.delivered == IDS
            assert event != ECANCELED or self.is_canceled or model.is_canceled
            assert event in (DONE, ECANCELED, ESERVICE)
        assert model.delivered == IDS[:len(model.delivered)]

    def step(self, model):
        self.driven = model
        event = model.handle.next_page() if model.by_page else model.handle.next()
        if model.is_added:
            assert event == ESTATE
        else:
            assert event == ECANCELED or not (self.is_canceled or model.is_canceled)
            self.take(model, event)
        return event

    def step_any(self):
        self.driven = None
        event, handle = self.client.next_any([model.handle for model in self.models])
        found = [model for model in self.models if model.handle is handle]
        assert event == ECANCELED or not self.is_canceled
        if not found:
            assert event == (ECANCELED if self.is_canceled else DONE)
            assert event == ECANCELED or not any(model.is_added for model in self.models)
            return event
        [model] = found
        assert model.is_added and not (event == RUN and model.is_canceled)
        self.take(model, DONE if event == LIST_DONE else event)
        model.is_added = event == RUN
        for other in self.models:
            other.turns = 0 if other is model else other.turns + (event == RUN)
            is_waiting = other.is_added and other.has_run_left
            assert not is_waiting or other.turns <= 2 * len(self.models) + len(IDS)
        return event if event != DONE else LIST_DONE

    def add_one(self, model):
        assert self.client.add(model.handle) == (ESTATE if model.is_added else 0)
        model.is_added, model.turns = True, 0

    def uncancel_one(self, model):
        assert model.handle._call("uncancel") == 0
        model.is_canceled = False

    # ---- Rules

    @rule(by_page=st.booleans())
    def new(self, by_page):
        if len(self.models) < 4:
            self.count += 1
            self.models.append(Model(self.client, f"job{self.count}", by_page))

    @rule(data=st.data(), do=st.sampled_from(
        ["step", "step", "add", "cancel", "uncancel", "free"]))
    def one(self, data, do):
        if not self.models:
            return
        model = data.draw(st.sampled_from(self.models))
        if do == "step":
            self.step(model)
        elif do == "add":
            if not model.by_page:
                self.add_one(model)
        elif do == "cancel":
            assert model.handle._call("cancel") == 0
            model.is_canceled = True
        elif do == "uncancel":
            self.uncancel_one(model)
        else:
            self.models.remove(model)  # which frees it

    @rule(times=st.integers(1, 4))
    def any(self, times):
        for _ in range(times):
            self.step_any()

    @rule(refusals=st.lists(st.booleans(), max_size=3))
    def fail(self, refusals):
        self.answers = refusals

    @rule()
    def cancel(self):
        assert self.client.cancel() == 0
        self.is_canceled = True

    @rule()
    def uncancel(self):
        assert self.client._call("uncancel") == 0
        self.is_canceled = False

    @invariant()
    def only_expected_runs(self):
        assert all(model.delivered == IDS[:len(model.delivered)] for model in self.models)


def test_every_sequence_of_calls_keeps_the_promises():
    run_state_machine_as_test(ClientMachine, settings=settings(
        max_examples=150, stateful_step_count=40, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck)))
