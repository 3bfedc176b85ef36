"""Facts are sums: whatever the order and the grouping of the documents, the same comes out."""

from hypothesis import given
from hypothesis import strategies as st

from corpuslint.facts import Facts, Place, Sighting, Tally, merge, tally
from corpuslint.source import Document

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
