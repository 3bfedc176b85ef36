"""Latin-side mojibake: UTF-8 read as a single-byte encoding, where the true text is not Chinese.

Facts: ftfy (Robyn Speer) recognises the letters that UTF-8 turns into under Latin-1, Windows-1250…1257, MacRoman and
cp437, and undoes it. Only its encoding steps are used here: its other defaults rewrite Chinese punctuation. It is
asked about one line at a time, and of its answer only the words that changed are taken, each of them only if its new
text is made of letters that ordinary text has. A line that reads as Chinese along a path of our own is left to the
rules of that path: ftfy makes pairs of GBK bytes into Cyrillic and Greek, after which nothing can be had back.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from corpuslint import chars
from corpuslint.detectors.mojibake.decoded import hot
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.paths import REAL, SINGLE_BYTE, Path, from_bytes, to_bytes
from corpuslint.detectors.mojibake.reading import best_reading, quick, strict
from corpuslint.detectors.mojibake.runs import runs, without_runs
from corpuslint.detectors.mojibake.spoken import settled
from corpuslint.detectors.mojibake.windows import WALL, Hot
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document, Line
from corpuslint.typed import Any, NamedTuple

_HAN = re.compile(f"[{chars.HAN}]")
_EASTERN = re.compile(f"[{chars.HAN}{chars.CJK_PUNCTUATION}{chars.KANA}]")
_LEFT_OVER = re.compile("[\u00c0-\u00ff][^\x00-\x7f]")
_USUAL = re.compile("[\u00a0-\u00ff\u2010-\u2026\u20ac\u2122\u0152\u0153\u0160\u0161\u0178\u017d\u017e]")
"""Characters of Latin-1 and Windows-1252."""
_TWO_SCRIPTS = re.compile("[\u00a1-\u00ff][\u0250-\u07ff]|[\u0250-\u07ff][\u00a1-\u00ff]")
_LATIN = re.compile("[\u00a1-\u024f\u02c6-\u02dd\u2018-\u203a]+")
_C1 = re.compile("[\u0080-\u009f]")
_QUOTES = re.compile("[\u0080\u0082\u0084\u0085\u0091-\u0097\u0099]")
"""Where Windows-1252 has quotation marks, dashes, … € and ™."""
_TWO_HAN = re.compile(f"[{chars.HAN}]{{2}}")
_PATHS = [Path(seen, real) for real in REAL for seen in SINGLE_BYTE]
_WORD = re.compile(r"[^\x00-\x7f]+")
_HIGH_RUN = re.compile("[\u00a1-\u02dd\u0400-\u045f]{4}")
_FEW = 2
"""Letters beyond Latin-1 that are no evidence among ideographs."""
_SAMPLE = 20
"""Lines with such runs that show whether a document holds GBK or Big5."""
_LONG = 8
"""Letters that are UTF-8 by chance, though they are GB 2312, once in a thousand times."""
_ENOUGH = 400
"""Characters of a line that show what it is."""
_LEAST_BITS = 12.0
"""Fewer than a finding needs: in doubt ftfy keeps its hands off."""


@cache
def _ftfy() -> tuple[Any, Any]:
    import ftfy  # noqa: PLC0415 (43 ms)

    steps = ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False,
        uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False,
        normalization=None, explain=False, fix_c1_controls=False,
    )  # fmt: skip
    return ftfy, steps


class Change(NamedTuple):
    """What ftfy makes of a line."""

    line: Line
    start: int
    end: int
    """The characters of the line that change."""
    content: str


def latin_words(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each stretch of a line that ftfy's encoding steps read otherwise."""
    changes: list[Change] = []
    chinese: Path | None = next((run.path for run in runs(document.text)), None)
    for line in _suspects(document, rule):
        path = _path_of(line.text, hot(rule), chinese)
        chinese = path or chinese
        changes += [] if path else _changes(line)
    if changes and chinese is None:
        texts = (line.text for line in document.lines if len(line.text) <= rule.options["longest"])
        chinese = next(filter(None, map(_chinese, islice(filter(_HIGH_RUN.search, texts), _SAMPLE))), None)
    if chinese is not None and chinese.real != "utf-8":
        return  # the words of such a document that are too short to prove it are Chinese, too
    chinese_text = bool(_HAN.search(document.text))
    for change in changes:
        if not _perhaps_gbk(change):
            start, end = change.line.start + change.start, change.line.start + change.end
            message = f"mojibake {document.text[start:end]!r}; reads as {change.content!r}"
            fix = replacement(start, end, change.content, _level(change, document.text[start:end], chinese_text))
            yield settled(document, Finding(rule.code, start, end, message, fix))


