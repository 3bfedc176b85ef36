"""Reading pages, and choosing rules."""

from pathlib import Path

import pytest

from corpuslint import rulebook, selection
from corpuslint.rule import FAMILIES, STAGES, RuleError

PAGE = """
code = "ABC001"
name = "a-fault"
summary = "s"
why = "w"
scope = "line"
stage = "surface"
detector = "pattern.match"
"""


def page(tmp_path: Path, text: str, name: str = "a-fault.toml") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_every_page_is_a_rule() -> None:
    pages = list(rulebook.pages(rulebook.rules_folder()))
    assert len(rulebook.shipped()) == len(pages) > 0


def test_rules_stand_in_the_order_of_repair() -> None:
    stages = [STAGES.index(rule.stage) for rule in rulebook.shipped()]
    assert stages == sorted(stages)


def test_codes_say_their_family() -> None:
    for rule in rulebook.shipped():
        assert rule.family == FAMILIES[rule.code[:3]]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (PAGE.replace('code = "ABC001"', ""), "`code` is missing"),
        (PAGE.replace("ABC001", "AB1"), "three capitals"),
        (PAGE.replace('"line"', '"word"'), "`scope` must be one of line, document, corpus"),
        (PAGE + "colour = 1\n", "unknown key `colour`"),
        (PAGE + 'skip = ["prose"]\n', '"prose"'),
        (PAGE + "= 3", "not TOML"),
        (PAGE.replace("a-fault", "A Fault"), "lower-case"),
    ],
)
def test_a_wrong_page_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    file = page(tmp_path, text)
    with pytest.raises(RuleError, match=r"a-fault\.toml") as caught:
        rulebook.load_rule(file)
    assert complaint in str(caught.value)


def test_two_rules_may_not_share_a_code(tmp_path: Path) -> None:
    page(tmp_path, PAGE)
    page(tmp_path, PAGE.replace("a-fault", "b-fault"), "b-fault.toml")
    with pytest.raises(RuleError, match="`ABC001` is taken"):
        rulebook.load(tmp_path)


def test_no_pages_are_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rulebook, "rules_folder", lambda: tmp_path)
    with pytest.raises(RuleError, match="reinstall"):
        rulebook.shipped.__wrapped__()


def codes(*arguments: object, **keywords: object) -> set[str]:
    return {rule.code for rule in selection.select(rulebook.shipped(), *arguments, **keywords)}


def test_default_rules_are_selected_without_a_wish() -> None:
    assert codes() == {rule.code for rule in rulebook.shipped() if rule.default}


def test_selectors_name_codes_prefixes_names_families() -> None:
    assert codes(["DAT002"]) == codes(["padded-date"]) == {"DAT002"}
    faults = [rule for rule in rulebook.shipped() if not rule.style]
    assert codes(["DAT"]) == codes(["date"]) == {rule.code for rule in faults if rule.family == "date"}
    assert codes(["ALL"]) == {rule.code for rule in faults}


def test_the_more_specific_selector_wins() -> None:
    assert "DAT002" not in codes(["DAT"], (), ["DAT002"])
    assert codes(["DAT002"], (), ["DAT"]) == {"DAT002"}
    assert codes(["ALL"], (), ["ALL"]) == set()


def test_a_selector_that_names_nothing_is_an_error() -> None:
    with pytest.raises(RuleError, match="'DAT9'"):
        codes(["DAT9"])
    with pytest.raises(RuleError, match="profile"):
        codes(profile="nobody")
