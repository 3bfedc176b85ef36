"""Text in the other script: whole documents and paragraphs.

Facts: what :func:`corpuslint.scripts.verdict` decides rests on characters that only one script writes, one Han in
three. From traditional to simplified nearly every character has one image, and the exceptions (乾 著 於 …) are settled
by OpenCC's phrases; converting text that is simplified already changes next to nothing (0.01 to 0.09 wrong in 10,000
Han, all of them quotations). What the owner of the corpus declared is therefore carried out safely; what a majority of
documents suggests is his to decide.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from corpuslint import convert, scripts
from corpuslint.convert.certain import parted
from corpuslint.detectors.script import spans as script_spans
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.policy import Policy
from corpuslint.regions import Regions
from corpuslint.rule import Rule
from corpuslint.source import Document, Line
from corpuslint.typed import NamedTuple


class Norm(NamedTuple):
    """The script that a corpus is to have."""

    script: str
    """``simplified``, ``traditional``, or empty: none."""
    declared: bool
    reason: str
    traditional_files: bool = False
    """Whether the owner declared some files to be traditional."""


@lru_cache(maxsize=2)
def letters(text: str) -> str:
    """Return the class letters of a text; kept for a moment, since several rules look at one document in turn."""
    return scripts.letters(text)


@lru_cache(maxsize=2)
def seen(text: str) -> scripts.Counts:
    """Return the counts of a text; kept, too."""
    return scripts.counts_of_all(letters(text))


def of_document(document: Document, rule: Rule) -> str:
    """Return the script of most of a document; the option ``document`` says how many telling characters it takes."""
    return scripts.verdict(seen(document.text), rule.options["document"], minority=1)


def of_line(document: Document, line: Line, rule: Rule) -> str:
    """Return the verdict on a line; the option ``paragraph`` says how many telling characters it takes."""
    return scripts.verdict(scripts.counts(letters(document.text), line.start, line.end), rule.options["paragraph"])


def lines_with(wanted: str, classes: str, document: Document) -> Iterator[Line]:
    """Yield the lines among whose class letters is one of some; ``str.find`` is ten times as fast as a pattern."""
    ahead = {letter: classes.find(letter) for letter in wanted}
    while places := [at for at in ahead.values() if at >= 0]:
        line = document.line_at(min(places))
        yield line
        for letter, at in ahead.items():
            if 0 <= at < line.next:
                ahead[letter] = classes.find(letter, line.next)


def sight(document: Document, rule: Rule) -> Iterator[Sighting]:
    """Count a document: as simplified where it holds nothing traditional, as the census does; else by its verdict."""
    found = seen(document.text)
    if found.traditional:
        yield Sighting("census", of_document(document, rule), 0)
    elif found.simplified:
        yield Sighting("census", "simplified", 0)


def declared_norm(policy: Policy) -> Norm | None:
    """Return the script that the owner declared of a corpus or a file; ``None``: documents vote."""
    if policy.script == "keep":
        return Norm("", declared=True, reason="")
    if policy.script == "auto":
        return None
    return Norm(policy.script, declared=True, reason=f"the corpus is declared {policy.script}")


def norm(facts: Facts, rule: Rule, policy: Policy) -> Norm:
    """Return the script of the corpus: what its owner declared, else that of most documents."""
    some = any(script == "traditional" for _, script in policy.script_by_file)
    return _voted(facts, rule, policy)._replace(traditional_files=some)


def _voted(facts: Facts, rule: Rule, policy: Policy) -> Norm:
    own = declared_norm(policy)
    if own is not None:
        return own
    seen = {form: tally.documents for form, tally in facts.get("census", {}).items()}
    script = max(("simplified", "traditional"), key=lambda name: seen.get(name, 0))
    most, decided = seen.get(script, 0), seen.get("simplified", 0) + seen.get("traditional", 0)
    if most < rule.options["majority"] * decided or not decided:
        return Norm("", declared=False, reason="")
    return Norm(script, declared=False, reason=f"{most} of {decided} documents are {script}")


def _check(document: Document, rule: Rule, decided: Norm) -> Iterator[Finding]:
    decided = declared_norm(document.policy) or decided
    if decided.script != "simplified" or of_document(document, rule) != "traditional":
        return
    lines = [line for line in document.lines if of_line(document, line, rule) != "japanese"]
    message = f"document in traditional characters ({seen(document.text)}); {decided.reason}"
    yield from _conversion(rule, lines, _spared(document, rule), message, safe=decided.declared)


def _spared(document: Document, rule: Rule) -> Regions:
    """Return what keeps its script or its characters: addresses, programs, and names."""
    named = script_spans.spared(document, rule.options["keep"], rule.options["languages"])
    people = (found.span() for found in re.finditer(rule.options["names"], document.text))
    return Regions([*named.spans, *people])


def _concerns(facts: Facts, _rule: Rule, _decided: Norm) -> bool:
    """Tell whether a document is traditional: whether it may be, its own policy can say, too."""
    return "traditional" in facts.get("census", {})


documents = CorpusDetector(sight, _check, norm, concerns=_concerns, frame=ALONE)
"""Traditional documents of a simplified corpus."""


def paragraphs(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the traditional paragraphs of a document that is not traditional; quotations only under a declared norm."""
    declared = document.policy.script == "simplified"
    if document.policy.script in ("keep", "traditional") or of_document(document, rule) != "simplified":
        return
    classes = letters(document.text)
    found = [line for line in lines_with("T", classes, document) if of_line(document, line, rule) == "traditional"]
    spared = _spared(document, rule) if found else Regions([])
    for line in found:
        quoted = script_spans.is_quotation(document, line)
        if declared or not quoted:
            message = f"paragraph in traditional characters ({scripts.counts(classes, line.start, line.end)})"
            yield from _conversion(rule, [line], spared, message, safe=declared and not quoted)


