"""Headings of Markdown whose marks are glued to the title.

Facts: CommonMark 0.31, 4.2: a blank must stand between the opening ``#`` and the title, and before the closing ones;
without it the line is a paragraph and shows its marks, and a full-width blank (U+3000) or one that does not break
(U+00A0) is none. Many older renderers took ``##标题`` for a heading, and so did those who wrote for them. A single
``#`` glued to a word is a tag or a comment far more often than a heading.
"""

import re
from collections.abc import Iterator, Sequence

from corpuslint.chars import HAN
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_BEGINS = rf"(?=[\u3000\u00a0]*[{HAN}A-Za-z0-9《〈“「『【（])"
_GLUED = re.compile(rf" {{0,3}}(#{{2,6}}){_BEGINS}([\u3000\u00a0]*)([^#]*[^#\s])[ \t]*(#*)[ \t]*")
_FIRST = re.compile(rf"\ufeff?(#){_BEGINS}([\u3000\u00a0]*)([^#\s]+)()")
"""A title of the document; with a blank in it, or another ``#``, it may be a row of tags."""
_HAN = re.compile(f"[{HAN}]")
_TITLE = re.compile(rf"[{HAN}]|[《〈“「『【（][{HAN}]|\d{{1,2}}[.、]")
_ABOVE = 3
"""Rows above a line in which what leads to it may stand."""
_SENTENCE = re.compile(r"[。；，、;,]$")
_LEADS_IN = re.compile(r"[:：][ \t*_]*$")
"""What comes below such a line may be shown, not meant."""


def glued(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line of a Markdown document that begins with two or more ``#`` and no blank.

    Where there is one, a first line that has a single ``#`` is a heading like it.
    """
    if not document.markdown:
        return
    lines = document.lines
    found = [(row, match) for row in range(len(lines)) if (match := _heading(lines, row, rule))]
    first = _FIRST.fullmatch(lines[0].text.rstrip())
    prose = (row for row, _ in found if not document.touches(rule.skip, lines[row].start, lines[row].end))
    if first and _HAN.search(first[3]) and next(prose, 0):
        yield _spaced(rule, lines[0].start, first, Applicability.UNSAFE)
    for row, match in found:
        above = next((line.text for line in reversed(lines[max(row - _ABOVE, 0) : row]) if not line.blank), "")
        led_in = _LEADS_IN.search(above)
        if led_in and any(word in above for word in rule.options["shown"]):
            continue
        alone = all(near.blank for near in (*lines[max(row - 1, 0) : row], *lines[row + 1 : row + 2]))
        sure = alone and not led_in and _TITLE.match(match[3]) and not _SENTENCE.search(match[3])
        yield _spaced(rule, lines[row].start, match, Applicability.SAFE if sure else Applicability.UNSAFE)


def _heading(lines: Sequence[Line], row: int, rule: Rule) -> re.Match[str] | None:
    text = lines[row].text
    match = _GLUED.fullmatch(text) if "##" in text[:5] else None
    return match if match and _HAN.search(match[3]) and len(match[3]) <= rule.options["max-title"] else None


def _spaced(rule: Rule, start: int, match: re.Match[str], level: Applicability) -> Finding:
    """Return the finding; its fix puts a blank behind the opening marks, and one before closing ones."""
    opened, closing = start + match.end(1), start + match.start(4)
    edits = [Edit(opened, start + match.end(2), " ")]
    if len(match[4]) > 1 and match.end(3) == match.start(4) and match[3][-1] != "\\":  # 学习C# ends in its own #
        edits.append(Edit(closing, closing, " "))
    message = f"no blank between {match[1]} and the heading: {match[3][:20]}"
    return Finding(
        rule.code, start + match.start(1), start + match.end(3), message, Fix(level, "put a blank", tuple(edits))
    )
