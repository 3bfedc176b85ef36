"""What holds of the rules about names, contacts and dates whatever the corpus: order, strangers, hostile text."""

import random
import re
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.decisions import decide
from corpuslint.detectors.contact.domain import one_apart
from corpuslint.detectors.date import forms as dates
from corpuslint.detectors.date import style as dates_style
from corpuslint.detectors.name import abbreviations
from corpuslint.detectors.name.connector import CONNECTOR, connectors
from corpuslint.detectors.numerals import era_year, han_number, han_year
from corpuslint.engine import examine, judge
from corpuslint.finding import Finding
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.glossary import Entry
from corpuslint.policy import Policy
from corpuslint.rulebook import shipped
from corpuslint.ruleset import Ruleset, detector
from corpuslint.source import Document, Raw

RULES = [rule for rule in shipped() if rule.family in ("name", "contact", "date")]

CORPUS = {
    "a.txt": "南河—北江合作中心2021年3月4日成立，南河—北江论坛。杰弗里·欣顿说，《绿色 发展A》。电话：010-88886666。",
    "b.txt": "南河-北江合作，《绿色发展A》。杰弗里·辛顿说，电话：+86-10-88886666，邮箱 a@greenfumd.net http://greenfund.net",
    "c.txt": "南河—北江委员会2021年5月6日开会；3月4日、2021年5月7日、2021年5月8日与 2021-05-09。电话：+86-10-88886666",
    "d.txt": "西山-东海；《绿色发展A》，2021年6月7日。",
    "e.txt": "西山—东海，2021年6月8日。",
}
STRANGER = "春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。\n无关：甲乙·丙丁说，《别的 书A》。\n"


def found(corpus: dict[str, str]) -> dict[str, list[Finding]]:
    ruleset = Ruleset(RULES)
    examined = [
        (path, examine(Raw(path, text.encode("utf-8", "surrogatepass")), ruleset)) for path, text in corpus.items()
    ]
    decisions = decide(ruleset, [each.facts for _, each in examined])
    findings: dict[str, list[Finding]] = {}
    for path, each in examined:
        assert not each.crashes
        if each.document:
            findings[path], crashes = judge(
                each.document, ruleset.fired(each.document), ruleset, decisions, each.findings
            )
            assert not crashes
    return {path: all_of for path, all_of in findings.items() if all_of}


def test_the_order_of_documents_is_no_matter() -> None:
    wanted = found(CORPUS)
    assert {finding.code for findings in wanted.values() for finding in findings} >= {
        "NAM001",
        "NAM003",
        "NAM006",
        "CON002",
        "CON004",
        "DAT006",
    }
    for seed in range(5):
        paths = list(CORPUS)
        random.Random(seed).shuffle(paths)
        assert found({path: CORPUS[path] for path in paths}) == wanted


def test_a_stranger_changes_nothing() -> None:
    assert found({**CORPUS, "z.txt": STRANGER, "0.txt": STRANGER.replace("甲", "戊")}) == found(CORPUS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\ud800年13月",
        "一·二",
        "甲-乙",
        "@",
        "@@",
        "a@",
        "《》",
        "《",
        "（简称）",
        "（以下简称",
        "+86-0",
        "2023-",
        "民国年月日",
        "〇〇〇〇年",
        "二〇三〇年",
        "\x00" * 9,
        "9999年99月99日",
        "0000-00-00",
        "２０２３年２月３０日\r２０２３年\r\n",
        "网址：",
        "网址：a.b",
        "—" * 50,
        "·".join("名字名字"),
    ],
)
def test_no_text_is_too_odd(text: str) -> None:
    found({"a.txt": text, "b.md": text * 3, "c.txt": f"前{text}后\n{text}"})


