"""What corpus rules decide when all documents are counted: facts → sums → decisions."""

from collections.abc import Iterable

from corpuslint.facts import Facts
from corpuslint.policy import Policy
from corpuslint.rule import Rule, RuleError
from corpuslint.ruleset import Ruleset, detector
from corpuslint.spooling.sums import CENSUS, Sums
from corpuslint.typed import Any

Decisions = dict[str, Any]
"""Code of a corpus rule → what its ``check`` needs."""


def decide(ruleset: Ruleset, collected: Iterable[dict[str, Facts]]) -> Decisions:
    """Sum up what the first pass collected and let every corpus rule decide."""
    sums = Sums()
    sums.add({rule.code: {} for rule in ruleset.corpus_rules})
    for by_code in collected:
        sums.add(by_code)
    return _all(ruleset, total(ruleset, sums))


def decided(ruleset: Ruleset, facts_of: dict[str, Facts]) -> Decisions:
    """Let the corpus rules decide that have anything to; of the others, not even the module is loaded.

    That is a tenth of what a hook on one file takes.
    """
    declared = ruleset.policy != Policy()
    return _all(ruleset, {code: facts for code, facts in facts_of.items() if declared or not _of_one_mind(facts)})


def _of_one_mind(facts: Facts) -> bool:
    """Tell whether all documents were but counted, as one and the same."""
    return set(facts) == {CENSUS} and len(facts[CENSUS]) == 1


def total(ruleset: Ruleset, sums: Sums) -> dict[str, Facts]:
    """Return what each corpus rule is to decide on: what was seen often enough to matter to it."""
    return sums.total(lambda code: least(ruleset.by_code[code]))


def least(rule: Rule) -> int:
    """Return how often a key must have been seen to matter to a corpus rule."""
    number: int = detector(rule).least(rule)
    return number


def _all(ruleset: Ruleset, facts_of: dict[str, Facts]) -> Decisions:
    counted = (rule for rule in ruleset.corpus_rules if rule.code in facts_of)
    return {rule.code: _decided(rule, facts_of[rule.code], ruleset.policy) for rule in counted}


def _decided(rule: Rule, facts: Facts, policy: Policy) -> Any:
    """Let a rule decide; without its decision no document can be judged, so that a crash ends the run."""
    try:
        return detector(rule).decide(facts, rule, policy)
    except RuleError:
        raise
    except Exception as error:
        msg = f"rule {rule.code} crashed over what all documents say: {type(error).__name__}: {error}; please report it"
        raise RuleError(msg) from error


def revisits(ruleset: Ruleset, decisions: Decisions) -> frozenset[str]:
    """Return the codes of the corpus rules that, as decided, must see documents which were only counted."""
    counting = (rule for rule in ruleset.corpus_rules if rule.census)
    return frozenset(rule.code for rule in counting if detector(rule).revisit(decisions[rule.code]))
