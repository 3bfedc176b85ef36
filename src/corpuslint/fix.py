"""Fixing: stage by stage to a fixed point, with every edit kept in source coordinates.

Each stage sees the text that the stages before it left, because a later one destroys the evidence of an earlier one.
When a whole cycle of stages changes nothing, the corpus is at its fixed point, so a second run has nothing to do: that
last cycle *was* the second run. Rules that undo or feed each other for ever are stopped and named, and the document
stays as it came.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from corpuslint.choice import choose
from corpuslint.draft import Draft
from corpuslint.engine import Crash, Decisions, Ruleset, decide, examine_document, judge, revisits
from corpuslint.facts import Facts
from corpuslint.finding import Finding
from corpuslint.rulebook import DAMAGE_STAGES, STAGES, Rule

__all__ = ["Draft", "fix_all"]

_MAX_PASSES = 50
"""Passes over one stage of a document; real text needs two or three, nested faults one a level."""
_GROWTH = 4, 10_000
"""A text may grow to so many times its source, and so many code points more; beyond, a rule feeds itself."""
_MAX_CYCLES = 8
"""Passes over all stages of the corpus."""
_HELD = 1 << 25
"""Code points of text held at once; beyond, documents are read and decoded anew on each visit."""

Progress = Callable[[int, int], None]
"""Steps done, steps in all."""


class Wave(NamedTuple):
    """Consecutive stages that share one set of decisions."""

    stages: tuple[str, ...]
    corpus_rules: tuple[Rule, ...]


class _Shelf:
    """Drafts at hand: as many as fit keep their text in memory, the others give it up after each visit."""

    def __init__(self, drafts: Iterable[Draft]) -> None:
        self._all = list(drafts)
        self.live = [draft for draft in self._all if draft.live]
        self._room = _HELD
        self._kept: set[int] = set()

    def counted(self, rules: Sequence[Rule]) -> list[dict[str, Facts]]:
        """Return what documents count as for those of some rules that did not fire in them."""
        codes = {rule.code for rule in rules}
        return [{code: f for code, f in draft.counted.items() if code in codes} for draft in self._all if draft.counted]

    def wake(self, codes: frozenset[str]) -> None:
        """Take in the documents that some rules counted and now must see."""
        for draft in self._all if codes else ():
            draft.wake(codes)
        self.live = [draft for draft in self._all if draft.live]

    def visit(self, work: Callable[[Draft], bool]) -> list[Draft]:
        """Do some work on each draft; return those on which it says that they moved."""
        moved = []
        for draft in self.live:
            if draft.crashes:
                continue  # it will stay as it came; a rule that crashed, or took for ever, is not tried again
            try:
                if work(draft):
                    moved.append(draft)
                self._put_back(draft)
            except OSError as error:
                draft.abandon(error.strerror or str(error))
        return moved

    def _put_back(self, draft: Draft) -> None:
        if id(draft) in self._kept:
            return
        size = len(draft.source)
        if size <= self._room:
            self._room -= size
            self._kept.add(id(draft))
        else:
            draft.release()


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
    shelf = _Shelf(drafts)
    waves = _waves(ruleset)
    moved: list[Draft] = []
    for cycle in range(_MAX_CYCLES):
        moved = []
        for number, wave in enumerate(waves):
            decisions = _decisions(shelf, ruleset, wave.corpus_rules)
            moved += shelf.visit(lambda draft: _run(draft, ruleset, wave, decisions, unsafe=unsafe))  # noqa: B023 (called at once)
            progress(cycle * len(waves) + number + 1, len(waves) * max(2, cycle + 1))
        if not moved:
            break
    for draft in set(moved):
        _stop(draft, "their fixes change the text anew in each cycle of stages, without end")
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


def _decisions(shelf: _Shelf, ruleset: Ruleset, rules: Sequence[Rule]) -> Decisions:
    if not rules:
        return {}
    collected: list[dict[str, Facts]] = []

    def collect(draft: Draft) -> bool:
        counting = [rule for rule in draft.fired if rule in rules]
        if counting:
            examined = examine_document(draft.document, counting)
            draft.crashes += examined.crashes
            collected.append(examined.facts)
        return False

    shelf.visit(collect)
    decisions = decide(ruleset, [*collected, *shelf.counted(rules)])
    shelf.wake(revisits(ruleset, decisions).intersection(rule.code for rule in rules))
    return decisions


def _run(draft: Draft, ruleset: Ruleset, wave: Wave, decisions: Decisions, *, unsafe: bool) -> bool:
    """Run the stages of a wave on one draft; tell whether anything changed."""
    moved = [_run_stage(draft, ruleset, stage, decisions, unsafe=unsafe) for stage in wave.stages]
    return any(moved)


def _run_stage(draft: Draft, ruleset: Ruleset, stage: str, decisions: Decisions, *, unsafe: bool) -> bool:
    """Apply the fixes of one stage until none is left; tell whether anything changed."""
    for number in range(_MAX_PASSES):
        if draft.crashes or not any(rule.stage == stage and rule.code in ruleset.wanted for rule in draft.fired):
            return number > 0
        found = [f for f in _find(draft, ruleset, decisions, stage) if ruleset.by_code[f.code].stage == stage]
        changes, recode, misfits = choose(draft.document.text, found, unsafe=unsafe)
        draft.crashes += (Crash(code, draft.path, "its fix does not fit the text") for code in sorted(misfits))
        draft.recode |= recode
        if not changes:
            return number > 0
        draft.advance(changes)
        if len(draft.document.text) > _GROWTH[0] * len(draft.source) + _GROWTH[1]:
            break
    _stop(draft, "their fixes change the text again and again, without end")
    return False


def _stop(draft: Draft, fault: str) -> None:
    """Have a document stay as it came, because of the rules that changed it last."""
    codes = ", ".join(sorted({code for change in draft.latest for code in change.rules}))
    draft.crashes.append(Crash(codes, draft.path, fault))
    draft.revert()
    draft.fired = ()


def _find(draft: Draft, ruleset: Ruleset, decisions: Decisions, stage: str = "") -> list[Finding]:
    """Return the findings of one stage (or of all), judged beside the damage that is still open."""
    document = draft.document
    rules = [rule for rule in draft.fired if not stage or rule.stage == stage or _guards(rule, stage)]
    examined = examine_document(document, [rule for rule in rules if rule.scope != "corpus"])
    draft.crashes += examined.crashes
    findings, crashes = judge(document, rules, ruleset, decisions, examined.findings)
    draft.crashes += crashes
    return findings


def _guards(rule: Rule, stage: str) -> bool:
    return rule.stage in DAMAGE_STAGES and STAGES.index(rule.stage) < STAGES.index(stage)


def _look_again(shelf: _Shelf, ruleset: Ruleset) -> None:
    """Put into each draft what the rules find in its final text; one on which a rule crashed is its source again."""
    for draft in shelf.live:
        if draft.crashes:
            draft.revert()
            draft.crashes = sorted(set(draft.crashes))
    decisions = _decisions(shelf, ruleset, ruleset.corpus_rules)

    def look(draft: Draft) -> bool:
        draft.findings = _find(draft, ruleset, decisions) if draft.fired else []
        return False

    shelf.visit(look)
