"""Months and days padded with a zero in dates with 年, 月, 日, taken with all that stands in one row with them.

Facts. In running text a date has no leading zeros (GB/T 15835-2011, 5.1.4). A range or a row of dates leaves out at its
second member what it shares with the first (08月03日至05日, 08月03、04日), and a time of day may stand behind each
(03日08时05分); minutes keep their zero. Whoever takes the zero from one member and not from the next has
written a third form, so that a row is written anew as a whole.
"""

import re
from collections.abc import Iterator

from corpuslint.detectors import titles
from corpuslint.detectors.date.standing import trust
from corpuslint.detectors.rows import by_row
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document

_TO = "[ ]?(?:[-‐‑–—―－~～〜]{1,2}|至|到|、|和|与|與|及|或|以及|跟|[起始][，,]?至)[ ]?"
_NUMBERS = f"[0-9]{{1,2}}+(?![0-9])(?:{_TO}[0-9]{{1,2}}+(?![0-9]))*"
_HOUR = (
    "(?:[ ]?(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间|夜间|早|晚)?[0-9]{1,2}[ ]?[时時点點]"
    "(?:[0-9]{1,2}分(?:[0-9]{1,2}秒)?)?)?"
)
_MEMBER = f"(?:[0-9]{{4}}年)?{_NUMBERS}[ ]?(?:月(?:[ ]?{_NUMBERS}[ ]?[日号號])?|日){_HOUR}"
_PADDED = Lazy(
    "(?:(?:[0-9]{4})?年0[1-9]月(?:[0-9]{1,2}日)?"
    r"|(?:[0-9]{4}年|(?<![0-9年.\-]))(?:0[1-9]月[0-9]{1,2}日|[0-9]{1,2}月0[1-9]日)|(?<=月)0[1-9]日)"
    f"(?:(?<=月)[ ]?{_NUMBERS}[ ]?[日号號])?{_HOUR}(?:{_TO}{_MEMBER})*"
)
_ZERO = Lazy("0(?<![0-9].)(?=[1-9](?![0-9分秒]))")
_PADDED_HOUR = Lazy("0(?<![0-9].)[0-9][ ]?[时時点點]")
_MEMBER_BEFORE = re.compile(f"(?:(?<![0-9])0[1-9][ ]?[月日号號]?{_TO}|0[1-9][ ]?[年月])$")
_MEMBER_BEHIND = re.compile(f"(?:{_TO})?[ ]?0[1-9](?![0-9:：])")
_REACH = 12
"""Characters in front of a date in which another member of its row is looked for."""
_ALONE = Lazy("0(?<![0-9.].)[1-9][ ]?[月日]")


def padded(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each row of dates with a zero before a month or day; none in titles and names of files."""
    if document.policy.date_style in ("padded", "iso"):
        return
    marked = titles.marked(document)
    for row, group in by_row(document, _PADDED.finditer(document.text)):
        line = document.lines[row]
        spans = [found.span() for found in group]
        whole = not _left_out(line.text, [(start - line.start, end - line.start) for start, end in spans])
        for start, end in spans:
            if not marked.touch(start, end) and not _torn(line.text, start - line.start, end - line.start):
                yield from _finding(document, rule, start, end, whole=whole)


def _finding(document: Document, rule: Rule, start: int, end: int, *, whole: bool) -> Iterator[Finding]:
    trusted = trust(document, start, end, rule)
    if trusted is None:
        return
    written = document.text[start:end]
    if not whole or _PADDED_HOUR.search(written):
        trusted = Applicability.UNSAFE
    edits = tuple(Edit(start + zero.start(), start + zero.end(), "") for zero in _ZERO.finditer(written))
    fix = Fix(trusted, f"write {_ZERO.sub('', written)}", edits)
    yield Finding(rule.code, start, end, f"{written}: zero before a single figure", fix)


def _left_out(line: str, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a padded month or day of a line stands in none of some spans, and would keep its zero."""
    at = 0
    for start, end in [*spans, (len(line), len(line))]:
        if _ALONE.search(line, at, start):
            return True
        at = end
    return False


def _torn(line: str, start: int, end: int) -> bool:
    """Tell whether a padded number beside a span belongs to it, and cannot be read."""
    before = line[max(0, start - _REACH) : start]
    return bool(_MEMBER_BEFORE.search(before) or _MEMBER_BEHIND.match(line, end))
