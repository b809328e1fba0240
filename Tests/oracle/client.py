"""dzjobs_client.h through ctypes, on top of dzjobs.py: a Client and the Listings that it drives.

A Client keeps every line of its log. A ClientListing is a Listing that sends and waits by itself.
"""

import contextlib
import ctypes
import threading
from ctypes import c_char_p, c_size_t, c_void_p

from dzjobs import DONE, NO_TIME, RUN, Answer, Listing, NoAnswer, Refused, _in, _out, _told
from dzjobs import abi, lib
from emulator import ACCESS_KEY_ID, DOMAIN, JOB, REGION, SECRET_ACCESS_KEY
from recorder import recorder

LIST_DONE, LIST_FAILED, PENDING = abi.LIST_DONE, abi.LIST_FAILED, abi.PENDING
ECREDENTIALS, ECONFIG = abi.ECREDENTIALS, abi.ECONFIG
NO_DESTROY = abi.DESTROY()
ETIMEDOUT, ECANCELED, EUNAVAILABLE = abi.ETIMEDOUT, abi.ECANCELED, abi.EUNAVAILABLE


class Exchange:
    """A request, in the transport's callback."""

    def __init__(self, handle):
        self.handle = handle
        self.method, self.url = (
            _out(self._call(f"request_{name}")) for name in ("method", "url"))
        value, length = c_char_p(), c_size_t()
        self.headers, self.timeout_us = [], self._call("timeout_us")
        self.is_direct = self._call("is_direct")
        while name := self._call("request_header", len(self.headers), ctypes.byref(value)):
            self.headers.append((_out(name), _out(value.value)))
        self.body = self._call("request_body", ctypes.byref(length))
        assert len(self.body) == length.value

    def _call(self, name, *arguments):
        return getattr(lib, f"dzjobs_exchange_{name}")(self.handle, *arguments)

    def header(self, name):
        return dict((key.lower(), value) for key, value in self.headers).get(name.lower())

    def answer(self, answer):
        """Passes an Answer or a NoAnswer; returns the first result that is not 0, or 0."""
        if isinstance(answer, NoAnswer):
            return self._call("put_no_response", int(answer.retryable), _in(answer.reason))
        for name, value in answer.headers:
            if code := self._call("put_response_header", _in(name), _in(value)):
                return code
        return self._call("put_response", answer.status, answer.body, len(answer.body))


class Client:
    """A client with a log. Settings have the names of their setters, except for two.
    transport(exchange) returns an Answer, a NoAnswer or None. provide() returns the arguments of
    dzjobs_credentials_set(), or a text for dzjobs_credentials_fail()."""

    def __init__(self, transport=None, provide=None, **settings):
        self.lines, self.exchanges, self.codes = [], [], []
        self.levels = []  # level and topic of each line
        self._log = abi.LOG(self._hear)
        if transport:
            self._transport = transport
            self._send = abi.CALLBACK(self._carry)
            settings["transport"] = (self._send, None, NO_DESTROY)
        if provide:
            self._provide = provide
            self._ask = abi.CALLBACK(self._give)
            settings["credentials_provider"] = (self._ask, None, NO_DESTROY)
        recorder.plant_environment()
        self.handle = c_void_p()
        code = lib.dzjobs_client_new(ctypes.byref(self.handle))
        assert code == 0
        for name, value in {"log": (self._log, None, NO_DESTROY), **settings}.items():
            code = self.set(name, *(value if isinstance(value, tuple) else (value,)))
            if code:
                raise Refused(name, code, self.error)

    def _hear(self, context, listing, level, topic, line):
        self.lines.append(recorder.hear(line.decode()))
        self.levels.append((level, topic))

    def _carry(self, context, handle):
        self.exchanges.append(Exchange(handle))
        answer = self._transport(self.exchanges[-1])
        if answer is not None:
            self.codes.append(self.exchanges[-1].answer(answer))
        return 0

    def _give(self, context, handle):
        given = self._provide()
        if isinstance(given, str):
            self.codes.append(lib.dzjobs_credentials_fail(handle, _in(given)))
        elif given is not None:
            recorder.plant(*given[1:3])
            keys = [_in(key) for key in given[:3]]
            end = given[3] if len(given) > 3 else NO_TIME
            self.codes.append(lib.dzjobs_credentials_set(handle, *keys, end))
        return 0

    def __del__(self):
        self.free()

    def free(self):
        if self.handle:
            self.error, self.credentials_source  # the recorder hears them
            lib.dzjobs_client_free(self.handle)
        self.handle = c_void_p()

    def set(self, name, *values):
        """Calls dzjobs_client_set_<name>() and returns its result."""
        if name == "credentials":
            recorder.plant(*values[1:])
        return self._call(f"set_{name}", *map(_in, values))

    def list(self, domain=DOMAIN, job=JOB, /, **settings):
        return ClientListing(self, domain, job, **settings)

    def _call(self, name, *arguments):
        return getattr(lib, f"dzjobs_client_{name}")(self.handle, *arguments)

    def add(self, listing):
        return self._call("add_list", listing.handle)

    def next_any(self, listings):
        """(event, or the code of a listing that failed; the listing of these, or None)"""
        handle = c_void_p(1)
        event = self._call("next_any", ctypes.byref(handle))
        if event == LIST_FAILED:
            event = lib.dzjobs_list_last_error(handle)
        return event, {each.handle.value: each for each in listings}.get(handle.value)

    def drain(self, listings, add=True):
        """Adds the listings. Returns {listing: ([ids of its runs], its end)} and the listings in
        the order of their runs."""
        if add:
            assert [self.add(listing) for listing in listings] == [0] * len(listings)
        found, order = {listing: ([], None) for listing in listings}, []
        while True:
            event, listing = self.next_any(listings)
            if event == RUN:
                found[listing][0].append(_out(lib.dzjobs_run_run_id(listing.run)))
                order.append(listing)
            elif listing:
                found[listing] = (found[listing][0], DONE if event == LIST_DONE else event)
            else:
                assert event == DONE, (event, self.error)
                return found, order

    def cancel(self):
        return self._call("cancel")

    @contextlib.contextmanager
    def cancelled_after(self, seconds):
        timer = threading.Timer(seconds, self.cancel)
        timer.start()
        try:
            yield
        finally:
            timer.join()

    def _copied(self, name):
        text = ctypes.create_string_buffer(8192)
        length = self._call(name, text, len(text))
        assert length == len(text.value) or length >= len(text)
        return _told(text.value)

    error = property(lambda self: self._copied("error_text"))
    credentials_source = property(lambda self: self._copied("credentials_source"))
    requests = property(lambda self: [line for line in self.lines if line.startswith("GET ")])


class ClientListing(Listing):
    """A listing of a client: runs() and walk() need no server function."""

    def _new(self, client, domain, job):
        self.client = client
        return client._call("new_list", ctypes.byref(self.handle), domain, job)

    def next(self):
        return self.client._call("next", self.handle)

    def next_page(self):
        return self.client._call("next_page", self.handle)

    def runs(self, serve=None):
        return super().runs(serve)

    def walk(self, serve=None, pages=False):
        return super().walk(serve, pages)


def client_of(endpoint, **settings):
    """A client for an emulator, with keys in its settings and not in the environment."""
    settings.setdefault("region", REGION)
    settings.setdefault("credentials", (ACCESS_KEY_ID, SECRET_ACCESS_KEY, None))
    return Client(endpoint_url=endpoint, **settings)
