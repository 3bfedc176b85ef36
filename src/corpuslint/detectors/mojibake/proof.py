"""Which path a file went through, proved by a sample of its lines.

Facts: a file of mojibake went through one reader from one end to the other, so that the same path reads most lines of
a sample. Where the reader lost bytes, the lines are read as :mod:`.lossy` does. Where it lost so many that no line can
be read, the path can still be told: what is left of UTF-8 stands at its places (:mod:`.skeleton`), and that such a line
comes about by chance happens once in 10,000 times.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.lossy import PATHS as LOSSY
from corpuslint.detectors.mojibake.lossy import likely, mended
from corpuslint.detectors.mojibake.paths import SINGLE_BYTE, Path
from corpuslint.detectors.mojibake.reading import PRIOR, quick, reads_as_prose, strict
from corpuslint.detectors.mojibake.skeleton import skeletons
from corpuslint.typed import NamedTuple

FEWEST = 3
"""Characters beyond ASCII in a line that is looked at, at least."""
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
_PATHS = (
    *(Path(seen, "utf-8") for seen in ("gb18030", "cp936", *SINGLE_BYTE)),
    *(Path(seen, real) for seen in SINGLE_BYTE for real in ("gb18030", "big5")),
    Path("big5", "gb18030"), Path("cp949", "gb18030"), Path("gb18030", "big5"),
)  # fmt: skip
_OUTER = tuple(Path(seen, "utf-8") for seen in ("cp1252", "gb18030", "cp936"))
_RUINED = ("big5", "cp949", "cp932")
"""Readers that lose so much of UTF-8 that hardly a line can be read."""
_LEFT = 3
"""Characters that must be left of a run of UTF-8 for its reader to be told."""


class Proof(NamedTuple):
    """The path of a file."""

    outer: Path | None
    """The layer that is undone first, of text that is wrong twice."""
    path: Path
    ruined: bool = False
    """Most of each line is lost."""


def proved(text: str) -> Proof | None:
    """Return the path along which most lines of a sample read that do not read well as they stand."""
    sample = list(_sample(text))
    if sum(map(unwell, sample[::_FIRST])) < len(sample[::_FIRST]) / _VOTES:
        return None
    lines = [line for line in dict.fromkeys(sample) if unwell(line)]
    if len(lines) < _VOTES:
        return None
    for outer in (None, *_OUTER):
        layer = [strict(line, outer) for line in lines] if outer else lines
        path = _elected([line for line in layer if line], len(lines))
        if path:
            return Proof(outer, path)
    return _torn(lines) or _ruined(lines)


def _torn(lines: Sequence[str]) -> Proof | None:
    """Return the path along which enough lines read that lost bytes."""
    votes: Counter[Path] = Counter()
    for path in LOSSY:
        read = [(line, new) for line in lines if (new := mended(line, path).content)]
        votes[path] = sum(likely(read, path))
    path = max(votes, key=lambda path: votes[path])
    return Proof(None, path) if votes[path] >= max(_VOTES, len(lines) / 4) else None


def _ruined(lines: Sequence[str]) -> Proof | None:
    """Return the path of which enough lines are what is left."""
    found = ({reader for *_, reader in skeletons(line, _RUINED, _LEFT)} for line in lines)
    votes = Counter(reader for readers in found for reader in readers)
    reader, most = max(votes.items(), key=lambda vote: vote[1], default=("", 0))
    return Proof(None, Path(reader, "utf-8"), ruined=True) if most >= max(_VOTES, len(lines) / 2) else None


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


def unwell(line: str) -> bool:
    """Tell whether a line does not read well as it stands, and is not Japanese either."""
    foreign = "".join(char for char in line if char > "\x7f")[:_WEIGHED]
    if len(foreign) < FEWEST or _HIRAGANA * len(_KANA.findall(foreign)) > len(foreign):
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