def test_check_finds_nothing_where_a_decision_is_no_concern() -> None:
    ruleset = Ruleset(RULES)
    examined = [examine(Raw(path, text.encode()), ruleset) for path, text in {**CORPUS, "z.txt": STRANGER}.items()]
    decisions = decide(ruleset, [each.facts for each in examined])
    asked = 0
    for each in examined:
        for code, facts in each.facts.items():
            rule = ruleset.by_code[code]
            if each.document and not detector(rule).concerns(facts, rule, decisions[code]):
                asked += 1
                assert list(detector(rule).check(each.document, rule, decisions[code])) == []
    assert asked


PIECES = (
    "南河—北江", "南河-北江", "南河－北江", "南河北江", "《南河—北江报告A》", "《南河-北江 报告A》",
    "《南河-北江报告A》", "《github 入门》", "《GitHub 入门》", "Github ", "GitHub ", "杰弗里·欣顿说",
    "杰弗里•辛顿说", "杰弗里辛顿说", "2020年08月03日", "2020年8月3日", "2020-08-03", "2020/8/3 10:00",
    "2020 年 8 月 3 日", "2020-08-0310:00", "二〇二〇年八月", "2020年八月", "+86-010-88886666",
    "+86-10-88886666", "010-88886666", "a@greenfumd.net", "http://greenfund.net ", "邮箱：a b@c.cn",
    "中心（以下简称中）", "，", "。", "\n", "《", "》", "“", "”",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(25))
def test_fixes_come_to_rest(seed: int) -> None:
    dice = random.Random(seed)
    style = dice.choice(("", "", "unpadded", "padded", "iso"))
    glossary = (Entry("南河北江", "南河—北江"), Entry("Github", "GitHub")) if dice.random() < 0.3 else ()
    policy = Policy(date_style=style, name_connector=dice.choice(("", "", "—")), glossary=glossary)
    everything = [rule for rule in shipped() if rule.family in ("name", "contact", "date")]
    texts = ["".join(dice.choices(PIECES, k=dice.randint(5, 60))) for _ in range(5)]
    once = _fixed(texts, Ruleset(everything, policy))
    assert _fixed(once, Ruleset(everything, policy)) == once


def _fixed(texts: list[str], ruleset: Ruleset) -> list[str]:
    drafts = [Draft(Raw(f"{n}.txt", text.encode()), ruleset) for n, text in enumerate(texts)]
    fix_all(drafts, ruleset, unsafe=True)
    assert not [crash for draft in drafts for crash in draft.crashes]
    return [draft.document.text for draft in drafts]


