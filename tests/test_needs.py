"""Needs are necessary: whatever fires in a text, the text meets its needs."""

import re
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint import chars, rulebook
from corpuslint.scanning import heads
from corpuslint.scanning.needs import Thrifty, held, met, needs
from corpuslint.scanning.neighbours import pair
from corpuslint.scanning.outline import outline, outline_needs
from corpuslint.scanning.scan import Scanner
from corpuslint.scanning.texts import to_text_pattern

RULES = [rule for rule in rulebook.shipped() if r"\p{Glossary}" not in rule.triggers]
TEXTS = [
    example["text"].encode("utf-8", "surrogatepass") if isinstance(example["text"], str) else bytes(example["text"])
    for page in rulebook.pages(rulebook.rules_folder())
    for pile in ("bad", "kept", "known_failure")
    for example in rulebook.read_page(page).get(pile, [])
]
WHOLE = Scanner(RULES)


def test_a_thrifty_scanner_finds_the_same() -> None:
    for text in TEXTS[::5]:  # automata are built anew for each
        assert Thrifty(Scanner, RULES).scan(text) == WHOLE.scan(text)


@pytest.mark.parametrize("newline", [b"\r\n", b"\r"])
def test_line_ends_of_others_are_line_ends(newline: bytes) -> None:
    for text in TEXTS[:: len(TEXTS) // 60]:
        written = text.replace(b"\n", newline)
        assert Thrifty(Scanner, RULES).scan(written) == WHOLE.scan(written)


def test_what_grows_large_is_surveyed_by_all_triggers() -> None:
    by_line = frozenset(rule.code for rule in RULES if rule.scope == "line")
    thrifty = Thrifty(partial(Scanner, by_line=by_line), RULES)
    text = "会议于2020年08月03日召开。\n".encode()
    surveys = [thrifty.survey(text) for _ in range(5)]
    assert not surveys[0].spots
    assert surveys[0].fired == surveys[4].fired.union(*(spot.codes for spot in surveys[4].spots))
    assert surveys[4] == Scanner(RULES, by_line=by_line).survey(text)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("年0[1-9]月", {"年", "0", "123456789", "月"}),
        ("ab?c*d+", {"a", "d"}),
        ("a{0,3}b{2}c{,4}", {"b"}),
        ("(?:ab|cd)e", {"ac", "e"}),
        ("(?:a|b?)e", {"e"}),
        ("a|", set()),
        (r"\.\d", {".", "0123456789"}),
        (r"\x41\u4e00\U00020000", {"A", "一", "\U00020000"}),
        ("[^a]b", {"b"}),
        (r"\p{Han}a$", {"a"}),
        ("(?i)ab", {"Aa", "Bb"}),
        ("x(?:(?:a|b)c|d)*y", {"x", "y"}),
        (r"[\]a-c]\)", {"]abc", ")"}),
        (".*", set()),
    ],
)
def test_reading_of_patterns(pattern: str, expected: set[str]) -> None:
    characters = {frozenset(need) for need in needs(pattern) if isinstance(need, str)}
    assert characters == {frozenset(need) for need in expected}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("年0[12]月", {("年0",), ("01", "02"), ("1月", "2月")}),
        ("ab?cd", {("cd",)}),
        ("ab+c", {("ab",), ("bc",)}),
        ("联(?:系|络)人", set()),
        ("(?:联系|聯繫|致電)", {("联系", "聯繫", "致電")}),
        ("(?:联系|电)", {("电", "联系")}),
        ("(?:联系|电?)", set()),
        ("(?i)(?:ab|c)", {("AB", "Ab", "C", "aB", "ab", "c")}),
        ("\n## ", {("\n#",), ("##",), ("# ",)}),
        ("(?i)aB", {("AB", "Ab", "aB", "ab")}),
        ("a^b$c", set()),
        ("a.b", set()),
    ],
)
def test_pairs_in_patterns(pattern: str, expected: set[tuple[str, ...]]) -> None:
    numbers = {frozenset(pair(*each) if len(each) > 1 else each for each in need) for need in expected}
    of_characters = (need for need in needs(pattern) if isinstance(need, tuple) and not outlined(need))
    assert set(map(frozenset, of_characters)) == numbers


