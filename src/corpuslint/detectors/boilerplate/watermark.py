"""Lines that a site wove into its pages against copying: Han parted by symbols.

Facts: copy protection puts a line such as ``本+文`内.容.来.自:某`网`` into the page, coloured like its background,
with changing ASCII symbols between the characters so that no plain search finds it. Chinese never parts single
characters by changing ASCII symbols, nor spaces out the letters of an address; initials (A.B.C), ratios (1:2:3) and
lists (甲、乙) use one mark, or are not Han.
"""

import re
from collections.abc import Iterator

from corpuslint.chars import HAN
from corpuslint.detectors.block import Block, removal
from corpuslint.detectors.expressions import compiled
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_SYMBOL = r"[!-/:-@\[-`{-~]"
_SYMBOLS = re.compile(_SYMBOL)
_LETTERS = re.compile(r"[\W_]+")


def woven(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line (or part of one) in which changing symbols part the characters."""
    pattern, reach = compiled(rule.options["woven"]), rule.options["max-line"]
    for number, line in enumerate(document.lines):
        spans = [match.span() for match in pattern.finditer(line.text) if _changing(match.group(), rule)]
        if spans:
            yield _judged(document, rule, number, line, spans)
        elif compiled(rule.options["spaced"]).search(line.text[:reach]):
            yield from _spaced_out(document, rule, number, line)


def _spaced_out(document: Document, rule: Rule, number: int, line: Line) -> Iterator[Finding]:
    """Yield a finding for a line that is an address with its letters spaced out, and little else."""
    match = compiled(rule.options["spaced"]).search(line.text[: rule.options["max-line"]])
    assert match
    plain = match.group().replace(" ", "")
    outside = len(_LETTERS.sub("", line.text[: match.start()] + line.text[match.end() :]))
    if outside <= rule.options["max-beside"] and compiled(rule.options["address"]).search(plain):
        fix = removal(document, Block(number, number), Applicability.UNSAFE)
        yield Finding(rule.code, line.start, line.end, f"an address with its letters spaced out: {plain[:40]}", fix)


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
