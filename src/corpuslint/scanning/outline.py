r"""A text in outline: what kind of character stands beside what, blanks left out.

``[\p{Han}”][ \t]*\.`` needs no character that would be rare, but a full stop behind Han: few Chinese pages have one.
The kind of a character is the first byte of its UTF-8: for ASCII that is the character, all Han but the rarest are of
one kind here, and 60 others are left for the rest. Blanks (U+0020, U+0009, U+00A0, U+3000) are left out of text and
patterns, because most patterns allow for some.
"""

import re
from collections.abc import Iterable
from itertools import product

from corpuslint.patterns import inside, parsed
from corpuslint.scanning.neighbours import neighbours
from corpuslint.scanning.texts import to_text_pattern
from corpuslint.typed import Any, NamedTuple

_BLANKS = " \t\u00a0\u3000"
_HAN = 0xE4
_KINDS = bytes(10 if byte == 13 else _HAN if _HAN < byte < 0xEA else byte for byte in range(256))
_REST = bytes([9, 32, *range(0x80, 0xC0)])
"""Blanks, and all bytes of a character but its first."""
_MOST = 300
"""Pairs of kinds in a need; one with more is met by nearly every text."""

Node = tuple[str, Any]
Kinds = frozenset[int]


def outline(data: bytes) -> set[int]:
    """Return the pairs of kinds in UTF-8, each as a negative number (pairs of characters are positive)."""
    kinds = data.replace(b"\xc2\xa0", b"").replace(b"\xe3\x80\x80", b"").translate(_KINDS, _REST)
    return {~pair for pair in neighbours(kinds, 1)}


def outline_needs(pattern: str) -> set[tuple[int, ...]]:
    """Return sets of pairs of kinds, from each of which a text needs one for a trigger to match."""
    if "(?i" in pattern:  # ſ is a small S, and is of another kind
        return set()
    try:
        nodes = parsed(to_text_pattern(pattern))
    except (re.error, ValueError):
        return set()
    return {tuple(sorted(_pair(*both) for both in need)) for need in _read(nodes).needs}


def _pair(before: int, behind: int) -> int:
    (number,) = neighbours(bytes([before, behind]), 1)
    return ~number


Need = frozenset[tuple[int, int]]


class _Read(NamedTuple):
    """What is known of all that some nodes match."""

    first: Kinds | None
    """The kinds with which it may begin; ``None``: any."""
    last: Kinds | None
    absent: bool
    """Whether it may be nothing but blanks."""
    needs: frozenset[Need] = frozenset()


_NOTHING = _Read(frozenset(), frozenset(), absent=True)
_ANYTHING = _Read(None, None, absent=True)


def _read(nodes: Iterable[Node]) -> _Read:
    """Read a sequence of nodes."""
    whole = _NOTHING
    for node in nodes:
        whole = _joined(whole, _node(*node))
    return whole


def _node(kind: str, value: Any) -> _Read:
    if kind == "LITERAL":
        return _class([(kind, value)])
    if kind == "IN":
        return _class([(str(each), what) for each, what in value])
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeated(value[0], _read(next(inside(kind, value))))
    if kind == "SUBPATTERN":
        return _read(next(inside(kind, value)))
    if kind == "BRANCH":
        return _either([_read(nodes) for nodes in inside(kind, value)])
    return _NOTHING if kind == "AT" else _ANYTHING


def _repeated(low: int, once: _Read) -> _Read:
    if not low:
        return once._replace(absent=True, needs=frozenset())
    return _joined(once, once) if low > 1 else once


def _class(members: list[Node]) -> _Read:
    """Read a character or a class of some."""
    if any(kind not in ("LITERAL", "RANGE") and str(value) != "CATEGORY_DIGIT" for kind, value in members):
        return _ANYTHING
    ranges = list(map(_bounds, members))
    kinds = frozenset().union(*(_kinds_between(low, high) for low, high in ranges))
    return _Read(kinds, kinds, absent=any(low <= ord(blank) <= high for blank in _BLANKS for low, high in ranges))


def _bounds(member: Node) -> tuple[int, int]:
    kind, value = member
    return (value, value) if kind == "LITERAL" else (48, 57) if kind == "CATEGORY" else value


def _kinds_between(low: int, high: int) -> set[int]:
    """Return the kinds of a range of characters, blanks left out."""
    if low == high:
        return set() if chr(low) in _BLANKS else {_kind(low)}
    ascii_part = {_kind(point) for point in range(low, min(high, 127) + 1) if chr(point) not in _BLANKS}
    beyond = range(_lead(max(low, 128)), _lead(high) + 1) if high > 127 else ()
    return ascii_part | {_KINDS[lead] for lead in beyond}


def _kind(point: int) -> int:
    return _KINDS[_lead(point)]


def _lead(point: int) -> int:
    return chr(point).encode("utf-8", "surrogatepass")[0]


def _joined(one: _Read, other: _Read) -> _Read:
    """Return what is known of one thing and then another."""
    needs = one.needs | other.needs
    if not (one.absent or other.absent) and one.last and other.first and len(one.last) * len(other.first) <= _MOST:
        needs |= {frozenset(product(one.last, other.first))}
    first = _or(one.first, other.first) if one.absent else one.first
    last = _or(one.last, other.last) if other.absent else other.last
    return _Read(first, last, one.absent and other.absent, needs)


def _either(reads: list[_Read]) -> _Read:
    """Return what is known of one of several things: of what each needs, the least."""
    first, last, absent = reads[0][:3]
    for read in reads[1:]:
        first, last, absent = _or(first, read.first), _or(last, read.last), absent or read.absent
    if not all(read.needs for read in reads):
        return _Read(first, last, absent)
    union: Need = frozenset().union(*(min(read.needs, key=lambda need: (len(need), sorted(need))) for read in reads))
    return _Read(first, last, absent, frozenset({union}) if len(union) <= _MOST else frozenset())


def _or(one: Kinds | None, other: Kinds | None) -> Kinds | None:
    return None if one is None or other is None else one | other
