"""dzjobs_client.h through ctypes, on top of dzjobs.py: a Client, and Listings that it drives.

A Client keeps every line of its log; a ClientListing is a Listing that sends and waits itself.
"""

import contextlib
import ctypes
import threading
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p

import dzjobs
from dzjobs import Listing, Refused, _in, _out, lib
from emulator import ACCESS_KEY_ID, DOMAIN, JOB, REGION, SECRET_ACCESS_KEY

ECREDENTIALS, ECONFIG, ETIMEDOUT, ECANCELLED, EUNAVAILABLE = range(-20, -25, -1)

LOG = CFUNCTYPE(None, c_void_p, c_char_p)
PROTOTYPES = {
    "client_new": (c_int, POINTER(c_void_p)),
    "client_free": (None, c_void_p),
    "client_error": (c_char_p, c_void_p),
    **{f"client_set_{name}": (c_int, c_void_p, c_char_p)
       for name in ("profile", "region", "endpoint_url", "ca_bundle", "proxy")},
    "client_set_credentials": (c_int, c_void_p, c_char_p, c_char_p, c_char_p),
    **{f"client_set_{name}": (c_int, c_void_p, c_int64)
       for name in ("connect_timeout_us", "timeout_us", "deadline_us")},
    "client_set_max_attempts": (c_int, c_void_p, c_int),
    "client_set_read_ahead": (c_int, c_void_p, c_int),
    "client_set_log": (c_int, c_void_p, LOG, c_void_p),
    "client_list": (c_int, c_void_p, POINTER(c_void_p), c_char_p, c_char_p),
    "client_next": (c_int, c_void_p, c_void_p),
    "client_next_page": (c_int, c_void_p, c_void_p),
    "client_cancel": (c_int, c_void_p),
    "client_credentials_source": (c_char_p, c_void_p),
}
dzjobs.bind(lib, PROTOTYPES)


class Client:
    """A client with a log. Settings are named as the setters are."""

    def __init__(self, **settings):
        self.lines = []
        self._log = LOG(lambda context, line: self.lines.append(line.decode()))
        self.handle = c_void_p()
        code = lib.dzjobs_client_new(ctypes.byref(self.handle))
        assert code == 0
        for name, value in {"log": (self._log, None), **settings}.items():
            code = self.set(name, *(value if isinstance(value, tuple) else (value,)))
            if code:
                raise Refused(name, code, self.error)

    def __del__(self):
        self.free()

    def free(self):
        if self.handle:
            lib.dzjobs_client_free(self.handle)
        self.handle = c_void_p()

    def set(self, name, *values):
        """Calls dzjobs_client_set_<name>() and returns its result."""
        return self._call(f"set_{name}", *map(_in, values))

    def list(self, domain=DOMAIN, job=JOB, /, **settings):
        return ClientListing(self, domain, job, **settings)

    def _call(self, name, *arguments):
        return getattr(lib, f"dzjobs_client_{name}")(self.handle, *arguments)

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

    error = property(lambda self: _out(self._call("error")))
    credentials_source = property(lambda self: _out(self._call("credentials_source")))
    requests = property(lambda self: [line for line in self.lines if line.startswith("GET ")])


class ClientListing(Listing):
    """A listing of a client: runs() and walk() need nobody to serve them."""

    def _new(self, client, domain, job):
        self.client = client
        return client._call("list", ctypes.byref(self.handle), domain, job)

    def next(self):
        return self.client._call("next", self.handle)

    def next_page(self):
        return self.client._call("next_page", self.handle)

    def runs(self, serve=None):
        return super().runs(serve)

    def walk(self, serve=None, pages=False):
        return super().walk(serve, pages)


def client_of(endpoint, **settings):
    """A client for an emulator; the keys are in its settings, not in the environment."""
    settings.setdefault("region", REGION)
    settings.setdefault("credentials", (ACCESS_KEY_ID, SECRET_ACCESS_KEY, None))
    return Client(endpoint_url=endpoint, **settings)
