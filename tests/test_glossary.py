"""Reading a glossary, and looking tens of thousands of variants up."""

import random
import re
import tomllib
from pathlib import Path

import pytest

from corpuslint import rulebook
from corpuslint.engine import examine
from corpuslint.glossary import Entry, GlossaryError, parse, read, read_terms
from corpuslint.policy import Policy
from corpuslint.ruleset import Ruleset
from corpuslint.scanning.literals import Literals
from corpuslint.source import Raw
from corpuslint.vocabulary import vocabulary

WHOLE = """
[terms]  # canonical = variants
"中国—东盟" = ["中国-东盟", "中国东盟"] # both are met
'埃里克·索尔海姆' = ['埃里克・索尔海姆']
"一个\\u4e2d心" = [
    "一个中新",
]
"无变体" = []

[[term]]
canonical = "联合国环境规划署"
variants = ["联合国环境署"]
exceptions = ["联合国环境署大会"]
scope = ["reports/*.md"]
note = "the Chinese name of 2017"
"""


def test_all_forms_are_read() -> None:
    assert parse(WHOLE) == (
        Entry("中国-东盟", "中国—东盟"),
        Entry("中国东盟", "中国—东盟"),
        Entry("", "无变体"),
        Entry("埃里克・索尔海姆", "埃里克·索尔海姆"),
        Entry("一个中新", "一个中心"),
        Entry("联合国环境署", "联合国环境规划署", ("reports/*.md",), ("联合国环境署大会",)),
    )


def test_plain_lines_are_read_as_toml_reads_them() -> None:
    lines = [f'"词{n}" = ["词甲{n}", "a b#{n}"]  # "x" = ["y"]' for n in range(50)]
    text = "[terms]\n" + "\n".join(lines) + '\n[[term]]\ncanonical = "末"\nvariants = ["终"]\n'
    table = tomllib.loads(text)
    assert [(t.canonical, list(t.variants)) for t in read_terms(text)][:50] == list(table["terms"].items())
    assert [t.line for t in read_terms(text)] == [*range(2, 52), 52]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[terms]\n"甲" = ["丙"]\n\n"乙" = ["丙"]', "g.toml:4: '丙' is a variant of '乙' here and of '甲' in line 2"),
        (
            '[terms]\n"甲" = ["乙"]\n"乙" = ["丙"]',
            "g.toml:2: '乙' is a variant of '甲' here and a term of its own in line 3",
        ),
        (
            '[terms]\n"甲" = ["乙"]\n"甲" = ["丙"]',
            "g.toml:3: '甲' is already a term in line 2; put its variants together",
        ),
        ('[terms]\n"甲" = ["甲"]', "g.toml:2: '甲' is its own variant"),
        ('[terms]\n"甲" = ["乙", "乙"]', "g.toml:2: '乙' stands twice among the variants of '甲' (also line 2)"),
        ('[terms]\n"甲" = [" 乙"]', "g.toml:2: variant ' 乙' is empty or begins or ends with a blank"),
        ('[terms]\n"甲" = "乙"', "g.toml:2: `variants` must be a list of texts, not '乙'"),
        (
            '[[term]]\ncanonical = "甲"\nvariants = ["乙"]\n[[term]]\ncanonical = "丙"\nvariants = ["乙"]',
            "g.toml:4: '乙' is a variant of '丙' here and of '甲' in line 1",
        ),
        ('[[term]]\nvariants = ["乙"]', "g.toml:1: `canonical` is missing or empty"),
        ('[[term]]\ncanonical = "甲"\nvariant = ["乙"]', "g.toml:1: unknown key `variant`; did you mean `variants`?"),
        (
            '[[term]]\ncanonical = "甲"\nvariants = ["乙"]\nexceptions = ["丁"]',
            "g.toml:1: exception '丁' holds none of the variants",
        ),
        ("[names]\n", "g.toml:1: `names` is not a table of a glossary; it has [terms] and [[term]]"),
        ('[terms]\n"甲" = ["乙"]\n"丙" = [', "g.toml: not TOML:"),
        ("terms = 3\n", "g.toml:1: `terms` must be a table, written [terms]"),
        ('[term]\ncanonical = "甲"\n', "g.toml:1: `term` must be tables, each written [[term]]"),
        ('[[terms]]\n"甲" = ["乙"]\n', "g.toml:1: `terms` must be a table, written [terms]"),
    ],
)
def test_a_glossary_that_cannot_be_used_says_where(text: str, message: str) -> None:
    with pytest.raises(GlossaryError, match=re.escape(message)):
        parse(text, "g.toml")


def test_scopes_part_terms() -> None:
    text = '[[term]]\ncanonical = "甲"\nvariants = ["丙"]\nscope = ["a/*"]\n'
    assert len(parse(text + text.replace("甲", "乙").replace("a/", "b/"))) == 2
    with pytest.raises(GlossaryError):
        parse(text + text.replace("甲", "乙"))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="cannot be read"):
        read(tmp_path / "none.toml")
    (tmp_path / "big5.toml").write_bytes(b"[terms]\n" + b"\xa4\xa4")
    with pytest.raises(GlossaryError, match="not UTF-8"):
        read(tmp_path / "big5.toml")


@pytest.mark.parametrize("count", [5, 499, 3000])
def test_literals_are_found_as_a_plain_search_finds_them(count: int) -> None:
    dice = random.Random(count)
    alphabet = "中国环境保护合作东盟AB b\U00020000\ud800"
    words = {"".join(dice.choices(alphabet, k=dice.randint(1, 6))) for _ in range(count)}
    text = "".join(dice.choices(alphabet, k=5000))
    wanted = sorted((at, word) for word in words for at in range(len(text)) if text.startswith(word, at))
    found = Literals(words, ["中国环境", "合作"])
    assert sorted(found.find(text)) == wanted
    assert found.stands_in(text) == bool(wanted)
    assert Literals([]).find(text) == []


def test_large_glossary_finds_what_a_small_one_finds() -> None:
    rule = next(rule for rule in rulebook.shipped() if rule.code == "NAM009")
    entries = (Entry("联合国环境署", "联合国环境规划署"), *(Entry(f"变{n}体", f"正{n}体") for n in range(2000)))
    raw = Raw("a.txt", "无关。\n联合国环境署与变77体。\n".encode())
    found = [examine(raw, Ruleset([rule], Policy(glossary=chosen))).findings for chosen in (entries, entries[:100])]
    assert found[0] == found[1]
    assert len(found[0]) == 2


def test_the_vocabulary_of_a_glossary_is_made_once() -> None:
    entries = (Entry("甲", "乙"),)
    assert vocabulary(entries) is vocabulary(entries)
