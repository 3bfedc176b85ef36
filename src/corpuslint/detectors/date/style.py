"""Dates written in several ways in one document or one corpus.

Facts. GB/T 15835-2011 (5.1.4) writes dates of running text with 年, 月, 日 and without leading zeros and allows
2008-08-08 and 2008-8-8; ISO 8601-1 (GB/T 7408.1-2023) wants two figures each. None of these is wrong: what is
reported is the mixture. A date and a time of day in figures is a time stamp, which stands apart from running text.
"""

import re
from collections.abc import Iterator, Sequence

from corpuslint.chars import CJK_PUNCTUATION, HAN
from corpuslint.detectors import titles
from corpuslint.detectors.date import forms as dates
from corpuslint.detectors.date.forms import Date
from corpuslint.detectors.date.standing import trust
from corpuslint.detectors.numerals import DIGITS
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting
from corpuslint.finding import Applicability, Edit, Finding, Fix, replacement
from corpuslint.lazy import Lazy
from corpuslint.policy import Policy
from corpuslint.regions import Regions
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_KEY = "census"
_WRITTEN_OUT = "cn"
_BLANK = "[ \u00a0\u3000]"
_IN_CENSUS = Lazy(
    rf"年(?:(?<=[{DIGITS}]{{4}}.)|(?<=[{DIGITS}]{{4}}{_BLANK}.)){_BLANK}?[{DIGITS}]{{1,2}}{_BLANK}?月"
    rf"{_BLANK}?[{DIGITS}]{{1,2}}{_BLANK}?[日号號]"
)
"""Finds what the page's census finds; beginning with 年, it is ten times as fast."""
_GLUED = Lazy(
    r"(?<![0-9A-Za-z_./\-])(?P<date>(?:19|20)[0-9]{2}(?P<mark>[-/.])(?:0[1-9]|1[0-2])(?P=mark)(?:0[1-9]|[12][0-9]|3[01]))"
    r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])"
)
_TIME = Lazy(r"[ T]?[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?")
_HAN = Lazy("[\u4e00-\u9fff]")
_VERSION = re.compile("[ ]?(?:版|規範|规范|协议|協議)")
_PRODUCT = re.compile("[A-Za-z] ?$")
_CHINESE = Lazy(f"[{HAN}{CJK_PUNCTUATION}]")


