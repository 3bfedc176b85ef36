"""Fixing: stage by stage to a fixed point, with every edit kept in source coordinates.

Each stage sees the text that the stages before it left, because a later one destroys the evidence of an earlier one.
When a whole cycle of stages changes nothing, the corpus is at its fixed point, so a second run has nothing to do: that
last cycle *was* the second run. It asks no rule again about a text that did not change
(:mod:`corpuslint.fixing.known`): the answer would be the same. Rules that undo or feed each other for ever are stopped
and named, and the document stays as it came.
"""

from collections.abc import Callable, Sequence
from itertools import chain

from corpuslint.decisions import Decisions, decide, revisits
from corpuslint.engine import Crash, judge
from corpuslint.facts import Facts
from corpuslint.finding import Finding
from corpuslint.fixing.choice import choose
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.edges import with_edges
from corpuslint.fixing.shelf import Shelf
from corpuslint.rule import DAMAGE_STAGES, STAGES, Rule
from corpuslint.ruleset import Ruleset, detector
from corpuslint.typed import NamedTuple

__all__ = ["Draft", "Shelf", "fix_all", "fix_shelf"]

_MAX_PASSES = 50
"""Passes over one stage of a document; real text needs two or three, nested faults one a level."""
_GROWTH = 4, 10_000
"""A text may grow to so many times its source, and so many code points more; beyond, a rule feeds itself."""
_MAX_CYCLES = 8
"""Passes over all stages of the corpus."""
Progress = Callable[[int, int], None]
"""Steps done, steps in all."""


class Wave(NamedTuple):
    """Consecutive stages that share one set of decisions."""

    stages: tuple[str, ...]
    corpus_rules: tuple[Rule, ...]


