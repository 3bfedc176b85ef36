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
from corpuslint.detectors.name.vote import Choice, choose, folded, told
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting
from corpuslint.finding import Finding
from corpuslint.lazy import Lazy
from corpuslint.policy import Policy
from corpuslint.readings import syllables
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_RUN = Lazy(rf"[{HAN}]+$")

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
    size, least, posts = rule.options["office"], rule.options["short-office"], tuple(rule.options["posts"])
    name, others = _name(rule.options["behind"]), _of_several(rule.options["of-several"])
    for edge in _edges(posts, rule.options["surnames"], least).finditer(text):
        start = edge.end()
        if not text.endswith(posts, 0, start) or not (found := name.match(text, start)):
            continue
        office = _before(text, start, size)
        if len(office) >= least and not others.search(text, max(start - 2 * size, 0), start):
            yield _Holder(folded(office), found.group(), start)


def _before(text: str, end: int, size: int) -> str:
    """Return the office that ends at ``end``: all of it where it is short, else its last ``size`` characters."""
    run = _RUN.search(text[max(end - size - 1, 0) : end])
    return run.group()[-size:] if run else ""


@cache
def _of_several(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _edges(posts: tuple[str, ...], surnames: str, least: int) -> re.Pattern[str]:
    """Return what finds where a post may end and a name begin; one class of characters to look for is fast."""
    return re.compile(f"[{''.join(sorted({post[-1] for post in posts}))}](?=[{surnames}])(?<=[{HAN}]{{{least}}})")


@cache
def _name(behind: str) -> re.Pattern[str]:
    """Return what matches a name of two or three characters whose end is certain."""
    end = f"(?=(?![{HAN}])|{behind})"
    return re.compile(f"[{HAN}]{{2}}{end}|[{HAN}]{{3}}{end}")


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
            post = next(post for post in rule.options["posts"] if document.text.endswith(post, 0, start))
            message = told(f"{post}{name}", choice.forms[written].occurrences, others)
            yield Finding(rule.code, start, start + len(name), message)


def _concerns(facts: Facts, _rule: Rule, odd: Odd) -> bool:
    return any((office, name) in odd for office, names in facts.items() for name in names)


inconsistent = CorpusDetector(collect, check, decide, concerns=_concerns, frame=ALONE)
