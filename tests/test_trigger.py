"""Triggers: what a translated pattern finds in bytes is what the pattern finds in text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint import rulebook
from corpuslint.rule import Rule
from corpuslint.scanning import trigger
from corpuslint.scanning.scan import Scanner
from corpuslint.scanning.trigger import far, loosened, to_bytes_pattern

# What rules write: literals, classes, code points, counts, groups, flags. Properties are tested against their members.
PIECES = [
    "a",
    "Z",
    "中",
    "國",
    "𠀀",
    "é",
    r"\.",
    r"\(",
    r"\u3000",
    r"\x41",
    r"\U00020000",
    "[一-鿿]",
    "[^，。\n]",
    r"[\n\r]",
    "[a-c中文é]",
]
PIECES += [r"[\u0080-\u009f]", r"[\d\-]", r"\d", "[^a]", "."]
SUFFIXES = ["", "?", "*", "+", "{2}", "{1,3}", "{0,40}", "{12,}"]
CHARS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(st.one_of(st.sampled_from("aAZz中國𠀀éb-.(é,，。\n\r\t \u3000\u0085\U00020000123"), CHARS), max_size=60)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SUFFIXES)), min_size=1, max_size=5))
    joined = "".join(piece + suffix for piece, suffix in parts)
    return draw(st.sampled_from(["{}", "(?:{}|x)", "(?:{})$", "\n{}"])).format(joined)


def in_bytes(pattern: str, text: str) -> bool:
    return re.search(to_bytes_pattern(pattern, rb"\Z"), b"\n" + text.encode()) is not None


@given(patterns(), TEXTS)
@settings(max_examples=200, deadline=None)
def test_translation_is_equal_on_text(pattern: str, text: str) -> None:
    # `$` is the very end, \d an ASCII digit
    assert in_bytes(pattern, text) == (re.search(pattern.replace("$", r"\Z"), "\n" + text, re.ASCII) is not None)


@given(patterns(), TEXTS)
@settings(max_examples=200, deadline=None)
def test_loosened_fires_wherever_the_trigger_does(pattern: str, text: str) -> None:
    assert not in_bytes(pattern, text) or in_bytes(loosened(pattern), text)


@given(patterns(), TEXTS)
@settings(max_examples=200, deadline=None)
def test_what_is_not_far_stays_in_its_line(pattern: str, text: str) -> None:
    if far(pattern):
        return
    buffer = "\n" + text
    found = re.search(pattern.replace("$", r"\Z"), buffer, re.ASCII)
    if found:
        inner = found.group()[1:-1]
        assert "\n" not in inner


@pytest.mark.parametrize(
    ("pattern", "counts_no_further"),
    [
        ("a{0,60}b", "a*b"),
        ("a{44,}b", "a+b"),
        ("a{2,8}b", "a{2,8}b"),
        ("[^a{3,99}]b", "[^a{3,99}]b"),
        (r"\p{Han}{9}", r"\p{Han}+"),
        (r"a\{9,99}", r"a\{9,99}"),
    ],
)
def test_loosened(pattern: str, counts_no_further: str) -> None:
    assert loosened(pattern) == counts_no_further


@pytest.mark.parametrize(
    ("pattern", "reaches"),
    [
        (r"[\n\r]abc", False),
        (r"abc[ \t]*(?:[\r\n]|$)", False),
        (r"[^，]abc", False),
        (r"a[^，\n]*b", False),
        (r"a[^，]*b", True),
        (r"a\s?b", True),
        (r"a\n\n", True),
        (r"\n[ \t]*\n", False),  # a match ends with the newline that ends its line
        (r"[\n\r]a[^\n]*[\n\r]b", True),
        (r"ab\p{NotUTF8}c", True),
    ],
)
def test_far(pattern: str, *, reaches: bool) -> None:
    assert far(pattern) is reaches


@pytest.mark.parametrize(
    ("name", "members", "others"),
    [("Han", "一鿿㐀𠀀〇", "aあ。é"), ("Kana", "あン", "中a"), ("PrivateUse", "\ue000\U000f0000", "中a")],
)
def test_properties(name: str, members: str, others: str) -> None:
    pattern = to_bytes_pattern(rf"\p{{{name}}}")
    assert all(re.fullmatch(pattern, char.encode()) for char in members)
    assert not any(re.fullmatch(pattern, char.encode()) for char in others)


def test_unknown_property_is_named() -> None:
    with pytest.raises(ValueError, match="Klingon"):
        to_bytes_pattern(r"\p{Klingon}")


@given(st.binary(max_size=12))
@settings(max_examples=800, deadline=None)
def test_not_utf8_agrees_with_the_decoder(data: bytes) -> None:
    try:
        data.decode()
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert (re.search(trigger.NOT_UTF8, b"\n" + data) is None) == valid


@pytest.mark.parametrize("lead", range(0x80, 0x100))
def test_not_utf8_on_every_pair(lead: int) -> None:
    for second in range(0x100):
        data = bytes([lead, second])
        valid = len(data.decode("utf-8", "ignore").encode()) == 2
        assert (re.search(trigger.NOT_UTF8, b"\n" + data) is None) == valid


@pytest.mark.parametrize("rule", rulebook.shipped(), ids=lambda rule: rule.code)
def test_shipped_triggers_are_good(rule: Rule) -> None:
    """Both engines take them, and a rule judged by lines asks for nothing beyond a line."""
    triggers = [pattern for pattern in rule.triggers if r"\p{Glossary}" not in pattern]
    for pattern in triggers:
        trigger.check(pattern)
        re.compile(to_bytes_pattern(pattern))
    for engine in ("re", "re2"):
        Scanner([rule._replace(triggers=tuple(triggers))], engine).scan(b"x")
    if rule.scope == "line" or rule.by_line:
        about_text = [pattern for pattern in triggers if r"\p{NotUTF8}" not in pattern]
        assert not [pattern for pattern in about_text if far(pattern)], "write \\n into the negated class"
