"""Runs of lines that are wrong as a whole: a file that was read wrongly from one end to the other.

Facts: a file of mojibake went through one reader, so what a sample of its lines proves (:mod:`.proof`) holds for the
others. Along a proved path a whole line is encoded and decoded at the speed of the codecs and weighed at that of numpy,
a hundred times as fast as it is searched. Lines about which no doubt is left are safe: every byte fits, the reading is
prose, and by chance another path would read 14 bits a character or more. Lines that lost bytes are read with U+FFFD for
what is lost (:mod:`.lossy`), and where the reader lost most of every line, they are named and left. All others are left
to the search.
"""

import re
from collections.abc import Container, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake import lossy
from corpuslint.detectors.mojibake.bulk import plain_bits, prose_bits
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.paths import MULTIBYTE, REAL, Path, encoder
from corpuslint.detectors.mojibake.proof import FEWEST, Proof, proved, unwell
from corpuslint.detectors.mojibake.reading import TAINTED, searched, strict
from corpuslint.detectors.mojibake.step import in_step
from corpuslint.detectors.mojibake.streams import decoder
from corpuslint.finding import Edit
from corpuslint.typed import Any, NamedTuple

_LEAST = 4_000
"""Characters of a text from which haste pays."""
_CHANCE, _LEAD, _SURE = 14.0, 10.0, 40.0
"""Bits of a character in a reading by chance; those by which a reading must lie below it, and those that settle it."""
_SAVED, _WORST, _PROSE = 10.0, 22.0, 12.0
"""Bits that a line must save; those of its oddest character, and of all of them in the mean, at most."""
_IN_LINE, _ENOUGH = 5.0, 40.0
"""Bits that a segment must save in a line that is searched along the proved path, and those of all of the line."""
_TORN = 8
"""A line is torn if one character in so many is U+FFFD."""
_RIVAL = 16.0
"""Bits by which a reading must beat a rival: what makes a repair safe, and the handicaps of tables."""
_MARKS = frozenset("“”‘’—…·")
_LATIN = ("cp1252", "cp1254", "cp1250", "iso8859-2")
"""Tables that differ in so few characters that a reading along two of them may differ in one."""
_ASCII = "".join(map(chr, range(128)))


class Run(NamedTuple):
    """Lines along one path; only blank lines, such of ASCII and those of the other kind of run stand between."""

    outer: Path | None
    """The layer that was undone first, of text that is wrong twice."""
    path: Path
    edits: tuple[Edit, ...]
    """One for each line that can be read."""
    exact: bool
    """Every byte of every line was there; of the other kind, bytes are lost in each."""
    inferred: int = 0
    """Characters that lacked bytes, but are next to certain by those that are left."""
    lost: tuple[tuple[int, int], ...] = ()
    """Start and end of each line of which too much is lost."""

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Start and end of all that the run explains, in order."""
        return sorted([*(edit[:2] for edit in self.edits), *self.lost])


@lru_cache(maxsize=2)
def runs(text: str) -> tuple[Run, ...]:
    """Return the runs of a text (several rules ask), none in a short one; runs of the two kinds may overlap."""
    proof = proved(text) if len(text) >= _LEAST else None
    return tuple(_along(text, proof)) if proof else ()


@lru_cache(maxsize=2)
def without_runs(text: str) -> str:
    """Return a text with blanks in place of what its runs explain."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(span for run in runs(text) for span in run.spans):
        pieces += (text[at:start], " " * (end - start))
        at = end
    return "".join([*pieces, text[at:]]) if pieces else text


class _Line(NamedTuple):
    start: int
    old: str
    middle: str
    """What it says with the outer layer undone; the same as ``old`` where there is none."""
    new: str
    inferred: int = 0


def _along(text: str, proof: Proof) -> Iterator[Run]:
    outer, path, ruined = proof
    read = list(_read(text, outer, path))
    good = {line.start: line for line in _sound([line for line in read if line.new], path)}
    exact = frozenset(good)
    rest = [line for line in read if not line.new and not outer]
    good |= {line.start: line for line in _torn(rest, path, decoder(path.seen, text), ruined=ruined)}
    lost = {line.start for line in _lost(rest, path, good)} if ruined else set()
    for explained, group in groupby(read, lambda line: line.start in good or line.start in lost):
        lines = list(group) if explained else []
        gone = tuple((line.start, line.start + len(line.old)) for line in lines if line.start in lost)
        whole = [line for line in lines if line.start in exact]
        torn = [line for line in lines if line.start in good and line.start not in exact]
        if whole:
            yield Run(outer, path, tuple(_edit(good[line.start]) for line in whole), exact=True)
        if torn or gone:
            told = [good[line.start] for line in torn]
            inferred = sum(line.inferred for line in told)
            yield Run(outer, path, tuple(map(_edit, told)), exact=False, inferred=inferred, lost=gone)


