"""Dots for an ellipsis, hyphens for a dash, marks put twice.

Facts: GB/T 15834-2011: the ellipsis is ……, two U+2026, six dots in two squares (4.11); for whole paragraphs left out
it stands alone on its line, with twelve dots, in practice often six. The dash is ——, two U+2014 (4.10). Neither is
built from full stops or hyphens. Leaders in a table of contents are runs of dots before a page number, ``...`` alone
on a line ends a YAML document, is an operator in several languages, and ``../`` is a path: none is an ellipsis.
A spaced hyphen also joins two-sided names (格拉尔 - 米里茨), terms of a subtraction, and the title of a page to the
name of its site.
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.detectors.rows import Match, by_row, in_a_name
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_CLOSE = "”’》）】」』"
_BESIDE = f"{chars.HAN}，。；：？！、{_CLOSE}"
# What stands before a mark is looked at behind it, so that the engine of `re` can leap from mark to mark.
_DOTS = Lazy(
    rf"[.。·⋯](?<=[{_BESIDE}].)(?:(?<=\.)\.{{2,5}}(?!\.)|(?<=。)(?<!。。)。{{2,5}}(?!。)|(?<=·)·{{2,5}}(?!·)|(?<=⋯)⋯?(?!⋯))"
    r"(?![ \t]*[0-9/\\)\]}])"
)
_ALONE = Lazy(r"(?:\.(?<!\.\.)\.{2,}+|。(?<!。。)。{2,}+|·(?<!··)·{2,}+)(?=[ \t\u3000]*(?:[\r\n]|\Z))")
_HAN = Lazy(f"[{chars.HAN}]")
_OTHER_SCRIPT = Lazy(f"[{chars.KANA}{chars.HANGUL}]")
_WIDE_MARK = Lazy("[，。；：？！、]")


def ellipsis(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield runs of dots in Chinese text, with a fix to the ellipsis."""
    for row, group in by_row(document, _DOTS.finditer(document.text)):
        line = document.lines[row].text
        if _OTHER_SCRIPT.search(line):
            continue
        about = re.search(rule.options["about-marks"], line)
        prose = bool(_WIDE_MARK.search(line)) and "`" not in line and not about
        for match in group:
            trust = Applicability.SAFE if prose and _typed(match, rule) else Applicability.UNSAFE
            yield _ellipsis(*match.span(), trust, rule)
    yield from _alone(document, rule)


def _ellipsis(start: int, end: int, trust: Applicability, rule: Rule) -> Finding:
    fix = Fix(trust, "replace by '……'", (Edit(start, end, "……"),))
    return Finding(rule.code, start, end, "dots in place of an ellipsis", fix)


def _typed(match: Match, rule: Rule) -> bool:
    """Tell whether the dots are three or six full stops after Han, and not spoken of."""
    if match.group() not in ("...", "......") or not _HAN.match(match.string, match.start() - 1):
        return False
    if in_a_name(match.string, *match.span()):
        return False
    before, after = match.string[max(0, match.start() - 4) : match.start()], match.string[match.end() : match.end() + 4]
    return not re.search(rule.options["spoken-of-before"], before) and not re.match(
        rule.options["spoken-of-after"], after
    )


def _alone(document: Document, rule: Rule) -> Iterator[Finding]:
    for row, group in by_row(document, _ALONE.finditer(document.text)):
        start, end = group[0].span()
        alone = not document.text[document.lines[row].start : start].strip(" \t\u3000")
        trust = _trust_alone(document, row, group[0].group(), rule) if alone else None
        if trust:
            yield _ellipsis(start, end, trust, rule)


