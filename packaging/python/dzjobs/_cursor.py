"""A listing of the library: its handle and results, and its errors as exceptions."""

from __future__ import annotations

import os
from _thread import LockType, allocate_lock
from ctypes import byref, c_void_p

from ._abi import DONE, ESERVICE, ETRANSPORT, PAGE, Library
from ._failures import failure, refusal
from ._logging import give_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    from ._parameters import Query
    from .types import ErrorResponse, ListJobRunsOutput, ResponseMetadata

    Item = TypeVar("Item")

# Beside this file in a wheel; where a distribution's package has it, in the system.
_OWN = os.path.join(os.path.dirname(__file__), "libdzjobs.so.0")
lib = Library(_OWN if os.path.exists(_OWN) else "libdzjobs.so.0")


class HTTPHeaders(dict[str, str]):
    """The headers of a response that the library keeps."""

    def __missing__(self, name: str) -> str:
        raise KeyError(f"{name}: dzjobs keeps x-amzn-requestid alone of a response's headers")


class Cursor:
    """A listing of this query. start(handle, domain, job) makes the handle; step(handle) says what
    comes next, as dzjobs_list_next_page() does; within(handle, codes) goes to the next run of a
    page and adds the event to codes; stream(handle, rows, address) makes an ArrowArrayStream of
    batches of so many rows of it.

    Ctrl-C may come after the library has a page and before the host has it. Who takes one from here
    says that it is handed out, as the last thing before it is."""

    handle = c_void_p()  # of what was not made, such as a copy
    is_handed_out = False

    def __init__(self, query: Query, start: Callable[[object, bytes, bytes], int],
                 step: Callable[[c_void_p], int],
                 within: Callable[[c_void_p, list[int]], None] | None = None,
                 stream: Callable[[c_void_p, int, int], int] | None = None) -> None:
        self.handle = c_void_p()
        self._lock = allocate_lock()
        self._step, self._within, self._stream = step, within, stream
        self._steps: list[int] = []  # to the runs of the page that is current
        self._count = 0  # of its items, as hand_out() has them,
        self._left: list[Any] = []  # and those that are to come, the last one first
        domain, job, settings = query.settings()
        code = start(byref(self.handle), domain, job)
        if code < 0:
            raise failure(code, lib.dzjobs_strerror(code).decode())
        for name, value in settings:
            self.set(name, value)
        self._is_first = True  # no page was handed out
        self._former = self._token()  # before what is to be handed out

    def __del__(self, free: Callable[[c_void_p], None] = lib.dzjobs_list_free) -> None:
        free(self.handle)

    def busy(self) -> LockType:
        """For a `with`. One thread at a time: the library does not look after that, and would
        crash. It is C's own lock that waits for who came at the same moment, since Ctrl-C never
        leaves that one locked."""
        if self._lock.locked():
            raise RuntimeError("another thread is using this listing")
        return self._lock

    def set(self, name: str, *values: bytes | int | None) -> None:
        self.check(getattr(lib, f"dzjobs_list_set_{name}")(self.handle, *values))

    def check(self, code: int) -> int:
        """Returns the code, or raises its exception."""
        if code >= 0:
            return code
        text = _text(lib.dzjobs_list_error_text(self.handle)) or ""
        if code in (ESERVICE, ETRANSPORT):
            give_up(text)
        if code == ESERVICE:
            raise refusal(self._error_response())
        raise failure(code, text)

    def step(self) -> int:
        """An event; a run is as good as handed out when its page is, but for resume_token()."""
        event = PAGE
        if not self._is_owed():
            if self.is_handed_out:
                self._is_first = False
            if self._steps:
                self._step_to(self._count)
            self._former, self.is_handed_out = self._token(), False
            self._steps, self._count = [], 0
            event = self.check(self._step(self.handle))
        if event == DONE:
            self._former = self._token()
        return event

    def _is_owed(self) -> bool:
        """True if a page was not delivered yet."""
        return not self.is_handed_out and (
            self._token() != self._former
            or self._is_first and lib.dzjobs_list_page_json(self.handle, None) is not None)

    def next_page(self) -> ListJobRunsOutput | None:
        """Returns the next page of a listing that sends and waits itself."""
        with self.busy():
            return None if self.step() == DONE else self.page()

    def page(self) -> ListJobRunsOutput:
        from ._page import page

        text = lib.dzjobs_list_page_json(self.handle, None)
        if text is None:
            raise MemoryError
        return page(text, self._metadata())

    def hand_out(self, of: Callable[[ListJobRunsOutput], list[Item]]) -> Iterator[Item]:
        """Yields what `of` makes of each page, and continues after an interrupt or an error. C code
        takes an item from those left and hands it out: no interrupt comes between."""
        def left() -> list[Item] | None:
            while not self._left:
                page = self.next_page()
                if page is None:
                    return None
                items = of(page)[::-1]
                self._count, self._left, self.is_handed_out = len(items), items, True
            return self._left

        return map(list.pop, iter(left, None))

    def resume_token(self, by_run: bool = False) -> str | None:
        """After the current page, also if a part of it is left, or after the current run."""
        with self.busy():
            left = len(self._left)
            if not self.is_handed_out or 0 < left == self._count:
                return self._former
            if by_run:
                self._step_to(self._count - left)
            return self._token()

    def _step_to(self, given: int) -> None:
        while self._within and len(self._steps) < given:
            self._within(self.handle, self._steps)
            if self._steps[-1] < 0:
                self.check(self._steps.pop())

    def _token(self) -> str | None:
        return _text(lib.dzjobs_list_resume_token(self.handle))

    def export_schema(self, address: int) -> None:
        self.check(lib.dzjobs_list_export_arrow_schema(self.handle, address))

    def export_page(self, address: int) -> None:
        self.check(lib.dzjobs_list_export_arrow_page(self.handle, address))

    def export_stream(self, rows: int, address: int) -> None:
        assert self._stream is not None
        self.check(self._stream(self.handle, rows, address))

    def _metadata(self) -> ResponseMetadata:
        request_id = _text(lib.dzjobs_list_request_id(self.handle))
        metadata: ResponseMetadata = {
            "HTTPStatusCode": lib.dzjobs_list_http_status(self.handle),
            "HTTPHeaders": HTTPHeaders({} if request_id is None else {
                "x-amzn-requestid": request_id}),
            "RetryAttempts": max(0, lib.dzjobs_list_attempts(self.handle) - 1)}
        return metadata if request_id is None else {"RequestId": request_id, **metadata}

    def _error_response(self) -> ErrorResponse:
        code = _text(lib.dzjobs_list_service_code(self.handle)) or ""
        message = _text(lib.dzjobs_list_service_message(self.handle))
        metadata = self._metadata()
        if message is None:
            message = _phrase(metadata["HTTPStatusCode"])
        return {"Error": {"Message": message, "Code": code}, "ResponseMetadata": metadata}


def _phrase(status: int) -> str:
    """Returns botocore's message for a response without one."""
    from http.client import responses

    return responses.get(status, "") if status >= 500 else ""


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode(errors="replace")
