"""Paragraphs broken into lines of one width.

Facts: mail, text from PDF and some editors break a paragraph where a line is full: all its lines but the last have
the width of the column, less what a word of letters, or a mark that may not begin a line (GB/T 15834-2011, 5.1.1),
takes with it. A character of East Asian width W or F fills two columns, others one (UAX #11). Such lines end wherever
the column does: about four in ten of their ends fall into a word of the dictionary, and only one in eight stands behind
a mark. Verse, lists and addresses have lines of one width by chance, but end with the word; headlines cut to one length
end anywhere, but the next one does not begin with the other half of a word.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from unicodedata import east_asian_width

from corpuslint.chars import HAN
from corpuslint.detectors.expressions import compiled
from corpuslint.detectors.paragraph.proof import spanning_word
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.rulebook import shipped
from corpuslint.source import Document, Line
from corpuslint.typed import NamedTuple

_HAN = re.compile(f"[{HAN}]")
_OPEN = re.compile(rf"[^#|>，；：、/—（《“]*[，；：、/—（《“].*[{HAN}][ \t]?", re.DOTALL)
"""A line that holds a mark and does not end with one."""
_HAN_END = re.compile(rf"[{HAN}][ \t]?\Z")
_BEGINS = re.compile(rf"[ \t　]{{0,8}}[{HAN}]")
_ENDED = re.compile(r"[。！？…：!?:][”’」』）)]*$|[”」』]$")
"""What may be the end of a paragraph, even in a line that is full."""
_MARK = 2
"""Columns that a mark takes, which may not begin a line and so stays out of it."""
_SENTENCE_END = re.compile(r"[。！？][”’」』）]?$")
_WORD_END, _WORD_START = re.compile(r"[A-Za-z0-9,.;:)%]$"), re.compile(r"[A-Za-z0-9(]+")
_BLANKS = " \t　"
_LEAST = 2
"""Line ends of a paragraph that stands alone; so few show a column only where each of them cuts a word."""


class _Row(NamedTuple):
    """A line of a block of lines."""

    line: Line
    text: str
    """Without the blanks around it."""
    indent: int
    """Columns before it."""
    size: tuple[int, int]
    """Columns and characters up to its last one: some programs count the ones, some the others."""


class _Column(NamedTuple):
    """A column in which lines were broken."""

    unit: int
    """0: its width is counted in columns, 1: in characters."""
    width: int
    indented: bool
    """Whether its paragraphs begin with blanks: then a full line that ends a sentence need not end a paragraph."""
    level: Applicability


Joint = tuple[_Row, _Row]


def wrapped(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each paragraph that is broken into full lines; its fix joins them."""
    for joints, level in paragraphs(document, rule):
        edits = tuple(Edit(_end(before), _start(after), _between(before, after)) for before, after in joints)
        message = f"a paragraph broken into {len(edits) + 1} lines of one width"
        fix = Fix(level, "join the lines", edits, independent=True)
        yield Finding(rule.code, edits[0].start, edits[-1].end, message, fix)


def claimed(document: Document) -> frozenset[int]:
    """Return where the lines end that the rule about wrapped paragraphs joins."""
    page = next(page for page in shipped() if page.name == "wrapped-paragraph")
    return frozenset(before.line.end for joints, _ in paragraphs(document, page) for before, _ in joints)


def paragraphs(document: Document, rule: Rule) -> Iterator[tuple[list[Joint], Applicability]]:
    """Yield the line ends inside each broken paragraph, and how far they can be trusted.

    Either the whole document was broken in one column, or single blocks of it were.
    """
    if not _enough_open(document.lines, rule.options["min-open"]):
        return
    blocks = list(_blocks(document, rule))
    column = _column(blocks, rule)
    for block in blocks:
        here = column or _column([block], rule)
        run: list[Joint] = []
        for joint in _joints(block, here, rule) if here else ():
            if run and run[-1][1] is not joint[0]:
                yield run, here.level  # type: ignore[union-attr]
                run = []
            run.append(joint)
        if run and here:
            yield run, here.level


def _enough_open(lines: Sequence[Line], least: int) -> bool:
    """Tell whether so many lines end within a sentence, or two one below the other; else no column shows."""
    opened = 0
    held = shown = False
    for before, after in pairwise(lines):
        holds = _goes_on(before.text, after.text)
        marked = holds and _OPEN.fullmatch(before.text) is not None
        opened += marked
        if opened == least or (holds and held and (marked or shown)):
            return True
        held, shown = holds, marked
    return False


def _goes_on(text: str, below: str) -> bool:
    return bool(_HAN_END.search(text, max(0, len(text) - 2)) and _BEGINS.match(below))


def _is_open(text: str) -> bool:
    """Tell whether a line holds a mark and does not end with one; its end is looked at first, which is cheaper."""
    return bool(_HAN_END.search(text, max(0, len(text) - 2)) and _OPEN.fullmatch(text))


def _blocks(document: Document, rule: Rule) -> Iterator[list[_Row]]:
    """Yield the runs of lines that are text."""
    block: list[_Row] = []
    for line in document.lines:
        if _is_text(line, rule):
            block.append(_row(line))
            continue
        if len(block) > 1:
            yield block
        block = []
    if len(block) > 1:
        yield block


