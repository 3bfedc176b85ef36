"""Facts are sums: whatever the order and the grouping of the documents, the same comes out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.facts import Facts, Place, Sighting, Tally, merge, tally
from corpuslint.source import Document
from corpuslint.spooling import spool, sums

TEXT = "一二三\n四五\n六"
SIGHTINGS = st.lists(st.builds(Sighting, st.sampled_from("甲乙丙"), st.sampled_from("—-·"), st.integers(0, len(TEXT))))
CORPORA = st.lists(SIGHTINGS, max_size=6)


def collected(corpus: list[list[Sighting]]) -> list[Facts]:
    return [tally(Document(f"{n}.txt", TEXT), sightings) for n, sightings in enumerate(corpus)]


def merged(facts: list[Facts]) -> Facts:
    total: Facts = {}
    for each in facts:
        merge(total, each)
    return total


@given(CORPORA, st.randoms())
def test_order_does_not_matter(corpus: list[list[Sighting]], random: object) -> None:
    facts = collected(corpus)
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merged(facts) == merged(shuffled)


@given(CORPORA, st.integers(0, 6))
def test_grouping_does_not_matter(corpus: list[list[Sighting]], cut: int) -> None:
    facts = collected(corpus)
    assert merged([merged(facts[:cut]), merged(facts[cut:])]) == merged(facts)


@given(SIGHTINGS)
def test_a_document_counts_once(sightings: list[Sighting]) -> None:
    facts = tally(Document("a.txt", TEXT), sightings)
    tallies = [tally for forms in facts.values() for tally in forms.values()]
    assert sum(tally.occurrences for tally in tallies) == len(sightings)
    assert all(tally.documents == 1 for tally in tallies)


def test_the_first_place_is_the_first_by_path_record_and_row() -> None:
    places = [Place("b.txt", 0, 1), Place("a.jsonl", 10, 1), Place("a.jsonl", 9, 7)]
    assert min(places) == Place("a.jsonl", 9, 7)
    total = sum((Tally(1, 1, place) for place in places[1:]), Tally(1, 1, places[0]))
    assert total == Tally(3, 3, Place("a.jsonl", 9, 7))
    assert str(total.first) == "a.jsonl:9:7"


def test_merging_leaves_the_merged_alone() -> None:
    """Facts come from a cache; adding to a sum must not write into them."""
    first, second = collected([[Sighting("甲", "—", 0)], [Sighting("甲", "—", 0)]])
    total: Facts = {}
    merge(total, first)
    merge(total, second)
    assert first["甲"]["—"].occurrences == 1


counts = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("xy"), st.integers(1, 3), st.integers(1, 9)), max_size=40
)


@given(counts, st.integers(0, 8), st.integers(1, 4))
def test_sums_on_disk_are_sums_in_memory(seen: list[tuple[str, str, int, int]], most: int, least: int) -> None:
    expected: Facts = {}
    total = sums.Sums()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "MOST", most)
        for key, form, times, row in seen:
            one = {key: {form: Tally(times, 1, Place("a.txt", 0, row))}}
            merge(expected, one)
            total.add({"AAA001": one, "AAA002": {}})
        found = total.total(lambda code: least if code == "AAA001" else 1)
    enough = {k: forms for k, forms in expected.items() if sum(t.occurrences for t in forms.values()) >= least}
    assert found == ({"AAA001": enough, "AAA002": {}} if seen else {})


@given(st.lists(st.integers(), max_size=60), st.integers(0, 30), st.integers(1, 9))
def test_a_pile_is_a_list(items: list[int], most: int, chunk: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "MOST", most)
        patch.setattr(spool, "_CHUNK", chunk)
        found = spool.piled(iter(items))
        assert isinstance(found, list) == (len(items) <= most)
        assert (list(found), len(found), found[1:4]) == (items, len(items), items[1:4])
        assert [found[number] for number in range(-len(items), len(items))] == items * 2
        with pytest.raises(IndexError):
            found[len(items)]
