"""Short forms that a document defines: 生态环境部对外合作与交流中心（以下简称中心）.

Facts. Official prose defines a short form in brackets behind the full one, with 以下简称, 简称 or 下称 (GB/T
9704-2012 leaves the words open). The full form has no mark at its left edge, so two are compared from the right: they
are one where the shorter is the end of the longer, or where they share a long end. A short form holds within its
document only: every contract has its 甲方.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from corpuslint.detectors.name.title import strict
from corpuslint.finding import Finding
from corpuslint.rule import Rule
from corpuslint.scanning.literals import occurrences
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_BOUND = '，。；：！？、,;!?()（）\n\r\t 　“”"《》【】'
_DEFINED = re.compile(
    r"[（(](?:以下|下文|文中|后文)?(?:统一?|均|一律|合)?(?:简称|簡稱|下称|下稱)(?:为|為|作)?"
    rf"[:：]?[ ]?[“《\"「]?(?P<short>[^{_BOUND}]{{1,16}})[”》\"」]?[）)]"
)
_NAMED, _SHORTLY = "称稱", "简簡下"
"""The last character of the word, and what stands before it."""
_BEFORE = 6
"""How far before the last character of the word the bracket may stand: （以下统一简称."""
_PLAIN = re.compile(rf"[^{_BOUND}]{{2,40}}$")
_QUOTED = re.compile(r"(?:“([^“”\n]{2,60})|《([^《》\n]{2,60}))$")


class Definition(NamedTuple):
    """A short form and the full one; offsets in code points."""

    start: int
    """Where the full form begins, as far as can be told."""
    end: int
    short: str
    full: str
    cut: bool
    """A bracket stands in front of the full form, so that it goes on to the left."""


def definitions(document: Document) -> Iterator[Definition]:
    """Yield the short forms that a document defines, from first to last."""
    for found in _defined(document.text):
        at = found.start()
        closed = at > 0 and document.text[at - 1] in '”》"'
        at -= closed
        before = document.text[max(0, at - 62) : at]
        quoted = _QUOTED.search(before) if closed else None
        plain = _PLAIN.search(before)
        full = (quoted[1] or quoted[2]) if quoted else plain.group() if plain else ""
        if full:
            start = at - len(full)
            yield Definition(start, found.end(), found["short"], full, document.text[start - 1 : start] in (")", "）"))


def _defined(text: str) -> Iterator[re.Match[str]]:
    """Yield the brackets that define; their words are rare, and found ten times as fast as brackets are looked into."""
    words = (at for char in _NAMED for at in occurrences(char, text) if text[at - 1] in _SHORTLY)
    brackets = {max(text.rfind(bracket, max(0, at - _BEFORE), at) for bracket in "（(") for at in words}
    for at in sorted(brackets - {-1}):
        found = _DEFINED.match(text, at)
        if found:
            yield found


def same(one: Definition, other: Definition, rule: Rule) -> bool:
    """Tell whether two full forms, of which the left edge may be ragged, are one."""
    a, b = strict(one.full), strict(other.full)
    if a.endswith(b) or b.endswith(a):
        return True
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(a), reversed(b), strict=False)))
    return shared >= int(rule.options["shared-end"])


def conflict(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each definition that an earlier one of the document contradicts."""
    earlier: list[Definition] = []
    by_short: dict[str, Definition] = {}
    for definition in definitions(document):
        first = by_short.setdefault(strict(definition.short), definition)
        if first is not definition and not same(first, definition, rule):
            yield _finding(document, rule, definition, first, "one short form, two names")
        twin = next((other for other in earlier if _renamed(other, definition, rule)), None)
        if twin:
            yield _finding(document, rule, definition, twin, "one name, two short forms")
        if len(earlier) < rule.options["most"]:
            earlier.append(definition)


def _renamed(one: Definition, other: Definition, rule: Rule) -> bool:
    """Tell whether one full form has two short forms; what is cut at its left may be another's (市局, 县局)."""
    name = strict(other.full)
    whole = len(name) >= int(rule.options["full"]) and not (one.cut or other.cut)
    return whole and strict(one.full) == name and strict(one.short) != strict(other.short)


def _finding(document: Document, rule: Rule, definition: Definition, first: Definition, fault: str) -> Finding:
    before = f"line {document.row(first.start)} has {first.full} = {first.short}"
    message = f"{definition.full} = {definition.short}: {fault}, {before}"
    return Finding(rule.code, definition.start, definition.end, message)


def unused(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each short form that is defined and never used behind its definition."""
    last: dict[str, Definition] = {}
    for definition in definitions(document):
        last.setdefault(definition.short, definition)
    for short, definition in last.items():
        if document.text.find(short, definition.end) < 0:
            message = f"{short} is defined here and not used below"
            yield Finding(rule.code, definition.start, definition.end, message)
