"""A reading that fell out of step somewhere: a byte was lost, and the bytes behind it pair up wrongly.

Facts: GBK and Big5 do not check themselves. Where one byte of a pair is lost, what is left of it takes the lead byte
of the next character for its trail, and so on up to the next loss, or to a letter, which is a trail byte as well: 赵翀
without its second byte reads 痢⑺. As the rest of a line is prose, such a stretch does not show in the mean. So all of
a reading is read again one byte on: where a stretch of it makes better sense that way, it is not certain. Rare
characters of names make less sense one byte on than as they stand. What is left of a single character may be a symbol
among ideographs (注入 without first and last byte reads ⑷), or a letter: 人 is A4 48 in Big5, 镕 is E9 46 in GBK. UTF-8
checks itself but for a character put together from the ends of two, of which next to all are unheard of.
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.paths import encoder, pairs
from corpuslint.typed import NamedTuple

_GAIN = 9.0
"""Bits that no stretch may save one byte on: in 1,500 lines of prose 99.9 % save less, and so do names of rare
characters (李喆、赵翀)."""
_GAIN_WITH_LETTER = 0.0
"""The same where a letter is the trail byte of a character of its own."""
_FREED = 18.0
"""Bits of a letter that was the trail byte of a pair: 翀 is C1 52, and 52 is R."""
_SYMBOL = 13.5
"""Bits of a symbol that hardly ever stands between ideographs."""
_UNHEARD = 20.5
"""Bits of a character that prose never has (extension A)."""
_GLUED = re.compile(rf"(?<=[{chars.HAN}])[\x80-\u2e7f](?=[{chars.HAN}])")
_LETTER_IN_BIG5 = re.compile(r"(?<=[^\x00-\x7f])[@-Za-z](?=[^\x00-\x7f])")
_LETTER_IN_GBK = re.compile(rf"(?<=[{chars.HAN}])[@-Za-z](?=[{chars.HAN}])")
_UNKNOWN = 22.0
"""Bits of two bytes that are no character."""


def in_step(content: str, real: str) -> bool:
    """Tell whether no stretch of a reading makes better sense one byte on, or is what single lost bytes leave."""
    if content.isascii():
        return True
    start = scorer.model().start
    if real == "utf-8":
        return not any(start[min(ord(char), 0xFFFF)] >= _UNHEARD for char in content if "\u3400" <= char < "\U00010000")
    if any(start[ord(glued.group())] >= _SYMBOL for glued in _GLUED.finditer(content)):
        return False
    if (_LETTER_IN_BIG5 if real == "big5" else _LETTER_IN_GBK).search(content):
        return False
    return not any(gain >= (_GAIN_WITH_LETTER if letter else _GAIN) for gain, letter in slips(content, real))


class _Slip(NamedTuple):
    """A stretch that is being read one byte on."""

    saved: float
    """Bits of the reading before it and of itself one byte on, negative."""
    last: int
    """Its last code point."""
    letter: bool
    """A letter was taken into a pair."""


def slips(content: str, real: str) -> Iterator[tuple[float, bool]]:
    """Yield the bits that each stretch saves one byte on, at most, and whether a letter is taken into a pair."""
    spelt = [_spelt(char, real) for char in content]
    data, known = b"".join(spelt) + b"\n\n", pairs(real)
    open_at: dict[int, _Slip] = {}
    at = previous = 0
    total = 0.0
    for char, code in zip(content, spelt, strict=True):
        if len(code) == 2:
            fresh = _Slip(-total, 0, letter=False)
            open_at[at + 1] = max(fresh, open_at.get(at + 1, fresh))
        for place in range(at, at + len(code)):
            slip = open_at.pop(place, None)
            if slip:
                yield slip.saved + total, slip.letter
                if place == at:
                    continue  # in step again
                end, onward = _onward(slip, data, place, known)
                open_at[end] = max(onward, open_at.get(end, onward))
        total += scorer.cost(previous, ord(char)) if char > "\x7f" else scorer.ASCII
        previous = ord(char) if char > "\x7f" else 0
        at += len(code)


def _onward(slip: _Slip, data: bytes, at: int, known: dict[int, int]) -> tuple[int, _Slip]:
    """Read one character on; return where it ends, too."""
    lead, trail = data[at : at + 2]
    if lead < 0x81:
        return at + 1, slip._replace(saved=slip.saved - _FREED, last=0)
    code = known.get(lead << 8 | trail, 0)
    bits = scorer.cost(slip.last, code) if code else _UNKNOWN
    return at + 2, _Slip(slip.saved - bits, code, slip.letter or trail < 0x80)


def _spelt(char: str, real: str) -> bytes:
    """Return the one or two bytes of a character; a newline for what has more."""
    code = encoder(real)[char] if char > "\x7f" else char.encode()
    return code or b"\n"
