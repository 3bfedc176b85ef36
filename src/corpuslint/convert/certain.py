"""Where a conversion from traditional to simplified characters is certain.

Facts: nearly every traditional character has one simplified form. Of some the 通用规范汉字表 (2013) says that they
stay in one meaning or in names (乾 夥 徵 藉 覆; 昇 甦 甯 祕 釐 陞), and of some the simplified form hangs on the word
(鍊: 炼, 链; 閒: 闲, 间). ``tables/certain.txt`` names these characters, each with the words that leave no doubt. What
lies beyond the Basic Multilingual Plane (魟: 𫚉) few fonts have, and simplified text mostly keeps it as it was.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby

from corpuslint.convert.stage import Patch
from corpuslint.tabled import table

_LAST = "\uffff"
"""The last character of the Basic Multilingual Plane."""


@cache
def _words() -> dict[str, list[tuple[int, str]]]:
    """Return of each doubtful character its words, each with the character's offset in it."""
    words: dict[str, list[tuple[int, str]]] = {}
    for row in table("certain.txt").splitlines():
        if not row.startswith("#"):
            char, *known = row.split(" ")
            words[char] = [(at, word) for word in known for at, other in enumerate(word) if other == char]
    return words


def is_certain(text: str, at: int, becomes: str) -> bool:
    """Tell whether the character ``text[at]`` becomes ``becomes`` beyond doubt."""
    if becomes > _LAST:
        return False
    words = _words().get(text[at])
    return words is None or any(at >= offset and text.startswith(word, at - offset) for offset, word in words)


def parted(text: str, patches: Iterator[Patch]) -> Iterator[tuple[bool, Patch]]:
    """Yield patches cut into those that are certain and those that are not, ascending; each keeps its length."""
    doubtful = _words().keys()
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
