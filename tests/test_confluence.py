"""fix∘fix = fix, and nothing depends on the order of files or rules: on all examples, the seeds, and mixtures."""

import os
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint import rulebook, selection
from corpuslint.fixing import replay
from corpuslint.fixing.fix import Draft, fix_all
from corpuslint.fixing.written import Item, for_corpus
from corpuslint.policy import Policy
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

SEEDS = sorted((Path(__file__).resolve().parents[1] / "seeds").iterdir())
PAGES = {str(page): rulebook.read_page(page) for page in rulebook.pages(rulebook.rules_folder())}
MORE = int(os.environ.get("CORPUSLINT_EXAMPLES", "25"))
"""Mixtures per test; more by hand."""


def data(text: str | list[int]) -> bytes:
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)


@cache
def usual(script: str = "auto", profile: str = "") -> Ruleset:
    """The default rules, and those of a profile; profiles may well contradict one another."""
    return Ruleset(selection.select(rulebook.shipped(), profile=profile), Policy(script))


def fixed(documents: Sequence[tuple[str, bytes]], ruleset: Ruleset, *, unsafe: bool) -> list[Draft]:
    drafts = [Draft(Raw(name, content), ruleset) for name, content in documents]
    fix_all(drafts, ruleset, unsafe=unsafe)
    assert [crash for draft in drafts for crash in draft.crashes] == []
    return drafts


def texts(drafts: Sequence[Draft]) -> list[tuple[str, bytes]]:
    """What the drafts would be as a cleaned corpus; and their records replay."""
    written = []
    for draft in drafts:
        done = for_corpus(Item(Path(draft.path), draft.path, draft), Path())
        if done.row.edits:
            assert replay.forward(done.row, draft.data(), done.edited) == done.data
            assert replay.backward(done.row, done.data, done.edited) == draft.data()
        written.append((draft.path, done.data))
    return written


