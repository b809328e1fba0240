"""Reads the C headers: sections, functions with their comments, constants.

The manual pages and the site come from it. A declaration without a comment is an error.
"""

from __future__ import annotations

import dataclasses
import pathlib
import re

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = REPOSITORY / "include"
NAMES = ("dzjobs_client.h", "dzjobs_callbacks.h", "dzjobs.h", "dzjobs_settings.h", "dzjobs_run.h")

COMMENT = re.compile(r"/\*((?:(?!\*/).)*)\*/", re.S)
TITLE = re.compile(r"\s*-{4} (.*?) -+\s*")
FUNCTION = re.compile(r"DZJOBS_API ([^;]*);(?: */\*((?:(?!\*/).)*)\*/)?", re.S)
CONSTANT = re.compile(r"#define (DZJOBS_\w+) (?!extern)(\([^\n]*?\)|\S+)"
                      r"(?: +/\*((?:(?!\*/).)*)\*/)? *(?=\n)", re.S)
TYPE = re.compile(r"typedef struct \w+ (\w+); +/\*((?:(?!\*/).)*)\*/")
OTHER = re.compile(r"#(?:ifn?def|endif|include|if)\b[^\n]*|extern \"C\" \{|\}|struct \w+; *|"
                   r"#define DZJOBS_\w+(?: extern)?(?=\n)|\s+")
TERM = re.compile(r" {2,3}(an error|[\w.]+) {2,}(?=\S)")


class HeaderError(Exception):
    """A header cannot be read; the text names file and line."""


@dataclasses.dataclass
class Function:
    """One declaration: result, name and parameters as in the header."""

    result: str
    name: str
    parameters: list[str]

    @property
    def prototype(self) -> str:
        return f"{self.result}{'' if self.result.endswith('*') else ' '}{self.name}(" \
               f"{', '.join(self.parameters)})"


@dataclasses.dataclass
class Constant:
    name: str
    value: str
    text: str


@dataclasses.dataclass
class Item:
    """A comment, and the functions or constants below it."""

    text: str
    functions: list[Function] = dataclasses.field(default_factory=list)
    constants: list[Constant] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Section:
    title: str
    about: str = ""
    items: list[Item] = dataclasses.field(default_factory=list)

    @property
    def functions(self) -> list[Function]:
        return [function for item in self.items for function in item.functions]


@dataclasses.dataclass
class Header:
    name: str
    about: str
    types: dict[str, str] = dataclasses.field(default_factory=dict)
    sections: list[Section] = dataclasses.field(default_factory=list)


def unwrapped(comment: str) -> str:
    """The text of a comment without its stars."""
    lines = [re.sub(r"^ ?\* ?", "", line) for line in comment.strip("\n").split("\n")]
    return "\n".join(line.rstrip() for line in lines).strip()


def joined(comment: str) -> str:
    return " ".join(unwrapped(comment).split())


def split(parameters: str) -> list[str]:
    """Splits at the commas outside of a callback's parentheses."""
    parts, depth = [""], 0
    for character in " ".join(parameters.split()):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def function(declaration: str) -> Function:
    before, _, rest = declaration.partition("(")
    result, name = re.fullmatch(r"(.*?)(\w+)", " ".join(before.split())).groups()
    return Function(result.strip(), name, split(rest.rpartition(")")[0]))


def read(name: str) -> Header:
    """The declarations of a header, in order."""
    text = (INCLUDE / name).read_text(encoding="utf-8")
    about = COMMENT.match(text)
    header = Header(name, unwrapped(about[1]).split(" - ", 1)[-1])
    header.sections.append(Section("Constants"))
    at, comment, item = about.end(), None, None

    def new_item(note: str) -> Item:
        header.sections[-1].items.append(Item(note))
        return header.sections[-1].items[-1]

    while at < len(text):
        if (found := COMMENT.match(text, at)) and (title := TITLE.fullmatch(found[1])):
            header.sections.append(Section(title[1]))
            comment = item = None
            if text[found.end():found.end() + 3] == "\n/*":
                found = COMMENT.match(text, found.end() + 1)
                header.sections[-1].about = unwrapped(found[1])
        elif found:
            comment, item = unwrapped(found[1]), None
        elif found := TYPE.match(text, at):
            header.types[found[1]] = joined(found[2])
        elif found := CONSTANT.match(text, at):
            item = item or new_item(comment or "")
            item.constants.append(Constant(found[1], found[2].strip("()"), joined(found[3] or "")))
        elif found := FUNCTION.match(text, at):
            note = joined(found[2]) if found[2] else None
            if note is None and comment is None:
                line = text.count("\n", 0, at) + 1
                raise HeaderError(f"include/{name}:{line}: {function(found[1]).name} "
                                  "has no comment")
            item = new_item(note) if note else item or new_item(comment)
            item.functions.append(function(found[1]))
        elif found := OTHER.match(text, at):
            if found[0].count("\n") > 1:
                comment = item = None
        else:
            raise HeaderError(f"include/{name}:{text.count(chr(10), 0, at) + 1}: cannot be read")
        at = found.end()
    header.sections = [section for section in header.sections if section.items or section.about]
    for section in header.sections:
        for constant in (each for part in section.items for each in part.constants):
            if not constant.text:
                raise HeaderError(f"include/{name}: {constant.name} has no comment")
    return header


def blocks(text: str) -> list[tuple[str, object]]:
    """A comment's text as ("text", str), ("code", lines), ("terms", pairs) and ("list", texts)."""
    found: list[tuple[str, object]] = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = paragraph.split("\n")
        while lines:
            is_inside = lines[0].startswith("  ")
            end = next((at for at, line in enumerate(lines)
                        if line.startswith("  ") != is_inside), len(lines))
            part, lines = lines[:end], lines[end:]
            found.append(_inside(part) if is_inside else ("text", " ".join(part)))
    return found


def _inside(lines: list[str]) -> tuple[str, object]:
    if TERM.match(lines[0]):
        terms: list[list[str]] = []
        for line in lines:
            if term := TERM.match(line):
                column = term.end()
                terms.append([term[1], line[column:]])
            elif line.startswith(" " * (column + 2)):  # code inside a text
                terms[-1][1] += "\n" + line[column + 2:]
            else:
                terms[-1][1] += ("\n" if "\n" in terms[-1][1] else " ") + line.strip()
        return "terms", [(name, about) for name, about in terms]
    if any(re.search(r"\b(?:while|for) \(", line) for line in lines):
        return "code", [line[2:] for line in lines]
    return "list", re.split(r"(?<=;)\s+", " ".join(line.strip() for line in lines))
