"""Which of the fixes that findings propose can be made in one pass.

Where fixes meet, the one of the longer finding wins, then the earlier, then the lower code and last the wording: never
the order of rules or files. A fix whose edits do not fit the text is the bug of its rule, and said to be so.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from itertools import pairwise

from corpuslint import edits
from corpuslint.edits import Change
from corpuslint.finding import Applicability, Edit, Finding, Fix, overlaps
from corpuslint.typed import NamedTuple


class Choice(NamedTuple):
    """The changes of one pass, sorted and disjoint; whether to recode; and the codes of rules with misfits."""

    changes: list[Change]
    recode: bool
    misfits: frozenset[str]


def choose(text: str, found: Iterable[Finding], *, unsafe: bool) -> Choice:
    """Return the fixes to make now, safe ones only unless ``unsafe``."""
    allowed = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    proposed = [(f, f.fix) for f in found if f.fix and f.fix.applicability in allowed]
    misfits = frozenset(finding.code for finding, fix in proposed if not _fits(text, fix))
    chosen: list[Change] = []
    taken = _Taken()
    for finding, fix in sorted(proposed, key=_rank):
        for part in _parts(fix) if finding.code not in misfits else ():
            if taken.take(part):
                chosen += (Change(*edit, (finding.code,), fix.applicability) for edit in part)
    recode = any(fix.recode for _, fix in proposed)
    return Choice(edits.effective(text, sorted(chosen)), recode, misfits)


def _rank(proposed: tuple[Finding, Fix]) -> tuple[int, int, str, str, tuple[Edit, ...]]:
    finding, fix = proposed
    return finding.start - finding.end, finding.start, finding.code, fix.applicability, fix.edits


def _parts(fix: Fix) -> list[tuple[Edit, ...]]:
    """Return the edits that go together; those of an independent fix go alone."""
    if not fix.edits:
        return []
    return [(edit,) for edit in fix.edits] if fix.independent else [fix.edits]


def _fits(text: str, fix: Fix) -> bool:
    """Tell whether edits lie within the text and apart from each other, and bring nothing that no file can hold."""
    ordered = sorted(fix.edits)
    apart = fix.independent or not any(overlaps(*one[:2], *other[:2]) for one, other in pairwise(ordered))
    return apart and all(
        0 <= edit.start <= edit.end <= len(text) and not any("\ud800" <= char <= "\udfff" for char in edit.content)
        for edit in fix.edits
    )


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
