"""Colours of the terminal, and what may be shown there.

Corpus text never acts on a terminal: control, format and bidirectional characters are drawn as ``<U+200B>``.
"""

import os
import unicodedata
from typing import NamedTuple, TextIO


class Style(NamedTuple):
    """Whether to colour."""

    colour: bool = False

    def paint(self, text: str, *codes: int) -> str:
        """Return text in SGR codes, or as it is."""
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if self.colour else text


def style_for(stream: TextIO, choice: str = "auto") -> Style:
    """Return the style for a stream: ``--color`` over NO_COLOR over FORCE_COLOR over the kind of terminal."""
    if choice != "auto":
        return Style(choice == "always")
    if os.environ.get("NO_COLOR"):
        return Style(colour=False)
    if os.environ.get("FORCE_COLOR"):
        return Style(colour=True)
    return Style(stream.isatty() and os.environ.get("TERM") != "dumb")


def visible(char: str) -> str:
    """Return a character as it may be shown: itself, or its code point where it is invisible or acts."""
    if char == "\t":
        return "→   "
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") or char in "\u00a0\u3164\ufeff":
        return f"<U+{ord(char):04X}>"
    return char


def width(text: str) -> int:
    """Return the cells that shown text takes: two for wide characters, none for combining ones (UAX #11)."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def printable(text: str) -> str:
    """Return text safe to print on one line."""
    return "".join(map(visible, text))
