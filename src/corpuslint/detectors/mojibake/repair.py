"""From suspicious places to repairs, and how far a repair may be trusted.

A repair is *exact* if every byte was there, it saves enough bits, no other path tells another story for nearly as
many, its edges are clear, no stretch of it reads better one byte on (:mod:`.step`), and nothing suspicious is left
beside it. A path that a document has proved is tried first, and needs less evidence for the rest of the document.
"""

import re
from collections.abc import Sequence

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.ceiling import hopeless
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.paths import MULTIBYTE, REAL, SINGLE_BYTE, Path, encoder, from_bytes, to_bytes
from corpuslint.detectors.mojibake.reading import PRIOR, TAINTED, Reading, best_reading, quick, reads_as_prose, searched
from corpuslint.detectors.mojibake.step import in_step
from corpuslint.detectors.mojibake.viterbi import Segment
from corpuslint.detectors.mojibake.windows import LONGEST, WIDER, Hot, Window, wider, windows
from corpuslint.typed import NamedTuple

MARGIN = 8.0
"""Bits by which a repair must beat every rival reading."""
_PROVEN = 40.0
"""Bits from which a document has proved a path."""
_PROVEN_DISCOUNT = 12.0
"""Bits that a proved path needs less."""
_IN_LINE = 5.0
"""Bits that a segment must save in a line that has proved the path."""
_LATIN_LEADS = (b"\xc2", b"\xc3")
"""UTF-8 of Latin-1: a no-break space reads 聽, a middle dot 路, and both look like Chinese."""
_RARE = 13.5
"""Bits from which a character is so rare that it may be damage."""
_SHARED = frozenset("“”‘’—…·•–°×")
"""Marks that Chinese and single-byte encodings share."""
_EDGE_CLEAR = re.compile(r"[\x00-\x7f\u3000-\u303f\uff00-\uff20\u2014\u2018-\u201d\u2026]?")
_HALF = re.compile(r"[@-Za-z](?![A-Za-z0-9])")
"""A letter by itself, which may be the trail byte of a pair of Big5."""
_NEAR = 4
"""Characters from the border of a window within which a segment may go on behind it."""


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
    proven: bool = False
    """The text has proved the first of the paths."""


def repairs(text: str, wanted: Search) -> list[Repair]:
    """Return what can be read along one of the paths, in order; a path that the text proves needs less evidence."""
    found: list[Repair] = []
    proven: dict[Path, float] = {}
    pending: list[Window] = []
    done = 0
    dense = wanted.paths[0].seen in MULTIBYTE
    for place in windows(text, wanted.hot, dense=dense, walled=not dense):
        if place.end <= done:
            continue  # a wider window has covered it
        window = (
            place if place.start >= done else place._replace(start=done, text=text[done : place.end], open_before=True)
        )
        best, done = _best_of_all(text, window, _proven_first(wanted, proven))
        found += best
        for repair in best:
            proven[repair.path] = proven.get(repair.path, 0.0) + repair.segment.gain
        if not best:
            pending.append(window)
    sure = tuple(path for path, gain in proven.items() if gain > _PROVEN)
    lowered = wanted._replace(paths=sure, threshold=wanted.threshold - _PROVEN_DISCOUNT, proven=False)
    for window in pending if sure else ():
        found += _best_of_all(text, window, lowered)[0]
    return sorted(found)


def _proven_first(wanted: Search, proven: dict[Path, float]) -> Search:
    """Put the path that the document has proved best in front."""
    first = max(proven, key=lambda path: proven[path], default=None)
    if first is None or proven[first] <= _PROVEN:
        return wanted
    return wanted._replace(paths=(first, *(path for path in wanted.paths if path != first)), proven=True)


def _best_of_all(text: str, window: Window, wanted: Search) -> tuple[list[Repair], int]:
    """Return what a window holds and how far was looked; where there is something, all of the line is looked at."""
    reading = _reading(window, wanted)
    if reading is None:
        return [], window.end
    if not (window.open_before or window.open_after):
        return _best(window, reading, wanted), window.end
    found: list[Repair] = []
    for reach in (WIDER, LONGEST):
        pieces = [(piece, _reading(piece, wanted)) for piece in wider(text, window, reach)]
        found = [repair for piece, read in pieces if read for repair in _best(piece, read, wanted)]
        whole = Window(pieces[0][0].start, "", pieces[0][0].open_before, open_after=False)
        last = pieces[-1][0]
        if not any(_reaches(repair, whole) or _reaches(repair, last) for repair in found):
            break
    return found, last.end


def _reaches(repair: Repair, window: Window) -> bool:
    """Tell whether a segment ends where a window does, though the line goes on."""
    at_start = window.open_before and repair.segment.start - window.start < _NEAR
    return at_start or (window.open_after and window.end - repair.segment.end < _NEAR)


def _best(window: Window, reading: Reading, wanted: Search) -> list[Repair]:
    """Return the segments of the best reading of a window, judged."""
    plain = plain_costs(window.text)
    segments = with_neighbours(window.text, reading, plain)
    clear = not suspicious(window.text, segments, reading.path, wanted.hot)
    best = (Repair(segment, reading.path) for segment in segments)
    judged = (_judged(repair, window, plain, clear=clear) for repair in best)
    return [_placed(repair, window.start) for repair in judged if repair is not None]


