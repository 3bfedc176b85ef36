"""Lists of other articles below an article: 相关链接, 猜你喜欢, and the titles under it.

Facts: a news page ends in such a list, made by the site and other on every visit. It stands below the article, has a
heading out of a few, and items that are titles: short, without a full stop. Authors write lists of further reading as
well; theirs name books and addresses, or stand under a heading that is marked as one.
"""

from collections.abc import Iterator

from corpuslint.detectors.block import Block, bare, finding
from corpuslint.detectors.expressions import compiled
from corpuslint.finding import Applicability, Finding
from corpuslint.rule import Rule
from corpuslint.source import Document


def related(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each list of other articles that stands below a paragraph."""
    lines, paragraph = document.lines, compiled(rule.options["paragraph"])
    row = next((row for row, line in enumerate(lines) if paragraph.search(line.text)), len(lines)) + 1
    while row < len(lines):
        items = _items(document, row, rule)
        if len(items) >= rule.options["min-items"]:
            message = f"a list of other articles: {bare(lines[row])[:20]}"
            yield finding(document, rule, Block(row, items[-1]), message, Applicability.UNSAFE)
            row = items[-1]
        row += 1


def _items(document: Document, head: int, rule: Rule) -> list[int]:
    """Return the rows of the items of the list that begins at ``head``; none if no list does."""
    rows: list[int] = []
    if not compiled(rule.options["heading"]).fullmatch(document.lines[head].text):
        return rows
    for row in range(head + 1, len(document.lines)):
        line = document.lines[row]
        if not line.blank:
            text = bare(line)
            if len(text) > rule.options["max-item"] or not compiled(rule.options["item"]).fullmatch(text):
                break
            rows.append(row)
    return rows
