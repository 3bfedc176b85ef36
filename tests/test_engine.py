"""The engine finds what the detectors find: no trigger hides a finding, no line loses one, no engine differs."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint import rulebook
from corpuslint.decisions import decide
from corpuslint.engine import Crash, Part, examine, examine_document, judge
from corpuslint.facts import Facts
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset, detector
from corpuslint.settle import settle
from corpuslint.shadow import in_the_clear
from corpuslint.source import Document, Raw

SEEDS = sorted(Path(__file__).parents[1].glob("seeds/*"))
RULES = tuple(rule for rule in rulebook.shipped() if rule.triggers)


def _examples() -> Iterator[str]:
    for page in rulebook.pages(rulebook.rules_folder()):
        table = rulebook.read_page(page)
        for kind in ("bad", "kept"):
            for example in table.get(kind, []):
                yield from (text for text in (example["text"], *example.get("beside", [])) if isinstance(text, str))


EXAMPLES = sorted(set(_examples()))
CLEAN = "  第一章 总则\n为了保护环境，制定本法。自2021年1月1日起施行。\n\n甲说：“可以。”（见附件）\n"
MIXTURES = st.lists(st.sampled_from([*EXAMPLES, CLEAN]), min_size=1, max_size=5).map("\n".join)
DECLARED = Policy(script="simplified", date_style="unpadded", name_connector="—")


def encodable(text: str) -> bool:
    return text.encode("utf-8", "replace") == text.encode("utf-8", "surrogatepass")


def made(rule: Rule, text: str, policy: Policy, ending: str) -> tuple[list[Finding], Facts | None]:
    """What a rule finds or counts in a text, its trigger aside."""
    examined = examine_document(Document(f"a{ending}", text, policy), [rule])
    assert not examined.crashes, examined.crashes
    return examined.findings, examined.facts.get(rule.code)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("policy", [Policy(), DECLARED], ids=["auto", "declared"])
def test_triggers_are_implied_by_findings(rule: Rule, policy: Policy) -> None:
    scanner = Ruleset([rule], policy).scanner
    for text in (*EXAMPLES, *(seed.read_text(encoding="utf-8") for seed in SEEDS)):
        for ending in (".txt", ".md"):
            findings, facts = made(rule, text, policy, ending)
            fired = rule.code in scanner.scan(text.encode("utf-8", "surrogatepass")).fired
            assert fired or not findings, (findings, text)
            # A corpus rule may count more, where it looks at a document at all; if it sees single lines, it must not.
            assert fired or not facts or not rule.by_line, (facts, text)


def found(raw: Raw, ruleset: Ruleset) -> tuple[list[Finding], dict[str, Facts], list[Crash]]:
    examined = examine(raw, ruleset)
    decisions = decide(ruleset, [examined.facts])
    if examined.document is None:
        return [], examined.facts, []
    rules = [ruleset.by_code[code] for code in examined.facts]
    findings, crashes = judge(examined.document, rules, ruleset, decisions, examined.findings)
    return findings, examined.facts, [*examined.crashes, *crashes]


def naive(raw: Raw, ruleset: Ruleset) -> tuple[list[Finding], dict[str, Facts], list[Crash]]:
    """The same without scan and parts: every rule that fires somewhere looks at the whole document."""
    document = Document(raw.path, raw.data.decode("utf-8", "surrogatepass"), ruleset.policy)
    rules = ruleset.fired(document)
    examined = examine_document(document, rules)
    decisions = decide(ruleset, [examined.facts])
    findings, crashes = judge(document, rules, ruleset, decisions, examined.findings)
    return findings, examined.facts, [*examined.crashes, *crashes]


@pytest.fixture(scope="module")
def rulesets() -> dict[str, Ruleset]:
    return {engine: Ruleset(rulebook.shipped(), DECLARED, engine=engine) for engine in ("re2", "re")}


@given(MIXTURES, st.sampled_from([".txt", ".md"]))
@settings(max_examples=60, deadline=None)
def test_engine_is_fallback_is_naive(rulesets: dict[str, Ruleset], text: str, ending: str) -> None:
    if not encodable(text) or "\ufeff" in text[:1]:
        return
    raw = Raw(f"a{ending}", text.encode())
    ours = found(raw, rulesets["re2"])
    assert ours == found(raw, rulesets["re"])
    assert ours == naive(raw, rulesets["re2"])


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name)
def test_engine_is_fallback_is_naive_on_seeds(rulesets: dict[str, Ruleset], seed: Path) -> None:
    raw = Raw("a.txt", seed.read_bytes())
    assert found(raw, rulesets["re2"]) == found(raw, rulesets["re"]) == naive(raw, rulesets["re2"])


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.scope == "line" or rule.by_line], ids=lambda rule: rule.code
)
def test_line_rules_judge_lines_alone(rule: Rule) -> None:
    """What a line rule finds in a text is what it finds in its lines, one at a time."""
    for text in EXAMPLES:
        for ending in (".txt", ".md"):
            whole = Document(f"a{ending}", text, DECLARED)
            starts = [0, *(at + 1 for at, char in enumerate(text) if char == "\n"), len(text)]
            pairs = [pair for pair in pairwise(starts) if pair[0] < pair[1]]
            parts = [Part(whole.part(*pair), pair[0], frozenset({rule.code})) for pair in pairs]
            by_lines = examine_document(whole, [rule], parts) if parts else examine_document(whole, [rule])
            at_once = examine_document(Document(f"a{ending}", text, DECLARED), [rule])
            assert by_lines.findings == at_once.findings, text
            assert by_lines.facts == at_once.facts, text


@pytest.mark.parametrize(
    "text", ["", "\n", "\r", "\0", "x" * 1_000_000, "国" * 300_000, "\ud800", "a\r\n" * 30_000, "错\n" * 100_000]
)
def test_no_text_crashes_a_rule(rulesets: dict[str, Ruleset], text: str) -> None:
    for ending in (".txt", ".md"):
        assert not found(Raw(f"a{ending}", text.encode("utf-8", "surrogatepass")), rulesets["re2"])[2]


def test_a_crash_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = next(rule for rule in RULES if rule.scope == "line")
    module, _, name = rule.detector.rpartition(".")
    monkeypatch.setattr(f"corpuslint.detectors.{module}.{name}", lambda _document, _rule: 1 / 0)
    assert detector(rule)
    examined = examine_document(Document("a.txt", "x"), [rule])
    assert examined.crashes == [Crash(rule.code, "a.txt", "ZeroDivisionError: division by zero")]


def test_damage_overshadows_later_stages() -> None:
    damage = next(rule for rule in RULES if rule.stage == "mojibake")
    later = next(rule for rule in RULES if rule.stage == "surface")
    edits = (Edit(2, 3, ""), Edit(8, 9, ""))
    on_damage = Finding(damage.code, 0, 4, "damage")
    about_it = Finding(later.code, 2, 3, "a finding about the damage")
    beside = Finding(later.code, 8, 9, "another")
    both = Finding(later.code, 2, 9, "two edits", Fix(Applicability.SAFE, "", edits, independent=True))
    rules = {rule.code: rule for rule in (damage, later)}
    settled = settle([about_it, beside, both, on_damage], rules, frozenset(rules))
    assert about_it not in settled
    assert {on_damage, beside} <= set(settled)
    assert [finding.fix.edits for finding in settled if finding.fix] == [(edits[1],)]
    assert settle([about_it, on_damage], rules, frozenset([later.code])) == []


def test_clean_text_is_not_even_decoded() -> None:
    rules = [rule for rule in RULES if rule.code in ("DAT002", "RES002", "ENC004")]
    assert examine(Raw("a.txt", CLEAN.encode()), Ruleset(rules)).document is None


def test_places_are_told_in_any_order() -> None:
    text = "甲a\U0001f600\ud83d乙\r\n" + "中文,国 \U00020000。" * 9 + "\n" + "丙"
    document = Document("a.txt", text)
    order = [*range(len(text) + 1), *reversed(range(len(text) + 1)), *range(0, len(text), 3)]
    assert [document.position(at) for at in order] == [Document("a.txt", text).position(at) for at in order]


def test_later_rules_do_not_look_into_a_file_that_is_wrong_throughout() -> None:
    """What they would find there is hidden anyway, and names in it are nobody's; what stands beside it is seen."""
    line = "甲省乙县气象台台长张三丰说：“今年降水偏多，请大家注意防范。”"
    wrong = "\n".join(f"## {number}\n{number}：{line}" for number in range(200)).encode().decode("gb18030", "replace")
    clean = "\n\n联系电话：021 - 5555 1234 ，欢迎来电.\n"
    ruleset = Ruleset([rule for rule in rulebook.shipped() if rule.default])
    both, _, _ = found(Raw("a.md", (wrong + clean).encode()), ruleset)
    alone, _, _ = found(Raw("a.md", clean.encode()), ruleset)
    repaired = [one for one in both if one.end - one.start > 0.9 * len(wrong)]
    assert [ruleset.by_code[one.code].stage for one in repaired] == ["mojibake"]
    beside = [(one.code, one.start - len(wrong)) for one in both if one.start > len(wrong)]
    assert beside == [(one.code, one.start) for one in alone]
    assert beside
    document = Document("a.md", wrong + clean)
    clear = in_the_clear(document, both, [one.code for one in repaired])
    assert len(clear.text) == len(document.text)
    assert clear.text.endswith(clean)
    assert clear.text.count("\n") == document.text.count("\n")
    assert clear.text.count("## ") == 200
    assert in_the_clear(document, alone, ["MOJ010"]) is document
