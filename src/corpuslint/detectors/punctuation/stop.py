"""A half-width full stop ``.`` where a Chinese sentence ends with 。.

Facts: the full stop is 。 (U+3002; GB/T 15834-2011, 4.1). U+002E behind Han also numbers items (一.), parts
transliterated names (罗恩.帕尔默) and the fields of a reference (GB/T 7714-2015, 7.2), stands before the ending of a
file name, and is strewn between characters by copy protection. So only the end of a clause counts: the end of the
line, white space before the next Chinese word, or a whole clause on both sides with no name of the foreign kind at the
dot, and no object with its method (对象名.方法名).
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.detectors.rows import Match, by_row
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document

_STOP = Lazy(
    rf"\.(?<=[{chars.HAN}）》”].)(?:(?P<gap>[ \t]+)(?=[{chars.HAN}“‘《（])|(?=[”’」』]|[ \t]*(?:[\r\n]|\Z))"
    rf"|(?P<glued>(?=[{chars.HAN}])))"
)
_CLAUSE = Lazy(f"[{chars.HAN}0-9A-Za-z，、；：（）《》“”‘’%,;: ]*\\Z")
_NEXT_CLAUSE = Lazy(f"[{chars.HAN}0-9A-Za-z、《》% ]*(?:[，。；：！？]|,(?! ))")
_AT_THE_DOT = Lazy(rf"[{chars.HAN}]{{1,2}}\.[{chars.HAN}]{{1,2}}")
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
            if not clause or len(_HAN.findall(clause.group())) < rule.options["clause"]:
                continue
            if match["glued"] is None or _between_clauses(match, rule):
                fix = Fix(Applicability(rule.safety), "replace by '。'", (Edit(*match.span(), "。"),))
                yield Finding(rule.code, *match.span(), "a half-width full stop in Chinese text", fix)


def _between_clauses(match: Match, rule: Rule) -> bool:
    """Tell whether a whole clause follows a stop, no part of a name or of a path of words."""
    after = _NEXT_CLAUSE.match(match.string, match.end(), match.end() + 60)
    if not after or len(_HAN.findall(after.group())) < rule.options["clause"]:
        return False
    if re.search(rule.options["spoken-of-before"], match.string[max(0, match.start() - 2) : match.start()]):
        return False
    from corpuslint.detectors.name.foreign import foreign  # noqa: PLC0415 (few texts have such a stop)

    name = _AT_THE_DOT.search(match.string, max(0, match.start() - 2), match.end() + 2)
    return not (name and foreign(name.group().replace(".", ""), 1.0))
