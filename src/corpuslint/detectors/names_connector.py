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
from typing import NamedTuple

from corpuslint.chars import HAN
from corpuslint.facts import CorpusDetector, Facts, Sighting, Tally
from corpuslint.finding import Applicability, Finding, Fix, replacement
from corpuslint.policy import Policy
from corpuslint.rulebook import Rule
from corpuslint.source import Document
from corpuslint.vocabulary import vocabulary

DASHES = "-‐‑‒–—―−─－"
DOTS = "·•‧∙⋅・･"
_CONNECTOR = re.compile(rf"(?<=[{HAN}]{{2}})[{re.escape(DASHES)}{DOTS}](?=[{HAN}]{{2}})")


class Choice(NamedTuple):
    """The form that one name should have."""

    form: str
    """Empty: the forms tie, and none is proposed."""
    declared: bool
    forms: dict[str, Tally]


def collect(document: Document, _rule: Rule) -> Iterator[Sighting]:
    """Yield the connector of each pair of names, under its context."""
    for found in _CONNECTOR.finditer(document.text):
        yield Sighting(_key(document.text, found.start()), found.group(), found.start())


def _key(text: str, at: int) -> str:
    """Return the context of the connector at ``at``, with one mark for all dashes and one for all dots."""
    mark = "-" if text[at] in DASHES else "·"
    return text[at - 2 : at] + mark + text[at + 1 : at + 3]


def decide(facts: Facts, _rule: Rule, policy: Policy) -> dict[str, Choice]:
    """Return the choice for each context that was seen with several connectors."""
    declared = _in_glossary(policy)
    choices: dict[str, Choice] = {}
    for key, forms in facts.items():
        form = declared.get(key) or (policy.name_connector if "-" in key else "")
        if len(forms) > 1:
            choices[key] = Choice(form or winner(forms), bool(form), forms)
        elif form and form not in forms and key in declared:
            choices[key] = Choice(form, declared=True, forms=forms)
    return choices


def _in_glossary(policy: Policy) -> dict[str, str]:
    """Return context → connector for the canonical forms of the glossary."""
    return {
        _key(entry.canonical, found.start()): found.group()
        for entry in vocabulary(policy.glossary).entries
        for found in _CONNECTOR.finditer(entry.canonical)
    }


def winner(forms: dict[str, Tally]) -> str:
    """Return the form in most documents, then with most occurrences; empty where two forms tie."""
    ranked = sorted(((tally.documents, tally.occurrences, form) for form, tally in forms.items()), reverse=True)
    tie = len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]
    return "" if tie else ranked[0][2]


def check(document: Document, rule: Rule, choices: dict[str, Choice]) -> Iterator[Finding]:
    """Yield a finding for each connector that is not the chosen one of its name."""
    for found in _CONNECTOR.finditer(document.text) if choices else ():
        choice = choices.get(_key(document.text, found.start()))
        if choice and found.group() != choice.form:
            start, end = found.start() - 2, found.end() + 2
            message = _message(document.text[start:end], found.group(), choice)
            yield Finding(rule.code, start, end, message, _fix(found.start(), choice))


def _fix(at: int, choice: Choice) -> Fix | None:
    if not choice.form:
        return None
    return replacement(at, at + 1, choice.form, Applicability.SAFE if choice.declared else Applicability.UNSAFE)


def _message(written: str, form: str, choice: Choice) -> str:
    """Return what stands here, and what stands elsewhere: how often, and where first."""
    here = choice.forms[form].occurrences
    others = sorted(
        ((other != choice.form, -tally.occurrences, other) for other, tally in choice.forms.items() if other != form)
    )
    told = [counted(f"{written[:2]}{other}{written[3:]}", choice.forms[other]) for _, _, other in others]
    if choice.declared and choice.form not in choice.forms:
        told.insert(0, f"declared: {written[:2]}{choice.form}{written[3:]}")
    return f"{written} ({here}×) is also written " + "; ".join(told)


def counted(form: str, tally: Tally) -> str:
    """Return a form with its count and one place, for a message."""
    documents = "1 document" if tally.documents == 1 else f"{tally.documents} documents"
    return f"{form} ({tally.occurrences}× in {documents}, first {tally.first})"


inconsistent = CorpusDetector(collect, check, decide)
