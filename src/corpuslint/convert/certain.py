"""Where a conversion from traditional to simplified characters is certain.

Facts: nearly every traditional character has one simplified form. Of some the 通用规范汉字表 (2013) says that they
stay in one meaning or in names (乾 夥 徵 藉 覆; 昇 甦 甯 祕 釐 陞), and of some the simplified form hangs on the word
(鍊: 炼, 链; 閒: 闲, 间). ``tables/certain.txt`` names these characters, each with the words that leave no doubt. What
lies beyond the Basic Multilingual Plane (魟: 𫚉) few fonts have, and simplified text mostly keeps it as it was.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby

from corpuslint import convert
from corpuslint.convert.stage import Patch
from corpuslint.tabled import table
from corpuslint.typed import NamedTuple

_LAST = "\uffff"
"""The last character of the Basic Multilingual Plane."""


class _Word(NamedTuple):
    """A word that tells what one of its characters becomes."""

    offset: int
    """Of the character."""
    text: str
    becomes: str
    """What the character becomes in the word alone."""

    def stands(self, text: str, at: int) -> bool:
        """Tell whether the word stands in a text with its character at an offset."""
        return at >= self.offset and text.startswith(self.text, at - self.offset)


@cache
def _words() -> tuple[dict[str, list[_Word]], dict[str, list[_Word]]]:
    """Return of each doubtful character the words that settle it; of others, the words in which they are in doubt."""
    settled: dict[str, list[_Word]] = {}
    doubted: dict[str, list[_Word]] = {}
    for row in table("certain.txt").splitlines():
        sign, *words = row.split(" ")
        if sign.startswith("?"):
            doubted[sign[1]] = _at(sign[1], words)
        elif sign != "#":
            settled[sign] = _at(sign, words)
    return settled, doubted


@cache
def _doubtful() -> frozenset[str]:
    return frozenset(char for words in _words() for char in words)


def _at(char: str, words: list[str]) -> list[_Word]:
    corrected = convert.converter("t2s", (convert.CORRECTIONS,))
    alone = ((word, corrected.convert(word)) for word in words)
    return [_Word(at, word, simple[at]) for word, simple in alone for at, own in enumerate(word) if own == char]


def is_certain(text: str, at: int, becomes: str) -> bool:
    """Tell whether the character ``text[at]`` becomes ``becomes`` beyond doubt."""
    settled, doubted = _words()
    words = settled.get(text[at])
    if becomes > _LAST:
        return False
    if words is None:
        return not any(word.stands(text, at) for word in doubted.get(text[at], ()))
    return any(word.becomes == becomes and word.stands(text, at) for word in words)


def parted(text: str, patches: Iterator[Patch]) -> Iterator[tuple[bool, Patch]]:
    """Yield patches cut into those that are certain and those that are not, ascending; each keeps its length."""
    doubtful = _doubtful()
    for patch in patches:
        if doubtful.isdisjoint(text[patch.start : patch.end]) and max(patch.content) <= _LAST:
            yield True, patch
        else:
            yield from _cut(text, patch)


def _cut(text: str, patch: Patch) -> Iterator[tuple[bool, Patch]]:
    start, _, content = patch
    judged = ((is_certain(text, start + at, char), at, char) for at, char in enumerate(content))
    for certain, group in groupby(judged, key=lambda one: one[0]):
        here = list(group)
        first = start + here[0][1]
        yield certain, Patch(first, first + len(here), "".join(char for _, _, char in here))
