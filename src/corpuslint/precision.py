"""How precise are triggers? What each rule's trigger cost over a corpus, and how often it was right.

The speed of a run hangs on triggers that stay silent on clean text. One that fires makes a document (or a line of it)
be decoded and judged, and that was wasted unless the rule then reports or counts something.
"""

from collections.abc import Iterable
from time import thread_time

from corpuslint.engine import Part, examine_document, parts_of
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.source import Document, Raw
from corpuslint.typed import NamedTuple


class Precision(NamedTuple):
    """What a rule's trigger did over a corpus."""

    code: str
    fired: int
    """Documents in which it fired."""
    agreed: int
    """Of these, documents in which the rule reported something, or counted it (a corpus rule)."""
    places: int
    """Documents it made the rule look at, or runs of lines where the rule is judged by lines."""
    seconds: float
    """What the rule's detector took, and what it asked of the documents."""


class _Count:
    """A row of the table in the making."""

    def __init__(self) -> None:
        self.fired = self.agreed = self.places = 0
        self.seconds = 0.0

    def row(self, code: str) -> Precision:
        return Precision(code, self.fired, self.agreed, self.places, self.seconds)


class Measured(NamedTuple):
    """The table, dearest rule first, and the corpus it was measured on."""

    rows: list[Precision]
    documents: int
    touched: int
    """Documents in which anything fired."""
    size: int
    """Bytes."""
    scan_seconds: float


def measure(documents: Iterable[Raw], ruleset: Ruleset) -> Measured:
    """Scan and judge documents, and count what each trigger did."""
    counts = {rule.code: _Count() for rule in ruleset.rules}
    number = touched = size = 0
    scanning = 0.0
    for raw in documents:
        number, size = number + 1, size + len(raw.data)
        start = thread_time()
        survey = ruleset.scanner.survey(raw.data)
        scanning += thread_time() - start
        touched += bool(survey.fired or survey.spots)
        if survey.utf8:
            document = Document(raw.path, raw.data.decode(), ruleset.policy, raw.record)
            parts = parts_of(document, raw.data, survey.spots)
            for rule in ruleset.rules:
                here = [part for part in parts if rule.code in part.codes]
                if here or rule.code in survey.fired:
                    _count(counts[rule.code], document, rule, here)
    rows = [count.row(code) for code, count in counts.items() if count.fired]
    return Measured(sorted(rows, key=lambda row: -row.seconds), number, touched, size, scanning)


def _count(count: _Count, document: Document, rule: Rule, parts: list[Part]) -> None:
    start = thread_time()
    examined = examine_document(document.revised(document.text), [rule], parts)
    count.seconds += thread_time() - start
    count.fired += 1
    count.places += len(parts) or 1
    count.agreed += bool(examined.findings or examined.facts.get(rule.code))
