"""What proves that a paragraph goes on behind a gap.

Facts: (1) A word that the gap cuts: the dictionary of jieba (read by rjieba) has it, taking both sides together needs
fewer words than taking them apart, and what the cut leaves on one side is a single character. (2) A mark that can
only follow something: no Chinese paragraph begins with ，。、；：）》 (GB/T 15834-2011, 5.1.1: they do not stand at
the head of a line). (3) Particles that only follow (的, 了, 以及) or only precede something (和, 或者, 按照, 不得):
in 105,000 sentences of laws, newsletters and documentation the listed ones stood at the wrong end at most once in
10,000 times. (4) A bracket （ or 《 that is open on the left and closed soon on the right (quotation marks may
enclose paragraphs). (5) The same characters together elsewhere in the document, where neither side begins or ends a
sentence elsewhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from corpuslint.detectors.paragraph_evidence import occurrences
from corpuslint.rulebook import Rule

_PAUSE = re.compile(r"[，。、；：！？）》]")
_OPENING, _CLOSING = "（《", "）》"
_CLAUSE = re.compile(r"[。！？；：]")
_SENTENCE = re.compile(r"[。；！？]")
_BEGINS = re.compile(r"(?:^|[\n\r。！？；])\s*(\S\S)")
_ENDS = re.compile(r"(\S\S)[。！？；]")


class Gap(NamedTuple):
    """The text on both sides of a gap, without blanks around it."""

    left: str
    right: str


class Evidence(NamedTuple):
    """What a document says of the joints in question."""

    begins: Counter[str]
    """Two characters → how many sentences begin with them."""
    ends: frozenset[str]
    """The two characters with which sentences end."""
    joints: Counter[str]


def evidence(text: str, gaps: Sequence[Gap], context: int) -> Evidence:
    """Read a document once for all its gaps; ``context`` code points on each side of a gap are its joint."""
    joints = [_joint(gap, context) for gap in gaps]
    return Evidence(Counter(_BEGINS.findall(text)), frozenset(_ENDS.findall(text)), occurrences(text, joints))


def _joint(gap: Gap, context: int) -> str:
    return gap.left[-context:].rjust(context, "\n") + gap.right[:context].ljust(context, "\n")


def proof(gap: Gap, known: Evidence, rule: Rule) -> str:
    """Return what proves that the gap cuts a sentence; empty if nothing does."""
    alone = _by_right_side(gap, rule)
    if alone or known.begins[gap.right[:2]] > 1:  # once: here
        return alone
    return _by_both_sides(gap, known, rule)


def _by_right_side(gap: Gap, rule: Rule) -> str:
    """Return what shows that the right side is no beginning."""
    if _PAUSE.match(gap.right):
        return f"no paragraph begins with {gap.right[0]}"
    if _closes(gap, rule.options["max-bracket"]):
        return "a bracket is open before it and closed behind it"
    first = words(gap.right[: rule.options["reach"]])[0]
    return f"no paragraph begins with {first}" if first in rule.options["cannot-begin"] else ""


def _by_both_sides(gap: Gap, known: Evidence, rule: Rule) -> str:
    """Return what shows that the left side is no end, for a right side that begins no sentence elsewhere."""
    reach, context = rule.options["reach"], rule.options["context"]
    if len(_CLAUSE.split(gap.left)[-1]) < context:  # a stray character behind the last mark proves nothing
        return ""
    last = words(gap.left[-reach:])[-1]
    if last in rule.options["cannot-end"]:
        return f"no sentence ends with {last}"
    word = spanning_word(gap.left, gap.right, reach, rule.options["own-words"])
    if word:
        return f"it cuts the word {word}"
    if known.joints[_joint(gap, context)] and gap.left[-2:] not in known.ends:
        return f"{_joint(gap, context)} stands elsewhere in the document"
    return ""


def words(text: str) -> list[str]:
    """Cut a short text into words; traditional ones come out simplified, as the dictionary has them."""
    import rjieba  # noqa: PLC0415 (0.25 s with its dictionary, and only where a sentence looks broken)

    from corpuslint.convert import convert  # noqa: PLC0415 (reads its tables)

    return list(rjieba.cut(convert(text, "t2s"), hmm=False)) or [""]


def spanning_word(left: str, right: str, reach: int, own_words: str = "") -> str:
    """Return the word that the gap between two texts cuts; empty if it falls between words, or might.

    ``reach`` code points on each side are looked at. ``own_words`` are characters that often are words of their own: a
    gap between two words makes no third.
    """
    before, behind = words(left[-reach:]), words(right[:reach])
    together = words(left[-reach:] + right[:reach])
    gap = sum(map(len, before))
    if len(together) >= len(before) + len(behind) or (len(before[-1]) > 1 and len(behind[0]) > 1):
        return ""
    at = 0
    for word in together:
        if at < gap < at + len(word):
            halves = (word[: gap - at], word[gap - at :])
            return (
                "" if all(half in own_words if len(half) == 1 else words(half) == [half] for half in halves) else word
            )
        at += len(word)
    return ""


def _closes(gap: Gap, reach: int) -> bool:
    """Tell whether the innermost bracket open at the end of the left side is closed soon on the right."""
    opened: list[str] = []
    for char in gap.left:
        if char in _OPENING:
            opened.append(char)
        elif opened and char in _CLOSING and _OPENING.index(opened[-1]) == _CLOSING.index(char):
            opened.pop()
    if not opened:
        return False
    closing = _CLOSING[_OPENING.index(opened[-1])]
    closed = gap.right.find(closing, 0, reach)
    return closed >= 0 and not _SENTENCE.search(gap.right, 0, closed) and opened[-1] not in gap.right[:closed]
