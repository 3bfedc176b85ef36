"""Reading a text along decoding paths: the quick way, the search, and which path tells the best story.

Facts: text that was decoded wrongly as a whole comes back by encoding and decoding it, at the speed of the codecs
(the quick way). Where bytes were lost, or only part is wrong, the search of :mod:`.viterbi` decides; it is slow, so
it is made only where the quick way does not convince, and never twice over the same bytes. Text that is UTF-8 under
some table is UTF-8: GBK may read it as well, but by chance.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.paths import MULTIBYTE, SINGLE_BYTE, Path, encoder, from_bytes, to_bytes
from corpuslint.detectors.mojibake.viterbi import Segment, search, trimmed
from corpuslint.typed import NamedTuple

PRIOR = {"cp1254": 2.0, "cp1250": 3.0, "iso8859-2": 9.0, "cp1251": 2.0, "mac_roman": 2.0, "cp437": 2.0}
"""Bits that a reader's table costs: Latin-1 and the multibyte ones are the usual, Latin-2 hardly ever was one."""
TAINTED = re.compile("[\ufffd\ue000-\uf8ff\u0080-\u009f]")
"""What shows that something is still wrong."""
_ODD = 17.0
"""Bits from which a decoded character is so odd that the quick way is not trusted."""
_CONVINCING = 10.0
"""Bits of a character, at most, in a whole reading that needs no search for a better one."""
_PROSE = 12.0
"""Bits of a character in ordinary Chinese, at most (the mean is 7 to 9); ideographs by chance take 14 and more."""
_PROSE_UTF8 = 16.0
"""The same for UTF-8, which checks itself: any text but a row of holes and of what no language writes."""
_UTF8_SURPLUS = 6
"""Continuation bytes from which text is UTF-8: a GBK character looks like two bytes of UTF-8 about once in five."""
_UTF8_SHARE = 0.9
"""Share of the bytes that must be UTF-8; the rest may have been lost or cut."""
_UTF8_UNIT = re.compile(rb"[\xe2-\xef][\x80-\xbf]{2}")


class Reading(NamedTuple):
    """The segments of a text that read as Chinese along a path."""

    path: Path
    segments: list[Segment]

    @property
    def gain(self) -> float:
        """Bits saved, less what the reader's table costs."""
        return sum(segment.gain for segment in self.segments) - PRIOR.get(self.path.seen, 0.0)


def best_reading(text: str, paths: Iterable[Path], plain: list[float], threshold: float) -> Reading | None:
    """Return the reading that saves most bits, each segment ``threshold`` or more; ``None`` if there is none."""
    usable = list(_usable(text, paths))
    whole = [Reading(path, [segment]) for path in usable if (segment := quick(text, path, plain, threshold))]
    best = max(whole, key=lambda reading: reading.gain, default=None)
    if best is not None and (best.path.real == "utf-8" or _bits_each(best.segments[0].content) <= _CONVINCING):
        return best
    read = (Reading(path, searched(text, path, plain, threshold)) for path in _distinct(text, usable))
    return max(
        (reading for reading in (*whole, *read) if reading.segments), key=lambda reading: reading.gain, default=None
    )


def _usable(text: str, paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the paths whose reader can have produced most of what is not ASCII in ``text``."""
    foreign = [char for char in set(text) if char > "\x7f" and char != "\ufffd"]
    seen = {codec for codec in {path.seen for path in paths} if _fits(foreign, codec)}
    utf8 = any(_is_utf8(text, codec) for codec in seen.intersection(SINGLE_BYTE))
    for path in paths:
        if path.seen in seen and (path.real == "utf-8" or not utf8):
            yield path


def _fits(foreign: Sequence[str], seen: str) -> bool:
    if seen == "cp936" and "€" not in foreign:
        return False  # the same as GB 18030 then
    table = encoder(seen)
    return bool(foreign) and sum(bool(table[char]) for char in foreign) >= 0.5 * len(foreign)


def _is_utf8(text: str, seen: str) -> bool:
    """Tell whether nearly all bytes are UTF-8, too many to be so by chance."""
    table = encoder(seen)
    data = b"".join([table[char] for char in text if char > "\x7f"])
    read = data.decode("utf-8", "ignore")
    return len(data) - len(read) >= _UTF8_SURPLUS and len(read.encode()) >= _UTF8_SHARE * len(data)


def _distinct(text: str, paths: Iterable[Path]) -> Iterator[Path]:
    """Leave out paths that map the text to the same bytes as one before, and those that cannot save anything."""
    chars, known = sorted(set(text)), set()
    for path in paths:
        table = encoder(path.seen)
        key = path.real, path.shifted, tuple(table[char] for char in chars if char > "\x7f")
        if key not in known and (path.real != "utf-8" or _may_be_utf8(text, path.seen)):
            known.add(key)
            yield path


def _may_be_utf8(text: str, seen: str) -> bool:
    """Tell whether enough whole characters of UTF-8 are in the bytes for a search to find something."""
    table = encoder(seen)
    data = b"".join([table[char] or b"?" for char in text])
    units = _UTF8_UNIT.finditer(data)
    return next(units, None) is not None and (seen in MULTIBYTE or next(units, None) is not None)


def strict(text: str, path: Path) -> str:
    """Return what ``text`` says along a path if every byte fits; else an empty text."""
    data = to_bytes(text, path.seen)
    return from_bytes(data, path.real) if data else ""


def quick(text: str, path: Path, plain: Sequence[float], threshold: float) -> Segment | None:
    """Encode and decode all of ``text``; ``None`` unless it fits, reads well and saves ``threshold`` bits."""
    content = "" if path.shifted else strict(text, path)
    if not content or content == text or TAINTED.search(content):
        return None
    total, worst = scorer.weigh(content)
    gain = sum(plain) - total
    if worst > _ODD or gain < threshold or not _reads_well(content, path):
        return None
    return trimmed(text, Segment(0, len(text), content, gain, exact=True))


def searched(text: str, path: Path, plain: list[float], threshold: float) -> list[Segment]:
    """Return the segments that the search finds along a path, each saving ``threshold`` bits or more."""
    found = search(text, path, plain, threshold)
    return [segment for segment in found if segment.gain >= threshold and _reads_well(segment.content, path)]


def _reads_well(content: str, path: Path) -> bool:
    """Tell whether a reading is ordinary Chinese: GBK gives a character to nearly any two bytes, but a rare one."""
    return _bits_each(content) <= (_PROSE_UTF8 if path.real == "utf-8" else _PROSE)


def reads_as_prose(content: str) -> bool:
    """Tell whether a reading shows no further damage: ordinary Chinese, or a word or two of it."""
    return not TAINTED.search(content) and _bits_each(content) <= _PROSE + 4.0 / len(content)


def _bits_each(content: str) -> float:
    """Return the mean bits of what is not ASCII; no bound if a third of it is lost."""
    foreign = "".join(char for char in content if char > "\x7f" and char != "\ufffd")
    if len(foreign) <= 2 * content.count("\ufffd"):
        return 99.0
    return scorer.weigh(foreign)[0] / len(foreign)