def _conversion(rule: Rule, lines: Iterable[Line], spared: Regions, message: str, *, safe: bool) -> Iterator[Finding]:
    """Yield one finding that converts some lines, from its first change to its last; a second one of what is in doubt.

    Where the conversion is not safe anyway, there is one finding.
    """
    edits: dict[bool, list[Edit]] = {True: [], False: []}
    for line in lines:
        for certain, edit in _simplified(line, rule, spared):
            edits[certain or not safe].append(edit)
    if edits[True]:
        yield _converting(rule, edits[True], message, Applicability.SAFE if safe else Applicability.UNSAFE)
    if edits[False]:
        doubted = "".join(sorted({char for edit in edits[False] for char in edit.content}))
        message = f"characters that are {doubted} in simplified text, unless they mean something else or name somebody"
        yield _converting(rule, edits[False], message, Applicability.UNSAFE)


def _converting(rule: Rule, edits: Sequence[Edit], message: str, certainty: Applicability) -> Finding:
    fix = Fix(certainty, "convert to simplified characters", tuple(edits), independent=True)
    return Finding(rule.code, edits[0].start, edits[-1].end, message, fix)


def _simplified(line: Line, rule: Rule, spared: Regions) -> Iterator[tuple[bool, Edit]]:
    """Yield what changes in a line, with whether it is certain: not so where characters are spoken of or glossed."""
    spoken = Regions([*script_spans.characters(line).spans, *script_spans.glosses(line).spans])
    words = (convert.CORRECTIONS, convert.OVERLAY) if rule.options["overlay"] else (convert.CORRECTIONS,)
    for certain, (start, end, content) in parted(line.text, convert.changes(line.text, "t2s", words)):
        for at, stop in script_spans.outside(spared, line.start + start, line.start + end):
            used = list(script_spans.outside(spoken, at, stop)) if certain else []
            for low, high in used:
                yield True, _part(low, high, line.start + start, content)
            for low, high in script_spans.outside(Regions(used), at, stop):
                yield False, _part(low, high, line.start + start, content)


def _part(start: int, end: int, offset: int, content: str) -> Edit:
    """Return what changes in a part of what changes to ``content``, which begins at ``offset``."""
    return Edit(start, end, content[start - offset : end - offset])
