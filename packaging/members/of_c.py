"""The members for C and C++: accessors and the owning run of dzjobs.hpp, the rows of the C test
programs, and the fuzzer's dictionary."""

from __future__ import annotations

import json

from members import Member

FORMATS = {"string": "u", "enum": "u", "time": "tsu:UTC"}


def files(members: list[Member]) -> list[tuple[str, str, str]]:
    """Path, opening comment and text of each file."""
    strings = [member for member in members if not member.is_time]
    times = [member for member in members if member.is_time]
    in_order = [_json(member, members) for member in members]
    text = f"""#ifndef MEMBERS_H
#define MEMBERS_H

#define COLUMNS {len(members)}

/* X(name, words, value): of the runs below, dzjobs_run_<words>() and job_run::<words>() return the
 * value; the getter of a time ends in _us. The name is that of the member in JSON. */
{_define("STRING_MEMBERS(X)", [_x(member, members) for member in strings])}
{_define("TIME_MEMBERS(X)", [_x(member, members) for member in times])}
/* A run with all members, in the order of the API reference, and with the last one first. */
{_define("RUN_IN_ORDER", _object(in_order))}
{_define("RUN_REVERSED", _object(in_order[::-1]))}
/* The columns of Arrow: name, format, getter of a string or of a time. */
{_define("ARROW_COLUMNS", [_column(member) + "," for member in members])}
#endif
"""
    return [("Tests/consumer/members.h", "/* {}: the members\n"
             " * of a run, for programs that look at all of them. */\n", text)]


def _record(members: list[Member]) -> list[str]:
    """The members of job_run_record and of its copy(), in the same order."""
    fields, values, indices = "", "", {True: 0, False: 0}
    for member in members:
        kind = "time_point" if member.is_time else "std::string"
        fields += f"  std::optional<{kind}> {member.words};\n"
        at, indices[member.is_time] = indices[member.is_time], indices[member.is_time] + 1
        values += (f"        detail::out(times[{at}]),\n" if member.is_time else
                   f"        detail::owned(texts[{at}], lengths[{at}]),\n")
    counts = f"    constexpr std::size_t n_texts = {indices[False]}, n_times = {indices[True]};\n"
    return [fields, counts, values]


def parts(members: list[Member]) -> list[tuple[str, list[str]]]:
    """Path and marked sections of each file."""
    accessors = "".join(
        f"  [[nodiscard]] optional_{'time' if member.is_time else 'text'} {member.words}() "
        f"const noexcept {{\n    return detail::out(dzjobs_run_{member.getter}(run_));\n  }}\n"
        for member in members)
    words = dict.fromkeys(word for member in members for word in member.path.split("."))
    return [
        ("include/dzjobs/run.hpp", _record(members)[:1] + [accessors] + _record(members)[1:]),
        ("packaging/dzjobs.map",
         ["".join(f"    dzjobs_run_{getter};\n"
                  for getter in sorted(member.getter for member in members))]),
        ("Tests/fuzz/dictionaries/page.dict",
         ["".join(f'"\\"{word}\\":"\n' for word in words)]),
    ]


def _value(member: Member, members: list[Member]) -> str:
    """A value in C; times are whole seconds, in microseconds."""
    if member.is_time:
        return f"{members.index(member) + 1}000000"
    return json.dumps(member.values[-1] if member.is_enum else f"the {member.path}")


def _json(member: Member, members: list[Member]) -> str:
    value = _value(member, members)
    if member.is_time:
        value = value[:-6]
    if member.is_error:
        value = '{"%s":%s}' % (member.path.partition(".")[2], value)
    return f'"{member.name}":{value}'


def _object(pairs: list[str]) -> list[str]:
    """An object with one literal a line."""
    return [json.dumps(text) for text in
            ["{" + pairs[0], *("," + pair for pair in pairs[1:-1]), "," + pairs[-1] + "}"]]


def _x(member: Member, members: list[Member]) -> str:
    return f'X("{member.name}", {member.words}, {_value(member, members)})'


def _column(member: Member) -> str:
    getter = f"dzjobs_run_{member.getter}"
    both = ("NULL", getter) if member.is_time else (getter, "NULL")
    kind = "+s" if member.is_error else FORMATS[member.kind]
    return f'{{"{member.name}", "{kind}", {", ".join(both)}}}'


def _define(name: str, lines: list[str]) -> str:
    return f"#define {name} \\\n" + " \\\n".join("  " + line for line in lines) + "\n"
