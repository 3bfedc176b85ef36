"""The segments of a text that are cheaper to describe as wrongly decoded Chinese than as they stand.

Facts: characters are mapped back to the bytes they were read from; a shortest path over byte positions then chooses,
for each stretch, between the characters as they stand (state *out*, see :mod:`.evidence`) and characters decoded from
the bytes (state *in*, see :mod:`corpuslint.scorer`). Entering costs T bits, so that a segment appears only where it
saves more than T; an edge in the midst of letters costs more than one at a blank or a line's end. UTF-8 announces the
length of each character; GBK and Big5 do not, so every byte may start one and the search decides the step. A byte
that the decoder lost makes a *hole*: the character is U+FFFD, unless there is only one that fits.
"""

from collections.abc import Callable
from typing import NamedTuple

from corpuslint import scorer
from corpuslint.detectors.mojibake.paths import Path, encoder, pairs

HOLE = 0xFFFD
LOST = -1
"""A byte that a decoder lost; its value is unknown."""
_PLACEHOLDERS = (LOST, 0x3F)
"""What stands for a byte that a decoder could not read: U+FFFD, or Windows' ``?``."""
_HOLE_BITS = 13.0
_INNER_EDGE, _SOFT_EDGE = 10.0, 1.0
_FAR = 1e18

Unit = tuple[int, int]
"""Bytes used, code point read."""


class Segment(NamedTuple):
    """A stretch that reads better decoded."""

    start: int
    end: int
    """Characters of the text looked at."""
    content: str
    """What it says; U+FFFD for each character that is lost."""
    gain: float
    """Bits saved, the threshold included."""
    exact: bool
    """Every byte was there."""


class Stream(NamedTuple):
    """A text as the bytes that were read as it."""

    data: list[int]
    """Byte values, or :data:`LOST`; a character that the codec lacks is one lost byte that nothing crosses."""
    starts: list[int]
    """Character number at each byte position, -1 inside a character."""
    walls: frozenset[int]
    """Byte positions that no segment may cover."""


def stream(text: str, seen: str) -> Stream:
    """Map a text back to bytes."""
    table = encoder(seen)
    data: list[int] = []
    starts: list[int] = []
    walls: set[int] = set()
    for number, char in enumerate(text):
        code = table[char]
        starts.append(number)
        if code:
            data += code
            starts += [-1] * (len(code) - 1)
        else:
            if char != "\ufffd":
                walls.add(len(data))
            data.append(LOST)
    starts.append(len(text))
    return Stream(data, starts, frozenset(walls))


def utf8_units(data: list[int], at: int) -> tuple[Unit, ...]:
    """Return what UTF-8 reads at a byte position; a character that lacks bytes is a hole."""
    lead = data[at]
    if 0 <= lead < 0x80:
        return ((1, lead),)
    second = data[at + 1] if at + 1 < len(data) else 0
    if 0xC2 <= lead < 0xE0:
        return ((2, (lead & 31) << 6 | second & 63),) if second & 0xC0 == 0x80 else ()
    if not 0xE2 <= lead <= 0xEF:
        return _headless(data, at)
    third = data[at + 2] if at + 2 < len(data) else 0
    if second >= 0 and second & 0xC0 == 0x80:
        if third >= 0 and third & 0xC0 == 0x80:
            return ((3, (lead & 15) << 12 | (second & 63) << 6 | third & 63),)
        return ((3, HOLE),) if third in _PLACEHOLDERS else ((min(2, len(data) - at), HOLE),)
    if second in _PLACEHOLDERS:
        return ((3, HOLE),) if 0x80 <= third < 0xC0 else ((2, HOLE),)
    return ((1, HOLE),)


def _headless(data: list[int], at: int) -> tuple[Unit, ...]:
    """Read continuation bytes whose lead byte is lost, with or without something in its place."""
    used = 1 if data[at] == LOST else 0
    while used < 3 and at + used < len(data) and 0x80 <= data[at + used] < 0xC0:
        used += 1
    return ((used, HOLE),) if used else ()


def double_byte_units(codec: str) -> Callable[[list[int], int], tuple[Unit, ...]]:
    """Return the function that reads a double-byte encoding at a byte position."""
    table = pairs(codec)

    def units(data: list[int], at: int) -> tuple[Unit, ...]:
        lead = data[at]
        if 0 <= lead < 0x80:
            return ((1, lead),)
        if at + 1 >= len(data):
            return ()
        trail = data[at + 1]
        if lead > 0x80 and trail > 0:
            code = table.get(lead << 8 | trail)
            return ((2, code),) if code else ()
        return ((2, HOLE),) if (lead > 0x80 or trail >= 0x40) else ()

    return units


