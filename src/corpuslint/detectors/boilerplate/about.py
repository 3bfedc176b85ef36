"""Paragraphs with which a publisher introduces itself, and captions without their picture.

Facts: beside its address a newsletter says who publishes it: a paragraph that begins with the name and goes on 是…,
成立于…, 由…发起, 旨在…. The name stands in the contact block or masthead too. A picture that was not taken over
leaves a gap of several blank lines, and below it its caption: one line without a final mark.
"""

import re
from collections.abc import Iterator

from corpuslint.detectors.block import Block, bare, finding
from corpuslint.detectors.boilerplate.contact import contact_block
from corpuslint.detectors.expressions import compiled
from corpuslint.detectors.heading.layout import Block as Paragraph
from corpuslint.detectors.heading.layout import blocks as paragraphs
from corpuslint.finding import Applicability, Finding
from corpuslint.rule import Rule
from corpuslint.rulebook import shipped
from corpuslint.source import Document

_NAME = re.compile(r"[\W_]+")


def about_paragraph(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each paragraph near a contact block that introduces whom the block names."""
    page = next(page for page in shipped() if page.code == rule.options["contact-rule"])
    around = paragraphs(document)
    for contact in contact_block(document, page):
        first, last = document.row(contact.start) - 1, document.row(contact.end) - 1
        for block in _near(around, first, last, rule.options["reach"]):
            if _introduces(document, block, rule):
                yield finding(document, rule, block, rule.summary, Applicability.UNSAFE)


def _near(around: list[Paragraph], first: int, last: int, reach: int) -> list[Block]:
    """Return the blocks right before and after some lines."""
    before = [block for block in around if block.last < first][-reach:]
    after = [block for block in around if block.first > last][:reach]
    return [Block(*block) for block in (*before, *after)]


def _introduces(document: Document, block: Block, rule: Rule) -> bool:
    """Tell whether a paragraph begins with a name that other lines of the document consist of, and says what it is."""
    text = bare(document.lines[block.first])
    match = compiled(rule.options["introduction"]).match(text)
    if match is None or block.first != block.last:
        return False
    name = _NAME.sub("", match["name"])
    others = (
        line.text
        for number, line in enumerate(document.lines)
        if number != block.first and len(line.text) <= rule.options["max-name-line"]
    )
    return len(name) >= rule.options["min-name"] and any(name in _NAME.sub("", other) for other in others)


def orphan_caption(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each caption below the gap that its picture left."""
    lines = document.lines
    for block in (Block(*paragraph) for paragraph in paragraphs(document)):
        text = bare(lines[block.first])
        blanks = rule.options["min-gap"]
        gap = block.first >= blanks and all(lines[row].blank for row in range(block.first - blanks, block.first))
        if gap and block.first == block.last and len(text) <= rule.options["max-length"]:
            after_text = any(not line.blank for line in lines[: block.first])
            if after_text and compiled(rule.options["caption"]).search(text):
                yield finding(document, rule, block, rule.summary, Applicability.UNSAFE)
