"""The members of a run for the tests, from the table in packaging/members."""

import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "packaging/members"))

from members import TableError, check_header, load, parse  # noqa: E402, F401

ALL = load()
NAMES = tuple(member.name for member in ALL)
TIMES = tuple(member.name for member in ALL if member.is_time)
# path -> getter in C, without dzjobs_run_
STRING_GETTERS = {member.path: member.getter for member in ALL if not member.is_time}
TIME_GETTERS = {member.path: member.getter for member in ALL if member.is_time}
VALUES = {member.name: list(member.values) for member in ALL if member.is_enum}
