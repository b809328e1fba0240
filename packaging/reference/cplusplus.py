"""Reads the public declarations of the C++ headers: classes with their public members, and types.

Function bodies, private members and the namespace `detail` are left out. The members of
`detail::failing` appear in its derived classes.
"""

from __future__ import annotations

import dataclasses
import re

import headers

NAMES = ("dzjobs/client.hpp", "dzjobs.hpp", "dzjobs/listing.hpp", "dzjobs/run.hpp",
         "dzjobs/error.hpp", "dzjobs/callbacks.hpp", "dzjobs/values.hpp")
LEFT_OUT = re.compile(r"\boperator|\bfriend\b|~\w+\(|^(?:class|struct) iterator|"
                      r"\w_(?: =.*)?$|^explicit error|"
                      r"^using (?:iterator|value_type|difference|pointer|reference)|"
                      r"\bbool throws\b|^inline job_run|^(\w+)\((?:const )?\1 &|"
                      r"^explicit \w+\(const dzjobs_")
CALLED = re.compile(r"\bdzjobs_(?!(?:list|client|run|exchange)\b)\w+")
BASE = "detail::failing"


@dataclasses.dataclass
class Declaration:
    """kind is "class", "member" or "type"; calls names the C function of a body, if one."""

    kind: str
    name: str
    text: str
    comment: str
    calls: str | None = None
    members: list[Declaration] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Scanner:
    """Scans a header once. Only its position changes."""

    text: str
    at: int = 0
    body: str = ""

    def skip_block(self) -> str:
        """Skips from an opening brace past its partner."""
        start, depth = self.at, 0
        while self.at < len(self.text):
            depth += {"{": 1, "}": -1}.get(self.text[self.at], 0)
            self.at += 1
            if depth == 0:
                break
        return self.text[start:self.at]

    def comment(self) -> str | None:
        """The lines of // from here on, joined, or None."""
        found = re.compile(r"(?:[ \t]*//[^\n]*\n)+").match(self.text, self.at)
        if not found:
            return None
        self.at = found.end()
        lines = [line.strip()[2:].removeprefix(" ") for line in found[0].strip().split("\n")]
        return "\n".join(line for line in lines if "generate" not in line)

    def head(self) -> tuple[str, str]:
        """A declaration up to its `;` or `{`, and the character that ended it."""
        start, depth, self.body = self.at, 0, ""
        while self.at < len(self.text):
            character = self.text[self.at]
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth == 0 and character == ";":
                self.at += 1
                return self.text[start:self.at - 1], ";"
            if depth == 0 and character == "{":
                head = self.text[start:self.at]
                if re.search(r"^(?!\s*enum)[^=(]*\b(?:namespace|class|struct)\b[^=(]*$", head):
                    return head, "{"
                if "(" in head and not re.match(r"\s*(?:std::function|using)\b", head):
                    self.body = self.skip_block()
                    return head, "()"
                block = self.skip_block()  # an initialiser, or the values of an enum
                if re.match(r"\s*enum\b", head):
                    self.at = self.text.index(";", self.at) + 1
                    return head + block, ";"
                continue
            self.at += 1
        return self.text[start:], ""


def cleaned(head: str) -> str:
    """A declaration in one line, without attributes, initialisers and bases."""
    head = re.sub(r"//[^\n]*", "", head)
    head = " ".join(head.split())
    head = re.sub(r"\[\[\w+\]\] |\bDZJOBS_\w+ ", "", head)
    head = re.sub(r" : public [\w:]+$", "", head)
    if "(" in head:
        head = re.sub(r"\)( noexcept)? : (?!:).*$", r")\1", head)  # a constructor's initialisers
    return re.sub(r"\{\}| = default$", "", head).strip()


def name_of(text: str) -> str:
    if found := re.match(r"(?:template <.*?> )?(?:class|struct|using|enum class) (\w+)", text):
        return found[1]
    before = text.split("(")[0] if not text.startswith("std::function") else text
    return re.findall(r"\w+", before)[-1]


def read(name: str) -> list[Declaration]:
    scanner = Scanner((headers.INCLUDE / name).read_text(encoding="utf-8"))
    scanner.text = re.sub(r"^#(?:[^\n]*\\\n)*[^\n]*\n", "", scanner.text, flags=re.M)
    scanner.comment()
    return list(declarations(scanner, is_public=True))


def declarations(scanner: Scanner, is_public: bool, is_class: bool = False):
    """The declarations up to the closing brace of the scope."""
    comment = ""
    while scanner.at < len(scanner.text):
        rest = re.compile(r"(?:\n[ \t]*){2,}").match(scanner.text, scanner.at)
        if rest:
            comment = ""
        scanner.at = re.compile(r"\s*").match(scanner.text, scanner.at).end()
        if scanner.text.startswith("}", scanner.at):
            scanner.at += 1
            return
        if access := re.compile(r"(public|private|protected):").match(scanner.text, scanner.at):
            is_public, scanner.at, comment = access[1] == "public", access.end(), ""
            continue
        if (lines := scanner.comment()) is not None:
            comment = lines
            continue
        head, end = scanner.head()
        after = re.compile(r"[ \t]*//([^\n]*)").match(scanner.text, scanner.at)
        if after:
            scanner.at = after.end()
        text = cleaned(head)
        if end == "{":
            scanner.at += 1
            if re.search(r"\bnamespace detail\b", head):
                scanner.at -= 1
                scanner.skip_block()
                continue
            if "namespace" in head:
                yield from declarations(scanner, True)
                continue
            is_struct = re.search(r"\bstruct\b", head) is not None
            made = Declaration("class", name_of(text), text, comment)
            made.members = list(declarations(scanner, is_struct, True))
            scanner.at = scanner.text.index(";", scanner.at) + 1
            if BASE in head:
                made.members.append(error_member())
            if is_public and not LEFT_OUT.search(text):
                yield made
        elif is_public and text and not LEFT_OUT.search(text):
            note = after[1].strip() if after else comment
            if not re.fullmatch(r"(?:template .*)?(?:class|struct) \w+", text):
                called = CALLED.search(scanner.body)
                yield Declaration("member" if is_class else "type", name_of(text), text, note,
                                  called[0] if called else None)
        if end == "" or not text:
            return


def error_member() -> Declaration:
    """The members that each class inherits from the class that is left out."""
    text = (headers.INCLUDE / "dzjobs/listing.hpp").read_text(encoding="utf-8")
    found = re.search(r"class failing \{\n public:\n  // ([^\n]*)\n  ([^{]*) \{", text)
    return Declaration("member", "error", cleaned(found[2]), found[1])
