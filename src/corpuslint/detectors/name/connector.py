"""One name with several connectors: 中国—中亚, 中国-中亚, 中国－中亚.

Facts. GB/T 15834-2011 gives the hyphen to compound nouns (吐鲁番-哈密盆地) and the dash to what leads from one to the
other, the Foreign Ministry writes 中国—中亚, and the interpunct U+00B7 parts the names of a person (4.14): the
standard does not settle a name, its owner does, so no form is wrong, the mixture is. Keyboards and converters turn
one mark into others: U+002D, U+2010 to U+2015, U+2212, U+2500, U+FF0D; U+00B7, U+2022, U+2027, U+2219, U+22C5,
U+30FB, U+FF65. A doubled dash is a mark of punctuation, not a connector.

Chinese has no word boundaries, so a name is recognised by its context: two ideographs before the mark and two behind
it. It is shown as long as all its places agree: 底格里斯-幼发拉底, where 格里斯-幼发 is what it is known by.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from corpuslint.chars import HAN
from corpuslint.detectors.name.vote import Choice, choose, folded, told
from corpuslint.detectors.numerals import HAN_DIGITS
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting, Tally, sighted
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple
from corpuslint.vocabulary import vocabulary

DASHES = "-‐‑‒–—―−─－"
DOTS = "·•‧∙⋅・･"
_BETWEEN = rf"(?<=[{HAN}]{{2}}.)(?=[{HAN}]{{2}})"
# The lookbehind stands behind the mark, so that the engine of `re` can leap from mark to mark.
CONNECTOR = Lazy(rf"[{re.escape(DASHES)}{DOTS}]{_BETWEEN}")
_CONNECTORS = {mark: Lazy(re.escape(mark) + _BETWEEN) for mark in DASHES + DOTS}
"""To look for one mark is ten times as fast as for one of many, and few stand in a text."""

_MARK = re.compile(rf"[{re.escape(DASHES)}{DOTS}]")
_NUMBERS = re.compile(f"[{HAN_DIGITS}十百千万]{{2}}-[{HAN_DIGITS}十百千万]{{2}}")


WIDEST = 3
"""Ideographs that a name may have more on either side of its context."""
_ENDS = (Lazy(f"[{HAN}]*\\Z"), Lazy(f"[{HAN}]*"))
"""The ideographs next to a context: left of it, right of it."""
_SHARED = 0.95
"""Of the places of a name must have an ideograph beside its context for it to be part of the name."""


class Named(NamedTuple):
    """A name in several forms: which connector it should have, and how far it reaches beside its context."""

    choice: Choice
    left: str
    right: str


def collect(document: Document, _rule: Rule) -> Iterator[Sighting]:
    """Yield for each pair of names, under its context, the connector, and the connector with what stands around."""
    text = document.text
    for at, mark in connectors(document):
        key, reaching = _forms(text[max(0, at - 2 - WIDEST) : at], mark, text[at + 1 : at + 3 + WIDEST])
        if key:
            yield sighted((key, mark, at))
            if reaching:
                yield sighted((key, reaching, at))


@lru_cache(maxsize=2)
def connectors(document: Document) -> list[tuple[int, str]]:
    """Return the offset of each connector, and the mark that it is."""
    text = document.text
    marks = [mark for mark in _CONNECTORS if mark in text]
    return sorted((found.start(), mark) for mark in marks for found in _CONNECTORS[mark].finditer(text))


@lru_cache(maxsize=1 << 14)
def _forms(before: str, mark: str, behind: str) -> tuple[str, str]:
    """Return context and wider form of a connector between two texts; no context for numbers, no form that adds none.

    The same names come again and again: this is remembered.
    """
    at = len(before)
    text = before + mark + behind
    key = context(text, at)
    if _NUMBERS.fullmatch(key):
        return "", ""
    left, right = _around(text, at)
    return key, f"{left}{mark}{right}" if left or right else ""


def _around(text: str, at: int) -> tuple[str, str]:
    """Return the ideographs left and right of the context of the connector at ``at``."""
    left = _ENDS[0].search(text, max(0, at - 2 - WIDEST), max(0, at - 2))
    right = _ENDS[1].match(text, at + 3, at + 3 + WIDEST)
    return left.group() if left else "", right.group() if right else ""


def context(text: str, at: int) -> str:
    """Return the context of the connector at ``at``, simplified, with one mark for all dashes and one for all dots."""
    mark = "-" if text[at] in DASHES else "·"
    return folded(text[at - 2 : at] + mark + text[at + 1 : at + 3])


def decide(facts: Facts, _rule: Rule, policy: Policy) -> dict[tuple[str, str], Named]:
    """Return the choice for each context and connector that is not the one its name should have."""
    entries = vocabulary(policy.glossary).entries
    declared = dict(pair for entry in entries for pair in _connectors(entry.canonical))
    listed = {pair for entry in entries for pair in _connectors(entry.variant)}  # these are reported as variants
    odd: dict[tuple[str, str], Named] = {}
    for key, seen in facts.items():
        forms = {form: tally for form, tally in seen.items() if len(form) == 1}
        wanted = declared.get(key, "")
        if len(forms) < 2 and (not wanted or wanted in forms):
            continue
        choice = choose(forms, wanted or (policy.name_connector if "-" in key else ""))
        named = Named(choice, *_reach(seen, sum(tally.occurrences for tally in forms.values())))
        odd |= {(key, form): named for form in forms if form != choice.form and (key, form) not in listed}
    return odd


def _reach(seen: Mapping[str, Tally], places: int) -> tuple[str, str]:
    """Return what stands left and right of the context of a name at nearly all of its places."""
    sides: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for form, tally in seen.items():  # a connector alone adds nothing to what stands beside it
        left, right = _MARK.split(form, maxsplit=1)
        sides[0][folded(left)[::-1]] += tally.occurrences
        sides[1][folded(right)] += tally.occurrences
    return _agreed(sides[0], places)[::-1], _agreed(sides[1], places)


def _agreed(texts: Mapping[str, int], places: int) -> str:
    """Return the beginning that nearly all places share, given how many have which text."""
    shared = ""
    while len(shared) < WIDEST:
        heads: Counter[str] = Counter()
        for text, count in texts.items():
            if len(text) > len(shared):
                heads[text[: len(shared) + 1]] += count
        head, count = max(heads.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if count < max(2, _SHARED * places):
            break
        shared = head
    return shared


def _connectors(name: str) -> Iterator[tuple[str, str]]:
    """Yield context and connector of each pair in a name."""
    for found in CONNECTOR.finditer(name):
        yield context(name, found.start()), found.group()


def check(document: Document, rule: Rule, odd: dict[tuple[str, str], Named]) -> Iterator[Finding]:
    """Yield a finding for each connector that is not the chosen one of its name."""
    for at, mark in connectors(document) if odd else ():
        named = odd.get((context(document.text, at), mark))
        if named:
            left, right = _around(document.text, at)
            start = at - 2 - (len(named.left) if folded(left).endswith(named.left) else 0)
            end = at + 3 + (len(named.right) if folded(right).startswith(named.right) else 0)
            before, behind = document.text[start:at], document.text[at + 1 : end]
            message = _message(before, mark, behind, named.choice)
            fix = _fix(at, before, behind, named.choice)
            yield Finding(rule.code, start, end, message, fix)


def _fix(at: int, before: str, behind: str, choice: Choice) -> Fix | None:
    if not choice.form:
        return None
    safety = Applicability.SAFE if choice.declared else Applicability.UNSAFE
    return Fix(safety, f"write {before}{choice.form}{behind}", (Edit(at, at + 1, choice.form),))


def _message(before: str, form: str, behind: str, choice: Choice) -> str:
    others = {f"{before}{other}{behind}": tally for other, tally in choice.forms.items() if other != form}
    declared = f"{before}{choice.form}{behind}" if choice.declared else ""
    return told(f"{before}{form}{behind}", choice.forms[form].occurrences, others, declared)


def _concerns(facts: Facts, _rule: Rule, odd: dict[tuple[str, str], Named]) -> bool:
    """Tell whether a document has one of the odd connectors."""
    return any((key, form) in odd for key, forms in facts.items() for form in forms)


inconsistent = CorpusDetector(collect, check, decide, concerns=_concerns, frame=ALONE)
