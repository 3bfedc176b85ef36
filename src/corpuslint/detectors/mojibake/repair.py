"""From suspicious places to repairs: windows, the quick way, rivals, and how far a repair may be trusted.

Facts: text that was decoded wrongly as a whole comes back by encoding and decoding it (the quick way, at the speed of
the codecs). Where bytes were lost, or only part of a line is wrong, the search of :mod:`.viterbi` decides. A repair
is *exact* if every byte was there, the search saved enough bits, no other path tells another story for nearly as many
bits, its edges are clear, and nothing suspicious is left beside it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpuslint import scorer
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.paths import MULTIBYTE, Path, encoder
from corpuslint.detectors.mojibake.viterbi import Segment, search, trimmed
from corpuslint.detectors.mojibake.windows import Hot, Window, wider, windows

MARGIN = 8.0
"""Bits by which a repair must beat every rival reading."""
PRIOR = {"cp1254": 2.0, "cp1250": 3.0, "iso8859-2": 9.0, "cp1251": 2.0, "mac_roman": 2.0, "cp437": 2.0}
"""Bits that a reader's table costs: Latin-1 and the multibyte ones are the usual, Latin-2 hardly ever was one."""
_ODD = 17.0
"""Bits from which a decoded character is so odd that the quick way is not trusted."""
_EDGE_CLEAR = re.compile(r"[\x00-\x7f\u3000-\u303f\uff00-\uff20\u2014\u2018-\u201d\u2026]?")
_PROSE = 12.0
"""Bits of a character in ordinary Chinese, at most (the mean is 7 to 9); ideographs by chance take 14 and more."""
_UTF8_SURPLUS = 6
"""Continuation bytes from which text is UTF-8: a GBK character looks like two bytes of UTF-8 about once in five."""
_NEAR = 4
"""Characters from the border of a window within which a segment may go on behind it."""
_TAINTED = re.compile("[\ufffd\ue000-\uf8ff\u0080-\u009f]")


class Repair(NamedTuple):
    """A segment of a document, in its offsets, and the path that explains it."""

    segment: Segment
    path: Path
    rival: Path | None = None
    """Another path that reads otherwise for nearly as many bits."""


class Search(NamedTuple):
    """What to look for: where, along which paths, and the bits T that a repair must save."""

    hot: Hot
    paths: tuple[Path, ...]
    threshold: float


def fits(text: str, seen: str) -> bool:
    """Tell whether the codec ``seen`` could have produced most of what is not ASCII in ``text``."""
    if seen == "cp936" and "€" not in text:
        return False  # the same as GB 18030 then
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


def repairs(text: str, wanted: Search) -> list[Repair]:
    """Return what can be read along one of the paths, in order; a path that the text proves needs less evidence."""
    found: list[Repair] = []
    proven: dict[Path, float] = {}
    pending: list[Window] = []
    done = 0
    for window in windows(text, wanted.hot, dense=wanted.paths[0].seen in MULTIBYTE):
        if window.start < done:
            continue  # a wider window has covered it, or will have looked so far that what is left is no evidence
        best, done = _best_of_all(text, window, wanted)
        found += best
        for repair in best:
            proven[repair.path] = proven.get(repair.path, 0.0) + repair.segment.gain
        if not best:
            pending.append(window)
    sure = tuple(path for path, gain in proven.items() if gain > _PROVEN)
    lowered = wanted._replace(paths=sure, threshold=wanted.threshold - _PROVEN_DISCOUNT)
    for window in pending if sure else ():
        found += _best_of_all(text, window, lowered)[0]
    return sorted(found)


def _best_of_all(text: str, window: Window, wanted: Search) -> tuple[list[Repair], int]:
    """Return what a window holds and how far was looked; more of the line, if a segment reaches the border."""
    best = _best(window, wanted)
    if any(_reaches(repair, window) for repair in best):
        pieces = wider(text, window)
        return [repair for piece in pieces for repair in _best(piece, wanted)], pieces[-1].end
    return best, window.end


def _reaches(repair: Repair, window: Window) -> bool:
    """Tell whether a segment ends where a window does, though the line goes on."""
    at_start = window.open_before and repair.segment.start - window.start < _NEAR
    return at_start or (window.open_after and window.end - repair.segment.end < _NEAR)


