"""Blank lines that are left at the head or the end of a text when lines are taken out there.

Each removal knows the blank lines around its own block. Where several rules take out neighbours, none of them sees that
nothing but blank lines stays at the edge; only all changes of a pass together tell.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from corpuslint.edits import Change

_BLANK_LINES = re.compile(r"(?:[^\S\r\n]*+(?:\r\n|\n|\r))*+")
_REST_OF_LINE = re.compile(r"[^\S\r\n]*+(?:\r\n|\n|\r)")


def with_edges(text: str, changes: Sequence[Change]) -> list[Change]:
    """Return the changes, and with them the removal of the blank lines that they would leave at an edge of the text.

    ``changes`` are sorted and disjoint. A text of which nothing would stay keeps its blank lines.
    """
    return sorted({*changes, *_at_head(text, changes), *_at_end(text, changes)})


def _at_head(text: str, changes: Sequence[Change]) -> Iterator[Change]:
    run: list[Change] = []
    for change in changes:
        if change.content or text[run[-1].end if run else 0 : change.start].strip():
            break
        run.append(change)
    if not any(_takes_lines_out(text, change) for change in run):
        return
    blank = _BLANK_LINES.match(text, run[-1].end)
    end = blank.end() if blank else run[-1].end
    behind = changes[len(run)].start if len(run) < len(changes) else len(text)
    if end < len(text) and end <= behind:
        yield from _between((0, 0), run, (end, end))


def _at_end(text: str, changes: Sequence[Change]) -> Iterator[Change]:
    run: list[Change] = []
    for change in reversed(changes):
        if change.content or text[change.end : run[0].start if run else len(text)].strip():
            break
        run.insert(0, change)
    if not any(_takes_lines_out(text, change) for change in run):
        return
    kept = len(text[: run[0].start].rstrip())
    rest = _REST_OF_LINE.match(text, kept)
    before = changes[-len(run) - 1].end if len(run) < len(changes) else 0
    if kept and rest and before <= rest.end() <= run[0].start:
        yield from _between((rest.end(), rest.end()), run, (len(text), len(text)))


def _takes_lines_out(text: str, change: Change) -> bool:
    from_start = change.start == 0 or text[change.start - 1] in "\r\n"
    to_end = change.end == len(text) or text[change.end - 1] in "\r\n"
    return from_start and to_end and not text[change.start : change.end].isspace()


def _between(first: tuple[int, int], run: Sequence[Change], last: tuple[int, int]) -> Iterator[Change]:
    """Yield removals of what lies between the changes of a run and its two bounds, on the account of its neighbours."""
    for change, (one, other) in zip((run[0], *run), pairwise((first, *(c[:2] for c in run), last)), strict=True):
        if one[1] < other[0]:
            yield change._replace(start=one[1], end=other[0], content="")
