"""Latin names whose capitals vary: GitHub, Github.

Facts. A name with a capital inside (JavaScript, MySQL, iPhone) has it by its owner's choice; a writer who does not
know it capitalises the first letter alone. The reverse, a name with a capital too many, cannot be told from another
name. Lower case stands for commands and domains, upper case for constants, so neither is judged.
"""

import re
from collections.abc import Iterator

from corpuslint.detectors import titles
from corpuslint.detectors.name.vote import Choice, choose, concerns, told
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document

_WORD = re.compile(r"[A-Z](?<![A-Za-z0-9_@/#$.\\-].)[A-Za-z]{3,24}(?![A-Za-z0-9_@/(\-]|\.[A-Za-z])")
_CAMEL = re.compile(r"[A-Za-z][a-z]+[A-Z]|i[A-Z]")


def collect(document: Document, _rule: Rule) -> Iterator[Sighting]:
    """Yield each word with a capital once, under its lower case: a document counts as one."""
    first: dict[str, int] = {}
    for found in _WORD.finditer(document.text):
        first.setdefault(found.group(), found.start())
    return (Sighting(word.lower(), word, at) for word, at in first.items() if not word.isupper())


def decide(facts: Facts, rule: Rule, _policy: Policy) -> dict[str, Choice]:
    """Return the words with one capital that most documents write with a capital inside."""
    odd: dict[str, Choice] = {}
    for forms in facts.values():
        plain = next((form for form in forms if form[1:].islower()), "")
        choice = choose(forms) if plain and len(forms) > 1 else None
        if choice and _CAMEL.match(choice.form):
            most = forms[choice.form].documents
            if most >= rule.options["documents"] and most >= rule.options["times"] * forms[plain].documents:
                odd[plain] = choice
    return odd


def check(document: Document, rule: Rule, odd: dict[str, Choice]) -> Iterator[Finding]:
    """Yield a finding for each word without the capital that it has elsewhere."""
    quoted = titles.marked(document) if odd else None
    for found in _WORD.finditer(document.text) if odd else ():
        choice = odd.get(found.group())
        if choice and quoted and not quoted.touch(*found.span()):  # the titles have a rule of their own
            word = found.group()
            others = {form: tally for form, tally in choice.forms.items() if form != word}
            message = told(word, choice.forms[word].occurrences, others)
            fix = replacement(*found.span(), choice.form, Applicability.UNSAFE)
            yield Finding(rule.code, *found.span(), message, fix)


case = CorpusDetector(collect, check, decide, concerns=concerns, frame=ALONE)