HOSTILE = {
    "connectors": "南河-北江",
    "dots": "阿尔·",
    "one run": "名",
    "titles": "《",
    "title pairs": "《甲 乙A》",
    "mails": "a@b.",
    "ats": "@",
    "dashes": "2021-",
    "dates": "2021年3月4日至",
    "figures": "1",
    "numeric": "2021-02-30 ",
    "quotes": "“",
    "short forms": "中心（以下简称中）",
    "hosts": "www.a.",
    "phones": "010-88886666",
    "words": "GitHub Github ",
    "weekdays": "2023年5月18日，周",
    "spaces": "2023 年",
    "sites": "中心\n网址：a.example.org\n",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_text(unit: str) -> None:
    """Eight times the text may take at most some sixteen times as long; a square would take 64."""
    found({"warm.txt": unit * 10})
    short, long = (_seconds(unit * (size // len(unit))) for size in (12_000, 96_000))
    assert long < 18 * short + 0.25


def _seconds(text: str) -> float:
    start = time.perf_counter()
    found({"a.txt": text})
    return time.perf_counter() - start


def test_the_finder_reads_what_every_form_says() -> None:
    day = date(1998, 12, 25)
    for _ in range(400):
        day += timedelta(days=37)
        y, m, d = day.year, day.month, day.day
        forms = [
            f"{y}年{m}月{d}日",
            f"{y}年{m:02}月{d:02}日",
            f"{y} 年 {m} 月 {d} 日",
            f"{y}-{m:02}-{d:02}",
            f"{y}/{m}/{d}",
        ]
        forms += [
            f"{_han_year(y)}年{_han(m)}月{_han(d)}日",
            f"民国{y - 1911}年{m}月{d}日",
            f"民國{_han(y - 1911)}年{m}月{d}日",
        ]
        for form in forms:
            assert [each.value for each in dates.find(f"于{form}，") if each.day] == [day], form


def _han_year(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(figure)] for figure in str(year))


def _han(number: int) -> str:
    figures = "〇一二三四五六七八九"
    if number >= 100:
        return f"一百{'零' if number % 100 < 10 and number % 100 else ''}{_hundred(number)}"
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else figures[tens] + "十"
    return head + (figures[ones] if ones else "")


def _hundred(number: int) -> str:
    rest = _han(number % 100)
    return "一" + rest if rest.startswith("十") else rest


def test_numbers_are_read_in_all_their_ways() -> None:
    assert [han_number(text) for text in ("十", "二十三", "廿三", "卅", "一百一十", "23", "２３")] == [
        10,
        23,
        23,
        30,
        110,
        23,
        23,
    ]
    assert [han_year(text) for text in ("二〇二三", "一九九○", "2023")] == [2023, 1990, 2023]
    assert [era_year(text) for text in ("元", "九八", "九十八", "一一〇", "38")] == [1, 98, 98, 110, 38]


def test_one_apart_agrees_with_an_oracle() -> None:
    from rapidfuzz.distance import OSA

    dice = random.Random(7)
    for _ in range(3000):
        one, other = ("".join(dice.choices("abc", k=dice.randint(1, 6))) for _ in range(2))
        assert one_apart(one, other) == (OSA.distance(one, other) == 1), (one, other)


def test_a_name_is_shown_as_long_as_its_places_agree() -> None:
    corpus = {
        "a.txt": "大南河-北江水合作，大南河-北江水论坛",
        "b.txt": "大南河—北江水中心",
        "c.txt": "\n南河—北江。",
        "d.txt": "大南河-北江水",
    }
    (whole,) = found({path: corpus[path] for path in ("a.txt", "b.txt", "d.txt")})["b.txt"]
    assert whole.message.startswith(
        "大南河—北江水 (1×) is also written 大南河-北江水 (3× in 2 documents, first a.txt:1)"
    )
    assert (whole.start, whole.end) == (0, 7)
    assert whole.fix is not None
    assert whole.fix.message == "write 大南河-北江水"
    (short,) = found(corpus)["c.txt"]
    assert short.message.startswith("南河—北江 (2×) is also written 南河-北江 (3×")


def test_a_detector_counts_dates_as_the_census_does() -> None:
    (rule,) = [rule for rule in RULES if rule.code == "DAT006"]
    in_census = re.compile(rule.census["cn"])
    dice = random.Random(3)
    for _ in range(3000):
        text = "".join(dice.choices("0２3 \u00a0\u3000年月日号號a", k=14)) + dice.choice(("", "2020年8月3日"))
        forms = {form for _, form, _ in dates_style.collect(Document("a.txt", text), rule)}
        assert any("cn" in form for form in forms) == (in_census.search(text) is not None), text


@given(st.text(st.sampled_from("中国东盟—-·－・\n ，a"), max_size=40))
def test_connectors_are_found_mark_by_mark(text: str) -> None:
    assert connectors(Document("a.txt", text)) == [(one.start(), one.group()) for one in CONNECTOR.finditer(text)]


@given(
    st.lists(
        st.sampled_from(["（", "(", "以下", "统一", "简称", "下稱", "称", "“", "”", "）", "中心", ":", "，"]),
        max_size=14,
    )
)
def test_definitions_are_found_by_their_words(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = [one.span() for one in abbreviations._defined(text)]
    assert found == [one.span() for one in abbreviations._DEFINED.finditer(text)]
