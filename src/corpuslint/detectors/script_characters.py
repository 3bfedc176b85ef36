"""Single characters of the other script: intruders.

Facts: a traditional character in simplified text has one simplified form, which OpenCC's phrases settle where the
character table cannot. The other way one simplified character in twelve has several (后 里 干 发), conversion is wrong
6 to 48 times in 10,000 Han of clean traditional text, and 3.4 % of historical names come out wrong: so only characters
with a single traditional form are given one, as a suggestion that may be wrong in a name (梁頌恒), and characters that
both scripts use are never touched.
"""

import re
from collections.abc import Iterator

from corpuslint import convert, scripts
from corpuslint.detectors import script_spans
from corpuslint.detectors.script import letters, of_document, of_line
from corpuslint.finding import Applicability, Edit, Finding, replacement
from corpuslint.rulebook import Rule
from corpuslint.source import Document, Line


def traditional(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the runs of traditional characters in simplified paragraphs, each with its simplified form."""
    if document.policy.script in ("keep", "traditional") or of_document(document, rule) != "simplified":
        return
    for line in _lines_with("T", document):
        if of_line(document, line, rule) in ("simplified", "mixed", "undecided"):
            yield from _traditional_in(document, line, rule)


def _lines_with(letter: str, document: Document) -> Iterator[Line]:
    """Yield the lines that hold a character of a class."""
    classes = letters(document.text)
    at = classes.find(letter)
    while at >= 0:
        line = document.line_at(at)
        yield line
        at = classes.find(letter, line.next)


def _traditional_in(document: Document, line: Line, rule: Rule) -> Iterator[Finding]:
    declared = document.policy.script == "simplified"
    classes = letters(document.text)
    seen = scripts.counts(classes, line.start, line.end)
    few = declared or seen.traditional < rule.options["few"] * seen.simplified
    quoted = script_spans.quotations(line, classes)
    spared = [script_spans.languages(line, rule.options["languages"]), *script_spans.addresses(document)]
    for edit in _runs(line, classes, "T"):
        in_quotation = quoted.touch(edit.start, edit.end)
        if (declared or not in_quotation) and not any(part.touch(edit.start, edit.end) for part in spared):
            certainty = Applicability.SAFE if few and not in_quotation else Applicability.UNSAFE
            message = f"traditional {document.text[edit.start : edit.end]} in simplified text"
            yield Finding(rule.code, edit.start, edit.end, message, replacement(*edit, certainty))


def _runs(line: Line, classes: str, letter: str) -> Iterator[Edit]:
    """Yield the runs of one class among what t2s changes in a line; t2s keeps the length of its text."""
    for start, end, content in convert.changes(line.text, "t2s"):
        at = line.start + start
        for found in re.finditer(f"{letter}+", classes[at : line.start + end]):
            yield Edit(at + found.start(), at + found.end(), content[found.start() : found.end()])


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
