"""Suppression by file and by comment, for checks and for fixes; what silences nothing is told."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Corpus


def rows(corpus: "Corpus", text: str, name: str = "a.md") -> list[int]:
    corpus.write(name, text)
    return [finding["location"]["row"] for finding in corpus.check(name, "--output-format", "json").json]


@pytest.mark.parametrize(
    ("off", "on", "expected"),
    [
        ("off TST001", "on TST001", [1, 5]),
        ("off", "on", [1, 5]),
        ("off TST", "on", [1, 5]),
        ("off wrong-word, odd-word", "on", [1, 5]),
        ("off TST002", "on", [1, 3, 5]),
        ("off TST001 TST002", "on TST002", [1]),
        ("off TST001", "nothing", [1]),
    ],
)
def test_between_comments(corpus: "Corpus", off: str, on: str, expected: list[int]) -> None:
    text = f"错字\n<!-- corpuslint: {off} -->\n错字\n<!-- corpuslint: {on} -->\n错字\n"
    assert rows(corpus, text) == expected


def test_the_line_of_the_comment_is_silent_too(corpus: "Corpus") -> None:
    assert rows(corpus, "错字 <!-- corpuslint: off -->\n错字\n") == []


def test_only_in_markdown_and_not_in_code(corpus: "Corpus") -> None:
    text = "<!-- corpuslint: off -->\n错字\n"
    assert rows(corpus, text, "a.txt") == [2]
    assert rows(corpus, f"```\n{text}```\n错字\n") == [3, 5]


def test_fix_leaves_what_is_suppressed(corpus: "Corpus") -> None:
    corpus.configure('[per-file-ignores]\n"old/*" = ["TST001"]\n')
    silent = corpus.write("a.md", "<!-- corpuslint: off -->\n错字\n")
    old = corpus.write("old/a.txt", "错字\n")
    new = corpus.write("new/a.txt", "错字\n")
    assert corpus.run("fix").status == 0
    assert silent.read_text() == "<!-- corpuslint: off -->\n错字\n"
    assert old.read_text() == "错字\n"
    assert new.read_text() == "正字\n"


@pytest.mark.parametrize(
    "pattern", ["old/*", "old/", "old", "**/a.txt", "a.txt", "old/a.txt", "./old/a.txt", "ol?/[ab].txt"]
)
def test_patterns_of_files(corpus: "Corpus", pattern: str) -> None:
    corpus.configure(f'[per-file-ignores]\n"{pattern}" = ["wrong-word"]\n')
    corpus.write("old/a.txt", "错字，怪词\n")
    corpus.write("new/b.txt", "错字\n")
    assert corpus.codes() == ["TST001", "TST002"]


def test_what_silences_nothing_is_told(corpus: "Corpus") -> None:
    corpus.configure('[per-file-ignores]\n"old/*" = ["TST001"]\n"gone/*" = ["TST001"]\n"a.md" = ["TST001"]\n')
    corpus.write("a.md", "<!-- corpuslint: off TST001 -->\n怪词\n<!-- corpuslint: off TST002 -->\n")
    corpus.write("old/a.txt", "好。\n")
    err = corpus.check().err
    assert "a.md:1: `corpuslint: off TST001` silences nothing" in err
    assert "a.md:3: `corpuslint: off TST002` silences nothing" in err
    assert "corpuslint.toml:4:1: `old/*` silences nothing" in err
    assert "corpuslint.toml:5:1: `gone/*` fits no file" in err
    assert "warning" not in corpus.check("-q").err
    assert "fits no file" not in corpus.check("old").err


def test_a_comment_about_rules_that_did_not_run_is_not_told(corpus: "Corpus") -> None:
    corpus.write("a.md", "<!-- corpuslint: off TST001 -->\n好。\n")
    assert "silences nothing" not in corpus.check("--select", "TST003").err
