"""How many bits running Chinese text takes: the yardstick by which a decoding is judged.

The model is in ``tables/bigrams.xz`` (see ``tables/make_bigrams.py``): a text is a sequence of words, and the next
character is the next one of a word or the first of another. What the dictionary does not hold (marks, other scripts,
rare ideographs) has a fixed cost, set here from how often it stands in Chinese prose. Costs are in bits; the model is
read when first asked for (about 20 ms) and never at import.
"""

from array import array
from collections.abc import Sequence
from functools import cache

from corpuslint.tabled import table_bytes
from corpuslint.typed import NamedTuple

_STEPS = 8
_MARKS = {
    "，": 4.5, "。": 5.0, "、": 6.0, "：": 7.0, "“": 7.0, "”": 7.0, "；": 8.0, "（": 7.5, "）": 7.5, "《": 8.0,
    "》": 8.0, "！": 8.0, "？": 8.0, "—": 8.0, "…": 9.0, "·": 10.0, "「": 8.0, "」": 8.0, "『": 10.0, "』": 10.0,
    "【": 10.0, "】": 10.0, "‘": 9.0, "’": 9.0, "〈": 12.0, "〉": 12.0, "〔": 12.0, "〕": 12.0, "　": 8.0, "％": 11.0,
    "〇": 12.0, "々": 14.0, "\n": 6.0, " ": 5.0, "\r": 6.0, "\t": 8.0, "①": 12.0, "②": 12.0, "③": 12.0, "～": 11.0,
    "●": 12.0, "■": 12.0, "○": 12.0, "□": 13.0, "★": 12.0, "×": 13.0, "°": 13.0, "℃": 13.0, "→": 13.0, "．": 12.0,
}  # fmt: skip
_RANGES = (
    (0x0000, 0x001F, 24.0),
    (0x0020, 0x007E, 6.0),
    (0x007F, 0x009F, 26.0),
    (0x00A0, 0x024F, 14.0),
    (0x0250, 0x036F, 17.0),
    (0x0370, 0x052F, 14.0),
    (0x0530, 0x1FFF, 20.0),
    (0x2000, 0x206F, 14.0),
    (0x2070, 0x2BFF, 14.0),
    (0x2C00, 0x2FFF, 20.0),
    (0x3000, 0x303F, 14.0),
    (0x3040, 0x30FF, 13.0),
    (0x3100, 0x33FF, 16.0),
    (0x3400, 0x4DBF, 21.0),
    (0x4E00, 0x9FFF, 18.0),
    (0xA000, 0xABFF, 22.0),
    (0xAC00, 0xD7FF, 17.0),
    (0xD800, 0xDFFF, 30.0),
    (0xE000, 0xF8FF, 30.0),
    (0xF900, 0xFAFF, 22.0),
    (0xFB00, 0xFEFF, 20.0),
    (0xFF00, 0xFF0F, 12.0),
    (0xFF10, 0xFF5E, 12.0),
    (0xFF5F, 0xFFEF, 16.0),
    (0xFFF0, 0xFFFF, 30.0),
)
"""First, last, bits of a character that has no cost of its own."""
ASTRAL = 24.0
"""Bits of a character beyond the Basic Multilingual Plane."""
ASCII = 5.0
"""Bits of an ASCII character where Chinese is all that is weighed."""
_TRADITIONAL = 1.0
"""Bits that a character costs more in its traditional form."""


class Model(NamedTuple):
    """Costs in bits by code point (of the Basic Multilingual Plane)."""

    start: list[float]
    """Of a character as the first of a word."""
    end: list[float]
    """Of the end of a word after this character; 0 for what is no ideograph."""
    pairs: dict[int, float]
    """``first << 16 | second`` → cost of the second after the first; both folded."""
    fold: list[int]
    """Traditional → simplified code point, else the code point itself."""