def glued(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each date in figures that its time of day touches; none in titles and identifiers."""
    marked = titles.marked(document)
    for found in _GLUED.finditer(document.text):
        trusted = None if marked.touch(*found.span()) else trust(document, *found.span(), rule)
        if trusted is not None:
            fix = Fix(trusted, "put a blank between", (Edit(found.end("date"), found.end("date"), " "),))
            yield Finding(rule.code, *found.span(), f"date and time run together: {found.group()}", fix)


class Norm(NamedTuple):
    """How dates are to be written, and why."""

    form: str
    padded: bool
    reason: str
    declared: bool


def collect(document: Document, rule: Rule) -> Iterator[Sighting]:
    """Yield the forms of date that a document has, as one form, so that it counts once: ``cn``, ``-``, ``-cn``."""
    forms = {_WRITTEN_OUT} if _IN_CENSUS.search(document.text) else set()
    figures = list(_numeric(document, rule))
    forms.update(found.form for found in figures)
    if forms:
        yield Sighting(_KEY, "".join(sorted(forms)), figures[0].start if figures else 0)


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
    written_out = forms.get(_WRITTEN_OUT)
    if written_out is None or written_out.documents < rule.options["corpus-share"] * documents:
        return None
    count = f"{written_out.documents} of {documents} documents with dates"
    reason = f"{count} write none but such as 2020年8月3日, first {written_out.first}"
    return Norm("cn", padded=False, reason=reason, declared=False)


def check(document: Document, rule: Rule, norm: Norm | None) -> Iterator[Finding]:
    """Yield a finding for each date that is not written as declared, or as the document or the corpus has it."""
    if norm and norm.declared:
        yield from _declared(document, rule, norm)
        return
    odd = list(_numeric(document, rule))
    habit = _habit(document, odd, rule) if odd else None
    for day in odd:
        wanted = norm if habit is None or _stamp(day, document) else habit
        if wanted:
            yield _finding(document, rule, day, wanted)


def _declared(document: Document, rule: Rule, norm: Norm) -> Iterator[Finding]:
    apart = _apart(document, rule)
    for day in _written_out(document):
        touched = any(region.touch(day.start, day.end) for region in apart)
        touched = touched or trust(document, day.start, day.end, rule) is None
        # padding that the norm has not is the business of a rule of its own
        follows = day.form == norm.form and (not norm.padded or day.padded in (None, True))
        if not touched and not follows:
            yield _finding(document, rule, day, norm)
    for day in _numeric(document, rule):
        if day.form != norm.form or day.padded is False:
            yield _finding(document, rule, day, norm)


def _finding(document: Document, rule: Rule, day: Date, norm: Norm) -> Finding:
    message = f"{document.text[day.start : day.end]}: {norm.reason}"
    return Finding(rule.code, day.start, day.end, message, _fix(document, rule, day, norm))


def _stamp(day: Date, document: Document) -> bool:
    return _TIME.match(document.text, day.end) is not None


def _apart(document: Document, rule: Rule) -> list[Regions]:
    """Return what is no running text: titles, links, code."""
    return [titles.marked(document), *(document.regions(kind) for kind in rule.skip)]


def _written_out(document: Document) -> Iterator[Date]:
    """Yield the full dates that are written with 年, 月, 日."""
    return (day for day in dates.written_out(document.text) if day.value)


def _numeric(document: Document, rule: Rule) -> Iterator[Date]:
    """Yield the dates of running text that are written with figures alone."""
    found = [day for day in dates.numeric(document.text) if day.value and _in_chinese(document.text, day)]
    apart = _apart(document, rule) if found else []
    return (
        day
        for day in found
        if not any(region.touch(day.start, day.end) for region in apart)
        and trust(document, day.start, day.end, rule) is not None
    )


def _in_chinese(text: str, day: Date) -> bool:
    """Tell whether Chinese stands beside a date, blanks and a time of day apart, and it names no version.

    Else it is part of a log or of a table.
    """
    behind = _TIME.match(text, day.end)
    end = behind.end() if behind else day.end
    if _VERSION.match(text, day.end) or (day.form == "." and _PRODUCT.search(text[max(0, day.start - 2) : day.start])):
        return False
    beside = text[max(0, day.start - 3) : day.start].rstrip()[-1:] + text[end : end + 3].lstrip()[:1]
    return _CHINESE.search(beside) is not None


def _habit(document: Document, odd: Sequence[Date], rule: Rule) -> Norm | None:
    """Return the norm of a document that writes nearly all its dates with 年, 月, 日."""
    count = sum(1 for _ in _written_out(document))
    others = sum(1 for day in odd if not _stamp(day, document))
    if count < rule.options["document-majority"] or others > rule.options["document-minority"] * (count + others):
        return None
    return Norm("cn", padded=False, reason=f"the other {count} dates of this document have 年月日", declared=False)


def _fix(document: Document, rule: Rule, day: Date, norm: Norm) -> Fix:
    sure = norm.declared and day.form != "." and _HAN.search(document.line_at(day.start).text)
    trusted = trust(document, day.start, day.end, rule) if sure else None
    return replacement(day.start, day.end, _written(day, norm), trusted or Applicability.UNSAFE)


def _written(day: Date, norm: Norm) -> str:
    month, dom = (f"{day.month:02}", f"{day.day:02}") if norm.padded else (str(day.month), str(day.day))
    if norm.form == "cn":
        return f"{day.year}年{month}月{dom}日"
    return norm.form.join((str(day.year), month, dom))


def _concerns(facts: Facts, _rule: Rule, norm: Norm | None) -> bool:
    """Tell whether a document has dates in figures, or all dates are to be looked at."""
    return _all(norm) or any(form != _WRITTEN_OUT for form in facts.get(_KEY, {}))


def _all(norm: Norm | None) -> bool:
    return norm is not None and norm.declared


style = CorpusDetector(collect, check, decide, revisit=_all, concerns=_concerns, frame=ALONE)
