"""Headings against the contents list of their document.

Facts: see :mod:`corpuslint.detectors.heading.contents`. Where entry and heading differ in white space alone, the
heading was broken over lines and put together again with a space (Chinese writes none inside a phrase), or its layout
parts two clauses by a space, which a plain list does not. A space inside a word, behind a pause or opening bracket or
before what cannot begin a clause can only be the first. Where they differ in marks, either may be right; where a word
is missing, the entry, set whole, is likelier to be.
"""

import re
from collections.abc import Iterator

from corpuslint.chars import CJK_PUNCTUATION, HAN
from corpuslint.detectors.block import finding
from corpuslint.detectors.heading.contents import Match, contents
from corpuslint.detectors.paragraph.proof import spanning_word
from corpuslint.finding import Applicability, Edit, Finding, Fix, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document

_NO_END = "，、；：。！？（《〈“‘「『【〔"
_NO_BEGINNING = "，、；：。！？）》〉”’」』】〕"
_WIDE = re.compile(rf"[{HAN}{CJK_PUNCTUATION}“”‘’…—·]{{2}}")


def contents_mismatch(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each heading that differs from its entry in the contents list."""
    found = contents(document, rule)
    for match in found.matches if found else ():
        line = document.lines[match.row]
        heading = line.text[match.start :].rstrip()
        start = line.start + match.start
        row = match.entry.row + 1
        if match.kind == "spaces":
            yield from _spaces(rule, match, heading, start)
        elif match.kind == "marks":
            message = f"marks differ from the contents (row {row}): {match.entry.text}"
            yield Finding(rule.code, start, start + len(heading), message)
        elif match.kind in ("words", "number"):
            message = f"words differ from the contents (row {row}): {match.entry.text}"
            level = Applicability.UNSAFE if match.kind == "words" else Applicability.DISPLAY
            fix = replacement(start, start + len(heading), match.entry.text, level)
            yield Finding(rule.code, start, start + len(heading), message, fix)


def _spaces(rule: Rule, match: Match, heading: str, start: int) -> Iterator[Finding]:
    """Yield a finding for the spaces that the heading has and its entry has not, beside Han or full-width marks."""
    surplus = list(_surplus(match.entry.text, heading))
    wrapped = [span for span in surplus if _by_wrap(heading, span, rule)]
    for spans, level in (
        (wrapped, Applicability.SAFE),
        ([span for span in surplus if span not in wrapped], Applicability.UNSAFE),
    ):
        if spans:
            edits = tuple(Edit(start + a, start + b, "") for a, b in spans)
            message = f"a space that the contents (row {match.entry.row + 1}) do not have"
            fix = Fix(level, "remove the space", edits, independent=True)
            yield Finding(rule.code, edits[0].start, edits[-1].end, message, fix)


def _by_wrap(heading: str, span: tuple[int, int], rule: Rule) -> bool:
    """Tell whether a space must come from a line break: it cuts a word, or a mark forbids a clause to end there."""
    before, behind = heading[: span[0]], heading[span[1] :]
    if before[-1] in _NO_END or behind[0] in _NO_BEGINNING:
        return True
    return spanning_word(before, behind, rule.options["reach"], rule.options["own-words"]) != ""


def _surplus(entry: str, heading: str) -> Iterator[tuple[int, int]]:
    """Yield the runs of blanks in ``heading`` where ``entry``, equal but for blanks, has none."""
    at = 0
    for run in re.finditer(r"\S+|\s+", heading):
        if not run.group().isspace():
            at = _behind(entry, at, len(run.group()))
            continue
        beside = heading[run.start() - 1] + heading[run.end()]
        if not entry[at : at + 1].isspace() and _WIDE.fullmatch(beside):
            yield run.span()


def _behind(text: str, at: int, count: int) -> int:
    """Return the offset behind the next ``count`` characters that are no blanks."""
    while count and at < len(text):
        count -= not text[at].isspace()
        at += 1
    return at


def unmarked(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line that the contents list proves to be a heading and that no ``#`` marks."""
    found = contents(document, rule)
    if found is None:
        return
    mark = "#" * rule.options["level"] + " "
    for match in found.matches:
        line = document.lines[match.row]
        if line.text.lstrip().startswith("#"):
            continue
        fix = Fix(Applicability.UNSAFE, "mark the heading", (Edit(line.start, line.start + match.start, mark),))
        yield Finding(rule.code, line.start, line.end, "a heading of the contents list, not marked as one", fix)


def contents_list(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for the contents list, which repeats the headings of the body."""
    found = contents(document, rule)
    if found is not None and len(found.matches) >= rule.options["min-matched"] * len(found.entries):
        numbered = any(match.kind == "number" for match in found.matches)  # its other wording would go with it
        level = Applicability.DISPLAY if numbered else Applicability.UNSAFE
        yield finding(document, rule, found.block, f"a contents list of {len(found.entries)} entries", level)
