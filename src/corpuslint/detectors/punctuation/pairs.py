"""Brackets, quotes and title marks that have no partner.

Facts: brackets （）【】〔〕, title marks 《》〈〉 and quotes “”‘’「」『』 come in pairs (GB/T 15834-2011, 4.8, 4.9,
4.15); inside 《》 stands 〈〉, inside “” stands ‘’, and the other way round further in. A quotation of several
paragraphs opens with each and closes with the last one only (4.8.3.4), so a mark may stay open where the next one
opens again. ’ is also the apostrophe and the minute, ” the second and the inch. ``1)`` and 一） label items, ``:)`` and
``:(`` are faces, (0, 1] is an interval. Partners are sought in the line first, then below: brackets may enclose a list.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpuslint import chars
from corpuslint.detectors.rows import Match, by_row
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_CJK = Lazy(f"[{chars.HAN}{chars.CJK_PUNCTUATION}“”‘’…—]")
_CHINESE = Lazy(f"[{chars.HAN}][^\\r\\n]?[{chars.HAN}]")
_FACE = Lazy("[:：;；=] ?$")
_HAN = Lazy(f"[{chars.HAN}]")
_NO_END = Lazy(f"[{chars.HAN}）、\\r\\n]")
_PAUSES = "，、：；"
_STRAIGHT = Lazy("['\"]")
_LATIN = Lazy("[0-9A-Za-z]")
_SENTENCE_END = Lazy("[。！？；]")
_SPEECH_OPENS = Lazy(r"[：:，\s>]")
_OTHER_SCRIPT = Lazy(f"[{chars.KANA}{chars.HANGUL}]")


_MANY = 40
"""Marks from which on it is cheaper to find what is not prose in the whole text than around each of them."""


class _Loose(NamedTuple):
    """A mark without partner in its line."""

    row: int
    match: Match
    opens: bool


def unpaired(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield marks of the page's groups (opening marks, closing marks) that have no partner."""
    for opening, closing in rule.options["groups"]:
        if not any(mark in document.text for mark in opening + closing):
            continue
        marks = _of_uneven_lines(document, re.escape(opening), re.escape(closing))
        loose = _alone(document, marks, opening)
        if loose:  # marks in code and addresses have no partners outside
            alone = {mark.match.start() for mark in loose}
            rows = {mark.row for mark in loose}
            here = [match for row, group in by_row(document, marks) if row in rows for match in group]
            prose = list(_in_prose(document, here, rule))
            loose = [mark for mark in _alone(document, prose, opening) if mark.match.start() in alone]
            yield from _judged(document, loose, rule)


def _in_prose(document: Document, marks: Sequence[Match], rule: Rule) -> Iterator[Match]:
    """Yield the marks outside of code, addresses and the like; of few marks only the lines are looked at."""
    if len(marks) > _MANY:
        for kind in rule.skip:
            document.regions(kind)
    return (mark for mark in marks if not document.touches(rule.skip, *mark.span()))


def _of_uneven_lines(document: Document, opening: str, closing: str) -> list[Match]:
    """Return the marks of the lines that hold more than pairs side by side."""
    pairs = rf"[{opening}{closing}](?:(?<=[{opening}])[^{opening}{closing}\r\n]*+[{closing}])?"
    odd = (match.start() for match in re.finditer(pairs, document.text) if len(match.group()) == 1)
    rows = dict.fromkeys(document.row(start) - 1 for start in odd)
    mark = re.compile(f"[{opening}{closing}]")
    return [m for row in rows for m in mark.finditer(document.text, document.lines[row].start, document.lines[row].end)]


def _alone(document: Document, marks: Sequence[Match], opening: str) -> list[_Loose]:
    return [mark for row, group in by_row(document, marks) for mark in _alone_in_line(row, group, opening)]


def _alone_in_line(row: int, marks: Sequence[Match], opening: str) -> Iterator[_Loose]:
    """Yield the marks of one line that its other marks leave over, in their order."""
    left: list[_Loose] = []
    for match in marks:
        opens = match.group() in opening
        if not opens and left and left[-1].opens:
            left.pop()
        else:
            left.append(_Loose(row, match, opens))
    yield from left


def _judged(document: Document, loose: Sequence[_Loose], rule: Rule) -> Iterator[Finding]:
    """Yield what is left when partners in other lines and marks with another meaning are taken out."""
    foreign = {row for row in {mark.row for mark in loose} if not _chinese(document.lines[row].text)}
    turned: set[_Loose] = set()
    if rule.options["turn"]:
        # Before partners are sought in other lines, what cannot be the end of one quotation and the start of another.
        yield from _turned_pairs(document, loose, foreign, turned, rule, inside_sentence=True)
    lonely = list(_alone_in_text([mark for mark in loose if mark not in turned], rule.options["reach"]))
    if rule.options["turn"]:
        yield from _turned_pairs(document, lonely, foreign, turned, rule)
    for mark in lonely:
        if mark not in turned and mark.row not in foreign and not _excused(document, mark, rule):
            yield Finding(rule.code, *mark.match.span(), f"{mark.match.group()!r} has no partner")


def _turned_pairs(
    document: Document,
    marks: Sequence[_Loose],
    foreign: set[int],
    turned: set[_Loose],
    rule: Rule,
    *,
    inside_sentence: bool = False,
) -> Iterator[Finding]:
    """Yield neighbours that make a pair once turned round, and put them into ``turned``."""
    for first, second in pairwise(marks):
        if first in turned or first.row in foreign or (inside_sentence and not _inside_sentence(document, first)):
            continue
        fix = _turned(document, first, second)
        if fix:
            turned |= {first, second}
            message = f"{first.match.group()!r} and {second.match.group()!r} do not make a pair"
            yield Finding(rule.code, first.match.start(), second.match.end(), message, fix)


