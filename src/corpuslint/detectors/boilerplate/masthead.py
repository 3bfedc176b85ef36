"""Mastheads: the name, publisher, issue and date above a newsletter.

Facts: the first lines of an issue are short; one of them numbers it (2022年第5期, 总第4期), one dates it. They stand
before the first prose and before the contents list. A date or a number alone proves nothing, a law has both in its
title.
"""

from collections.abc import Iterator

from corpuslint.detectors.block import Block, bare, finding
from corpuslint.detectors.expressions import compiled
from corpuslint.detectors.heading.contents import contents
from corpuslint.finding import Applicability, Finding
from corpuslint.rule import Rule
from corpuslint.source import Document


def masthead(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for the masthead of a document, from its first line to its issue or date."""
    head = _head(document, rule)
    last = _last(document, head, rule)
    if last >= 0:
        yield finding(document, rule, Block(head[0], last), rule.summary, Applicability.UNSAFE)


def _head(document: Document, rule: Rule) -> list[int]:
    """Return the rows of the short lines before any prose or contents."""
    found = contents(document, rule)
    stop = found.block.first if found else len(document.lines)
    rows: list[int] = []
    for row, line in enumerate(document.lines[:stop]):
        if line.blank:
            continue
        if len(line.text) > rule.options["max-line"] or len(rows) == rule.options["max-lines"]:
            break
        rows.append(row)
    return rows


def _last(document: Document, head: list[int], rule: Rule) -> int:
    """Return the row in which the masthead ends: that of its issue, the date after it, or its publisher; or -1."""
    texts = [bare(document.lines[row]) for row in head]
    issue = next((n for n, text in enumerate(texts) if compiled(rule.options["issue"]).search(text)), -1)
    if issue >= 0:
        dated = [
            n
            for n in range(issue + 1, min(issue + 1 + rule.options["date-within"], len(head)))
            if compiled(rule.options["date"]).search(texts[n])
        ]
        return head[dated[-1] if dated else issue]
    found = contents(document, rule)
    if (
        found
        and head
        and len(head) <= rule.options["max-unnumbered"]
        and compiled(rule.options["publisher"]).search(texts[-1])
    ):
        return head[-1]
    return -1