def fix_all(
    drafts: Sequence[Draft],
    ruleset: Ruleset,
    *,
    unsafe: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> None:
    """Bring all drafts to their fixed point and leave in each what is still found.

    Args:
        drafts: the documents of the corpus; changed in place.
        ruleset: the rules to apply, and the guards of damaged text.
        unsafe: apply unsafe fixes too.
        progress: told after each wave of stages.

    """
    fix_shelf(Shelf(drafts), ruleset, unsafe=unsafe, progress=progress)


def fix_shelf(
    shelf: Shelf,
    ruleset: Ruleset,
    *,
    unsafe: bool = False,
    progress: Progress = lambda _done, _all: None,
) -> None:
    """Bring all drafts of a shelf to their fixed point; see :func:`fix_all`."""
    waves = _waves(ruleset)
    moved: list[Draft] = []
    for cycle in range(_MAX_CYCLES):
        moved = []
        for number, wave in enumerate(waves):
            decisions = _decisions(shelf, ruleset, wave.corpus_rules)
            moved += [draft for draft, _ in shelf.visit(_run, (ruleset, wave.stages, decisions, unsafe))]
            progress(cycle * len(waves) + number + 1, len(waves) * max(2, cycle + 1))
        if not moved:
            break
    for draft in dict.fromkeys(moved):
        _stop(draft, "their fixes change the text anew in each cycle of stages, without end")
        shelf.put_away(draft)
    _look_again(shelf, ruleset)


def _waves(ruleset: Ruleset) -> list[Wave]:
    """Cut the stages before each one with corpus rules: its facts must be counted on the text as it is then."""
    waves: list[Wave] = []
    for stage in STAGES:
        rules = tuple(rule for rule in ruleset.corpus_rules if rule.stage == stage)
        if rules or not waves:
            waves.append(Wave((stage,), rules))
        else:
            waves[-1] = Wave((*waves[-1].stages, stage), waves[-1].corpus_rules)
    return waves


def _decisions(shelf: Shelf, ruleset: Ruleset, rules: Sequence[Rule]) -> Decisions:
    if not rules:
        return {}
    codes = frozenset(rule.code for rule in rules)
    collected = (facts for _, facts in shelf.visit(_collect, (ruleset, codes)))
    decisions = decide(ruleset, chain(collected, shelf.counted(rules)))
    shelf.wake(revisits(ruleset, decisions).intersection(codes))
    return decisions


def _collect(context: tuple[Ruleset, frozenset[str]], draft: Draft) -> dict[str, Facts]:
    """Return what a draft counts for some corpus rules."""
    _, codes = context
    counting = [rule for rule in draft.fired if rule.code in codes]
    draft.ask(counting)
    return {rule.code: draft.known.facts[rule.code] for rule in counting}


def _run(context: tuple[Ruleset, tuple[str, ...], Decisions, bool], draft: Draft) -> bool:
    """Run the stages of a wave on one draft; tell whether anything changed."""
    ruleset, stages, decisions, unsafe = context
    moved = [_run_stage(draft, ruleset, stage, decisions, unsafe=unsafe) for stage in stages]
    return any(moved)


def _run_stage(draft: Draft, ruleset: Ruleset, stage: str, decisions: Decisions, *, unsafe: bool) -> bool:
    """Apply the fixes of one stage until none is left; tell whether anything changed."""
    for number in range(_MAX_PASSES):
        if draft.crashes or not _may_change(draft, ruleset, stage, decisions):
            return number > 0
        found = [f for f in _find(draft, ruleset, decisions, stage) if ruleset.by_code[f.code].stage == stage]
        changes, recode, misfits = choose(draft.document.text, found, unsafe=unsafe)
        draft.crashes += (Crash(code, draft.path, "its fix does not fit the text") for code in sorted(misfits))
        draft.recode |= recode
        if not changes:
            return number > 0
        draft.advance(with_edges(draft.document.text, changes) if stage == "boilerplate" else changes)
        if len(draft.document.text) > _GROWTH[0] * len(draft.source) + _GROWTH[1]:
            break
    _stop(draft, "their fixes change the text again and again, without end")
    return False


def _may_change(draft: Draft, ruleset: Ruleset, stage: str, decisions: Decisions) -> bool:
    """Tell whether a rule of a stage may have a fix for the present text."""
    rules = [rule for rule in draft.fired if rule.stage == stage and rule.code in ruleset.wanted]
    if any(_concerned(draft, rule, decisions) for rule in rules if rule.scope == "corpus"):
        return True
    draft.ask(rules)
    return any(finding.fix for finding in draft.known.findings(rules))


def _concerned(draft: Draft, rule: Rule, decisions: Decisions) -> bool:
    """Tell whether a corpus rule can find anything in a draft; one that has not counted it may."""
    facts = draft.known.facts.get(rule.code)
    return facts is None or bool(detector(rule).concerns(facts, rule, decisions[rule.code]))


def _stop(draft: Draft, fault: str) -> None:
    """Have a document stay as it came, because of the rules that changed it last."""
    codes = ", ".join(sorted({code for change in draft.latest for code in change.rules}))
    draft.crashes.append(Crash(codes, draft.path, fault))
    draft.revert()
    draft.fired = ()


def _find(draft: Draft, ruleset: Ruleset, decisions: Decisions, stage: str = "") -> list[Finding]:
    """Return the findings of one stage (or of all), judged beside the damage that is still open."""
    rules = [rule for rule in draft.fired if not stage or rule.stage == stage or _guards(rule, stage)]
    draft.ask(rule for rule in rules if rule.scope != "corpus")
    concerned = [rule for rule in rules if rule.scope == "corpus" and _concerned(draft, rule, decisions)]
    known = list(draft.known.findings(rules))
    if not (concerned or known):
        return []
    findings, crashes = judge(draft.document, concerned, ruleset, decisions, known)
    draft.crashes += crashes
    return findings


def _guards(rule: Rule, stage: str) -> bool:
    return rule.stage in DAMAGE_STAGES and STAGES.index(rule.stage) < STAGES.index(stage)


def _look_again(shelf: Shelf, ruleset: Ruleset) -> None:
    """Put into each draft what the rules find in its final text; one on which a rule crashed is its source again."""
    for draft in shelf.live:
        if draft.crashes:
            draft.revert()
            draft.crashes = sorted(set(draft.crashes))
            shelf.put_away(draft)
    decisions = _decisions(shelf, ruleset, ruleset.corpus_rules)
    for _ in shelf.visit(_look, (ruleset, decisions)):
        pass


def _look(context: tuple[Ruleset, Decisions], draft: Draft) -> None:
    ruleset, decisions = context
    found = _find(draft, ruleset, decisions) if draft.fired else []
    draft.leave([finding for finding in found if not (draft.recode and finding.fix and finding.fix.recode)])
