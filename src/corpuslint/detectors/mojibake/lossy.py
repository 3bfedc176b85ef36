"""Lines that lost bytes to their reader, read as a whole along a proved path.

Facts: UTF-8 says where a character begins and how many bytes it has, so that there is one way only to take a line
apart, and the search of :mod:`.viterbi` has nothing to choose where all of the line is wrong. What it makes of such a
line is made here in one pass over the bytes: a character that lacks bytes is U+FFFD, unless one of those that fit is
next to certain. GBK and Big5 do not say where a character begins, but a line begins with one, and where the reader put
U+FFFD for each byte that it lost, pairs can be counted off from there; that what comes out is prose is the proof.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from corpuslint.detectors.mojibake.bulk import plain_bits, prose_bits
from corpuslint.detectors.mojibake.paths import EASTERN, MULTIBYTE, SINGLE_BYTE, Path, ambiguous, encoder, from_bytes
from corpuslint.detectors.mojibake.streams import HOLE, LOST, decoder, stream, utf8_candidates
from corpuslint.detectors.mojibake.viterbi import HOLE_BITS, MARKS, fill
from corpuslint.typed import Any, NamedTuple

PATHS = (
    *(Path(seen, "utf-8") for seen in ("gb18030", "cp936", "cp932", *SINGLE_BYTE)),
    *(Path(seen, "gb18030") for seen in ("big5", "cp949", "cp932")),
)
"""Paths of which lines that lost bytes are read."""
_UNIT = re.compile(
    rb"(?:(?:[\xe2-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])[\x80-\xbf])+|[\x00-\x7f]+|[\xc2-\xdf][\x80-\xbf]"
    rb"|(?P<broken>[\xe2-\xef](?:[\x80-\xbf][\xff?]?|[\xff?][\x80-\xbf]?)?|\xff[\x80-\xbf]{0,2}|[\x80-\xbf]{1,3})"
)
"""Whole characters, or what is left of one; FF stands for a byte that the reader marked as lost."""
_PAIR = re.compile(
    rb"(?:[\x81-\xfe][\x40-\x7e\x80-\xfe])+|[\x00-\x7f]+|(?P<broken>[\x81-\xfe]\xff|\xff[\x40-\x7e\x80-\xff])"
)
"""The same of an encoding of two bytes."""
_GBK = ("gb18030", "cp936")
_BLANK = re.compile(rb"[\xe2-\xef][\x80-\xbf] ")
"""A blank that may stand for a no-break space, which is for the search to say."""
_SAVED, _WORST, _PROSE = 10.0, 22.0, 12.0
"""Bits that a line must save; those of its oddest character, and of all of them in the mean, at most."""
_CHANCE, _LEAD = 14.0, 10.0
"""Bits of a character in a reading by chance; those by which a reading of pairs must lie below it."""
_FEWEST = 3
"""Characters beyond ASCII, at least."""


class Mended(NamedTuple):
    """What a line says that lost bytes."""

    content: str
    """U+FFFD for each character that is lost; empty if the line is not wrong as a whole."""
    inferred: int = 0
    """Characters that lacked bytes, but are next to certain by those that are left."""


def mended(line: str, path: Path, reader: str = "") -> Mended:
    """Return what a line says along a path.

    ``reader``: what :func:`.streams.decoder` says of all of the text.
    """
    data = _bytes(line, path)
    units = list((_UNIT if path.real == "utf-8" else _PAIR).finditer(data))
    if not units or any(one.end() != other.start() for one, other in pairwise(units)) or units[0].start():
        return Mended("")
    if units[-1].end() != len(data) or (path.real == "utf-8" and _doubtful(data, units, path.seen)):
        return Mended("")
    read = ["" if unit["broken"] else from_bytes(unit.group(), path.real) for unit in units]
    if 2 * read.count("") > len("".join(read)) + read.count(""):
        return Mended("")
    if path.real == "utf-8":
        content = "".join(_filled(data, units, read, reader or decoder(path.seen, line)))
        return Mended(content, read.count("") - content.count("\ufffd"))
    return Mended("".join(text or chr(HOLE) for text in read))


def _doubtful(data: bytes, units: Sequence[re.Match[bytes]], seen: str) -> bool:
    """Tell whether something in a line may stand there as it should."""
    if seen in SINGLE_BYTE:
        return _BLANK.search(data) is not None
    return any(unit["broken"] and _standing(seen).search(unit["broken"]) for unit in units)


@cache
def _standing(seen: str) -> re.Pattern[bytes]:
    """Return the pattern of the bytes of Chinese marks; outside a whole character they are rather well as they are."""
    codes = {encoder(seen)[mark] for mark in MARKS} - {b""}
    return re.compile(b"|".join(map(re.escape, codes)))


def _bytes(line: str, path: Path) -> bytes:
    """Return the bytes that were read as a line, FF for one that is lost; none if something else stands in it."""
    seen = path.seen
    if "€" in line and seen in _GBK:
        values = stream(line, "cp936").data  # it may be 80 or A2 E3, whatever the path
        return b"" if min(values) < LOST else bytes(value & 0xFF for value in values)
    if seen in SINGLE_BYTE and EASTERN.search(line):
        return b""
    codes = list(map(_codes(path).__getitem__, line))
    return b"" if b"" in codes else b"".join(codes)


class _Codes(dict[str, bytes]):
    """Character → the bytes that were read as it, FF for each that is lost."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        twice = ambiguous(path.seen) if path.seen in MULTIBYTE and path.real != "utf-8" else ()
        self.update(dict.fromkeys(twice, b"\xff\xff"), **{"\ufffd": b"\xff"})
        self._encoder = encoder(path.seen)

    def __missing__(self, char: str) -> bytes:
        self[char] = code = self._encoder[char]
        return code


