"""The baseline: a multiset of wordings that survives moves and sees swaps."""

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Corpus


@pytest.fixture
def accepted(corpus: "Corpus") -> "Corpus":
    """A corpus whose findings are accepted: two in a.txt, one in b.txt."""
    corpus.configure('baseline = "baseline.json"\n')
    corpus.write("a.txt", "这是错字。\n中间。\n还有怪词。\n")
    corpus.write("b.txt", "缺文在此。\n")
    assert corpus.run("baseline").status == 0
    assert corpus.codes() == []
    return corpus


def test_a_fault_that_takes_the_place_of_another_is_seen(accepted: "Corpus") -> None:
    accepted.write("a.txt", "这是正字。\n中间错字。\n还有怪词。\n")
    outcome = accepted.check("--output-format", "json")
    assert [(f["code"], f["location"]["row"]) for f in outcome.json] == [("TST001", 2)]
    assert "1 accepted finding no longer there (TST001 a.txt, …)" in outcome.err


def test_a_copy_of_an_accepted_fault_is_new(accepted: "Corpus") -> None:
    accepted.write("a.txt", "这是错字。\n中间。\n还有怪词。\n这是错字。\n")
    assert [f["location"]["row"] for f in accepted.check("--output-format", "json").json] == [4]
    accepted.write("c.txt", "这是错字。\n")
    assert [f["filename"] for f in accepted.check("c.txt", "--output-format", "json").json] == ["c.txt"]


def test_moves_of_lines_and_files_survive(accepted: "Corpus") -> None:
    accepted.write("a.txt", "新的开头。\n还有怪词。\n中间。\n\n这是错字。\n")
    assert accepted.codes() == []
    (accepted.folder / "b.txt").rename(accepted.folder / "moved.txt")
    assert accepted.codes() == []
    assert accepted.codes("moved.txt") == []


def test_a_run_over_some_files_judges_only_those(accepted: "Corpus") -> None:
    outcome = accepted.check("b.txt")
    assert outcome.status == 0
    assert "no longer there" not in outcome.err
    assert "no longer there" not in accepted.check("--select", "TST003").err


def test_prune_drops_only_what_is_gone(accepted: "Corpus") -> None:
    accepted.write("a.txt", "这是正字。\n还有怪词。\n又有错字。\n")
    assert accepted.run("baseline", "--prune").status == 0
    entries = json.loads((accepted.folder / "baseline.json").read_text())[1:]
    assert [entry["code"] for entry in entries] == ["TST002", "TST003"]
    assert accepted.codes() == ["TST001"]


def test_a_baseline_of_some_files_keeps_the_entries_of_others(accepted: "Corpus") -> None:
    accepted.write("a.txt", "又有错字。\n")
    assert accepted.run("baseline", "a.txt").status == 0
    entries = json.loads((accepted.folder / "baseline.json").read_text())[1:]
    assert [(entry["filename"], entry["code"]) for entry in entries] == [("a.txt", "TST001"), ("b.txt", "TST003")]


def test_the_file_merges_line_by_line(accepted: "Corpus") -> None:
    before = (accepted.folder / "baseline.json").read_text().splitlines()
    accepted.write("z.txt", "这是错字。\n")
    accepted.run("baseline")
    after = (accepted.folder / "baseline.json").read_text().splitlines()
    assert [line for line in after if line in before] == before
    assert len(after) == len(before) + 1
    assert after[1:-1] == sorted(after[1:-1])


def test_the_working_folder_does_not_matter(accepted: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    accepted.write("sub/c.txt", "这是错字。\n")
    accepted.run("baseline")
    monkeypatch.chdir(accepted.folder / "sub")
    assert accepted.codes() == []
    assert accepted.check("..").status == 0


def test_no_baseline_shows_all(accepted: "Corpus") -> None:
    assert accepted.codes("--no-baseline") == ["TST001", "TST002", "TST003"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '[{"version": 9}]', '[{"version": 1}\n<<<<<<< HEAD\n]'])
def test_a_broken_baseline_is_2(accepted: "Corpus", text: str) -> None:
    accepted.write("baseline.json", text)
    outcome = accepted.check()
    assert outcome.status == 2
    assert "baseline.json" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_missing_baseline_is_2(corpus: "Corpus") -> None:
    outcome = corpus.check("--baseline", "none.json")
    assert outcome.status == 2
    assert "make it with `corpuslint baseline`" in outcome.err


def test_init_then_baseline_then_check(corpus: "Corpus") -> None:
    (corpus.folder / "corpuslint.toml").unlink()
    corpus.write("a.txt", "会议于2020年08月03日召开。\n")
    assert corpus.run("init").status == 0
    before = corpus.check()
    assert before.status == 1
    assert "note: corpuslint-baseline.json is not there yet; `corpuslint baseline` makes it" in before.err
    assert corpus.run("baseline").err == "corpuslint: corpuslint-baseline.json accepts 1 finding\n"
    after = corpus.check()
    assert (after.status, after.err) == (
        0,
        "corpuslint: nothing to report in 1 file (1 accepted by the baseline)\n",
    )


def test_a_baseline_that_nothing_names_says_how_to_use_it(corpus: "Corpus") -> None:
    corpus.write("sub/a.txt", "错字\n")
    hint = "`check` heeds it with `--baseline corpuslint-baseline.json`, or always with "
    assert hint + '`baseline = "corpuslint-baseline.json"` in corpuslint.toml' in corpus.run("baseline").err
    corpus.configure('baseline = "corpuslint-baseline.json"\n')
    assert "heeds" not in corpus.run("baseline").err
    assert corpus.check().status == 0


def test_nothing_to_report_is_not_said_where_something_failed(corpus: "Corpus") -> None:
    corpus.write("a.txt", "好。\n")
    outcome = corpus.check("a.txt", "none.txt")
    assert outcome.status == 2
    assert outcome.err.count("\n") == 1
    assert "none.txt: there is no such file or folder" in outcome.err


def test_an_empty_selection_is_an_error(corpus: "Corpus") -> None:
    corpus.write("a.txt", "错字\n")
    for empty in ("", " , "):
        outcome = corpus.check("--select", empty)
        assert outcome.status == 2
        assert "--select names no rule" in outcome.err
    assert corpus.check("--ignore", "", "--extend-select", "").status == 1


@pytest.mark.parametrize(
    "entry", ['{"filename": null}', '{"filename": "a", "code": [], "fingerprint": "x", "text": ""}', "[" * 99999]
)
def test_entries_of_other_types_are_no_baseline(corpus: "Corpus", entry: str) -> None:
    corpus.write("b.json", f'[{{"version": 1}}\n,{entry}\n]\n')
    corpus.write("a.txt", "错字\n")
    for more in ((), ("--prune",)):
        outcome = corpus.run(*(("baseline", *more) if more else ("check",)), "--baseline", "b.json", "a.txt")
        assert outcome.status == 2
        assert "not a baseline" in outcome.err