def outlined(need: tuple[str | int, ...]) -> bool:
    return all(isinstance(each, int) and each < 0 for each in need)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"[\p{Han}”][ \t]*\.", [{"一.", "”.", "ﬀ.", "々.", "𠀀."}]),
        ("[0-9][ ]?[时點]", [{f"{number}時" for number in range(10)}]),
        ("a(?:b|cd)e", [{"ab", "ac"}, {"be", "de"}]),
        ("a(?:b|c)?d", [{"ad", "bd", "cd"}]),
        ("(?:ab|cd)", [{"ab", "cd"}]),
        ("a{2}b+", [{"aa"}, {"ab"}]),
        ("[^x]a", []),
        ("a.b", []),
        ("(?i)ab", []),
        (r"[\n\r]a$", [{"\na"}]),
    ],
)
def test_outlines_of_patterns(pattern: str, expected: list[set[str]]) -> None:
    numbers = [{min(outline(text.encode())) for text in need} for need in expected]
    found = [set(need) for need in outline_needs(pattern)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, numbers))


PIECES = ["a", "bc", "[xy]", "[^z]", "d?", "e*", "(?:f|gh)", "(?:i|j?)", "k{2}", "l{0,2}", r"\d", "m+", "(?:n(?:o|p))?"]


@given(st.lists(st.sampled_from(PIECES), max_size=6), st.text("abcdefghijklmnopxyz012", max_size=12), st.data())
def test_what_matches_meets_its_needs(pieces: list[str], text: str, data: Any) -> None:
    pattern = "|".join(["".join(pieces), *data.draw(st.lists(st.sampled_from(PIECES), max_size=1))])
    if re.search(pattern, text):
        assert met(needs(pattern), held(text))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"[\n\r][ \t#>*-]{0,8}(?:来源|责[编任])", {"\n来源", "\n责编", "\n责任"}),
        (r"[\n\r](?:#{1,6}[ \t]+)?第?[一二]章", {"\n第一", "\n第二", "\n一章", "\n二章"}),
        (r"[\n\r][（(]?a{1,2}b", {"\naa", "\nab"}),
        (r"[\n\r]a(?:[^x]|b)", {"\na"}),
        (r"[\n\r]x$", {"\nx"}),
        (r"[\n\r]x?$", set()),
        (r"[\n\r][ \t]*[\n\r]x", set()),
        (r"[\n\r][^x]y", set()),
        (r"[\n\r][a#]y", set()),
        (r"\nab", set()),
        ("ab", set()),
    ],
)
def test_heads_of_lines_in_patterns(pattern: str, expected: set[str]) -> None:
    assert set(heads.heads(pattern)) == expected


LEADS = ["", "[ #>]{0,2}", "(?:#{1,2}[ ])?", "[（(]?", "[ \n]*"]


@given(
    st.sampled_from(LEADS),
    st.lists(st.sampled_from([*PIECES, "$"]), max_size=4),
    st.text("abcdefgh #>（(\n\r", max_size=14),
)
def test_a_line_that_matches_has_its_head(lead: str, pieces: list[str], text: str) -> None:
    pattern = r"[\n\r]" + lead + "".join(pieces)
    if re.search(pattern.replace("$", r"\Z"), "\n" + text):
        assert met(needs(pattern), held("\n" + text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\p{Han}[^\p{Han}\u3000]", "[" + chars.HAN + "][^" + chars.HAN + "\u3000]"),
        (r"\x41[\x5d\u4e00-\U00020000]", "A[\\]一-\U00020000]"),
        (r"a{,3}\]\.", r"a{0,3}\]\."),
    ],
)
def test_triggers_as_patterns_over_text(pattern: str, text: str) -> None:
    assert to_text_pattern(pattern) == text
    with pytest.raises(ValueError, match="unknown class"):
        to_text_pattern(r"\p{Greek}")
