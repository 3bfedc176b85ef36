"""The scan: both engines fire alike, lines are told apart without loss, and a failing automaton is noticed."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint import rulebook
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.scanning import automata
from corpuslint.scanning.scan import Scanner, Survey
from corpuslint.scanning.trigger import far

SEEDS = sorted(Path(__file__).parents[1].glob("seeds/*"))
MEMBERS = [
    "错",
    "会议于2020年08月03日召开。",
    "，",
    "。",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "ã€‚",
    "態(tài)",
    "a@b.cn",
    "·",
    "（",
    "”",
]
MEMBERS += [
    "# 题",
    "- 项目",
    "&nbsp;",
    "\u200b",
    "\ue000",
    "国国",
    "國國",
    "......",
    "2020-08-03",
    "版权所有",
    "\u3000",
    "𠀀",
    "x" * 50,
]
TEXTS = st.lists(st.sampled_from(MEMBERS), max_size=60).map("".join)


def rules(*triggers: str) -> list[Rule]:
    base = rulebook.shipped()[0]
    return [base._replace(code=f"TST{n:03}", triggers=(trigger,)) for n, trigger in enumerate(triggers, 1)]


def codes(survey: Survey) -> frozenset[str]:
    return survey.fired.union(*(spot.codes for spot in survey.spots))


@pytest.fixture(scope="module")
def shipped() -> dict[str, Scanner]:
    return {engine: Ruleset(rulebook.shipped(), engine=engine).scanner._whole for engine in ("re2", "re")}


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_engines_fire_alike(shipped: dict[str, Scanner], text: str) -> None:
    data = text.encode()
    assert shipped["re2"].scan(data) == shipped["re"].scan(data)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_engines_fire_alike_on_seeds(shipped: dict[str, Scanner], seed: Path) -> None:
    data = seed.read_bytes()
    assert shipped["re2"].scan(data) == shipped["re"].scan(data)


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"\xff", b"a\xe4", b"\xed\xa0\x80", b"\0" * 100, "中\r国\r".encode(), b"\r\n" * 50]
)
def test_engines_agree_on_odd_bytes(shipped: dict[str, Scanner], data: bytes) -> None:
    ours, theirs = shipped["re2"].scan(data), shipped["re"].scan(data)
    assert ours.utf8 == theirs.utf8
    assert not ours.utf8 or ours == theirs


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_spots_are_whole_lines_and_lose_nothing(shipped: dict[str, Scanner], text: str) -> None:
    data, scanner = text.encode(), shipped["re2"]
    survey = scanner.survey(data)
    at = 0
    for spot in survey.spots:
        assert at <= spot.start < spot.end
        assert data[: spot.start] == b"" or data[: spot.start].endswith(b"\n")
        assert spot.end == len(data) or data[: spot.end].endswith(b"\n")
        at = spot.end
    for line in re.finditer(rb"[^\n]*\n?", data):
        fired = shipped["re"].scan(line.group()).fired & scanner._by_line
        seen = survey.fired.union(*(s.codes for s in survey.spots if s.start <= line.start() and line.end() <= s.end))
        near = {code for code, trigger in scanner._named if not far(trigger)}
        # A line by itself is also the whole of a text: what its end makes fire need not fire within a longer text.
        inside = (
            fired & shipped["re"].scan(b"\n" + line.group().rstrip(b"\n") + b"\n\n").fired if line.group() else set()
        )
        assert (inside & near) <= seen


def test_a_trigger_fires_on_its_line_only() -> None:
    scanner = Scanner(rules("错", "a[^\n]*b"), "re2", frozenset({"TST001", "TST002"}))
    data = "一\n错字\n二\na..b\n错\n三".encode()
    spots = scanner.survey(data).spots
    assert [data[spot.start : spot.end].decode() for spot in spots] == ["错字\n", "a..b\n错\n"]
    assert [spot.codes for spot in spots] == [{"TST001"}, {"TST001", "TST002"}]


def test_a_far_trigger_is_looked_for_in_the_whole() -> None:
    survey = Scanner(rules("甲\n+乙", "错"), "re2", frozenset({"TST002"})).survey("x\n甲\n\n乙\n错\n".encode())
    assert survey.fired == {"TST001"}
    assert [spot.codes for spot in survey.spots] == [{"TST002"}]


def test_a_common_trigger_is_told_of_each_document() -> None:
    """Whatever the documents before it were like: among them, some triggers match all over."""
    by_line, named = frozenset({"TST004"}), rules("甲", "乙丙", "丁戊[^\n]{12,}己", "错")
    kinds = ["甲" * 200, "乙丙" * 200, "文字，" * 200, "甲错\n" * 50, "丁戊" + "字" * 20 + "己\n乙丙甲", "错\n文"]
    scanner = Scanner(named, "re2", by_line)
    for text in (kinds[0], *kinds, *reversed(kinds), *kinds[::2], *kinds):
        assert scanner.survey(text.encode()) == Scanner(named, "re2", by_line).survey(text.encode()), text


def test_ends_are_told_apart() -> None:
    scanner = Scanner(rules("甲$", "[\n][^\n]*乙[ ]*$", "丙[\n ]*$", "(?:丁|戊)$"), "re2")
    texts = {"甲": {1}, "一\n乙 ": {2}, "甲\n": set(), "丙 \n": {3}, "戊": {4}, "": set(), "甲丙戊": {4}}
    assert {text: {int(code[3:]) for code in scanner.scan(text.encode()).fired} for text in texts} == texts


def test_a_loosened_trigger_is_confirmed() -> None:
    scanner = Scanner(rules("[\n][^\n]{12,}中"), "re2")
    assert not scanner.scan("短行中".encode()).fired
    assert scanner.scan("这是一个足够长的行它有十二个字中".encode()).fired


def test_a_rule_without_triggers_always_fires() -> None:
    scanner = Scanner([rulebook.shipped()[0]._replace(code="TST001", triggers=())])
    assert scanner.scan(b"").fired == {"TST001"}


@pytest.mark.parametrize("engine", ["re", "re2"])
def test_a_bad_trigger_names_its_rule(engine: str) -> None:
    with pytest.raises(ValueError, match="TST001"):
        Scanner(rules("(错"), engine).scan("错".encode())


def test_an_automaton_without_memory_hands_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """RE2's set answers as if nothing matched; the canary tells the difference."""
    monkeypatch.setattr(automata, "_MEMORY", 40_000)
    starved = Scanner(rules("[一-龥]{3}错{1,8}[一-龥]{3}[^a]{8}b", "甲\n+乙"), "re2")
    text = "一二三错四五六一二三四五六七八b甲\n\n乙" * 40
    healthy = Scanner(rules("[一-龥]{3}错{1,8}[一-龥]{3}[^a]{8}b", "甲\n+乙"), "re")
    assert starved.scan(text.encode()) == healthy.scan(text.encode())


def test_a_failed_automaton_hands_over(monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = Scanner(rules("甲\n+乙", "错"), "re2")
    for part in (scanner._far,):
        monkeypatch.setattr(part, "_match", lambda _buffer: None)
    assert scanner.scan("甲\n乙错".encode()).fired == {"TST001", "TST002"}


def test_a_missing_re2_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "re2", None)
    assert Scanner(rules("错")).scan("错".encode()).fired
    with pytest.raises(ImportError):
        Scanner(rules("错"), "re2")


@pytest.mark.parametrize(
    "text", ["错" * 300_000, "a\n" * 100_000, "错\n" * 50_000, "（" * 200_000, "“a" * 100_000, "[\r" * 100_000]
)
def test_the_scan_is_linear(shipped: dict[str, Scanner], text: str) -> None:
    """A quarter of a million characters of anything take no more than a few seconds."""
    from time import thread_time

    start = thread_time()
    shipped["re2"].scan(text.encode())
    assert thread_time() - start < 5
