"""Sentences that the end of a page cut in two.

Facts: a Chinese paragraph of some length ends with a mark (。！？…：；” and the like); a title, a list entry or a
signature need not, but they are short. Where a long line ends without a mark and the next paragraph is there to go
on, the end of a page fell into the sentence, or its mark was lost. What proves the first is told by
:mod:`corpuslint.detectors.paragraph_proof`.

A document whose long lines often end without a mark (a list of excerpts, subtitles) has that habit: nothing follows
from it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpuslint.chars import HAN
from corpuslint.detectors.paragraph_proof import Gap, evidence, proof
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_OPEN_END = re.compile(rf"(?:[{HAN}，、（《「『]|[^。！？…]“)$")
_GOES_ON = re.compile(rf"[{HAN}，。、；：！？）》]")
_PAUSE = re.compile(r"[，。、；：！？）》]")
_NUMBERED = re.compile(
    r"第[零〇一二三四五六七八九十百千\d]+[编編章节節條条款項项部期届屆次]|[一二三四五六七八九十]{1,3}[、是要，]|附[件表录錄注]|[（(]"
)
_STRUCTURE = re.compile(r"\s*(?:[-*+•]\s|\d{1,3}[.)、]|!\[|<)|[^，。；：、！？（《“「]*(?:[#|>]|$)")
"""Lists, markup, and lines that hold no mark before a ``#``, ``|`` or ``>``: titles and tables, no sentences."""
_ENDED = re.compile(r"[。！？；：…”’」』）)!?;:》.]\s*$")


class _Place(NamedTuple):
    """Two lines that may be halves of one paragraph."""

    line: Line
    after: Line


def page_breaks(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each sentence that a blank line cuts in two."""
    places = list(_places(document, rule))
    if not places or _habitual(document, rule):
        return
    gaps = [Gap(line.text.rstrip(), after.text.strip()) for line, after in places]
    known = evidence(document.text, gaps, rule.options["context"])
    for place, gap in zip(places, gaps, strict=True):
        found = proof(gap, known, rule)
        if found:
            level = Applicability.SAFE if found.sure else Applicability.UNSAFE
            yield _joining(rule, place, gap, level, found.why)
        elif _ENDED.search(gap.right):
            yield _joining(rule, place, gap, Applicability.DISPLAY, "or its final mark is lost")


def _joining(rule: Rule, place: _Place, gap: Gap, level: Applicability, why: str) -> Finding:
    line, after = place
    start = line.start + len(gap.left)
    end = after.start + len(after.text) - len(after.text.lstrip())
    message = f"a sentence broken in two: …{gap.left[-4:]}|{gap.right[:4]}… ({why})"
    return Finding(rule.code, start, end, message, Fix(level, "join", (Edit(start, end, ""),)))


def _places(document: Document, rule: Rule) -> Iterator[_Place]:
    """Yield each line without a final mark and the line that follows it behind blank ones."""
    lines = document.lines
    for number, line in enumerate(lines):
        if len(line.text) < rule.options["min-left-before-pause"] or not _OPEN_END.search(line.text.rstrip()):
            continue
        after = next(
            (
                n
                for n in range(number + 1, min(number + 2 + rule.options["max-blank"], len(lines)))
                if not lines[n].blank
            ),
            0,
        )
        if after >= number + 2 and _continues(line, lines[after], rule):
            yield _Place(line, lines[after])


def _continues(line: Line, after: Line, rule: Rule) -> bool:
    right = after.text.strip()
    least = rule.options["min-left-before-pause" if _PAUSE.match(right) else "min-left"]
    return bool(
        len(line.text) >= least
        and len(right) >= rule.options["min-right"]
        and _GOES_ON.match(right)
        and not _NUMBERED.match(right)
        and not _STRUCTURE.match(line.text)
    )


def _habitual(document: Document, rule: Rule) -> bool:
    """Tell whether the document's long lines often end without a mark; what ends in code or a link is not counted."""
    long = [line.text.rstrip() for line in document.lines if len(line.text) >= rule.options["min-left"]]
    prose = [text for text in long if not _STRUCTURE.match(text)]
    unended, ended = (sum(map(bool, map(end.search, prose))) for end in (_OPEN_END, _ENDED))
    return bool(unended > max(rule.options["max-unended"], rule.options["max-unended-share"] * (unended + ended)))
