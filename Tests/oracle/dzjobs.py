"""The library through ctypes: every function of dzjobs.h with its types, and a Listing.

The tests use the library like any foreign caller: without a C compiler and header, only with a list
of functions. Listing adds the caller's part, a virtual clock and a loop, and frees itself.
"""

import ctypes
import dataclasses
import importlib.util
import os
import pathlib
from ctypes import c_char_p, c_size_t, c_void_p

from recorder import recorder
from run_members import STRING_GETTERS, TIME_GETTERS

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
LIBRARY = os.environ.get("DZJOBS_LIBRARY") or str(REPOSITORY / ".build/release/libdzjobs.so")

# The table of functions is the Python package's. These tests use no other code of the package.
_spec = importlib.util.spec_from_file_location(
    "abi", REPOSITORY / "packaging/python/dzjobs/_abi.py")
abi = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(abi)
DONE, RUN, PAGE, SEND, WAIT = abi.DONE, abi.RUN, abi.PAGE, abi.SEND, abi.WAIT
EINVAL, ESTATE, ENOMEM, EPARSE = abi.EINVAL, abi.ESTATE, abi.ENOMEM, abi.EPARSE
ESERVICE, ELOOP, ETRANSPORT, ETOOBIG = abi.ESERVICE, abi.ELOOP, abi.ETRANSPORT, abi.ETOOBIG
ECANCELED, NO_TIME = abi.ECANCELED, abi.NO_TIME
ISO8601, EPOCH = 0, 1
lib = abi.Library(LIBRARY)


@dataclasses.dataclass(frozen=True)
class Answer:
    """A received answer. NoAnswer stands for none."""

    status: int = 200
    body: bytes = b"{}"
    headers: tuple = ()


@dataclasses.dataclass(frozen=True)
class NoAnswer:
    retryable: bool = True
    reason: str = "connection reset"


class Refused(Exception):
    """A setter returned an error."""

    def __init__(self, name, code, text):
        super().__init__(f"{name}: {code} {text}")
        self.code, self.text = code, text


def _in(value):
    return value.encode() if isinstance(value, str) else value


def _out(value):
    return value if value is None else value.decode()


def _told(value):
    """A text for people."""
    return recorder.hear(_out(value))


class Listing:
    """One listing with a virtual clock, now_us. Waiting advances it."""

    def __init__(self, region="us-east-1", domain="dzd_oracle", job="job", /, **settings):
        self.handle = c_void_p()
        self.now_us = 1_795_428_000_000_000
        self.waits = []  # microseconds, in the order of walk()
        code = self._new(region, _in(domain), _in(job))
        if code:
            raise Refused("list_new", code, "")
        for name, value in settings.items():
            code = self.set(name, *(value if isinstance(value, tuple) else (value,)))
            if code:
                raise Refused(name, code, self.error)

    def _new(self, region, domain, job):
        return lib.dzjobs_list_new(ctypes.byref(self.handle), _in(region), domain, job)

    def __del__(self):
        if self.handle:
            self.error  # the recorder hears it
            lib.dzjobs_list_free(self.handle)

    def set(self, name, *values):
        """Calls dzjobs_list_set_<name>() and returns its result."""
        if name == "credentials":
            recorder.plant(*values[1:])
        return self._call(f"set_{name}", *map(_in, values))

    def _call(self, name, *arguments):
        return getattr(lib, f"dzjobs_list_{name}")(self.handle, *arguments)

    def next(self):
        return self._call("next", self.now_us)

    def next_page(self):
        return self._call("next_page", self.now_us)

    def header(self, name):
        """The value of one header of the request, None if there is none."""
        found = [value for key, value in self.request()[1] if key.lower() == name.lower()]
        return found[0] if found else None

    def request(self):
        """(URL, [(name, value)]) of the request to send; (None, []) when there is none."""
        headers = []
        value = c_char_p()
        while name := self._call("request_header", len(headers), ctypes.byref(value)):
            headers.append((name.decode(), value.value.decode()))
        return _out(self._call("request_url")), headers

    def answer(self, answer):
        """Passes an Answer or a NoAnswer; returns the first result that is not 0, or 0."""
        if isinstance(answer, NoAnswer):
            return self._call(
                "put_no_response", self.now_us, int(answer.retryable), _in(answer.reason)
            )
        for name, value in answer.headers:
            if code := self._call("put_response_header", _in(name), _in(value)):
                return code
        return self._call(
            "put_response", self.now_us, answer.status, answer.body, len(answer.body)
        )

    def walk(self, serve, pages=False):
        """Yields RUN or PAGE events, and finally the end. Sends requests to serve(url, headers)."""
        step = self.next_page if pages else self.next
        while (event := step()) > 0:
            if event == SEND:
                code = self.answer(serve(*self.request()))
                assert code == 0, (code, self.error)
            elif event == WAIT:
                self.waits.append(self._call("wait_us"))
                self.now_us += self.waits[-1]
            else:
                yield event
        yield event

    def runs(self, serve):
        """(the runs' ids, the end) of a walk to the end."""
        ids = []
        for event in self.walk(serve):
            if event == RUN:
                ids.append(_out(lib.dzjobs_run_run_id(self.run)))
        return ids, event

    run = property(lambda self: self._call("run"))
    wait_us = property(lambda self: self._call("wait_us"))
    error = property(lambda self: _told(self._call("error_text")))
    service_code = property(lambda self: _told(self._call("service_code")))
    service_message = property(lambda self: _told(self._call("service_message")))
    http_status = property(lambda self: self._call("http_status"))
    request_id = property(lambda self: _told(self._call("request_id")))
    attempts = property(lambda self: self._call("attempts"))
    next_token = property(lambda self: _out(self._call("next_token")))
    resume_token = property(lambda self: _out(self._call("resume_token")))
    page_run_count = property(lambda self: self._call("page_run_count"))

    def page_runs(self):
        return [self._call("page_run", i) for i in range(self.page_run_count)]

    def page_json(self):
        return _json(lib.dzjobs_list_page_json, self.handle)


def _json(function, argument):
    length = c_size_t()
    text = function(argument, ctypes.byref(length))
    assert text is None or len(text) == length.value
    return _out(text)


def run_json(run):
    return _json(lib.dzjobs_run_json, run)


def run_members(run):
    """The results of the getters, by the names of the API reference, without absent members."""
    strings = {key: _out(getattr(lib, f"dzjobs_run_{g}")(run)) for key, g in STRING_GETTERS.items()}
    times = {key: getattr(lib, f"dzjobs_run_{g}")(run) for key, g in TIME_GETTERS.items()}
    return {
        **{key: value for key, value in strings.items() if value is not None},
        **{key: value for key, value in times.items() if value != NO_TIME},
    }
