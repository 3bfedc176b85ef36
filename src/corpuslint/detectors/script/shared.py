"""Characters of both scripts where only simplified text writes them: 于 in 位于, 游 in 旅游.

Facts: OpenCC's STPhrases tell for 49,000 words what becomes of each character; where a word has several traditional
forms, one of which keeps the character (不准), it tells nothing. A word that lies within a longer one (方便 in 方便面)
has no say, and where words overlap (定制 and 制度 in 认定制度) the much likelier one tells. Some shared
characters stand by themselves in no modern traditional text but in a few words (据 in 拮据): of 6 million characters
from Taiwan none had 听, 胜 or 挂. Words of a traditional text may be half converted (對于), so its characters are
simplified before they are looked up.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from corpuslint import scripts
from corpuslint.convert import dictionaries
from corpuslint.decoding import scorer
from corpuslint.rule import Rule
from corpuslint.typed import NamedTuple

_REACH = 16
"""Code points on either side within which the words lie that decide a character: the length of the longest."""

_CLEARLY = 3.0
"""Bits per character by which a word must be likelier than another that overlaps it, to have its way."""


class Word(NamedTuple):
    """A word that holds a shared character."""

    text: str
    at: int
    """The offset of the character in the word."""
    changes: bool
    """Whether it becomes another character there, whatever form the word takes."""


def places(text: str, rule: Rule) -> Iterator[int]:
    """Yield where shared characters of the page stand as only simplified text writes them."""
    options = rule.options
    shared, alone = frozenset(options["shared"]), frozenset(options["alone"])
    apart, contexts, unsure = by_character(tuple(options["apart"])), options["contexts"], tuple(options["unsure"])
    for at in scripts.where(text, "".join(sorted({*shared, *alone, *contexts}))):
        char = text[at]
        patterns = contexts.get(char, ())
        if (
            char in alone
            or (char in shared and _told(text, at, options["shared"], unsure))
            or any(re.compile(pattern).match(text, at) for pattern in patterns)
        ) and not _within(text, at, apart):
            yield at


@cache
def by_character(words: tuple[str, ...]) -> dict[str, list[tuple[int, str]]]:
    """Return, for each character, the words that hold it, each with the offset of the character."""
    found: dict[str, list[tuple[int, str]]] = {}
    for word in words:
        for at, char in enumerate(word):
            found.setdefault(char, []).append((at, word))
    return found


def _within(text: str, at: int, words: dict[str, list[tuple[int, str]]]) -> bool:
    return any(at >= offset and text.startswith(word, at - offset) for offset, word in words.get(text[at], ()))


def _told(text: str, at: int, shared: str, unsure: tuple[str, ...]) -> bool:
    start = max(0, at - _REACH)
    here = text[start : at + _REACH].translate(_simplified())
    found = list(_longest(list(_around(here, at - start, _words(shared, unsure)))))
    changing = [word.text for word in found if word.changes]
    keeping = [word.text for word in found if not word.changes]
    return bool(changing) and (not keeping or _bits(changing) + _CLEARLY < _bits(keeping))


def _bits(words: Sequence[str]) -> float:
    """Return how many bits a character takes in the likeliest of some words."""
    return min(scorer.bits(word) / len(word) for word in words)


def _around(text: str, at: int, words: dict[str, list[Word]]) -> Iterator[Word]:
    """Yield the words around a character; they are found by it and the one behind, or at their end the one before."""
    for pair in {text[at : at + 2], text[max(0, at - 1) : at + 1]}:
        for word in words.get(pair, ()):
            if at >= word.at and text.startswith(word.text, at - word.at) and text[at] == word.text[word.at]:
                yield word


def _longest(found: Sequence[Word]) -> Iterator[Word]:
    """Yield the words that lie within no other."""
    for word in found:
        start, end = -word.at, len(word.text) - word.at
        wider = (-other.at <= start and end <= len(other.text) - other.at for other in found if other is not word)
        if not any(wider):
            yield word


@cache
def _simplified() -> dict[int, str]:
    return str.maketrans(dictionaries.first("TSCharacters"))


@cache
def _words(shared: str, unsure: tuple[str, ...]) -> dict[str, list[Word]]:
    """Return the words that hold shared characters, by such a character and its neighbour."""
    wanted, left_out = frozenset(shared), frozenset(unsure)
    words: dict[str, list[Word]] = {}
    for text, values in dictionaries.rows("STPhrases"):
        if len(text) > 1 and not wanted.isdisjoint(text) and text not in left_out:
            forms = values.split(" ")
            for at, char in enumerate(text):
                if char in wanted:
                    pair = text[at : at + 2] if at + 1 < len(text) else text[at - 1 : at + 1]
                    changes = all(form[at : at + 1] != char for form in forms)
                    words.setdefault(pair, []).append(Word(text, at, changes))
    return words
