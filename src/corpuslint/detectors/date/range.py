"""Ranges of dates that end before they begin.

Facts. A range stands with one of - – — ~ ～ 至 到 between two dates, of which the second may leave out what it shares
with the first (5月18日至20日). Years before the era count down (前221年—前206年). A range whose end names a smaller
month but no year runs into the next year (12月30日至1月2日). A decade, 2000年代, lasts until its year 9;
年初 lies before 年底 and 年末. What 年中 says is not read, for 年中国 begins so as well.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpuslint.detectors.date import forms as dates
from corpuslint.detectors.date.forms import Date
from corpuslint.detectors.numerals import DIGITS, HAN_YEAR, han_year
from corpuslint.finding import Finding
from corpuslint.rule import Rule
from corpuslint.source import Document

_TO = "[ \u00a0]?(?:[\\-‐‑–—―－~～〜]|——|至|到)[ \u00a0]?"
_BETWEEN = re.compile(rf"{_TO}|[起始][，,]?[ ]?至")
_PART = "初(?![中级級])|[底末]"
_RANK = {"初": 0, "底": 1, "末": 1}
_YEARS = re.compile(
    rf"(?P<first>[12](?<![0-9A-Za-z_.\-/前].)[0-9]{{3}}) ?(?P<suffix>年(?P<from>{_PART}|代)?)?{_TO}"
    rf"(?P<last>[12][0-9]{{3}})(?: ?年(?P<till>{_PART}|代)?|(?![0-9\-/.A-Za-z年]))"
)
_MONTHS = re.compile(
    rf"([12](?<![0-9A-Za-z_.\-/前].)[0-9]{{3}}) ?年 ?([0-9]{{1,2}}) ?月{_TO}([12][0-9]{{3}}) ?年 ?([0-9]{{1,2}}) ?月"
)
_HAN_YEARS = re.compile(rf"(?P<first>{HAN_YEAR})年{_TO}(?P<last>{HAN_YEAR})年(?!代)")
_DAYS = re.compile(
    rf"(?<![{DIGITS}])(?P<month>[{DIGITS}]{{1,2}}) ?月 ?(?P<first>[{DIGITS}]{{1,2}}) ?[日号號]?{_TO}"
    rf"(?P<last>[{DIGITS}]{{1,2}}) ?[日号號]"
)


def reversed_range(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each range whose end lies before its start; no fix, since either end may be wrong."""
    text = document.text
    for start, end in sorted(dict((*_months(text), *_years(text), *_days(text), *_dates(text))).items()):
        if document.text[max(0, start - 2) : start].strip()[-1:] != "前":
            written = document.text[start:end]
            yield Finding(rule.code, start, end, f"{written} ends before it begins")


def _years(text: str) -> Iterator[tuple[int, int]]:
    for found in _YEARS.finditer(text):
        named = found["suffix"] or found.group().endswith("年")
        if named and (_until(found) < _since(found)):
            yield found.span()
    for found in _HAN_YEARS.finditer(text):
        if han_year(found["last"]) < han_year(found["first"]):
            yield found.span()


def _months(text: str) -> Iterator[tuple[int, int]]:
    for found in _MONTHS.finditer(text):
        (year, month), (last_year, last_month) = map(int, found.group(1, 2)), map(int, found.group(3, 4))
        if (last_year, last_month) < (year, month) and 0 < month < 13 and 0 < last_month < 13:
            yield found.span()


def _since(found: re.Match[str]) -> tuple[int, int]:
    """Return the year, and the part of it, in which a range begins; the earliest, where that is open."""
    return int(found["first"]), _RANK.get(found["from"] or "", 0)


def _until(found: re.Match[str]) -> tuple[int, int]:
    """Return the year, and the part of it, in which a range ends; the latest, where that is open (2000年代: 2009)."""
    decade = 9 if found["till"] == "代" else 0
    return int(found["last"]) + decade, _RANK.get(found["till"] or "", 1)


def _days(text: str) -> Iterator[tuple[int, int]]:
    for found in _DAYS.finditer(text):
        if 0 < int(found["last"]) < int(found["first"]) <= 31:
            yield found.span()


def _dates(text: str) -> Iterator[tuple[int, int]]:
    for first, last in pairwise(sorted(dates.find(text))):
        if _BETWEEN.fullmatch(text, first.end, last.start) and _reversed(first, last):
            yield first.start, last.end


def _reversed(first: Date, last: Date) -> bool:
    if not (first.exists and last.exists and first.month and last.month):
        return False
    if not (first.day and last.day):
        return bool(first.year and last.year) and (last.year, last.month) < (first.year, first.month)
    if first.year and last.year:
        return (last.year, last.month, last.day) < (first.year, first.month, first.day)
    return last.year is None and last.month == first.month and last.day < first.day
