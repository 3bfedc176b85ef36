"""The segments of a text that are cheaper to describe as wrongly decoded Chinese than as they stand.

Facts: characters are mapped back to the bytes they were read from (see :mod:`.streams`); a shortest path over byte
positions then chooses, for each stretch, between the characters as they stand (state *out*, see :mod:`.evidence`) and
characters decoded from the bytes (state *in*, see :mod:`corpuslint.decoding.scorer`). Entering costs T bits, so that a
segment appears only where it saves more than T; an edge in the midst of letters costs more than one at a blank or a
line's end. A byte that the decoder lost makes a *hole*: the character is U+FFFD, unless of those that fit one is next
to certain.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.paths import MULTIBYTE, Path
from corpuslint.detectors.mojibake.streams import HOLE, decoder, double_byte_units, stream, utf8_candidates, utf8_units
from corpuslint.typed import NamedTuple

HOLE_BITS = 13.0
_INNER_EDGE, _MARK_EDGE, _SOFT_EDGE = 10.0, 4.0, 1.0
MARKS = "，。、；：！？（）《》“”‘’「」『』【】…—　"
"""Marks of Chinese text, which may stand beside a damaged span; as bytes of GBK they also look like UTF-8."""
_FAR = 1e18
_SURE = 0.999
"""Probability from which one of several characters fills a hole: 1 wrong in 1,000 is 1 line in 10,000."""
_SURE_MARK = 0.8
"""The same of Chinese marks: what else fits is symbols, which are rarer than the scorer has them. From 0.6 on 7,700 of
7,700 marks in a million characters were right (``tests/bench/mojibake_losses.py``); below that, several marks fit."""
_SURE_OF_TWO = 0.99999
"""The same of two ideographs: that the other one is rare is not enough, for names have such (祖逖)."""


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
    inferred: int = 0
    """Characters that lacked bytes, but are next to certain by those that are left."""


class _Search:
    """The shortest path over one text, for one decoding path."""

    def __init__(self, text: str, path: Path, plain: list[float], threshold: float) -> None:
        self.text, self.path, self.plain, self.threshold = text, path, plain, threshold
        # In UTF-8 that was read as GB 18030, € may have been 80 as well.
        self.stream = stream(text, "cp936" if path[:2] == ("gb18030", "utf-8") else path.seen)
        size = len(self.stream.data) + 1
        self.out = [_FAR] * size
        self.inside = [_FAR] * size
        self.last = [0] * size
        self.came = [-1] * size
        """Where the decoded character before this position starts; -1: the segment starts here."""
        self.closes = [False] * size
        self.edges = edges(text, MARKS if path.seen in MULTIBYTE else "")
        self.units = utf8_units(path.seen) if path.real == "utf-8" else double_byte_units(path.real)

    def run(self) -> list[Segment]:
        self.out[0] = 0.0
        for at in range(len(self.stream.data) + 1):
            number = self.stream.starts[at]
            if number >= 0:
                self._at_character(at, number)
            elif self.path.shifted:
                self._inside_character(at)
            if self.inside[at] < _FAR and at < len(self.stream.data):
                self._decode(at)
        return self._segments()

    def _at_character(self, at: int, number: int) -> None:
        edge = self.edges[number]
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
        entered = self.out[at - 1] + self.threshold + self.edges[number] + HOLE_BITS
        if entered < self.inside[at]:
            self.inside[at], self.came[at], self.last[at] = entered, -1, 0

    def _decode(self, at: int) -> None:
        here, read = self.inside[at], self.units(self.stream.data, at)
        if self.path.shifted and self.stream.starts[at] < 0 <= self.stream.starts[at + 1]:
            read = (*read, (1, HOLE))  # the half that is left at the end
        for used, code in read:
            standing = used == 1 and self.stream.starts[at] >= 0
            if code == HOLE:
                bits = HOLE_BITS
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
        places = [end]
        while self.came[places[-1]] >= 0:
            places.append(self.came[places[-1]])
        places.reverse()
        first, codes = places[0], [self.last[place] for place in places[1:]]
        exact = HOLE not in codes and self.stream.starts[first] >= 0
        inferred = 0
        if not exact and self.path.real == "utf-8":
            holes = codes.count(HOLE)
            codes = list(self._filled(places, codes))
            inferred = holes - codes.count(HOLE)
        while self.stream.starts[first] < 0:
            first -= 1
            codes.insert(0, HOLE)
        start, stop = self.stream.starts[first], self.stream.starts[end]
        gain = sum(self.plain[start:stop]) - (self.out[end] - self.out[first]) + self.threshold
        return trimmed(self.text, Segment(start, stop, "".join(map(chr, codes)), gain, exact, inferred)), first

    def _filled(self, places: list[int], codes: list[int]) -> Iterator[int]:
        """Yield the characters of a segment, holes filled where one candidate is next to certain."""
        reader = decoder(self.path.seen, self.text)
        for number, code in enumerate(codes):
            at, end = places[number : number + 2]
            fitting = list(utf8_candidates(self.stream.data, at, end - at, reader)) if code == HOLE else []
            if fitting:
                before = codes[number - 1] if number else 0
                after = codes[number + 1] if number + 1 < len(codes) else 0
                yield fill(fitting, before, after)
            else:
                yield code


class Guess(NamedTuple):
    """The likeliest of several characters, and the probability that it is the one."""

    code: int
    certainty: float


def fill(fitting: Sequence[int], before: int, after: int) -> int:
    """Return the one of several characters that is next to certain between two others; a hole if none is."""
    guess = likeliest(fitting, before, after)
    two = len(fitting) == 2 and all(0x4E00 <= code <= 0x9FFF for code in fitting)
    least = _SURE_MARK if chr(guess.code) in MARKS else _SURE_OF_TWO if two else _SURE
    return guess.code if guess.certainty >= least else HOLE


def likeliest(candidates: Iterable[int], before: int, after: int) -> Guess:
    """Return the character that fits best between two others (0 or U+FFFD: unknown)."""
    codes = list(dict.fromkeys(candidates))
    before, after = (code if code <= 0xFFFF and code != HOLE else 0 for code in (before, after))
    weights = [2.0**-bits for bits in scorer.costs(before, codes, after)]
    best = max(zip(weights, codes, strict=True), default=(0.0, HOLE))
    return Guess(best[1], best[0] / sum(weights) if best[0] else 0.0)


def edges(text: str, marks: str = "") -> list[float]:
    """Return the bits of a segment's edge before each character, and at the end; ASCII and ``marks`` make it soft."""
    bits = [_SOFT_EDGE if char < "\x80" else _MARK_EDGE if char in marks else _INNER_EDGE for char in text]
    inner = map(min, pairwise(bits))
    return [0.0, *inner, 0.0] if text else [0.0]


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
