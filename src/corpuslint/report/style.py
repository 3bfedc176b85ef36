"""Colours of the terminal, and what may be shown there.

Corpus text never acts on a terminal or a CI runner: control, format and bidirectional characters, and all others that
cannot be seen, are drawn as ``<U+200B>``, and ``##[``, which GitHub Actions takes for a command wherever it stands in
a line of output, is broken up there.

Facts: what cannot be seen has general category Cc, Cf, Cs, Co, Cn, Zl, Zp or Zs (but space and U+3000), or is
Default_Ignorable (the fillers of Hangul, U+034F, variation selectors, vowel signs of Khmer and Mongolian) or U+2800.
East Asian Wide and Fullwidth take two cells, marks (Mn, Me) and the medial and final jamo none (UAX #11).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from corpuslint.typed import NamedTuple, TextIO

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})
_IGNORABLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)


class Style(NamedTuple):
    """Whether to colour, and how many cells a line has."""

    colour: bool = False
    columns: int = 100

    def paint(self, text: str, *codes: int) -> str:
        """Return text in SGR codes, or as it is."""
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m" if self.colour else text


def style_for(stream: TextIO, choice: str = "auto") -> Style:
    """Return the style for a stream: ``--color`` over NO_COLOR over FORCE_COLOR over the kind of terminal."""
    columns = _columns(stream)
    if choice != "auto":
        return Style(choice == "always", columns)
    if os.environ.get("NO_COLOR"):
        return Style(colour=False, columns=columns)
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return Style(colour=True, columns=columns)
    return Style(stream.isatty() and os.environ.get("TERM") != "dumb", columns)


def _columns(stream: TextIO) -> int:
    try:
        return max(40, os.get_terminal_size(stream.fileno()).columns)
    except (OSError, ValueError):  # not a terminal, or no file at all
        return Style().columns


@cache
def visible(char: str) -> str:
    """Return a character as it may be shown: itself, or its code point where it is invisible or acts."""
    if char == "\t":
        return "→   "
    from unicodedata import category  # noqa: PLC0415 (1 ms, and most text needs no look at it)

    if (category(char) in _UNSEEN and char not in " \u3000") or char in _IGNORABLE:
        return f"<U+{ord(char):04X}>"
    return char


@cache
def _cells(char: str) -> int:
    from unicodedata import category, east_asian_width  # noqa: PLC0415 (as above)

    if category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """Return the cells that shown text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def plain(text: str) -> bool:
    """Tell whether all characters of a text are drawn as they are."""
    return text.isprintable() and _IGNORABLE.isdisjoint(text)


def printable(text: str) -> str:
    """Return text safe to print on one line."""
    return inert(text if plain(text) else "".join(map(visible, text)))


def inert(line: str) -> str:
    """Return a line, as wide as before, that a runner of GitHub Actions (if there is one) takes for no command."""
    return line.replace("##[", "##⁅") if "##[" in line and os.environ.get("GITHUB_ACTIONS") else line


@contextmanager
def no_commands(out: TextIO) -> Iterator[None]:
    """Have a runner of GitHub Actions take nothing for a command that is written meanwhile (a patch must be exact)."""
    mark = os.urandom(16).hex() if os.environ.get("GITHUB_ACTIONS") else ""
    if mark:
        out.write(f"::stop-commands::{mark}\n")
    yield
    if mark:
        out.write(f"::{mark}::\n")


def leading(text: str) -> str:
    """Return a file name safe to open a line of output with, where ``::`` would be a command to GitHub Actions."""
    return f"./{printable(text)}" if text.lstrip().startswith("::") else printable(text)
