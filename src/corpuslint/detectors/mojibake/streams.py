"""Characters as the bytes that were read as them, and what an encoding makes of those bytes.

Facts: UTF-8 announces the length of each character (E0–EF: three bytes, the others 80–BF), so a missing byte is seen
where it is missing. GBK and Big5 do not: a lead byte 81–FE takes whatever follows for its trail. A byte that the
decoder could not read left U+FFFD, ``?`` (with Windows, which swallows the next ASCII character too), or nothing.
Within a run of GBK pairs only 80 and undefined pairs cannot be read, so what is lost there is nearly always 80;
before ASCII or at the end of a line it may be any. Browsers read both 80 and A2 E3 as €; UTF-8 tells which it was.
GB 18030 reads the pairs that GBK leaves open as private use, so where such characters stand, only 80 was lost.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.paths import MULTIBYTE, SINGLE_BYTE, encoder, pairs
from corpuslint.typed import NamedTuple

HOLE = 0xFFFD
LOST, WALL = -1, -2
"""A byte that a decoder lost; a character that the decoder cannot have produced."""
_PLACEHOLDERS = (LOST, 0x3F)
_COMMON = 12.0
"""Bits of a common character, at most."""
_FAR_LESS = 6.0
"""Bits by which a character is far less common than another."""

Unit = tuple[int, int]
"""Bytes used, code point read."""
Units = Callable[[list[int], int], tuple[Unit, ...]]


class Stream(NamedTuple):
    """A text as the bytes that were read as it."""

    data: list[int]
    """Byte values, :data:`LOST` or :data:`WALL`."""
    starts: list[int]
    """Character number at each byte position, -1 inside a character."""


def stream(text: str, seen: str) -> Stream:
    """Map a text back to bytes."""
    table = encoder(seen)
    data: list[int] = []
    starts: list[int] = []
    for number, char in enumerate(text):
        code = table[char]
        if char == "€" and seen == "cp936" and _ends_a_character(data):
            code = _euro(data, text[number + 1 : number + 2], table)
        starts.append(number)
        if code:
            data += code
            starts += [-1] * (len(code) - 1)
        else:
            data.append(LOST if char == "\ufffd" or (char == "€" and seen == "cp936") else WALL)
    starts.append(len(text))
    return Stream(data, starts)


def _ends_a_character(before: list[int]) -> bool:
    """Tell whether the next byte is the last one of a character of UTF-8."""
    return len(before) > 1 and 0xE2 <= before[-2] <= 0xEF and _continues(before[-1])


def _euro(before: list[int], following: str, table: dict[str, bytes]) -> bytes:
    """Return 80, or A2 E3 where the next byte goes on with a character; none where it cannot be told.

    At the end, and before ASCII, what went on may be lost; then it is 80 if what A2 makes is far less common.
    """
    after = table[following] if following else b"\0"
    if not after or _continues(after[0]):
        return b"\xa2\xe3" if after else b""
    if after[0] >= 0x80:
        return b"\x80"
    with_80, with_a2 = (scorer.cost(0, _code(before[-2], before[-1], byte)) for byte in (0x80, 0xA2))
    return b"\x80" if with_80 + _FAR_LESS <= with_a2 else b""


def _continues(byte: int) -> bool:
    return 0x80 <= byte < 0xC0


@cache
def utf8_units(seen: str) -> Units:
    """Return the function that reads UTF-8 at a byte position; a character that lacks bytes is a hole."""
    blank = -9 if seen in MULTIBYTE else 0x20

    def units(data: list[int], at: int) -> tuple[Unit, ...]:
        lead = data[at]
        if 0xE2 <= lead <= 0xEF:
            return (_three(data, at, blank),)
        if 0 <= lead < 0x80:
            return ((1, lead),)
        if 0xC2 <= lead < 0xE0:
            second = data[at + 1] if at + 1 < len(data) else 0
            return ((2, (lead & 31) << 6 | second & 63),) if _continues(second) else ()
        return _headless(data, at)

    return units


def _three(data: list[int], at: int, blank: int) -> Unit:
    """Read a lead byte of three; what stands in place of the others, or nothing, is a hole.

    ``blank``: a byte that may stand for A0 (the no-break space), if a common character comes out.
    """
    second, third = (*data[at + 1 : at + 3], WALL, WALL)[:2]
    if _continues(second):
        if _continues(third):
            code = _code(data[at], second, third)
            return 3, HOLE if 0xD800 <= code <= 0xDFFF else code
        common = third == blank and _is_common(_code(data[at], second, 0xA0))
        return (3 if third in _PLACEHOLDERS or common else 2), HOLE
    if second in _PLACEHOLDERS:
        return (3 if _continues(third) else 2), HOLE
    return 1, HOLE


def _headless(data: list[int], at: int) -> tuple[Unit, ...]:
    """Read continuation bytes whose lead byte is lost, with or without something in its place."""
    used = 1 if data[at] == LOST else 0
    while used < 3 and at + used < len(data) and _continues(data[at + used]):
        used += 1
    return ((used, HOLE),) if used else ()


def utf8_candidates(data: list[int], at: int, used: int, reader: str) -> Iterator[int]:
    """Yield the characters that a hole of UTF-8 can have been, if its first byte and one more are there.

    ``reader``: what :func:`decoder` says.
    """
    lead, second, third = (*data[at : at + used], WALL, WALL)[:3]
    if not 0xE2 <= lead <= 0xEF or (lead == 0xED and 0xA0 <= second < 0xC0):  # a surrogate is no character
        return
    following = data[at + used] if at + used < len(data) else 0
    if third == 0x20 and _continues(second) and any(map(_is_common, _with_blank(lead, second, reader))):
        return  # the blank may as well be one
    if not _continues(second):
        if _continues(third):
            yield from (_code(lead, byte, third) for byte in lost_bytes(second, third, reader))
        return
    yield from (_code(lead, second, byte) for byte in lost_bytes(third, following, reader))
    if third == WALL:  # nothing stands in its place, so it may have been the one before
        yield from (_code(lead, byte, second) for byte in lost_bytes(third, second, reader))


def _with_blank(lead: int, second: int, reader: str) -> Iterator[int]:
    """Yield the characters that lost a byte before a blank that is one."""
    for byte in lost_bytes(WALL, second, reader):
        yield _code(lead, byte, second)
        yield _code(lead, second, byte)


def _is_common(code: int) -> bool:
    return scorer.cost(0, code) < _COMMON


def _code(lead: int, second: int, third: int) -> int:
    return (lead & 15) << 12 | (second & 63) << 6 | third & 63


def lost_bytes(instead: int, following: int, reader: str) -> tuple[int, ...]:
    """Return the continuation bytes that a decoder can have lost, by what stands there and by the byte behind it.

    ``reader``: what :func:`decoder` says.
    """
    if reader in SINGLE_BYTE:
        return (0xA0,) if instead == 0x20 else _UNDEFINED
    return _CONTINUATION if following < 0x80 else _unread(following, reader, swallowed=instead == 0x3F)


def decoder(seen: str, text: str) -> str:
    """Return the codec by which the bytes that are lost can be told, ``gbk`` for what need not be GB 18030."""
    if seen not in ("gb18030", "cp936"):
        return seen
    return "gb18030" if _BEYOND_GBK.search(text) else "gbk"


_BEYOND_GBK = re.compile("[\ue000-\ue765]")
_CONTINUATION = tuple(range(0x80, 0xC0))
_UNDEFINED = (0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xA0, 0xAD)
"""What Windows-1252 leaves open; and no-break space and soft hyphen, which later programs drop."""


@cache
def _unread(trail: int, reader: str, *, swallowed: bool) -> tuple[int, ...]:
    """Return the continuation bytes that an encoding cannot read before another byte, or one that it swallowed."""
    if reader == "gb18030":
        return _CONTINUATION if swallowed else (0x80,)
    table = pairs(reader)
    return tuple(byte for byte in _CONTINUATION if byte << 8 | trail not in table)


@cache
def double_byte_units(codec: str) -> Units:
    """Return the function that reads a double-byte encoding at a byte position."""
    table = pairs(codec)

    def units(data: list[int], at: int) -> tuple[Unit, ...]:
        lead = data[at]
        if 0 <= lead < 0x80:
            return ((1, lead),)
        trail = data[at + 1] if at + 1 < len(data) else WALL
        if lead > 0x80 and trail > 0:
            code = table.get(lead << 8 | trail)
            return ((2, code),) if code else ()
        half = lead == LOST and (trail >= 0x40 or trail == LOST)
        return ((2, HOLE),) if half or (lead > 0x80 and trail == LOST) else ()

    return units
