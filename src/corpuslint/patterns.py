r"""Patterns that explode: regular expressions whose work may grow faster than the text.

Facts: Python's ``re`` backtracks. A repetition within a repetition (``(a+)+``), or over alternatives that begin alike
(``(ab|\w)*``), tries exponentially many ways where the rest fails; two repetitions side by side that take the same
characters (``\s*\s*x``) try a square, and so does a search that begins with one (``\s+x``), since it begins anew at
each character of a long run. Possessive repetitions, atomic groups (Python 3.11) and bounded ones cannot. See James
Kirrage, Asiri Rathnayake and Hayo Thielecke, Static Analysis for Regular Expression Denial-of-Service Attacks, 2013.

What is said here errs on the side of refusal: it is asked of patterns that a corpus brings along.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from corpuslint.typed import Any

_BOUND = 64
"""A repetition that cannot go beyond counts as none: its work is a constant factor."""
_FEW = 8
"""Repetitions of what may be nothing that are not worth a word: 2**8 ways."""
_SAMPLE = "".join(map(chr, range(9, 127))) + "\u3000\u00a0é中國一〇，。、；：？！…—·“”‘’（）《》【】ー가"
_REPEATS = {"MAX_REPEAT", "MIN_REPEAT"}
_ZERO_WIDTH = {"AT", "ASSERT", "ASSERT_NOT"}


def explosive(pattern: str, flags: int = 0) -> str:
    """Return why a pattern may explode, with a remedy; empty if it cannot. Raises :class:`re.error` for no pattern."""
    re.compile(pattern, flags)
    nodes = parsed(pattern, flags)
    return next(_faults(nodes), "") or _searching(nodes)


def parsed(pattern: str, flags: int = 0) -> list[tuple[str, Any]]:
    """Return the nodes of a pattern, each with what is in it. Raises :class:`re.error` for no pattern."""
    return _nodes(re._parser.parse(pattern, flags))  # type: ignore[attr-defined]  # noqa: SLF001 (no public parser)


def _nodes(parts: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(str(kind), value) for kind, value in parts]


def _faults(nodes: list[tuple[str, Any]]) -> Iterator[str]:
    for before, after in pairwise(nodes):
        if _endless(before) and _endless(after) and _overlap(_chars(before), _chars(after)):
            yield "two repetitions side by side that take the same characters; make the first possessive (`*+`)"
    for kind, value in nodes:
        for inner in inside(kind, value):
            if _endless((kind, value)):
                yield from _within(inner)
            elif kind in _REPEATS and value[1] > _FEW and all(map(_optional, inner)):
                yield f"{value[1]} repetitions of what may be nothing; let each take a character at least"
            yield from _faults(inner)


def _within(nodes: list[tuple[str, Any]]) -> Iterator[str]:
    """Yield what must not stand within an endless repetition."""
    for kind, value in nodes:
        if _endless((kind, value)):
            yield "a repetition within a repetition; make the inner one possessive (`*+`) or bounded (`{0,20}`)"
        if kind == "BRANCH":
            firsts = [_chars(_first(_nodes(branch))) for branch in value[1]]
            if any(_overlap(one, other) for n, one in enumerate(firsts) for other in firsts[:n]):
                yield "alternatives that begin alike within a repetition; let each begin with another character"
        for inner in inside(kind, value) if kind != "ATOMIC_GROUP" else ():
            yield from _within(inner)


def _searching(nodes: list[tuple[str, Any]]) -> str:
    """Judge the head: a search tries it at every place."""
    if not nodes:
        return ""
    kind, value = nodes[0]
    if kind == "SUBPATTERN":
        return _searching(_nodes(value[-1]) + nodes[1:])
    if kind in ("ASSERT", "ASSERT_NOT") and value[0] > 0:
        return _searching(_nodes(value[1])) or _searching(nodes[1:])
    if kind == "ASSERT":  # behind what is no character of the repetition, this begins once in a run
        within = len(nodes) > 1 and _overlap(_chars(_nodes(value[1])[-1]), _chars(nodes[1]))
        return _searching(nodes[1:]) if within else ""
    if _endless(nodes[0]) and any(kind not in _REPEATS or value[0] for kind, value in nodes[1:]):
        return "a search that begins with a repetition; put what must stand before it in front, such as `(?<!\\s)`"
    return ""


def _optional(node: tuple[str, Any]) -> bool:
    kind, value = node
    return kind in _ZERO_WIDTH or (kind in _REPEATS and not value[0])


def _endless(node: tuple[str, Any]) -> bool:
    kind, value = node
    return kind in _REPEATS and value[1] > _BOUND


def inside(kind: str, value: Any) -> Iterator[list[tuple[str, Any]]]:
    """Yield the sequences of nodes that a node holds."""
    if kind in _REPEATS or kind == "POSSESSIVE_REPEAT":
        yield _nodes(value[2])
    elif kind == "BRANCH":
        yield from map(_nodes, value[1])
    elif kind in ("SUBPATTERN", "ASSERT", "ASSERT_NOT"):
        yield _nodes(value[-1])
    elif kind == "ATOMIC_GROUP":
        yield _nodes(value)


def _first(nodes: list[tuple[str, Any]]) -> tuple[str, Any] | None:
    return next((node for node in nodes if node[0] not in _ZERO_WIDTH), None)


def _chars(node: tuple[str, Any] | None) -> frozenset[str]:
    """Return which characters of a sample a node can begin with."""
    if node is None:
        return frozenset()
    kind, value = node
    if kind in ("LITERAL", "NOT_LITERAL"):
        return frozenset(c for c in (*_SAMPLE, chr(value)) if (c == chr(value)) == (kind == "LITERAL"))
    if kind == "ANY":
        return frozenset(_SAMPLE) - {"\n"}
    if kind == "IN":
        return _class(_nodes(value))
    return frozenset().union(*(_chars(_first(inner)) for inner in inside(kind, value)))


def _class(members: list[tuple[str, Any]]) -> frozenset[str]:
    literals = {chr(value) for kind, value in members if kind == "LITERAL"}
    taken = {char for char in (*_SAMPLE, *literals) if any(_is_member(char, *member) for member in members)}
    return frozenset(_SAMPLE) - taken if members[0][0] == "NEGATE" else frozenset(taken)


def _is_member(char: str, kind: str, value: Any) -> bool:
    if kind == "LITERAL":
        return ord(char) == int(value)
    if kind == "RANGE":
        low, high = value
        return int(low) <= ord(char) <= int(high)
    shorthand = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}
    name = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
    spelled = shorthand.get(name) or shorthand.get(name.removeprefix("NOT_"), "").upper()
    return kind == "CATEGORY" and re.match(spelled, char) is not None


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one.isdisjoint(other)