def holds(documents: Sequence[tuple[str, bytes]], ruleset: Ruleset, *, unsafe: bool) -> None:
    once = texts(fixed(documents, ruleset, unsafe=unsafe))
    again = texts(fixed(once, ruleset, unsafe=unsafe))
    assert again == once, "a second run changes something"
    shuffled = list(documents)
    Random(8).shuffle(shuffled)
    other = texts(fixed(shuffled, ruleset, unsafe=unsafe))
    assert sorted(other) == sorted(once), "the order of documents changes something"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_on_the_examples_of_each_page(page: str, unsafe: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    """Under all default rules, and under all rules of the page's profiles."""
    for example in _examples(PAGES[page]):
        ending = "md" if example.get("markdown") else "txt"
        contents = [example["text"], *example.get("beside", [])]
        documents = [(f"{number}.{ending}", data(text)) for number, text in enumerate(contents)]
        script = example.get("policy", {}).get("script", "auto")
        holds(documents, usual(script), unsafe=unsafe)
        for profile in PAGES[page].get("profiles", []):
            holds(documents, usual(script, profile), unsafe=unsafe)


def _examples(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [*table.get("bad", []), *table.get("kept", [])]


@pytest.mark.parametrize("script", ["auto", "simplified"])
@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_on_the_seeds(script: str, unsafe: bool) -> None:  # noqa: FBT001 (a parameter of the test)
    holds([(path.name, path.read_bytes()) for path in SEEDS], usual(script), unsafe=unsafe)


@cache
def pieces() -> list[str]:
    """Lines of the seeds, examples of the pages, and what sits between."""
    lines = [line for path in SEEDS for line in path.read_text(encoding="utf-8").split("\n") if len(line) < 400]
    examples = [example["text"] for table in PAGES.values() for example in _examples(table)]
    return [*lines, *(text for text in examples if isinstance(text, str)), "", " ", "\u3000", "\r"]


@st.composite
def mixtures(draw: st.DrawFn) -> list[tuple[str, bytes]]:
    """Small corpora of pieces of damaged text, some of them cut."""
    documents = []
    for number in range(draw(st.integers(1, 3))):
        chosen = [pieces()[n] for n in draw(st.lists(st.integers(0, len(pieces()) - 1), max_size=12))]
        cut = [text[draw(st.integers(0, 8)) :] if draw(st.booleans()) else text for text in chosen]
        ending = draw(st.sampled_from(["txt", "md"]))
        text = draw(st.sampled_from(["\n", "\r\n", "", "\n\n"])).join(cut)
        documents.append((f"{number}.{ending}", text.encode("utf-8", "surrogatepass")))
    return documents


PROFILES = sorted({profile for table in PAGES.values() for profile in table.get("profiles", [])})
SCRIPTS = st.sampled_from(["auto", "simplified", "traditional"])
fuzzed = settings(max_examples=MORE, deadline=None, derandomize="CORPUSLINT_EXAMPLES" not in os.environ)


@fuzzed
@given(mixtures(), st.booleans(), SCRIPTS, st.sampled_from(["", "", "", *PROFILES]))
def test_on_mixtures(documents: list[tuple[str, bytes]], unsafe: bool, script: str, profile: str) -> None:  # noqa: FBT001 (drawn)
    holds(documents, usual(script, profile), unsafe=unsafe)


def test_the_order_of_rules_changes_nothing() -> None:
    documents = [(path.name, path.read_bytes()) for path in SEEDS]
    expected = texts(fixed(documents, usual(), unsafe=True))
    rules = list(selection.select(rulebook.shipped()))
    Random(8).shuffle(rules)
    assert texts(fixed(documents, Ruleset(rules), unsafe=True)) == expected


@pytest.mark.parametrize("page", PAGES)
def test_no_two_rules_fight(page: str) -> None:
    """Each pair of rules that meet on an example, alone with each other, come to rest.

    By the contract of triggers a rule that does not fire, neither on the text nor on what all rules make of it, can do
    nothing there. Only rules of which each belongs to a profile of its own may contradict each other.
    """
    profiles = ("", *PAGES[page].get("profiles", []))
    for example in _examples(PAGES[page]):
        document = ("0.md" if example.get("markdown") else "0.txt", data(example["text"]))
        script = example.get("policy", {}).get("script", "auto")
        for codes in sorted({pair for profile in profiles for pair in _meeting(document, usual(script, profile))}):
            ruleset = _pair(codes, script)
            once = texts(fixed([document], ruleset, unsafe=True))
            assert texts(fixed(once, ruleset, unsafe=True)) == once, codes


@fuzzed
@given(mixtures(), SCRIPTS, st.sampled_from(["", "", "", *PROFILES]), st.randoms(use_true_random=False))
def test_no_two_rules_fight_on_mixtures(
    documents: list[tuple[str, bytes]], script: str, profile: str, chance: Random
) -> None:
    """Some of the pairs that meet there, as on the examples of pages."""
    for document in documents:
        pairs = _meeting(document, usual(script, profile))
        for codes in chance.sample(pairs, min(4, len(pairs))):
            ruleset = _pair(codes, script)
            once = texts(fixed([document], ruleset, unsafe=True))
            assert texts(fixed(once, ruleset, unsafe=True)) == once, codes


def _meeting(document: tuple[str, bytes], ruleset: Ruleset) -> list[tuple[str, str]]:
    """The pairs of fixing rules that fire on a document or on what becomes of it."""
    draft = Draft(Raw(*document), ruleset)
    met = {rule.code for rule in draft.fired if rule.safety not in ("none", "display-only")}
    fix_all([draft], ruleset, unsafe=True)
    met |= {rule.code for rule in draft.fired if rule.safety not in ("none", "display-only")}
    return list(combinations(sorted(met), 2))


@cache
def _pair(codes: tuple[str, str], script: str) -> Ruleset:
    by_code = {rule.code: rule for rule in rulebook.shipped()}
    return Ruleset([by_code[code] for code in codes], Policy(script), engine="re")
