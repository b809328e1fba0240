"""Texts of a service in a page: no markup, nothing invisible, nothing endless."""

from __future__ import annotations

import html
import unicodedata

# They join letters and emoji, and hide nothing.
HARMLESS = {"\u200c", "\u200d", "\ufe0e", "\ufe0f"}
MOST_MARKS = 4  # combining characters on one letter; more of them cover the lines around


def visible(text: str) -> str:
    """Controls, bidi overrides and what is no character, by their numbers; line breaks stay."""
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
    """The beginning, made visible; what is cut off is not even looked at."""
    start = " ".join(visible(text[:most * 2]).split())
    return cut(start if len(text) <= most * 2 else start + "\u2026", most)


def escaped(text: str) -> str:
    return html.escape(text, quote=True)
