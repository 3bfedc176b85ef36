"""Blank lines at the edges of a text from which lines were taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint import edits
from corpuslint.edits import Change
from corpuslint.finding import Applicability
from corpuslint.fixing.edges import with_edges


def removed(text: str, *lines: str) -> str:
    changes = []
    for line in lines:
        start = text.index(line)
        changes.append(Change(start, start + len(line), "", ("BLP001",), Applicability.SAFE))
    return edits.apply(text, with_edges(text, sorted(changes)))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("text", "lines", "left"),
    [
        ("甲\n\n乙\n丙\n", ("乙\n", "丙\n"), "甲\n"),
        ("甲\n\n乙\n \n丙\n\n", ("乙\n", "丙\n"), "甲\n"),
        ("甲\n\n乙", ("乙",), "甲\n"),
        ("乙\n\n丙\n\n\n甲\n", ("乙\n", "丙\n"), "甲\n"),
        ("\n乙\n\n　甲\n", ("乙\n",), "　甲\n"),
        ("甲\n\n乙\n\n丁\n", ("乙\n",), "甲\n\n\n丁\n"),
        ("乙\n\n丙\n", ("乙\n", "丙\n"), "\n"),
        ("甲\n\n乙丙\n", ("丙",), "甲\n\n乙\n"),
        ("甲\n\n", (), "甲\n\n"),
    ],
)
def test_no_blank_line_is_left_at_an_edge(newline: str, text: str, lines: tuple[str, ...], left: str) -> None:
    text, left = text.replace("\n", newline), left.replace("\n", newline)
    assert removed(text, *(line.replace("\n", newline) for line in lines)) == left


@given(st.lists(st.sampled_from(["甲\n", "\n", " \n", "乙\n", "丙"])), st.sets(st.integers(0, 9)))
def test_changes_stay_sorted_disjoint_and_take_blank_lines_only(lines: list[str], rows: set[int]) -> None:
    text, changes, at = "".join(lines), [], 0
    for row, line in enumerate(lines):
        if row in rows:
            changes.append(Change(at, at + len(line), "", ("BLP001",), Applicability.SAFE))
        at += len(line)
    more = with_edges(text, changes)
    assert set(changes) <= set(more)
    assert all(text[change.start : change.end].isspace() for change in set(more) - set(changes))
    edits.apply(text, more)
