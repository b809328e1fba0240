#!/usr/bin/env python3
"""Writes the lists of a run's members from members.txt: `make generate`.

It writes whole files or, in files that have more, the lines between two marks. With --check it
writes nothing, prints the difference and exits with status 1.
"""

from __future__ import annotations

import difflib
import re
import sys

import members
import of_c
import of_python
import of_swift

BEGIN = "made by packaging/members/generate.py from members.txt, do not edit"
END = "end of the generated lines"


def sections(path: str, before: str, parts: list[str]) -> str:
    """The text of a file with its marked sections replaced, in this order."""
    marked = re.compile(
        rf"(^[^\n]*{re.escape(BEGIN)}[^\n]*\n)(.*?)(^[^\n]*{re.escape(END)}[^\n]*$)", re.M | re.S)
    if len(marked.findall(before)) != len(parts):
        raise members.TableError(f"{path}: {len(parts)} sections were expected between two marks")
    rest = iter(parts)
    return marked.sub(lambda found: found[1] + next(rest) + found[3], before)


def outputs(all_members: list[members.Member]) -> dict[str, str]:
    """The text of each file that lists members."""
    texts = {}
    for path, comment, text in [*of_swift.files(all_members), *of_c.files(all_members)]:
        texts[path] = comment.format(BEGIN[0].upper() + BEGIN[1:]) + text
    for path, parts in [*of_c.parts(all_members), *of_python.parts(all_members)]:
        texts[path] = sections(path, (members.REPOSITORY / path).read_text(), parts)
    return texts


def main(arguments: list[str]) -> int:
    is_check = arguments == ["--check"]
    try:
        all_members = members.load()
        problems = members.check_header(all_members, members.HEADER.read_text())
        texts = outputs(all_members)
    except members.TableError as error:
        problems, texts = [str(error)], {}
    for path, text in texts.items():
        file = members.REPOSITORY / path
        before = file.read_text() if file.exists() else ""
        if text == before:
            continue
        if not is_check:
            file.write_text(text)
            print(f"generated {path}")
            continue
        problems += [f"{path}: not what `make generate` writes", *difflib.unified_diff(
            before.splitlines(), text.splitlines(), "as it is", "as it is made", lineterm="", n=1)]
    for problem in problems:
        print(problem, file=sys.stderr)
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