def _trust_alone(document: Document, row: int, dots: str, rule: Rule) -> Applicability | None:
    """Judge dots alone on a line by the text around them; ``None``: they are not part of Chinese text."""
    before = _neighbour(document.lines[max(0, row - 3) : row][::-1])
    after = _neighbour(document.lines[row + 1 : row + 4])
    if before is None or after is None or not all(map(_HAN.search, (before, after))):
        return None
    if any(map(_OTHER_SCRIPT.search, (before, after))) or len(dots) > rule.options["leaders"]:
        return None
    prose = all(map(_WIDE_MARK.search, (before, after)))
    return Applicability.SAFE if prose and dots[0] == "." and len(dots) > 3 else Applicability.UNSAFE


def _neighbour(lines: list[Line]) -> str | None:
    return next((line.text for line in lines if not line.blank), None)


_HYPHENS = Lazy(
    rf"[ \t–—-](?<=[{chars.HAN}{_CLOSE}].)"
    rf"(?:(?P<spaced>(?<=[ \t])[ \t]*(?:-{{1,4}}|–|—)[ \t]+)|(?<=-)-{{1,3}}(?!-)|(?<=–)–|(?<=—)—-)"
    rf"(?=[{chars.HAN}“‘《（【「『])"
)
_WORD_BEFORE = Lazy(f"[{chars.HAN}{_CLOSE}、]*\\Z")
_WORD_AFTER = Lazy(f"[{chars.HAN}“‘《（【「『、]*")
_PAUSE = Lazy("[，；！？]|。(?![\r\n]|\\Z)")
_ADDRESS = Lazy(r"https?://|www\.|\]\(|[=+＝＋×÷]")


def dash(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield hyphens between Chinese phrases that do the work of a dash, with a fix to ——."""
    for row, group in by_row(document, _HYPHENS.finditer(document.text)):
        line = document.lines[row].text
        # Several in a line are a trail of crumbs or a list of stations; titles of linked pages end in their site.
        trail = sum("--" not in match.group() for match in group) > rule.options["per-line"]
        if trail or _ADDRESS.search(line) or _OTHER_SCRIPT.search(line):
            continue
        for match in group:
            if _joins_phrases(match, rule):
                fix = Fix(Applicability(rule.safety), "replace by '——'", (Edit(*match.span(), "——"),))
                yield Finding(rule.code, *match.span(), "a hyphen in place of a dash", fix)


def _joins_phrases(match: Match, rule: Rule) -> bool:
    """Tell whether phrases stand on both sides, not names, terms, or the name of a site at the end."""
    text, long = match.string, rule.options["phrase"] if match["spaced"] else rule.options["word"]
    before = _WORD_BEFORE.search(text, max(0, match.start() - 40), match.start())
    after = _WORD_AFTER.match(text, match.end(), match.end() + 40)
    if not before or not after:
        return False
    if "--" in match.group() and _PAUSE.match(text, after.end()) and len(after.group()) > 1:
        return bool(len(before.group()) >= rule.options["word"])  # what follows is no name: a sentence goes on
    if min(len(before.group()), len(after.group())) < long:
        return False
    ends = text[after.end() : after.end() + 1] in ("", "\n", "\r")
    return not (match["spaced"] and ends and len(after.group()) <= rule.options["site"])


_DOUBLED = Lazy(
    rf"(?P<mark>[，、；：。,;](?<=[{chars.HAN}{_CLOSE}].))(?P<more>[ ]?[，、；：。,;])(?![，、；：。,;.?!？！\])）])"
)


def doubled(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield two pause marks in a row; equal ones with a fix to one of them."""
    for match in _DOUBLED.finditer(document.text):
        first, second = match["mark"], match["more"].strip()
        if _listed(match):
            continue
        fix = None
        if first == second:
            fix = Fix(Applicability(rule.safety), f"leave one {first!r}", (Edit(match.end("mark"), match.end(), ""),))
        yield Finding(rule.code, *match.span(), f"two marks in a row: {match.group()!r}", fix)


def _listed(match: Match) -> bool:
    """Tell whether marks are spoken of: more of them follow, or a name of one stands before."""
    window = match.string[max(0, match.start() - 3) : match.end() + 2]
    return bool(re.search("[逗句顿分冒]号|[逗句頓分冒]號|标点|標點", window))
