"""What rules said of a text is remembered until the text changes, and put away with the draft."""

import pytest

from corpuslint import rulebook
from corpuslint.edits import Change
from corpuslint.finding import Applicability
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.fixing.known import Known
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.source import Document, Raw
from corpuslint.spooling.store import Store

RULESET = Ruleset([rule for rule in rulebook.shipped() if rule.default])
TEXT = "会议在北京举行,各方代表出席。\n中国·东盟合作与中国—东盟合作并行。\n会议于2020年08月03日结束。\n"


def draft(text: str = TEXT) -> Draft:
    made = Draft(Raw("a.txt", text.encode()), RULESET)
    made.ask(made.fired)
    return made


def told(known: Known) -> tuple[object, object]:
    return list(known.findings(RULESET.rules)), known.facts


def test_what_parts_tell_is_what_the_whole_tells() -> None:
    asked, whole = draft(TEXT * 20), Known()
    whole.ask(Document("a.txt", TEXT * 20), asked.fired, ())
    assert told(asked.known) == told(whole)
    assert {"PUN001", "DAT002"} <= {finding.code for finding in asked.known.findings(RULESET.rules)}


def test_a_new_text_is_asked_anew() -> None:
    asked = draft()
    assert not asked.known.unasked(asked.fired)
    at = TEXT.index(",")
    asked.advance([Change(at, at + 1, "，", ("PUN001",), Applicability.SAFE)])
    assert asked.known.unasked(asked.fired) == list(asked.fired)


def test_it_is_put_away_and_fetched() -> None:
    asked, store = draft(), Store()
    before = told(asked.known)
    asked.release(store)
    assert told(asked.known) == before
    asked.release(store)
    assert told(asked.known) == before


def test_an_unchanged_text_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    ask = Known.ask

    def counting(self: Known, document: Document, rules: list[Rule], parts: object) -> object:
        looked.extend(rule.code for rule in rules)
        return ask(self, document, rules, parts)  # type: ignore[arg-type]

    monkeypatch.setattr(Known, "ask", counting)
    drafts = [Draft(Raw("a.txt", "甲乙丙丁会议在北京举行。\n3、其他\n5、另外\n".encode()), RULESET)]
    fix_all(drafts, RULESET)
    assert looked
    assert len(looked) == len(set(looked))
