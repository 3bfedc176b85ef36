"""Every example of every rule page."""

from collections.abc import Iterator
from typing import Any

import pytest

from corpuslint import rulebook
from corpuslint.engine import Ruleset, decide, detector, examine_document, judge
from corpuslint.finding import Finding
from corpuslint.fix import Draft, fix_all
from corpuslint.policy import Policy
from corpuslint.rulebook import Rule
from corpuslint.source import Raw

PAGES = {str(page): rulebook.read_page(page) for page in rulebook.pages(rulebook.rules_folder())}


def examples(*kinds: str) -> list[Any]:
    return list(_examples(*kinds))


def _examples(*kinds: str) -> Iterator[Any]:
    for page, table in PAGES.items():
        rule = rulebook.make_rule(table, page)
        for kind in kinds:
            for number, example in enumerate(table.get(kind, []), 1):
                yield pytest.param(rule, example, id=f"{rule.code}-{rule.name}-{kind}-{number}")


def drafts_of(example: dict[str, Any], ruleset: Ruleset) -> list[Draft]:
    """The document under test, then those beside it in its corpus."""
    ending = ".md" if example.get("markdown") else ".txt"
    texts = [example["text"], *example.get("beside", [])]
    return [Draft(Raw(f"{n}{ending}", data(text)), ruleset) for n, text in enumerate(texts)]


def data(text: str | list[int]) -> bytes:
    """A page gives text, or bytes as a list of numbers."""
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)


def ruleset_for(rule: Rule, example: dict[str, Any]) -> Ruleset:
    policy = {key.replace("-", "_"): value for key, value in example.get("policy", {}).items()}
    policy["glossary"] = tuple(map(tuple, policy.get("glossary", ())))
    return Ruleset([rule._replace(options={**rule.options, **example.get("options", {})})], Policy(**policy))


def fixed(rule: Rule, example: dict[str, Any], *, unsafe: bool) -> str:
    ruleset = ruleset_for(rule, example)
    drafts = drafts_of(example, ruleset)
    fix_all(drafts, ruleset, unsafe=unsafe)
    assert not [crash for draft in drafts for crash in draft.crashes]
    return drafts[0].document.text


def findings(rule: Rule, example: dict[str, Any]) -> list[Finding]:
    ruleset = ruleset_for(rule, example)
    documents = [draft.document for draft in drafts_of(example, ruleset)]
    fired = [ruleset.fired(document) for document in documents]
    examined = [examine_document(d, f) for d, f in zip(documents, fired, strict=True)]
    decisions = decide(ruleset, [e.facts for e in examined])
    found, crashes = judge(documents[0], fired[0], ruleset, decisions, examined[0].findings)
    assert not crashes
    assert not [crash for e in examined for crash in e.crashes]
    return found


@pytest.mark.parametrize(("rule", "example"), examples("bad"))
def test_bad_is_found_and_fixed(rule: Rule, example: dict[str, Any]) -> None:
    found = findings(rule, example)
    assert found, "nothing found"
    assert len(found) == example.get("count", len(found))
    if "fixed" not in example:
        return
    level = example.get("fix", rule.safety)
    assert level in ("safe", "unsafe"), 'an example with `fixed` says `fix = "safe"` or `"unsafe"` on a mixed page'
    if level == "unsafe":
        assert fixed(rule, example, unsafe=False) == example["text"], "a safe fix was made"
    assert fixed(rule, example, unsafe=level == "unsafe") == example["fixed"]


@pytest.mark.parametrize(("rule", "example"), examples("kept"))
def test_kept_raises_nothing(rule: Rule, example: dict[str, Any]) -> None:
    assert findings(rule, example) == []


@pytest.mark.parametrize(
    ("rule", "example"),
    [pytest.param(*p.values, id=p.id, marks=pytest.mark.xfail(strict=True)) for p in examples("known_failure")],
)
def test_known_failure(rule: Rule, example: dict[str, Any]) -> None:
    if "fixed" in example:
        assert fixed(rule, example, unsafe=True) == example["fixed"]
    else:
        assert findings(rule, example) == []


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
