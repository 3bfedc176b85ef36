"""Foreign names between dots: where one begins and ends, and which sound alike.

Facts. Xinhua's tables write each syllable of a foreign name with one character and part its words with the interpunct
U+00B7 (GB/T 15834-2011, 4.14). Writers who do not look them up choose another character of the same sound (欣顿,
辛顿), or one whose sound differs as Chinese dialects or the source's letters do: n and ng, s and sh, ai and ei, a and
ao, or leave out the weak 尔 within a word. Chinese does not mark where a name begins; a post in front of it (总统,
教授) or a verb behind it (表示, 说) does, and so does any mark.
"""

import re
from collections.abc import Iterator
from functools import cache

from corpuslint.chars import HAN
from corpuslint.detectors.name.connector import DOTS
from corpuslint.detectors.name.vote import folded
from corpuslint.lazy import Lazy
from corpuslint.readings import syllables
from corpuslint.rule import Rule
from corpuslint.tabled import table
from corpuslint.typed import NamedTuple

_LONGEST = 7
"""Characters of one word of a name, at most."""
_WIDEST = 12
"""Characters of a run of Han beside a dot in which a word of a name is looked for."""
_MOST = 6
"""Words of a name, at most: more are a list."""
_DOT = Lazy(rf"[{DOTS}](?<=[{HAN}].)(?=[{HAN}])")
_BEFORE = Lazy(rf"[{HAN}]+$")
_WORD = Lazy(rf"[{HAN}]{{1,{_WIDEST}}}")
_LATIN = Lazy(r"[ ]?[（(][ ]?([A-Z][A-Za-z.'’\u00c0-\u024f-]*(?: [A-Za-z.'’\u00c0-\u024f-]+){1,3})[ ]?[,，;；)）]")

_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_FINALS = {"ang": "an", "eng": "en", "ing": "in", "iang": "ian", "uang": "uan", "ei": "ai", "uo": "o", "ou": "o"}
_VOWELS = {"ao": "a", "yi": "ai", "ei": "ai"}
"""Syllables without a consonant, by the one they stand for."""


class Name(NamedTuple):
    """A name between dots; offsets in code points."""

    start: int
    end: int
    name: str
    """With U+00B7 for each dot."""
    latin: str
    """What stands in brackets behind it, in lower case; empty if nothing does."""


class Run(NamedTuple):
    """A run of Han with dots in it, of which the ends may not belong to the name."""

    start: int
    words: tuple[str, ...]
    begins: int
    """Characters of the first word in front of the name; -1 if that is not certain."""
    ends: int
    """Characters of the last word that are the name's; -1 if that is not certain."""
    latin: str


def runs(text: str, rule: Rule) -> Iterator[Run]:
    """Yield the runs that may hold a foreign name."""
    before, behind = _compiled(rule.options["before"]), _compiled(rule.options["behind"])
    for start, words in _dotted(text):
        end = start + sum(map(len, words)) + len(words) - 1
        if len(words) > _MOST or not foreign("".join((words[0][-2:], *words[1:-1], words[-1][:2]))):
            continue
        gloss = _LATIN.match(text, end)
        begins = max((cut.end() for cut in before.finditer(words[0]) if cut.end() < len(words[0])), default=-1)
        if begins < 0 and not _han(text[start - 1 : start]):
            begins = 0
        cut = behind.search(words[-1], 1)
        ends = cut.start() if cut else -1 if _han(text[end : end + 1]) else len(words[-1])
        yield Run(start, words, begins, ends, gloss[1].casefold() if gloss and ends == len(words[-1]) else "")


def _dotted(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield offset and words of each run of Han with dots between; only dots are looked for, so that it is fast."""
    reached = 0
    for dot in _DOT.finditer(text):
        if dot.start() < reached:
            continue
        first = _BEFORE.search(text[max(reached, dot.start() - _WIDEST) : dot.start()])
        words = [first.group()] if first else []
        at = dot.start()
        while words and (word := _WORD.match(text, at + 1)):
            words.append(word.group())
            at = word.end()
            if not _DOT.match(text, at):
                break
        reached = at
        if len(words) > 1:
            yield dot.start() - len(words[0]), tuple(words)


@cache
def _inventory() -> frozenset[str]:
    text = table("transliteration.txt")
    return frozenset(char for row in text.split("\n") if not row.startswith("#") for char in row)


def foreign(name: str, share: float = 0.75) -> bool:
    """Tell whether so many of a name's ideographs are such as write the syllables of foreign names."""
    chars = [char for char in folded(name) if char != "·"]
    return sum(char in _inventory() for char in chars) >= share * len(chars)


def _han(char: str) -> bool:
    return bool(char) and bool(_IS_HAN.match(char))


_IS_HAN = Lazy(f"[{HAN}]")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def certain(run: Run) -> Name | None:
    """Return the name of a run both of whose ends are certain."""
    if run.begins < 0 or run.ends < 0:
        return None
    return _name(run, run.begins, run.ends)


def resolved(run: Run, known: frozenset[str] | set[str]) -> Name | None:
    """Return the name of a run: the certain one, or the longest known one that fits."""
    if name := certain(run):
        return name
    starts = [run.begins] if run.begins >= 0 else range(len(run.words[0]))
    ends = [run.ends] if run.ends >= 0 else range(len(run.words[-1]), 0, -1)
    names = (_name(run, start, end) for start in starts for end in ends)
    return next((name for name in names if name and name.name in known), None)


def _name(run: Run, begins: int, ends: int) -> Name | None:
    words = (run.words[0][begins:], *run.words[1:-1], run.words[-1][:ends])
    if not all(1 <= len(word) <= _LONGEST for word in words):
        return None
    end = run.start + sum(map(len, run.words)) + len(run.words) - 1 - len(run.words[-1]) + ends
    return Name(run.start + begins, end, "·".join(words), run.latin)


@cache
def sounds(char: str) -> frozenset[str]:
    """Return the sounds of a character, with those that transliterations confuse made one."""
    return frozenset(map(_sound, syllables(char)))


def _sound(syllable: str) -> str:
    if syllable in _VOWELS:
        return _VOWELS[syllable]
    for initial, same in _INITIALS:
        if syllable.startswith(initial):
            syllable = same + syllable[len(initial) :]
            break
    head = 1 if syllable[:1] not in "aeiouv" else 0
    return syllable[:head] + _FINALS.get(syllable[head:], syllable[head:])


def neighbourhood(name: str, weak: str) -> Iterator[str]:
    """Yield the patterns that ``name`` shares with names that differ in one character.

    One character replaced by ``?``, or a weak one within a word (one of ``weak``) left out.
    """
    yield name
    for at, char in enumerate(name):
        if char == "·":
            continue
        yield f"{name[:at]}?{name[at + 1 :]}"
        if char in weak and "·" not in name[at - 1 : at + 2] and 0 < at < len(name) - 1:
            yield name[:at] + name[at + 1 :]


def alike(one: str, other: str, weak: str) -> bool:
    """Tell whether two names are most likely one: a character of the same sound, or a weak one more.

    Both characters must be such as write foreign names: 即 and 既 behind a name sound alike, too.
    """
    if len(one) == len(other):
        pairs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
        return len(pairs) == 1 and _inventory() >= set(pairs[0]) and bool(sounds(pairs[0][0]) & sounds(pairs[0][1]))
    short, long = sorted((one, other), key=len)
    return len(short) + 1 == len(long) and short in set(neighbourhood(long, weak))
