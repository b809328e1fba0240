"""Makes texts of a service safe for a page: no markup, nothing invisible, limited length."""

from __future__ import annotations

import html
import unicodedata

# These join letters and emoji, and hide nothing.
HARMLESS = {"\u200c", "\u200d", "\ufe0e", "\ufe0f"}
MOST_MARKS = 4  # combining characters on one letter; more would cover other lines


def visible(text: str) -> str:
    """Shows controls, bidi overrides and noncharacters by their numbers. Line breaks stay."""
    found, marks = [], 0
    for character in text.replace("\r\n", "\n"):
        kind = unicodedata.category(character)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            continue
        if character in HARMLESS or character in "\n\t":
            found.append(character)
        elif kind[0] == "C" and kind != "Co" or kind in ("Zl", "Zp"):
            found.append(f"\u2039U+{ord(character):04X}\u203a")
        else:
            found.append(character)
    return "".join(found)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most - 1].rstrip() + "\u2026"


def one_line(text: str, most: int) -> str:
    """The beginning of a text, made visible. The rest is not even read."""
    start = " ".join(visible(text[:most * 2]).split())
    return cut(start if len(text) <= most * 2 else start + "\u2026", most)


def escaped(text: str) -> str:
    return html.escape(text, quote=True)
