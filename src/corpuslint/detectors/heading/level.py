"""Headings that are marked as such, and their levels.

Facts: Markdown is read by its parser (:mod:`corpuslint.detectors.heading.markdown`); plain text often holds headings
marked with ``#`` too. There, an ATX heading is one to six ``#`` and a blank, indented at most three spaces (CommonMark
0.31, 4.2); inside fenced code such a line is a comment. A heading belongs to the nearest one above it of a lower level,
so a level that is skipped leaves a section without its parent (markdownlint MD001).
"""

import re
from collections.abc import Iterable, Iterator

from corpuslint.detectors.heading.heading import Heading
from corpuslint.detectors.heading.markdown import markdown_headings
from corpuslint.finding import Finding
from corpuslint.regions import find
from corpuslint.rule import Rule
from corpuslint.source import Document

_ATX = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]")


def headings(document: Document) -> Iterable[Heading]:
    """Return the marked headings of a document, in their order."""
    return markdown_headings(document) if document.markdown else atx_headings(document)


def atx_headings(document: Document) -> Iterator[Heading]:
    """Yield the headings of plain text marked with ``#``, those in code left out."""
    fences = find("code", document.text, markdown=True) if "```" in document.text or "~~~" in document.text else None
    for row, line in enumerate(document.lines):
        if "#" not in line.text[:4] or (fences and fences.touch(line.start, line.end)):
            continue
        match = _ATX.match(line.text)
        title = _title(line.text[match.end() :]) if match else ""
        if match and title:
            start = line.start + line.text.index(title, match.end())
            yield Heading(row, len(match["marks"]), start, title)


def _title(text: str) -> str:
    """Return the text of a heading without the blanks around it and the ``#`` that may close it."""
    closed = text.rstrip().rstrip("#")
    return (closed if closed[-1:].isspace() or not closed else text).strip()


def skipped(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each heading more than one level below the one before it."""
    before = 0
    for heading in headings(document):
        if before and heading.level > before + 1:
            line = document.lines[heading.row]
            message = f"level {heading.level} follows level {before}"
            yield Finding(rule.code, line.start, line.end, message)
        before = heading.level
