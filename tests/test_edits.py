"""The arithmetic of the record: any sequence of stages, one list of changes in source coordinates, and back."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.edits import Change, apply, compose, effective, inverse
from corpuslint.finding import Applicability, Edit

SAFE, UNSAFE = Applicability.SAFE, Applicability.UNSAFE

# Few letters, so that edits meet; astral characters, combining marks, newlines of all kinds, a lone surrogate.
letters = st.sampled_from(["a", "中", "\U00020bb7", "e\u0301", "\n", "\r\n", "\r", "\ufeff", "\x00", "\ud800"])
texts = st.lists(letters, max_size=12).map("".join)


@st.composite
def changes_of(draw: st.DrawFn, text: str) -> list[Change]:
    """Sorted, disjoint changes of a text: replacements, insertions and removals, some of which only touch."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = [(start, end) for start, end in pairwise(cuts) if draw(st.booleans())]
    places = [span for number, span in enumerate(spans) if span not in spans[:number]]
    return [
        Change(start, end, draw(texts), (draw(st.sampled_from("ABC")),), draw(st.sampled_from([SAFE, UNSAFE])))
        for start, end in places
    ]


@st.composite
def stages_of(draw: st.DrawFn) -> tuple[str, list[list[Change]]]:
    """A text and the changes of up to five stages, each in coordinates of the text that the one before left."""
    text = source = draw(texts)
    stages = []
    for _ in range(draw(st.integers(1, 5))):
        stages.append(draw(changes_of(text)))
        text = apply(text, stages[-1])
    return source, stages


def played(source: str, stages: list[list[Change]]) -> tuple[str, list[Change]]:
    """The text after all stages, one after the other, and all of them composed into one list."""
    text, composed = source, []
    for changes in stages:
        composed = compose(composed, text, changes)
        text = apply(text, changes)
    return text, composed


@given(stages_of())
def test_composed_changes_have_the_effect_of_all_stages(case: tuple[str, list[list[Change]]]) -> None:
    source, stages = case
    text, composed = played(source, stages)
    assert apply(source, composed) == text
    assert apply(source, effective(source, composed)) == text


@given(stages_of())
def test_composed_changes_are_sorted_and_disjoint(case: tuple[str, list[list[Change]]]) -> None:
    _, composed = played(*case)
    for before, after in pairwise(composed):
        assert before.end <= after.start
        assert (before.start, before.end) != (after.start, after.end)


@given(stages_of())
def test_the_inverse_leads_back_to_the_source(case: tuple[str, list[list[Change]]]) -> None:
    source, stages = case
    text, composed = played(source, stages)
    back = inverse(source, composed)
    assert apply(text, back) == source
    assert [(change.start, change.end, change.content) for change in inverse(text, back)] == [
        (change.start, change.end, change.content) for change in composed
    ]


@given(stages_of())
def test_every_rule_keeps_its_name_and_no_unsafe_change_turns_safe(case: tuple[str, list[list[Change]]]) -> None:
    source, stages = case
    _, composed = played(source, stages)
    made = [change for changes in stages for change in changes]
    assert {rule for change in composed for rule in change.rules} == {rule for change in made for rule in change.rules}
    for change in composed:
        if change.applicability is SAFE:
            safe_rules = {rule for other in made if other.applicability is SAFE for rule in other.rules}
            assert set(change.rules) <= safe_rules
    if all(change.applicability is UNSAFE for change in made):
        assert all(change.applicability is UNSAFE for change in composed)


@given(stages_of())
def test_composition_is_associative_in_effect(case: tuple[str, list[list[Change]]]) -> None:
    source, stages = case
    *first, last = stages
    text, composed = played(source, first)
    assert apply(source, compose(composed, text, last)) == apply(text, last)


def test_a_change_within_new_text_stays_one_change_of_the_source() -> None:
    first = [Change(2, 4, "中国中国", ("AAA001",), SAFE)]
    second = [Change(3, 4, "—", ("BBB001",), UNSAFE)]
    assert compose(first, "ab中国中国ef", second) == [Change(2, 4, "中—中国", ("AAA001", "BBB001"), UNSAFE)]


def test_changes_that_only_touch_stay_apart() -> None:
    first = [Change(0, 2, "x", ("AAA001",), SAFE)]
    assert compose(first, "xcd", [Change(1, 2, "y", ("BBB001",), SAFE)]) == [
        Change(0, 2, "x", ("AAA001",), SAFE),
        Change(2, 3, "y", ("BBB001",), SAFE),
    ]


def test_what_is_put_back_is_no_change() -> None:
    first = [Change(1, 2, "x", ("AAA001",), SAFE)]
    again = compose(first, "axc", [Change(1, 2, "b", ("BBB001",), SAFE)])
    assert effective("abc", again) == []


@pytest.mark.parametrize("edits", [[(2, 1)], [(0, 2), (1, 3)], [(2, 3), (0, 1)], [(0, 9)], [(-1, 1)]])
def test_edits_that_do_not_fit_are_refused(edits: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply("abcd", [Edit(start, end, "") for start, end in edits])


def test_composing_is_linear_in_the_number_of_changes() -> None:
    """Work is counted, not timed: calls of Python functions."""
    counts = [_calls(size) for size in (500, 1000, 2000)]
    assert counts[2] - counts[1] < 2.5 * (counts[1] - counts[0])


def _calls(size: int) -> int:
    import sys

    text = "ab" * size
    changes = [Change(at, at + 1, "xy", ("AAA001",), SAFE) for at in range(0, 2 * size, 2)]
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    middle = apply(text, changes)
    later = [Change(at, at + 1, "z", ("BBB001",), SAFE) for at in range(0, len(middle), 3)]
    sys.setprofile(count)
    try:
        compose(changes, middle, later)
    finally:
        sys.setprofile(None)
    return calls
