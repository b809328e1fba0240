"""Reads the table of a run's members, members.txt, and compares the header with it."""

from __future__ import annotations

import dataclasses
import pathlib
import re

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
TABLE = pathlib.Path(__file__).with_name("members.txt")
HEADER = REPOSITORY / "include/dzjobs_run.h"

# The only object within a run whose member is read; the Swift code has its name.
ERROR = "error.message"
STRINGS, TIMES = {"string", "enum"}, {"time"}


class TableError(Exception):
    """The table is wrong, or does not match the header."""


@dataclasses.dataclass(frozen=True)
class Member:
    path: str
    kind: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the member in a run."""
        return self.path.partition(".")[0]

    @property
    def words(self) -> str:
        """run_mode of runMode, error_message of error.message."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|\.", "_", self.path).lower()

    @property
    def getter(self) -> str:
        """The name of the getter in C, without dzjobs_run_."""
        return self.words + ("_us" if self.is_time else "")

    @property
    def case(self) -> str:
        """The case of Swift's StringMember or TimeMember."""
        return re.sub(r"\.(\w)", lambda found: found[1].upper(), self.path)

    @property
    def is_time(self) -> bool:
        return self.kind in TIMES

    @property
    def is_enum(self) -> bool:
        return self.kind == "enum"

    @property
    def is_error(self) -> bool:
        return self.path == ERROR


def parse(text: str) -> list[Member]:
    members = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        path, kind, *values = *words, ""
        member = Member(path, kind, tuple(values[:-1]))
        if problem := _problem(member, members):
            raise TableError(f"{TABLE.name}:{number}: {path}: {problem}")
        members.append(member)
    if not any(member.is_error for member in members):
        raise TableError(f"{TABLE.name}: no {ERROR}")
    return members


def _problem(member: Member, before: list[Member]) -> str | None:
    if member.path != ERROR and not re.fullmatch(r"[a-z][A-Za-z0-9]*", member.path):
        return f"not a camelCase name, and the only path is {ERROR}"
    if member.name in {other.name for other in before}:
        return "a second line for this member"
    if member.kind not in STRINGS | TIMES:
        return f'the kind is "{member.kind}", not string, enum or time'
    if member.is_enum != bool(member.values):
        return "an enum has values, and nothing else has"
    if not all(re.fullmatch(r"[A-Z][A-Z0-9_]*", value) for value in member.values):
        return "a value that is not of capital letters"
    if not member.is_time and before and before[-1].is_time:
        return "a string after a time; Swift's numbers need the times last"
    if len(member.name) > 78:
        return "a name of over 78 letters, which its row cannot count"
    return None


def load() -> list[Member]:
    return parse(TABLE.read_text())


def check_header(members: list[Member], header: str) -> list[str]:
    """The problems of the getters that the header declares, a line each."""
    declared = {
        name: result.strip() for result, name in re.findall(
            r"^DZJOBS_API (const char \*|int64_t )dzjobs_run_(\w+)\(const dzjobs_run \*run\);",
            header, re.M)}
    expected = {
        member.getter: "int64_t" if member.is_time else "const char *" for member in members}
    return [
        f"include/{HEADER.name}: dzjobs_run_{name}: declared as {declared.get(name)}, and "
        f"{TABLE.name} makes it {expected.get(name)}"
        for name in {**expected, **declared} if declared.get(name) != expected.get(name)]
