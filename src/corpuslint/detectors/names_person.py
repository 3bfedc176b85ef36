"""One holder of an office under two names that sound alike: 研究所所长蔡锋, 研究所所长蔡峰.

Facts. Who types by sound picks the wrong character of a name, and no dictionary knows better. Chinese does not mark
where a name begins or ends: a post in front of it (部长, 书记) tells the one, a mark or a word such as 表示 behind it
the other; a name has a surname of one character and one or two more. Two persons of nearly one name exist, but hardly
in one office, so names are compared only behind the same characters, body and post. Input methods ignore tones, and so
do these comparisons.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations

from corpuslint.chars import HAN
from corpuslint.detectors.names_vote import Choice, choose, folded, told
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting
from corpuslint.finding import Finding
from corpuslint.lazy import Lazy
from corpuslint.policy import Policy
from corpuslint.readings import syllables
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_HAN_ONLY = Lazy(rf"[{HAN}]+")

Odd = dict[tuple[str, str], Choice]
"""(office, name) → the names in that office, for each that most documents write otherwise."""


class _Holder(NamedTuple):
    """Somebody named behind an office; offset in code points."""

    office: str
    """The last characters of body and post, simplified."""
    name: str
    start: int


def collect(document: Document, rule: Rule) -> Iterator[Sighting]:
    """Yield each name behind an office."""
    for office, name, start in _holders(document.text, rule):
        yield Sighting(office, folded(name), start)


def _holders(text: str, rule: Rule) -> Iterator[_Holder]:
    size, posts = rule.options["office"], tuple(rule.options["posts"])
    for edge in _edges(posts, rule.options["surnames"]).finditer(text):
        office = text[max(edge.end() - size, 0) : edge.end()]
        if not office.endswith(posts) or not _HAN_ONLY.fullmatch(office) or len(office) < size:
            continue
        name = _name(text, edge.end(), _compiled(rule.options["behind"]))
        if name:
            yield _Holder(folded(office), name, edge.end())


def _name(text: str, start: int, behind: re.Pattern[str]) -> str:
    """Return the name of two or three characters that begins at ``start``; empty if its end is not certain."""
    for end in (start + 2, start + 3):
        name = text[start:end]
        if not _HAN_ONLY.fullmatch(name):
            return ""
        if not _HAN_ONLY.match(text, end) or behind.match(text, end):
            return name
    return ""


@cache
def _edges(posts: tuple[str, ...], surnames: str) -> re.Pattern[str]:
    """Return what finds where a post may end and a name begin; one class of characters to look for is fast."""
    return re.compile(f"[{''.join(sorted({post[-1] for post in posts}))}](?=[{surnames}])")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def decide(facts: Facts, rule: Rule, _policy: Policy) -> Odd:
    """Return the names that are not written as in most documents."""
    odd: Odd = {}
    for office, names in facts.items():
        if len(names) > rule.options["max-names"]:
            continue
        partners: dict[str, set[str]] = {}
        for one, other in combinations(sorted(names), 2):
            if _alike(one, other):
                partners.setdefault(one, set()).add(other)
                partners.setdefault(other, set()).add(one)
        for name, others in partners.items():
            choice = choose({form: names[form] for form in sorted({name, *others})})
            if choice.form != name:
                odd[office, name] = choice
    return odd


def _alike(one: str, other: str) -> bool:
    """Tell whether two names differ in one character, and these sound alike but for the tone."""
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return len(one) == len(other) and len(pairs) == 1 and bool(syllables(pairs[0][0]) & syllables(pairs[0][1]))


def check(document: Document, rule: Rule, odd: Odd) -> Iterator[Finding]:
    """Yield a finding for each name that most documents write otherwise in the same office."""
    for office, name, start in _holders(document.text, rule) if odd else ():
        written = folded(name)
        choice = odd.get((office, written))
        if choice:
            others = {form: tally for form, tally in choice.forms.items() if form != written}
            message = told(f"{office}{name}", choice.forms[written].occurrences, others)
            yield Finding(rule.code, start, start + len(name), message)


def _concerns(facts: Facts, _rule: Rule, odd: Odd) -> bool:
    return any((office, name) in odd for office, names in facts.items() for name in names)


inconsistent = CorpusDetector(collect, check, decide, concerns=_concerns, frame=ALONE)
