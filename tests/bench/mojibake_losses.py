"""How many characters of UTF-8 that was read as GBK, with losses, can come back at all.

Run: ``python tests/bench/mojibake_losses.py FILE_OR_FOLDER…`` over clean UTF-8 text. Python's ``gbk`` and ``gb18030``
read it with ``errors="replace"``: each byte that they cannot read is lost, and the place of the loss is known. A reader
who knows all of the text but one character asks which characters can have stood there: those with the bytes that are
left, and with a lost byte that GBK cannot read before what follows.

Percent of the characters by what is left of them; then, if the likeliest of several between its true neighbours is
taken from a certainty on, the percent that come back, and of wrong ones among them, which nothing marks.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product

from mojibake import lines, snippets

from corpuslint.detectors.mojibake.streams import LOST, utf8_candidates
from corpuslint.detectors.mojibake.viterbi import likeliest

LENGTHS, WANTED = (8, 16, 0), 4_000
CERTAINTIES = (0.0, 0.5, 0.9, 0.95, 0.99, 0.999)


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


def judged(text: str, codec: str) -> Iterator[tuple[str, float, bool]]:
    """Yield for each character what is left of it, the certainty of the likeliest one, and whether that is true."""
    values, at = left(text.encode(), codec), 0
    for number, char in enumerate(text):
        size = len(char.encode())
        lost = values[at : at + size].count(LOST)
        fitting = set(utf8_candidates(values, at, size, "gb18030")) if lost == 1 and size == 3 else set()
        if not lost:
            yield "whole", 1.0, True
        elif not fitting:
            yield "lead byte or two bytes lost", -1.0, False
        else:
            before, after = text[number - 1 : number] or "\0", text[number + 1 : number + 2] or "\0"
            guess = likeliest(fitting, ord(before), ord(after))
            kind = "one character fits" if len(fitting) == 1 else "several characters fit"
            yield kind, guess.certainty, chr(guess.code) == char
        at += size


def main() -> None:
    source = lines(sys.argv[1:])
    for codec, length in product(("gbk", "gb18030"), LENGTHS):
        texts = snippets(source, length, random.Random(length), WANTED)
        found = [one for text in texts for one in judged(text, codec)]
        kinds = Counter(kind for kind, *_ in found)
        print(f"{codec} {length or 'line'}: {len(found)} characters;", end=" ")
        print(", ".join(f"{kind} {100 * count / len(found):.2f}" for kind, count in kinds.most_common()))
        for least in CERTAINTIES:
            taken = [right for _, certainty, right in found if certainty >= least]
            wrong = taken.count(False)
            back = 100 * taken.count(True) / len(found)
            print(f"   from {least:5}: back {back:.2f}, wrong {100 * wrong / len(found):.4f} ({wrong})")


if __name__ == "__main__":
    main()
