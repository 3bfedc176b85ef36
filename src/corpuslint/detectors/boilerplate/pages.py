"""Page numbers and running heads that stand between paragraphs, and links behind headings.

Facts: text taken from a paged document carries on each page its number (— 12 —, 第12页, Page 3 of 10), and often a
running head beside it. One number alone can be anything; numbers that rise by one from page to page, each with text
between them, are pages. A running head is the same line beside most of these numbers.
MediaWiki puts a link to edit it, in square brackets, behind the heading of each section.
"""

import re
from collections import Counter
from collections.abc import Iterator

from corpuslint.detectors.block import Block, blocks, finding
from corpuslint.detectors.expressions import compiled
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document


def page_furniture(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each page number, with the running head beside it."""
    pages = _pages(document, rule)
    if len(pages) < rule.options["min-pages"]:
        return
    heads = _running_heads(document, pages, rule)
    for block in blocks(document, sorted({*pages, *heads})):
        yield finding(document, rule, block, _message(document, block), Applicability.UNSAFE)


def _message(document: Document, block: Block) -> str:
    texts = [line.text.strip() for line in document.lines[block.first : block.last + 1] if not line.blank]
    return f"the number or running head of a page: {' / '.join(texts)[:60]}"


def _pages(document: Document, rule: Rule) -> list[int]:
    """Return the rows of the longest run of page numbers that rise by one, with text between them."""
    best: list[int] = []
    run: list[int] = []
    last = last_text = 0
    texts = 0
    for row, line in enumerate(document.lines):
        match = (
            compiled(rule.options["number"]).match(line.text)
            if len(line.text) <= rule.options["max-number-line"]
            else None
        )
        if match is None:
            texts += not line.blank
            continue
        number = int(next(group for group in match.groups() if group))
        rises = number == last + 1 and texts - last_text >= rule.options["min-lines"]
        if not (rises and run):
            run = []
        run.append(row)
        last, last_text = number, texts
        if len(run) > len(best):
            best = run
    return best


def _running_heads(document: Document, pages: list[int], rule: Rule) -> Iterator[int]:
    """Yield the rows of lines that stand beside most page numbers and read the same."""
    beside: dict[int, str] = {}
    for page in pages:
        for step in (-1, 1):
            row = page + step
            while 0 <= row < len(document.lines) and document.lines[row].blank:
                row += step
            if 0 <= row < len(document.lines) and len(document.lines[row].text) <= rule.options["max-head"]:
                beside[row] = re.sub(r"\d+", "0", document.lines[row].text.strip())
    counts = Counter(beside.values())
    for row, text in beside.items():
        if counts[text] >= max(rule.options["min-pages"], rule.options["min-share"] * len(pages)):
            yield row


def edit_links(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each link to edit a section, if the headings of the document have them."""
    link, heading = compiled(rule.options["link"]), compiled(rule.options["heading"])
    found = [
        (line, link.search(line.text)) for line in document.lines if 2 < len(line.text) <= rule.options["max-length"]
    ]
    spans = [
        (line.start + match.start(), line.start + len(line.text.rstrip()))
        for line, match in found
        if match and heading.search(line.text[: match.start()])
    ]
    if len(spans) >= rule.options["min-links"]:
        for start, end in spans:
            yield Finding(rule.code, start, end, rule.summary, replacement(start, end, "", Applicability.UNSAFE))
