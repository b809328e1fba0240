#!/usr/bin/env python3
"""Writes the manual pages of section 3: manual.py FOLDER.

dzjobs(3) is packaging/docs/dzjobs.3, whose lines `.\\" @name` it replaces. Each section of the
headers that declares functions becomes a page named after its first one; the other functions
get a link to it.
"""

from __future__ import annotations

import pathlib
import re
import sys
import textwrap

import headers
from headers import REPOSITORY, Section

TEMPLATE = REPOSITORY / "packaging/docs/dzjobs.3"
EXAMPLES = REPOSITORY / "Tests/consumer/manual.c"
README = REPOSITORY / "README.md"
LOOP = REPOSITORY / "examples/event_loop.c"
# groff would print BSD here; mandoc would print this system's name.
OPERATING_SYSTEM = ".ds doc-volume-operating-system Linux\n.ds doc-default-operating-system Linux"
MACROS = ((r"\w+\(\)", "Fn"), (r"DZJOBS_[A-Z]\w*", "Dv"), (r"AWS_[A-Z_]+", "Ev"))


def escaped(text: str) -> str:
    text = text.replace("\\", "\\e").replace("'", "\\(aq")
    return "\\&" + text if text.startswith(".") else text


def sentences(text: str) -> list[str]:
    """One sentence a line, as mdoc requires."""
    return re.split(r"(?<=[.!?]) +(?=[A-Z*\"])", text)


def wrapped(words: list[str]) -> list[str]:
    text = " ".join(words)
    return [escaped(line) for line in textwrap.wrap(text, 70, break_on_hyphens=False)]


def flowing(text: str) -> list[str]:
    """Lines of mdoc, with macros for the names of functions, constants and variables."""
    lines: list[str] = []
    for sentence in sentences(text):
        words: list[str] = []
        for word in sentence.split():
            core = word.rstrip(".,:;")
            macro = next((name for pattern, name in MACROS if re.fullmatch(pattern, core)), None)
            if macro:
                lines += wrapped(words)
                marks = " ".join(word[len(core):])
                lines.append(f".{macro} {core.rstrip('()')} {marks}".rstrip())
                words = []
            else:
                words.append(word)
        lines += wrapped(words)
    return lines


def literal(lines: list[str]) -> list[str]:
    return [".Bd -literal -offset indent", *map(escaped, lines), ".Ed"]


def capital(text: str) -> str:
    """The text with a capital first letter, unless it begins with a name."""
    word = text.partition(" ")[0]
    return text if "_" in word or word == "libcurl" else text[0].upper() + text[1:]


def sentence(text: str) -> str:
    """A comment that begins with a capital. Behind a member's getter it is only a name."""
    if member := re.fullmatch(r'([\w.]+)(?: ("\w+"))?', text):
        return f"The member {member[1]}{f', such as {member[2]}' if member[2] else ''}."
    return capital(text)


def described(text: str) -> list[str]:
    """A comment as mdoc."""
    lines: list[str] = []
    for kind, block in headers.blocks(text):
        if kind == "text":
            is_first = not lines or lines[-1] in (".El", ".Ed")
            lines += [*([] if is_first else [".Pp"]), *flowing(block)]
        elif kind == "code":
            lines += literal(block)
        elif kind == "terms":
            lines.append(".Bl -tag -width Ds")
            for term, about in block:
                is_name = term.startswith("DZJOBS_")
                lines += [f".It {'Dv ' if is_name else 'Em '}{term}", *flowing(about)]
            lines.append(".El")
        else:
            lines.append(".Bl -bullet")
            for each in block:
                lines += [".It", *flowing(each)]
            lines.append(".El")
    return lines


def quoted(parameter: str) -> str:
    return f'"{parameter}"'


def prototype(function: headers.Function) -> list[str]:
    return [f".Ft {quoted(function.result)}", f".Fo {function.name}",
            *[f".Fa {quoted(each)}" for each in function.parameters], ".Fc"]


def constants(section: Section) -> list[str]:
    lines: list[str] = []
    for item in section.items:
        if item.constants:
            lines += [".Pp", *flowing(item.text), ".Bl -tag -width Ds"]
            for each in item.constants:
                value = each.value.replace("-", "\\-")
                lines += [f".It Dv {each.name} Pq {value}", *flowing(each.text)]
            lines.append(".El")
    return lines


def example(page: str) -> list[str]:
    """The example's function that has the name of this page, without `static`."""
    found = re.search(rf"^/\* {page}\(3\) \*/\n(.*?\n}})\n", EXAMPLES.read_text(), re.M | re.S)
    if not found:
        raise headers.HeaderError(f"{EXAMPLES.name} has no example for {page}(3)")
    return found[1].removeprefix("static ").split("\n")


def title(section: Section) -> str:
    """The line after the name of a page: no condition, a lower-case letter first."""
    words = re.split(r"[:,] ", section.title)[0]
    return words[0].lower() + words[1:]


def first(section: Section) -> str:
    return section.functions[0].name