def _is_text(line: Line, rule: Rule) -> bool:
    short = 0 < len(line.text) <= rule.options["max-line"]
    return bool(short and _HAN.search(line.text) and not compiled(rule.options["structure"]).search(line.text))


def _row(line: Line) -> _Row:
    text = line.text.rstrip(_BLANKS)
    plain = text.lstrip(_BLANKS)
    return _Row(line, plain, _columns(text[: len(text) - len(plain)]), (_columns(text), len(text)))


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(map(_width, text))


@cache  # the characters of a corpus are few, and Unicode is asked seven times as slowly
def _width(char: str) -> int:
    return 2 if east_asian_width(char) in "WFA" else 1


def _column(blocks: Sequence[Sequence[_Row]], rule: Rule) -> _Column | None:
    """Return the column in which some blocks were broken; ``None``: nothing shows that they were."""
    options = rule.options
    followed = [row for block in blocks for row in block[:-1]]
    if len(followed) < _LEAST:
        return None
    fits = [_fitting(followed, unit, options["slack"][unit]) for unit in (0, 1)]
    unit = int(fits[1][0] > fits[0][0])
    width = fits[unit][1]
    wide = sum(row.size[unit] > width for block in blocks for row in block)
    if width < options["min-width"][unit] or wide > options["max-wide"] * (len(followed) + len(blocks)):
        return None
    indented = any(max(row.indent for row in block[1:]) > _margin(block) for block in blocks)
    column = _Column(unit, width, indented, Applicability.UNSAFE)
    joints = [joint for block in blocks for joint in _joints(block, column, rule)]
    level = _level(joints, len(followed), rule)
    return column._replace(level=level) if level else None


def _fitting(rows: Sequence[_Row], unit: int, slack: int) -> tuple[int, int]:
    """Return how many lines all but fill the column that most of them fill, and its width."""
    counts = Counter(row.size[unit] for row in rows)
    most, width = max((sum(counts[width - less] for less in range(slack + 1)), -width) for width in counts)
    return most, -width


def _margin(block: Sequence[_Row]) -> int:
    return min(row.indent for row in block)


def _joints(block: Sequence[_Row], column: _Column, rule: Rule) -> Iterator[Joint]:
    """Yield the neighbours of a block between which a line was broken because it was full."""
    margin = _margin(block)
    for before, after in pairwise(block):
        word = _WORD_START.match(after.text)
        needed = max(rule.options["slack"][column.unit], word.end() if word else 0)
        ended = not column.indented and _ENDED.search(before.text)
        begins = after.indent != margin or compiled(rule.options["begins"]).search(after.text)
        if before.size[column.unit] + needed >= column.width and not (ended or begins):
            yield before, after


def _level(joints: Sequence[Joint], followed: int, rule: Rule) -> Applicability | None:
    """Return how far line ends can be trusted to be those of a column; ``None``: not at all."""
    options = rule.options
    opened = [(a, b) for a, b in joints if _is_open(a.line.text) and _BEGINS.match(b.line.text)]
    if len(joints) == followed == _LEAST and all(_goes_on(a.line.text, b.line.text) for a, b in joints):
        return Applicability.UNSAFE if opened and _alone(joints, rule) else None
    if len(opened) < max(options["min-open"], options["min-share"] * len(joints), options["min-joined"] * followed):
        return None
    looked = opened[: options["sample"]]
    cut = _cuts(looked, rule)
    if cut < max(options["min-cut"], options["min-cut-share"] * len(looked)):
        return None
    return Applicability.SAFE if cut >= options["sure-cut"] else Applicability.UNSAFE


def _alone(joints: Sequence[Joint], rule: Rule) -> bool:
    """Tell whether three lines are one paragraph.

    Each end cuts a word; or one does, the full lines are of one width but for a mark, and the last one ends a sentence.
    """
    cut = _cuts(joints, rule)
    (first, second), (_, last) = joints
    even = abs(first.size[0] - second.size[0]) <= _MARK and last.size[0] <= second.size[0]
    return cut == _LEAST or (cut > 0 and even and _SENTENCE_END.search(last.text) is not None)


def _cuts(joints: Sequence[Joint], rule: Rule) -> int:
    """Return how many line ends fall into a word."""
    reach, own = rule.options["reach"], rule.options["own-words"]
    return sum(spanning_word(a.text, b.text, reach, own) != "" for a, b in joints)


def _end(row: _Row) -> int:
    return row.line.start + len(row.line.text.rstrip(_BLANKS))


def _start(row: _Row) -> int:
    return row.line.end - len(row.line.text.lstrip(_BLANKS))


def _between(before: _Row, after: _Row) -> str:
    """Return what stood at the line end: a blank between two words of letters, or where one is left beside a word."""
    words = bool(_WORD_END.search(before.text)) + bool(_WORD_START.match(after.text))
    blank = before.line.text[-1:].isspace()
    return " " if words + blank > 1 else ""
