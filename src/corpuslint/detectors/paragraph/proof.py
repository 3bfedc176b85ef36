"""What proves that a paragraph goes on behind a gap.

Facts: (1) A word that the gap cuts: the dictionary of jieba (read by rjieba) has it, taking both sides together needs
fewer words than taking them apart, and what the cut leaves on one side is a single character; where the halves are
words that end and begin sentences, two sentences may meet (电脑上|当我). (2) A mark that can only follow something: no
Chinese paragraph begins with ，。、；：）》 (GB/T 15834-2011, 5.1.1: they do not stand at the head of a line). (3)
Particles that only follow (的, 了, 以及) or only precede something (和, 或者, 按照, 不得): in 105,000 sentences of
laws, newsletters and documentation the listed ones stood at the wrong end at most once in 10,000 times. (4) A bracket
（ or 《 that is open on the left and closed soon on the right (quotation marks may enclose paragraphs). (5) The same
characters together elsewhere in the document, more than once, where neither side begins or ends a sentence elsewhere.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from corpuslint.detectors.paragraph.evidence import occurrences
from corpuslint.rule import Rule
from corpuslint.typed import NamedTuple

_PAUSE = re.compile(r"[，。、；：！？）》]")
_OPENING, _CLOSING = "（《", "）》"
_CLAUSE = re.compile(r"[。！？；：]")
_SENTENCE = re.compile(r"[。；！？]")
_BEGINS = re.compile(r"(?:^|[\n\r。！？；])[^\S\n\r]*(\S\S)")
_ENDS = re.compile(r"(\S\S)[。！？；]")


class Gap(NamedTuple):
    """The text on both sides of a gap, without blanks around it."""

    left: str
    right: str


class Evidence:
    """What a document says of the joints in question; what its sentences begin and end with is read when asked for."""

    def __init__(self, text: str, joints: Counter[str]) -> None:
        self.text, self.joints = text, joints

    @cached_property
    def begins(self) -> Counter[str]:
        """Two characters → how many sentences begin with them."""
        return Counter(_BEGINS.findall(self.text))

    @cached_property
    def ends(self) -> frozenset[str]:
        """The two characters with which sentences end."""
        return frozenset(_ENDS.findall(self.text))


def evidence(text: str, gaps: Sequence[Gap], context: int) -> Evidence:
    """Read a document once for all its gaps; ``context`` code points on each side of a gap are its joint."""
    return Evidence(text, occurrences(text, [joint(gap, context) for gap in gaps]))


def joint(gap: Gap, context: int) -> str:
    """Return the ``context`` code points on each side of a gap, as they would stand together."""
    return gap.left[-context:].rjust(context, "\n") + gap.right[:context].ljust(context, "\n")


class Proof(NamedTuple):
    """What shows that a gap cuts a sentence."""

    why: str
    sure: bool
    never_meant: bool = False
    """Whether nobody ends a line there on purpose, as some do between any two words."""


def proof(gap: Gap, known: Evidence, rule: Rule) -> Proof | None:
    """Return what shows that the gap cuts a sentence; ``None`` if nothing does."""
    alone = _by_right_side(gap, rule)
    if alone:
        return Proof(alone, sure=True, never_meant=_PAUSE.match(gap.right) is not None)
    if known.begins[gap.right[:2]] > 1:  # once: here
        return None
    return _by_both_sides(gap, known, rule)


def _by_right_side(gap: Gap, rule: Rule) -> str:
    """Return what shows that the right side is no beginning."""
    if _PAUSE.match(gap.right):
        return f"no paragraph begins with {gap.right[0]}"
    if _closes(gap, rule.options["max-bracket"]):
        return "a bracket is open before it and closed behind it"
    first = words(gap.right[: rule.options["reach"]])[0]
    return f"no paragraph begins with {first}" if first in rule.options["cannot-begin"] else ""


def _by_both_sides(gap: Gap, known: Evidence, rule: Rule) -> Proof | None:
    """Return what shows that the left side is no end, for a right side that begins no sentence elsewhere."""
    reach, context = rule.options["reach"], rule.options["context"]
    if len(_CLAUSE.split(gap.left)[-1]) < context:  # a stray character behind the last mark proves nothing
        return None
    last, first = words(gap.left[-reach:])[-1], words(gap.right[:reach])[0]
    if last in rule.options["cannot-end"]:
        return Proof(f"no sentence ends with {last}", sure=True)
    doubled = gap.left[-1:] == gap.right[:1]  # 变冷|冷的: a word may end a line and begin the next
    halves = None if doubled else spanning_halves(gap.left, gap.right, reach)
    if halves and not _own_words(halves, rule.options["own-words"]):
        return Proof(f"it cuts the word {''.join(halves)}", _one_word(gap, halves, known, rule), never_meant=True)
    times = known.joints[joint(gap, context)]
    if times and gap.left[-2:] not in known.ends:
        sure = times >= rule.options["min-elsewhere"] and first not in rule.options["starters"]
        return Proof(f"{joint(gap, context)} stands elsewhere in the document", sure)
    return None


def _one_word(gap: Gap, halves: tuple[str, str], known: Evidence, rule: Rule) -> bool:
    """Tell whether the halves of a word are no end and beginning of two sentences (…的电脑上|当我…)."""
    left, right = halves
    if gap.left[-len(left) - 1 : -len(left)].isdigit():  # 25针|对: a measure
        return False
    rank = _rank(left, rule.options["ends"]) + _rank(right, rule.options["begins"])
    whole = gap.left[-len(left) :] + gap.right[: len(right)]
    return rank >= rule.options["sure-rank"] or (rank >= 0 and whole in known.text)


def _rank(half: str, tiers: Sequence[str]) -> int:
    """Return how far it is from being a word at the edge of a sentence: the more, the farther."""
    if len(half) > 1:
        return -len(tiers) - 1 if words(half) == [half] else len(tiers)
    return next((rank for rank, chars in enumerate(tiers) if half in chars), len(tiers))


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
    halves = spanning_halves(left, right, reach)
    return "".join(halves) if halves and not _own_words(halves, own_words) else ""


def spanning_halves(left: str, right: str, reach: int) -> tuple[str, str] | None:
    """Return the halves of the word that the gap between two texts cuts; ``None`` if it falls between words."""
    before, behind = words(left[-reach:]), words(right[:reach])
    together = words(left[-reach:] + right[:reach])
    gap = sum(map(len, before))
    if len(together) >= len(before) + len(behind) or (len(before[-1]) > 1 and len(behind[0]) > 1):
        return None
    at = 0
    for word in together:
        if at < gap < at + len(word):
            return word[: gap - at], word[gap - at :]
        at += len(word)
    return None


def _own_words(halves: tuple[str, str], own_words: str) -> bool:
    return all(half in own_words if len(half) == 1 else words(half) == [half] for half in halves)


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
