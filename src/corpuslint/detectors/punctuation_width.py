"""Half-width marks in Chinese text: ``, ; : ? !`` and ``( )`` where ， ； ： ？ ！ and （ ） belong.

Facts: GB/T 15834-2011, 5.1: in horizontal Chinese text the marks 。，、；：！？ take the place of one character:
they are full-width; a half-width mark belongs to Latin words and numbers (U+002C, U+003B, U+003A, U+003F, U+0021,
U+0028, U+0029; their full-width forms are U+FF0C … U+FF09). In Japanese and Korean text other rules hold, so kana and
hangul end our competence. What a mark is follows from both its neighbours; whether it is a fault for certain follows
from the line (does it use full-width marks itself?) and from the habit of the document.

A ``?`` between Han often stands for a character that a conversion lost, so it counts as a question mark only where the
clause asks a question.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpuslint import chars
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rulebook import Rule
from corpuslint.source import Document

WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
"""Half-width marks and their full-width forms."""
WIDE_MARKS = "，。；：？！、"
"""The full-width marks by which a line or a document shows its habit."""

_CLOSERS = "”’》〉）】」』…"
_OPENERS = "“‘《〈（【「『"
_LEFT = re.compile(f"[{chars.HAN}{_CLOSERS}]")
_RIGHT = re.compile(f"[{chars.HAN}{_OPENERS}{_CLOSERS}]")
_MARK = re.compile(
    rf"(?:(?<=[{chars.HAN}{_CLOSERS}])(?:[,;:](?![,;:])|[?!]+)|(?<=[0-9A-Za-z%)℃°]),(?=[{chars.HAN}{_OPENERS}]))[ \t]*"
)
_OTHER_SCRIPT = re.compile(f"[{chars.KANA}{chars.HANGUL}]")
_HAN = re.compile(f"[{chars.HAN}]")
_NUMERAL = re.compile("[〇零一二三四五六七八九十百两]")
_WIDE_MARK = re.compile(f"[{WIDE_MARKS}]")
_CLAUSE = re.compile(r"[^，。；：？！,;!?\n]{0,80}\Z")


class _Habit(NamedTuple):
    """What a document as a whole says about its marks."""

    wide: bool
    """Nearly all its marks beside Han are full-width."""
    chinese: bool
    """Not Japanese, not Korean."""


def marks(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield half-width ``, ; : ? !`` beside Han, with a fix to the full-width mark."""
    found = list(_MARK.finditer(document.text))
    if not found:
        return
    habit = _habit(document.text, len(found), rule)
    if not habit.chinese:
        return
    for match in found:
        trust = _trust(document, match, habit, rule)
        if trust:
            yield _finding(match, trust, rule)


def _habit(text: str, half: int, rule: Rule) -> _Habit:
    wide = sum(map(text.count, WIDE_MARKS))
    han, other = len(_HAN.findall(text)), len(_OTHER_SCRIPT.findall(text))
    return _Habit(
        wide=wide >= rule.options["habit-marks"] and wide >= rule.options["habit-share"] * (wide + half),
        chinese=other <= rule.options["other-script-share"] * han,
    )


def _trust(document: Document, match: re.Match[str], habit: _Habit, rule: Rule) -> Applicability | None:
    """Return how far the fix of one mark can be trusted; ``None`` where the mark is no fault."""
    line = document.line_at(match.start()).text
    if _OTHER_SCRIPT.search(line) or _means_something_else(document.text, match, rule):
        return None
    prose = bool(_WIDE_MARK.search(line))
    if not _between_han(document.text, match):
        return Applicability.UNSAFE if prose or (habit.wide and _LEFT.match(document.text, match.start() - 1)) else None
    mark = match.group()
    spaced = mark != mark.strip() and document.text[match.end() : match.end() + 1] not in ("", "\n", "\r")
    if spaced or len(mark.strip()) > 1 or _unasked(document.text, match, rule):
        return Applicability.UNSAFE
    proved = prose or (habit.wide and mark[0] != ":")
    return Applicability.SAFE if proved and not (mark[0] == "," and _tabular(document, match)) else Applicability.UNSAFE


