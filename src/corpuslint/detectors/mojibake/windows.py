"""Where to look: stretches of a line around what a trigger finds.

A search costs microseconds a character, so it is made only near suspicious places, within one line, and is widened
where a segment runs up to the border of what was looked at. A line so long that it has to be cut is cut at an ASCII
character, where a decoder is in step again.
"""

import re
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import NamedTuple

from corpuslint import scorer

REACH = 24
"""Characters that are looked at on both sides of a suspicious place."""
WIDER = 400
"""The same when the first look was too narrow."""
LONGEST = 20_000
"""Characters searched in one piece; longer ones are cut."""
_CUT = 400
"""Characters within which a cut looks for ASCII."""
_RARE = 12.0
"""Bits of a character that prose holds less than once in 4,000."""
_LINE_END = re.compile(r"[\r\n]")


class Hot:
    """Patterns of suspicious places, each run on its own: ``re`` leaps only to a pattern that starts with one class."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = [re.compile(pattern) for pattern in patterns]

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans that a pattern matches, by their starts; they may overlap."""
        return merge(*(map(re.Match.span, pattern.finditer(text)) for pattern in self._patterns))

    def search(self, text: str) -> bool:
        """Tell whether a pattern matches somewhere."""
        return any(pattern.search(text) for pattern in self._patterns)


class Window(NamedTuple):
    """A stretch within one line."""

    start: int
    text: str
    open_before: bool
    """The line goes on before it, and so may what was found at its start."""
    open_after: bool

    @property
    def end(self) -> int:
        """Where it ends in the document."""
        return self.start + len(self.text)


def windows(text: str, hot: Hot, *, dense: bool = False) -> Iterator[Window]:
    """Yield the stretches around what ``hot`` finds, each within one line, disjoint and in order.

    ``dense``: only where more characters stand that Chinese prose hardly ever holds.
    """
    start = end = -1
    for low, high in hot.places(text):
        if dense and not _odd_company(text, low):
            continue
        if start >= 0 and low - end <= 2 * REACH and not _LINE_END.search(text, end, low):
            end = max(end, high)
            continue
        if start >= 0:
            yield from _cut(text, *_around(text, start, end, REACH))
        start, end = low, high
    if start >= 0:
        yield from _cut(text, *_around(text, start, end, REACH))


def wider(text: str, window: Window, reach: int) -> list[Window]:
    """Return the window with more of its line around it (in pieces if that is long)."""
    return list(_cut(text, *_around(text, window.start, window.end, reach)))


def _odd_company(text: str, at: int) -> bool:
    """Tell whether three odd characters stand close together at a place."""
    start = scorer.model().start
    around = text[max(0, at - 3) : at + 4]
    return sum(char in "?\ufffd" or start[min(ord(char), 0xFFFF)] >= _RARE for char in around) >= 3


def _around(text: str, start: int, end: int, reach: int) -> tuple[int, int]:
    """Return a span widened by ``reach`` within its line."""
    low = max(start - reach, 0)
    low = max(low, text.rfind("\n", low, start) + 1, text.rfind("\r", low, start) + 1)
    ends = _LINE_END.search(text, end, end + reach)
    return low, ends.start() if ends else min(len(text), end + reach)


def _cut(text: str, low: int, high: int) -> Iterator[Window]:
    while low < high:
        end = high if high - low <= LONGEST else _ascii_before(text, low + LONGEST)
        before = text[low - 1 : low] if low else ""
        after = text[end : end + 1]
        yield Window(low, text[low:end], before not in ("", "\n", "\r"), after not in ("", "\n", "\r"))
        low = end


def _ascii_before(text: str, at: int) -> int:
    """Return the place behind the last ASCII character before ``at``; ``at`` itself if there is none near."""
    return next((place for place in range(at, at - _CUT, -1) if text[place - 1] < "\x80"), at)
