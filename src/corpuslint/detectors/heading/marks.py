"""Headings of Markdown whose marks are glued to the title.

Facts: CommonMark 0.31, 4.2: a blank must stand between the opening ``#`` and the title, and before the closing ones;
without it the line is a paragraph and shows its marks. Many older renderers took ``##标题`` for a heading, and so did
those who wrote for them. A single ``#`` glued to a word is a tag or a comment far more often than a heading.
"""

import re
from collections.abc import Iterator

from corpuslint.chars import HAN
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.source import Document

_GLUED = re.compile(rf" {{0,3}}(#{{2,6}})(?=[{HAN}A-Za-z0-9《“「（])([^#]*[^#\s])[ \t]*(#*)[ \t]*")
_HAN = re.compile(f"[{HAN}]")
_TITLE = re.compile(rf"[{HAN}]|\d{{1,2}}[.、]")
_SENTENCE = re.compile(r"[。；，、;,]$")


def glued(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line of a Markdown document that begins with two or more ``#`` and no blank."""
    if not document.markdown:
        return
    lines = document.lines
    for row, line in enumerate(lines):
        match = _GLUED.fullmatch(line.text) if "##" in line.text[:5] else None
        if match is None or not _HAN.search(match[2]) or len(match[2]) > rule.options["max-title"]:
            continue
        alone = all(near.blank for near in (*lines[max(row - 1, 0) : row], *lines[row + 1 : row + 2]))
        sure = alone and _TITLE.match(match[2]) and not _SENTENCE.search(match[2])
        yield _spaced(rule, line.start, match, Applicability.SAFE if sure else Applicability.UNSAFE)


def _spaced(rule: Rule, start: int, match: re.Match[str], level: Applicability) -> Finding:
    """Return the finding; its fix puts a blank behind the opening marks, and one before closing ones."""
    opened, closing = start + match.end(1), start + match.start(3)
    edits = [Edit(opened, opened, " ")]
    if match[3] and match.end(2) == match.start(3):
        edits.append(Edit(closing, closing, " "))
    message = f"no blank between {match[1]} and the heading: {match[2][:20]}"
    return Finding(
        rule.code, start + match.start(1), start + match.end(2), message, Fix(level, "put a blank", tuple(edits))
    )