def _inside_sentence(document: Document, mark: _Loose) -> bool:
    """Tell whether a closing mark stands where no quotation ends: behind Han without a stop, or at a line's head."""
    start = mark.match.start()
    return not mark.opens and (start == 0 or bool(_NO_END.match(document.text, start - 1)))


def _alone_in_text(loose: Sequence[_Loose], reach: int) -> Iterator[_Loose]:
    """Yield the marks that have no partner in the next ``reach`` lines either."""
    waiting: _Loose | None = None
    for mark in loose:
        if not mark.opens and waiting and mark.row - waiting.row <= reach and mark.row > waiting.row:
            waiting = None
            continue
        if waiting:
            yield waiting
        waiting = mark if mark.opens else None
        if not mark.opens:
            yield mark
    if waiting:
        yield waiting


def _chinese(line: str) -> bool:
    return bool(_CHINESE.search(line)) and not _OTHER_SCRIPT.search(line)


def _excused(document: Document, mark: _Loose, rule: Rule) -> bool:
    """Tell whether a lonely mark means something else than half of a pair."""
    line = document.lines[mark.row]
    char, text = mark.match.group(), document.text
    before = text[max(line.start, mark.match.start() - 12) : mark.match.start()]
    after = text[mark.match.end() : min(line.end, mark.match.end() + 12)]
    if char.isascii() and not (_CJK.match(before[-1:]) or _CJK.match(after)):
        return True
    if not mark.opens:
        return bool(re.search(rule.options["excused-after"], before)) or (char == "’" and bool(_LATIN.match(after)))
    if re.match(rule.options["excused-before"], after) or (not after.strip() and _FACE.search(before)):
        return True
    if char in rule.options["heads"] and not before.strip():
        return True
    return bool(rule.options["goes-on"]) and _goes_on(document, mark)


def _goes_on(document: Document, mark: _Loose) -> bool:
    """Tell whether the next paragraph opens with the same mark: a quotation of several paragraphs."""
    below = (line.text[:80].lstrip() for line in document.lines[mark.row + 1 : mark.row + 4] if not line.blank)
    return next(below, "").startswith(mark.match.group())


_PARTNER = dict(zip("“‘「『《〈（【”’」』》〉）】", "”’」』》〉）】“‘「『《〈（【", strict=True))
_FAR = 40
"""Characters between two marks turned the same way above which they belong to different pairs."""
_SPEECH = 400
"""Characters that a quotation turned inside out (”…“) may have."""


def _turned(document: Document, first: _Loose, second: _Loose) -> Fix | None:
    """Return the fix of two marks in one line that make a pair once one or both are turned round."""
    start, end = first.match.start(), second.match.start()
    if first.row != second.row or not _make_a_pair(document.text, first, second):
        return None
    opener = first.match.group() if first.opens else _PARTNER[first.match.group()]
    edits = (Edit(start, start + 1, opener), Edit(end, end + 1, _PARTNER[opener]))
    changed = tuple(edit for edit in edits if document.text[edit.start : edit.end] != edit.content)
    return Fix(Applicability.UNSAFE, f"write {opener}…{_PARTNER[opener]}", changed)


def _make_a_pair(text: str, first: _Loose, second: _Loose) -> bool:
    one, other = first.match.group(), second.match.group()
    start, end = first.match.start(), second.match.start()
    if one not in (other, _PARTNER.get(other)) or (first.opens and not second.opens) or end - start > _SPEECH:
        return False
    inside = text[start + 1 : end]
    if inside[:1] in _PAUSES or inside[-1:] in _PAUSES or _STRAIGHT.search(inside):
        return False  # between two pairs of which each lost a half
    before, after = text[max(0, start - 1) : start], text[end + 1 : end + 2]
    if not _CJK.search(before + inside + after) or (not first.opens and _LATIN.match(before)):
        return False  # not Chinese; an apostrophe, an inch
    if end - start <= _FAR and not _SENTENCE_END.search(inside):
        return True
    return one != other and (not before or bool(_SPEECH_OPENS.match(before)))


_MIXED = Lazy(r"（[^()（）\r\n]{1,200}\)|\([^()（）\r\n]{1,200}）")
_ROUND = Lazy("[()（）]")
_LABEL = Lazy(r"(?:^|[^0-9A-Za-z])(?:[0-9]{1,2}|[A-Za-z])\)$")


def mixed_width(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield brackets of which one is full-width and the other half-width, with a fix to the full-width pair.

    Where all round brackets of the line make pairs, whatever their width, these two are one; elsewhere half of another
    pair may have been lost, and the fix is unsafe.
    """
    for row, group in by_row(document, _MIXED.finditer(document.text)):
        pairs = _all_paired(document.lines[row].text)
        for match in group:
            if not _around_han(document.text, match):
                continue
            edits = (Edit(match.start(), match.start() + 1, "（"), Edit(match.end() - 1, match.end(), "）"))
            changed = tuple(edit for edit in edits if document.text[edit.start : edit.end] != edit.content)
            sure = pairs and _HAN.search(match.group()) and not _LABEL.search(match.group())
            fix = Fix(Applicability.SAFE if sure else Applicability.UNSAFE, "write both full-width", changed)
            yield Finding(rule.code, *match.span(), "one bracket is full-width, the other half-width", fix)


def _around_han(text: str, match: Match) -> bool:
    chinese = _HAN.search(match.group()) or _HAN.match(text, max(0, match.start() - 1))
    return bool(chinese) and not _OTHER_SCRIPT.search(match.group())


def _all_paired(line: str) -> bool:
    depth = 0
    for bracket in _ROUND.findall(line):
        depth += 1 if bracket in "(（" else -1
        if depth < 0:
            return False
    return depth == 0
