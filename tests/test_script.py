"""The script of texts, and what the script rules may never do."""

import hashlib
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from corpuslint import readings, rulebook, scripts
from corpuslint.checking.check import check_documents
from corpuslint.convert import dictionaries
from corpuslint.detectors import annotation
from corpuslint.engine import examine
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.policy import Policy
from corpuslint.ruleset import Ruleset
from corpuslint.source import Document, Raw

RULES = [rule for rule in rulebook.shipped() if rule.code.startswith("SCR")]
TABLES = Path(scripts.__file__).parent / "tables"
CLASSES = ("traditional", "traditional-shared", "simplified", "simplified-shared", "shinjitai")
SHARED = "后里干发台于著只面系游余占志范周布托"
TRADITIONAL = "聯合國環境署舉行年度會議，雙方對氣候變化議題交換了意見。"
SIMPLIFIED = "会议讨论了气候变化与环境问题，并发布了报告，还将继续开展合作。"
JAPANESE = "環境省は気候変動に関する国際会議を開催し、各国の担当者が参加しました。"
SHORT = "你好，世界。"


def fixed(text: str, policy: Policy, *, unsafe: bool = True) -> str:
    ruleset = Ruleset(RULES, policy)
    draft = Draft(Raw("a.txt", text.encode("utf-8", "surrogatepass")), ruleset)
    fix_all([draft], ruleset, unsafe=unsafe)
    assert not draft.crashes
    return draft.document.text


def found(texts: list[str], policy: Policy) -> dict[str, list[str]]:
    raws = [Raw(f"{n}.txt", text.encode()) for n, text in enumerate(texts)]
    findings = check_documents(raws, Ruleset(RULES, policy)).findings
    return {raw.path: [each.code for each in findings if each.filename == raw.path] for raw in raws}


@pytest.mark.parametrize("name", ["script.txt", "readings.txt"])
def test_tables_are_whole(name: str) -> None:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines(keepends=True)
    stated = next(line.split()[-1] for line in lines if line.startswith("# sha256"))
    assert hashlib.sha256("".join(line for line in lines if line[0] != "#").encode()).hexdigest() == stated


def test_the_table_is_of_the_installed_dictionaries() -> None:
    assert f"# OpenCC dictionaries {dictionaries.checksum()}\n" in (TABLES / "script.txt").read_text(encoding="utf-8")


def test_no_character_is_of_two_telling_classes() -> None:
    assert not set(scripts.members("traditional")) & set(scripts.members("simplified"))
    assert not set(SHARED) & set(scripts.members("traditional") + scripts.members("simplified")) - {"发"}


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("国國后乾両の〇a\n\ud800𠮷𩾃𫍙\U000f0000") | st.characters(), max_size=80))
def test_letters_are_as_many_as_characters_on_either_path(text: str) -> None:
    plain = scripts.letters(text)
    assert len(plain) == len(text)
    assert scripts._vector(text).tobytes().decode() == plain if text else plain == ""
    assert list(scripts.places(text, "T")) == [at for at, letter in enumerate(plain) if letter == "T"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TRADITIONAL, "traditional"),
        (SIMPLIFIED, "simplified"),
        (JAPANESE, "japanese"),
        (TRADITIONAL + SIMPLIFIED, "mixed"),
        (SHORT, "undecided"),
        ("", "undecided"),
        ("plain English, no Han at all", "undecided"),
        ("両国の働き、一円", "japanese"),
    ],
)
def test_verdicts(text: str, expected: str) -> None:
    assert scripts.verdict(scripts.counts(scripts.letters(text)), least=5) == expected


def test_a_declared_conversion_is_opencc_t2s() -> None:
    text = TRADITIONAL + "乾隆皇帝的頭髮乾淨，發現裡面的鐘錶，關於著作。\n" * 3
    assert fixed(text, Policy(script="simplified"), unsafe=False) == OpenCC("t2s").convert(text)