@cache
def _codes(path: Path) -> _Codes:
    return _Codes(path)


def _filled(data: bytes, units: Sequence[re.Match[bytes]], read: Sequence[str], reader: str) -> Iterator[str]:
    for number, (unit, text) in enumerate(zip(units, read, strict=True)):
        if text:
            yield text
            continue
        before = read[number - 1][-1:] if number else ""
        after = read[number + 1][:1] if number + 1 < len(read) else ""
        yield _fill(data[unit.start() : unit.end() + 1], unit.end() - unit.start(), before, after, reader)


@lru_cache(maxsize=1 << 16)
def _fill(data: bytes, used: int, before: str, after: str, reader: str) -> str:
    """Return the character of which ``used`` bytes are left, the next one behind them; U+FFFD if several may be it."""
    fitting = _fitting(data, used, reader)
    if not fitting:
        return chr(HOLE)
    return chr(fill(fitting, ord(before or "\0"), ord(after or "\0")))


@lru_cache(maxsize=1 << 14)
def _fitting(data: bytes, used: int, reader: str) -> tuple[int, ...]:
    values = [LOST if byte == 0xFF else byte for byte in data]
    return tuple(dict.fromkeys(utf8_candidates(values, 0, used, reader)))


def likely(lines: Sequence[tuple[str, str]], path: Path) -> list[bool]:
    """Tell of lines, as they stand and as they were mended, whether they read as prose in spite of their losses."""
    told = [_mostly_there(new) for _, new in lines]
    there = [line for line, enough in zip(lines, told, strict=True) if enough]
    judged = iter(_judged(there, path) if there else ())
    return [enough and next(judged) for enough in told]


def _judged(lines: Sequence[tuple[str, str]], path: Path) -> Iterator[bool]:
    weights = prose_bits([new.replace("\ufffd", "") for _, new in lines])
    saved = plain_bits([old for old, _ in lines]) - weights.bits
    for (_, new), count, bits, worst, gain in zip(lines, *map(_listed, weights[1:]), _listed(saved), strict=True):
        prose = worst <= _WORST and bits <= _PROSE * count
        sure = path.real == "utf-8" or _CHANCE * count - bits >= _LEAD
        yield prose and sure and gain - HOLE_BITS * new.count("\ufffd") >= _SAVED


def _listed(values: Any) -> list[float]:
    return list(values.tolist())


def _mostly_there(content: str) -> bool:
    """Tell whether enough characters of a reading are not lost (numpy is not read in for less)."""
    holes = content.count("\ufffd")
    return sum(char > "\x7f" for char in content) - holes > max(_FEWEST, 2 * holes)
