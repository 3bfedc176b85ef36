"""One name with several connectors: 中国—东盟, 中国-东盟, 中国－东盟.

Facts. GB/T 15834-2011 gives the hyphen to compound nouns (吐鲁番-哈密盆地) and the dash to what leads from one to the
other, the Foreign Ministry writes 中国—东盟, and the interpunct U+00B7 parts the names of a person (4.14): the
standard does not settle a name, its owner does, so no form is wrong, the mixture is. Keyboards and converters turn
one mark into others: U+002D, U+2010 to U+2015, U+2212, U+2500, U+FF0D; U+00B7, U+2022, U+2027, U+2219, U+22C5,
U+30FB, U+FF65. A doubled dash is a mark of punctuation, not a connector.

Chinese has no word boundaries, so a name is recognised by its context: two ideographs before the mark and two behind
it.
"""

import re
from collections.abc import Iterator

from corpuslint.chars import HAN
from corpuslint.detectors.names_vote import Choice, choose, folded, told
from corpuslint.detectors.numerals import HAN_DIGITS
from corpuslint.facts import CorpusDetector, Facts, Sighting
from corpuslint.finding import Applicability, Finding, Fix, replacement
from corpuslint.policy import Policy
from corpuslint.rulebook import Rule
from corpuslint.source import Document
from corpuslint.vocabulary import vocabulary

DASHES = "-‐‑‒–—―−─－"
DOTS = "·•‧∙⋅・･"
# The lookbehind stands behind the mark, so that the engine of `re` can leap from mark to mark.
CONNECTOR = re.compile(rf"[{re.escape(DASHES)}{DOTS}](?<=[{HAN}]{{2}}.)(?=[{HAN}]{{2}})")

_NUMBERS = re.compile(f"[{HAN_DIGITS}十百千万]{{2}}-[{HAN_DIGITS}十百千万]{{2}}")


def collect(document: Document, _rule: Rule) -> Iterator[Sighting]:
    """Yield the connector of each pair of names, under its context."""
    for found in CONNECTOR.finditer(document.text):
        key = context(document.text, found.start())
        if not _NUMBERS.fullmatch(key):
            yield Sighting(key, found.group(), found.start())


def context(text: str, at: int) -> str:
    """Return the context of the connector at ``at``, simplified, with one mark for all dashes and one for all dots."""
    mark = "-" if text[at] in DASHES else "·"
    return folded(text[at - 2 : at] + mark + text[at + 1 : at + 3])


def decide(facts: Facts, _rule: Rule, policy: Policy) -> dict[tuple[str, str], Choice]:
    """Return the choice for each context and connector that is not the one its name should have."""
    entries = vocabulary(policy.glossary).entries
    declared = dict(pair for entry in entries for pair in _connectors(entry.canonical))
    listed = {pair for entry in entries for pair in _connectors(entry.variant)}  # these are reported as variants
    odd: dict[tuple[str, str], Choice] = {}
    for key, forms in facts.items():
        wanted = declared.get(key, "")
        if len(forms) < 2 and (not wanted or wanted in forms):
            continue
        choice = choose(forms, wanted or (policy.name_connector if "-" in key else ""))
        odd |= {(key, form): choice for form in forms if form != choice.form and (key, form) not in listed}
    return odd


def _connectors(name: str) -> Iterator[tuple[str, str]]:
    """Yield context and connector of each pair in a name."""
    for found in CONNECTOR.finditer(name):
        yield context(name, found.start()), found.group()


def check(document: Document, rule: Rule, odd: dict[tuple[str, str], Choice]) -> Iterator[Finding]:
    """Yield a finding for each connector that is not the chosen one of its name."""
    for found in CONNECTOR.finditer(document.text) if odd else ():
        choice = odd.get((context(document.text, found.start()), found.group()))
        if choice:
            start, end = found.start() - 2, found.end() + 2
            message = _message(document.text[start:end], found.group(), choice)
            yield Finding(rule.code, start, end, message, _fix(found.start(), choice))


def _fix(at: int, choice: Choice) -> Fix | None:
    if not choice.form:
        return None
    return replacement(at, at + 1, choice.form, Applicability.SAFE if choice.declared else Applicability.UNSAFE)


def _message(written: str, form: str, choice: Choice) -> str:
    others = {f"{written[:2]}{other}{written[3:]}": tally for other, tally in choice.forms.items() if other != form}
    declared = f"{written[:2]}{choice.form}{written[3:]}" if choice.declared else ""
    return told(written, choice.forms[form].occurrences, others, declared)


def _concerns(facts: Facts, _rule: Rule, odd: dict[tuple[str, str], Choice]) -> bool:
    """Tell whether a document has one of the odd connectors."""
    return any((key, form) in odd for key, forms in facts.items() for form in forms)


inconsistent = CorpusDetector(collect, check, decide, concerns=_concerns)