def page(header: headers.Header, section: Section, date: str) -> str:
    functions = section.functions
    names = [f".Nm {each.name} ," for each in functions]
    names[-1] = names[-1].removesuffix(" ,")
    lines = ['.\\" Made by packaging/reference/manual.py from include/' + header.name + ".",
             f".Dd {date}", OPERATING_SYSTEM, f".Dt {first(section).upper()} 3", ".Os", ".Sh NAME",
             *names, f".Nd {title(section)} of libdzjobs",
             ".Sh LIBRARY", "libdzjobs (\\-ldzjobs)", ".Sh SYNOPSIS", f".In {header.name}"]
    for function in functions:
        lines += prototype(function)
    lines += [".Sh DESCRIPTION"]
    condition = section.title.partition(": ")[2]
    if condition:
        lines += flowing(capital(condition) + ".")
    if section.about:
        lines += [*([".Pp"] if condition else []), *described(section.about)]
    lines.append(".Bl -tag -width Ds")
    for item in section.items:
        lines += [f".It Fn {function.name}" for function in item.functions]
        if item.functions:
            lines += described(sentence(item.text))
    lines += [".El", *constants(section), ".Sh RETURN VALUES", *results(functions),
              ".Sh EXAMPLES", *literal(example(first(section))), ".Sh SEE ALSO", ".Xr dzjobs 3"]
    return "\n".join(lines) + "\n"


def results(functions: list[headers.Function]) -> list[str]:
    """The meaning of the kinds of results, from the rules in dzjobs.h."""
    kinds = {each.result for each in functions}
    lines: list[str] = []
    if "int" in kinds:
        lines += ["An", ".Vt int", "is 0, a positive event or value, or a negative code;",
                  ".Xr dzjobs 3", "lists them."]
    if any("*" in kind for kind in kinds):
        lines += ["A pointer is borrowed: never free it.",
                  "The text above names the calls that end its life.",
                  "It is NULL for a NULL handle."]
    if "int64_t" in kinds or "size_t" in kinds:
        lines += ["A number is as described above, and 0 for a NULL handle; a time is then",
                  ".Dv DZJOBS_NO_TIME ."]
    if kinds == {"void"}:
        lines += ["None."]
    return lines


def sections() -> list[tuple[headers.Header, Section]]:
    return [(header, section) for header in map(headers.read, headers.NAMES)
            for section in header.sections if section.functions]


def overview() -> str:
    """The template, with texts of the headers, the README and the example in place of its marks."""
    rules = dict(headers.blocks(headers.read("dzjobs.h").about))["terms"]
    listed = [".Bl -tag -width Ds"]
    for _, section in sections():
        names = [f".Fn {each.name} ," for each in section.functions]
        names[-1] = names[-1].removesuffix(" ,")
        listed += [f".It {capital(title(section))} , Xr {first(section)} 3", *names]
    codes = [each for header in map(headers.read, headers.NAMES) for section in header.sections
             for item in section.items for each in item.constants
             if re.fullmatch(r"DZJOBS_(?:LIST_)?[A-Z]+", each.name)]
    codes = sorted((each for each in codes if re.fullmatch(r"-?\d+", each.value)),
                   key=lambda each: abs(int(each.value)))

    def table(are_errors: bool) -> list[str]:
        lines = [".Bl -tag -width Ds"]
        for each in codes:
            if each.value.startswith("-") == are_errors:
                value = each.value.replace("-", "\\-")
                lines += [f".It Dv {each.name} Pq {value}", *flowing(capital(each.text) + ".")]
        return [*lines, ".El"]

    program, = re.findall(r"```c\n(#include <dzjobs_client.h>.*?)```", README.read_text(), re.S)
    loop, = re.findall(r"^/\*[^\n]*\nstatic void advance\(.*?^}\n", LOOP.read_text(), re.M | re.S)
    parts = {
        "functions": [*listed, ".El"],
        "rules": [".Bl -tag -width Ds", *[line for term, about in rules for line in
                                          (f".It Em {term}", *flowing(about))], ".El"],
        "events": table(False), "errors": table(True),
        "program": literal(program.rstrip("\n").split("\n")),
        "loop": literal(loop.rstrip("\n").split("\n")),
        "pages": [f".Xr {name} 3 ," for name in sorted(first(each) for _, each in sections())],
    }
    return re.sub(r'^\.\\" @(\w+)$', lambda mark: "\n".join(parts[mark[1]]),
                  TEMPLATE.read_text(), flags=re.M)


def main(folder: str) -> None:
    target = pathlib.Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for old in target.glob("*.3"):
        old.unlink()
    text = overview()
    date = re.search(r"^\.Dd (.*)$", text, re.M)[1]
    (target / "dzjobs.3").write_text(text)
    for header, section in sections():
        (target / f"{first(section)}.3").write_text(page(header, section, date))
        for function in section.functions[1:]:
            (target / f"{function.name}.3").symlink_to(f"{first(section)}.3")


if __name__ == "__main__":
    main(sys.argv[1])
