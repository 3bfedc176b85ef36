"""Sentences that the end of a page or a line cut in two.

Facts: a Chinese paragraph of some length ends with a mark (。！？…：；” and the like); a title, a list entry or a
signature need not, but they are short. Where a long line ends without a mark and the next paragraph begins in
mid-word, the end of a page fell into the sentence. That a word spans the gap is shown by a dictionary (rjieba's, the
word list of jieba) or by the document itself, if the characters on both sides of the gap stand together elsewhere in
it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpuslint.chars import HAN
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rulebook import Rule
from corpuslint.source import Document, Line

_HAN_END = re.compile(rf"[{HAN}]$")
_HAN_START = re.compile(rf"[{HAN}]")
_NUMBERED = re.compile(
    r"第[零〇一二三四五六七八九十百千\d]+[编編章节節条條款项項部期届屆次]|[一二三四五六七八九十]{1,3}[、是要，]|附[件表录錄注]|[（(]"
)
_ENDED = re.compile(r"[。！？；：…”’」』）)!?;:》]\s*$")


class Gap(NamedTuple):
    """The gap between a line and the paragraph after it."""

    left: str
    """The text before it, without trailing blanks."""
    right: str
    start: int
    """Offset of the gap in the document."""
    end: int


def page_breaks(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each sentence that a blank line cuts in two."""
    for gap in _gaps(document, rule):
        proof = _proof(document, gap, rule)
        level = Applicability.SAFE if proof else Applicability.UNSAFE
        if not proof and not _ENDED.search(gap.right):
            continue
        message = f"a sentence broken in two: …{gap.left[-4:]}|{gap.right[:4]}…" + (f" ({proof})" if proof else "")
        yield Finding(rule.code, gap.start, gap.end, message, Fix(level, "join", (Edit(gap.start, gap.end, ""),)))


def _gaps(document: Document, rule: Rule) -> Iterator[Gap]:
    """Yield the gaps of one to three blank lines behind a long line without a final mark."""
    lines = document.lines
    for number, line in enumerate(lines):
        if len(line.text) < rule.options["min-left"]:
            continue
        after = next((n for n in range(number + 1, min(number + 5, len(lines))) if not lines[n].blank), 0)
        if after >= number + 2 and _continues(line, lines[after], rule):
            left, right = line.text.rstrip(), lines[after].text
            start = lines[after].start + len(right) - len(right.lstrip())
            yield Gap(left, right.strip(), line.start + len(left), start)


def _continues(line: Line, after: Line, rule: Rule) -> bool:
    left, right = line.text.rstrip(), after.text.strip()
    return bool(
        _HAN_END.search(left)
        and _HAN_START.match(right)
        and not _NUMBERED.match(right)
        and len(right) >= rule.options["min-right"]
    )


def _proof(document: Document, gap: Gap, rule: Rule) -> str:
    """Return what proves that the gap falls inside a word or name; empty if nothing does."""
    word = spanning_word(gap.left, gap.right)
    if word:
        return f"the word {word} spans the gap"
    joint = gap.left[-2:] + gap.right[:2]
    if re.fullmatch(f"[{HAN}]{{4}}", joint) and document.text.count(joint) >= rule.options["min-evidence"]:
        return f"{joint} stands elsewhere in the document"
    return ""


def spanning_word(left: str, right: str) -> str:
    """Return the dictionary word that begins in ``left`` and ends in ``right`` when both stand together."""
    import rjieba  # noqa: PLC0415 (0.25 s with its dictionary, and only where a sentence looks broken)

    head, tail = left[-12:], right[:12]
    at = 0
    for word in rjieba.cut(head + tail, hmm=False):
        if at < len(head) < at + len(word):
            return str(word)
        at += len(word)
    return ""
