"""House style, off by default: spaces between Han and Latin, the shape of quotation marks.

Facts: between Han and Latin letters or figures a quarter em is left by the typesetter, not typed (CLREQ 3.2.1, "mixed
text composition"); text for the screen often types a space instead. In mainland China quotation marks are “ ” and ‘ ’
(GB/T 15834-2011, 4.8), in Taiwan 「 」 and 『 』 (Ministry of Education, 重訂標點符號手冊, 2008). A straight " is both
halves in one: which half it is follows from the count in its line. Words such as T恤 and 卡拉OK are written together
in any style.
"""

import re
from collections.abc import Iterator, Sequence

from corpuslint import chars
from corpuslint.detectors.rows import Match, by_row
from corpuslint.detectors.spacing.blanks import beside_address
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document

_WORD = "A-Za-z0-9"
_SEAM = Lazy(f"(?<=[{chars.HAN}])(?=[{_WORD}])|(?<=[{_WORD}%])(?=[{chars.HAN}])")
_GAP = Lazy(f"(?<=[{chars.HAN}])[ ]+(?=[{_WORD}])|(?<=[{_WORD}%])[ ]+(?=[{chars.HAN}])")
_OTHER_SCRIPT = Lazy(f"[{chars.KANA}{chars.HANGUL}]")
_BESIDE = Lazy(f"[{chars.HAN}{chars.CJK_PUNCTUATION}“”‘’…—\\r\\n]")
_HAN = Lazy(f"[{chars.HAN}]")


def missing_space(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield seams between Han and Latin or figures that have no space, with a fix that puts one in."""
    words = re.compile("|".join(map(re.escape, rule.options["words"])))
    for row, group in by_row(document, _SEAM.finditer(document.text)):
        line = document.lines[row]
        if _OTHER_SCRIPT.search(line.text):
            continue
        joined = {line.start + at for word in words.finditer(line.text) for at in range(word.start(), word.end() + 1)}
        for match in group:
            if match.start() not in joined:
                fix = Fix(Applicability(rule.safety), "put a space", (Edit(*match.span(), " "),))
                yield Finding(rule.code, *match.span(), "no space between Chinese and Latin", fix)


def space(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield spaces typed between Han and Latin or figures, with a fix that takes them out."""
    for row, group in by_row(document, _GAP.finditer(document.text)):
        line = document.lines[row].text
        if _OTHER_SCRIPT.search(line) or not re.search(rule.options["prose"], line):
            continue
        for match in group:
            if beside_address(document, *match.span()):
                continue
            fix = Fix(Applicability(rule.safety), "remove the space", (Edit(*match.span(), ""),))
            yield Finding(rule.code, *match.span(), "a space between Chinese and Latin", fix)


_STRAIGHT = Lazy('"')


def straight_quotes(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield pairs of straight quotes around Chinese words, with a fix to the page's pair."""
    protected = [document.regions(kind) for kind in rule.skip]
    for row, group in by_row(document, _STRAIGHT.finditer(document.text)):
        marks = [match for match in group if not any(region.touch(*match.span()) for region in protected)]
        if len(marks) % 2 or _OTHER_SCRIPT.search(document.lines[row].text):
            continue
        for first, second in zip(marks[::2], marks[1::2], strict=True):
            if _quotes_chinese(first, second, rule):
                yield _curled(first, second, rule)


def _quotes_chinese(first: Match, second: Match, rule: Rule) -> bool:
    inside = first.string[first.end() : second.start()]
    before, after = (
        first.string[max(0, first.start() - 1) : first.start()],
        first.string[second.end() : second.end() + 1],
    )
    if not all(not char or _BESIDE.match(char) for char in (before, after)):
        return False  # code, data or an inch
    chinese = _HAN.search(inside) or (_HAN.match(before) and _HAN.match(after))
    return bool(chinese) and not re.search(rule.options["not-prose"], inside)


def _curled(first: Match, second: Match, rule: Rule) -> Finding:
    opening, closing = rule.options["quotes"]
    edits = (Edit(*first.span(), opening), Edit(*second.span(), closing))
    fix = Fix(Applicability(rule.safety), f"write {opening} and {closing}", edits)
    return Finding(rule.code, first.start(), second.end(), "straight quotes around Chinese words", fix)


def quote_shape(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield quotation marks of the other shape, mark by mark, with a fix to the page's."""
    shapes: dict[str, str] = rule.options["shapes"]
    pattern = re.compile(f"[{''.join(shapes)}]")
    for row, group in by_row(document, pattern.finditer(document.text)):
        if not _OTHER_SCRIPT.search(document.lines[row].text) and _whole(group, rule.options["pairs"]):
            for match in group:
                fix = Fix(Applicability(rule.safety), "change the shape", (Edit(*match.span(), shapes[match.group()]),))
                yield Finding(rule.code, *match.span(), "a quotation mark of another shape", fix)


def _whole(marks: Sequence[Match], pairs: Sequence[str]) -> bool:
    """Tell whether the marks of a line make pairs: ’ alone is an apostrophe, and half a pair is a fault of its own."""
    text = "".join(match.group() for match in marks)
    before = None
    while text != before:
        before = text
        for pair in pairs:
            text = text.replace(pair, "")
    return not text
