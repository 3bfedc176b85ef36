"""Settling: which findings stand when several rules have looked at one document."""

from collections.abc import Container, Mapping, Sequence
from functools import cache

from corpuslint.finding import Edit, Finding
from corpuslint.regions import Regions
from corpuslint.rule import DAMAGE_STAGES, STAGES, Rule


def settle(findings: Sequence[Finding], rules: Mapping[str, Rule], wanted: Container[str]) -> list[Finding]:
    """Sort findings, and drop those of unwanted rules and those that damage overshadows.

    A finding of a later stage on damaged text is a finding about the damage; a fix of one would destroy the evidence.
    """
    damage = [f for f in findings if rules[f.code].stage in DAMAGE_STAGES]
    above: dict[str, Regions] = {}
    kept: dict[Finding, None] = {}  # in the order in which they came: a set's would differ from process to process
    for finding in findings:
        stage = rules[finding.code].stage
        if stage not in above:
            over = _overshadowing(stage)
            above[stage] = Regions([(f.start, f.end) for f in damage if rules[f.code].stage in over])
        if finding.code in wanted and (visible := _visible(finding, stage, above[stage])):
            kept[visible] = None
    return sorted(kept, key=lambda f: (f.start, f.end, f.code))


@cache
def _overshadowing(stage: str) -> frozenset[str]:
    """Return the stages whose findings overshadow those of a stage: damage that is repaired before it.

    What is odd in the encoding of damaged text is often a trace of the damage, so it hides no other damage.
    """
    if stage not in DAMAGE_STAGES:
        return DAMAGE_STAGES
    return frozenset(STAGES[1 : max(1, STAGES.index(stage))])


def _visible(finding: Finding, stage: str, damaged: Regions) -> Finding | None:
    """Return what of a finding may be shown and done beside damage; ``None`` if nothing."""
    if not damaged.spans:
        return finding
    if stage == "boilerplate" and finding.fix and all(_removes_whole(edit, damaged) for edit in finding.fix.edits):
        return finding  # it goes with its damage, and the record keeps both
    return _outside(finding, damaged)


def _removes_whole(edit: Edit, damaged: Regions) -> bool:
    """Tell whether an edit takes text out without cutting through a damaged span."""
    return not edit.content and not any(damaged.touch(at, at) for at in (edit.start, edit.end))


def _outside(finding: Finding, damaged: Regions) -> Finding | None:
    """Return what of a finding lies outside damaged text; ``None`` if nothing that could stand alone does."""
    fix = finding.fix
    if fix is None or not fix.edits:
        return None if damaged.touch(finding.start, finding.end) else finding
    edits = tuple(edit for edit in fix.edits if not damaged.touch(edit.start, edit.end))
    if edits == fix.edits:
        return finding
    return finding._replace(fix=fix._replace(edits=edits)) if fix.independent and edits else None