def _path_of(text: str, suspect: Hot, known: Path | None) -> Path | None:
    """Return the path of our own along which a stretch of a line reads as Chinese; the path known is tried first."""
    pieces = [piece for piece in WALL.split(text) if suspect.search(piece)]
    if known and any(quick(piece, known, plain_costs(piece), _LEAST_BITS) for piece in pieces):
        return known
    return next(filter(None, map(_chinese, pieces)), None)


def _level(change: Change, old: str, among_han: bool) -> Applicability:  # noqa: FBT001 (a fact about the text)
    """Return how far ftfy is to be trusted.

    Less for ideographs, for one or two rare letters among ideographs, and where words come out that are no words yet.
    """
    if len(change.content) == len(old) and not all(map(_QUOTES.match, filter(_C1.match, old))):
        return Applicability.UNSAFE  # no byte was undone, and controls of other kinds are rather binary data
    new = [char for char in change.content if char > "\x7f" and char not in old]
    lone = among_han and 0 < len(new) <= _FEW and not any(map(_USUAL.match, new))
    line, end = change.line.text, change.end
    before, after = line[max(0, change.start - 1) : change.start], line[end : end + 1]
    around = before + change.content + after
    if len(new) <= _FEW and "\ufffd" in before + after and any(char > "\u024f" and char.isalpha() for char in new):
        return Applicability.UNSAFE  # bytes are lost beside it, which may have belonged to it
    inner = any(map(_ideographs, _LATIN.findall(change.content))) or _TWO_SCRIPTS.search(around)
    return Applicability.UNSAFE if lone or inner or any(map(_HAN.match, new)) else Applicability.SAFE


def _suspects(document: Document, rule: Rule) -> Iterator[Line]:
    suspect, longest = hot(rule), rule.options["longest"]
    left = without_runs(document.text)
    lines = (line for line in document.lines if len(line.text) <= longest)
    return (
        line for line in lines if suspect.search(line.text if left is document.text else left[line.start : line.end])
    )


def _changes(line: Line) -> Iterator[Change]:
    ftfy, steps = _ftfy()
    fixed = ftfy.fix_encoding(line.text, steps)
    left = _C1.findall(fixed) if fixed != line.text else ()
    if left and all(map(_QUOTES.match, left)):  # a line of UTF-8 and Windows-1252, both read as Latin-1
        fixed = ftfy.fixes.fix_c1_controls(fixed)
    if fixed != line.text and not _halfway(line.text, fixed):
        yield Change(line, *_difference(line.text, fixed))


def _perhaps_gbk(change: Change) -> bool:
    """Tell whether half of the words that change, or more, may be Chinese that the scorer does not know.

    GB 2312 has bytes from A1 only, so two or more of its ideographs in a row are rarely UTF-8, which needs 80–9F too.
    """
    text, start, end = change.line.text, change.start, change.end
    words = [found.group() for found in _WORD.finditer(text) if found.end() > start and found.start() < end]
    return 2 * sum(map(_ideographs, words)) >= len(words) > 0


def _ideographs(word: str) -> bool:
    """Tell whether a word reads as two ideographs or more, and not as UTF-8 of letters that are often met."""
    codes = [to_bytes(word, seen) for seen in SINGLE_BYTE] if len(word) >= 4 else []
    latin = (from_bytes(code, "utf-8") for code in codes)
    if any(read and (len(word) >= _LONG or all("\xa0" <= char <= "\u017f" for char in read)) for read in latin):
        return False
    return any(from_bytes(code, "gb2312") for code in codes)


def _halfway(old: str, new: str) -> bool:
    """Tell whether ideographs or their marks came out beside letters that still look wrong: bytes were lost there."""
    return bool(_EASTERN.search(new)) and not _EASTERN.search(old) and bool(_LEFT_OVER.search(new))


def _chinese(text: str) -> Path | None:
    """Return the path of our own along which a text, or what one layer of UTF-8 hides, reads as Chinese."""
    layers = [text, *filter(None, (strict(text, Path(seen, "utf-8")) for seen in SINGLE_BYTE))]
    for layer in layers:
        for path in _PATHS:
            found = quick(layer, path, plain_costs(layer), _LEAST_BITS)
            if found and _TWO_HAN.search(found.content):
                return path
    return next(filter(None, map(_reads, layers)), None)


def _reads(text: str) -> Path | None:
    text = text[:_ENOUGH]
    reading = best_reading(text, _PATHS, plain_costs(text), _LEAST_BITS)
    if reading is not None and any(_TWO_HAN.search(segment.content) for segment in reading.segments):
        return reading.path
    return None


def _difference(old: str, new: str) -> tuple[int, int, str]:
    """Return the span of ``old`` between common ends, and what ``new`` has there."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start, len(old) - tail, new[start : len(new) - tail]
