"""The library's own client: its handle, and what it calls back."""

from __future__ import annotations

import ctypes
import sys
from _thread import get_ident
from ctypes import byref, c_void_p

from ._abi import CALLBACK, DESTROY, LOG, NO_TIME
from ._cursor import Cursor, lib
from .exceptions import InvalidSettingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ._parameters import Query
    from .types import Credentials

_kept: dict[int, object] = {}  # callbacks, until the library calls none of them any more


def _drop(context: int) -> None:
    _kept.pop(context, None)


_forget = DESTROY(_drop)


def error_text(client: c_void_p) -> str:
    """What the client's last failure was about."""
    text = ctypes.create_string_buffer(4096)
    lib.dzjobs_client_error_text(client, text, len(text))
    return text.value.decode()


def _has_libcurl() -> bool:
    """The library takes the first that there is, if it is 7.61 or later."""
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
    named as the setters are; credentials_provider and log are Python's own callables."""

    handle = c_void_p()  # of what was not made, such as a copy

    def __init__(self, settings: Mapping[str, object]) -> None:
        self.handle = c_void_p()
        self._raised: dict[int, BaseException] = {}  # in a callback, by thread
        if lib.dzjobs_client_new(byref(self.handle)) < 0:
            raise MemoryError
        self._has_callbacks = False
        for name, value in settings.items():
            self._set(name, value)

    def __del__(self, free: Callable[[c_void_p], None] = lib.dzjobs_client_free) -> None:
        free(self.handle)

    def use_urllib_without_libcurl(self, ca_bundle: str | None, proxy: str | None) -> None:
        """Small images have a Python, its ssl, and no libcurl."""
        if not _has_libcurl():
            from ._urllib import sender

            self._set("transport", sender(ca_bundle, proxy))

    def open(self, query: Query) -> Cursor:
        def start(out: object, domain: bytes, job: bytes) -> int:
            return int(lib.dzjobs_client_new_list(self.handle, out, domain, job))

        def step(listing: c_void_p) -> int:
            if self._raised:
                self._raised.pop(get_ident(), None)  # by a callback that a stream made
            keep, hook = self._interrupts(), sys.unraisablehook
            try:  # not a `with` of our own, which an interrupt may leave before its end
                if keep:
                    sys.unraisablehook = keep
                code = lib.dzjobs_client_next_page(self.handle, listing)
            finally:
                if keep:
                    sys.unraisablehook = hook
            error = self._raised.pop(get_ident(), None) if self._raised else None
            # What fails while reading ahead is tried again when that page is asked for.
            if error is not None and (code < 0 or not isinstance(error, Exception)):
                raise error
            return int(code)

        def stream(listing: c_void_p, address: int) -> int:
            return int(lib.dzjobs_client_export_arrow_stream(self.handle, listing, 0, address))

        def within(listing: c_void_p, codes: list[int]) -> None:
            # In one go: no interrupt comes between the step and what says that it was made.
            codes += map(lib.dzjobs_client_next, (self.handle,), (listing,))

        return Cursor(query, start, step, within, stream)

    def _interrupts(self) -> Callable[[Any], None] | None:
        """Ctrl-C may strike on the way into a callback, before any `try` of its own, and what a
        callback raises ctypes only prints. In the main thread, whose signals are, this hook has it
        come out of the call."""
        if not self._has_callbacks:
            return None
        from threading import main_thread  # most of what loading this package would cost

        if get_ident() != main_thread().ident:
            return None
        raised, hook = self._raised, sys.unraisablehook

        def keep(unraisable: Any) -> None:
            if isinstance(unraisable.exc_value, KeyboardInterrupt):
                raised[get_ident()] = unraisable.exc_value
            else:
                hook(unraisable)

        return keep

    def _set(self, name: str, value: object) -> None:
        values = value if isinstance(value, tuple) else (value,)
        if callable(value):
            callback = self._callback(name, value)
            _kept[id(callback)] = callback
            self._has_callbacks = True
            values = (callback, id(callback), _forget)
        if getattr(lib, f"dzjobs_client_set_{name}")(self.handle, *values) < 0:
            if callable(value):
                _forget(id(callback))
            raise InvalidSettingError(error_text(self.handle))

    def _callback(self, name: str, call: Callable[..., Any]) -> object:
        raised = self._raised  # and not self, of which a stream may be left
        if name == "log":
            return LOG(lambda context, listing, level, topic, line: call(
                line.decode(errors="replace")))

        def guarded(context: int, handle: int) -> int:
            # No exception passes through the library: it comes out of the call that drives it.
            try:
                _provide(call, handle) if name == "credentials_provider" else call(handle)
            except BaseException as error:
                raised[get_ident()] = error
            return 0

        return CALLBACK(guarded)


def _provide(credentials: Callable[[], Credentials], handle: int) -> None:
    given = credentials()
    end = getattr(given, "expiration", None)
    keys = [None if value is None else encoded(name, value) for name, value in (
        ("access_key", given.access_key), ("secret_key", given.secret_key),
        ("token", given.token))]
    if lib.dzjobs_credentials_set(handle, *keys, NO_TIME if end is None else int(end * 1e6)) < 0:
        raise InvalidSettingError("credentials: not keys, or expired at no possible time")


def encoded(name: str, value: str) -> bytes:
    if "\0" in value:
        raise InvalidSettingError(f"{name}: contains a NUL character")
    return value.encode()
