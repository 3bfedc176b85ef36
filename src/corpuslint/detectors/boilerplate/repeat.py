"""Lines that recur from document to document near their edges.

Facts: what a site or a newsletter puts around each text stands at its head or foot, and reads the same everywhere.
Repetition inside a document proves nothing (refrains, section titles), nor does repetition in the middle
(## 法律责任 stands in hundreds of laws). Comparing lines near the edges only is the method of
Text::Identify::BoilerPlate. A line with a date is data of its document, even where documents share it.

Only documents whose last line is unfinished or holds no mark within are looked at: prose ends with a full sentence.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from corpuslint.detectors.block import bare, blocks, finding
from corpuslint.detectors.expressions import compiled
from corpuslint.facts import CorpusDetector, Facts, Sighting
from corpuslint.finding import Applicability, Finding
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document, Line
from corpuslint.typed import Any

_NO_WORD = re.compile(r"[\W_]+")
_ALL = ""
"""The key under which documents are counted."""


def key(text: str) -> str:
    """Return a line as it is compared: compatibility forms, marks and case are no matter."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _edges(document: Document, rule: Rule) -> list[Line]:
    """Return the first and last lines that are not blank, in order; none where the last is that of prose."""
    reach = rule.options["reach"]
    head = list(islice((line for line in _lines(document) if not line.blank), reach))
    tail = list(islice((line for line in _lines_back(document) if not line.blank), reach))
    if not tail or not compiled(rule.options["foot"]).search(tail[0].text.rstrip()):
        return []
    return head + [line for line in reversed(tail) if line.start > head[-1].start]


def _lines(document: Document) -> Iterator[Line]:
    """Yield lines from the first on; whoever needs but some must not wait until all are cut."""
    text, start = document.text, 0
    if "\r" in text:
        yield from document.lines
        return
    while (end := text.find("\n", start)) >= 0:
        yield Line(start, end, end + 1, text[start:end])
        start = end + 1
    yield Line(start, len(text), len(text), text[start:])


def _lines_back(document: Document) -> Iterator[Line]:
    """Yield lines from the last on."""
    text = document.text
    if "\r" in text:
        yield from reversed(document.lines)
        return
    end = following = len(text)
    while end >= 0:
        start = text.rfind("\n", 0, end) + 1
        yield Line(start, end, following, text[start:end])
        end, following = start - 1, start


def _candidates(document: Document, rule: Rule) -> Iterator[tuple[Line, str]]:
    """Yield each line near an edge that may recur, and its key."""
    for line in _edges(document, rule):
        text = bare(line)
        if line.text.startswith("#"):
            continue  # a section that each issue has
        if len(text) <= rule.options["max-length"] and not compiled(rule.options["unless"]).search(text):
            folded = key(text)
            if len(folded) >= rule.options["min-length"]:
                yield line, folded


def _collect(document: Document, rule: Rule) -> Iterator[Sighting]:
    seen: dict[str, int] = {}
    for near, folded in _candidates(document, rule):
        seen.setdefault(folded, near.start)
    yield Sighting(_ALL, _ALL, 0)
    yield from (Sighting(folded, "", offset) for folded, offset in seen.items())


def _decide(facts: Facts, rule: Rule, _policy: Policy) -> dict[str, int]:
    """Return the keys that recur in enough documents, and in how many."""
    total = sum(tally.documents for tally in facts.get(_ALL, {}).values())
    enough = max(rule.options["min-documents"], rule.options["min-share"] * total)
    counts = {folded: sum(t.documents for t in forms.values()) for folded, forms in facts.items() if folded != _ALL}
    return {folded: count for folded, count in counts.items() if count >= enough}


def _check(document: Document, rule: Rule, decided: Any) -> Iterator[Finding]:
    known = ((near, folded) for near, folded in _candidates(document, rule) if folded in decided)
    counts = {document.row(near.start) - 1: decided[folded] for near, folded in known}
    if all(line.blank or row in counts for row, line in enumerate(document.lines)):
        return  # a copy of other documents, not their edge: nothing would be left of it
    for block in blocks(document, counts):
        most = max(counts.get(row, 0) for row in range(block.first, block.last + 1))
        message = f"stands near the edge of {most} documents"
        yield finding(document, rule, block, message, Applicability.UNSAFE)


line = CorpusDetector(
    _collect, _check, _decide, frame=frozenset({_ALL}), least=lambda rule: int(rule.options["min-documents"])
)
"""Finds lines that stand near the edges of many documents."""
