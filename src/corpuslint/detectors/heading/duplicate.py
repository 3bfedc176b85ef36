"""Headings that stand twice, and items glued to the one before them.

Facts: two headings of one level below the same parent with the same title cannot be told apart in a contents list or
by an anchor (markdownlint MD024, siblings only); 法律责任 in each of several laws is no fault. Items of a list
(（一）…；（二）…) that share a line were on lines of their own in the source: each ends with ； and the next begins
with its number.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpuslint.detectors.expressions import compiled
from corpuslint.detectors.heading.contents import contents, key
from corpuslint.detectors.heading.level import headings
from corpuslint.detectors.heading.numbers import value
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.source import Document

_ITEM = re.compile(r"[（(](?P<number>[一二三四五六七八九十]{1,3})[）)]")
_MAX_LINE = 4_000
"""Code points; a longer line is a document without line ends."""


def twice(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each heading whose title a sibling above it has."""
    above: list[dict[str, int]] = []
    for heading in headings(document):
        del above[heading.level :]
        above.extend({} for _ in range(heading.level - len(above)))
        seen = above[heading.level - 1]
        title = key(heading.title)
        if title and title in seen:
            message = f"the same heading stands in row {seen[title]}"
            yield Finding(rule.code, heading.start, heading.start + len(heading.title), message)
        seen.setdefault(title, heading.row + 1)


def glued(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each item that does not begin a line of its own though those before and after it do."""
    for line in document.lines:
        opened = _ITEM.match(line.text.lstrip()) if len(line.text) <= _MAX_LINE else None
        if opened is None or "；" not in line.text:
            continue
        items = list(_ITEM.finditer(line.text))
        for before, item in pairwise(items):
            rises = value(item["number"]) == value(before["number"]) + 1
            mark = re.search(r"[；。][ \t　]*$", line.text[before.end() : item.start()])
            if rises and mark and not compiled(rule.options["reference"]).match(line.text, item.end()):
                start, end = line.start + before.end() + mark.start() + 1, line.start + item.start()
                fix = Fix(Applicability.UNSAFE, "begin a line", (Edit(start, end, document.newline),))
                yield Finding(rule.code, end, line.start + item.end(), "an item glued to the one before it", fix)


def entry_missing(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each entry of the contents list that no line of the body answers."""
    found = contents(document, rule)
    if found is None:
        return
    matched = {match.entry.row for match in found.matches}
    for entry in found.entries:
        if entry.row not in matched:
            line = document.lines[entry.row]
            yield Finding(rule.code, line.start, line.end, f"no heading of the body reads: {entry.text}")