class _Search:
    """The shortest path over one text, for one decoding path."""

    def __init__(self, text: str, path: Path, plain: list[float], threshold: float) -> None:
        self.text, self.path, self.plain, self.threshold = text, path, plain, threshold
        self.stream = stream(text, path.seen)
        size = len(self.stream.data) + 1
        self.out = [_FAR] * size
        self.inside = [_FAR] * size
        self.last = [0] * size
        self.came = [-1] * size
        """Where the decoded character before this position starts; -1: the segment starts here."""
        self.closes = [False] * size
        self.units = utf8_units if path.real == "utf-8" else double_byte_units(path.real)

    def run(self) -> list[Segment]:
        self.out[0] = 0.0
        for at in range(len(self.stream.data) + 1):
            number = self.stream.starts[at]
            if number >= 0:
                self._at_character(at, number)
            elif self.path.shifted:
                self._inside_character(at)
            if self.inside[at] < _FAR and at < len(self.stream.data) and at not in self.stream.walls:
                self._decode(at)
        return self._segments()

    def _at_character(self, at: int, number: int) -> None:
        edge = self._edge(number)
        if self.inside[at] + edge < self.out[at]:
            self.out[at], self.closes[at] = self.inside[at] + edge, True
        if number == len(self.text):
            return
        entered = self.out[at] + self.threshold + edge
        if entered < self.inside[at] and not self.closes[at] and not self.path.shifted:
            self.inside[at], self.came[at], self.last[at] = entered, -1, 0
        following = at + 1
        while self.stream.starts[following] < 0:
            following += 1
        stay = self.out[at] + self.plain[number]
        if stay < self.out[following]:
            self.out[following], self.closes[following] = stay, False

    def _inside_character(self, at: int) -> None:
        """Enter between the two bytes of a character, the first of which is half of a lost one."""
        number = self.stream.starts[at - 1]
        if number < 0 or self.closes[at - 1]:
            return
        entered = self.out[at - 1] + self.threshold + self._edge(number) + _HOLE_BITS
        if entered < self.inside[at]:
            self.inside[at], self.came[at], self.last[at] = entered, -1, 0

    def _edge(self, number: int) -> float:
        """Return the bits of a segment's edge before a character."""
        if number in (0, len(self.text)) or "\n" in self.text[number - 1 : number + 1]:
            return 0.0
        both = self.text[number - 1 : number + 1]
        return _SOFT_EDGE if both[0].isascii() or both[1].isascii() else _INNER_EDGE

    def _decode(self, at: int) -> None:
        for used, code in self.units(self.stream.data, at):
            here = self.inside[at]
            standing = used == 1 and self.stream.starts[at] >= 0
            if code == HOLE:
                bits = _HOLE_BITS
            elif standing:  # ASCII on both sides
                bits = self.plain[self.stream.starts[at]]
            else:
                bits = scorer.cost(self.last[at], code)
            if here + bits < self.inside[at + used]:
                self.inside[at + used], self.came[at + used], self.last[at + used] = here + bits, at, code

    def _segments(self) -> list[Segment]:
        found: list[Segment] = []
        at = len(self.stream.data)
        while at > 0:
            if self.closes[at]:
                segment, at = self._segment(at)
                found.append(segment)
            else:
                at -= 1
                while self.stream.starts[at] < 0:
                    at -= 1
        return found[::-1]

    def _segment(self, end: int) -> tuple[Segment, int]:
        codes: list[int] = []
        at = end
        while self.came[at] >= 0:
            codes.append(self.last[at])
            at = self.came[at]
        first = at
        while self.stream.starts[first] < 0:
            first -= 1
            codes.append(HOLE)
        start, stop = self.stream.starts[first], self.stream.starts[end]
        content = "".join(map(chr, reversed(codes)))
        gain = sum(self.plain[start:stop]) - (self.out[end] - self.out[first]) + self.threshold
        return trimmed(self.text, Segment(start, stop, content, gain, HOLE not in codes)), first


def trimmed(text: str, segment: Segment) -> Segment:
    """Take off both ends of a segment what reads the same as it stands."""
    old, new = text[segment.start : segment.end], segment.content
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    content = new[head : len(new) - tail]
    return segment._replace(start=segment.start + head, end=segment.end - tail, content=content)


def search(text: str, path: Path, plain: list[float], threshold: float) -> list[Segment]:
    """Return the segments of a text (best without newlines) that were wrongly decoded along a path.

    ``plain`` is the cost of each character as it stands, ``threshold`` the bits T that a segment must save.
    """
    return _Search(text, path, plain, threshold).run()
