"""Simplified characters and paragraphs in traditional text.

Facts: one simplified character in twelve has several traditional forms (后 里 干 发); conversion is wrong 6 to 48 times
in 10,000 Han of clean traditional text, and 3.4 % of historical names come out wrong. So only a character with a single
traditional form is given one, as a suggestion that may be wrong in a name, and a character that both scripts use is
never touched by itself. Taiwan writes 為 裡 著, Hong Kong 為 裏 着, OpenCC's own standard 爲 裏 着: all are one script,
and what is brought over takes the forms that the document has.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpuslint import convert, scripts
from corpuslint.convert import dictionaries
from corpuslint.detectors.script import shared as script_shared
from corpuslint.detectors.script import spans as script_spans
from corpuslint.detectors.script.conversion import conversion
from corpuslint.detectors.script.whole import (
    Norm,
    declared_norm,
    letters,
    lines_with,
    norm,
    of_document,
    of_line,
    seen,
    sight,
)
from corpuslint.detectors.script.words import word_at
from corpuslint.facts import ALONE, CorpusDetector, Facts
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.regions import Regions
from corpuslint.rule import Rule
from corpuslint.source import Document, Line


def _concerned(document: Document, rule: Rule) -> bool:
    return document.policy.script not in ("simplified", "keep") and of_document(document, rule) == "traditional"


def characters(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the simplified characters in traditional paragraphs, with a fix where they have one traditional form.

    A shared character is found where it stands in a word that only simplified text spells so (位于); it is fixed with
    the word around it, or not at all.
    """
    if not _concerned(document, rule):
        return
    modern = _modern(document, rule)
    classes = _with_shared(document.text, rule) if modern else letters(document.text)
    lines = list(lines_with("Sx", classes, document))
    mode = standard(document.text) if lines else ""
    spared = script_spans.spared(document, rule.options["languages"]) if lines else Regions([])
    for line in lines:
        if of_line(document, line, rule) in ("traditional", "mixed", "undecided"):
            quoted = script_spans.quotations(line, classes, "simplified")
            reached = line.start
            for found in re.finditer("S+|x", classes[line.start : line.end]):
                start, end = line.start + found.start(), line.start + found.end()
                old = not modern and set(document.text[start:end]) <= set(rule.options["old"])
                if start >= reached and not old and not spared.touch(start, end) and not quoted.touch(start, end):
                    finding = _character(document, rule, classes, (start, end), mode)
                    reached = finding.end
                    yield finding


def _modern(document: Document, rule: Rule) -> bool:
    """Tell whether a text is modern Chinese: classical texts write next to no 的, and no words of administration."""
    least: float = rule.options["modern"] * seen(document.text).han
    if document.text.count("的") >= least:
        return True
    words = [document.text.count(word) for word in rule.options["modern-words"]]
    return sum(words) >= least and len(words) - words.count(0) >= rule.options["modern-kinds"]


def _with_shared(text: str, rule: Rule) -> str:
    """Return the class letters of a text, with ``x`` for shared characters that only simplified text writes there."""
    places = list(script_shared.places(text, rule))
    if not places:
        return letters(text)
    marked = bytearray(letters(text), "ascii")
    for at in places:
        marked[at] = ord("x")
    return marked.decode("ascii")


def _character(document: Document, rule: Rule, classes: str, span: tuple[int, int], mode: str) -> Finding:
    word = word_at(document.text, classes, *span, mode)
    start, end = word[:2] if word else span
    before = document.text[start:end]
    after = word.form if word else ""
    if not word and all(len(_forms().get(char, ())) == 1 for char in before) and before not in _both(rule):
        after = convert.convert(before, mode)
    fix = replacement(start, end, after, Applicability.UNSAFE) if after else None
    return Finding(rule.code, start, end, f"simplified {before} in traditional text", fix)


def _both(rule: Rule) -> str:
    return str(rule.options["shared"] + rule.options["alone"])


@cache
def _forms() -> dict[str, list[str]]:
    return dictionaries.values("STCharacters")


def paragraphs(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the simplified paragraphs of a traditional document, but for quotations."""
    if not _concerned(document, rule):
        return
    found = [line for line in lines_with("S", letters(document.text), document) if _left_over(document, line, rule)]
    mode = standard(document.text) if found else ""
    accepted = _accepted(document, found, rule) if found else ""
    for line in found:
        counted = scripts.counts(letters(document.text), line.start, line.end)
        message = f"paragraph in simplified characters ({counted})"
        yield from conversion(document, rule, [line], mode, message, accepted=accepted)


def _left_over(document: Document, line: Line, rule: Rule) -> bool:
    return of_line(document, line, rule) == "simplified" and not script_spans.is_quotation(document, line)


def _accepted(document: Document, left_over: Iterable[Line], rule: Rule) -> str:
    """Return the shared characters of the page that the rest of a document mostly writes, not their other forms."""
    rest = list(document.text)
    for line in left_over:
        rest[line.start : line.end] = [""] * (line.end - line.start)
    text, mostly = "".join(rest), rule.options["mostly"]
    return "".join(
        char
        for char, *others in rule.options["either"]
        if char in text and text.count(char) >= mostly * sum(map(text.count, others))
    )


def _check(document: Document, rule: Rule, decided: Norm) -> Iterator[Finding]:
    decided = declared_norm(document.policy) or decided
    if decided.script != "traditional" or of_document(document, rule) != "simplified":
        return
    lines = [line for line in document.lines if of_line(document, line, rule) not in ("japanese", "traditional")]
    message = f"document in simplified characters ({seen(document.text)}); {decided.reason}"
    yield from conversion(document, rule, lines, rule.options["mode"], message)


def _traditional_wanted(decided: Norm) -> bool:
    return decided.script == "traditional" or decided.traditional_files


def _concerns(facts: Facts, _rule: Rule, decided: Norm) -> bool:
    """Tell whether a document can be one that is to be traditional and is not."""
    return _traditional_wanted(decided) and "simplified" in facts.get("census", {})


documents = CorpusDetector(sight, _check, norm, revisit=_traditional_wanted, concerns=_concerns, frame=ALONE)
"""Simplified documents of a traditional corpus."""


def standard(text: str) -> str:
    """Return the conversion whose forms a traditional text has: ``s2tw``, ``s2hk`` or OpenCC's own, ``s2t``."""
    if text.count("爲") > text.count("為"):
        return "s2t"
    return "s2hk" if text.count("裏") > text.count("裡") else "s2tw"


def variants(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the rarer of two variants of one traditional character where a document writes both."""
    if of_document(document, rule) != "traditional":
        return
    for pair in rule.options["pairs"]:
        rare, usual = sorted(pair, key=lambda form: (document.text.count(form), form))
        if rare in document.text:
            message = f"{rare} where the document mostly writes {usual}"
            for found in re.finditer(re.escape(rare), document.text):
                yield Finding(rule.code, *found.span(), message)
