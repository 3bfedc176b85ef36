r"""What a line must begin with for a trigger to fire that looks for something at the start of a line.

Half of the triggers are of lines that open with one of a few words (来源, 责任编辑, 第三章), behind blanks, marks of
Markdown and brackets: ``[\n\r][ \t#>*-]{0,8}(?:来源|…)``. The characters of such words stand in nearly every text, the
words at the head of a line in few. So the head of a line, without all that may lead up to a word, is compared.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import product

from corpuslint.patterns import inside, parsed
from corpuslint.scanning.texts import to_text_pattern
from corpuslint.typed import Any

LEAD = ' \t\u3000#>*_|｜+•-–—~·（(【[〔《「“"<«‹←'
"""What may stand before the word that opens a line."""
_DEPTH = 2
"""Characters of a head."""
_MOST = 400
"""Heads of a trigger; one with more is met by many a text."""

Node = tuple[str, Any]
Nodes = list[Node]


def heads_of(lines: str) -> Iterator[str]:
    r"""Yield the heads of the lines of a text, a newline before each; lines end at ``\n``."""
    for line in lines.split("\n"):
        head = line.lstrip(LEAD)[:_DEPTH]
        if head:
            yield "\n" + head
            yield "\n" + head[0]


def heads(pattern: str) -> tuple[str, ...]:
    """Return of which heads a text needs one for a trigger to match; empty if that is not sure."""
    try:
        nodes = parsed(to_text_pattern(pattern))
    except (re.error, ValueError):
        return ()
    found = _behind_newline(nodes)
    if found is None or any(not head or head[0] in LEAD or set(head) & {"\n", "\r"} for head in found):
        return ()
    return tuple(sorted("\n" + head for head in found))


def _behind_newline(nodes: Nodes) -> set[str] | None:
    if not nodes or _members(nodes[0]) != {"\n", "\r"}:
        return None
    behind = nodes[1:]
    while behind and _only_leads(behind[0]):
        behind = behind[1:]
    return _first(behind, _DEPTH)


def _only_leads(node: Node) -> bool:
    """Tell whether all that a node can match is lead."""
    inner = list(inside(*node))
    if inner:
        return all(_only_leads(each) for nodes in inner for each in nodes)
    members = _members(node)
    return members is not None and members <= set(LEAD)


def _first(nodes: Nodes, depth: int) -> set[str] | None:
    """Return with what, up to ``depth`` characters, all that the nodes match begins; ``None`` if that is not sure."""
    if not nodes or not depth or nodes[0] == ("AT", re._constants.AT_END):  # type: ignore[attr-defined]  # noqa: SLF001
        return {""}
    (kind, value), rest = nodes[0], nodes[1:]
    members = _members(nodes[0])
    if members is not None:
        behind = _first(rest, depth - 1)
        sure = behind is not None and len(members) * len(behind) <= _MOST
        return set(map("".join, product(members, behind or ()))) if sure else members
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeated(nodes[0], rest, depth)
    if kind not in ("SUBPATTERN", "BRANCH"):
        return None
    return _united(_first([*nodes, *rest], depth) for nodes in inside(kind, value))


def _repeated(node: Node, rest: Nodes, depth: int) -> set[str] | None:
    kind, (low, high, _) = node
    (inner,) = inside(*node)
    begun = _first(inner, 1)
    if begun is None or "" in begun:
        return None
    again = (kind, (max(0, low - 1), high - 1, node[1][2]))
    often = _first([*inner, *([again] if high > 1 else []), *rest], depth)
    return _united([often, *([] if low else [_first(rest, depth)])])


def _united(found: Iterable[set[str] | None]) -> set[str] | None:
    union: set[str] = set()
    for each in found:
        if each is None:
            return None
        union |= each
    return union if len(union) <= _MOST else None


def _members(node: Node) -> set[str] | None:
    """Return the characters that a node stands for; ``None`` if they are too many, or it is not for one character."""
    kind, value = node
    if kind == "LITERAL":
        return {chr(value)}
    return _listed((str(each), what) for each, what in value) if kind == "IN" else None


def _listed(members: Iterable[Node]) -> set[str] | None:
    found: set[str] = set()
    for kind, value in members:
        if kind == "LITERAL":
            found.add(chr(value))
        elif kind == "RANGE" and value[1] - value[0] < _MOST:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            found.update("0123456789")
        else:
            return None
    return found