@cache
def model() -> Model:
    """Read the model."""
    import json  # noqa: PLC0415 (both 4 ms; who asks for a cost of a character needs neither)
    import lzma  # noqa: PLC0415 (as above)

    raw = lzma.decompress(table_bytes("bigrams.xz"))
    head, _, body = raw.partition(b"\n")
    counts = json.loads(head)
    chars, pairs, folded = counts["chars"], counts["pairs"], counts["folded"]
    sizes = (2 * chars, chars, chars, 2 * chars, 2 * pairs, pairs, 4 * folded)
    parts, at = [], 0
    for size in sizes:
        parts.append(body[at : at + size])
        at += size
    codes = _integers(parts[0])
    start, end, fold = _fixed_costs(), [0.0] * 65536, list(range(65536))
    for code, first, last in zip(codes, parts[1], parts[2], strict=True):
        start[code], end[code] = first / _STEPS, last / _STEPS
    forms = _integers(parts[6])
    for traditional, simplified in zip(forms[::2], forms[1::2], strict=True):
        fold[traditional] = simplified
        start[traditional] = min(start[traditional], start[simplified] + _TRADITIONAL)
        end[traditional] = end[simplified]
    return Model(start, end, _pairs(codes, parts[3:6]), fold)


def _integers(data: bytes) -> "array[int]":
    values = array("H", data)
    if values.itemsize != 2 or array("H", b"\x01\x00")[0] != 1:
        values.byteswap()
    return values


def _pairs(codes: "array[int]", parts: list[bytes]) -> dict[int, float]:
    table: dict[int, float] = {}
    seconds = _integers(parts[1])
    at = 0
    for code, followers in zip(codes, _integers(parts[0]), strict=True):
        high = code << 16
        for index in range(at, at + followers):
            table[high | codes[seconds[index]]] = parts[2][index] / _STEPS
        at += followers
    return table


def _fixed_costs() -> list[float]:
    table = [20.0] * 65536
    for first, last, bits in _RANGES:
        table[first : last + 1] = [bits] * (last + 1 - first)
    for mark, bits in _MARKS.items():
        table[ord(mark)] = bits
    return table


def bits(text: str, before: str = "") -> float:
    """Return how many bits ``text`` takes as Chinese prose, after the character ``before``."""
    total, previous = 0.0, ord(before) if before else 0
    for char in text:
        code = ord(char)
        total += cost(previous, code)
        previous = code
    return total


def weigh(text: str) -> tuple[float, float]:
    """Return the bits of a text in which ASCII costs :data:`ASCII` each, and those of its costliest other character."""
    table = model()
    start, end, pairs, fold = table
    total, worst, previous = 0.0, 0.0, 0
    for code in map(ord, text):
        if code < 0x80:
            total, previous = total + ASCII, 0
            continue
        here = min(code, 0xFFFF)
        bits = end[previous] + start[here]
        folded = fold[here]
        pair = pairs.get(fold[previous] << 16 | folded)
        if pair is not None and pair < bits:
            bits = pair + (_TRADITIONAL if folded != here else 0.0)
        total += bits
        worst = max(worst, bits)
        previous = here
    return total, worst


def cost(previous: int, code: int) -> float:
    """Return the bits of the character ``code`` after the character ``previous`` (0: none)."""
    table = model()
    if code > 0xFFFF:
        return ASTRAL
    if previous > 0xFFFF:
        previous = 0
    new_word = table.end[previous] + table.start[code]
    fold = table.fold
    pair = table.pairs.get(fold[previous] << 16 | fold[code])
    if pair is None:
        return new_word
    return min(new_word, pair + (_TRADITIONAL if fold[code] != code else 0.0))


def costs(previous: int, codes: Sequence[int], following: int) -> list[float]:
    """Return for each of several characters the bits of it and of the one that follows (0: none), after ``previous``.

    The same sums as those of :func:`cost`; characters of the Basic Multilingual Plane only.
    """
    start, end, pairs, fold = model()
    pair_of, ended, high = pairs.get, end[previous], fold[previous] << 16
    last, begun = fold[following], start[following]
    marked = _TRADITIONAL if last != following else 0.0
    total: list[float] = []
    for code in codes:
        folded, bits = fold[code], ended + start[code]
        pair = pair_of(high | folded)
        if pair is not None and (paired := pair + _TRADITIONAL if folded != code else pair) < bits:
            bits = paired
        if following:
            after, pair = end[code] + begun, pair_of(folded << 16 | last)
            bits += after if pair is None or after < pair + marked else pair + marked
        total.append(bits)
    return total
