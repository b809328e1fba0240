"""Exports to Arrow, in the capsules that data tools take. A module of its own, so that only they
load it.

A capsule could end what it holds by a destructor, which would have to be Python's here. But
capsules end while an exception is on its way through a tool, and Python code that runs then
swallows it. So capsules have none: those that nobody else holds are looked for, and ended, when the
next one is made and when what they were made by ends.
"""

from __future__ import annotations

from _thread import allocate_lock
from ctypes import (CFUNCTYPE, PYFUNCTYPE, addressof, c_char_p, c_void_p, py_object, pythonapi,
                    string_at)
from sys import getrefcount

from .exceptions import InvalidSettingError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# A capsule's name; how many words its struct has, and which is the address of what releases it.
STREAM = b"arrow_array_stream", 5, 3
SCHEMA = b"arrow_schema", 9, 7
ARRAY = b"arrow_array", 10, 8

_RELEASE = CFUNCTYPE(None, c_void_p)
_pointer = PYFUNCTYPE(c_void_p, py_object, c_char_p)(("PyCapsule_GetPointer", pythonapi))
_new = PYFUNCTYPE(py_object, c_void_p, c_char_p, c_void_p)(("PyCapsule_New", pythonapi))


class _Export:
    """A struct that `fill` fills in, and its capsule. Who takes over what is in it sets its release
    to 0."""

    capsule: object

    def __init__(self, kind: tuple[bytes, int, int], fill: Callable[[int], None]) -> None:
        name, size, self._release = kind
        self._struct = (c_void_p * size)()
        fill(addressof(self._struct))
        self.capsule = _new(addressof(self._struct), name, None)

    def count(self) -> int:
        return getrefcount(self.capsule)

    def end(self) -> None:
        release = self._struct[self._release]
        if release:
            _RELEASE(release)(addressof(self._struct))


_exports: list[_Export] = []
_lock = allocate_lock()


def sweep() -> None:
    """Ends the exports that nobody holds."""
    if not _lock.acquire(False):
        return  # somebody is at it, perhaps this very thread
    try:
        alone = _Export(SCHEMA, lambda address: None).count()
        for export in [each for each in _exports if each.count() <= alone]:
            _exports.remove(export)
            export.end()
    finally:
        _lock.release()


def refuse_other_schema(requested: object, own: object) -> None:
    """A tool may ask for other columns or types. Converting is what the tool does better."""
    if _columns(_pointer(requested, SCHEMA[0])) != _columns(_pointer(own, SCHEMA[0])):
        raise InvalidSettingError(
            "requested_schema: job runs have the columns of __arrow_c_schema__(); read them "
            "without a schema and cast the table")


def _columns(address: int) -> tuple[object, ...]:
    """Format, name and children of an ArrowSchema: what makes two of them one type."""
    words = (c_void_p * 9).from_address(address)
    count = words[4] or 0
    children = (c_void_p * count).from_address(words[5] or 0) if count else ()
    return (string_at(words[0] or 0), string_at(words[1]) if words[1] else b"",
            [_columns(child or 0) for child in children])


class Exports:
    """The exports of an object, which keeps this."""

    def add(self, kind: tuple[bytes, int, int], fill: Callable[[int], None]) -> object:
        """The capsule of a struct that is filled in at the address it is given."""
        sweep()
        export = _Export(kind, fill)
        capsule = export.capsule  # held, should another thread sweep now
        _exports.append(export)
        return capsule

    def __del__(self, sweep: Callable[[], None] = sweep) -> None:
        sweep()
