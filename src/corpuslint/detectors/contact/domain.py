"""Domains of one corpus that differ in one character: green.example among links to greem.example.

Facts. The registered domain is the label before the public suffix, with it; Chinese second-level suffixes are com,
net, org, gov, edu, ac and mil (CNNIC), and most countries with such suffixes use the same or co (publicsuffix.org).
Two words of five letters and more that differ by one letter inserted, dropped, replaced or swapped share a word when
one letter is left out of each (the deletion neighbourhood of SymSpell), so look-alikes are found without comparing
all pairs.
"""

import re
from collections.abc import Iterator

from corpuslint.facts import CorpusDetector, Facts, Sighting, Tally
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_HOST = r"((?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,18})(?![A-Za-z0-9@-])"
# Each begins with its rarest character, which the engine of `re` then leaps to.
_MAIL = re.compile("@" + _HOST)
_SITES = (re.compile(r"://(?:[^\s/@]{1,64}@)?" + _HOST), re.compile(r"www\." + _HOST))
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu", "ac", "mil", "co"))


class Lookalike(NamedTuple):
    """The domain that one is easily taken for."""

    domain: str
    tally: Tally


def registered(host: str) -> str:
    """Return the registered domain of a host name, in lower case."""
    labels = host.lower().split(".")
    long = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if long else labels[-2:])


def _mails(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and registered domain of each mail address's domain."""
    for found in _MAIL.finditer(text):
        if found.start() and text[found.start() - 1] in _LOCAL:
            domain = registered(found[1])
            yield found.end() - len(domain), found.end(), domain


def _sites(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and registered domain of each site, once where it has both https:// and www."""
    for pattern in _SITES:
        for found in pattern.finditer(text):
            if found.re is _SITES[0] or text[found.start() - 1 : found.start()] != "/":
                yield found.start(1), registered(found[1])


def collect(document: Document, _rule: Rule) -> Iterator[Sighting]:
    """Yield the registered domains of a document with mail addresses, and whether such an address or a site has it."""
    mails = [(start, domain) for start, _, domain in _mails(document.text)]
    for kind, places in (("mail", mails), ("site", _sites(document.text) if mails else ())):
        yield from (Sighting(domain, kind, at) for at, domain in places)


def decide(facts: Facts, rule: Rule, _policy: Policy) -> dict[str, Lookalike]:
    """Return the domains that only mail addresses have and that differ in one character from an established one."""
    known = {domain: forms.get("site") or forms["mail"] for domain, forms in facts.items()}
    neighbours: dict[str, list[str]] = {}
    for domain in sorted(known):
        for word in _neighbourhood(domain, rule):
            neighbours.setdefault(word, []).append(domain)
    found: dict[str, Lookalike] = {}
    for domain in (domain for domain, forms in facts.items() if "site" not in forms):
        near = {other for word in _neighbourhood(domain, rule) for other in neighbours.get(word, ())}
        if near := {other for other in near if one_apart(domain, other) and _established(other, domain, facts, rule)}:
            best = min(near, key=lambda other: (-known[other].documents, -known[other].occurrences, other))
            found[domain] = Lookalike(best, known[best])
    return found


def _established(domain: str, odd: str, facts: Facts, rule: Rule) -> bool:
    """Tell whether a domain is that of a site, or of addresses in many more documents than the odd one."""
    if "site" in facts[domain]:
        return True
    documents = facts[domain]["mail"].documents
    return documents >= int(rule.options["documents"]) * facts[odd]["mail"].documents


def _neighbourhood(domain: str, rule: Rule) -> Iterator[str]:
    name, _, suffix = domain.partition(".")
    short = len(name) < rule.options["min-length"]
    if short or name in rule.options["generic"] or any(char.isdigit() for char in name):
        return
    for at in range(len(name)):
        yield f"{name[:at]}{name[at + 1 :]}.{suffix}"
    yield domain


def one_apart(one: str, other: str) -> bool:
    """Tell whether two words differ by one character inserted, dropped or replaced, or by two neighbours swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short[at:] == long[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]


def check(document: Document, rule: Rule, lookalikes: dict[str, Lookalike]) -> Iterator[Finding]:
    """Yield a finding for each mail address at a domain that looks like an established one."""
    mails = [mail for mail in _mails(document.text) if mail[2] in lookalikes] if lookalikes else []
    here = {domain for _, domain in _sites(document.text)} if mails else set()
    for start, end, domain in mails:
        other, tally = lookalikes[domain]
        if other in here or tally.documents >= rule.options["documents"]:
            where = f"{tally.occurrences}×, first {tally.first}"
            message = f"{domain} differs in one character from {other} ({where})"
            yield Finding(rule.code, start, end, message, replacement(start, end, other, Applicability.UNSAFE))


lookalike = CorpusDetector(
    collect,
    check,
    decide,
    concerns=lambda facts, _rule, found: not found.keys().isdisjoint(facts),
    bears=lambda facts, _rule, found: {domain: found[domain] for domain in found.keys() & facts},
)
