"""Build ``bigrams.xz``: how likely Chinese characters follow one another, from a dictionary of words.

Run ``python make_bigrams.py`` in an environment with jieba 0.42.1 (MIT; its ``dict.txt`` gives words with
frequencies) and opencc-python-reimplemented 0.1.7 (Apache-2.0; traditional → simplified characters). The output is
reproducible; its sha256 is printed and checked by a test.

The model: a text is a sequence of words drawn by frequency, so the next character is either the next one of the same
word or the first of another: P(b|a) = (c(ab) + end(a)·P_start(b)) / c(a). Traditional characters are folded to
simplified ones. Of all pairs the 60,000 are kept that save most bits over the second term alone.

The file (xz, all integers little-endian): a line of JSON with the lengths, then the characters (UTF-16), the cost of
each as the first of a word and the cost of ending a word after it (one byte each, 1/8 bit), then for each character
the number of its pairs (uint16), the second characters' indices (uint16) and their costs (1/8 bit), then pairs of
UTF-16 units traditional, simplified.
"""

import hashlib
import json
import lzma
import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import pairwise
from math import log2
from pathlib import Path
from typing import NamedTuple

PAIRS = 60_000
STEPS = 8
"""Steps of a cost per bit."""
LEAST_END = 0.1
"""No character is so bound that fewer than this share of its occurrences end a word that the dictionary lacks."""


class Counts(NamedTuple):
    """How often characters occur, start a word, end a word, and follow one another."""

    all: Counter[str]
    start: Counter[str]
    end: Counter[str]
    pairs: Counter[str]


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def words() -> Iterator[tuple[str, int]]:
    """Yield the words of jieba's dictionary that are all Han, with their frequency."""
    table = files("jieba").joinpath("dict.txt").read_text(encoding="utf-8")
    for row in table.splitlines():
        word, frequency, *_ = row.split(" ")
        if all(map(_han, word)) and int(frequency):
            yield word, int(frequency)


def folding() -> dict[str, str]:
    """Return the simplified form of each traditional character in the Basic Multilingual Plane."""
    table = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in table.splitlines() if "\t" in row)
    folded = {key: value.split(" ")[0] for key, value in rows}
    return {key: value for key, value in folded.items() if _han(key) and _han(value) and key != value}


def count(weighted: Iterable[tuple[str, int]], fold: dict[str, str]) -> Counts:
    """Count characters and pairs of characters in words."""
    counts = Counts(Counter(), Counter(), Counter(), Counter())
    for word, frequency in weighted:
        simple = "".join(fold.get(char, char) for char in word)
        counts.start[simple[0]] += frequency
        counts.end[simple[-1]] += frequency
        for char in simple:
            counts.all[char] += frequency
        for first, second in pairwise(simple):
            counts.pairs[first + second] += frequency
    return counts


def _bits(probability: float) -> int:
    """Return a cost in steps, as fits one byte."""
    return min(255, round(-log2(probability) * STEPS))


class Costs(NamedTuple):
    """The model in probabilities."""

    start: dict[str, float]
    end: dict[str, float]
    pairs: dict[str, float]


def costs(counts: Counts) -> Costs:
    """Turn counts into probabilities."""
    starts, total = counts.start.total(), counts.all.total()
    start = {char: 0.9 * counts.start[char] / starts + 0.1 * n / total for char, n in counts.all.items()}
    end = {char: max(LEAST_END, counts.end[char] / n) for char, n in counts.all.items()}
    pairs = {pair: n / counts.all[pair[0]] + end[pair[0]] * start[pair[1]] for pair, n in counts.pairs.items()}
    return Costs(start, end, pairs)


def best_pairs(counts: Counts, model: Costs) -> list[str]:
    """Return the pairs that save most bits over the cost of two words, in the order of their characters."""

    def saved(pair: str) -> float:
        return counts.pairs[pair] * log2(model.pairs[pair] / (model.end[pair[0]] * model.start[pair[1]]))

    return sorted(sorted(counts.pairs, key=lambda pair: (-saved(pair), pair))[:PAIRS])


def pack(counts: Counts, fold: dict[str, str]) -> bytes:
    """Return the file."""
    model = costs(counts)
    kept = best_pairs(counts, model)
    chars = sorted(counts.all)
    index = {char: at for at, char in enumerate(chars)}
    followers = Counter(pair[0] for pair in kept)
    parts = [
        "".join(chars).encode("utf-16-le"),
        bytes(_bits(model.start[char]) for char in chars),
        bytes(_bits(model.end[char]) for char in chars),
        struct.pack(f"<{len(chars)}H", *(followers[char] for char in chars)),
        struct.pack(f"<{len(kept)}H", *(index[pair[1]] for pair in kept)),
        bytes(_bits(model.pairs[pair]) for pair in kept),
        "".join(key + value for key, value in sorted(fold.items())).encode("utf-16-le"),
    ]
    head = json.dumps({"chars": len(chars), "pairs": len(kept), "folded": len(fold)}).encode("ascii")
    return head + b"\n" + b"".join(parts)


if __name__ == "__main__":
    fold_table = folding()
    packed = lzma.compress(pack(count(words(), fold_table), fold_table), preset=9 | lzma.PRESET_EXTREME)
    Path(__file__).with_name("bigrams.xz").write_bytes(packed)
    print(len(packed), hashlib.sha256(packed).hexdigest())  # noqa: T201
