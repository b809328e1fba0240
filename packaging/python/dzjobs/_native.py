"""The library's own client: its handle and its callbacks."""

from __future__ import annotations

import ctypes
import sys
from _thread import get_ident
from ctypes import byref, c_int64, c_void_p
from time import time

from ._abi import CALLBACK, DESTROY, ETRANSPORT, LOG, NO_TIME
from ._cursor import Cursor, lib
from ._failures import in_python
from ._logging import write
from ._parameters import wrong_type
from .exceptions import InvalidSettingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ._parameters import Query
    from .types import Credentials

    _Raised = tuple[BaseException, bool]

_kept: dict[int, object] = {}  # callbacks, until the library calls none of them any more


def _drop(context: int) -> None:
    _kept.pop(context, None)


_forget = DESTROY(_drop)


def error_text(client: c_void_p) -> str:
    """Returns the text of the client's last failure."""
    text = ctypes.create_string_buffer(4096)
    lib.dzjobs_client_error_text(client, text, len(text))
    return text.value.decode()


def _has_libcurl() -> bool:
    """Returns True if a libcurl is installed that the library can use: 7.61 or later."""
    for name in "libcurl.so.4", "libcurl-gnutls.so.4":
        try:
            version = ctypes.CDLL(name).curl_version
        except OSError:
            continue
        except AttributeError:
            return False
        version.restype = ctypes.c_char_p
        number = version().removeprefix(b"libcurl/").split(b".")
        return number[0].isdigit() and (int(number[0]), int(number[1])) >= (7, 61)
    return False


