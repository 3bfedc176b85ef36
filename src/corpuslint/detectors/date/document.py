"""Dates that a document contradicts by its own others: blanks, numerals, missing years, an issue before the event.

Facts. Some typography sets blanks between figures and Han on purpose, and does so throughout; a blank in one date
among many without is a trace of a conversion. A year in Han digits (二〇三〇) is customary at the foot of official
papers and in quoted titles, so it is compared only with the same year in the same words. A decade (1990年代) does not
say which year a day without one is of. A date line above the text
says when it was published; what it tells as past lies before that.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

from corpuslint.chars import HAN
from corpuslint.detectors import titles
from corpuslint.detectors.date import forms as dates
from corpuslint.detectors.numerals import HAN_YEAR, han_year
from corpuslint.finding import Applicability, Edit, Finding, Fix, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document

_BLANK = "[ \u00a0]"
_SPACED = re.compile(
    rf"[0-9]{{4}}{_BLANK}?年{_BLANK}?[0-9]{{1,2}}{_BLANK}?月(?:{_BLANK}?[0-9]{{1,2}}{_BLANK}?日)?"
    rf"|[0-9]{{1,2}}{_BLANK}?月{_BLANK}?[0-9]{{1,2}}{_BLANK}?日|[0-9]{{4}}{_BLANK}?年"
)
# They begin with 年, to which the engine of `re` leaps.
_HAN_YEAR = re.compile(rf"年(?<={HAN_YEAR}年)([{HAN}]{{2}})")
_FIGURE_YEAR = re.compile(rf"年(?<=[0-9]{{4}}年)[{HAN}]{{2}}")
_YEAR = re.compile(r"[0-9０-９]{4}[ ]?(?:年(?!代)|[-/.][0-9]{1,2}[-/.])|年度|[民西][国國元]|二[〇○零]")


def spaced(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each date with a blank in a document that writes nearly all of them without."""
    if document.text.count("年") + document.text.count("月") < rule.options["dates"]:
        return  # each date has one of them at least
    found = list(_SPACED.finditer(document.text))
    odd = [each for each in found if " " in each.group() or "\u00a0" in each.group()]
    if not odd or len(found) < rule.options["dates"] or len(odd) > rule.options["share"] * len(found):
        return
    marked = titles.marked(document)
    for each in odd:
        if marked.touch(*each.span()):
            continue  # a title is quoted as it is
        edits = tuple(
            Edit(each.start() + at, each.start() + at + 1, "")
            for at, char in enumerate(each.group())
            if char in " \u00a0"
        )
        message = f"{each.group()}: the other {len(found) - len(odd)} dates of this document have no blanks"
        yield Finding(rule.code, *each.span(), message, Fix(Applicability.UNSAFE, "take out the blanks", edits))


def mixed_numerals(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each year in Han digits that the document writes in figures in front of the same words."""
    text, marked = document.text, titles.marked(document)
    counts = Counter(text[found.start() - 4 : found.end()] for found in _FIGURE_YEAR.finditer(text))
    for found in _HAN_YEAR.finditer(text) if counts else ():
        start, end = found.start() - 4, found.start()
        figures = f"{han_year(text[start:end])}年{found[1]}"
        count = 0 if marked.touch(start, end) else counts[figures]
        if count:
            message = f"{text[start : found.end()]} is also written {figures} ({count}× in this document)"
            fix = replacement(start, end, figures[:4], Applicability.UNSAFE)
            yield Finding(rule.code, start, end + 1, message, fix)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def yearless(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for the first date, or part of a month, of a document that names no year anywhere."""
    firsts = (next(finder(document.text), None) for finder in (dates.without_year, dates.parts_of_months))
    first = min((found for found in firsts if found), default=None)
    if first and not _YEAR.search(document.text):
        written = document.text[first.start : first.end]
        yield Finding(rule.code, first.start, first.end, f"{written}: no year is named in this document")


def contradiction(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each past event that lies behind the date line of its document."""
    published = _published(document, rule)
    if not published:
        return
    past, future = _compiled(rule.options["past"]), _compiled(rule.options["future"])
    for found in dates.written_out(document.text):
        day = found.value
        line = document.line_at(found.start)
        start, end = found.start - rule.options["reach"], found.end + rule.options["reach"]
        behind = document.text[found.end : min(end, line.end)]
        around = document.text[max(start, line.start) : min(end, line.end)]
        if day and day > published and past.search(behind) and not future.search(around):
            written = document.text[found.start : found.end]
            message = f"{written} is told as past, but the document is dated {published.isoformat()}"
            yield Finding(rule.code, found.start, found.end, message)


def _published(document: Document, rule: Rule) -> date | None:
    """Return the day of the first line near the top that is a date alone, or a source with a date."""
    pattern = _compiled(rule.options["date-line"])
    for line in [line for line in document.lines[:40] if not line.blank][: rule.options["head"]]:
        if pattern.search(line.text):
            return next((found.value for found in dates.find(line.text) if found.value), None)
    return None
