"""Every example of every rule page."""

from collections.abc import Iterator
from typing import Any

import pytest

from corpuslint import rulebook
from corpuslint.examples import faults, findings
from corpuslint.rule import Rule
from corpuslint.ruleset import detector

PAGES = {str(page): rulebook.read_page(page) for page in rulebook.pages(rulebook.rules_folder())}


def examples(*kinds: str) -> list[Any]:
    return list(_examples(*kinds))


def _examples(*kinds: str) -> Iterator[Any]:
    for page, table in PAGES.items():
        rule = rulebook.make_rule(table, page)
        for kind in kinds:
            for number, example in enumerate(table.get(kind, []), 1):
                yield pytest.param(rule, example, id=f"{rule.code}-{rule.name}-{kind}-{number}")


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_bad_is_found_and_fixed(rule: Rule, example: dict[str, Any]) -> None:
    assert list(faults(rule, {"bad": [example]})) == []


@pytest.mark.parametrize(("rule", "example"), examples("kept"))
def test_kept_raises_nothing(rule: Rule, example: dict[str, Any]) -> None:
    assert findings(rule, example) == []


@pytest.mark.parametrize(("rule", "example"), examples("known_failure"))
def test_known_failure(rule: Rule, example: dict[str, Any]) -> None:
    assert list(faults(rule, {"known_failure": [example]})) == []


@pytest.mark.parametrize("page", PAGES)
def test_page_is_whole(page: str) -> None:
    table = PAGES[page]
    rule = rulebook.make_rule(table, page)
    detector(rule)
    assert rule == next(r for r in rulebook.shipped() if r.code == rule.code), "the head of the page is not all of it"
    assert page.replace("\\", "/").endswith(f"rules/{rule.family}/{rule.name}.toml")
    assert table.get("bad"), "a page shows what it finds"
    assert table.get("kept"), "a page shows what it must leave alone"
    if rule.safety in ("safe", "unsafe"):
        assert any("fixed" in example for example in table["bad"]), "a fix that no example shows"
        assert rule.safety_why
    if rule.safety == "none":
        assert not any("fixed" in example for example in table["bad"])
