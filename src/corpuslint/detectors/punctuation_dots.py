"""Dots for an ellipsis, hyphens for a dash, marks put twice.

Facts: GB/T 15834-2011: the ellipsis is ……, two U+2026, six dots in two squares (4.11); for whole paragraphs left out
it stands alone on its line, with twelve dots, in practice often six. The dash is ——, two U+2014 (4.10). Neither is
built from full stops or hyphens. Leaders in a table of contents are runs of dots before a page number, ``...`` alone
on a line ends a YAML document, and ``../`` is a path: none of them is an ellipsis.
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rulebook import Rule
from corpuslint.source import Document, Line

_BESIDE = f"{chars.HAN}，。；：？！、”’》）】」』"
_DOTS = re.compile(rf"(?<=[{_BESIDE}])(?:\.{{3,6}}|。{{3,6}}|·{{3,6}}|⋯{{1,2}})(?![.。·⋯0-9 \t]*[0-9.。·⋯/\\])")
_ALONE = re.compile(r"[ \t\u3000]*(?P<dots>\.{3,}|。{3,}|·{3,})[ \t\u3000]*\Z")
_HAN = re.compile(f"[{chars.HAN}]")
_OTHER_SCRIPT = re.compile(f"[{chars.KANA}{chars.HANGUL}]")
_WIDE_MARK = re.compile("[，。；：？！、]")


def ellipsis(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield runs of dots in Chinese text, with a fix to the ellipsis."""
    for match in _DOTS.finditer(document.text):
        inside = document.line_at(match.start()).text
        if not _OTHER_SCRIPT.search(inside):
            yield _ellipsis(match.start(), match.end(), _trust_inside(match, inside), rule)
    for row, line in enumerate(document.lines):
        alone = _ALONE.match(line.text) if line.text[-1:] in ".。· \t\u3000" else None
        if alone:
            trust = _trust_alone(document, row, alone["dots"], rule)
            if trust:
                start = line.start + alone.start("dots")
                yield _ellipsis(start, start + len(alone["dots"]), trust, rule)


def _ellipsis(start: int, end: int, trust: Applicability, rule: Rule) -> Finding:
    fix = Fix(trust, "replace by '……'", (Edit(start, end, "……"),))
    return Finding(rule.code, start, end, "dots in place of an ellipsis", fix)


def _trust_inside(match: re.Match[str], line: str) -> Applicability:
    """Three or six full stops after Han in a line of full-width marks are an ellipsis; others only likely."""
    typed = match.group() in ("...", "......") and _HAN.match(match.string, match.start() - 1)
    return Applicability.SAFE if typed and _WIDE_MARK.search(line) else Applicability.UNSAFE


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


_HYPHENS = re.compile(
    rf"(?<=[{chars.HAN}”’》）】」』])(?:[ \t]+(?P<spaced>-{{1,3}}|–|—)[ \t]+|(?P<tight>--|---|––|——-))"
    rf"(?=[{chars.HAN}“‘《（【「『])"
)


def dash(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield hyphens between Han that do the work of a dash, with a fix to ——."""
    found = list(_HYPHENS.finditer(document.text))
    rows = [document.row(match.start()) for match in found]
    for match, row in zip(found, rows, strict=True):
        line = document.lines[row - 1].text
        # Several in a line are a trail of crumbs or a list of stations.
        if rows.count(row) <= rule.options["per-line"] and not _OTHER_SCRIPT.search(line):
            fix = Fix(Applicability(rule.safety), "replace by '——'", (Edit(match.start(), match.end(), "——"),))
            yield Finding(rule.code, match.start(), match.end(), "a hyphen in place of a dash", fix)


_DOUBLED = re.compile(
    rf"(?<=[{chars.HAN}”’》）】」』])(?P<mark>[，、；：。,;])(?P<more>[ ]?[，、；：。,;])(?![，、；：。,;.?!？！])"
)


def doubled(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield two pause marks in a row; equal ones with a fix to one of them."""
    for match in _DOUBLED.finditer(document.text):
        first, second = match["mark"], match["more"].strip()
        if f"{first}{second}" in rule.options["allowed"]:
            continue
        fix = None
        if first == second:
            fix = Fix(Applicability(rule.safety), f"leave one {first!r}", (Edit(match.end("mark"), match.end(), ""),))
        yield Finding(rule.code, match.start(), match.end(), f"two marks in a row: {match.group()!r}", fix)
