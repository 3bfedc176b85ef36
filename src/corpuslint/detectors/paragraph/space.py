"""Spaces inside words of running text.

Facts: Chinese has no spaces inside a sentence, but people put one between a post and a name (主席 习近平), a number and
its article (第一条 为了), the names of a list, and in word-segmented text between all words; each of these stands
between two words. A space that a line break left stands anywhere, also inside a word. So what counts is a word that
the space cuts (see :func:`corpuslint.detectors.paragraph.proof.spanning_word`), and whether the document writes the
characters on both sides together elsewhere. Given names are single characters to a dictionary: near a surname a cut
proves nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator

from corpuslint.chars import HAN
from corpuslint.detectors.expressions import compiled
from corpuslint.detectors.paragraph.evidence import occurrences
from corpuslint.detectors.paragraph.proof import spanning_word, words
from corpuslint.detectors.rows import Match, by_row
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_GAP = Lazy(rf" (?<=[{HAN}]{{2}} )(?=[{HAN}]{{2}})")
_ANY_GAP = Lazy(rf"[ \t\u3000](?<=[{HAN}].)[ \t\u3000]*(?=[{HAN}])")
_HAN_RUN = Lazy(f"[{HAN}]+")
_SENTENCE = Lazy("[。！？；]")
_MARKED = Lazy(r"\s*(?:[#|>]|[-*+•]\s|!\[)")


def inside_word(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield each single space inside a word of a sentence; safe only where the document often writes the word whole."""
    gaps = [
        gap for row, group in by_row(document, _GAP.finditer(document.text)) for gap in _of(document, row, group, rule)
    ]
    known = occurrences(document.text, {_joint(gap) for gap in gaps})
    for gap in gaps:
        judged = _judged(document, gap, known, rule)
        if judged:
            level, why = judged
            fix = replacement(*gap.span(), "", level, "remove the space")
            yield Finding(rule.code, *gap.span(), why, fix)


def _of(document: Document, row: int, group: list[Match], rule: Rule) -> list[Match]:
    """Return the gaps of a line that is a sentence and neither segmented nor a list of names."""
    line = document.lines[row]
    amid = [gap for gap in group if _amid(line, gap, rule)]
    if not amid or _MARKED.match(line.text) or not _SENTENCE.search(line.text):
        return []
    spaced = len(_ANY_GAP.findall(line.text))
    return amid if sum(map(len, _HAN_RUN.findall(line.text))) >= rule.options["min-run"] * spaced else []


def _amid(line: Line, gap: Match, rule: Rule) -> bool:
    """Tell whether a gap stands amid a line, not behind a number, a label or a dateline at its head."""
    at = gap.start() - line.start
    before = line.text[max(0, at - rule.options["reach"]) : at]
    return at >= rule.options["min-before"] and not compiled(rule.options["not-after"]).search(before)


def _joint(gap: Match) -> str:
    return gap.string[gap.start() - 2 : gap.start()] + gap.string[gap.end() : gap.end() + 2]


def _judged(document: Document, gap: Match, known: Counter[str], rule: Rule) -> tuple[Applicability, str] | None:
    """Return how far the gap can be trusted to be a fault, and why; ``None``: it may be meant."""
    left, right = _sides(document, gap, rule.options["reach"])
    before, behind = words(left)[-1], words(right)[0]
    if _may_be_name(left, right, before, behind, rule):
        return None
    whole, word = known[_joint(gap)], spanning_word(left, right, rule.options["reach"], rule.options["own-words"])
    if word:
        level = Applicability.SAFE if whole >= rule.options["min-evidence"] else Applicability.DISPLAY
        return level, f"a space inside the word {word}"
    torn = any(len(side) == 1 and side not in rule.options["own-words"] for side in (before, behind))
    if torn and whole >= rule.options["min-evidence"]:
        return Applicability.UNSAFE, f"a space where the document elsewhere writes {_joint(gap)}"
    return None


def _sides(document: Document, gap: Match, reach: int) -> tuple[str, str]:
    """Return the Han right before and behind a gap."""
    left = re.search(rf"[{HAN}]*$", document.text[max(0, gap.start() - reach) : gap.start()])
    right = re.match(rf"[{HAN}]*", document.text[gap.end() : gap.end() + reach])
    return (left.group() if left else "", right.group() if right else "")


def _may_be_name(left: str, right: str, before: str, behind: str, rule: Rule) -> bool:
    """Tell whether a personal name may end before the gap or begin behind it."""
    surnames = rule.options["surnames"]
    begins = right[0] in surnames and len(behind) != 2
    ends = len(before) == 1 and any(char in surnames for char in left[-3:-1])
    return begins or ends
