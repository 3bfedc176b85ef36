"""Leaps: on which lines does any of some triggers match, and which of them?

To ask a set of automata about whole lines would be slow: hardly a line comes twice, so it needs new states for each.
What matched is short and comes again and again, so a search leaps from match to match, and the set is asked once about
each text that matched.

Where a rule is to see the whole document, one match tells as much as a thousand. A trigger of such rules alone that
matches all over (a number at the start of each article of a law, a traditional character) is therefore taken out of
the search behind the first match of such a trigger in a document, and in the next ones for as long as any such trigger
matches there; each is looked for by itself then, up to its first match. A document of another kind is searched once.
"""

from collections.abc import Callable, Iterator, Sequence

from corpuslint.scanning.automata import END, Confirmation, Search, Spot, end_shown, loose, owners, set_of

Find = Callable[[bytes, int], tuple[int, int] | None]
"""Bytes and a place → the span of the leftmost match at or behind it."""

_MANY = 32
"""Matches in a line after which it is cheaper to ask about the line as a whole."""
_MOST_KNOWN = 50_000
_ENOUGH = 64
"""Matches of a trigger from which on it may be taken out of the search."""
_COMMON = 4_000
"""Bytes per match of a trigger below which a search of its own is cheaper: a match costs as much as they do."""


class Leap:
    """Triggers whose matches stay within a line.

    Args:
        named: code and trigger.
        by_line: the codes of the rules that are to see the lines on which their triggers match, and no more.

    """

    def __init__(self, named: Sequence[tuple[str, str]], by_line: frozenset[str]) -> None:
        shared = owners(named)
        self._triggers = list(shared)
        self._codes = list(shared.values())
        self._by_line = by_line
        firsts = [(min(codes), trigger) for trigger, codes in shared.items()]
        self._patterns = [(code, end_shown(pattern)) for code, pattern in loose(firsts)]
        self._confirm = Confirmation(END)
        self._known: dict[bytes, tuple[int, ...]] = {}
        self._hits = [0] * len(self._triggers)
        self._bytes = 1
        self._common: dict[int, Search] = {}
        """Triggers that match all over."""
        self._all = Search(self._patterns, longest=True)
        self._rest = self._all
        """The search without them."""
        self._abounding = False
        """Whether the latest buffer held any of them: the next one is likely to be of its kind."""
        self._which = set_of(self._patterns)

    def spots(self, buffer: bytes, whole: set[str]) -> Iterator[Spot]:
        """Yield the lines of a buffer on which a trigger of a rule by line fires; places are those in the data.

        The codes of the other rules that fire are added to ``whole``.
        """
        told: set[int] = set()
        everything, rest = self._all.find, self._rest.find
        find = rest if self._abounding else everything
        span = find(buffer, 0)
        while span is not None:
            start, end = buffer.rfind(b"\n", 0, span[0] + 1), _line_end(buffer, span)
            matched, end, span = self._in_line(buffer, start, end, span, find)
            if find is everything and not self._common.keys().isdisjoint(matched):
                find = rest
                span = find(buffer, end)
            if not matched <= told:
                line = buffer[start : end + 1]
                codes = frozenset().union(*(self._held(index, line) for index in matched - told))
                whole |= codes - self._by_line
                told |= {index for index in matched if self._codes[index] <= whole}
                if not codes.isdisjoint(self._by_line):
                    yield Spot(start, min(end, len(buffer) - 2), codes & self._by_line)
        self._bytes += len(buffer)
        self._abounding = find is rest and self._look_for_common(buffer, whole)

    def _in_line(
        self, buffer: bytes, start: int, end: int, span: tuple[int, int], find: Find
    ) -> tuple[set[int], int, tuple[int, int] | None]:
        """Return what matches in a line (or several that a match joins), where they end, and the first match behind."""
        matched: set[int] = set()
        after: tuple[int, int] | None = span
        for _ in range(_MANY):
            found = self._matched(buffer[span[0] : span[1]])
            matched.update(found)
            self._count(found, span[0])
            after = find(buffer, span[0] + 1)
            if after is None or after[0] >= end:
                return matched, end, after
            span = after
            end = max(end, _line_end(buffer, span))
        matched.update(self._which(buffer[start : end + 1]))
        return matched, end, find(buffer, end)

    def _held(self, index: int, text: bytes) -> frozenset[str]:
        return self._codes[index] if self._confirm.holds(self._triggers[index], text) else frozenset()

    def _matched(self, text: bytes) -> tuple[int, ...]:
        """Return which triggers match in a text that is the longest match at its place."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            known = self._known[text] = tuple(self._which(text))
        return known

    def _count(self, found: tuple[int, ...], at: int) -> None:
        """Count matches, and tell what matches all over."""
        hits = self._hits
        for index in found:
            hits[index] += 1
            if hits[index] % _ENOUGH == 0 and self._is_common(index, self._bytes + at):
                self._take_out(self._bytes + at)

    def _is_common(self, index: int, size: int) -> bool:
        alone = self._codes[index].isdisjoint(self._by_line) and index not in self._common
        return alone and self._hits[index] * _COMMON > size and self._hits[index] > _ENOUGH // 4

    def _take_out(self, size: int) -> None:
        for index, pattern in enumerate(self._patterns):
            if self._is_common(index, size):
                self._common[index] = Search([pattern])
        self._rest = Search([p for n, p in enumerate(self._patterns) if n not in self._common], longest=True)

    def _look_for_common(self, buffer: bytes, whole: set[str]) -> bool:
        """Add to ``whole`` the codes of the common triggers that match; tell whether there are any."""
        matched = False
        for index, search in self._common.items():
            told = self._codes[index] <= whole
            span = None if told else search.find(buffer, 0)
            matched |= told or span is not None
            if span:
                whole |= self._held(index, buffer[slice(*span)]) or self._held(index, buffer)
        return matched


def _line_end(buffer: bytes, span: tuple[int, int]) -> int:
    """Return the place of the newline (or the mark of the end) that ends the last line of a match."""
    end = buffer.find(b"\n", max(span[1], span[0] + 1))
    return end if end >= 0 else len(buffer) - 1
