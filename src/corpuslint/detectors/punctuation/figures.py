"""Full-width figures, Latin letters and per cent signs.

Facts: U+FF10 to U+FF19, U+FF21 to U+FF3A, U+FF41 to U+FF5A and U+FF05 are the ASCII characters 0xFEE0 below them in the
width of a Han; NFKC maps each to its ASCII form (Unicode 16.0, 18.5). Figures and letters in Chinese text take half a
square (GB/T 15835-2011, 5.1).
"""

from collections.abc import Iterator

from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document

_WIDE = Lazy("[０-９Ａ-Ｚａ-ｚ％]+")
_SHIFT = 0xFEE0


def half_width(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield runs of full-width figures and letters, with a fix to ASCII."""
    for match in _WIDE.finditer(document.text):
        narrow = "".join(chr(ord(char) - _SHIFT) for char in match.group())
        fix = replacement(*match.span(), narrow, Applicability(rule.safety))
        yield Finding(rule.code, *match.span(), f"full-width: {match.group()[:20]}", fix)
