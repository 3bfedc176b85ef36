"""Spaces that a line break left inside a heading.

Facts: a heading that its layout broke over two lines comes out of a conversion with a space where the break was.
Chinese writes no spaces inside a phrase, but titles use them on purpose, between title and subtitle or number and
title (第一章 总则). What tells the two apart is whether the characters on both sides of the space stand together
elsewhere in the document.
"""

import re
from collections.abc import Iterator

from corpuslint.chars import HAN
from corpuslint.detectors.heading.level import headings
from corpuslint.detectors.paragraph.evidence import occurrences
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document

_GAP = re.compile(rf"(?<=[{HAN}]{{2}}) (?=[{HAN}]{{2}})")


def left_by_wrap(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each single space in a heading across which the document elsewhere writes on."""
    known = occurrences(document.text, {_joint(gap) for gap in _GAP.finditer(document.text)})
    written_on = {joint for joint, times in known.items() if times >= rule.options["min-evidence"]}
    if not written_on:
        return  # which tells much sooner than a parser does
    for heading in headings(document):
        for gap in _GAP.finditer(heading.title):
            joint = _joint(gap)
            if joint in written_on and not _deliberate(heading.title, gap, rule):
                start = heading.start + gap.start()
                message = f"a space where the document elsewhere writes {joint}"
                fix = replacement(start, start + 1, "", Applicability.UNSAFE, "remove the space")
                yield Finding(rule.code, start, start + 1, message, fix)


def _joint(gap: re.Match[str]) -> str:
    return gap.string[gap.start() - 2 : gap.start()] + gap.string[gap.end() : gap.end() + 2]


def _deliberate(title: str, gap: re.Match[str], rule: Rule) -> bool:
    return re.search(rule.options["numbered"], title[: gap.start()]) is not None
