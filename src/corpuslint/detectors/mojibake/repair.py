"""From suspicious places to repairs: windows, the quick way, rivals, and how far a repair may be trusted.

Facts: text that was decoded wrongly as a whole comes back by encoding and decoding it (the quick way, at the speed of the
codecs). Where bytes were lost, or only part of a line is wrong, the search of :mod:`.viterbi` decides. A repair is *exact*
if every byte was there, the search saved enough bits, no other path tells another story for nearly as many bits, its
edges are clear, and nothing suspicious is left beside it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from corpuslint import scorer
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.paths import MULTIBYTE, Path, encoder
from corpuslint.detectors.mojibake.viterbi import Segment, search, trimmed

MARGIN = 8.0
"""Bits by which a repair must beat every rival reading."""
_REACH = 64
"""Characters that are looked at on both sides of a suspicious place."""
_LONGEST = 20_000
"""Characters searched in one piece; longer ones are cut."""
_ODD = 17.0
"""Bits from which a decoded character is so odd that the quick way is not trusted."""
_EDGE_CLEAR = re.compile(r"[\x00-\x7f\u3000-\u303f\uff00-\uff20\u2014\u2018-\u201d\u2026]?")
_TAINTED = re.compile("[\ufffd\ue000-\uf8ff\u0080-\u009f]")


class Repair(NamedTuple):
    """A segment of a document, in its offsets, and the path that explains it."""

    segment: Segment
    path: Path
    rival: Path | None = None
    """Another path that reads otherwise for nearly as many bits."""


class Window(NamedTuple):
    """A stretch within one line around suspicious places."""

    start: int
    text: str


def windows(text: str, hot: re.Pattern[str]) -> Iterator[Window]:
    """Yield the stretches around what ``hot`` finds, each within one line, disjoint and in order."""
    start = end = -1
    for found in hot.finditer(text):
        if start >= 0 and found.start() - end <= 2 * _REACH and "\n" not in text[end : found.start()]:
            end = found.end()
            continue
        if start >= 0:
            yield from _widened(text, start, end)
        start, end = found.span()
    if start >= 0:
        yield from _widened(text, start, end)


def _widened(text: str, start: int, end: int) -> Iterator[Window]:
    low = max(start - _REACH, 0, text.rfind("\n", 0, start) + 1)
    line_end = text.find("\n", end, end + _REACH)
    high = min(len(text), end + _REACH) if line_end < 0 else line_end
    for at in range(low, high, _LONGEST):
        yield Window(at, text[at : min(at + _LONGEST, high)].rstrip("\r"))


def fits(text: str, seen: str) -> bool:
    """Tell whether the codec ``seen`` could have produced most of what is not ASCII in ``text``."""
    table = encoder(seen)
    foreign = [char for char in text if char > "\x7f" and char != "\ufffd"]
    return bool(foreign) and sum(bool(table[char]) for char in foreign) >= 0.5 * len(foreign)


def quick(text: str, path: Path, plain: Sequence[float]) -> Segment | None:
    """Encode and decode the whole of ``text``; ``None`` unless all of it fits and reads well."""
    content = strict(text, path)
    if not content or content == text or _TAINTED.search(content):
        return None
    total, previous = 0.0, 0
    for code in map(ord, content):
        bits = scorer.cost(previous, code) if code > 0x7F else 5.0
        if bits > _ODD:
            return None
        total, previous = total + bits, code
    whole = Segment(0, len(text), content, sum(plain) - total, exact=True)
    return trimmed(text, whole)


def strict(text: str, path: Path) -> str:
    """Return what ``text`` says along a path if every byte fits; else an empty text."""
    table = encoder(path.seen)
    codes = [table[char] if char > "\x7f" else char.encode() for char in text]
    if not all(codes):
        return ""
    try:
        return b"".join(codes).decode("cp950" if path.real == "big5" else path.real)
    except UnicodeDecodeError:
        return ""


def repairs(text: str, paths: Sequence[Path], hot: re.Pattern[str], threshold: float) -> list[Repair]:
    """Return what can be read along one of ``paths``, in order; a path that the text proves needs less evidence."""
    found: list[Repair] = []
    proven: dict[Path, float] = {}
    pending: list[Window] = []
    for window in windows(text, hot):
        best = _best(window, paths, {}, threshold)
        found += best
        for repair in best:
            proven[repair.path] = proven.get(repair.path, 0.0) + repair.segment.gain
        if not best:
            pending.append(window)
    sure = {path: threshold - _PROVEN_DISCOUNT for path, gain in proven.items() if gain > _PROVEN}
    for window in pending if sure else ():
        found += _best(window, list(sure), sure, threshold)
    return sorted(found)


_PROVEN = 40.0
"""Bits from which a document has proved a path."""
_PROVEN_DISCOUNT = 12.0
"""Bits that a proved path needs less."""


def _best(window: Window, paths: Iterable[Path], lowered: dict[Path, float], threshold: float) -> list[Repair]:
    """Return the segments of the path that saves most bits in a window."""
    plain = plain_costs(window.text)
    best: list[Repair] = []
    most = 0.0
    for path in paths:
        if not fits(window.text, path.seen):
            continue
        wanted = lowered.get(path, threshold)
        segments = _read(window.text, path, plain, wanted)
        saved = sum(segment.gain for segment in segments)
        if saved > most:
            most, best = saved, [Repair(segment, path) for segment in segments]
    return [_placed(_judged(repair, window, plain), window.start) for repair in best]


def _read(text: str, path: Path, plain: list[float], threshold: float) -> list[Segment]:
    whole = None if path.shifted else quick(text, path, plain)
    if whole is not None and whole.gain >= threshold:
        return [whole]
    return [segment for segment in search(text, path, plain, threshold) if segment.gain >= threshold]


def _placed(repair: Repair, start: int) -> Repair:
    segment = repair.segment
    return repair._replace(segment=segment._replace(start=segment.start + start, end=segment.end + start))


def _judged(repair: Repair, window: Window, plain: list[float]) -> Repair:
    """Look for rival readings and unclear edges."""
    segment = repair.segment
    old = window.text[segment.start : segment.end]
    rival = _rival(old, segment, repair.path, plain[segment.start : segment.end])
    clear = _clear(window.text, segment, repair.path, plain)
    exact = segment.exact and rival is None and clear and not _TAINTED.search(segment.content)
    return Repair(segment._replace(exact=exact), repair.path, rival)


def _clear(text: str, segment: Segment, path: Path, plain: list[float]) -> bool:
    """Tell whether the edges of a segment are certain, and nothing beside it looks damaged."""
    before, after = text[: segment.start], text[segment.end :]
    if _TAINTED.search(before) or _TAINTED.search(after):
        return False
    outer = bool(_EDGE_CLEAR.fullmatch(before[-1:])), bool(_EDGE_CLEAR.fullmatch(after[:1]))
    if path.real != "utf-8":
        return all(outer)
    rare = plain[segment.start] >= 12.0, plain[segment.end - 1] >= 12.0
    return (outer[0] or rare[0]) and (outer[1] or rare[1])


def _rival(old: str, segment: Segment, chosen: Path, plain: Sequence[float]) -> Path | None:
    """Return a path that reads the same characters otherwise, for nearly as many bits."""
    cost = sum(plain)
    for seen, real in _ALL:
        if (seen, real) == chosen[:2]:
            continue
        path = Path(seen, real)
        content = strict(old, path)
        if content and content != segment.content and cost - scorer.bits(content) > segment.gain - MARGIN:
            return path
    return None


_SINGLE = ("cp1252", "cp1254", "cp1250", "iso8859-2", "cp1251", "mac_roman", "cp437")
_ALL = [
    *((seen, real) for seen in (*_SINGLE, "gb18030", "big5") for real in ("utf-8", "gb18030", "big5") if seen != real),
    ("cp936", "utf-8"),
]


def multibyte(path: Path) -> bool:
    """Tell whether the reader took the bytes for a multibyte encoding."""
    return path.seen in MULTIBYTE
