"""Single characters of the other script: intruders.

Facts: a traditional character in simplified text has one simplified form, which OpenCC's phrases settle where the
character table cannot. The other way one simplified character in twelve has several (后 里 干 发), conversion is wrong
6 to 48 times in 10,000 Han of clean traditional text, and 3.4 % of historical names come out wrong: so only characters
with a single traditional form are given one, as a suggestion that may be wrong in a name (梁頌恒), and characters that
both scripts use are never touched.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from corpuslint import convert, scripts
from corpuslint.detectors import script_spans
from corpuslint.detectors.script import letters, lines_with, of_document, of_line
from corpuslint.finding import Applicability, Edit, Finding, replacement
from corpuslint.regions import Regions
from corpuslint.rulebook import Rule
from corpuslint.source import Document, Line


def traditional(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the runs of traditional characters in simplified paragraphs, each with its simplified form."""
    if document.policy.script in ("keep", "traditional") or of_document(document, rule) != "simplified":
        return
    spared = script_spans.spared(document, (*rule.options["languages"], *rule.options["words"]))
    classes = _with_shared(document, rule)
    for line in lines_with("[Tx]", classes, document):
        if of_line(document, line, rule) in ("simplified", "mixed", "undecided"):
            yield from _traditional_in(document, line, classes, rule, spared)


def _with_shared(document: Document, rule: Rule) -> str:
    """Return the class letters of a document, with ``x`` for the shared characters that the page names."""
    classes = letters(document.text)
    shared = re.finditer(f"[{rule.options['shared']}]", document.text)
    places = [found.start() for found in shared]
    if not places:
        return classes
    marked = list(classes)
    for at in places:
        marked[at] = "x"
    return "".join(marked)


def _traditional_in(document: Document, line: Line, classes: str, rule: Rule, spared: Regions) -> Iterator[Finding]:
    declared = document.policy.script == "simplified"
    seen = scripts.counts(classes, line.start, line.end)
    few = declared or seen.traditional < rule.options["few"] * seen.simplified
    quoted = script_spans.quotations(line, classes, "traditional")
    mentioned = script_spans.mentions(line, classes, rule.options["about"])
    for edit in _runs(line, classes):
        if spared.touch(*edit[:2]) or (quoted.touch(*edit[:2]) and not declared):
            continue
        sure = few and classes[edit.start] == "T" and not mentioned.touch(*edit[:2])
        message = f"traditional {document.text[edit.start : edit.end]} in simplified text"
        fix = replacement(*edit, Applicability.SAFE if sure else Applicability.UNSAFE)
        yield Finding(rule.code, edit.start, edit.end, message, fix)


def _runs(line: Line, classes: str) -> Iterator[Edit]:
    """Yield the runs of one class among what t2s changes in a line; t2s keeps the length of its text.

    What would become a character beyond the Basic Multilingual Plane (噁 in 二噁英) is written as it is: few fonts have
    the other.
    """
    for start, end, content in convert.changes(line.text, "t2s"):
        at = line.start + start
        for found in re.finditer("T+|x+", classes[at : line.start + end]):
            after = content[found.start() : found.end()]
            if max(after) < "\U00010000":
                yield Edit(at + found.start(), at + found.end(), after)


def shaan(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield 陜 before 西, with 陝 where the text is or is to be traditional, else 陕."""
    norm = document.policy.script
    traditional = norm == "traditional" or (norm != "simplified" and of_document(document, rule) == "traditional")
    right = "陝" if traditional else "陕"
    at = document.text.find("陜西")
    while at >= 0:
        message = f"陜 (xiá) where {right} of {right}西 is meant"
        yield Finding(rule.code, at, at + 1, message, replacement(at, at + 1, right, Applicability.SAFE))
        at = document.text.find("陜西", at + 1)


def particle(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield 著 where simplified text writes 着: behind the verbs of the page, unless a word with 著 begins there."""
    if document.policy.script in ("keep", "traditional") or of_document(document, rule) != "simplified":
        return
    matches = re.finditer(rule.options["pattern"], document.text)
    for _, group in groupby(matches, key=lambda found: document.row(found.start())):
        here = list(group)
        line = document.line_at(here[0].start())
        quoted = script_spans.quotations(line, letters(document.text), "traditional")
        for found in here if of_line(document, line, rule) != "traditional" else ():
            if not quoted.touch(*found.span()):
                fix = replacement(*found.span(), "着", Applicability.SAFE)
                yield Finding(rule.code, *found.span(), "traditional 著 for the particle 着", fix)
