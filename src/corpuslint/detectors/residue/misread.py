"""Characters that a reader of print, man or machine, takes for others of the same shape.

Facts. Recognition of characters (OCR) and typing by shape mix up what looks alike: 己 已 巳, 侯 候, the dash and 一,
the letters O and l and the figures 0 and 1. The zero among Han digits is 〇 (U+3007; GB/T 15835-2011, 3.2); GB 2312 has
no code for it, so that older texts put the circle ○ (U+25CB) or a letter there. What looks alike is told apart by what
stands beside it: 己经 is no word unless 自, 知 or 克 stands in front, and nobody writes a letter into a year.
"""

import re
from collections.abc import Iterator
from functools import cache

from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import LINE_END, Document

_NUMERAL = Lazy(r"(?<![A-Za-z0-9])[一二三四五六七八九][一二三四五六七八九〇○◯OoＯｏ0０]+(?![A-Za-z0-9])")
_ZERO = Lazy("[○◯OoＯｏ0０]")
_CIRCLED = Lazy("[一二三四五六七八九〇○◯]*[一二三四五六七八九]")
_BESIDE = Lazy("[|→⇒⟶误誤错錯]|[-=]>")
_HAN_YEAR = Lazy("[一二]...")
_FIGURE = Lazy(r"(?<![A-Za-z0-9.,_%+/=@#&~^$\\-])(?:[lI](?=[0-9OoＯ]))?[0-9](?:[0-9OoＯ,.]|[lI](?=[0-9OoＯ])){0,10}")
_YEAR = Lazy("[12][0-9OoＯ]{3}")
_NEAR = 60
"""Characters on either side among which the right form of a row of errata stands."""
_SHAPES = str.maketrans("OoＯlI", "00011")


def zeros(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the numbers of Han digits in which something else stands for the zero 〇."""
    text, units = document.text, rule.options["units"]
    for match in _NUMERAL.finditer(text):
        run, behind = match.group(), text[match.end() : match.end() + 1]
        year = behind == "年" and bool(_HAN_YEAR.fullmatch(run))
        right = _ZERO.sub("〇", run)
        if right == run or not _counted(run, behind, units) or _set_right(document, match.start(), right + behind):
            continue
        level = Applicability.SAFE if year or _CIRCLED.fullmatch(run) else Applicability.UNSAFE
        wrong = "".join(sorted(set(_ZERO.findall(run))))
        fix = replacement(*match.span(), right, level)
        yield Finding(rule.code, *match.span(), f"{wrong} for the zero 〇: {run}", fix)


def _counted(run: str, behind: str, units: str) -> bool:
    """Tell whether a run is a number: it ends in a digit, or a unit stands behind it; 三0多 is 30."""
    if not _ZERO.match(run[-1]):
        return True
    return bool(behind) and behind in (units if run[-1] not in "0０" else "年")


def _set_right(document: Document, at: int, right: str) -> bool:
    """Tell whether the line sets the right form near the wrong one: a row of errata, 误 → 正."""
    line = document.line_at(at)
    near = document.text[max(line.start, at - _NEAR) : min(line.end, at + _NEAR)]
    return right in near and _BESIDE.search(near) is not None


def figures(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the numbers in front of a unit of Chinese in which a letter stands for a figure."""
    text, units = document.text, rule.options["units"]
    for match in _FIGURE.finditer(text):
        run, behind = match.group(), text[match.end() : match.end() + 1]
        right = run.translate(_SHAPES)
        if right == run or not behind or behind not in units or run[-1] in ",.":
            continue
        if _set_right(document, match.start(), right + behind):
            continue
        sure = behind == "年" and _YEAR.fullmatch(run) and "1000" <= right < "2100"
        fix = replacement(*match.span(), right, Applicability.SAFE if sure else Applicability.UNSAFE)
        yield Finding(rule.code, *match.span(), f"a letter for a figure: {run}", fix)


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


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)
