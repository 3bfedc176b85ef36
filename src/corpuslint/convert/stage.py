"""One stage of a conversion: a table of characters, and the phrases that differ from it.

Facts about opencc-python-reimplemented 0.1.7, which this reproduces byte for byte: within a stage its dictionaries are
used up one after the other; within a dictionary the longest key anywhere in the text between two separators goes
first, of equally long ones the leftmost (not the leftmost-longest of OpenCC: 胚胎发育 becomes 胚胎髮育); what is
matched is out of reach of every later key. A key that holds a separator can therefore never match, nor can a phrase
that holds a character which an earlier dictionary converts by itself.

So the result is the character table applied to everything, except where a phrase with another value takes part. Such
*deviant* phrases are rare. Where one occurs, all phrases that overlap it, directly or through others, form a cluster,
and only the cluster is resolved as the package does it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from corpuslint.typed import NamedTuple

SEPARATORS = re.compile(
    r"[\s,.?!*\-，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．／＼︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼]"
)
"""The characters at which the package cuts a text before it looks for keys."""


class Patch(NamedTuple):
    """``text[start:end]`` becomes ``content``, whatever the table of characters says."""

    start: int
    end: int
    content: str


class Stage:
    """The dictionaries of a stage, in their order of precedence, indexed."""

    def __init__(self, dictionaries: Sequence[dict[str, str]]) -> None:
        self.characters: dict[str, str] = {}
        self.phrases: dict[str, str] = {}
        self._rank: dict[str, int] = {}
        """The place of a phrase's dictionary in the order of precedence, where it is not the first."""
        for rank, dictionary in enumerate(dictionaries):
            self._add(rank, dictionary)

    def _add(self, rank: int, dictionary: dict[str, str]) -> None:
        earlier = frozenset(self.characters)
        # str.isalpha, true of Han alone, is ten times as fast as the search.
        usable = {key: dictionary[key] for key in dictionary if key.isalpha() or not SEPARATORS.search(key)}
        words = {key: value for key, value in usable.items() if len(key) > 1}
        if earlier:
            words = {key: value for key, value in words.items() if earlier.isdisjoint(key)}
        if rank:
            self._rank |= dict.fromkeys(words.keys() - self.phrases.keys(), rank)
        self.phrases = {**words, **self.phrases}
        self.characters = {**{key: value for key, value in usable.items() if len(key) == 1}, **self.characters}

    @cached_property
    def single(self) -> bool:
        """Whether every character becomes one character (埠 becomes 端口)."""
        return all(len(value) == 1 for value in self.characters.values())

    @cached_property
    def even(self) -> bool:
        """Whether every value is as long as its key."""
        return self.single and all(len(key) == len(value) for key, value in self.phrases.items())

    def by_character(self, text: str) -> str:
        """Return ``text`` with each character converted by itself."""
        return "".join([self.characters.get(char, char) for char in text])

    @cached_property
    def _reach(self) -> dict[str, int]:
        """The first two characters of keys → length of the longest such key."""
        reach: dict[str, int] = {}
        for key in self.phrases:
            start = key[:2]
            if reach.get(start, 0) < len(key):
                reach[start] = len(key)
        return reach

    @cached_property
    def _longest(self) -> int:
        return max(self._reach.values(), default=0)

    @cached_property
    def triggers(self) -> dict[str, list[tuple[int, str]]]:
        """Two characters of each deviant phrase → (their offset in it, the phrase)."""
        triggers: dict[str, list[tuple[int, str]]] = {}
        table: dict[int, str] = str.maketrans(self.characters)
        plain = "\n".join(self.phrases).translate(table).split("\n")
        for (phrase, value), by_character in zip(self.phrases.items(), plain, strict=False):
            if value != by_character:
                at = min(_deviation(value, by_character), len(phrase) - 2)
                triggers.setdefault(phrase[at : at + 2], []).append((at, phrase))
        return triggers

    @cached_property
    def _first_of_trigger(self) -> re.Pattern[str] | None:
        if not self.triggers:
            return None
        return re.compile(f"[{''.join(sorted({re.escape(pair[0]) for pair in self.triggers}))}]")

    def places(self, text: str) -> Iterator[int]:
        """Yield the offsets at which two characters of a deviant phrase stand, ascending."""
        if self._first_of_trigger:
            triggers = self.triggers
            for found in self._first_of_trigger.finditer(text):
                at = found.start()
                if text[at : at + 2] in triggers:
                    yield at

    def patches(self, text: str, places: Iterator[int]) -> Iterator[Patch]:
        """Yield what the phrases make of ``text`` that the characters do not, ascending and disjoint."""
        done = 0
        for at in places:
            if at < done:
                continue
            for offset, phrase in self.triggers[text[at : at + 2]]:
                if text.startswith(phrase, at - offset) and at >= offset:
                    start, done = self._cluster(text, at - offset, at - offset + len(phrase))
                    yield from self._resolved(text, start, done)
                    break

    def decided(self, text: str, places: Iterable[int]) -> Iterator[tuple[int, str]]:
        """Yield those of some ascending offsets at which a phrase decides, not the table of characters.

        With each comes what the phrase has in its place; the stage must be ``even``.
        """
        done, becomes = 0, dict[int, str]()
        for at in places:
            if at >= done:
                start, done = self._cluster(text, at, at + 1)
                won = self._winners(text, start, done)
                becomes = {low + i: c for low, high in won for i, c in enumerate(self.phrases[text[low:high]])}
            if at in becomes:
                yield at, becomes[at]

    def _cluster(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Widen a span until no phrase crosses its borders."""
        reach = self._reach
        at = start - 1
        while at > start - self._longest and at >= 0:
            if reach.get(text[at : at + 2], 0) > start - at and self._longest_at(text, at) > start - at:
                start = at
            at -= 1
        at = start
        while at < end:
            end = max(end, at + self._longest_at(text, at, end - at))
            at += 1
        return start, end

    def _longest_at(self, text: str, at: int, least: int = 0) -> int:
        """Return the length of the longest phrase at an offset; 0 where none is longer than ``least``."""
        length = min(self._reach.get(text[at : at + 2], 0), len(text) - at)
        while length > max(least, 1):
            if text[at : at + length] in self.phrases:
                return length
            length -= 1
        return 0

    def _lengths(self, text: str, at: int) -> list[int]:
        """Return the lengths of the phrases that stand at an offset."""
        reach = min(self._reach.get(text[at : at + 2], 0), len(text) - at)
        return [length for length in range(2, reach + 1) if text[at : at + length] in self.phrases]

    def _resolved(self, text: str, start: int, end: int) -> list[Patch]:
        """Return the phrases of a cluster that win and differ from their characters, ascending."""
        won = (Patch(at, stop, self.phrases[text[at:stop]]) for at, stop in self._winners(text, start, end))
        return sorted(patch for patch in won if patch.content != self.by_character(text[patch.start : patch.end]))

    def _winners(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Return the spans of the phrases of a cluster that win: of the first dictionary, the longest, the leftmost."""
        found = [(at, length) for at in range(start, end) for length in self._lengths(text, at)]
        ordered = sorted((self._rank.get(text[at : at + n], 0), -n, at) for at, n in found if at + n <= end)
        taken = bytearray(end - start)
        won: list[tuple[int, int]] = []
        for _, negative, at in ordered:
            span = slice(at - start, at - start - negative)
            if not any(taken[span]):
                taken[span] = b"\1" * -negative
                won.append((at, at - negative))
        return won


def _deviation(value: str, plain: str) -> int:
    """Return the offset at which a phrase's value first differs from its characters' values."""
    return next((at for at, (a, b) in enumerate(zip(value, plain, strict=False)) if a != b), 0)
