"""The work of expressions grows as the text: steps of backtracking are counted, not time.

Triggers run on RE2, which cannot backtrack, or without it on Python's ``re``, which can, as do the expressions of the
detectors. Each is put before texts made to its measure: what leads to one of its endless repetitions, then that
repetition pumped, then nothing that fits.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from corpuslint import detectors, rulebook
from corpuslint.lazy import Lazy
from corpuslint.patterns import parsed
from corpuslint.scanning.trigger import to_bytes_pattern

Nodes = list[tuple[str, Any]]
SIZES = (40, 160)
PUMPS = "a1 \t\n中，."
"""Characters to pump a class with, besides the first that it names."""
_ENDLESS = 500
_STEPS = 400_000
"""More is not waited for."""


class Enough(Exception):  # noqa: N818 (it stops counting, and is no error)
    pass


class Engine:
    """Backtracks as ``re`` does, and counts each node that it tries."""

    def __init__(self, text: str, flags: int) -> None:
        self.text, self.flags, self.steps = text, flags, 0
        self.groups: dict[int, str] = {}

    def search(self, nodes: Nodes, *, everywhere: bool = True) -> int:
        """Look for all matches one after the other, or for one at the start; return the steps that this takes."""
        at = 0
        try:
            while at <= (len(self.text) if everywhere else 0):
                end = next(self.match(nodes, at), None)
                at = at + 1 if end is None else max(end, at + 1)
        except Enough:
            pass
        return self.steps

    def match(self, nodes: Nodes, at: int) -> Iterator[int]:
        """Yield the places that nodes may lead to, in the order in which ``re`` would try them."""
        self.steps += 1
        if self.steps > _STEPS:
            raise Enough
        if not nodes:
            yield at
            return
        for end in self.one(*nodes[0], at):
            yield from self.match(nodes[1:], end)

    def one(self, kind: str, value: Any, at: int) -> Iterator[int]:
        """Yield the places that one node may lead to."""
        ways = {
            "BRANCH": lambda: chain.from_iterable(self.match(listed(branch), at) for branch in value[1]),
            "SUBPATTERN": lambda: self.captured(value, at),
            "ATOMIC_GROUP": lambda: islice(self.match(listed(value), at), 1),
            "ASSERT": lambda: repeat(at, self.asserted(value, at)),
            "ASSERT_NOT": lambda: repeat(at, not self.asserted(value, at)),
            "AT": lambda: repeat(at, self.anchored(str(value), at)),
            "GROUPREF": lambda: repeat(at + len(self.groups.get(value, "")), self.again(value, at)),
        }
        if kind.endswith("_REPEAT"):
            yield from self.repeated(kind, value, at)
        elif kind in ways:
            yield from ways[kind]()
        elif at < len(self.text) and fits(kind, value, self.text[at], self.flags):
            yield at + 1

    def captured(self, value: Any, at: int) -> Iterator[int]:
        for end in self.match(listed(value[-1]), at):
            self.groups[value[0]] = self.text[at:end]
            yield end

    def again(self, group: int, at: int) -> bool:
        return self.text.startswith(self.groups.get(group, "\0\0"), at)

    def repeated(self, kind: str, value: Any, at: int) -> Iterator[int]:
        low, high, body = int(value[0]), int(value[1]), listed(value[2])
        ways = self.lazily if kind == "MIN_REPEAT" else self.greedily
        found = ways(body, low, high, at)
        yield from islice(found, 1) if kind == "POSSESSIVE_REPEAT" else found

    def greedily(self, body: Nodes, low: int, high: int, at: int) -> Iterator[int]:
        if len(body) == 1 and body[0][0] in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):  # as `re` does: no depth
            end = at
            while end - at < high and end < len(self.text) and fits(*body[0], self.text[end], self.flags):
                end += 1
                self.steps += 1
            yield from range(end, at + low - 1, -1)
            return
        if high > 0:
            for end in self.match(body, at):
                if end > at or low > 0:
                    yield from self.greedily(body, max(0, low - 1), high - 1, end)
        if low <= 0:
            yield at

    def lazily(self, body: Nodes, low: int, high: int, at: int) -> Iterator[int]:
        if low <= 0:
            yield at
        if high > 0:
            for end in self.match(body, at):
                if end > at or low > 0:
                    yield from self.lazily(body, max(0, low - 1), high - 1, end)

    def asserted(self, value: Any, at: int) -> bool:
        direction, nodes = value
        start = at if direction > 0 else at - nodes.getwidth()[0]
        return start >= 0 and any(True for end in self.match(listed(nodes), start) if direction > 0 or end == at)

    def anchored(self, where: str, at: int) -> bool:
        if where in ("AT_BEGINNING_STRING", "AT_BEGINNING"):
            return at == 0 or (
                where == "AT_BEGINNING" and bool(self.flags & re.MULTILINE) and self.text[at - 1] == "\n"
            )
        if where in ("AT_END", "AT_END_STRING"):
            return at == len(self.text) or (bool(self.flags & re.MULTILINE) and self.text[at] == "\n")
        words = [0 <= n < len(self.text) and self.text[n].isalnum() for n in (at - 1, at)]
        return (words[0] != words[1]) == (where == "AT_BOUNDARY")


def listed(nodes: Any) -> Nodes:
    return [(str(kind), value) for kind, value in nodes]


def fits(kind: str, value: Any, char: str, flags: int) -> bool:
    if kind == "LITERAL":
        return chr(value) == char or (bool(flags & re.IGNORECASE) and chr(value).lower() == char.lower())
    if kind == "NOT_LITERAL":
        return chr(value) != char
    if kind == "ANY":
        return char != "\n" or bool(flags & re.DOTALL)
    return _in(value, char)


_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "DIGIT": str.isdigit,
    "SPACE": str.isspace,
    "WORD": lambda char: char.isalnum() or char == "_",
}


def _in(members: Any, char: str) -> bool:
    negated = False
    for what, value in members:
        kind = str(what)
        if kind == "NEGATE":
            negated = True
        elif kind == "CATEGORY":
            name = str(value).removeprefix("CATEGORY_")
            if _CATEGORIES[name.removeprefix("NOT_").removeprefix("UNI_")](char) != name.startswith("NOT_"):
                return not negated
        elif (kind == "LITERAL" and chr(value) == char) or (kind == "RANGE" and value[0] <= ord(char) <= value[1]):
            return not negated
    return negated


# Texts made to the measure of an expression


def sample(nodes: Nodes, prefer: str = "") -> str:
    """Return a short text that nodes might match, of a preferred character where one fits."""
    return "".join(_sample(kind, value, prefer) for kind, value in nodes)


def _sample(kind: str, value: Any, prefer: str) -> str:
    if kind == "LITERAL":
        return chr(value)
    if kind in ("IN", "ANY", "NOT_LITERAL"):
        return next((char for char in prefer + "a中1 ，.\n\u4e01" if fits(kind, value, char, 0)), _named(kind, value))
    if kind.endswith("_REPEAT"):
        return sample(listed(value[2]), prefer) * int(value[0])
    if kind == "SUBPATTERN":
        return sample(listed(value[-1]), prefer)
    if kind == "ATOMIC_GROUP":
        return sample(listed(value), prefer)
    return sample(listed(value[1][0]), prefer) if kind == "BRANCH" else ""


def _named(kind: str, value: Any) -> str:
    for what, member in value if kind == "IN" else ():
        if str(what) in ("LITERAL", "RANGE"):
            return chr(member if str(what) == "LITERAL" else member[0])
    return ""


def pumps(nodes: Nodes, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield what leads to each endless repetition, and what to pump it with."""
    for number, (kind, value) in enumerate(nodes):
        lead = before + sample(nodes[:number])
        if kind.endswith("_REPEAT"):
            body = listed(value[2])
            if value[1] > _ENDLESS:
                yield from {(lead, sample(body, prefer)): None for prefer in PUMPS}
            yield from pumps(body, lead)
        elif kind in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from pumps(listed(value[-1] if kind == "SUBPATTERN" else value), lead)
        elif kind == "BRANCH":
            for branch in value[1]:
                yield from pumps(listed(branch), lead)


