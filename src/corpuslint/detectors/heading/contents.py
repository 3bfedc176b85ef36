"""Contents lists, and what stands in the body under their entries.

Facts: a contents list near the head of a document names its headings in their order; it was made from them, so each
entry is proof that the line of the body that reads the same is a heading, and that a space or word in which they
differ is a fault of one of the two. Layout breaks long headings over lines, and the conversion leaves a space there;
in the list, set in smaller type, the same heading stands whole.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from corpuslint.detectors.block import Block, bare
from corpuslint.rule import Rule
from corpuslint.source import Document, Line
from corpuslint.typed import NamedTuple

_ITEM = re.compile(r"[ \t]{0,3}(?:[-*+•]|\d{1,2}[.)、])[ \t]+(?=\S)")
_PLAIN = re.compile(r"[^。；\[\]<>`*]+")
"""An entry is no sentence, and neither a link nor code, as lists of points in Markdown are."""
_LEADER = re.compile(r"[\s.…·．]*(?:[.…·．]{2,}|\s{2,})\s*\d{1,4}$")
_DOTTED = re.compile(r"[^.…·．\s][ \t　]{0,8}(?:[.…·．]{3,}|…{2,})[ \t　]{0,8}\d{1,4}[ \t　]{0,8}$")
"""The dots that lead from an entry to its page: only a contents list has them."""
_ORDINAL = re.compile(r"第[零〇一二三四五六七八九十百\d]{1,5}[编編章节節篇部]")
_NO_WORD = re.compile(r"[\W_]+")
_TITLE = re.compile(r"^(?:目\s*[录錄次]|[本]期目[录錄]|要目|contents|table of contents)$", re.IGNORECASE)
_SPEAKER = re.compile(r"^[^：:]{2,12}[：:]")
_MAX_ENTRIES = 400
_MAX_NEAR = 2000
"""Lines behind the last heading that are compared with an entry; both are bounds on time, not on what is found."""


class Entry(NamedTuple):
    """An entry of a contents list; ``row`` is an index into ``document.lines``."""

    row: int
    text: str


class Match(NamedTuple):
    """An entry and the line of the body that is its heading."""

    entry: Entry
    row: int
    start: int
    """Where in the line the heading's text begins (behind a mark such as ◆ or #)."""
    kind: str
    """``same``, ``speaker`` (the entry puts a name before it), ``spaces``, ``marks`` or ``words``: what differs;
    ``number``: short ones, which have their number and most of their words in common."""


class _Limits(NamedTuple):
    """The options of a page; see there."""

    similarity: int
    aligned: float
    entries: int
    heading: int
    between: int
    title: int
    judged: int
    leaders: int


class Contents(NamedTuple):
    """A contents list and what its entries stand for."""

    block: Block
    entries: list[Entry]
    matches: list[Match]


def key(text: str) -> str:
    """Return what is left of a title when spaces, marks and case are no matter."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()


def contents(document: Document, rule: Rule) -> Contents | None:
    """Return the contents list of a document, if it has one by the page's options."""
    options = rule.options
    names = (
        "min-similarity",
        "min-aligned",
        "min-entries",
        "max-heading",
        "max-between",
        "max-list-title",
        "min-judged",
        "min-leaders",
    )
    return _contents(document, _Limits(*(options[name] for name in names)))


@lru_cache(maxsize=4)
def _contents(document: Document, limits: _Limits) -> Contents | None:
    found = _list(document, limits)
    if found is None:
        return None
    block, entries = found
    matches = list(_aligned(document, block, entries, limits))
    return Contents(block, entries, matches) if len(matches) >= limits.aligned * len(entries) else None


def _list(document: Document, limits: _Limits) -> tuple[Block, list[Entry]] | None:
    """Return the first run of enough entries before any prose, with the short lines between them."""
    entries: list[Entry] = []
    first = last = -1
    shorts = led = 0
    for row, line in enumerate(document.lines):
        if line.blank:
            continue
        dotted = _is_dotted(line, limits)
        text = _entry(line, limits, dotted=dotted) if len(entries) < _MAX_ENTRIES else ""
        if text:
            entries.append(Entry(row, text))
            first, last, shorts, led = (row if first < 0 else first), row, 0, led + dotted
        elif len(line.text) > limits.between or (entries and shorts >= 1):
            break
        else:
            shorts += 1
    enough = len(entries) >= limits.entries or (limits.leaders and led >= limits.leaders)
    return (Block(_opened(document, first, limits), last), entries) if enough else None


