"""One body under a shortened and a full form: 联合国环境署, 联合国环境规划署.

Facts. A Chinese name of a body is head, field, kind: 联合国 环境 规划 署. It is shortened by leaving out a word of the
field that says what any such body does (规划, 监督管理, 和), so head and kind stay as they are. A word that says
which one it is (公安, 交通, a place, an ordinal) makes another body; so the words that may be left out are listed, and
no distance between names stands in for them. Chinese has no word boundaries: a name is taken only from an edge of the
text's own, a mark or a word that joins (与, 由, 在).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from corpuslint.chars import HAN
from corpuslint.detectors.name.abbreviations import definitions
from corpuslint.detectors.name.vote import Choice, bears, choose, concerns, told
from corpuslint.facts import CorpusDetector, Facts, Sighting, Tally
from corpuslint.finding import Finding
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document

_DEFINED = "="
"""The key of short forms that some document defines; no name has it."""
_HEAD = 3
"""Ideographs that both forms begin with."""
_HAN = re.compile(f"[{HAN}]+")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _names(text: str, rule: Rule) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and kind of what may be the name of a body; of one end, the longest first."""
    joints = rule.options["joints"]
    for found in _compiled(rule.options["kinds"]).finditer(text):
        end = found.end()
        for start in range(max(0, end - rule.options["longest"]), end - rule.options["shortest"] + 1):
            before = text[start - 1 : start]
            edge = not before or before in joints or not _HAN.match(before)
            if edge and text[start] not in joints and _HAN.fullmatch(text, start, end):
                yield start, end, found.group()


def collect(document: Document, rule: Rule) -> Iterator[Sighting]:
    """Yield the names of bodies, each under its head and kind, and the short forms that are defined."""
    for start, end, kind in _names(document.text, rule):
        yield Sighting(document.text[start : start + _HEAD] + kind, document.text[start:end], start)
    for definition in definitions(document):
        yield Sighting(_DEFINED, definition.short, definition.start)


def decide(facts: Facts, rule: Rule, _policy: Policy) -> dict[str, Choice]:
    """Return, for each form that is not the usual one of its body, the choice."""
    defined = facts.get(_DEFINED, {})
    odd: dict[str, Choice] = {}
    never = _compiled(rule.options["never"])
    for key, forms in facts.items():
        for short, full in _pairs(forms, rule) if key != _DEFINED else ():
            pair = {form: forms[form] for form in (short, full)}
            often = min(tally.occurrences for tally in pair.values()) >= rule.options["least"]
            if often and short not in defined and not never.search(full):
                choice = choose(pair)
                odd |= {form: choice for form in pair if form != choice.form}
    return odd


def _pairs(forms: Mapping[str, Tally], rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield the forms of which one is the other without a word of its inside."""
    for full in sorted(forms) if len(forms) > 1 else ():
        for word in rule.options["words"]:
            at = full.find(word, _HEAD)
            short = full[:at] + full[at + len(word) :]
            if at > 0 and short in forms and not full.endswith(word):
                yield short, full


def check(document: Document, rule: Rule, odd: dict[str, Choice]) -> Iterator[Finding]:
    """Yield a finding for each form of a body that is not the usual one; no fix, since both may be right."""
    last = 0
    for start, end, _ in _names(document.text, rule) if odd else ():
        written = document.text[start:end]
        choice = odd.get(written) if end > last else None
        if choice:
            others = {form: tally for form, tally in choice.forms.items() if form != written}
            yield Finding(rule.code, start, end, told(written, choice.forms[written].occurrences, others))
            last = end


forms = CorpusDetector(collect, check, decide, concerns=concerns, bears=bears)