def _reading(window: Window, wanted: Search) -> Reading | None:
    """Return the best reading; the first path, if all of the text reads well along it, is as good as any."""
    if hopeless(window.text, wanted.paths, wanted.threshold):
        return None
    text, plain = window.text, plain_costs(window.text)
    whole = quick(text, wanted.paths[0], plain, wanted.threshold) if wanted.proven else None
    return Reading(wanted.paths[0], [whole]) if whole else best_reading(text, wanted.paths, plain, wanted.threshold)


def with_neighbours(text: str, reading: Reading, plain: list[float]) -> list[Segment]:
    """Add what is too short to prove the path for itself, in a line that has proved it."""
    covered = sum(segment.end - segment.start for segment in reading.segments)
    if reading.gain <= _PROVEN or covered == len(text):
        return reading.segments
    more = searched(text, reading.path, plain, _IN_LINE)
    return more if sum(segment.gain for segment in more) >= reading.gain else reading.segments


def suspicious(text: str, segments: Sequence[Segment], path: Path, hot: Hot) -> bool:
    """Tell whether what the segments of a line leave may be damaged, too."""
    rest = _rest(text, segments)
    if TAINTED.search(rest) or hot.search(rest):
        return True
    table = encoder(path.seen)
    foreign = {char for char in rest if char > "\x7f" and char not in _SHARED}
    if path.seen in MULTIBYTE:
        start = scorer.model().start
        latin = path.real == "utf-8" and any(
            table[char][:1] in _LATIN_LEADS and table[char][1] < 0xC0 for char in foreign
        )
        return latin or any(start[min(ord(char), 0xFFFF)] >= _RARE for char in foreign)
    return any(table[char] for char in foreign)


def _rest(text: str, segments: Sequence[Segment]) -> str:
    """Return what the segments leave of a text, with a blank for each of them."""
    pieces, at = [], 0
    for segment in segments:
        pieces.append(text[at : segment.start])
        at = segment.end
    return " ".join([*pieces, text[at:]])


def _placed(repair: Repair, start: int) -> Repair:
    segment = repair.segment
    return repair._replace(segment=segment._replace(start=segment.start + start, end=segment.end + start))


def _judged(repair: Repair, window: Window, plain: list[float], *, clear: bool) -> Repair | None:
    """Look for rival readings and unclear edges; ``None`` where a rival is far better (and another rule's to tell).

    ``clear``: nothing suspicious is left beside the segments.
    """
    segment = repair.segment
    old = window.text[segment.start : segment.end]
    rival, gain = _rival(old, segment, repair.path, plain[segment.start : segment.end])
    if gain > segment.gain + MARGIN:
        return None
    sharp = _sharp(window.text, segment, repair.path, plain) and not _reaches(_placed(repair, window.start), window)
    exact = segment.exact and gain <= segment.gain - MARGIN and clear and sharp and reads_as_prose(segment.content)
    exact = exact and in_step(segment.content, repair.path.real)
    return Repair(segment._replace(exact=exact), repair.path, rival if gain > segment.gain - MARGIN else None)


def _sharp(text: str, segment: Segment, path: Path, plain: list[float]) -> bool:
    """Tell whether the edges of a segment are certain; a last € may be 80, or A2 E3 whose end is lost."""
    before, after = text[max(0, segment.start - 1) : segment.start], text[segment.end : segment.end + 1]
    outer = bool(_EDGE_CLEAR.fullmatch(before)), bool(_EDGE_CLEAR.fullmatch(after))
    if path.seen in MULTIBYTE and any(map(_foreign, (segment.content[:1], segment.content[-1:]))):
        return False
    if text[segment.end - 1] == "€" and scorer.bits(segment.content[-1:], segment.content[-2:-1]) > _RARE:
        return False
    if path.real == "big5" and _HALF.match(text, segment.end):
        return False
    if path.real != "utf-8":
        return all(outer) and not _torn(text[max(0, segment.start - 2) : segment.start], path.seen)
    rare = plain[segment.start] >= 12.0, plain[segment.end - 1] >= 12.0
    return (outer[0] or rare[0]) and (outer[1] or rare[1])


def _foreign(char: str) -> bool:
    """Tell whether a character is none that Chinese text begins or ends with: a neighbour may have been taken in."""
    return "\x7f" < char < "\u2e80" and scorer.model().start[ord(char)] >= _RARE


def _torn(before: str, seen: str) -> bool:
    """Tell whether the two characters before a segment may be another pair, whose trail byte is ASCII."""
    return len(before) == 2 and "@" <= before[1] <= "~" and encoder(seen)[before[0]] >= b"\x81"


def _rival(old: str, segment: Segment, chosen: Path, plain: Sequence[float]) -> tuple[Path | None, float]:
    """Return the path that saves most bits of those that read the same characters otherwise, and the bits it saves."""
    cost, most = sum(plain), -1e9
    rival: Path | None = None
    known = {"", segment.content}
    for seen in (*SINGLE_BYTE, "gb18030", "cp936", "big5"):
        data = to_bytes(old, seen)
        handicap = PRIOR.get(seen, 0.0) - PRIOR.get(chosen.seen, 0.0)
        for real in REAL if data else ():
            content = "" if real == seen or (seen, real) == chosen[:2] else from_bytes(data, real)
            if content not in known:
                known.add(content)
                gain = cost - scorer.bits(content) - handicap
                rival, most = (Path(seen, real), gain) if gain > most else (rival, most)
    return rival, most
