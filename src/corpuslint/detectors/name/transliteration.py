"""One foreign name in several transliterations: 杰弗里·欣顿, 杰弗里·辛顿.

Facts. Two names are one where the same Latin name stands in brackets behind both, or where they have the same words
but for one character of the same sound (:mod:`corpuslint.detectors.name.foreign`). Edit distance alone is no sign:
蒂姆·库克 and 蒂姆·皮克 are two persons, 约翰·亚当斯 and 约翰·亚当森 too.
"""

from collections.abc import Iterator

from corpuslint.detectors.name.foreign import Run, alike, certain, neighbourhood, resolved, runs
from corpuslint.detectors.name.vote import Choice, choose, folded, told
from corpuslint.facts import CorpusDetector, Facts, Sighting, Tally
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_NAME = "name"
_LATIN = "latin "
_RUN = "run"
"""The key of what may hold a name: which one, only what all documents say can tell."""


class Decided(NamedTuple):
    """What ``check`` needs: the names known, and the choice for each that is not the one its bearer should have."""

    known: frozenset[str]
    odd: dict[str, Choice]


def collect(document: Document, rule: Rule) -> Iterator[Sighting]:
    """Yield each name whose ends are certain, alone and under the Latin name behind it; and the runs that are not."""
    for run in runs(document.text, rule):
        if name := certain(run):
            yield Sighting(_NAME, folded(name.name), name.start)
            if name.latin:
                yield Sighting(_LATIN + name.latin, folded(name.name), name.start)
        else:
            yield Sighting(_RUN, f"{run.begins},{run.ends},{'·'.join(run.words)}", run.start)


def decide(facts: Facts, rule: Rule, _policy: Policy) -> Decided:
    """Return the known names, and those that are not written as most documents have them."""
    names = facts.get(_NAME, {})
    partners: dict[str, set[str]] = {}
    for one, other in (*_sounding_alike(names, rule), *_of_one_latin(facts)):
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    odd: dict[str, Choice] = {}
    for name, others in partners.items():
        choice = choose({form: names[form] for form in sorted({name, *others})})
        if choice.form != name:
            odd[name] = choice
    return Decided(frozenset(names), odd)


def _sounding_alike(names: dict[str, Tally], rule: Rule) -> Iterator[tuple[str, str]]:
    weak = rule.options["weak"]
    by_pattern: dict[str, list[str]] = {}
    for name in sorted(names):
        if len(name) >= rule.options["min-length"] and not _overlong(name, names):
            for pattern in neighbourhood(name, weak):
                by_pattern.setdefault(pattern, []).append(name)
    for group in by_pattern.values():
        if len(group) <= rule.options["max-group"]:
            yield from ((a, b) for at, a in enumerate(group) for b in group[at + 1 :] if alike(a, b, weak))


def _overlong(name: str, names: dict[str, Tally]) -> bool:
    """Tell whether more documents have a name without its first or last character, which then is not part of it."""
    shorter = (names.get(name[:-1]), names.get(name[1:]))
    return any(tally is not None and tally.documents >= names[name].documents for tally in shorter)


def _of_one_latin(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield pairs of names with as many words behind which the same Latin name stands."""
    for key, forms in facts.items():
        if key.startswith(_LATIN) and len(forms) > 1:
            ranked = sorted(forms)
            yield from ((a, b) for at, a in enumerate(ranked) for b in ranked[at + 1 :] if _comparable(a, b))


def _comparable(one: str, other: str) -> bool:
    """Tell whether neither is the other with a word too many (老板埃隆·马斯克), and both have as many words."""
    return one.count("·") == other.count("·") and one not in other and other not in one


def check(document: Document, rule: Rule, decided: Decided) -> Iterator[Finding]:
    """Yield a finding for each name that is written otherwise than in most documents."""
    for run in runs(document.text, rule) if decided.odd else ():
        name = resolved(run, decided.known)
        choice = decided.odd.get(folded(name.name)) if name else None
        if name and choice:
            written = folded(name.name)
            others = {form: tally for form, tally in choice.forms.items() if form != written}
            message = told(name.name, choice.forms[written].occurrences, others)
            fix = replacement(name.start, name.end, choice.form, Applicability.DISPLAY) if choice.form else None
            yield Finding(rule.code, name.start, name.end, message, fix)


def _bears(facts: Facts, _rule: Rule, decided: Decided) -> dict[str, tuple[str, Choice]]:
    """Return the names and runs of a document that have a choice to follow."""
    odd = decided.odd
    found = {name: (name, odd[name]) for name in facts.get(_NAME, ()) if name in odd}
    for form in facts.get(_RUN, ()) if odd else ():
        begins, ends, words = form.split(",")
        name = resolved(Run(0, tuple(words.split("·")), int(begins), int(ends), ""), decided.known)
        if name and (written := folded(name.name)) in odd:
            found[form] = written, odd[written]
    return found


def _concerns(facts: Facts, rule: Rule, decided: Decided) -> bool:
    """Tell whether a document has a name that is not written as most have it."""
    return bool(_bears(facts, rule, decided))


inconsistent = CorpusDetector(collect, check, decide, concerns=_concerns, bears=_bears)
