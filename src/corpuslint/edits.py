"""Applying, reverting and composing edits: the arithmetic behind the record.

A change list is sorted and disjoint, in code points of one text (the source). Composing two lists gives one list with
the effect of both, still in the coordinates of the first text, however many stages made them.
"""

from collections.abc import Iterable, Sequence

from corpuslint.finding import Applicability, Edit
from corpuslint.typed import NamedTuple


class Change(NamedTuple):
    """An edit with its provenance: the codes of the rules that made it and how far it may be trusted."""

    start: int
    end: int
    content: str
    rules: tuple[str, ...]
    applicability: Applicability


def apply(text: str, edits: Iterable[Edit | Change]) -> str:
    """Return ``text`` with sorted, disjoint edits applied.

    Raises:
        ValueError: the edits overlap, run backwards or reach beyond the text.

    """
    pieces: list[str] = []
    at = 0
    for edit in edits:
        if not at <= edit.start <= edit.end <= len(text):
            msg = f"edit {edit.start}-{edit.end} does not fit behind offset {at} of {len(text)}"
            raise ValueError(msg)
        pieces += (text[at : edit.start], edit.content)
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def inverse(text: str, changes: Sequence[Change]) -> list[Change]:
    """Return the changes that lead from ``apply(text, changes)`` back to ``text``."""
    return reverse(changes, [text[change.start : change.end] for change in changes])


def reverse(changes: Iterable[Change], replaced: Iterable[str]) -> list[Change]:
    """Return the changes that undo others, given the text that each of them replaced."""
    back: list[Change] = []
    shift = 0
    for change, before in zip(changes, replaced, strict=True):
        start = change.start + shift
        back.append(change._replace(start=start, end=start + len(change.content), content=before))
        shift += len(change.content) - len(before)
    return back


def compose(first: Sequence[Change], middle: str, second: Sequence[Change]) -> list[Change]:
    """Return one change list with the effect of ``first`` and then ``second``.

    Args:
        first: changes in source coordinates.
        middle: the text after ``first``.
        second: changes in coordinates of ``middle``.

    """
    composed: list[Change] = []
    shift = 0  # middle offset minus source offset, left of the current place
    older, newer = 0, 0
    while older < len(first) or newer < len(second):
        group = _Group(shift)
        while True:
            old = _in_middle(first[older], group.shift) if older < len(first) else None
            new = second[newer] if newer < len(second) else None
            if old and (new is None or (old.start, old.end) <= (new.start, new.end)) and group.takes(old):
                group.add_old(first[older], old)
                older += 1
            elif new and group.takes(new):
                group.add_new(new)
                newer += 1
            elif old and group.takes(old):
                group.add_old(first[older], old)
                older += 1
            else:
                break
        composed.append(group.change(middle, shift))
        shift = group.shift
    return composed


def _in_middle(change: Change, shift: int) -> Edit:
    """Return the span that the new content of ``change`` has in the text after it."""
    return Edit(change.start + shift, change.start + shift + len(change.content), "")


class _Group:
    """Old and new changes that meet, and so become one."""

    def __init__(self, shift: int) -> None:
        self.shift = shift
        self.start = self.end = -1
        self.members: list[Change] = []
        self.edits: list[Edit] = []

    def takes(self, span: Edit | Change) -> bool:
        """Tell whether a span meets the group; where either is empty, touching is meeting."""
        if not self.members:
            return True
        if span.start == span.end or self.start == self.end:
            return span.start <= self.end
        return span.start < self.end

    def _extend(self, start: int, end: int, member: Change) -> None:
        self.start = start if self.start < 0 else min(self.start, start)
        self.end = max(self.end, end)
        self.members.append(member)

    def add_old(self, change: Change, span: Edit) -> None:
        self._extend(span.start, span.end, change)
        self.shift += len(change.content) - (change.end - change.start)

    def add_new(self, change: Change) -> None:
        self._extend(change.start, change.end, change)
        self.edits.append(Edit(change.start, change.end, change.content))

    def change(self, middle: str, shift_before: int) -> Change:
        """Return the group as one change in source coordinates."""
        local = [Edit(e.start - self.start, e.end - self.start, e.content) for e in self.edits]
        content = apply(middle[self.start : self.end], local)
        rules = tuple(sorted({rule for member in self.members for rule in member.rules}))
        safe = all(member.applicability is Applicability.SAFE for member in self.members)
        applicability = Applicability.SAFE if safe else Applicability.UNSAFE
        return Change(self.start - shift_before, self.end - self.shift, content, rules, applicability)


def effective(text: str, changes: Iterable[Change]) -> list[Change]:
    """Leave out changes that put back what stood in ``text``."""
    return [change for change in changes if text[change.start : change.end] != change.content]
