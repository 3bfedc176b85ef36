"""One title written in several ways: 《昆明-蒙特利尔框架》, 《昆明—蒙特利尔框架》, 《昆明 蒙特利尔框架》.

Facts. Two strings are one title when they agree after compatibility normalisation (NFKC: full-width letters and
brackets), case folding, and dropping everything that is neither a letter nor a figure (the fingerprint of
OpenRefine). Two that differ in 和, 与, 及, 同, in 的, or in 年 behind a year are most likely one (loose key), but may
be two editions. Edit distance is no sign: …展望报告 and …案例报告 are two reports.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, reduce
from operator import add

from corpuslint.chars import HAN, KANA
from corpuslint.detectors.name.connector import CONNECTOR, DASHES
from corpuslint.detectors.name.vote import Choice, choose, concerns, folded, told
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting, Tally, sighted
from corpuslint.finding import Applicability, Finding, Fix, replacement
from corpuslint.lazy import Lazy
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.vocabulary import vocabulary

TITLE = Lazy(rf"《([^《》\[\]\n\r{KANA}]{{2,80}}(?:〈[^《》〈〉\n\r]{{1,60}}〉[^《》\n\r]{{0,40}})?)》")
"""A title; kana between 《 and 》 are readings of the word in front, in Japanese texts (Aozora Bunko)."""
_OTHER = Lazy(r"[\W_]+")
_AND = re.compile("[和与與及同]|以及")
_YEAR = re.compile(r"(?<=[0-9]{4})年(?:[版度])?")
_MARKS = str.maketrans("《》〈〉‘’“”'*_", '<><>"""""  ')
_BLANK = Lazy(rf"^\s+|\s+$|(?<=[{HAN}])\s+(?=[!-~])|(?<=[!-~])\s+(?=[{HAN}])|\s+(?=\s)")

Key = Callable[[str], str]


@cache
def strict(title: str) -> str:
    """Return what a title has in common with all ways to write it."""
    return _OTHER.sub("", unicodedata.normalize("NFKC", folded(title))).casefold()


@cache
def loose(title: str) -> str:
    """Return what a title has in common with the titles that are most likely the same."""
    plain = unicodedata.normalize("NFKC", folded(title)).replace("共和国", "国").replace("的", "")
    return _OTHER.sub("", _YEAR.sub("", _AND.sub("&", plain)).replace("&", "和")).casefold()


@cache
def _form(title: str) -> str:
    """Return a title without the differences that have a reason or a rule of their own.

    These are script, width, marks inside of marks, emphasis, blanks at its ends or between Han and Latin, and the
    connectors of joint names: two rules about one mark would undo each other for ever.
    """
    plain = CONNECTOR.sub(lambda mark: "-" if mark.group() in DASHES else "·", folded(title))
    return _BLANK.sub("", unicodedata.normalize("NFKC", plain).translate(_MARKS))


def _titles(document: Document) -> Iterator[tuple[int, str]]:
    for found in TITLE.finditer(document.text):
        yield found.start(1), found[1]


def _collect(key: Key) -> Callable[[Document, Rule], Iterator[Sighting]]:
    def collect(document: Document, _rule: Rule) -> Iterator[Sighting]:
        for at, title in _titles(document):
            yield sighted((key(title), title, at))

    return collect


def _decide(key: Key, same: Key) -> Callable[[Facts, Rule, Policy], dict[str, Choice]]:
    """Return a ``decide`` for titles that agree under ``key`` and differ under ``same``."""

    def decide(facts: Facts, rule: Rule, policy: Policy) -> dict[str, Choice]:
        declared = {key(entry.canonical): entry.canonical for entry in vocabulary(policy.glossary).entries}
        odd: dict[str, Choice] = {}
        for title, forms in facts.items():
            groups = _grouped(forms, same) if len(forms) > 1 and len(title) >= rule.options["min-length"] else {}
            if len(groups) > 1:
                choice = choose(groups, declared.get(title, ""))
                odd |= {form: choice for form in forms if same(form) != same(choice.form)}
        return odd

    return decide


def _grouped(forms: dict[str, Tally], same: Key) -> dict[str, Tally]:
    """Add up the forms that are the same under ``same``, each group under its most frequent form."""
    groups: dict[str, list[str]] = {}
    for form in sorted(forms, key=lambda form: (-forms[form].documents, -forms[form].occurrences, form)):
        groups.setdefault(same(form), []).append(form)
    return {group[0]: reduce(add, (forms[form] for form in group)) for group in groups.values()}


def _check(document: Document, rule: Rule, odd: dict[str, Choice]) -> Iterator[Finding]:
    """Yield a finding for each title that is written otherwise than the chosen form."""
    for at, title in _titles(document) if odd else ():
        if title in odd:
            fix = None if rule.safety == "none" else _fix(at, title, odd[title])
            yield Finding(rule.code, at - 1, at + len(title) + 1, _message(title, odd[title]), fix)


def _message(title: str, choice: Choice) -> str:
    mine = {form for form in choice.forms if _form(form) == _form(title)}
    count = sum(choice.forms[form].occurrences for form in mine)
    others = {f"《{form}》": tally for form, tally in choice.forms.items() if form not in mine}
    return told(f"《{title}》", count, others, f"《{choice.form}》" if choice.declared else "")


def _fix(at: int, title: str, choice: Choice) -> Fix | None:
    if not choice.form or folded(title) != title or folded(choice.form) != choice.form:
        return None  # a title of the other script is not to be written over
    applicability = Applicability.SAFE if choice.declared else Applicability.UNSAFE
    return replacement(at, at + len(title), choice.form, applicability)


inconsistent = CorpusDetector(_collect(strict), _check, _decide(strict, _form), concerns=concerns, frame=ALONE)
near = CorpusDetector(_collect(loose), _check, _decide(loose, strict), concerns=concerns, frame=ALONE)
