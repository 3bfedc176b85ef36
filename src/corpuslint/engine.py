"""The engine: rules × documents → findings, the same in any order and on any number of processes.

A run has two passes. :func:`examine` scans a document, runs the rules that judge it alone and collects what corpus
rules count. When all documents are counted, :func:`decide` turns the merged facts into decisions, and :func:`judge`
runs the corpus rules on the documents that can hold one of their faults.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

from corpuslint.automata import Spot
from corpuslint.budget import Budget
from corpuslint.census import Census
from corpuslint.decode import decode
from corpuslint.facts import CorpusDetector, Facts, Sighting, tally
from corpuslint.finding import Edit, Finding
from corpuslint.language import say
from corpuslint.needs import Thrifty
from corpuslint.paths import shown
from corpuslint.policy import Policy
from corpuslint.rulebook import Rule, RuleError
from corpuslint.scan import Scanner, Survey
from corpuslint.settle import settle
from corpuslint.source import Document, Raw
from corpuslint.sums import Sums
from corpuslint.suppression import MARK, FileIgnores, heeded
from corpuslint.vocabulary import GLOSSARY, vocabulary

Detector = Callable[[Document, Rule], Iterator[Finding]]
Decisions = dict[str, Any]
"""Code of a corpus rule → what its ``check`` needs."""


class Crash(NamedTuple):
    """A rule that raised; it makes the run fail, never silent."""

    code: str
    path: str
    error: str


class Examined(NamedTuple):
    """What the first pass knows of a document."""

    document: Document | None
    """``None``: nothing fired, the bytes were never decoded."""
    findings: list[Finding]
    """As the rules made them, guards included; :func:`judge` settles them."""
    facts: dict[str, Facts]
    crashes: list[Crash]


class Ruleset:
    """Rules ready to run under a policy.

    Args:
        rules: the rules whose findings are wanted.
        policy: what the owner of the corpus declared.
        guards: rules of the damage stages that run unreported, so that no fix destroys the evidence of damage.
        encoding: the declared encoding of bytes that are not UTF-8.
        ignores: what is silent in which files.
        engine: see :class:`corpuslint.scan.Scanner`.

    """

    def __init__(
        self,
        rules: Sequence[Rule],
        policy: Policy | None = None,
        guards: Sequence[Rule] = (),
        encoding: str = "",
        *,
        ignores: FileIgnores | None = None,
        engine: str = "",
    ) -> None:
        codes = {rule.code for rule in rules}
        self._engine = engine
        self.policy = policy or Policy()
        self.encoding = encoding
        self.ignores = ignores or FileIgnores()
        self.wanted = frozenset(codes)
        self.rules = (*rules, *(rule for rule in guards if rule.code not in codes))
        self.by_code = {rule.code: rule for rule in self.rules}
        by_line = frozenset(rule.code for rule in self.rules if rule.scope == "line" or rule.by_line)
        self.census = Census(self.rules)
        make = partial(Scanner, engine=engine, by_line=by_line)
        self.scanner = Thrifty(make, _armed(self.rules, self.policy))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what it was made of: automata are built anew where it arrives."""
        wanted = [rule for rule in self.rules if rule.code in self.wanted]
        guards = [rule for rule in self.rules if rule.code not in self.wanted]
        make = partial(Ruleset, ignores=self.ignores, engine=self._engine)
        return make, (wanted, self.policy, guards, self.encoding)

    @property
    def corpus_rules(self) -> list[Rule]:
        """The rules that need the whole corpus."""
        return [rule for rule in self.rules if rule.scope == "corpus"]

    def fired(self, document: Document) -> list[Rule]:
        """Return the rules that can find something in a document."""
        data = document.text.encode("utf-8", "surrogatepass")
        codes = self.scanner.scan(data).fired | self.census.codes(data)
        return [rule for rule in self.rules if rule.code in codes or _about_bytes(rule, document)]


