"""Punctuation, spacing and residue on hostile text: no crash, linear time, triggers implied by the exact check."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint import rulebook, selection
from corpuslint.fixing.fix import Draft, fix_all
from corpuslint.ruleset import Ruleset, detector
from corpuslint.scanning.scan import Scanner
from corpuslint.source import Document, Raw

FAMILIES = ("PUN", "SPC", "RES")
RULES = [rule for rule in rulebook.shipped() if rule.code[:3] in FAMILIES]
SCANNERS = {rule.code: Scanner([rule]) for rule in RULES}
PIECES = [
    *("见图￼", "1km", "1 km ", "1-2个", "1 %", "1,2km"),
    *("中,", "中, ", "中?", "(甲)", "（甲", "甲）", "“甲", "甲”", "“甲“", "》", "中 ", "中\t", " ,", "。。", "。。。"),
    *("中...", "...\n", "中 - 中", "中--", "&nbsp;", "&#20013;中", "\\u4e2d", "%E4%B8%AD", "<br>中", "</span>"),
    *("中 and 中", " \n", "\u3000\r", "的的", "我们我们", "\n", "、", "中："),
]
ALPHABET = (
    "中国的我他吗，。、；：？！,;:?!.()（）“”‘’「」《》〈〉【】-—–…· \t\n\r\u3000aZ09%&#\\u;<>/=`*_[]{}|~ぁア한￼␍"
)


def found(rule, text, name="a.txt"):
    document = Document(name, text)
    return [
        finding
        for finding in detector(rule)(document, rule)
        if not any(document.regions(kind).touch(finding.start, finding.end) for kind in rule.skip)
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("piece", PIECES)
def test_one_long_line_takes_linear_time(rule, piece):
    text = piece * (60_000 // len(piece))
    start = time.process_time()
    found(rule, text)
    assert time.process_time() - start < 6


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet=ALPHABET, max_size=60))
def test_triggers_are_implied_and_spans_are_sound(name, text):
    for rule in RULES:
        findings = found(rule, text, name)
        for finding in findings:
            assert 0 <= finding.start <= finding.end <= len(text)
            for edit in finding.fix.edits if finding.fix else ():
                assert finding.start <= edit.start <= edit.end <= finding.end
                assert text[edit.start : edit.end] != edit.content
        if findings:
            assert rule.code in SCANNERS[rule.code].scan(text.encode("utf-8", "surrogatepass")).fired, rule.code


@pytest.mark.parametrize("text", ["", "\n", "\r", "\ud800", "\0", "中", "，" * 10_000, "\ufeff", " " * 10_000])
def test_odd_text_crashes_nothing(text):
    for rule in RULES:
        found(rule, text)


DEFAULT = Ruleset([rule for rule in RULES if rule.default])
TRAPS = [
    "在COP27期间，联合国初级专业人员(JPO)与国家自主贡献(NDC)",
    "会议于17:48开始，比分3:2，共1,243人，占1/4，版本v2.14.0，编号No.3",
    "澜沧江-湄公河、能源-粮食-水、China-ASEAN、2021-2025年、罗恩·帕尔默、中国—东盟、中国－东盟",
    "接受《〈蒙特利尔议定书〉基加利修正案》，推动共建‘一带一路’",
    "见https://example.org/a?b=1,2;c=3:4，写给a.b@example.org，网址<http://www.example.org>",
    "文件说明.docx、foo-bar_01.htm#测试、/usr/lib/中文、C:\\资料",
    "中华人民共和国主席 习近平，第二十五条 银行应当，第一章 总则",
    "部部长、所所长、人人、研究研究、目的的、的的确确、标的的",
    "1）甲；2）乙；（三）丙；a) 丁；一）戊",
    "好的:) 谢谢(^_^)，再见（・∀・）",
    "屏幕为 12”，it’s 好的，‘90 年代，5′6″",
    "甲乙之比为二:一，见[[帮助:目录]]与维基百科:方针，{{模板:甲,乙}}",
    "AT&T、R&D、A/B，x<y且y>z，$1与%名字%",
    "是。\n\n……\n\n然后，—— 他说：“是吗？！”“太好了！！”",
    "第一章 总则......1\n第二章 分则 ... 20",
    "我 爱 北京 天安门 ， 天安门 上 太阳 升 。",
    "姓名\t职务\n甲\t司长，处长",
    "東京,大阪、そして名古屋。한국,일본，",
    "錯誤：\n\n> 嗨! 你知道嘛?今天來了...\n\n正確：\n\n> 嗨！",
]
MARKDOWN_TRAPS = [
    "---\ntags: 生活,旅行\ntitle: 你好,世界\n---\n\n正文。",
    "用 `f(甲,乙)` 与 ``你好,世界?`` 调用，\n\n```py\nprint('你好,世界')  # 吗?\n```",
    "| 甲,乙 | 丙 |\n|---|---|\n| 丁,戊 | 己  |\n\n后文。",
    "若 $甲,乙$ 则 $$丙,\n丁$$ 成立，见[说明](说明,一.html)与[[甲:乙]]。",
    "换行  \n在此，<span title='甲,乙'>丙</span>，<!-- 丁,戊 -->。",
    "&emsp;&emsp;会议在北京举行。",
]


def after_all_fixes(text, name):
    draft = Draft(Raw(name, text.encode()), DEFAULT)
    fix_all([draft], DEFAULT, unsafe=True)
    assert not draft.crashes
    return draft.document.text


@pytest.mark.parametrize("text", TRAPS)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_even_unsafe_fixes_leave_what_is_right(name, text):
    prose = "大家都知道，这件事很重要。（甲）、（乙）、（丙）、（丁）都说：“是的。”\n\n"
    whole = f"{prose}{text}。\n"
    assert after_all_fixes(whole, name) == whole


@pytest.mark.parametrize("text", MARKDOWN_TRAPS)
def test_even_unsafe_fixes_leave_markdown(text):
    assert after_all_fixes(f"{text}\n", "a.md") == f"{text}\n"


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=ALPHABET, max_size=60))
def test_a_second_run_changes_nothing(text):
    once = after_all_fixes(text, "a.txt")
    assert after_all_fixes(once, "a.txt") == once


def test_styles_contradict_so_no_family_turns_them_on():
    chosen = {rule.code for rule in selection.select(rulebook.shipped(), ["PUN", "SPC", "ALL"])}
    assert not {rule.code for rule in RULES if rule.style} & chosen
    assert [rule.code for rule in selection.select(rulebook.shipped(), ["PUN022"])] == ["PUN022"]
    publishing = {rule.code for rule in selection.select(rulebook.shipped(), ["PUN"], profile="zh-CN-publishing")}
    assert "PUN022" in publishing
    assert "PUN023" not in publishing


@pytest.mark.parametrize("profile", selection.profile_names(RULES))
@pytest.mark.parametrize(
    "text", [*TRAPS[:1], "他说：「在GitHub上有３个项目…」，“谢谢”。", '他說："在 GitHub 上(見下)有 3 個。"']
)
def test_a_profile_comes_to_rest(profile, text):
    ruleset = Ruleset(selection.select(rulebook.shipped(), ["PUN", "SPC"], profile=profile))
    once = Draft(Raw("a.txt", text.encode()), ruleset)
    fix_all([once], ruleset, unsafe=True)
    again = Draft(Raw("a.txt", once.document.text.encode()), ruleset)
    fix_all([again], ruleset, unsafe=True)
    assert not again.changes
