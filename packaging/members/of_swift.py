"""The members in Swift: the enums and the lookup of the core, the getters of the facade."""

from __future__ import annotations

import textwrap

from members import Member

MEMBERS = "Sources/DZJobsCore/JobRuns/JobRunMembers.swift"
GETTERS = "Sources/DZJobsABI/JobRunAPI.swift"


def files(members: list[Member]) -> list[tuple[str, str, str]]:
    """Path, opening comment and text of each file."""
    return [
        (MEMBERS,
         "// {}: the numbers of\n"
         "// a run's members. RunMember.swift uses them.\n\n",
         _enums(members) + _lookup(members) + _arrays(members)),
        (GETTERS,
         "// {}: dzjobs.h, a run.\n\n",
         "import CDZJobs\nimport DZJobsCore\n" + "".join(map(_getter, members))),
    ]


def row_size(members: list[Member]) -> int:
    """The bytes of a row: a name, spaces, and a byte for its length, in whole blocks of sixteen."""
    return max(len(member.name) for member in members) // 16 * 16 + 16


def _cases(names: list[str]) -> str:
    return "\n".join(textwrap.wrap(
        "case " + ", ".join(names), 98, initial_indent="  ", subsequent_indent="    ")) + "\n"


def _enums(members: list[Member]) -> str:
    strings = [member for member in members if not member.is_time]
    times = [member for member in members if member.is_time]
    return (
        "/// The string members, in the order of the API reference.\n"
        "public enum StringMember: Int {\n" + _cases([member.case for member in strings]) + "}\n\n"
        "/// The times, in the order of the API reference.\n"
        "public enum TimeMember: Int {\n" + _cases([member.case for member in times]) + "}\n\n"
        "/// The members of a run in a body, strings first and then times, numbered as above.\n"
        "enum RunMember: Int {\n"
        + _cases([member.name for member in strings]) + _cases([member.name for member in times])
        + "  /// A member that the library does not know; the place before the first member.\n"
        "  case unknown, none\n\n"
        f"  static let firstTime = {times[0].name}.rawValue\n")


def _lookup(members: list[Member]) -> str:
    size = row_size(members)
    names = [member.name for member in members]
    by_length = {}
    for name in names:
        by_length.setdefault(len(name), []).append(name)
    cases = "".join(
        f"    case {length}:" + _choice(found, "      ") for length, found in
        sorted(by_length.items()))
    rows = "".join(f"    {name:{size - 1}}{chr(0x30 + len(name))}\\\n" for name in names)
    return f"""
  /// The only member that a name can be, by its length and a letter.
  @inline(__always)
  static func candidate(_ name: Bytes) -> RunMember {{
    switch name.count {{
{cases}    default: return .unknown
    }}
  }}

  static let rowSize = {size}

  /// The names in rows; the last byte of a row is the name's length.
  static let rows: StaticString = \"\"\"
{rows}    {' ' * (size - 1)}0\\
    {' ' * (size - 1)}0
    \"\"\"
}}
"""


def _choice(names: list[str], indent: str) -> str:
    """The statement that chooses the only candidate among these names of the same length."""
    if len(names) == 1:
        return f" return .{names[0]}\n"
    place = max(range(len(names[0])), key=lambda at: len({name[at] for name in names}))
    groups = {}
    for name in names:
        groups.setdefault(name[place], []).append(name)
    *others, last = groups.items()
    text = f"\n{indent}switch name[{place}] {{\n"
    for letter, found in others:
        text += f'{indent}case UInt8(ascii: "{letter}"):' + _choice(found, indent + "  ")
    return text + f"{indent}default:" + _choice(last[1], indent + "  ") + indent + "}\n"


def _arrays(members: list[Member]) -> str:
    times = sum(member.is_time for member in members)
    return f"""
/// Arrays with a place for each case.
typealias StringMembers<Element> = InlineArray<{len(members) - times}, Element>
typealias TimeMembers<Element> = InlineArray<{times}, Element>
typealias RunMembers<Element> = InlineArray<{len(members) + 2}, Element>
"""


def _getter(member: Member) -> str:
    result, read = "UnsafePointer<CChar>!", f"string(.{member.case})"
    if member.is_time:
        result, read = "Int64", f"time(.{member.case}) ?? JobRun.noTime"
    return f"""
@_cdecl("dzjobs_run_{member.getter}") @implementation
public func dzjobs_run_{member.getter}(_ run: OpaquePointer!) -> {result} {{
  JobRun.at(run)?.pointee.{read}
}}
"""
