"""Blocks of lines, and the fixes that take them out.

Facts: a page that was turned into text keeps its furniture as whole lines (a footer, a list of links, a contact block),
so that taking it out means deleting lines with their line ends. What separates paragraphs in plain text and Markdown is
one blank line (CommonMark 0.31, 4.9); where a block stood between two blank lines, one of them goes with it.
"""

import re
from collections.abc import Iterable, Iterator

from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.source import Document, Line
from corpuslint.typed import NamedTuple

_MARKS = re.compile(r"(?:#{1,6}(?=\s)|>|[-*+•](?=\s)|\s)+")
_FIRST = "#>-*+•"
"""What its matches begin with, blanks apart."""


class Block(NamedTuple):
    """Lines ``first`` to ``last`` (indices into ``document.lines``, both included)."""

    first: int
    last: int


def bare(line: Line) -> str:
    """Return the text of a line without the marks of Markdown around it (``## ``, ``> ``, ``- ``, ``**``)."""
    text = line.text
    if text[:1] in _FIRST or text[:1].isspace():
        opening = _MARKS.match(text)
        text = text[opening.end() if opening else 0 :]
    return text.rstrip().strip("*_")


def blocks(document: Document, hits: Iterable[int]) -> Iterator[Block]:
    """Join ascending line numbers into blocks: what only blank lines part is one block."""
    first = last = -1
    for hit in hits:
        if first >= 0 and all(line.blank for line in document.lines[last + 1 : hit]):
            last = hit
            continue
        if first >= 0:
            yield Block(first, last)
        first = last = hit
    if first >= 0:
        yield Block(first, last)


def removal(document: Document, block: Block, applicability: Applicability) -> Fix:
    """Return the fix that deletes a block line by line; a line on which damage is open stays, the others still go."""
    lines = document.lines
    edits: list[Edit] = []
    for number in range(block.first, block.last + 1):
        line = lines[number]
        if line.blank:
            edits[-1] = edits[-1]._replace(end=line.next)
        else:
            edits.append(Edit(line.start, line.next, ""))
    count = len(edits)
    # Blank lines around go by edits of their own: another block may take them first, and this one must still go.
    edits += [
        Edit(lines[row].start, lines[row].next, "") for row in _gap(lines, block) if lines[row].next > lines[row].start
    ]
    message = "remove the line" if count == 1 else f"remove {count} lines"
    return Fix(applicability, message, tuple(sorted(edits)), independent=True)


def _gap(lines: list[Line], block: Block) -> Iterator[int]:
    """Yield the blank lines that go with a block: those on one side, and all at an end.

    In the upper half of a document they are those after the block, in the lower half those before it: blocks that
    follow one another at its head or its end then take each a gap of their own. Where the block has blank lines on one
    side alone, one of them stays.
    """
    before, after = (
        range(_gap_before(lines, block.first), block.first),
        range(block.last + 1, _gap_after(lines, block.last)),
    )
    at_head, at_end = before.start == 0, after.stop == len(lines)
    if at_head or at_end:
        yield from (*before, *after)
    elif before and after:
        yield from after if before.start < len(lines) // 2 else before
    else:
        yield from (*before[1:], *after[1:])


def _gap_before(lines: list[Line], row: int) -> int:
    """Return the first of the blank lines that end right before ``row``; ``row`` if there are none."""
    while row and lines[row - 1].blank:
        row -= 1
    return row


def _gap_after(lines: list[Line], row: int) -> int:
    """Return the row behind the blank lines that follow ``row``."""
    row += 1
    while row < len(lines) and lines[row].blank:
        row += 1
    return row


def finding(document: Document, rule: Rule, block: Block, message: str, applicability: Applicability) -> Finding:
    """Return the one finding about a block, from its first to its last line."""
    start, end = document.lines[block.first].start, document.lines[block.last].end
    return Finding(rule.code, start, end, message, removal(document, block, applicability))
