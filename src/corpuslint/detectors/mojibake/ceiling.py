"""The bits that a reading could save at most: what tells in microseconds that a search will find nothing.

Facts: the bound is that of the search of :mod:`.viterbi` without its edges and without a choice where it starts: what
each character saves, at most, summed along the stretches that can be decoded (the greatest sum of neighbours, Kadane's
way). In GBK text, bytes that UTF-8 lacks stand every few characters (C0, C1, E0, E1, F0–FF, a lead of two before no
80–BF), and no segment runs across them; GBK and Big5 give rare characters for each other's. Where a decoder may have
marked lost bytes the bound says nothing.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate, chain

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.evidence import cheapest
from corpuslint.detectors.mojibake.paths import MULTIBYTE, Path, encoder, pairs
from corpuslint.detectors.mojibake.viterbi import HOLE_BITS
from corpuslint.typed import NamedTuple

_MOST = 14.6
"""Bits of a character as it stands, at most."""
_HOLE = HOLE_BITS / 3
"""Bits of each byte of a hole, at least."""
_ASCII = scorer.ASCII
"""Bits of ASCII among what is decoded, at least."""
_MARK = 5.0
"""Bits of ``?``, which may stand for a byte of a hole."""
_CONTROL = 4.0
"""Bits that a control saves, at most, where ASCII is weighed at 5."""
_LETTER = 2 * _MOST
"""Bits that a pair with a letter saves, and the character behind it, at most."""
_UNSURE = re.compile("[\ufffd€\uff61-\uff9f]")
"""What a decoder may have put for lost bytes, and characters of one byte."""
_TOKEN = re.compile(
    rb"(?P<whole>[\xe2-\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf])|(?P<tails>[\x80-\xbf]+)"
    rb"|(?P<broken>[\xe2-\xef](?:[\x80-\xbf]\??|\?[\x80-\xbf]?)?)|(?P<trail>[\x40-\x7e])|(?P<ascii>[\x00-\x3f]+)"
)
"""What a segment of UTF-8 is made of; it runs across nothing else."""
_BITS = {"tails": _HOLE, "broken": HOLE_BITS, "trail": _ASCII, "ascii": 0.0}
"""Bits of each, at least (of each byte of ``tails``)."""
_THREE = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")


def hopeless(text: str, paths: Iterable[Path], threshold: float) -> bool:
    """Tell whether it is sure that no reading of a text along any of the paths saves ``threshold`` bits."""
    if _UNSURE.search(text) or not all(path.seen in MULTIBYTE for path in paths):
        return False
    known = {path._replace(seen="gb18030") if path.seen == "cp936" else path for path in paths}
    return all(_below(text, path, threshold) for path in known)


def _below(text: str, path: Path, threshold: float) -> bool:
    if path.real == "utf-8":
        return _utf8(text, path.seen) < threshold
    return (_shifted(text) if path.shifted else _aligned(text, path)) < threshold


class _Spelling(dict[str, tuple[bytes, tuple[float, ...]]]):
    """Character → its bytes and what each is worth, at most; blanks for ASCII, C0 for what no path has."""

    def __init__(self, seen: str) -> None:
        super().__init__()
        self._encoder = encoder(seen)

    def __missing__(self, char: str) -> tuple[bytes, tuple[float, ...]]:
        control = char < " " or char == "\x7f"
        if char < "\x80":
            code, worth = (b"?", _MARK) if char == "?" else (b" ", _CONTROL if control else 0.0)
        else:
            code = self._encoder[char] or b"\xc0"
            worth = cheapest()[min(ord(char), 0xFFFF)] / len(code)
        self[char] = code, (worth,) * len(code)
        return self[char]


@cache
def _spelling(seen: str) -> _Spelling:
    return _Spelling(seen)


def _utf8(text: str, seen: str) -> float:
    """Return the bits that UTF-8 in the bytes of a text saves, at most."""
    spelt = list(map(_spelling(seen).__getitem__, text))
    data = b"".join([code for code, _ in spelt])
    if not _THREE.search(data):
        return 0.0
    sums = [0.0, *accumulate(chain.from_iterable([worth for _, worth in spelt]))]
    model = scorer.model()
    run = most = 0.0
    end = previous = 0
    for token in _TOKEN.finditer(data):
        start, kind = token.start(), token.lastgroup or ""
        run, previous = (run, previous) if start == end else (0.0, 0)
        end = token.end()
        worth = sums[end] - sums[start]
        if kind == "whole":
            code = ord(token.group().decode("utf-8", "surrogatepass"))
            bits = _least(model, previous, code)
            run = max(run + worth - bits, sums[end] - sums[end - 2] - 2 * _HOLE)
            previous = code
        else:
            run += worth - _BITS[kind] * (end - start if kind == "tails" else 1)
            previous = 0
        if run < 0:
            run = 0.0
        elif run > most:
            most = run
    return most


def _least(model: scorer.Model, previous: int, code: int) -> float:
    """Return the bits of a character after another, at least."""
    if 0xD800 <= code <= 0xDFFF:
        return HOLE_BITS
    start, _, pair_bits, fold = model
    bits = start[code]
    pair = pair_bits.get(fold[previous] << 16 | fold[code]) if previous else None
    return bits if pair is None or pair > bits else pair


class _Worth(NamedTuple):
    """What a character saves if it is decoded from the bytes that it was read from."""

    alone: float
    plain: float
    folded: int
    """The simplified form of what it decodes to; 0: ASCII, -1: it cannot be decoded."""


class _Decoded(dict[str, _Worth]):
    """Character → its worth along a path of double bytes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._encoder, self._pairs = encoder(path.seen), pairs(path.real)

    def __missing__(self, char: str) -> _Worth:
        model, plain = scorer.model(), cheapest()[min(ord(char), 0xFFFF)]
        code = self._pairs.get(int.from_bytes(self._encoder[char], "big"), 0)
        if char < "\x80":
            worth = _Worth(_CONTROL if char < " " or char == "\x7f" else 0.0, 0.0, 0)
        elif code > 0xFFFF:
            worth = _Worth(plain - scorer.ASTRAL, 0.0, 0)
        else:
            worth = _Worth(plain - model.start[code], plain, model.fold[code] if code else -1)
        self[char] = worth
        return worth


