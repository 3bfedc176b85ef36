"""Lines that a site wove into its pages against copying: Han parted by symbols.

Facts: copy protection puts a line such as ``本+文`内.容.来.自:某`网`` into the page, coloured like its background, with
changing ASCII symbols between the characters so that no plain search finds it. Chinese never parts single characters by
changing ASCII symbols; initials (A.B.C), ratios (1:2:3) and lists (甲、乙) use one mark, or are not Han.
"""

import re
from collections.abc import Iterator

from corpuslint.chars import HAN
from corpuslint.detectors.boilerplate import compiled
from corpuslint.detectors.boilerplate_block import Block, removal
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rulebook import Rule
from corpuslint.source import Document, Line

_SYMBOL = r"[!-/:-@\[-`{-~]"
_WOVEN = re.compile(rf"[{HAN}](?:{_SYMBOL}{{1,2}}[{HAN}]){{4,}}")
_SYMBOLS = re.compile(_SYMBOL)
_LETTERS = re.compile(r"[\W_]+")


def woven(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line (or part of one) in which changing symbols part the characters."""
    for number, line in enumerate(document.lines):
        spans = [match.span() for match in _WOVEN.finditer(line.text) if _changing(match.group(), rule)]
        if spans:
            yield _judged(document, rule, number, line, spans)


def _changing(text: str, rule: Rule) -> bool:
    return len(set(_SYMBOLS.findall(text))) >= int(rule.options["min-symbols"])


def _judged(document: Document, rule: Rule, number: int, line: Line, spans: list[tuple[int, int]]) -> Finding:
    """Return the finding: a line that is nothing else goes as a whole, safely if it says that it marks an origin."""
    start, end = spans[0][0], spans[-1][1]
    outside = len(_LETTERS.sub("", line.text[:start]))
    after = line.text[end:]
    plain = _SYMBOLS.sub("", line.text).replace(" ", "")
    if outside or len(after) > rule.options["max-tail"] or compiled(f"[{HAN}]{{4}}").search(after):
        fix = replacement(line.start + start, line.start + end, "", Applicability.UNSAFE)
        return Finding(rule.code, line.start + start, line.start + end, rule.summary, fix)
    level = Applicability.SAFE if compiled(rule.options["origin"]).search(plain) else Applicability.UNSAFE
    fix = removal(document, Block(number, number), level)
    return Finding(rule.code, line.start, line.end, f"a woven watermark: {plain[:40]}", fix)