def texts(nodes: Nodes) -> Iterator[tuple[str, str]]:
    """Yield texts of both sizes."""
    made: dict[tuple[str, str], None] = {}
    for lead, pump in pumps(nodes):
        for unit, head in ((pump, lead), (lead + pump, "")):
            if unit:
                small, large = (head + unit * (size // len(unit) + 1) + "\0" for size in SIZES)
                made[small, large] = None
    yield from made


def growth(pattern: str, flags: int = 0, *, everywhere: bool = True) -> str:
    """Return the text on which the work for a pattern grows faster than the text; empty if there is none."""
    nodes = parsed(pattern, flags)
    for small, large in texts(nodes):
        steps = [Engine(text, flags).search(nodes, everywhere=everywhere) for text in (small, large)]
        if steps[1] > _STEPS or steps[1] / len(large) > 2.5 * steps[0] / len(small) + 5:
            return f"{steps} steps on {len(small)} and {len(large)} characters: {small[:50]!r}"
    return ""


@pytest.fixture(autouse=True)
def _deep() -> Iterator[None]:
    depth = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(depth)


@pytest.mark.parametrize(
    "pattern",
    [r"a+b", r"(a+)+b", r"\s*\s*x", r'"[^"\n]*中[^"\n]*"', r"(?:\n+- a){5}", r"# [ \t]+[^\n]*中", r"中[^\n]*?国"],
)
def test_what_grows_faster_is_found(pattern: str) -> None:
    assert growth(pattern)


@pytest.mark.parametrize("pattern", [r"ab+c", r"(?<!a)a+b", r"\s*+x?", r"(?:ab|cd)+e?", r"第[一二三]{1,9}条"])
def test_what_does_not_is_not(pattern: str) -> None:
    assert growth(pattern) == ""


TRIGGERS = {
    trigger: rule.code
    for rule in rulebook.shipped()
    for trigger in rule.triggers
    if not re.fullmatch(r"\\p\{\w+\}", trigger)
}
_PROPERTIES = {"Han": "一-鿿", "CJKPunct": "，。、；：？！", "Kana": "ぁ-ヿ"}
SHORT = {
    "boilerplate.navigation._WRAPPED",
    "boilerplate.watermark._SPACED",
    "heading.contents._LEADER",
    "mojibake.spoken._FENCE",
    "punctuation.dots._WORD_BEFORE",
    "punctuation.stop._CLAUSE",
    "name.foreign._BEFORE",
    "name.person._RUN",
}
"""Expressions for texts of bounded length: at most 400 characters of a line, or of what stands before a find."""


def in_re(trigger: str) -> str:
    """Return a trigger as an expression of ``re`` on text; its bytes grow with it."""
    assert to_bytes_pattern(trigger)

    def members(match: re.Match[str]) -> str:
        inside = trigger.rfind("[", 0, match.start()) > trigger.rfind("]", 0, match.start())
        found = _PROPERTIES[match[1]]
        return found if inside else f"[{found}]"

    return re.sub(r"\\p\{(\w+)\}", members, trigger)


@pytest.mark.parametrize("trigger", TRIGGERS, ids=list(TRIGGERS.values()))
def test_triggers_without_re2(trigger: str) -> None:
    assert growth(in_re(trigger)) == ""


class Expression(NamedTuple):
    """What a detector looks for."""

    pattern: str
    flags: int
    everywhere: bool
    """Whether it is looked for everywhere, and not only where a line or a find begins."""


def expressions() -> dict[str, Expression]:
    """The expressions of detectors by name."""
    found: dict[str, Expression] = {}
    for module in pkgutil.walk_packages(detectors.__path__, "corpuslint.detectors."):
        loaded = importlib.import_module(module.name)
        source = Path(loaded.__file__ or "").read_text(encoding="utf-8")
        for name, value in vars(loaded).items():
            compiled = value._compiled if isinstance(value, Lazy) else value
            if isinstance(compiled, re.Pattern) and isinstance(compiled.pattern, str):
                uses = re.findall(rf"\b{name}\b(?! =)(?:\.(\w+))?", source)
                everywhere = not uses or any(use not in ("match", "fullmatch") for use in uses)
                flags = compiled.flags & (re.MULTILINE | re.DOTALL | re.IGNORECASE)
                found[f"{module.name.removeprefix('corpuslint.detectors.')}.{name}"] = Expression(
                    compiled.pattern, flags, everywhere
                )
    return found


EXPRESSIONS = expressions()


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_expressions_of_detectors(name: str) -> None:
    expression = EXPRESSIONS[name]
    grows = growth(expression.pattern, expression.flags, everywhere=expression.everywhere)
    assert bool(grows) == (name in SHORT), grows
