"""What the examples of BLP, HDG, PAR and DUP cannot say: hostile text, any newline, time, triggers, the record."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint import rulebook
from corpuslint.decisions import decide
from corpuslint.detectors.heading.markdown import markdown_headings
from corpuslint.detectors.heading.numbers import value
from corpuslint.detectors.near_duplicate import folded, resemblance, signature
from corpuslint.engine import examine_document, judge
from corpuslint.facts import merge, tally
from corpuslint.fixing.fix import Draft, fix_all
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset, detector
from corpuslint.source import Document, Raw

RULES = [rule for rule in rulebook.shipped() if rule.code.startswith(("BLP", "HDG", "PAR", "DUP"))]
ALL = Ruleset(RULES)
DEFAULT = Ruleset([rule for rule in RULES if rule.default])
PAGES = {str(page): rulebook.read_page(page) for page in rulebook.pages(rulebook.rules_folder())}
LINES = sorted(
    {
        line
        for rule in RULES
        for kind in ("bad", "kept")
        for example in PAGES[rule.page].get(kind, [])
        for line in example["text"].splitlines()
    }
)


def found(rule: Rule, document: Document) -> list[Any]:
    look = detector(rule)
    if rule.scope != "corpus":
        return list(look(document, rule))
    others = [Document(f"{n}.txt", document.text) for n in range(3)]
    facts: Any = {}
    for other in [document, *others]:
        merge(facts, tally(other, look.collect(other, rule)))
    return list(look.check(document, rule, look.decide(facts, rule, Policy())))


HOSTILE = {
    "empty": "",
    "blank lines": "\n" * 30_000,
    "one long line": "会议开幕" * 100_000,
    "one long line of marks": "，、。（《“" * 30_000,
    "repeated lines": "会议于上午开幕\n" * 30_000,
    "repeated paragraphs": ("各方就合作作了深入交流，" * 5 + "\n\n") * 10_000,
    "only headings": "# 甲\n" * 20_000,
    "only items": "- 首届大会在京开幕\n" * 20_000,
    "only numbers": "".join(f"{n}、甲\n" for n in range(30_000)),
    "only contacts": "电话：010-12345678\n联系我们\n" * 30_000,
    "notices": "© 2014 某某网\n\n京ICP备12345678号\n" * 20_000,
    "menus": "关于我们 | 联系我们 | 网站地图\n" * 20_000,
    "branches": "华北【北京、天津】东北【黑龙江】\n\n" * 20_000 + "关于我们 | 联系我们 | 网站地图",
    "spaces": "甲 " * 60_000,
    "blanks in a line": "# 甲" + " " * 100_000 + "乙\n",
    "bullets and blanks": ("- " + " " * 3_000 + "\n") * 50,
    "arrows": "首页 > " * 30_000,
    "woven": "本+文`内.容*来^自:" * 20_000,
    "carriage returns": "会议于上午开幕，各方代表出席会议并致辞，共同推进各项工作\r\r合作取得新的进展。\r" * 3_000,
    "surrogates": "会\ud800议\n" * 1_000,
    "control": "会\0议\u2028\x85\n" * 1_000,
    "page numbers": "".join(f"正文一。\n正文二。\n— {n} —\n" for n in range(1, 10_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text(name: str) -> None:
    for rule in RULES:
        document = Document("a.md", HOSTILE[name])
        begun = time.process_time()
        findings = found(rule, document)
        assert time.process_time() - begun < 5, rule.code
        assert all(0 <= f.start <= f.end <= len(document.text) for f in findings), rule.code


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=24), st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_triggers_are_implied(lines: list[str], newline: str) -> None:
    document = Document("a.txt", newline.join(lines))
    fired = {rule.code for rule in ALL.fired(document)}
    for rule in RULES:
        if rule.code not in fired:
            assert found(rule, document) == [], rule.code


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=24), st.sampled_from(["\n", "\r\n"]))
def test_fixing_ends_and_a_second_run_changes_nothing(lines: list[str], newline: str) -> None:
    for unsafe in (False, True):
        draft = Draft(Raw("a.txt", newline.join(lines).encode()), DEFAULT)
        fix_all([draft], DEFAULT, unsafe=unsafe)
        again = Draft(Raw("a.txt", draft.document.text.encode()), DEFAULT)
        fix_all([again], DEFAULT, unsafe=unsafe)
        assert again.document.text == draft.document.text


def test_a_block_is_one_finding_and_goes_as_whole_lines() -> None:
    text = "正文。\r\n\r\n关于我们 | 联系我们 | 网站地图\r\n\r\n友情链接 | 广告服务 | 免责声明\r\n\r\n后文。\r\n"
    ruleset = Ruleset([rule for rule in RULES if rule.name == "navigation-list"])
    document = Document("a.txt", text)
    examined = examine_document(document, ruleset.fired(document))
    findings, _ = judge(
        document, ruleset.fired(document), ruleset, decide(ruleset, [examined.facts]), examined.findings
    )
    assert [(document.row(f.start), document.row(f.end)) for f in findings] == [(3, 5)]
    draft = Draft(Raw("a.txt", text.encode()), ruleset)
    fix_all([draft], ruleset, unsafe=True)
    assert draft.document.text == "正文。\r\n\r\n后文。\r\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_block_at_an_end_leaves_no_blank_lines_there(newline: str) -> None:
    menu, notice = "关于我们 | 联系我们 | 网站地图", "© 2014 某某网 版权所有"
    body = ["会议于上午开幕。", "", "", "各方就合作作了交流。", "", "会议于下午闭幕。"]
    text = newline.join(["", "", menu, "", "", *body, "", "", menu, "", "", notice, "", ""])
    ruleset = Ruleset([rule for rule in RULES if rule.name in ("navigation-list", "copyright-notice")])
    draft = Draft(Raw("a.txt", text.encode()), ruleset)
    fix_all([draft], ruleset, unsafe=True)
    assert draft.document.text == newline.join([*body, ""])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_headings_of_markdown_stand_where_the_parser_says(newline: str) -> None:
    text = newline.join(
        [
            "---",
            "title: 甲",
            "---",
            "",
            "# 一 #",
            "",
            "二",
            "  乙",
            "---",
            "",
            "```",
            "# 三",
            "```",
            "",
            "  ### 四",
            "#",
        ]
    )
    document = Document("a.md", text)
    found = [(heading.row, heading.level, heading.title) for heading in markdown_headings(document)]
    assert found == [(4, 1, "一"), (6, 2, f"二{newline}  乙"), (14, 3, "四")]
    assert all(text.startswith(heading.title, heading.start) for heading in markdown_headings(document))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一千二百六十", 1260),
        ("42", 42),
    ],
)
def test_numbers(written: str, number: int) -> None:
    assert value(written) == number


def test_signatures_estimate_resemblance() -> None:
    whole = "".join(chr(0x4E00 + n * 7 % 20000) for n in range(4000))
    for share in (0.5, 0.8, 0.9):
        other = whole[: int(4000 * share)] + "".join(
            chr(0x4E00 + n * 11 % 19997) for n in range(4000 - int(4000 * share))
        )
        shingles = [{text[at : at + 5] for at in range(len(text) - 4)} for text in (whole, other)]
        true = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
        assert abs(resemblance(signature(whole, 5), signature(other, 5)) - true) < 0.17
    assert signature("短", 5) == b""
    assert folded("ＡＢ c，。 甲") == "abc甲"


def test_distinct_short_documents_are_no_duplicates() -> None:
    rule = next(rule for rule in RULES if rule.name == "near-duplicate-document")
    short = [f"第{n}条 {'甲乙丙丁戊己庚辛壬癸'[n % 10]}单位应当按照规定做好第{n}项工作。" for n in range(1, 41)]
    empty = ["", "。。。", " \n"]
    look = detector(rule)
    facts: Any = {}
    documents = [Document(f"{n}.txt", text) for n, text in enumerate(short + empty)]
    for document in documents:
        merge(facts, tally(document, look.collect(document, rule)))
    decided = look.decide(facts, rule, Policy())
    assert not [finding for document in documents for finding in look.check(document, rule, decided)]