def _is_dotted(line: Line, limits: _Limits) -> bool:
    return limits.leaders > 0 and len(line.text) <= limits.heading and _DOTTED.search(line.text) is not None


def _entry(line: Line, limits: _Limits, *, dotted: bool) -> str:
    """Return the title in a line of a contents list: an item of a list, or what dots lead to a page; else nothing."""
    item = _ITEM.match(line.text)
    plain = item and len(line.text) <= limits.heading and _PLAIN.fullmatch(line.text, item.end())
    if not dotted and not plain:
        return ""
    return _LEADER.sub("", line.text[item.end() if item else 0 :]).strip()


def _opened(document: Document, first: int, limits: _Limits) -> int:
    """Return the row at which a list begins: that of its title or first section, if one stands right before it."""
    before = [row for row in range(max(0, first - 3), first) if not document.lines[row].blank]
    return before[-1] if before and len(bare(document.lines[before[-1]])) <= limits.title else first


def _aligned(document: Document, block: Block, entries: list[Entry], limits: _Limits) -> Iterator[Match]:
    rows = [row for row in range(block.last + 1, len(document.lines)) if _may_be_heading(document.lines[row], limits)]
    by_key: dict[str, list[int]] = {}
    for row in rows:
        by_key.setdefault(key(document.lines[row].text), []).append(row)
    at = block.last
    for entry in entries:
        behind = bisect_right(rows, at)
        nearby = rows[behind : behind + _MAX_NEAR]
        match = _exact(document, by_key, entry, at) or _near(document, nearby, entry, limits)
        if match:
            at = match.row
            yield match


def _may_be_heading(line: Line, limits: _Limits) -> bool:
    return not line.blank and len(line.text) <= limits.heading and not line.text.rstrip().endswith(("。", "；", "，"))


def _exact(document: Document, by_key: dict[str, list[int]], entry: Entry, after: int) -> Match | None:
    """Return the first line behind ``after`` with the key of the entry, or of what follows its speaker."""
    speaker = _SPEAKER.match(entry.text)
    for text, kind in ((entry.text, ""), (entry.text[speaker.end() :] if speaker else "", "speaker")):
        rows = by_key.get(key(text), ()) if key(text) else ()
        at = bisect_right(rows, after) if rows else 0
        if rows and at < len(rows):
            line = document.lines[rows[at]]
            start = _text_start(line.text, text)
            return Match(
                entry._replace(text=text), rows[at], start, kind or difference(text, line.text[start:].rstrip())
            )
    return None


def _text_start(line: str, entry: str) -> int:
    """Return where the heading begins in a line: at its first word character, or at the same mark as the entry."""
    word = re.search(r"\w", line)
    start = word.start() if word else 0
    opening = re.match(r"\W*", entry)
    lead = opening.group() if opening else ""
    return start - len(lead) if lead and line[:start].endswith(lead) else start


def difference(entry: str, heading: str) -> str:
    """Return in what two titles with the same key differ: nothing, spaces or marks."""
    if entry == heading:
        return "same"
    return "spaces" if "".join(entry.split()) == "".join(heading.split()) else "marks"


def _near(document: Document, nearby: list[int], entry: Entry, limits: _Limits) -> Match | None:
    """Return the line most like the entry, if it is like enough and long enough to judge."""
    wanted = key(entry.text)
    if len(wanted) < limits.judged:
        return _of_same_number(document, nearby, entry)
    from rapidfuzz import fuzz, process  # noqa: PLC0415 (17 ms, and only where a contents list is there)

    choices = [key(document.lines[row].text) for row in nearby]
    best = process.extractOne(wanted, choices, scorer=fuzz.ratio, score_cutoff=limits.similarity)
    if best is None:
        return None
    row = nearby[best[2]]
    return Match(entry, row, _text_start(document.lines[row].text, entry.text), "words")


def _of_same_number(document: Document, nearby: list[int], entry: Entry) -> Match | None:
    """Return the line with the number of a short entry (第二章) and most of its words."""
    number = _ORDINAL.match(entry.text)
    if number is None:
        return None
    words = set(key(entry.text[number.end() :]))
    for row in nearby:
        text = document.lines[row].text
        start = _text_start(text, entry.text)
        if text.startswith(number.group(), start):
            others = set(key(text[start + number.end() :]))
            alike = 2 * len(words & others) > max(len(words), len(others))
            return Match(entry, row, start, "number") if alike else None
    return None