def _armed(rules: Sequence[Rule], policy: Policy) -> list[Rule]:
    """Put the variants of the glossary into triggers that stand for them; leave out rules that then have none."""
    if not any(GLOSSARY in rule.triggers for rule in rules):
        return list(rules)
    triggers = vocabulary(policy.glossary).triggers()
    return [
        rule._replace(triggers=triggers) if GLOSSARY in rule.triggers and triggers is not None else rule
        for rule in rules
        if GLOSSARY not in rule.triggers or triggers is not None
    ]


def revisits(ruleset: Ruleset, decisions: Decisions) -> frozenset[str]:
    """Return the codes of the corpus rules that, as decided, must see documents which were only counted."""
    counting = (rule for rule in ruleset.corpus_rules if rule.census)
    return frozenset(rule.code for rule in counting if detector(rule).revisit(decisions[rule.code]))


def opened(raw: Raw, ruleset: Ruleset) -> Document:
    """Return the decoded document."""
    decoded = decode(raw.data, ruleset.encoding)
    return Document(raw.path, decoded.text, ruleset.policy.of(raw.path), raw.record, decoded)


def _about_bytes(rule: Rule, document: Document) -> bool:
    return not document.decoded.plain and r"\p{NotUTF8}" in rule.triggers


def detector(rule: Rule) -> Any:
    """Return the function (or :class:`CorpusDetector`) that a rule's page names; its module is imported now.

    Raises:
        RuleError: there is no such detector.

    """
    module, _, name = rule.detector.rpartition(".")
    try:
        found = getattr(_module(f"corpuslint.detectors.{module}"), name) if module.isidentifier() else None
    except (ImportError, AttributeError):
        found = None
    kind_fits = isinstance(found, CorpusDetector) if rule.scope == "corpus" else callable(found)
    if found is None or name.startswith("_") or not kind_fits:
        text = "{page}: `detector`: there is none called {name} for scope {scope}; most rules need `pattern.match`"
        page = shown(rule.page) if rule.page else rule.code
        raise RuleError(say(text, page=page, name=repr(rule.detector), scope=rule.scope))
    return found


def _module(name: str) -> Any:
    return sys.modules.get(name) or import_module(name)  # which takes ten times as long to say the same


def examine(raw: Raw, ruleset: Ruleset, survey: Survey | None = None) -> Examined:
    """Run the first pass over one document; ``survey`` is that of its bytes, if it has been made."""
    survey = survey or ruleset.scanner.survey(raw.data)
    if survey.utf8 and not survey.fired and not survey.spots and MARK not in raw.data:
        return Examined(None, [], ruleset.census.count(raw), [])
    document = opened(raw, ruleset)
    if not document.decoded.plain:
        return examine_document(document, ruleset.fired(document))
    parts = parts_of(document, raw.data, survey.spots)
    codes = survey.fired.union(*(part.codes for part in parts))
    examined = examine_document(document, [rule for rule in ruleset.rules if rule.code in codes], parts)
    return examined._replace(facts={**examined.facts, **ruleset.census.count(raw, codes)})


class Part(NamedTuple):
    """Touched lines of a document, and the codes of the rules that are to see no more of it."""

    document: Document
    start: int
    """Code points of the whole document before it."""
    codes: frozenset[str]


def parts_of(document: Document, data: bytes, spots: Iterable[Spot]) -> list[Part]:
    """Return the touched lines of a document as parts; ``data`` are its bytes, to which ``spots`` refer."""
    parts, byte, char = [], 0, 0
    for spot in spots:
        start = char + len(data[byte : spot.start].decode())
        byte, char = spot.end, start + len(data[spot.start : spot.end].decode())
        parts.append(Part(document.part(start, char), start, spot.codes))
    return parts


def examine_document(document: Document, rules: Iterable[Rule], parts: Sequence[Part] = ()) -> Examined:
    """Run the first pass over a decoded document with the rules that can find something in it.

    A rule that ``parts`` name sees these parts; any other sees the whole. Findings are as the rules made them:
    :func:`judge` settles them.
    """
    findings: list[Finding] = []
    facts: dict[str, Facts] = {}
    crashes: list[Crash] = []
    for rule in rules:
        if not document.decoded.certain and rule.stage != "encoding":
            continue  # what is not certainly text is judged by no rule about text
        here = [part for part in parts if rule.code in part.codes] or [Part(document, 0, frozenset())]
        try:
            with Budget(len(document.text)):
                if rule.scope == "corpus":
                    facts[rule.code] = tally(document, _sightings(here, rule))
                else:
                    findings += _findings(here, rule)
        except RuleError:
            raise
        except Exception as error:  # noqa: BLE001 (a rule may fail in any way; the run must name it and go on)
            crashes.append(Crash(rule.code, document.path, f"{type(error).__name__}: {error}"))
    return Examined(document, findings, facts, crashes)


