"""Where to look: stretches of a line around what a trigger finds.

A search costs microseconds a character, so it is made only near suspicious places, within one line, and is widened
where a segment runs up to the border of what was looked at. A line so long that it has to be cut is cut at an ASCII
character, where a decoder is in step again. A single-byte encoding has no characters of East Asia, so what it made of
bytes ends where one of those stands: a *wall*.
"""

import re
from collections.abc import Iterable, Iterator
from heapq import merge

from corpuslint.decoding import scorer
from corpuslint.typed import NamedTuple

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
WALL = re.compile("[\r\n\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")
"""What ends a line, and the characters of East Asia."""

_CLASS = re.compile(r"\[(?!\^)[^\[\]]+\](?!\{0|[?*])")
_ROW = re.compile(r"(?:\[[^\[\]]+\](?:\{[\d,]+\})?)+")
_ONE = re.compile(r"\[[^\[\]]+\]")
"""Classes one behind the other; a class alone."""
_USUAL = "的一是日事，。、the"


class Hot:
    """Patterns of suspicious places, each run on its own: ``re`` leaps only to a pattern that starts with one class."""

    def __init__(self, patterns: Iterable[str]) -> None:
        rare = {pattern: _rare_class(pattern) for pattern in patterns}
        self._always = [re.compile(pattern) for pattern in rare if not rare[pattern]]
        self._seldom = [re.compile(pattern) for pattern in rare if rare[pattern]]
        self._rare = re.compile("|".join(filter(None, rare.values())) or "(?!)")

    def _possible(self, text: str) -> list[re.Pattern[str]]:
        """Return the patterns that may match: some need rare characters, of which most texts hold none."""
        return self._always + self._seldom if self._rare.search(text) else self._always

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans that a pattern matches, by their starts; they may overlap."""
        return merge(*(map(re.Match.span, pattern.finditer(text)) for pattern in self._possible(text)))

    def search(self, text: str) -> bool:
        """Tell whether a pattern matches somewhere."""
        return any(pattern.search(text) for pattern in self._possible(text))


def _rare_class(pattern: str) -> str:
    """Return a class without usual characters that a row of classes needs; nothing if there is none."""
    if _ONE.fullmatch(pattern) or not _ROW.fullmatch(pattern):
        return ""
    classes = (found.group() for found in _CLASS.finditer(pattern))
    return next((needed for needed in classes if not re.search(needed, _USUAL)), "")


class Window(NamedTuple):
    """A stretch within one line, or between walls."""

    start: int
    text: str
    open_before: bool
    """The line goes on before it, and so may what was found at its start."""
    open_after: bool
    walled: bool = False
    """It was cut at walls."""

    @property
    def end(self) -> int:
        """Where it ends in the document."""
        return self.start + len(self.text)


def windows(text: str, hot: Hot, *, dense: bool = False, walled: bool = False) -> Iterator[Window]:
    """Yield the stretches around what ``hot`` finds, each within one line, disjoint and in order.

    ``dense``: only where more characters stand that Chinese prose hardly ever holds; ``walled``: they end at walls.
    """
    start = end = -1
    walls = WALL if walled else _LINE_END
    for low, high in hot.places(text):
        if dense and not _odd_company(text, low):
            continue
        if start >= 0 and low - end <= 2 * REACH and not walls.search(text, end, low):
            end = max(end, high)
            continue
        if start >= 0:
            yield from _cut(text, *_around(text, start, end, REACH, walls), walls)
        start, end = low, high
    if start >= 0:
        yield from _cut(text, *_around(text, start, end, REACH, walls), walls)


def wider(text: str, window: Window, reach: int) -> list[Window]:
    """Return the window with more of its line around it (in pieces if that is long)."""
    walls = WALL if window.walled else _LINE_END
    return list(_cut(text, *_around(text, window.start, window.end, reach, walls), walls))


def _odd_company(text: str, at: int) -> bool:
    """Tell whether three odd characters stand close together at a place."""
    start = scorer.model().start
    around = text[max(0, at - 3) : at + 4]
    return sum(char in "?\ufffd" or start[min(ord(char), 0xFFFF)] >= _RARE for char in around) >= 3


def _around(text: str, start: int, end: int, reach: int, walls: re.Pattern[str]) -> tuple[int, int]:
    """Return a span widened by ``reach`` within its walls."""
    low = max(start - reach, 0)
    before = text[low:start][::-1]
    starts, ends = walls.search(before), walls.search(text, end, end + reach)
    return start - starts.start() if starts else low, ends.start() if ends else min(len(text), end + reach)


def _cut(text: str, low: int, high: int, walls: re.Pattern[str]) -> Iterator[Window]:
    while low < high:
        end = high if high - low <= LONGEST else _ascii_before(text, low + LONGEST)
        before, after = low > 0 and not walls.match(text, low - 1), end < len(text) and not walls.match(text, end)
        yield Window(low, text[low:end], before, after, walled=walls is WALL)
        low = end


def _ascii_before(text: str, at: int) -> int:
    """Return the place behind the last ASCII character before ``at``; ``at`` itself if there is none near."""
    return next((place for place in range(at, at - _CUT, -1) if text[place - 1] < "\x80"), at)
