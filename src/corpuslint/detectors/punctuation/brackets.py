"""Half-width brackets ``( )`` around Chinese words in a document that otherwise writes （ ）.

Facts: round brackets in Chinese text are full-width (GB/T 15834-2011, 4.9 and 5.1; U+FF08, U+FF09). House styles
differ, so the majority of a document's own pairs around Chinese words decides. Calls ``f(甲)``, targets of links
``[甲](乙)``, labels of items ``1)`` and brackets set off by spaces (a Latin habit) are not judged.
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.detectors.punctuation.width import CLOSERS, OPENERS, WIDE_MARKS
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document

_HAN = chars.HAN
_PAIR = Lazy(
    rf"\((?:(?<![^\r\n].)|(?<=[{_HAN}{CLOSERS}{OPENERS}{WIDE_MARKS}].))(?P<inside>[^()（）\r\n]{{1,200}})\)"
    rf"(?=[{_HAN}{CLOSERS}{OPENERS}{WIDE_MARKS}—]|[ \t]*(?:[\r\n]|\Z))"
)
_ENDS_IN_HAN = Lazy(f"[{_HAN}《“].*|.*[{_HAN}》”]", re.DOTALL)
_WIDE_PAIR = Lazy(f"（(?=[^()（）\r\n]{{0,200}}）)[^{_HAN}()（）\r\n]{{0,200}}[{_HAN}]")
_OTHER_SCRIPT = Lazy(f"[{chars.KANA}{chars.HANGUL}]")


def half_width(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield half-width pairs around Chinese words, where the document's habit is full-width."""
    if document.text.count("（") < rule.options["habit-pairs"]:
        return
    found = [match for match in _PAIR.finditer(document.text) if _around_chinese(match["inside"], rule)]
    if not found:
        return
    wide = sum(1 for _ in _WIDE_PAIR.finditer(document.text))
    if wide < rule.options["habit-pairs"] or wide < rule.options["habit-share"] * (wide + len(found)):
        return
    for match in found:
        edits = (Edit(match.start(), match.start() + 1, "（"), Edit(match.end() - 1, match.end(), "）"))
        fix = Fix(Applicability(rule.safety), "replace by '（' and '）'", edits)
        yield Finding(rule.code, match.start(), match.end(), "half-width brackets where the document writes （ ）", fix)


def _around_chinese(inside: str, rule: Rule) -> bool:
    chinese = _ENDS_IN_HAN.fullmatch(inside) and not _OTHER_SCRIPT.search(inside)
    return bool(chinese) and not re.search(rule.options["not-prose"], inside)