_PROVEN = 40.0
"""Bits from which a document has proved a path."""
_PROVEN_DISCOUNT = 12.0
"""Bits that a proved path needs less."""


def _best(window: Window, wanted: Search) -> list[Repair]:
    """Return the segments of the path that saves most bits in a window."""
    plain = plain_costs(window.text)
    best: list[Repair] = []
    most = 0.0
    for path in wanted.paths:
        if not fits(window.text, path.seen):
            continue
        segments = read(window.text, path, plain, wanted.threshold)
        saved = sum(segment.gain for segment in segments) - PRIOR.get(path.seen, 0.0)
        if saved > most:
            most, best = saved, [Repair(segment, path) for segment in segments]
    rest = _rest(window.text, best)
    unclear = bool(_TAINTED.search(rest) or wanted.hot.search(rest))
    return [_placed(_judged(repair, window, plain, clear=not unclear), window.start) for repair in best]


def _rest(text: str, found: Sequence[Repair]) -> str:
    """Return what the segments leave of a window, with a blank for each of them."""
    pieces, at = [], 0
    for repair in found:
        pieces.append(text[at : repair.segment.start])
        at = repair.segment.end
    return " ".join([*pieces, text[at:]])


def read(text: str, path: Path, plain: list[float], threshold: float) -> list[Segment]:
    """Return the segments of ``text`` that read as Chinese along a path, each saving ``threshold`` bits or more."""
    if path.real != "utf-8" and path.seen not in MULTIBYTE and any(_utf8(text, seen) for seen in SINGLE_BYTE):
        return []
    whole = None if path.shifted else quick(text, path, plain)
    found = [whole] if whole and whole.gain >= threshold else search(text, path, plain, threshold)
    return [
        segment for segment in found if segment.gain >= threshold and (path.real == "utf-8" or _prose(segment.content))
    ]


def _prose(content: str) -> bool:
    """Tell whether a reading is ordinary Chinese: GBK gives a character to nearly any two bytes, but a rare one."""
    foreign = "".join(char for char in content if char > "\x7f" and char != "\ufffd")
    holes = content.count("\ufffd")
    return len(foreign) > 2 * holes and scorer.bits(foreign) <= _PROSE * len(foreign)


def _utf8(text: str, seen: str) -> bool:
    """Tell whether the bytes are UTF-8; too many to be so by chance, so they are not GBK."""
    return len(text) - len(strict(text, Path(seen, "utf-8")) or text) >= _UTF8_SURPLUS


def _placed(repair: Repair, start: int) -> Repair:
    segment = repair.segment
    return repair._replace(segment=segment._replace(start=segment.start + start, end=segment.end + start))


def _judged(repair: Repair, window: Window, plain: list[float], *, clear: bool) -> Repair:
    """Look for rival readings and unclear edges; ``clear``: nothing suspicious is left beside the segments."""
    segment = repair.segment
    old = window.text[segment.start : segment.end]
    rival = _rival(old, segment, repair.path, plain[segment.start : segment.end])
    sharp = _sharp(window.text, segment, repair.path, plain) and not _reaches(_placed(repair, window.start), window)
    exact = segment.exact and rival is None and clear and sharp and not _TAINTED.search(segment.content)
    return Repair(segment._replace(exact=exact), repair.path, rival)


def _sharp(text: str, segment: Segment, path: Path, plain: list[float]) -> bool:
    """Tell whether the edges of a segment are certain."""
    before, after = text[max(0, segment.start - 1) : segment.start], text[segment.end : segment.end + 1]
    outer = bool(_EDGE_CLEAR.fullmatch(before)), bool(_EDGE_CLEAR.fullmatch(after))
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
        handicap = PRIOR.get(seen, 0.0) - PRIOR.get(chosen.seen, 0.0)
        if content and content != segment.content and cost - scorer.bits(content) - handicap > segment.gain - MARGIN:
            return path
    return None


SINGLE_BYTE = ("cp1252", "cp1254", "cp1250", "iso8859-2", "cp1251", "mac_roman", "cp437")
_ALL = [
    *(
        (seen, real)
        for seen in (*SINGLE_BYTE, "gb18030", "big5")
        for real in ("utf-8", "gb18030", "big5")
        if seen != real
    ),
    ("cp936", "utf-8"),
]
