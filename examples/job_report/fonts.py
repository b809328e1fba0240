"""The characters that the PNG can show. It uses installed fonts for East Asian scripts and emoji.
Characters without a font are left out, with a message, and not drawn as boxes.
"""

from __future__ import annotations

import re
import unicodedata

from matplotlib import font_manager

from .text import one_line

FAMILIES = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "WenQuanYi Zen Hei",
            "Droid Sans Fallback", "IPAGothic", "Noto Emoji", "Symbola", "Noto Sans Arabic",
            "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai")
JOINERS = "\u200c\u200d\ufe0e\ufe0f"  # they change other characters and have no shape


def installed() -> list[str]:
    """The families of the list that matplotlib finds."""
    there = {font.name for font in font_manager.fontManager.ttflist}
    return [name for name in FAMILIES if name in there]


class Texts:
    """Texts without the characters that no font has. It remembers those."""

    def __init__(self) -> None:
        self._known: set[int] = set()
        self.missing: set[str] = set()
        for name in installed():
            path = font_manager.findfont(name)
            self._known |= set(font_manager.get_font(path).get_charmap())

    def shown(self, text: str, most: int) -> str:
        """A text on one line, with at most this width in letters. `[2 characters]` replaces each
        run of characters without a font."""
        return _fitted(self._replaced(one_line(text, most)), most)

    def _replaced(self, text: str) -> str:
        text = text.translate(dict.fromkeys(map(ord, JOINERS)))
        lost = sorted({each for each in text if ord(each) not in self._known})
        if not lost:
            return text
        self.missing |= set(lost)
        runs = "[" + re.escape("".join(lost)) + "]+"
        return re.sub(runs, lambda found: _count(len(found[0])), text)

    def complaint(self) -> str | None:
        """The message about the characters that were left out."""
        if not self.missing:
            return None
        codes = [f"U+{ord(each):04X}" for each in sorted(self.missing)]
        more = f" and {len(codes) - 8:,} more" if len(codes) > 8 else ""
        return f"the PNG leaves out characters that no installed font has: " \
               f"{', '.join(codes[:8])}{more}"


def _fitted(text: str, most: int) -> str:
    """East Asian characters are as wide as two letters."""
    wide = [2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text]
    if sum(wide) <= most:
        return text
    room = next(at for at in range(len(text)) if sum(wide[:at + 1]) >= most)
    return text[:room].rstrip() + "\u2026"


def _count(number: int) -> str:
    return f"[{number:,} character{'s' if number > 1 else ''}]"
