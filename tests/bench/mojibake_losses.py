"""How many characters of UTF-8 that was read as GBK, with losses, can come back at all.

Run: ``python tests/bench/mojibake_losses.py FILE_OR_FOLDER…`` over clean UTF-8 text. Python's ``gbk`` and ``gb18030``
read it with ``errors="replace"``: each byte that they cannot read is lost, and the place of the loss is known. A reader
who knows all of the text but one character asks which characters can have stood there: those with the bytes that are
left, and with a lost byte that the codec cannot read before what follows.

Percent of the characters by what is left of them; then, if the likeliest of several between its true neighbours is
taken from a certainty on, the percent that come back, and of wrong ones among them, which nothing marks; then the same
as the rules take them. Last, whole texts (lines of the corpus in their order, :data:`DOCUMENT` characters each): a
character that is lost between two others, and stands between the same two elsewhere in the text with all its bytes, is
that many bits more likely (``both sides``), or some bits for each pair that is found elsewhere (``pairs``).
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from mojibake import lines, snippets

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.streams import LOST, utf8_candidates
from corpuslint.detectors.mojibake.viterbi import HOLE, fill, likeliest

LENGTHS, WANTED = (8, 16, 0), 4_000
CERTAINTIES = (0.0, 0.5, 0.9, 0.95, 0.99, 0.999)
DOCUMENT, DOCUMENTS = 30_000, 12
OWN = {"both sides": (7.0, 0.0), "pairs": (6.0, 2.5)}
"""Bits for a character that is found elsewhere between the same two, and for each pair that is found."""


class Left(NamedTuple):
    """A character of a text, and what is left of it."""

    char: str
    before: str
    after: str
    lost: int
    """Bytes."""
    fitting: list[int]

    @property
    def between(self) -> tuple[int, int]:
        """Its true neighbours, 0 for none."""
        return ord(self.before or "\0"), ord(self.after or "\0")


def left(data: bytes, codec: str) -> list[int]:
    """Return the bytes, :data:`LOST` for each that a codec cannot read."""
    values, at = list(data), 0
    while at < len(data):
        size = 1 if data[at] < 0x80 else 2
        try:
            data[at : at + size].decode(codec)
        except UnicodeDecodeError:
            values[at], size = LOST, 1
        at += size
    return values


def characters(text: str, codec: str) -> Iterator[Left]:
    values, at = left(text.encode(), codec), 0
    for number, char in enumerate(text):
        size = len(char.encode())
        lost = values[at : at + size].count(LOST)
        fitting = sorted(set(utf8_candidates(values, at, size, codec))) if lost == 1 and size == 3 else []
        yield Left(char, text[number - 1 : number], text[number + 1 : number + 2], lost, fitting)
        at += size


def kind(one: Left) -> str:
    if not one.fitting:
        return "lead byte or two bytes lost" if one.lost else "whole"
    return "one character fits" if len(one.fitting) == 1 else "several characters fit"


def told(name: str, found: Sequence[Left], reading: Callable[[Left], int]) -> None:
    """Print what comes back if each character that is lost reads as ``reading`` says."""
    read = [(one.char, chr(reading(one)) if one.fitting else "\ufffd") for one in found if one.lost]
    back = len(found) - len(read) + sum(char == new for char, new in read)
    wrong = sum(new not in (char, "\ufffd") for char, new in read)
    print(f"   {name:14} back {100 * back / len(found):.2f}, wrong {100 * wrong / len(found):.4f} ({wrong})")


def from_certainty(least: float) -> Callable[[Left], int]:
    def reading(one: Left) -> int:
        guess = likeliest(one.fitting, *one.between)
        return guess.code if guess.certainty >= least else HOLE

    return reading


def by_the_rules(one: Left) -> int:
    return fill(one.fitting, *one.between)


def by_own_words(grams: Counter[str], both: float, pair: float) -> Callable[[Left], int]:
    """Return the reading of one who knows what else stands in a text, and fills from a certainty of .999."""

    def reading(one: Left) -> int:
        ruled = by_the_rules(one)
        if ruled != HOLE or not (one.before and one.after):
            return ruled
        costs = scorer.costs(one.between[0], one.fitting, one.between[1])
        weights = [2.0 ** (own(one, chr(code)) - bits) for code, bits in zip(one.fitting, costs, strict=True)]
        best = max(range(len(weights)), key=weights.__getitem__)
        return one.fitting[best] if weights[best] >= CERTAINTIES[-1] * sum(weights) else HOLE

    def own(one: Left, char: str) -> float:
        if grams[one.before + char + one.after]:
            return both
        return pair * ((grams[one.before + char] > 0) + (grams[char + one.after] > 0))

    return reading


def documents(source: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Yield texts of lines that follow one another."""
    for _ in range(DOCUMENTS):
        at, text = chance.randrange(len(source)), ""
        while len(text) < DOCUMENT and at < len(source):
            text += source[at] + "\n"
            at += 1
        yield text


def in_documents(codec: str, texts: Sequence[str]) -> None:
    print(f"{codec} whole texts of {DOCUMENT} characters, {len(texts)} of them")
    read = [list(characters(text, codec)) for text in texts]
    whole = ["".join("\ufffd" if one.lost else one.char for one in found) for found in read]
    grams = [Counter(text[at : at + size] for size in (2, 3) for at in range(len(text))) for text in whole]
    every = [one for found in read for one in found]
    told("as the rules", every, by_the_rules)
    for name, bits in OWN.items():
        readings = {id(one): by_own_words(own, *bits) for found, own in zip(read, grams, strict=True) for one in found}
        told(name, every, lambda one, readings=readings: readings[id(one)](one))


def main() -> None:
    source = lines(sys.argv[1:])
    for codec, length in product(("gbk", "gb18030"), LENGTHS):
        texts = snippets(source, length, random.Random(length), WANTED)
        found = [one for text in texts for one in characters(text, codec)]
        kinds = Counter(map(kind, found))
        print(f"{codec} {length or 'line'}: {len(found)} characters;", end=" ")
        print(", ".join(f"{name} {100 * count / len(found):.2f}" for name, count in kinds.most_common()))
        for least in CERTAINTIES:
            told(f"from {least}", found, from_certainty(least))
        told("as the rules", found, by_the_rules)
    texts = list(documents(source, random.Random(1)))
    for codec in ("gbk", "gb18030"):
        in_documents(codec, texts)


if __name__ == "__main__":
    main()