class Native:
    """A dzjobs_client, freed when neither the client nor a listing of it is left. Settings are
    named as the setters are; credentials_provider and log are Python's own callables. logs: the
    loggers get its lines. A signal's handler runs in the next callback, and what it raises there
    only `call` can let out, so that a tool which drives a stream gets no callback of ours."""

    handle = c_void_p()  # of what was not made, such as a copy

    def __init__(self, settings: Mapping[str, object], logs: bool = True) -> None:
        self.handle = c_void_p()
        self._raised: dict[int, _Raised] = {}  # in a callback, by thread
        if lib.dzjobs_client_new(byref(self.handle)) < 0:
            raise MemoryError
        if logs:
            settings = {"log": None, **settings}
        for name, value in settings.items():
            self._set(name, value)

    def __del__(self, free: Callable[[c_void_p], None] = lib.dzjobs_client_free) -> None:
        free(self.handle)

    def use_urllib_without_libcurl(self, ca_bundle: str | None, proxy: str | None,
                                   read_timeout: float | None) -> None:
        """Sends by urllib if there is no libcurl, as in small images."""
        if not _has_libcurl():
            from ._urllib import sender

            self._set("transport", sender(ca_bundle, proxy, read_timeout))

    def open(self, query: Query) -> Cursor:
        def start(out: object, domain: bytes, job: bytes) -> int:
            return int(lib.dzjobs_client_new_list(self.handle, out, domain, job))

        late: list[BaseException] = []
        struck: list[bool] = []  # a signal's handler ended a request that read ahead

        def step(listing: c_void_p) -> int:
            if late:
                raise late.pop()
            was_struck = bool(struck)
            struck.clear()
            try:
                code = self.call(late, lib.dzjobs_client_next_page, listing)
            except BaseException:
                struck.append(True)
                raise
            if code == ETRANSPORT and was_struck:
                code = self.call(late, lib.dzjobs_client_next_page, listing)
            return code

        def stream(listing: c_void_p, rows: int, address: int) -> int:
            return int(lib.dzjobs_client_export_arrow_stream(
                self.handle, listing, rows, address))

        def within(listing: c_void_p, codes: list[int]) -> None:
            # In one go: no interrupt comes between the step and what says that it was made.
            codes += map(lib.dzjobs_client_next, (self.handle,), (listing,))

        return Cursor(query, start, step, within, stream)

    def open_without_io(self, query: Query) -> Cursor:
        """Returns a listing for a caller that sends its requests, after prepare()."""
        def start(out: object, domain: bytes, job: bytes) -> int:
            return int(lib.dzjobs_client_new_list(self.handle, out, domain, job))

        return Cursor(query, start, lambda handle: int(
            lib.dzjobs_list_next_page(handle, int(time() * 1e6))))

    def prepare(self, listing: c_void_p | None) -> tuple[int, int]:
        """Returns a code, and when to renew the credentials. It may send and wait."""
        renew_at = c_int64()
        code = self.call([], lib.dzjobs_client_prepare, listing, byref(renew_at))
        return code, renew_at.value

    def call(self, late: list[BaseException], function: Callable[..., int],
             *arguments: object) -> int:
        """Returns the result of a function of the library, or raises what a callback raised in it.
        An error of a credentials callable during read-ahead goes to `late`: the page before it
        comes first."""
        raised, thread, hook = self._raised, get_ident(), sys.unraisablehook
        raised.pop(thread, None)  # by a callback that a stream made
        keep = self._keeper(hook)
        try:  # not a `with` of our own, which an interrupt may leave before its end
            if keep:
                sys.unraisablehook = keep
            code = function(self.handle, *arguments)
        finally:
            if keep:
                sys.unraisablehook = hook
        if thread in raised:
            error, is_the_providers = raised.pop(thread)
            if code < 0 or not is_the_providers:
                raise error
            late.append(error)
        return code

    def _keeper(self, hook: Callable[[Any], object]) -> Callable[[Any], object] | None:
        """A signal's handler may raise on the way into a callback, before any `try` of its own, and
        what a callback raises ctypes only prints. In the main thread, whose signals are, this hook
        has it come out of the call."""
        from threading import main_thread  # most of what loading this package would cost

        if get_ident() != main_thread().ident:
            return None
        raised = self._raised

        def keep(unraisable: Any) -> None:
            if "ctypes callback" in (unraisable.err_msg or "") and unraisable.exc_value:
                raised[get_ident()] = unraisable.exc_value, False
            else:
                hook(unraisable)

        return keep

    def _set(self, name: str, value: object) -> None:
        values = value if isinstance(value, tuple) else (value,)
        callback = None
        if name == "log" or callable(value):
            callback = self._callback(name, value)
            _kept[id(callback)] = callback
            values = (callback, id(callback), _forget)
        if getattr(lib, f"dzjobs_client_set_{name}")(self.handle, *values) < 0:
            if callback is not None:
                _forget(id(callback))
            raise InvalidSettingError(in_python(error_text(self.handle)))

    def _callback(self, name: str, call: Any) -> object:
        raised = self._raised  # and not self, of which a stream may be left

        def keep(error: BaseException) -> None:
            # No exception passes through the library: it comes out of the call that drives it.
            is_the_providers = name == "credentials_provider" and isinstance(error, Exception)
            raised[get_ident()] = error, is_the_providers

        def log(context: int, listing: int, level: int, topic: int, line: bytes) -> None:
            try:
                write(level, topic, line)
                if call is not None:
                    call(line.decode(errors="replace"))
            except BaseException as error:
                keep(error)

        def guarded(context: int, handle: int) -> int:
            try:
                _provide(call, handle) if name == "credentials_provider" else call(handle)
            except BaseException as error:
                keep(error)
            return 0

        return LOG(log) if name == "log" else CALLBACK(guarded)


def _provide(credentials: Callable[[], Credentials], handle: int) -> None:
    given = credentials()
    end = getattr(given, "expiration", None)
    keys = [None if value is None else encoded(name, value) for name, value in (
        ("access_key", given.access_key), ("secret_key", given.secret_key),
        ("token", given.token))]
    if lib.dzjobs_credentials_set(handle, *keys, NO_TIME if end is None else int(end * 1e6)) < 0:
        raise InvalidSettingError("credentials: not keys, or expired at no possible time")


def encoded(name: str, value: object) -> bytes:
    if not isinstance(value, str):
        raise wrong_type(name, "str", value)
    if "\0" in value:
        raise InvalidSettingError(f"{name}: contains a NUL character")
    return value.encode()
