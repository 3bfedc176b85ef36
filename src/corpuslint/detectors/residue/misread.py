"""Characters that a reader of print, man or machine, takes for others of the same shape.

Facts. Recognition of characters (OCR) and typing by shape mix up what looks alike: 己 已 巳, 侯 候, the dash and 一,
the letters O and l and the figures 0 and 1. The zero among Han digits is 〇 (U+3007; GB/T 15835-2011, 3.2); GB 2312 has
no code for it, so that older texts put the circle ○ (U+25CB) or a letter there. What looks alike is told apart by what
stands beside it: 己经 is no word unless 自, 知 or 克 stands in front, and nobody writes a letter into a year.
"""

import re
from collections.abc import Iterator
from functools import cache

from corpuslint.detectors.rows import by_row
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import LINE_END, Document

_NUMERAL = Lazy(r"(?<![A-Za-z0-9])[一二三四五六七八九][一二三四五六七八九〇零○◯OoＯｏ0０]+(?![A-Za-z0-9])")
_ZERO = Lazy("[○◯OoＯｏ0０]")
_CIRCLED = Lazy("[一二三四五六七八九〇○◯]*[一二三四五六七八九]")
_BESIDE = Lazy("[|→⇒⟶误誤错錯]|[-=]>|[应應][为為作]|改[为為作成]")
_HAN_YEAR = Lazy("[一二]...")
_MARKED = Lazy("[一二三四五六七八九十][×✕✖✗✘✓✔√●◎△▲]")
"""The mark of an answer behind the number of a question."""
_NUMBERED = Lazy("(?:一[○◯]二|二[○◯]三|三[○◯]四|四[○◯]五|五[○◯]六|六[○◯]七|七[○◯]八|八[○◯]九)[○◯]")
_FIGURE = Lazy(r"(?<![A-Za-z0-9.,_%+/=@#&~^$\\-])(?:[lI](?=[0-9OoＯ]))?[0-9](?:[0-9OoＯ,.]|[lI](?=[0-9OoＯ])){0,10}")
_YEAR = Lazy("[12][0-9OoＯ]{3}")
_NEAR = 60
"""Characters on either side among which the right form of a row of errata stands."""
_DATE = Lazy(
    r"(?<![A-Za-z0-9Ｏ.,_%+/=@#&~^$\\-])[12][0-9OoＯ]{3}(?P<mark>[-/.])[0-9OoＯlI]{2}(?P=mark)[0-9OoＯlI]{2}"
    r"(?![A-Za-z0-9Ｏ_%+/=@#&~^$\\-]|\.[A-Za-z0-9])"
)
_MONTH_OR_DAY = Lazy("(?<=月)[0-3lI]?[lI](?=日)|(?<=[0-9OoＯ]年)[01lI]?[lI](?=月)")
_UNIT_AND_CLOSE = Lazy('[^”’」』"\r\n]{0,2}[”’」』"]')
_SHAPES = str.maketrans("OoＯlI", "00011")


def zeros(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the numbers of Han digits in which something else stands for the zero 〇; none among marked answers."""
    for row, group in by_row(document, _NUMERAL.finditer(document.text)):
        runs = [match for match in group if _ZERO.search(match.group())]
        if runs and not _MARKED.search(document.lines[row].text):
            yield from (finding for match in runs for finding in _zero(document, match, rule))


def _zero(document: Document, match: re.Match[str], rule: Rule) -> Iterator[Finding]:
    run, behind = match.group(), match.string[match.end() : match.end() + 2]
    right = _ZERO.sub("零" if "零" in run else "〇", run)
    if _NUMBERED.search(run) or not _counted(match, behind, rule):
        return
    if _set_right(document, match.start(), right + behind[:1]):
        return
    year = behind[:1] == "年" and bool(_HAN_YEAR.fullmatch(run))
    sure = (year or _CIRCLED.fullmatch(run)) and not _quoted_alone(document.text, *match.span())
    level = Applicability.SAFE if sure else Applicability.UNSAFE
    wrong = "".join(sorted(set(_ZERO.findall(run))))
    yield Finding(rule.code, *match.span(), f"{wrong} for the zero 〇: {run}", replacement(*match.span(), right, level))


def _counted(match: re.Match[str], behind: str, rule: Rule) -> bool:
    """Tell whether a run is a number: it ends in a digit, or a unit stands behind it; 三0多 is 30."""
    run, unit = match.group(), behind[:1]
    if not _ZERO.match(run[-1]):
        return True
    if run[-1] in "0０" or not unit:
        return unit == "年"
    if unit == "日":
        return behind not in rule.options["not-days"]
    return unit in rule.options["units"] or (len(run) > 2 and unit in rule.options["units-of-hundreds"])


def _set_right(document: Document, at: int, right: str) -> bool:
    """Tell whether the line sets the right form near the wrong one: a row of errata, 误 → 正."""
    line = document.line_at(at)
    near = document.text[max(line.start, at - _NEAR) : min(line.end, at + _NEAR)]
    return right in near and _BESIDE.search(near) is not None


def figures(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the numbers in front of a unit of Chinese, and the dates, in which a letter stands for a figure."""
    for match, unit, level in _figures(document.text, _compiled(rule.options["unit"])):
        right = match.group().translate(_SHAPES)
        if not _set_right(document, match.start(), right + unit):
            fix = replacement(*match.span(), right, level)
            yield Finding(rule.code, *match.span(), f"a letter for a figure: {match.group()}", fix)


def _figures(text: str, unit: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str, Applicability]]:
    """Yield numbers with a letter, the unit behind each, and how far its reading can be trusted."""
    for match in _FIGURE.finditer(text):
        run, right = match.group(), match.group().translate(_SHAPES)
        behind = unit.match(text, match.end()) if right != run and run[-1] not in ",." else None
        if behind:
            sure = behind.group().endswith("年") and _YEAR.fullmatch(run) and "1000" <= right < "2100"
            level = Applicability.SAFE if sure and not _quoted_alone(text, *match.span()) else Applicability.UNSAFE
            yield match, behind.group(), level
    for match in _DATE.finditer(text):
        month, day = match.group().translate(_SHAPES)[-5:].split(match["mark"])
        if not match.group()[:4].isdecimal() and 0 < int(month) < 13 and 0 < int(day) < 32:
            yield match, "", Applicability.UNSAFE
    for match in _MONTH_OR_DAY.finditer(text):
        unit_behind = text[match.end()]
        if 0 < int(match.group().translate(_SHAPES)) < (13 if unit_behind == "月" else 32):
            yield match, unit_behind, Applicability.UNSAFE


def characters(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the characters that make no word where they stand, but one that looks like them does."""
    for pattern, right in rule.options["pairs"]:
        for match in _compiled(pattern).finditer(document.text):
            fix = replacement(*match.span(), right, Applicability(rule.safety))
            message = f"{match.group()} for {right}: {_around(document.text, *match.span())}"
            yield Finding(rule.code, *match.span(), message, fix)


def _around(text: str, start: int, end: int) -> str:
    """Return a span with two characters of its line on each side."""
    before, behind = LINE_END.split(text[max(start - 2, 0) : start])[-1], LINE_END.split(text[end : end + 2])[0]
    return before + text[start:end] + behind


def _quoted_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a number stands in quotation marks with nothing but its unit: it may be spoken of."""
    return text[max(start - 1, 0) : start] in ("“", "‘", "「", "『", '"') and bool(_UNIT_AND_CLOSE.match(text, end))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