@pytest.mark.parametrize(
    "text", [JAPANESE, "국어 國語 사전", "plain text", "", "\x00", "國", SHARED, "[繁體中文](/tw)"]
)
@pytest.mark.parametrize("script", ["auto", "keep", "simplified", "traditional"])
def test_left_alone(text: str, script: str) -> None:
    assert fixed(text, Policy(script=script)) == text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([TRADITIONAL, SIMPLIFIED, JAPANESE, SHORT, "環", "国", *SHARED, "\n", "「國」", " "]),
        max_size=12,
    ),
    st.sampled_from(["auto", "simplified", "keep"]),
    st.booleans(),
)
def test_shared_characters_never_move_away_from_a_norm(parts: list[str], script: str, unsafe: bool) -> None:  # noqa: FBT001
    """Unless OpenCC's t2s moves them, 后 里 干 are what they were; and a fixed text stays as it is.

    An unsafe fix may bring over the word around one, as OpenCC writes it.
    """
    text = "".join(parts)
    policy = Policy(script=script)
    after = fixed(text, policy, unsafe=unsafe)
    in_words = [OpenCC(mode).convert(text) for mode in ("s2t", "s2tw", "s2hk")] if unsafe else []
    for old, new, simple, *forms in zip(text, after, OpenCC("t2s").convert(text), *in_words, strict=True):
        if old in SHARED and old != "著":
            assert new in (old, simple, *forms)
    assert fixed(after, policy, unsafe=unsafe) == after
    assert script != "keep" or after == text


@pytest.mark.parametrize("texts", list(permutations([TRADITIONAL, SIMPLIFIED, SIMPLIFIED[:15], SHORT])))
def test_most_documents_decide_in_any_order(texts: tuple[str, ...]) -> None:
    codes = found(list(texts), Policy())
    assert {path: found for path, found in codes.items() if found} == {f"{texts.index(TRADITIONAL)}.txt": ["SCR001"]}


def test_a_document_that_was_only_counted_is_seen_where_most_are_traditional() -> None:
    other = TRADITIONAL[5:]
    assert found([SIMPLIFIED, TRADITIONAL, other], Policy())["0.txt"] == ["SCR006"]
    assert found([SIMPLIFIED], Policy(script="traditional"))["0.txt"] == ["SCR006"]
    ruleset = Ruleset(RULES)
    drafts = [Draft(Raw(f"{n}.txt", text.encode()), ruleset) for n, text in enumerate([SIMPLIFIED, TRADITIONAL, other])]
    fix_all(drafts, ruleset, unsafe=True)
    assert drafts[0].document.text == OpenCC("s2tw").convert(SIMPLIFIED)


def test_clean_simplified_text_is_counted_and_never_decoded() -> None:
    examined = examine(Raw("a.txt", SIMPLIFIED.encode()), Ruleset(RULES))
    assert examined.document is None
    assert set(examined.facts) == {"SCR001", "SCR006"}


def test_the_census_counts_as_the_detector_does() -> None:
    for text in (TRADITIONAL, SIMPLIFIED, JAPANESE, SHORT, "国", "plain"):
        ruleset = Ruleset(RULES)
        counted = ruleset.census.count(Raw("a.txt", text.encode()))
        rule = ruleset.by_code["SCR001"]
        from corpuslint.detectors.script import whole as script
        from corpuslint.facts import tally

        document = Document("a.txt", text)
        if not ruleset.scanner.scan(text.encode()).fired & {"SCR001"}:
            assert counted.get("SCR001", {}) == tally(document, script.sight(document, rule))


@pytest.mark.parametrize(
    ("char", "reading", "expected"),
    [
        ("長", "zhǎng", True),
        ("長", "cháng", True),
        ("長", "chǎng", False),
        ("們", "men", True),
        ("綠", "lǜ", True),
        ("國", "gu\u00f3", True),
        ("國", "guo\u0301", True),
        ("國", "ɡuó", True),
        ("國", "", False),
        ("", "guó", True),
        ("a", "ā", False),
    ],
)
def test_readings(char: str, reading: str, expected: bool) -> None:  # noqa: FBT001
    assert readings.reads(char, reading) is expected or not char


def test_the_notes_of_seed_004_are_found_and_nothing_else() -> None:
    rule = next(rule for rule in rulebook.shipped() if rule.code == "ANN001")
    seed = next(Path(__file__).parents[1].glob("seeds/004_*"))
    text = seed.read_text(encoding="utf-8")
    notes = list(annotation.pinyin(Document("a.txt", text), rule))
    assert len(notes) == 290  # and one whose neighbour is torn, which is for the mojibake rules to mend
    assert all(text[note.start + 1] == "(" and text[note.end - 1] == ")" for note in notes)
    assert "(JPO)" not in {text[note.start + 1 : note.end] for note in notes}


def test_one_endless_paragraph_is_brought_over_in_linear_time() -> None:
    brought_over = fixed("会议讨论环境问题，余先生说，" * 20_000, Policy(script="traditional"))
    assert brought_over == "會議討論環境問題，余先生說，" * 20_000


def test_a_name_of_many_parts_keeps_its_sounds() -> None:
    text = "会议讨论了环境问题，请巴里克里克·里·克里发言，并发布了报告。"
    assert "里克里克·里·克里發言" in fixed(text, Policy(script="traditional"))
