"""Headings told by their layout: short lines that stand alone above prose.

Facts: in text without marks a heading is a line of its own between blank lines, short, without a final mark, and what
follows it is a paragraph or a list. So are captions, signatures, dates and names of speakers; what tells them apart is
what stands around: a heading follows something finished and is followed by something that goes on at length.

A line scores points (the page's ``weights``); with ``min-score`` it is a heading.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from corpuslint.detectors.expressions import compiled
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_STRUCTURE = re.compile(r"\s*(?:[#|>`~<]|[-*+•]\s|!\[|\[|\*\*|-{3,}|={3,}|:::|\d{1,3}[.、．)]\s*[\[*])|\s{4}")
_IMAGE = re.compile(r"\s*(?:!\[|<img )")
_ITEM = re.compile(r"\s*(?:[-*+•]\s|\d{1,3}[.)、．]|[（(]\d{1,3}[)）]|[（(]?[一1][)）]|一、)")
_FINISHED = re.compile(r"[。！？；：…”’」』）)!?;:》.|`>~*\]]\s*$|^\s*(?:#|!\[|\||-{3,}|<)")
_PROSE_END = re.compile(r"[。！？；：…”）)：:]\s*$")


class Block(NamedTuple):
    """Lines between blank lines: rows ``first`` to ``last``."""

    first: int
    last: int


def blocks(document: Document) -> list[Block]:
    """Return the blocks of a document."""
    found: list[Block] = []
    first = -1
    for row, line in enumerate(document.lines):
        if not line.blank:
            first = row if first < 0 else first
        elif first >= 0:
            found.append(Block(first, row - 1))
            first = -1
    if first >= 0:
        found.append(Block(first, len(document.lines) - 1))
    return found


def likely_headings(document: Document, rule: Rule) -> Iterator[int]:
    """Yield the rows of lines that are headings by their layout."""
    weights: Mapping[str, int] = rule.options["weights"]
    around = blocks(document)
    heading_above = False
    for at, block in enumerate(around):
        score = 0
        if _alone(document, block, rule):
            signs = _itself(document, block, rule) | _above(document, around, at, heading_above=heading_above)
            signs |= _below(document, around, at, rule)
            signs |= {"between-images"} if signs >= {"after-image", "before-image"} else set()
            score = sum(weights.get(sign, 0) for sign in signs)
        heading_above = score >= rule.options["min-score"]
        if heading_above:
            yield block.first


def _alone(document: Document, block: Block, rule: Rule) -> bool:
    """Tell whether a block is one line that could be a heading."""
    text = document.lines[block.first].text.strip()
    return (
        block.first == block.last
        and len(text) <= rule.options["max-length"]
        and not _STRUCTURE.match(document.lines[block.first].text)
        and not compiled(rule.options["never"]).search(text)
    )


def _itself(document: Document, block: Block, rule: Rule) -> set[str]:
    text = document.lines[block.first].text.strip()
    signs = {
        "numbered": compiled(rule.options["numbered"]).search(text),
        "comma": re.search(r"[，；]", text),
        "enumeration": "、" in text.lstrip("一二三四五六七八九十、"),
        "asks": text.endswith(("？", "！", "?", "!")),
    }
    return {sign for sign, seen in signs.items() if seen}


def _above(document: Document, around: Sequence[Block], at: int, *, heading_above: bool) -> set[str]:
    if at == 0:
        return {"first"}
    before = document.lines[around[at - 1].last].text
    if heading_above:
        return {"after-heading"}
    if _IMAGE.match(before):
        return {"after-image"}
    return {"after-finished" if _FINISHED.search(before) else "after-unfinished"}


def _below(document: Document, around: Sequence[Block], at: int, rule: Rule) -> set[str]:
    if at + 1 == len(around):
        return {"before-nothing"}
    following = around[at + 1]
    line = document.lines[following.first].text
    if _text(document, following, rule) or _ITEM.match(line):
        return {"before-text"}
    if _STRUCTURE.match(line):
        return {"before-image" if _IMAGE.match(line) else "before-block"}
    if at + 2 == len(around) or not _alone(document, following, rule):
        return set()
    if _text(document, around[at + 2], rule):
        return {"before-heading"}
    return {"before-verse"} if _alone(document, around[at + 2], rule) else set()


def _text(document: Document, block: Block, rule: Rule) -> bool:
    """Tell whether a block is prose."""
    if _STRUCTURE.match(document.lines[block.first].text):
        return False
    rows = range(block.first, block.last + 1)
    long = sum(len(document.lines[row].text) for row in rows) >= rule.options["min-prose"]
    return long and _PROSE_END.search(document.lines[block.last].text) is not None


def unmarked_by_layout(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line that is a heading by its layout and is not marked as one."""
    mark = "#" * rule.options["level"] + " "
    for row in likely_headings(document, rule):
        line = document.lines[row]
        start = line.start + len(line.text) - len(line.text.lstrip())
        fix = Fix(Applicability.UNSAFE, "mark the heading", (Edit(line.start, start, mark),))
        yield Finding(rule.code, line.start, line.end, "a heading by its layout, not marked as one", fix)
