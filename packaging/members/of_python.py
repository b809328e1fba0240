"""The members in Python: the prototypes of the getters, the keys of a run, and which are times."""

from __future__ import annotations

import textwrap

from members import Member

PACKAGE = "packaging/python/dzjobs"
# The model requires no member; without these two a run is none, and type checkers may know it.
ALWAYS_SENT = ("runId", "status")


def parts(members: list[Member]) -> list[tuple[str, list[str]]]:
    """Path and marked sections of each file."""
    return [
        (f"{PACKAGE}/_abi.py", ["".join(map(_prototype, members))]),
        (f"{PACKAGE}/__main__.py", [_columns(members)]),
        (f"{PACKAGE}/_page.py", ["".join(map(_moment, members))]),
        (f"{PACKAGE}/types.py", [
            _literals(members),
            "".join(_key(each) for each in members if each.name in ALWAYS_SENT),
            "".join(_key(each) for each in members if each.name not in ALWAYS_SENT)]),
    ]


def _prototype(member: Member) -> str:
    result = "c_int64" if member.is_time else "c_char_p"
    return f'    "run_{member.getter}": ({result}, c_void_p),\n'


def _moment(member: Member) -> str:
    if not member.is_time:
        return ""
    value = f'run["{member.name}"]'
    return (f'        if "{member.name}" in run:\n'
            f'            {value} = moment({value})  # type: ignore[arg-type]\n')


def _columns(members: list[Member]) -> str:
    """Of a CSV file."""
    names = ", ".join(f'"{member.path}"' for member in members)
    return "\n".join(["COLUMNS = (", *textwrap.wrap(
        names + ")", 100, initial_indent="    ", subsequent_indent="    ")]) + "\n"


def _literals(members: list[Member]) -> str:
    status = next(member for member in members if member.path == "status")
    values = ", ".join(f'"{value}"' for value in status.values)
    return "\n".join(["JobRunStatus = Literal[", *textwrap.wrap(
        values + "]", 100, initial_indent="    ", subsequent_indent="    ")]) + "\n"


def _key(member: Member) -> str:
    kind = "JobRunError" if member.is_error else "datetime" if member.is_time else "str"
    return f"    {member.name}: {kind}\n"
