"""Runs of lines that are wrong as a whole: a file that was read wrongly from one end to the other.

Facts: a file of mojibake went through one reader, so what a sample of its lines proves holds for the others. Along a
proved path a whole line is encoded and decoded at the speed of the codecs and weighed at that of numpy, a hundred
times as fast as it is searched. Only lines about which no doubt is left are taken: every byte fits, the reading is
prose, and by chance another path would read 14 bits a character or more. All others are left to the search.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.bulk import plain_bits, prose_bits
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.lossy import READERS, mended
from corpuslint.detectors.mojibake.paths import MULTIBYTE, REAL, SINGLE_BYTE, Path, encoder
from corpuslint.detectors.mojibake.reading import PRIOR, TAINTED, quick, reads_as_prose, strict
from corpuslint.detectors.mojibake.viterbi import HOLE_BITS
from corpuslint.finding import Edit

_LEAST = 4_000
"""Characters of a text from which haste pays."""
_SAMPLE = 48
"""Lines that are looked at for a path."""
_FIRST = 4
"""Every so many of them is looked at first."""
_VOTES = 8
"""Lines that must prove it."""
_LONGEST = 2_000
"""Characters of a line in the sample."""
_EVERY, _PIECE = 3, 300
"""Of a longer one, that many characters are looked at, and fewer such places."""
_BITS = 22.0
"""Bits that a line of the sample must save; T of GBK."""
_READABLE = 11.0
"""Bits of a character, at most, in a line that is well as it stands."""
_WEIGHED, _HIRAGANA = 200, 2.5
"""Characters of a line that are weighed; less than one part in so many is hiragana, if it is not Japanese."""
_KANA = re.compile("[\u3041-\u3096]")
_FEWEST = 3
"""Characters beyond ASCII in a line, at least."""
_CHANCE, _LEAD, _SURE = 14.0, 10.0, 40.0
"""Bits of a character in a reading by chance; those by which a reading must lie below it, and those that settle it."""
_SAVED, _WORST, _PROSE = 10.0, 22.0, 12.0
"""Bits that a line must save; those of its oddest character, and of all of them in the mean, at most."""
_RIVAL = 16.0
"""Bits by which a reading must beat a rival: what makes a repair safe, and the handicaps of tables."""
_MARKS = frozenset("“”‘’—…·")
_PATHS = (
    *(Path(seen, "utf-8") for seen in ("gb18030", "cp936", *SINGLE_BYTE)),
    *(Path(seen, real) for seen in SINGLE_BYTE for real in ("gb18030", "big5")),
    Path("big5", "gb18030"), Path("cp949", "gb18030"), Path("gb18030", "big5"),
)  # fmt: skip
_OUTER = tuple(Path(seen, "utf-8") for seen in ("cp1252", "gb18030", "cp936"))
_LATIN = ("cp1252", "cp1254", "cp1250", "iso8859-2")
"""Tables that differ in so few characters that a reading along two of them may differ in one."""
_ASCII = "".join(map(chr, range(128)))


class Run(NamedTuple):
    """Lines one after the other that read along one path; blank lines and such of ASCII may stand between."""

    outer: Path | None
    """The layer that was undone first, of text that is wrong twice."""
    path: Path
    edits: tuple[Edit, ...]
    """One for each line that changes."""
    exact: bool
    """Every byte was there."""


@lru_cache(maxsize=2)
def runs(text: str) -> tuple[Run, ...]:
    """Return the runs of a text, in order (several rules ask); none in a short one."""
    layers = _proved(text) if len(text) >= _LEAST else None
    return tuple(_along(text, *layers)) if layers else ()


@lru_cache(maxsize=2)
def without_runs(text: str) -> str:
    """Return a text with blanks in place of what its runs change."""
    pieces: list[str] = []
    at = 0
    for run in runs(text):
        for edit in run.edits:
            pieces += (text[at : edit.start], " " * (edit.end - edit.start))
            at = edit.end
    return "".join([*pieces, text[at:]]) if pieces else text


def _proved(text: str) -> tuple[Path | None, Path] | None:
    """Return the layers along which most lines of a sample read that do not read well as they stand."""
    sample = list(_sample(text))
    if sum(map(_unwell, sample[::_FIRST])) < len(sample[::_FIRST]) / _VOTES:
        return None
    lines = [line for line in dict.fromkeys(sample) if _unwell(line)]
    for outer in (None, *_OUTER) if len(lines) >= _VOTES else ():
        layer = [strict(line, outer) for line in lines] if outer else lines
        path = _elected([line for line in layer if line], len(lines))
        if path:
            return outer, path
    return _torn(lines) if len(lines) >= _VOTES else None


def _torn(lines: Sequence[str]) -> tuple[Path | None, Path] | None:
    """Return the path along which enough lines read that lost bytes."""
    votes: Counter[Path] = Counter()
    for path in (Path(seen, "utf-8") for seen in READERS):
        read = [_Line(0, line, line, mended(line, path.seen)) for line in lines]
        votes[path] = len(list(_likely([line for line in read if line.new])))
    path = max(votes, key=lambda path: votes[path])
    return (None, path) if votes[path] >= max(_VOTES, len(lines) / 4) else None


def _elected(lines: Sequence[str], of: int) -> Path | None:
    """Return the path along which enough lines read as prose."""
    votes: Counter[Path] = Counter()
    gains: Counter[Path] = Counter()
    for line in lines:
        plain = plain_costs(line)
        for path in _PATHS:
            whole = quick(line, path, plain, _BITS)
            if whole and reads_as_prose(whole.content):
                votes[path] += 1
                gains[path] += int(whole.gain - PRIOR.get(path.seen, 0.0))
    best = max(votes, key=lambda path: (votes[path], gains[path], -_PATHS.index(path)), default=None)
    return best if best and votes[best] >= max(_VOTES, of / 4) else None


def _sample(text: str) -> Iterator[str]:
    for part in range(_SAMPLE):
        at = len(text) * part // _SAMPLE
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = end if end >= 0 else len(text)
        if end - start <= _LONGEST:
            yield text[start:end]
        elif not part % _EVERY:
            yield from _pieces(text[at : min(at + _PIECE, end)])


def _pieces(text: str) -> Iterator[str]:
    """Yield a piece of a long line without its first or last character, too: one may be half of a pair."""
    yield from (text, text[1:], text[:-1], text[1:-1])


def _unwell(line: str) -> bool:
    """Tell whether a line does not read well as it stands, and is not Japanese either."""
    foreign = "".join(char for char in line if char > "\x7f")[:_WEIGHED]
    if len(foreign) < _FEWEST or _HIRAGANA * len(_KANA.findall(foreign)) > len(foreign):
        return False
    readable = _READABLE * len(foreign)
    return sum(map(_alone().__getitem__, foreign)) > readable and scorer.weigh(foreign)[0] > readable


class _Alone(dict[str, float]):
    """Character → its bits as a word of its own, the most that it takes in prose."""

    def __missing__(self, char: str) -> float:
        code, model = min(ord(char), 0xFFFF), scorer.model()
        self[char] = bits = model.start[code] + model.end[code]
        return bits


@cache
def _alone() -> _Alone:
    return _Alone()


class _Line(NamedTuple):
    start: int
    old: str
    middle: str
    """What it says with the outer layer undone; the same as ``old`` where there is none."""
    new: str


def _along(text: str, outer: Path | None, path: Path) -> Iterator[Run]:
    read = list(_read(text, outer, path))
    good = {line.start: line for line in _sound([line for line in read if line.new], path)}
    exact = good.keys() & {line.start for line in read}
    if path.real == "utf-8" and path.seen in READERS and not outer:
        torn = (line._replace(new=mended(line.old, path.seen)) for line in read if not line.new)
        good.update((line.start, line) for line in _likely([line for line in torn if line.new]))
    for state, group in groupby(read, lambda line: (line.start in good, line.start in exact)):
        edits = tuple(_edit(good[line.start]) for line in group) if state[0] else ()
        if edits:
            yield Run(outer, path, edits, exact=state[1])


def _likely(lines: Sequence[_Line]) -> Iterator[_Line]:
    """Yield the lines that lost bytes and read as prose all the same."""
    lines = [line for line in lines if _mostly_there(line.new)]
    if not lines:
        return
    weights = prose_bits([line.new.replace("\ufffd", "") for line in lines])
    saved = plain_bits([line.old for line in lines]) - weights.bits
    for line, count, bits, worst, gain in zip(lines, *map(_listed, weights[1:]), _listed(saved), strict=True):
        holes = line.new.count("\ufffd")
        prose = worst <= _WORST and bits <= _PROSE * count
        if prose and gain - HOLE_BITS * holes >= _SAVED:
            yield line


def _mostly_there(content: str) -> bool:
    """Tell whether enough characters of a reading are not lost (numpy is not read in for less)."""
    holes = content.count("\ufffd")
    return sum(char > "\x7f" for char in content) - holes > max(_FEWEST, 2 * holes)


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
        prose = count >= _FEWEST and worst <= _WORST and bits <= _PROSE * count and gain >= _SAVED
        lead = _SURE if path.real == "utf-8" else _CHANCE * count - bits
        if prose and lead >= _LEAD and _sharp(line, path) and not _rivalled(line, path, sure=lead >= _SURE):
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
