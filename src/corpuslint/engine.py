"""The engine: rules × documents → findings, the same in any order and on any number of processes.

A run has two passes. :func:`examine` scans a document, runs the rules that judge it alone and collects what corpus
rules count. When all documents are counted, their facts become decisions (:mod:`corpuslint.decisions`), and
:func:`judge` runs the corpus rules on the documents that can hold one of their faults.
"""

from collections.abc import Iterable, Iterator, Sequence

from corpuslint.budget import Budget
from corpuslint.decisions import Decisions
from corpuslint.decoding.decode import decode
from corpuslint.facts import Facts, Sighting, tally
from corpuslint.finding import Edit, Finding
from corpuslint.rule import Rule, RuleError
from corpuslint.ruleset import Ruleset, detector
from corpuslint.scanning.automata import Spot
from corpuslint.scanning.scan import Survey
from corpuslint.settle import settle
from corpuslint.shadow import EARLY, in_the_clear
from corpuslint.source import Document, Raw
from corpuslint.suppression import MARK, heeded
from corpuslint.typed import NamedTuple


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


def opened(raw: Raw, ruleset: Ruleset) -> Document:
    """Return the decoded document."""
    decoded = decode(raw.data, ruleset.encoding)
    return Document(raw.path, decoded.text, ruleset.policy.of(raw.path), raw.record, decoded)


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
    examined = examine_document(document, ruleset.ordered(codes), parts)
    return examined._replace(facts={**examined.facts, **ruleset.census.count(raw, codes)})


def surveyed(document: Document, ruleset: Ruleset) -> tuple[list[Rule], list["Part"]]:
    """Return the rules that can find something in a decoded document, and the parts that some of them are to see."""
    data = document.text.encode("utf-8", "surrogatepass")
    survey = ruleset.scanner.survey(data)
    parts = parts_of(document, data, survey.spots)
    return ruleset.firing(
        document, survey.fired.union(ruleset.census.codes(data), *(part.codes for part in parts))
    ), parts


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

    A rule that ``parts`` name sees these parts; any other sees the whole. What is mojibake for long stretches is hidden
    from later rules (:mod:`corpuslint.shadow`). Findings are as the rules made them: :func:`judge` settles them.
    """
    examined = Examined(document, [], {}, [])
    # What is not certainly text is judged by no rule about text.
    rules = [rule for rule in rules if document.decoded.certain or rule.stage == "encoding"]
    for rule in rules:
        if rule.stage in EARLY:
            _look(rule, document, parts, examined)
    clear = _in_the_clear(document, examined.findings, rules)
    if clear is not document:
        parts = [part._replace(document=clear.part(part.start, part.start + len(part.document.text))) for part in parts]
    for rule in rules:
        if rule.stage not in EARLY:
            _look(rule, clear, parts, examined)
    return examined


def _in_the_clear(document: Document, findings: Sequence[Finding], rules: Iterable[Rule]) -> Document:
    return in_the_clear(document, findings, (rule.code for rule in rules if rule.stage == "mojibake"))


def _look(rule: Rule, document: Document, parts: Sequence[Part], examined: Examined) -> None:
    """Add to ``examined`` what a rule finds or counts in a document, or in the parts that name it."""
    here = [part for part in parts if rule.code in part.codes] or [Part(document, 0, frozenset())]
    try:
        with Budget(len(document.text)):
            if rule.scope == "corpus":
                examined.facts[rule.code] = tally(document, _sightings(here, rule))
            else:
                examined.findings.extend(_findings(here, rule))
    except RuleError:
        raise
    except Exception as error:  # noqa: BLE001 (a rule may fail in any way; the run must name it and go on)
        examined.crashes.append(Crash(rule.code, document.path, f"{type(error).__name__}: {error}"))


def _sightings(parts: Iterable[Part], rule: Rule) -> Iterator[Sighting]:
    collect = detector(rule).collect
    for part in parts:
        seen = collect(part.document, rule)
        yield from (each._replace(offset=each.offset + part.start) for each in seen) if part.start else seen


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
    clear = _in_the_clear(document, others, ruleset.rules)
    for rule in rules:
        if rule.scope != "corpus" or not document.decoded.certain:
            continue
        try:
            with Budget(len(document.text)):
                check = detector(rule).check(clear, rule, decisions[rule.code])
                findings += _outside_skipped(clear, rule, check)
        except Exception as error:  # noqa: BLE001 (as above)
            crashes.append(Crash(rule.code, document.path, f"{type(error).__name__}: {error}"))
    return _heeded(document, settle(findings, ruleset.by_code, ruleset.wanted), ruleset), crashes


def _heeded(document: Document, findings: Sequence[Finding], ruleset: Ruleset) -> list[Finding]:
    return heeded(document, findings, ruleset.by_code, ruleset.ignores)


def _outside_skipped(document: Document, rule: Rule, findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        if not document.touches(rule.skip, finding.start, finding.end):
            yield finding