def _sightings(parts: Iterable[Part], rule: Rule) -> Iterator[Sighting]:
    collect = detector(rule).collect
    for part in parts:
        for sighting in collect(part.document, rule):
            yield sighting._replace(offset=sighting.offset + part.start) if part.start else sighting


def _findings(parts: Iterable[Part], rule: Rule) -> Iterator[Finding]:
    look = detector(rule)
    for part in parts:
        for finding in _outside_skipped(part.document, rule, look(part.document, rule)):
            yield _shifted(finding, part.start) if part.start else finding


def _shifted(finding: Finding, by: int) -> Finding:
    fix = finding.fix
    if fix is not None and fix.edits:
        fix = fix._replace(edits=tuple(Edit(start + by, end + by, content) for start, end, content in fix.edits))
    return finding._replace(start=finding.start + by, end=finding.end + by, fix=fix)


def decide(ruleset: Ruleset, collected: Iterable[dict[str, Facts]]) -> Decisions:
    """Merge what the first pass collected and let each corpus rule decide."""
    sums = Sums()
    sums.add({rule.code: {} for rule in ruleset.corpus_rules})
    for by_code in collected:
        sums.add(by_code)
    return decided(ruleset, total(ruleset, sums))


def total(ruleset: Ruleset, sums: Sums) -> dict[str, Facts]:
    """Return the facts that matter to the corpus rules."""
    return sums.total(lambda code: _least(ruleset.by_code[code]))


def decided(ruleset: Ruleset, merged: dict[str, Facts]) -> Decisions:
    """Let each corpus rule that ``merged`` has facts for decide; of the others, not even the module is needed."""
    counted = (rule for rule in ruleset.corpus_rules if rule.code in merged)
    return {rule.code: _decided(rule, merged[rule.code], ruleset.policy) for rule in counted}


def _least(rule: Rule) -> int:
    least: int = detector(rule).least(rule)
    return least


def _decided(rule: Rule, facts: Facts, policy: Policy) -> Any:
    """Let a rule decide; without its decision no document can be judged, so that a crash ends the run."""
    try:
        return detector(rule).decide(facts, rule, policy)
    except RuleError:
        raise
    except Exception as error:
        msg = f"rule {rule.code} crashed over what all documents say: {type(error).__name__}: {error}; please report it"
        raise RuleError(msg) from error


def judge(
    document: Document,
    rules: Iterable[Rule],
    ruleset: Ruleset,
    decisions: Decisions,
    others: Sequence[Finding] = (),
) -> tuple[list[Finding], list[Crash]]:
    """Run the second pass over one document: corpus rules, beside the findings of the first (``others``)."""
    findings: list[Finding] = list(others)
    crashes: list[Crash] = []
    for rule in rules:
        if rule.scope != "corpus" or not document.decoded.certain:
            continue
        try:
            with Budget(len(document.text)):
                check = detector(rule).check(document, rule, decisions[rule.code])
                findings += _outside_skipped(document, rule, check)
        except Exception as error:  # noqa: BLE001 (as above)
            crashes.append(Crash(rule.code, document.path, f"{type(error).__name__}: {error}"))
    return _heeded(document, settle(findings, ruleset.by_code, ruleset.wanted), ruleset), crashes


def _heeded(document: Document, findings: Sequence[Finding], ruleset: Ruleset) -> list[Finding]:
    return heeded(document, findings, ruleset.by_code, ruleset.ignores)


def _outside_skipped(document: Document, rule: Rule, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if not any(document.touches(kind, finding.start, finding.end) for kind in rule.skip):
            yield finding
