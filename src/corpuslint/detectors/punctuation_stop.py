"""A half-width full stop ``.`` where a Chinese sentence ends with 。.

Facts: the full stop is 。 (U+3002; GB/T 15834-2011, 4.1). U+002E behind Han also numbers items (一.), parts
transliterated names (罗恩.帕尔默) and the fields of a reference (GB/T 7714-2015, 7.2), stands before the ending of a
file name, and is strewn between characters by copy protection. So only the end of a clause counts: the end of the
line, or white space before the next Chinese word.
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.detectors.rows import by_row
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rulebook import Rule
from corpuslint.source import Document

_STOP = Lazy(rf"\.(?<=[{chars.HAN}）》”].)(?:(?P<gap>[ \t]+)(?=[{chars.HAN}“‘《（])|(?=[”’」』]|[ \t]*(?:[\r\n]|\Z)))")
_CLAUSE = Lazy(f"[{chars.HAN}0-9A-Za-z，、；：（）《》“”‘’%,;: ]*\\Z")
_HAN = Lazy(f"[{chars.HAN}]")
_OTHER_SCRIPT = Lazy(f"[{chars.KANA}{chars.HANGUL}]")


def half_width(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield full stops ``.`` at the end of Chinese clauses, with a fix to 。."""
    for row, group in by_row(document, _STOP.finditer(document.text)):
        line = document.lines[row].text
        if _OTHER_SCRIPT.search(line) or re.search(rule.options["reference"], line):
            continue
        for match in group:
            clause = _CLAUSE.search(document.text, max(0, match.start() - 40), match.start())
            if clause and len(_HAN.findall(clause.group())) >= rule.options["clause"]:
                fix = Fix(Applicability(rule.safety), "replace by '。'", (Edit(*match.span(), "。"),))
                yield Finding(rule.code, *match.span(), "a half-width full stop in Chinese text", fix)