@cache
def _decoded(path: Path) -> _Decoded:
    return _Decoded(path)


def _aligned(text: str, path: Path) -> float:
    """Return the bits that the pairs of a text save, at most, each decoded from the bytes that it was read from."""
    table, pair_bits = _decoded(path), scorer.model().pairs
    run = most = 0.0
    previous = 0
    for alone, plain, folded in map(table.__getitem__, text):
        if folded < 0:
            run, previous = 0.0, 0
            continue
        bits = pair_bits.get(previous << 16 | folded)
        gain = alone if bits is None or plain - bits < alone else plain - bits
        run, previous = run + gain, folded
        if run < 0:
            run = 0.0
        elif run > most:
            most = run
    return most


def _shifted(text: str) -> float:
    """Return the bits that the last byte of each character and the first of the next one save, at most."""
    table, codes, model, plain = encoder("gb18030"), pairs("gb18030"), scorer.model(), cheapest()
    run = most = half = 0.0
    previous, last = 0, -1
    for char in text:
        here = table[char]
        worth = plain[min(ord(char), 0xFFFF)] / 2
        if len(here) == 2:
            code = codes.get(last << 8 | here[0], 0) if last >= 0 else 0
            code = code if code <= 0xFFFF else 0
            run = max(0.0, run + half + worth - _least(model, previous, code)) if code else 0.0
            last = here[1]
        else:
            run, code, last = (run + _LETTER if last >= 0 else 0.0), 0, -1
        most = max(most, run)
        run = run if last >= 0 else 0.0
        previous, half = code, worth
    return most
