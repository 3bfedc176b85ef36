"""What the rules have said of the present text of a draft.

A rule says the same of the same text each time it is asked, so it is asked once: guards that look on at every later
stage, the cycle that proves the fixed point, and the last look at what is left find its answer here. When the text
changes, all is forgotten.
"""

from collections.abc import Iterable, Iterator, Sequence

from corpuslint.engine import Crash, Part, examine_document
from corpuslint.facts import Facts
from corpuslint.finding import Finding
from corpuslint.rule import Rule
from corpuslint.source import Document


class Known:
    """Answers of rules, by their codes."""

    __slots__ = ("_findings", "facts")

    def __init__(self) -> None:
        self._findings: dict[str, tuple[Finding, ...]] = {}
        self.facts: dict[str, Facts] = {}
        """What corpus rules counted."""

    def __bool__(self) -> bool:
        """Tell whether any rule was asked."""
        return bool(self._findings or self.facts)

    def unasked(self, rules: Iterable[Rule]) -> list[Rule]:
        """Return those of some rules that were not asked yet."""
        return [rule for rule in rules if rule.code not in self._findings and rule.code not in self.facts]

    def ask(self, document: Document, rules: Sequence[Rule], parts: Sequence[Part]) -> list[Crash]:
        """Have some rules look at a text (or at its ``parts`` where they name them); return who crashed."""
        examined = examine_document(document, rules, parts)
        found: dict[str, list[Finding]] = {}
        for finding in examined.findings:
            found.setdefault(finding.code, []).append(finding)
        for rule in rules:
            if rule.scope == "corpus":
                self.facts[rule.code] = examined.facts.get(rule.code, {})
            else:
                self._findings[rule.code] = tuple(found.get(rule.code, ()))
        return examined.crashes

    def findings(self, rules: Iterable[Rule]) -> Iterator[Finding]:
        """Yield what some rules found that judge a text by itself."""
        for rule in rules:
            yield from self._findings.get(rule.code, ())
