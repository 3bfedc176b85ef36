"""Fixing to the fixed point: cycles, limits, crashes, damage that stays open, and rules about the whole corpus."""

import pytest

from corpuslint import fix_text, rulebook
from corpuslint.detectors import pattern
from corpuslint.finding import Finding
from corpuslint.fixing.fix import Draft, Shelf, _waves, fix_all, fix_shelf
from corpuslint.rule import STAGES, Rule
from corpuslint.ruleset import Ruleset
from corpuslint.source import Document, Raw


def rule(code: str, found: str, replace: str, stage: str = "surface", safety: str = "safe") -> Rule:
    name = f"made-up-{code[-1]}"
    options = {"pattern": found, "replace": replace}
    return Rule(
        code, name, "custom", "", "", "line", stage, "pattern.match", safety=safety, triggers=(found,), options=options
    )


def drafts(ruleset: Ruleset, *texts: str) -> list[Draft]:
    return [Draft(Raw(f"{number}.txt", text.encode()), ruleset) for number, text in enumerate(texts)]


def test_cycles_go_on_until_one_changes_nothing() -> None:
    """What a late stage makes, an early one finds in the next cycle; the steps told grow with the cycles."""
    waiting = rule("AAA003", "丁", "戊", safety="unsafe")  # what it finds changes nothing
    ruleset = Ruleset([rule("AAA001", "乙", "丙", "script"), rule("AAA002", "甲", "乙"), waiting])
    (draft,), steps = drafts(ruleset, "甲丁"), []
    fix_all([draft], ruleset, progress=lambda done, of: steps.append((done, of)))
    assert (draft.document.text, draft.crashes, [found.code for found in draft.findings]) == ("丙丁", [], ["AAA003"])
    assert steps == [(1, 2), (2, 2), (3, 3)]


def test_steps_are_told_wave_by_wave() -> None:
    ruleset = Ruleset([each for each in rulebook.shipped() if each.default and each.code.startswith(("SCR", "PUN"))])
    made, steps = drafts(ruleset, "好。\n"), []
    fix_all(made, ruleset, progress=lambda done, of: steps.append((done, of)))
    assert len(steps) > 1
    assert steps == [(number, 2 * len(steps)) for number in range(1, len(steps) + 1)]


def test_a_wave_begins_with_the_stage_whose_facts_are_counted() -> None:
    ruleset = Ruleset([each for each in rulebook.shipped() if each.default])
    waves = _waves(ruleset)
    assert [stage for wave in waves for stage in wave.stages] == list(STAGES)
    assert sorted(each.code for wave in waves for each in wave.corpus_rules) == sorted(
        each.code for each in ruleset.corpus_rules
    )
    assert all(each.stage == wave.stages[0] for wave in waves for each in wave.corpus_rules)


@pytest.mark.parametrize("safety", ["safe", "unsafe"])
def test_what_is_unsafe_waits_to_be_asked_for(safety: str) -> None:
    ruleset = Ruleset([rule("AAA001", "甲", "乙", safety=safety)])
    (one,), (other,) = drafts(ruleset, "甲"), drafts(ruleset, "甲")
    fix_all([one], ruleset)
    fix_shelf(Shelf([other]), ruleset)
    assert one.document.text == other.document.text == ("乙" if safety == "safe" else "甲")


def test_a_long_text_may_grow() -> None:
    ruleset = Ruleset([rule("AAA001", "甲", "乙乙乙")])
    (draft,) = drafts(ruleset, "甲" * 20_000)
    fix_all([draft], ruleset)
    assert (draft.document.text, draft.crashes) == ("乙" * 60_000, [])


@pytest.mark.parametrize("crashing", ["surface", "structure"])
def test_a_document_on_which_a_rule_crashes_stays_as_it_came(monkeypatch: pytest.MonkeyPatch, crashing: str) -> None:
    made = pattern.match

    def match(document: Document, rule: Rule) -> list[Finding]:
        if rule.code == "AAA002":
            raise ValueError(document.text)
        return list(made(document, rule))

    monkeypatch.setattr(pattern, "match", match)
    ruleset = Ruleset([rule("AAA001", "甲", "乙", "script"), rule("AAA002", "乙", "丙", crashing)])
    hit, other = drafts(ruleset, "甲乙", "甲")
    fix_all([hit, other], ruleset)
    assert (hit.document.text, [crash.code for crash in hit.crashes], hit.changed) == ("甲乙", ["AAA002"], False)


def test_the_end_of_a_text_is_made_whole_where_boilerplate_is_cut_out() -> None:
    cut = rule("AAA001", "甲\n\n", "", "boilerplate")
    ruleset = Ruleset([cut])
    (draft,) = drafts(ruleset, "乙\n\n甲\n\n")
    fix_all([draft], ruleset)
    assert draft.document.text == "乙\n"
    ruleset = Ruleset([cut._replace(stage="surface")])
    (draft,) = drafts(ruleset, "乙\n\n甲\n\n")
    fix_all([draft], ruleset)
    assert draft.document.text == "乙\n\n"


def test_what_is_damaged_is_left_to_the_stage_of_damage() -> None:
    damage, later = rule("AAA001", "缺错字", "", "mojibake", "none"), rule("AAA002", "错字", "正字")
    ruleset = Ruleset([damage._replace(options={"pattern": "缺错字"}), later])
    (draft,) = drafts(ruleset, "缺错字，错字")
    fix_all([draft], ruleset)
    assert draft.document.text == "缺错字，正字"
    ruleset = Ruleset([damage._replace(stage="surface", options={"pattern": "缺错字"}), later])
    (draft,) = drafts(ruleset, "缺错字，错字")
    fix_all([draft], ruleset)
    assert draft.document.text == "缺正字，正字"


SIMPLIFIED = "这里说的是简体中文的历史与问题，请见国际会议说明书，讨论经济发展与环境保护。\n"
TRADITIONAL = "會議討論臺灣經濟與環境問題，請見國際會議說明書。\n"


def test_rules_about_the_corpus_decide_by_all_of_it() -> None:
    ruleset = Ruleset([each for each in rulebook.shipped() if each.code.startswith("SCR") and each.default])
    assert ruleset.corpus_rules
    made = drafts(ruleset, SIMPLIFIED, *[TRADITIONAL] * 9)
    fix_all(made, ruleset, unsafe=True)
    assert made[0].document.text != SIMPLIFIED or made[0].findings
    alone = drafts(ruleset, SIMPLIFIED)
    fix_all(alone, ruleset, unsafe=True)
    assert (alone[0].document.text, alone[0].findings) == (SIMPLIFIED, [])


def test_rows_of_commas_do_not_fall_one_by_one() -> None:
    """A row that is fixed does not make the next one safe to fix, and so on from both ends of a table."""
    text = "第一段,很好,他说,好。\n二月,三月。\n" * 200
    after = fix_text(text)
    assert after.count("，") < 10
    assert fix_text(after) == after
