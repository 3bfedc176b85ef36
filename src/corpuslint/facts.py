"""What a corpus rule counts, and how counts are merged.

A corpus rule is a sum. ``collect`` yields *sightings*: a form of a thing, in one document (the connector ``—`` of
the name 中国·东盟). Sightings add up to tallies per key and form. Merging tallies is commutative and associative, so
one process, a pool and a cluster reach the same facts whatever the order of the documents. ``decide`` turns the facts
into what ``check`` needs; ``check`` then looks again at each document that ``concerns`` says it concerns.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from corpuslint.finding import Finding
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import Any, NamedTuple


class Sighting(NamedTuple):
    """One occurrence of ``form`` as a form of ``key``, at code point ``offset`` of the document."""

    key: str
    form: str
    offset: int


class Place(NamedTuple):
    """Where something stands; ordered by path, record and row."""

    path: str
    record: int
    """0 for a plain file."""
    row: int

    def __str__(self) -> str:
        return f"{self.path}:{f'{self.record}:' if self.record else ''}{self.row}"


class Tally(NamedTuple):
    """How often a form was seen: occurrences, documents with it, and the first of its places."""

    occurrences: int
    documents: int
    first: Place

    def __add__(self, other: object) -> "Tally":
        """Return the sum of two tallies over different documents."""
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(
            self.occurrences + other.occurrences, self.documents + other.documents, min(self.first, other.first)
        )


sighted: Callable[[tuple[str, str, int]], Sighting] = partial(tuple.__new__, Sighting)
"""Makes a sighting of its fields in a third of the time: names make a thousand a megabyte."""
_place: Callable[[tuple[str, int, int]], Place] = partial(tuple.__new__, Place)
_tally: Callable[[tuple[int, int, Place]], Tally] = partial(tuple.__new__, Tally)

Facts = dict[str, dict[str, Tally]]
"""key → form → tally."""


ALONE: frozenset[str] = frozenset()
"""The frame of a rule that decides each key by itself."""


class CorpusDetector(NamedTuple):
    """A rule that sees the whole corpus."""

    collect: Callable[[Document, Rule], Iterable[Sighting]]
    check: Callable[[Document, Rule, Any], Iterator[Finding]]
    decide: Callable[[Facts, Rule, Policy], Any] = lambda facts, _rule, _policy: facts
    revisit: Callable[[Any], bool] = lambda _decided: False
    """Whether, after this decision, ``check`` must see the documents that only the census counted."""
    concerns: Callable[[Facts, Rule, Any], bool] = lambda facts, _rule, _decided: bool(facts)
    """Can ``check`` find anything in a document with these facts? A document that it says no to is not read again.

    It says yes to facts if it does to one form of them."""
    frame: frozenset[str] | None = None
    """Keys that each other key is decided with: the decision is the union of those over one key and these keys, so that
    where one key changes, only documents with it are judged anew. ``None``: the keys are decided all together."""
    bears: Callable[[Facts, Rule, Any], Any] = lambda _facts, _rule, decided: decided
    """What of a decision ``check`` uses in a document with these facts; the same of it, and ``check`` says the same."""
    least: Callable[[Rule], int] = lambda _rule: 1
    """How often a key must have been seen to matter to ``decide``; it is not told of others."""


def tally(document: Document, sightings: Iterable[Sighting]) -> Facts:
    """Return the facts of one document."""
    counts: dict[tuple[str, str], int] = {}
    firsts: dict[tuple[str, str], int] = {}
    for key, form, offset in sightings:
        name = key, form
        if name not in counts:
            counts[name] = 1
            firsts[name] = offset
            continue
        counts[name] += 1
        firsts[name] = min(firsts[name], offset)
    offsets = sorted(set(firsts.values()))
    path, record = document.path, document.record or 0
    places = {at: _place((path, record, row)) for at, row in zip(offsets, document.rows(offsets), strict=True)}
    facts: Facts = {}
    for name, count in counts.items():
        key, form = name
        facts.setdefault(key, {})[form] = _tally((count, 1, places[firsts[name]]))
    return facts


def merge(into: Facts, facts: Facts) -> None:
    """Add the facts of other documents to ``into``."""
    for key, forms in facts.items():
        known = into.setdefault(key, {})
        for form, count in forms.items():
            known[form] = known[form] + count if form in known else count