def _means_something_else(text: str, match: re.Match[str], rule: Rule) -> bool:
    mark, before, after = match.group().strip(), text[match.start() - 1], text[match.end() : match.end() + 1]
    if mark == ":":
        ratio = _NUMERAL.match(before) and _NUMERAL.match(after)
        namespace = text.endswith(tuple(rule.options["namespaces"]), 0, match.start())
        return bool(ratio or namespace or after in ("/", ":", ")", "(", "-"))
    return "?" in mark and bool(after) and not after.isspace() and _unasked(text, match, rule)


def _unasked(text: str, match: re.Match[str], rule: Rule) -> bool:
    """Tell whether a ``?`` ends a clause that asks nothing."""
    if "?" not in match.group():
        return False
    clause = _CLAUSE.search(text, max(0, match.start() - 80), match.start())
    return clause is None or not re.search(rule.options["interrogatives"], clause.group())


def _between_han(text: str, match: re.Match[str]) -> bool:
    """Tell whether Han stand on both sides, or Han on the left and the end of the line on the right."""
    after = text[match.end() : match.end() + 1]
    right = after in ("", "\n", "\r") or bool(_RIGHT.match(after))
    return right and bool(_LEFT.match(text, match.start() - 1))


def _tabular(document: Document, match: re.Match[str]) -> bool:
    """Tell whether the line may be a row of comma-separated values: its neighbours have as many commas."""
    row = document.row(match.start()) - 1
    counts = [line.text.count(",") for line in document.lines[max(0, row - 2) : row + 3] if not line.blank]
    return counts.count(document.lines[row].text.count(",")) >= 3


def _finding(match: re.Match[str], trust: Applicability, rule: Rule) -> Finding:
    mark = match.group()
    wide = "".join(WIDE[char] for char in mark.strip())
    # What ends a line keeps its white space: that is for another rule to judge.
    last = match.string[match.end() : match.end() + 1] in ("", "\n", "\r")
    end = match.start() + len(wide) if last else match.end()
    fix = Fix(trust, f"replace by {wide!r}", (Edit(match.start(), end, wide),))
    return Finding(rule.code, match.start(), end, f"half-width {mark.strip()!r} in Chinese text", fix)


_PAIR = re.compile(r"\((?P<inside>[^()（）\n\r]{1,200})\)")
_WIDE_PAIR = re.compile(f"（[^()（）\n\r]{{0,200}}[{chars.HAN}][^()（）\n\r]{{0,200}}）")
_BESIDE = re.compile(rf"[{chars.HAN}{_CLOSERS}{_OPENERS}{WIDE_MARKS}—\s]")


def brackets(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield pairs of half-width brackets around Chinese words in a document that otherwise writes （ ）."""
    found = [match for match in _PAIR.finditer(document.text) if _around_chinese(document.text, match, rule)]
    if not found:
        return
    wide = sum(1 for _ in _WIDE_PAIR.finditer(document.text))
    if wide < rule.options["habit-pairs"] or wide < rule.options["habit-share"] * (wide + len(found)):
        return
    for match in found:
        edits = (Edit(match.start(), match.start() + 1, "（"), Edit(match.end() - 1, match.end(), "）"))
        fix = Fix(Applicability(rule.safety), "replace by '（' and '）'", edits)
        yield Finding(rule.code, match.start(), match.end(), "half-width brackets where the document writes （ ）", fix)


def _around_chinese(text: str, match: re.Match[str], rule: Rule) -> bool:
    """Tell whether Chinese stands on both sides and inside; a call, a link target or a unit is none of our business."""
    inside = match["inside"]
    if not _HAN.search(inside) or re.search(rule.options["not-prose"], inside):
        return False
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    return all(not char or _BESIDE.match(char) for char in (before, after))
