"""Bringing lines over to traditional characters, and what stays as it is.

Facts: OpenCC takes a surname for the word that it also is (余秋雨 becomes 餘秋雨, 于女士 becomes 於女士): of 251,000
historical names s2tw spoils 3.4 %. A person is known by what stands beside the name, a title (导演余某某) or a word for
saying (余某某表示), and is then meant wherever the three characters stand. In names from other languages, whose parts a
dot joins (纽特·金里奇), characters stand for their sounds. A quotation in traditional characters needs no conversion.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from corpuslint import chars, convert
from corpuslint.detectors.script import spans as script_spans
from corpuslint.detectors.script.whole import letters
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.regions import Regions
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_DOTS = "·‧・•"
_HAN = re.compile(f"[{chars.HAN}]{{1,4}}")
_NOT_HAN = re.compile(f"[^{chars.HAN}]")
_NAME_LENGTH = 3
"""Characters of a name that are not also an everyday word; 于敏 stands in 由于敏感, too."""


def conversion(
    document: Document, rule: Rule, lines: Iterable[Line], mode: str, message: str, *, accepted: str = ""
) -> Iterator[Finding]:
    """Yield one finding that converts some lines by ``mode``, all but names and the characters ``accepted``."""
    spared = script_spans.spared(document, (*rule.options["languages"], *rule.options["keep"]))
    edits = tuple(
        Edit(line.start + start, line.start + end, content)
        for line in lines
        for start, end, content in _converted(document, line, mode, rule, accepted)
        if not spared.touch(line.start + start, line.start + end)
    )
    if edits:
        fix = Fix(Applicability.UNSAFE, "convert to traditional characters", edits, independent=True)
        yield Finding(rule.code, edits[0].start, edits[-1].end, message, fix)


def _converted(document: Document, line: Line, mode: str, rule: Rule, accepted: str) -> Iterator[Edit]:
    """Yield what turns a line into traditional characters; offsets are those of the line."""
    changes = list(convert.changes(line.text, mode))
    changed = [at for start, end, _ in changes for at in range(start, end)]
    names = {*_sounds(line.text, rule), *_people(line.text, _known(document, rule), rule)}
    unless_in_words = [at for at in changed if at in names or line.text[at] in rule.options["surnames"]]
    in_words = {at for at, _ in convert.converter(mode).stages[0].decided(line.text, unless_in_words)}
    stays = {at for at in changed if line.text[at] in accepted} | (set(unless_in_words) - in_words)
    quoted = script_spans.quotations(line, letters(document.text), "traditional")
    spans = [(at, at + 1) for at in stays] + [(start - line.start, end - line.start) for start, end in quoted.spans]
    kept = Regions(spans)
    for start, end, content in changes:
        for at, stop in script_spans.outside(kept, start, end):
            yield Edit(at, stop, content[at - start : stop - start])


def _people(text: str, known: frozenset[str], rule: Rule) -> Iterator[int]:
    """Yield where surnames stand in the names of persons."""
    for found in re.finditer(f"[{rule.options['names']}]", text):
        at = found.start()
        if text[at : at + _NAME_LENGTH] in known:
            yield at
    for pattern in rule.options["called"] if not set(rule.options["names"]).isdisjoint(text) else ():
        yield from (found.start("name") for found in re.finditer(pattern, text))


def _known(document: Document, rule: Rule) -> frozenset[str]:
    """Return the names of three characters that the context shows to be names somewhere in a document."""
    return _named(document.text, tuple(rule.options["called"]))


@lru_cache(maxsize=1)
def _named(text: str, patterns: tuple[str, ...]) -> frozenset[str]:
    found = (match["name"] + (match["given"] or "") for pattern in patterns for match in re.finditer(pattern, text))
    return frozenset(name for name in found if len(name) == _NAME_LENGTH)


def _sounds(text: str, rule: Rule) -> Iterator[int]:
    """Yield where characters of the page may stand for sounds, in names from other languages."""
    if not any(dot in text for dot in _DOTS):
        return
    start, last = 0, -1
    for found in _NOT_HAN.finditer(text):
        dot = found.start()
        behind = _HAN.match(text, dot + 1) if text[dot] in _DOTS and start < dot else None
        if behind:
            first, last = max(start, last), behind.end()
            yield from (at for at in range(first, last) if text[at] in rule.options["sounds"])
        start = dot + 1
