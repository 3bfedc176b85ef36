"""Lines of UTF-8 that lost bytes in GBK or in a single-byte encoding, read as a whole along a proved path.

Facts: UTF-8 says where a character begins and how many bytes it has, so that there is one way only to take a line
apart, and the search of :mod:`.viterbi` has nothing to choose where all of the line is wrong. What it makes of such a
line is made here in one pass over the bytes: a character that lacks bytes is U+FFFD, unless one of those that fit is
next to certain.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from corpuslint.detectors.mojibake.paths import EASTERN, SINGLE_BYTE, encoder
from corpuslint.detectors.mojibake.streams import HOLE, LOST, stream, utf8_candidates
from corpuslint.detectors.mojibake.viterbi import MARKS, SURE, likeliest

READERS = ("gb18030", "cp936", "cp932", *SINGLE_BYTE)
_UNIT = re.compile(
    rb"(?:(?:[\xe2-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf])+|[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]"
    rb"|(?P<broken>[\xe2-\xef](?:[\x80-\xbf][\xff?]?|[\xff?][\x80-\xbf]?)?|\xff[\x80-\xbf]{0,2}|[\x80-\xbf]{1,3})"
)
"""Whole characters, or what is left of one; FF stands for a byte that the reader marked as lost."""
_GBK = ("gb18030", "cp936")
_BLANK = re.compile(rb"[\xe2-\xef][\x80-\xbf] ")
"""A blank that may stand for a no-break space, which is for the search to say."""


def mended(line: str, seen: str) -> str:
    """Return what a line says, U+FFFD for each character that is lost; nothing if it is not wrong as a whole."""
    data = _bytes(line, seen)
    units = list(_UNIT.finditer(data))
    if not units or any(one.end() != other.start() for one, other in pairwise(units)) or units[0].start():
        return ""
    if seen in SINGLE_BYTE:
        if _BLANK.search(data):
            return ""
    elif any(unit["broken"] and _standing(seen).search(unit["broken"]) for unit in units):
        return ""
    read = ["" if unit["broken"] else unit.group().decode() for unit in units]
    return "".join(_filled(data, units, read, seen)) if units[-1].end() == len(data) else ""


@cache
def _standing(seen: str) -> re.Pattern[bytes]:
    """Return the pattern of the bytes of Chinese marks; outside a whole character they are rather well as they are."""
    codes = {encoder(seen)[mark] for mark in MARKS} - {b""}
    return re.compile(b"|".join(map(re.escape, codes)))


def _bytes(line: str, seen: str) -> bytes:
    """Return the bytes that were read as a line, FF for one that was lost; none if something else stands in it."""
    if "€" in line and seen in _GBK:
        values = stream(line, "cp936").data  # it may be 80 or A2 E3, whatever the path
        return b"" if min(values) < LOST else bytes(value & 0xFF for value in values)
    if seen in SINGLE_BYTE and EASTERN.search(line):
        return b""
    table, parts = encoder(seen), []
    for part in line.split("\ufffd"):
        codes = [table[char] for char in part]
        if b"" in codes:
            return b""
        parts.append(b"".join(codes))
    return b"\xff".join(parts)


def _filled(data: bytes, units: list[re.Match[bytes]], read: list[str], seen: str) -> Iterator[str]:
    for number, (unit, text) in enumerate(zip(units, read, strict=True)):
        if text:
            yield text
            continue
        before = read[number - 1][-1:] if number else ""
        after = read[number + 1][:1] if number + 1 < len(read) else ""
        yield _fill(data[unit.start() : unit.end() + 1], unit.end() - unit.start(), before, after, seen)


@lru_cache(maxsize=1 << 16)
def _fill(data: bytes, used: int, before: str, after: str, seen: str) -> str:
    """Return the character of which ``used`` bytes are left, the next one behind them; U+FFFD if several may be it."""
    values = [LOST if byte == 0xFF else byte for byte in data]
    fitting = list(utf8_candidates(values, 0, used, seen))
    if not fitting:
        return chr(HOLE)
    guess = likeliest(fitting, ord(before or "\0"), ord(after or "\0"))
    return chr(guess.code) if guess.certainty >= SURE else chr(HOLE)
