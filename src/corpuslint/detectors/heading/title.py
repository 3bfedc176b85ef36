"""Titles that say nothing, and titles with a byline glued to them.

Facts: editors name what was never named (Word: 文档1, 新建 Microsoft Word 文档; browsers: Untitled), and the name
becomes the first line of the text. 无题 is a title of poems. News pages set the author, source and date below the title
in a block of their own; a conversion that drops the block puts them at the end of the title's line.
"""

from collections.abc import Iterator

from corpuslint.detectors.block import bare
from corpuslint.detectors.expressions import compiled
from corpuslint.detectors.heading.level import headings
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document, Line


def generic(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for the title of a document (its first line, its first heading) if it is a placeholder."""
    for line in _titles(document, rule, first=True):
        title = bare(line)
        if compiled(rule.options["titles"]).fullmatch(title.strip()):
            yield Finding(rule.code, line.start, line.end, f"a title that says nothing: {title.strip()}")


def glued_byline(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each title (the first line, any heading) that goes on with its author, source or date."""
    for line in _titles(document, rule, first=False):
        text = line.text.rstrip()
        byline = compiled(rule.options["byline"]).search(text)
        title = bare(line)[: len(bare(line)) - len(text) + byline.start()].strip() if byline else ""
        if byline and len(title) >= rule.options["min-title"] and not compiled(rule.options["unless"]).search(title):
            start, end = line.start + byline.start(), line.start + byline.start("by")
            fix = replacement(start, end, document.newline * 2, Applicability.UNSAFE, "begin a paragraph")
            yield Finding(rule.code, end, line.start + len(text), "a byline glued to the title", fix)


def _titles(document: Document, rule: Rule, *, first: bool) -> Iterator[Line]:
    """Yield the first line with text and the headings of a document, or only the first of them."""
    row = next((row for row, line in enumerate(document.lines) if not line.blank), -1)
    rows = {row} if row >= 0 else set()
    for heading in headings(document):
        rows.add(heading.row)
        if first:
            break
    for each in sorted(rows):
        if len(document.lines[each].text) <= rule.options["max-line"]:
            yield document.lines[each]
