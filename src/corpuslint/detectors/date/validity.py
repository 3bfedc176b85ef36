"""Dates that no calendar has, and weekdays that are not those of their date.

Facts. April, June, September and November have 30 days; February has 29 in years divisible by four but not by one
hundred unless by four hundred (Gregorian calendar, 1582; in use in China since 1 January 1912). Year-month-day with
hyphens is ISO 8601-1, which is Gregorian by definition. The lunar calendar
has a thirtieth day in any month and dates before 1912 are lunar as a rule, so neither is judged. Xing-qi names count
from Monday, 星期一, to Sunday, 星期日 or 星期天.
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from corpuslint.detectors.date import forms as dates
from corpuslint.detectors.date.forms import Date
from corpuslint.finding import Finding
from corpuslint.rule import Rule
from corpuslint.source import Document

_WEEKDAYS = "一二三四五六日"
_LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def invalid(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each date that does not exist; no fix, since what was meant is lost."""
    for found in dates.find(document.text):
        if found.exists or not _judged(found, document, rule):
            continue
        written = document.text[found.start : found.end]
        yield Finding(rule.code, found.start, found.end, f"{written} does not exist: {_reason(found)}")


def _judged(found: Date, document: Document, rule: Rule) -> bool:
    """Tell whether an impossible date is one of the solar calendar, and not a number that looks like a date."""
    text = document.text
    if found.year is not None and not _first_year(found, rule) <= found.year <= rule.options["last-year"]:
        return False
    if found.form in "/." and (found.month > 12 or (found.form == "." and text[found.start + 5] != "0")):
        return False  # D/M/Y habits, fractions and version numbers
    after = text[found.end : found.end + 1]
    if text[found.end - 1] in "号號" and ((found.day or 0) > 31 or after in rule.options["numbered"]):
        return False
    if text[found.end - 1] == "日" and after and after in rule.options["not-after"]:
        return False
    return not _pattern(rule.options["unless"]).search(_around(document, found, rule.options["reach"]))


def _first_year(found: Date, rule: Rule) -> int:
    """Return the year from which a form is of the solar calendar; lunar dates are not written 1900-02-29."""
    figures = found.form == "-" and 1 <= found.month <= 12
    return int(rule.options["first-year-in-figures" if figures else "first-year"])


def _around(document: Document, found: Date, reach: int) -> str:
    """Return a date with what stands near it in its line; a line may be as long as the text."""
    line = document.line_at(found.start)
    return document.text[max(line.start, found.start - reach) : min(line.end, found.end + reach)]


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _reason(found: Date) -> str:
    """Return why there is no such day, in terms of the year where one is named."""
    if not 1 <= found.month <= 12:
        return f"there is no month {found.month}"
    if found.day == 0:
        return "there is no day 0"
    if found.month != 2:
        return f"month {found.month} has {_LAST_DAYS[found.month - 1]} days"
    return _february(found.year) if found.year else "February has 28 days, 29 in a leap year"


def _february(year: int) -> str:
    if (date(year, 3, 1) - date(year, 2, 1)).days == 29:
        return f"in {year} February has 29 days"
    century = ", since 100 divides it and 400 does not" if year % 100 == 0 else ""
    return f"in {year} February has 28 days, it is no leap year{century}"


def weekday(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each weekday that its date does not fall on; no fix, since either may be wrong."""
    behind = _pattern(rule.options["pattern"])
    for found in dates.find(document.text):
        day = found.value
        named = behind.match(document.text, found.end) if day else None
        if not day or not named or day.year < rule.options["first-year"]:
            continue
        wanted = _WEEKDAYS[day.weekday()]
        if named[named.lastindex or 0].replace("天", "日") != wanted:
            end = named.end(named.lastindex or 0)
            yield Finding(rule.code, found.start, end, _disagreement(day, wanted, document.text[end - 1]))


def _disagreement(day: date, wanted: str, named: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日 is a 星期{wanted}, not a 星期{named}"
