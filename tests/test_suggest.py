"""A proposed glossary can be used as it is, and using it leaves nothing to propose."""

import gzip
import json
from pathlib import Path

import pytest

from corpuslint import glossary
from corpuslint.cli import FAILED, OK, main
from corpuslint.facts import Place, Tally
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.policy import Policy
from corpuslint.rulebook import shipped
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw
from corpuslint.suggest import Proposal, as_toml, propose, rules

TEXTS = (
    "南河-北江合作中心成立，南河-北江论坛开幕。杰弗里·欣顿说，",
    "南河—北江合作，南河-北江委员会。杰弗里·辛顿说，《绿色 发展》与《绿色发展》《绿色发展》。",
    "西山—东海；杰弗里·欣顿说，",
    "西山-东海。",
)


def corpus() -> list[Raw]:
    return [Raw(f"{n}.txt", text.encode()) for n, text in enumerate(TEXTS)]


def test_the_winner_is_canonical_and_a_tie_is_a_comment() -> None:
    text = as_toml(propose(corpus()))
    entries = glossary.parse(text)
    pairs = {(entry.variant, entry.canonical) for entry in entries}
    assert ("南河—北江", "南河-北江") in pairs
    assert ("杰弗里·辛顿", "杰弗里·欣顿") in pairs
    assert ("绿色 发展", "绿色发展") in pairs
    assert '# a tie: "西山-东海" = ["西山—东海"]' in text
    assert "3× in 2 documents, first 0.txt:1" in text


def test_using_the_proposal_leaves_only_ties() -> None:
    entries = glossary.parse(as_toml(propose(corpus())))
    ruleset = Ruleset([rule for rule in shipped() if rule.name == "preferred-term"], Policy(glossary=entries))
    drafts = [Draft(raw, ruleset) for raw in corpus()]
    fix_all(drafts, ruleset, unsafe=True)
    left = propose([Raw(draft.document.path, draft.document.text.encode()) for draft in drafts])
    assert [proposal for proposal in left if proposal.canonical] == []


def test_the_order_of_documents_is_no_matter() -> None:
    assert as_toml(propose(corpus())) == as_toml(propose(corpus()[::-1]))


def test_what_was_proposed_never_contradicts_itself() -> None:
    tally = Tally(1, 1, Place("a\nb.txt", 0, 1))
    odd = [
        Proposal("甲", (("甲", tally), ("乙", tally)), "x"),
        Proposal("乙", (("乙", tally), ("丙", tally)), "x"),
        Proposal("丁", (("丁", tally), ("乙", tally), ('a"\\', tally), ("a ", tally)), "x"),
    ]
    assert {entry.canonical for entry in glossary.parse(as_toml(odd))} == {"甲", "丁"}


def test_the_rules_are_there() -> None:
    assert len(rules()) == 5


def test_all_that_check_reads_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.dumps({"text": text, "body": "无"}, ensure_ascii=False) for text in TEXTS]
    (tmp_path / "a.jsonl").write_text("\n".join(rows[:2]), encoding="utf-8")
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress("\n".join(rows[2:]).encode()))
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(TEXTS[1].encode()))
    (tmp_path / "d.txt.gz").write_bytes(b"no gzip")
    assert main(["suggest", "--isolated", str(tmp_path)]) == FAILED
    out, err = capsys.readouterr()
    assert '"南河-北江" = ["南河—北江"]' in out
    assert "d.txt.gz" in err
    (tmp_path / "d.txt.gz").unlink()
    assert main(["suggest", "--isolated", "--text-field", "body", str(tmp_path / "a.jsonl")]) == OK
    assert "南河" not in capsys.readouterr().out
