"""What a text costs as it stands: the other side of the scale.

Facts: a span is called mojibake where its bits as some clean text exceed its bits as decoded Chinese by T. If the
cost on this side is that of a probability distribution over texts, the chance that clean text of that distribution is
called mojibake is at most 2**-T per place where a span can start (Markov's inequality). So the costs here are
generous: whatever clean text might hold, be it rare, must be cheap enough.
"""

from functools import cache, lru_cache

from corpuslint.decoding import scorer

REPEAT = 3.0
"""Bits of the same character again (rules, box art, lists of one letter)."""
_RARE_HAN = 14.6
"""Bits of any ideograph: one of 25,000."""
IN_WORD, IN_PAIR = 5.5, 3.5
"""Bits of an accented letter behind a letter, and of the second half of ``Ã©``, at most."""
_RANGES = (
    (0x0000, 0x001F, 6.0),
    (0x0020, 0x007E, 5.0),
    (0x007F, 0x009F, 9.0),
    (0x00A0, 0x00BF, 9.0),
    (0x00C0, 0x024F, 8.0),
    (0x0250, 0x036F, 10.0),
    (0x0370, 0x052F, 7.0),
    (0x0530, 0x1FFF, 9.0),
    (0x2000, 0x206F, 8.0),
    (0x2070, 0x24FF, 10.0),
    (0x2500, 0x259F, 6.0),
    (0x25A0, 0x2FFF, 10.0),
    (0x3000, 0x303F, 8.0),
    (0x3040, 0x30FF, 7.0),
    (0x3100, 0x312F, 7.0),
    (0xAC00, 0xD7FF, 11.0),
    (0xE000, 0xF8FF, 14.0),
    (0xFF61, 0xFF9F, 5.0),
)


@cache
def cheapest() -> list[float]:
    """Return the bits of each character of the Basic Multilingual Plane, whatever it stands beside."""
    table = [_RARE_HAN] * 65536
    for first, last, bits in _RANGES:
        table[first : last + 1] = [bits] * (last + 1 - first)
    start = scorer.model().start
    return [min(generous, prose) for generous, prose in zip(table, start, strict=True)]


def _accented(previous: int, code: int, bits: float) -> float:
    """Make cheap what Latin text holds: an accented letter within a word, and UTF-8 read as Latin-1 (``Ã©``)."""
    if 0xC0 <= code <= 0x24F and (0x41 <= previous <= 0x5A or 0x61 <= previous <= 0x7A):
        return min(bits, IN_WORD)
    if 0xC2 <= previous <= 0xC5 and (0x80 <= code <= 0xBF or 0x2010 <= code <= 0x20AC):
        return min(bits, IN_PAIR)
    return bits


@lru_cache(maxsize=16)
def plain_costs(text: str) -> list[float]:
    """Return the bits of each character of a text as it stands (do not change the list: several rules ask)."""
    table, pair_costs, fold = cheapest(), scorer.model().pairs, scorer.model().fold
    costs: list[float] = []
    previous = 0x0A
    for char in text:
        code = min(ord(char), 0xFFFF)
        if code == previous:
            costs.append(REPEAT)
            continue
        bits = _accented(previous, code, table[code])
        paired = pair_costs.get(fold[previous] << 16 | fold[code])
        costs.append(bits if paired is None or paired > bits else paired)
        previous = code
    return costs
