"""Patterns that a corpus brings along must not explode."""

from typing import TYPE_CHECKING

import pytest

from corpuslint.patterns import explosive

if TYPE_CHECKING:
    from conftest import Corpus


@pytest.mark.parametrize(
    "pattern",
    [
        r"x(a+)+b",
        r"x(?:a*)*",
        r"x(?:(?:a+)b)*",
        r"x(ab|\w)*y",
        r"x(?:\d|1a)*",
        r"x(?:中|[^国]文)*",
        r"\s*\s*x",
        r"x\w+\d+y",
        r"x[^a]+b+",
        r"\s+$",
        r"[^。]*某",
        r"(?:\s+)x",
        r"(?P<a>[ \t]*)\n",
        r"x(?=(?:a+)+b)",
        r"x(?:y|(?:a+)+)b",
        r"x.{0,1000}.{0,1000}y",
        r"(?:a?){30}a{30}b",
        r"(?<=a)a*b",
        r"(?=a*b)a",
    ],
)
def test_patterns_that_may_explode(pattern: str) -> None:
    assert explosive(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "错字",
        r"\d{4}年0?\d月",
        r"a+",
        r"(?<!\s)\s+$",
        r"中.*?国",
        r"x(?:ab|ac)*",
        r"x(?:a++)+y",
        r"x(?>a+)+y",
        r"x(?:a{0,20})+y",
        r"(?:甲|乙|丙)丁",
        r"^第[一二三]+条",
        r"x\d+[^\d]+y",
        r"[A-Z]{2,5}\d{1,4}",
        r"(?:ab|cd)+",
        r"(?:a?){3}b",
        r"(?<=第)\d+章",
        r"(?=第)第\d+",
    ],
)
def test_patterns_that_cannot(pattern: str) -> None:
    assert explosive(pattern) == ""


def test_a_page_with_such_a_pattern_is_refused_by_name(corpus: "Corpus") -> None:
    page = corpus.folder / ".rules/custom/wrong-word.toml"
    page.write_text(
        page.read_text(encoding="utf-8").replace('pattern = "错字"', "pattern = '(?:错+)+字'"), encoding="utf-8"
    )
    corpus.write("a.txt", "错" * 60)
    outcome = corpus.check()
    assert outcome.status == 2
    assert "wrong-word.toml:14:1: `pattern` cannot be used: a repetition within a repetition" in outcome.err


def test_a_configuration_cannot_give_a_shipped_rule_such_a_pattern(corpus: "Corpus") -> None:
    corpus.configure("[options.TST001]\npattern = '(?:错|\\w)+字'\n")
    assert "`pattern` cannot be used" in corpus.check().err
    corpus.configure("[options.TST001]\npattern = '('\n")
    assert "`pattern` cannot be used: not a regular expression" in corpus.check().err
