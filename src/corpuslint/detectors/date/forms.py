"""Dates as Chinese text writes them: a finder that knows the forms, and what each form says.

Facts. In running text a date is year, month and day with 年, 月, 日 (GB/T 15835-2011, 5.1.4); figures alone are written
2008-08-08 (GB/T 7408.1-2023, that is ISO 8601-1) and, in practice, with ``/`` or ``.``. The Republican era counts
from 1912 (民国元年), so its year n is n + 1911. Han digits of a year are read one by one (二〇二三), those of month
and day as numbers (二十三, 廿三). Days of the lunar calendar run to 30 in any month, so they are never judged by the
solar one. A third of a month (上旬, 中旬, 下旬), its 初 or 底, a decade (1990年代, 90年代) and a century (二十世纪) are
periods: they name no day, and a decade and a century no year either. A month and a day of two figures each fit both
the padded and the unpadded style and count for neither.
"""

from collections.abc import Iterator
from datetime import date

from corpuslint.detectors.numerals import DIGITS, HAN_ERA_YEAR, HAN_NUMBER, HAN_YEAR, era_year, han_number, han_year
from corpuslint.lazy import Lazy
from corpuslint.typed import NamedTuple

_SPACE = "[ \u00a0\u3000]?"
_IDENTIFIER = "A-Za-z0-9０-９_"  # beside one of these a run of figures is part of a name, a path or a number


class Date(NamedTuple):
    """A date found in a text; offsets in code points."""

    start: int
    end: int
    form: str
    """``cn`` (2020年8月3日), ``han`` (二〇二〇年八月三日), ``roc`` (民国九年), or the separator of a numeric date."""
    year: int | None
    month: int
    day: int | None
    padded: bool | None
    """Whether a single figure has a zero before it; ``None`` where there is no single figure, or no figure."""

    @property
    def exists(self) -> bool:
        """Tell whether the calendar has this date; without a year, whether it has it in some year."""
        try:
            date(self.year or 2000, self.month, 1 if self.day is None else self.day)
        except ValueError:
            return False
        return True

    @property
    def value(self) -> date | None:
        """The day it means; ``None`` where it names no year or no day, or does not exist."""
        return date(self.year, self.month, self.day) if self.year and self.day and self.exists else None


# The lookbehinds stand behind the first figure, so that the engine of `re` can leap from figure to figure.
_DAY = rf"{_SPACE}(?P<day>[{DIGITS}]{{1,2}}){_SPACE}[日号號]"
_CN = Lazy(
    rf"(?P<year>[{DIGITS}](?<![{_IDENTIFIER}.\-].)[{DIGITS}]{{3}}){_SPACE}年{_SPACE}"
    rf"(?P<month>[{DIGITS}]{{1,2}}){_SPACE}月(?:{_DAY})?"
)
_MONTH_DAY = Lazy(rf"(?P<month>[{DIGITS}](?<![{_IDENTIFIER}.\-年].)[{DIGITS}]?){_SPACE}月(?:份)?{_DAY}")
_PART = Lazy(
    rf"(?P<month>[{DIGITS}](?<![{_IDENTIFIER}.\-年个個].)[{DIGITS}]?){_SPACE}月(?:份)?{_SPACE}(?:[上中下]旬|初|底|末)"
)
_HAN = Lazy(
    rf"(?:民[国國]{_SPACE}(?P<era>{HAN_ERA_YEAR})|(?P<year>{HAN_YEAR})){_SPACE}年"
    rf"{_SPACE}(?P<month>{HAN_NUMBER}|[{DIGITS}]{{1,2}}){_SPACE}月"
    rf"(?:{_SPACE}(?P<day>{HAN_NUMBER}|[{DIGITS}]{{1,2}}){_SPACE}[日号號])?"
)
_NUMERIC = Lazy(
    rf"(?P<year>[12](?<![{_IDENTIFIER}.\-/:=#@].)[0-9]{{3}})(?P<mark>[-/.])"
    rf"(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})(?=[0-9]{{2}}:[0-9]{{2}}|[^0-9]|$)"
    r"(?![A-Za-z_\-/@]|[.:][A-Za-z0-9])"
)


def find(text: str) -> Iterator[Date]:
    """Yield all dates of ``text`` that name at least a month, form by form (not in the order of the text)."""
    yield from written_out(text)
    yield from without_year(text)
    yield from han_digits(text)
    yield from numeric(text)


def written_out(text: str) -> Iterator[Date]:
    """Yield dates with 年, 月, 日 and figures; a duration (3年6月) is not among them."""
    for found in _CN.finditer(text):
        day = int(found["day"]) if found["day"] else None
        padded = _padding(found["month"], found["day"] or "")
        yield Date(*found.span(), "cn", int(found["year"]), int(found["month"]), day, padded)


def without_year(text: str) -> Iterator[Date]:
    """Yield dates of month and day alone (8月3日)."""
    for found in _MONTH_DAY.finditer(text):
        if text[max(0, found.start() - 2) : found.start()].rstrip()[-1:] != "年":
            padded = _padding(found["month"], found["day"])
            yield Date(*found.span(), "cn", None, int(found["month"]), int(found["day"]), padded)


def parts_of_months(text: str) -> Iterator[Date]:
    """Yield parts of a month without a year (8月上旬, 8月底); they are no dates, so not among those of :func:`find`."""
    for found in _PART.finditer(text):
        if text[max(0, found.start() - 2) : found.start()].rstrip()[-1:] != "年" and int(found["month"]) <= 12:
            yield Date(*found.span(), "cn", None, int(found["month"]), None, None)


def han_digits(text: str) -> Iterator[Date]:
    """Yield dates whose year is in Han digits or of the Republican era."""
    for found in _HAN.finditer(text):
        year = era_year(found["era"]) + 1911 if found["era"] else han_year(found["year"])
        day = han_number(found["day"]) if found["day"] else None
        yield Date(*found.span(), "roc" if found["era"] else "han", year, han_number(found["month"]), day, None)


def numeric(text: str) -> Iterator[Date]:
    """Yield dates of figures with one of ``-``, ``/``, ``.``; not versions, paths or parts of numbers."""
    for found in _NUMERIC.finditer(text):
        parts = (int(found["year"]), int(found["month"]), int(found["day"]))
        yield Date(*found.span(), found["mark"], *parts, _padding(found["month"], found["day"]))


def _padding(month: str, day: str) -> bool | None:
    if month[:1] in "0０" or day[:1] in ("0", "０"):
        return True
    return False if len(month) == 1 or len(day) == 1 else None
