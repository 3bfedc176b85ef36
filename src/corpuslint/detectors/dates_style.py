"""Dates written in several ways in one document or one corpus.

Facts. GB/T 15835-2011 (5.1) writes dates of running text with 年, 月, 日 and without leading zeros and allows
2008-08-08 and 2008-8-8; ISO 8601-1 (GB/T 7408.1-2023) wants two figures each. None of these is wrong: what is
reported is the mixture. A date and a time of day in figures is a time stamp, which stands apart from running text.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from corpuslint.detectors import dates, titles
from corpuslint.detectors.dates import Date
from corpuslint.facts import CorpusDetector, Facts, Sighting
from corpuslint.finding import Applicability, Finding, Fix, replacement
from corpuslint.policy import Policy
from corpuslint.rulebook import Rule
from corpuslint.source import Document

_KEY = "date"
_PADDED = re.compile(r"(?<=年)0([1-9])(?=月)|(?<=月)0([1-9])(?=日)")
_FILE_NAME = re.compile(r"[0-9月日]{0,6}(?:_|\.[A-Za-z])|[0-9月]{0,4}日[A-Za-z_]")
_TIME = re.compile(r"[ T]?[0-2]?[0-9]:[0-5][0-9]")
_HAN = re.compile("[\u4e00-\u9fff]")
_NAMES = {"cn": "2020年8月3日", "-": "2020-08-03", "/": "2020/8/3", ".": "2020.8.3"}


def padded(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each zero before a month or day with 年, 月, 日; none in titles and names of files."""
    if document.policy.date_style in ("padded", "iso"):
        return
    marked = titles.marked(document)
    for found in _PADDED.finditer(document.text):
        start, end = found.span()
        if marked.touch(start, end) or _FILE_NAME.match(document.text, end):
            continue
        fix = replacement(start, end, document.text[start + 1], Applicability(rule.safety))
        yield Finding(rule.code, start, end, f"zero before a single figure: {found.group()}", fix)


class Norm(NamedTuple):
    """How dates are to be written, and why."""

    form: str
    padded: bool
    reason: str
    declared: bool


def collect(document: Document, rule: Rule) -> Iterator[Sighting]:
    """Yield the form of each full date of running text."""
    for found in _dates(document, rule):
        yield Sighting(_KEY, found.form, found.start)


def decide(facts: Facts, rule: Rule, policy: Policy) -> Norm | None:
    """Return the declared norm, else the form that most documents of the corpus use; ``None``: there is none."""
    declared = {
        "unpadded": Norm("cn", padded=False, reason="declared: 2020年8月3日", declared=True),
        "padded": Norm("cn", padded=True, reason="declared: 2020年08月03日", declared=True),
        "iso": Norm("-", padded=True, reason="declared: 2020-08-03", declared=True),
    }
    if policy.date_style:
        return declared[policy.date_style]
    forms = facts.get(_KEY, {})
    documents = sum(tally.documents for tally in forms.values())
    if documents < rule.options["corpus-documents"]:
        return None
    form, tally = max(forms.items(), key=lambda item: (item[1].documents, item[1].occurrences, item[0]))
    if tally.documents < rule.options["corpus-share"] * documents:
        return None
    reason = f"{tally.documents} of {documents} documents with dates write {_NAMES[form]}, first {tally.first}"
    return Norm(form, padded=form == "-", reason=reason, declared=False)


def check(document: Document, rule: Rule, norm: Norm | None) -> Iterator[Finding]:
    """Yield a finding for each date that is not written as the norm, the document or the corpus has it."""
    found = list(_dates(document, rule))
    habit = None if norm and norm.declared else _of_document(document, found, rule)
    for day in found:
        wanted = norm if habit is None or _stamp(day, document) else habit
        if wanted and not _follows(day, wanted):
            written = document.text[day.start : day.end]
            fix = _fix(document, day, wanted)
            yield Finding(rule.code, day.start, day.end, f"{written}: {wanted.reason}", fix)


def _stamp(day: Date, document: Document) -> bool:
    return day.form != "cn" and _TIME.match(document.text, day.end) is not None


def _dates(document: Document, rule: Rule) -> Iterator[Date]:
    """Yield the full dates of running text: not those in titles, links, code, or in front of a closing of figures."""
    apart = [titles.marked(document), *(document.regions(kind) for kind in rule.skip)]
    for found in (*dates.written_out(document.text), *dates.numeric(document.text)):
        if found.value and not any(region.touch(found.start, found.end) for region in apart):
            yield found


def _of_document(document: Document, found: Iterable[Date], rule: Rule) -> Norm | None:
    counts = Counter(day.form for day in found if not _stamp(day, document))
    total = counts.total()
    form, count = max(counts.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if count < rule.options["document-majority"] or total - count > rule.options["document-minority"] * total:
        return None
    reason = f"the other {count} dates of this document are written as {_NAMES[form]}"
    return Norm(form, padded=form == "-", reason=reason, declared=False)


def _follows(day: Date, norm: Norm) -> bool:
    if day.form != norm.form:
        return False
    return not norm.declared or day.padded in (None, norm.padded)


def _fix(document: Document, day: Date, norm: Norm) -> Fix:
    sure = norm.declared and day.form != "." and _HAN.search(document.line_at(day.start).text)
    return replacement(day.start, day.end, _written(day, norm), Applicability.SAFE if sure else Applicability.UNSAFE)


def _written(day: Date, norm: Norm) -> str:
    month, dom = (f"{day.month:02}", f"{day.day:02}") if norm.padded else (str(day.month), str(day.day))
    if norm.form == "cn":
        return f"{day.year}年{month}月{dom}日"
    return norm.form.join((str(day.year), month, dom))


style = CorpusDetector(collect, check, decide)