def _torn(lines: Sequence[_Line], path: Path, reader: str, *, ruined: bool) -> Iterator[_Line]:
    """Yield lines that lost bytes, read; the search, along the one path, is for those that are not wrong as a whole."""
    if path not in lossy.PATHS and not ruined:
        return
    read = [lossy.mended(line.old, path, reader) for line in lines]
    likely = lossy.likely([(line.old, new.content) for line, new in zip(lines, read, strict=True)], path)
    for line, new, prose in zip(lines, read, likely, strict=True):
        found = new if prose else None if ruined else _searched(line.old, path)
        if found:
            yield line._replace(new=found.content, inferred=found.inferred)


def _searched(line: str, path: Path) -> lossy.Mended | None:
    """Return what the search makes of a line; ``None`` if it is not much, or if no byte is lost."""
    if not _fits(line, path):
        return None
    segments = searched(line, path, plain_costs(line), _IN_LINE)
    if sum(segment.gain for segment in segments) < _ENOUGH or all(segment.exact for segment in segments):
        return None
    pieces: list[str] = []
    at = 0
    for segment in segments:
        pieces += (line[at : segment.start], segment.content)
        at = segment.end
    return lossy.Mended("".join([*pieces, line[at:]]), sum(segment.inferred for segment in segments))


def _lost(lines: Sequence[_Line], path: Path, good: Container[int]) -> Iterator[_Line]:
    """Yield the lines of which most is lost: the reader can have made them, and nothing else did."""
    for line in lines:
        torn = _TORN * line.old.count("\ufffd") > len(line.old)
        if line.start not in good and _fits(line.old, path) and (torn or unwell(line.old)):
            yield line


def _fits(line: str, path: Path) -> bool:
    """Tell whether the reader can have made all that is not ASCII in a line."""
    table = encoder(path.seen)
    return all(char < "\x80" or char == "\ufffd" or table[char] for char in frozenset(line))


def _read(text: str, outer: Path | None, path: Path) -> Iterator[_Line]:
    """Yield the lines that are not ASCII, and what they say along a path (nothing, if not every byte fits)."""
    start = 0
    for line in text.split("\n"):
        if not line.isascii():
            middle = strict(line, outer) if outer else line
            content = strict(middle, path)
            yield _Line(start, line, middle, "" if content == middle or TAINTED.search(content) else content)
        start += len(line) + 1


def _sound(lines: Sequence[_Line], path: Path) -> Iterator[_Line]:
    """Yield the lines whose reading leaves no doubt."""
    if not lines:
        return
    weights = prose_bits([line.new for line in lines])
    saved = plain_bits([line.middle for line in lines]) - weights.bits
    for line, count, bits, worst, gain in zip(lines, *map(_listed, weights[1:]), _listed(saved), strict=True):
        prose = count >= FEWEST and worst <= _WORST and bits <= _PROSE * count and gain >= _SAVED
        lead = _SURE if path.real == "utf-8" else _CHANCE * count - bits
        clear = prose and lead >= _LEAD and _sharp(line, path) and not _rivalled(line, path, sure=lead >= _SURE)
        if clear and in_step(line.new, path.real):
            yield line


def _listed(values: Any) -> list[float]:
    return list(values.tolist())


def _sharp(line: _Line, path: Path) -> bool:
    """Tell whether both ends of what changes are certain (those of single bytes are)."""
    if path.seen not in MULTIBYTE:
        return True
    old, new = line.old.strip(_ASCII), line.new.strip(_ASCII)
    return old[-1:] != "€" and not any("\x7f" < char < "\u2e80" and char not in _MARKS for char in new[:1] + new[-1:])


def _rivalled(line: _Line, path: Path, *, sure: bool) -> bool:
    """Tell whether a table that is much the same, or the other of GBK and Big5, makes nearly as much of a line."""
    seen = _LATIN if _differing(path.seen).search(line.middle) else ()
    rivals = {strict(line.middle, Path(codec, path.real)) for codec in seen}
    rivals |= set() if sure else {strict(line.middle, path._replace(real=real)) for real in REAL if real != path.seen}
    rivals -= {"", line.new}
    return bool(rivals) and min(map(scorer.bits, rivals)) < scorer.bits(line.new) + _RIVAL


@cache
def _differing(codec: str) -> re.Pattern[str]:
    """Return the pattern of characters for which a table that is much the same has another byte."""
    table, others = encoder(codec), [encoder(other) for other in _LATIN if codec in _LATIN and other != codec]
    chars = [char for other in others for char, byte in other.items() if char in table and table[char] != byte]
    return re.compile(f"[{re.escape(''.join(chars))}]" if chars else r"(?!)")


def _edit(line: _Line) -> Edit:
    """Return the edit that mends a line; ASCII at both ends is left out."""
    head = len(line.old) - len(line.old.lstrip(_ASCII))
    tail = min(len(text) - len(text.rstrip(_ASCII)) for text in (line.old, line.new))
    end = len(line.old) - tail
    return Edit(line.start + head, line.start + end, line.new[head : len(line.new) - tail])
