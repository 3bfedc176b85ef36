"""Fixing: stage by stage to a fixed point, with every edit kept in source coordinates.

Each stage sees the text that the stages before it left, because a later one destroys the evidence of an earlier one.
When a whole cycle of stages changes nothing, the corpus is at its fixed point, so a second run has nothing to do: that
last cycle *was* the second run.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from corpuslint import edits
from corpuslint.decode import decode
from corpuslint.edits import Change
from corpuslint.engine import Crash, Decisions, Ruleset, decide, examine_document, judge
from corpuslint.facts import Facts
from corpuslint.finding import Applicability, Edit, Finding, overlaps
from corpuslint.rulebook import DAMAGE_STAGES, STAGES, Rule
from corpuslint.source import Document, Raw

_MAX_PASSES = 20
"""Passes over one stage; two rules that undo each other must not run for ever."""
_MAX_CYCLES = 8

Progress = Callable[[int, int], None]
"""Documents done, documents in all."""


class Draft:
    """A document on its way: the decoded source, the text so far, and what led from one to the other."""

    def __init__(self, raw: Raw, ruleset: Ruleset) -> None:
        decoded = decode(raw.data, ruleset.encoding)
        self.document = Document(raw.path, decoded.text, ruleset.policy, raw.record, decoded)
        self.source = decoded.text
        self.changes: list[Change] = []
        self.recode = False
        self.findings: list[Finding] = []
        self.crashes: list[Crash] = []
        self._ruleset = ruleset
        self._fired: list[Rule] | None = None

    @property
    def changed(self) -> bool:
        """Tell whether the text or its form in bytes is to change."""
        return bool(self.changes) or self.recode

    @property
    def fired(self) -> list[Rule]:
        """The rules that can find something in the present text."""
        if self._fired is None:
            self._fired = self._ruleset.fired(self.document)
        return self._fired

    def advance(self, changes: Sequence[Change]) -> None:
        """Apply changes (in coordinates of the present text)."""
        text = self.document.text
        self.changes = edits.effective(self.source, edits.compose(self.changes, text, changes))
        self.document = self.document.revised(edits.apply(text, changes))
        self._fired = None


class Stages(NamedTuple):
    """Consecutive stages that share one set of decisions."""

    names: tuple[str, ...]
    corpus_rules: tuple[Rule, ...]


def fix_all(drafts: Sequence[Draft], ruleset: Ruleset, *, unsafe: bool = False) -> None:
    """Bring all drafts to their fixed point and leave in each what is still found.

    Args:
        drafts: the documents of the corpus; changed in place.
        ruleset: the rules to apply, and the guards of damaged text.
        unsafe: apply unsafe fixes too.

    """
    waves = _waves(ruleset)
    for _ in range(_MAX_CYCLES):
        moved = False
        for wave in waves:
            decisions = _decisions(drafts, ruleset, wave.corpus_rules)
            for draft in drafts:
                for stage in wave.names:
                    moved |= _run_stage(draft, ruleset, stage, decisions, unsafe=unsafe)
        if not moved:
            break
    _look_again(drafts, ruleset)


def _waves(ruleset: Ruleset) -> list[Stages]:
    """Cut the stages before each one with corpus rules: its facts must be counted on the text as it is then."""
    waves: list[Stages] = []
    for stage in STAGES:
        rules = tuple(rule for rule in ruleset.corpus_rules if rule.stage == stage)
        if rules or not waves:
            waves.append(Stages((stage,), rules))
        else:
            waves[-1] = Stages((*waves[-1].names, stage), waves[-1].corpus_rules)
    return waves


def _decisions(drafts: Iterable[Draft], ruleset: Ruleset, rules: Sequence[Rule]) -> Decisions:
    if not rules:
        return {}
    collected: list[dict[str, Facts]] = []
    for draft in drafts:
        examined = examine_document(draft.document, [rule for rule in draft.fired if rule in rules], ruleset)
        draft.crashes += examined.crashes
        collected.append(examined.facts)
    return decide(ruleset, collected)


def _run_stage(draft: Draft, ruleset: Ruleset, stage: str, decisions: Decisions, *, unsafe: bool) -> bool:
    """Apply the fixes of one stage until none is left; tell whether anything changed."""
    moved = False
    for _ in range(_MAX_PASSES):
        if not any(rule.stage == stage for rule in draft.fired):
            return moved
        found = [f for f in _find(draft, ruleset, decisions, stage) if ruleset.by_code[f.code].stage == stage]
        changes, recode = _chosen(draft, found, unsafe=unsafe)
        draft.recode |= recode
        if not changes:
            return moved
        draft.advance(changes)
        moved = True
    return moved


def _find(draft: Draft, ruleset: Ruleset, decisions: Decisions, stage: str = "") -> list[Finding]:
    """Return the findings of one stage (or of all), judged beside the damage that is still open."""
    document = draft.document
    rules = [rule for rule in draft.fired if not stage or rule.stage == stage or _guards(rule, stage)]
    examined = examine_document(document, [rule for rule in rules if rule.scope != "corpus"], ruleset)
    draft.crashes += examined.crashes
    findings, crashes = judge(document, rules, ruleset, decisions, examined.findings)
    draft.crashes += crashes
    return findings


def _guards(rule: Rule, stage: str) -> bool:
    return rule.stage in DAMAGE_STAGES and STAGES.index(rule.stage) < STAGES.index(stage)


def _chosen(draft: Draft, found: Sequence[Finding], *, unsafe: bool) -> tuple[list[Change], bool]:
    """Return the changes to make now, disjoint and sorted, and whether the file is to be recoded.

    Where fixes overlap the longer one wins, then the earlier, then the lower code: never the order of rules or files.
    """
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    fixes = [(f, f.fix) for f in found if f.fix and f.fix.applicability in allowed]
    recode = any(fix.recode for _, fix in fixes)
    chosen: list[Change] = []
    taken = _Taken()
    for finding, fix in sorted(fixes, key=lambda pair: (pair[0].start - pair[0].end, pair[0].start, pair[0].code)):
        parts = [(edit,) for edit in fix.edits] if fix.independent else [fix.edits]
        for part in parts:
            if part and taken.take(part):
                chosen += (Change(*edit, (finding.code,), fix.applicability) for edit in part)
    return edits.effective(draft.document.text, sorted(chosen)), recode


class _Taken:
    """The disjoint spans that edits of this pass have taken, sorted."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def take(self, wanted: Sequence[Edit]) -> bool:
        """Take the spans of all edits, or of none if one of them meets a span that is taken."""
        if any(self._meets(edit.start, edit.end) for edit in wanted):
            return False
        for edit in wanted:
            insort(self._spans, (edit.start, edit.end))
        return True

    def _meets(self, start: int, end: int) -> bool:
        at = bisect_left(self._spans, (start, end))
        return any(overlaps(start, end, *span) for span in self._spans[max(0, at - 1) : at + 1])


def _look_again(drafts: Sequence[Draft], ruleset: Ruleset) -> None:
    """Put into each draft what the rules find in its final text."""
    decisions = _decisions(drafts, ruleset, ruleset.corpus_rules)
    for draft in drafts:
        draft.findings = _find(draft, ruleset, decisions)
        draft.crashes = sorted(set(draft.crashes))
