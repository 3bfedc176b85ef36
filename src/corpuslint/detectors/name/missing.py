"""A joint name without its connector: 中国中亚 among 中国—中亚.

Facts. Without its mark a joint name is the two names side by side, which running text also has (北京上海 in a list
that lost its 、). So the bare form counts as a slip only where it is rare beside the joined one, and a corpus must
join the two often enough to have a habit. Between two ideographs left and two right (the context of
:mod:`corpuslint.detectors.name.connector`) nothing else fits by chance.
"""

from collections.abc import Iterator

from corpuslint.detectors.name.connector import DOTS, connectors
from corpuslint.detectors.name.foreign import foreign
from corpuslint.detectors.name.vote import counted, folded, winner
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting, Tally, sighted
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.scanning.literals import Literals
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_BARE = " "
"""The form of a pair without connector; its key is the pair."""


class Joined(NamedTuple):
    """How a pair is joined, and how often it is and is not."""

    mark: str
    joined: Tally
    bare: Tally


def collect(document: Document, _rule: Rule) -> Iterator[Sighting]:
    """Yield the connector of each pair, and each place where the document has the pair without one."""
    pairs = list(_pairs(document))
    yield from (sighted((folded(pair), mark, at)) for at, pair, mark in pairs)
    for at, pair in Literals(pair for _, pair, _ in pairs).find(document.text):
        yield sighted((folded(pair), _BARE, at))


def _pairs(document: Document) -> Iterator[tuple[int, str, str]]:
    """Yield offset, the four ideographs, and the connector of each pair."""
    text = document.text
    for at, mark in connectors(document):
        yield at, text[at - 2 : at] + text[at + 1 : at + 3], mark


def decide(facts: Facts, rule: Rule, _policy: Policy) -> dict[str, Joined]:
    """Return the pairs that are joined as a habit, and seldom without a mark."""
    habits: dict[str, Joined] = {}
    for pair, forms in facts.items():
        bare = forms.get(_BARE)
        marks = {form: tally for form, tally in forms.items() if form != _BARE}
        joined = sum(tally.occurrences for tally in marks.values())
        mark = winner(marks)
        if mark in DOTS and not foreign(pair, share=1):
            continue  # book and chapter, 荀子·性恶, of which the second may be a word of the sentence
        kind = "dot" if mark in DOTS else "dash"
        least, share = rule.options[f"{kind}-joined"], rule.options[f"{kind}-share"]
        if not bare or joined < least or bare.occurrences > share * joined:
            continue
        habits[pair] = Joined(mark, marks[mark or max(marks)], bare)
    return habits


def check(document: Document, rule: Rule, habits: dict[str, Joined]) -> Iterator[Finding]:
    """Yield a finding for each pair without its connector in a document that also has it joined."""
    pairs = {pair for _, pair, _ in _pairs(document) if folded(pair) in habits} if habits else ()
    for at, pair in Literals(pairs).find(document.text):
        habit = habits[folded(pair)]
        joined = counted(f"{pair[:2]}{habit.mark or '-'}{pair[2:]}", habit.joined)
        message = f"{pair} ({habit.bare.occurrences}×) is also written {joined}"
        fix = replacement(at + 2, at + 2, habit.mark, Applicability.UNSAFE) if habit.mark else None
        yield Finding(rule.code, at, at + 4, message, fix)


def _concerns(facts: Facts, _rule: Rule, habits: dict[str, Joined]) -> bool:
    """Tell whether a document has a pair both joined and bare."""
    return any(pair in habits and _BARE in forms for pair, forms in facts.items())


missing = CorpusDetector(collect, check, decide, concerns=_concerns, frame=ALONE)
