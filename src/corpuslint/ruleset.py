"""Rules made ready to run: their triggers built into scanners, their detectors found."""

import sys
from collections.abc import Container, Iterable, Sequence
from functools import partial
from importlib import import_module

from corpuslint.facts import CorpusDetector
from corpuslint.language import say
from corpuslint.paths import shown
from corpuslint.policy import Policy
from corpuslint.rule import Rule, RuleError
from corpuslint.scanning.census import Census
from corpuslint.scanning.needs import Thrifty
from corpuslint.scanning.scan import Scanner
from corpuslint.source import Document
from corpuslint.suppression import FileIgnores
from corpuslint.typed import Any
from corpuslint.vocabulary import GLOSSARY, vocabulary


class Ruleset:
    """Rules ready to run under a policy.

    Args:
        rules: the rules whose findings are wanted.
        policy: what the owner of the corpus declared.
        guards: rules of the damage stages that run unreported, so that no fix destroys the evidence of damage.
        encoding: the declared encoding of bytes that are not UTF-8.
        ignores: what is silent in which files.
        engine: see :class:`corpuslint.scanning.scan.Scanner`.

    """

    def __init__(
        self,
        rules: Sequence[Rule],
        policy: Policy | None = None,
        guards: Sequence[Rule] = (),
        encoding: str = "",
        *,
        ignores: FileIgnores | None = None,
        engine: str = "",
    ) -> None:
        codes = {rule.code for rule in rules}
        self._engine = engine
        self.policy = policy or Policy()
        self.encoding = encoding
        self.ignores = ignores or FileIgnores()
        self.wanted = frozenset(codes)
        self.rules = (*rules, *(rule for rule in guards if rule.code not in codes))
        self.by_code = {rule.code: rule for rule in self.rules}
        self._places = {rule.code: place for place, rule in enumerate(self.rules)}
        by_line = frozenset(rule.code for rule in self.rules if rule.scope == "line" or rule.by_line)
        self.census = Census(self.rules)
        make = partial(Scanner, engine=engine, by_line=by_line)
        self.scanner = Thrifty(make, _armed(self.rules, self.policy))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle what it was made of: automata are built anew where it arrives."""
        wanted = [rule for rule in self.rules if rule.code in self.wanted]
        guards = [rule for rule in self.rules if rule.code not in self.wanted]
        make = partial(Ruleset, ignores=self.ignores, engine=self._engine)
        return make, (wanted, self.policy, guards, self.encoding)

    @property
    def corpus_rules(self) -> list[Rule]:
        """The rules that need the whole corpus."""
        return [rule for rule in self.rules if rule.scope == "corpus"]

    def ordered(self, codes: Iterable[str]) -> list[Rule]:
        """Return the rules with these codes, in their order."""
        return [self.rules[place] for place in sorted(map(self._places.__getitem__, codes))]

    def fired(self, document: Document) -> list[Rule]:
        """Return the rules that can find something in a document."""
        data = document.text.encode("utf-8", "surrogatepass")
        return self.firing(document, self.scanner.scan(data).fired | self.census.codes(data))

    def firing(self, document: Document, codes: Container[str]) -> list[Rule]:
        """Return the rules with some codes, and those about the bytes that a document was read from."""
        return [rule for rule in self.rules if rule.code in codes or _about_bytes(rule, document)]


def _armed(rules: Sequence[Rule], policy: Policy) -> list[Rule]:
    """Put the variants of the glossary into triggers that stand for them; leave out rules that then have none."""
    if not any(GLOSSARY in rule.triggers for rule in rules):
        return list(rules)
    triggers = vocabulary(policy.glossary).triggers()
    return [
        rule._replace(triggers=triggers) if GLOSSARY in rule.triggers and triggers is not None else rule
        for rule in rules
        if GLOSSARY not in rule.triggers or triggers is not None
    ]


def _about_bytes(rule: Rule, document: Document) -> bool:
    return not document.decoded.plain and r"\p{NotUTF8}" in rule.triggers


def detector(rule: Rule) -> Any:
    """Return the function (or :class:`CorpusDetector`) that a rule's page names; its module is imported now.

    Raises:
        RuleError: there is no such detector.

    """
    module, _, name = rule.detector.rpartition(".")
    try:
        found = getattr(_module(f"corpuslint.detectors.{module}"), name) if _dotted(module) else None
    except (ImportError, AttributeError):
        found = None
    kind_fits = isinstance(found, CorpusDetector) if rule.scope == "corpus" else callable(found)
    if found is None or name.startswith("_") or not kind_fits:
        text = "{page}: `detector`: there is none called {name} for scope {scope}; most rules need `pattern.match`"
        page = shown(rule.page) if rule.page else rule.code
        raise RuleError(say(text, page=page, name=repr(rule.detector), scope=rule.scope))
    return found


def _dotted(module: str) -> bool:
    return all(part.isidentifier() for part in module.split("."))


def _module(name: str) -> Any:
    return sys.modules.get(name) or import_module(name)  # which takes ten times as long to say the same
