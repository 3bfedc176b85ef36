"""Mojibake: what the examples of the rule pages cannot say."""

import hashlib
import lzma
import random
import time
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint import rulebook
from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.bulk import plain_bits, prose_bits
from corpuslint.detectors.mojibake.ceiling import hopeless
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.lossy import mended
from corpuslint.detectors.mojibake.paths import REAL, SINGLE_BYTE, Path, encoder, to_bytes
from corpuslint.detectors.mojibake.reading import best_reading, strict
from corpuslint.detectors.mojibake.runs import runs, without_runs
from corpuslint.detectors.mojibake.shift import rephase
from corpuslint.detectors.mojibake.streams import decoder
from corpuslint.detectors.mojibake.viterbi import search, trimmed
from corpuslint.engine import examine
from corpuslint.finding import Applicability
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

PROSE = "为了保护环境，各地政府应当加强对企业的监督管理，依法处理违法行为，并向社会公布结果。"
RULES = Ruleset([rule for rule in rulebook.shipped() if rule.code.startswith("MOJ")])
MODEL_SHA256 = "6d4e03facabdfff980e6e4a40e668f9ae3f7a42553622813703c059c09e5d2ae"


def found(text: str) -> list[tuple[str, str]]:
    examined = examine(Raw("a.txt", text.encode("utf-8", "surrogatepass")), RULES)
    assert not examined.crashes
    return [(f.code, f.fix.applicability if f.fix else "") for f in examined.findings]


def test_model_is_the_one_that_its_script_builds() -> None:
    packed = files("corpuslint.tables").joinpath("bigrams.xz").read_bytes()
    assert hashlib.sha256(lzma.decompress(packed)).hexdigest() == MODEL_SHA256


def test_scorer_knows_prose_from_chance() -> None:
    assert scorer.bits(PROSE) < 9 * len(PROSE)
    assert scorer.bits("鐨勬柟娉曟槸浠涔") > 14 * 8


def test_weigh_and_bits_agree() -> None:
    assert scorer.weigh("政府应当加强监督")[0] == pytest.approx(scorer.bits("政府应当加强监督"))


@pytest.mark.parametrize("seen", [*SINGLE_BYTE, "gb18030", "cp936"])
def test_encoder_agrees_with_whole_texts(seen: str) -> None:
    table = encoder(seen)
    chars = "".join(char for char in map(chr, range(0x80, 0x9FFF)) if table[char])
    assert to_bytes(chars[:500], seen) == b"".join(table[char] for char in chars[:500])


@pytest.mark.parametrize("real", REAL)
@pytest.mark.parametrize("seen", SINGLE_BYTE)
def test_whole_text_comes_back(seen: str, real: str) -> None:
    prose = PROSE if real != "big5" else "為了保護環境，各地政府應當加強對企業的監督管理。"
    wrong = "".join(bytes((b,)).decode(seen, "replace") for b in prose.encode("cp950" if real == "big5" else real))
    if "\ufffd" not in wrong:
        assert strict(wrong, Path(seen, real)) == prose


def test_search_finds_a_span_inside_clean_text() -> None:
    text = "我们看到" + "环境保护工作".encode().decode("gb18030") + "的结果"
    (segment,) = search(text, Path("gb18030", "utf-8"), plain_costs(text), 16.0)
    assert (text[: segment.start], segment.content, text[segment.end :]) == ("我们看到", "环境保护工作", "的结果")


def test_a_hole_is_marked_and_never_safe() -> None:
    text = "环境保护局公布了".encode().decode("gb18030", "replace")[:-1]
    reading = best_reading(text, [Path("gb18030", "utf-8")], plain_costs(text), 16.0)
    assert reading is not None
    assert "\ufffd" in reading.segments[-1].content or not reading.segments[-1].exact


def test_both_bytes_that_read_as_a_euro_sign() -> None:
    text = "院、人口大"
    wrong = _browser(text.encode())
    assert wrong.count("€") == 2
    (segment,) = search(wrong, Path("cp936", "utf-8"), plain_costs(wrong), 16.0)
    assert (segment.content, segment.exact) == (text, True)


def _browser(data: bytes) -> str:
    """Read bytes as browsers read GBK: 80 is €."""
    read, at = "", 0
    while at < len(data):
        size = 1 if data[at] <= 0x80 else 2
        read += "€" if data[at] == 0x80 else data[at : at + size].decode("gb18030")
        at += size
    return read


def test_trimmed_takes_off_what_reads_the_same() -> None:
    (segment,) = search("ab ÄãºÃÊÀ½ç cd", Path("cp1252", "gb18030"), plain_costs("ab ÄãºÃÊÀ½ç cd"), 16.0)
    assert (segment.start, segment.end, trimmed("ab ÄãºÃÊÀ½ç cd", segment)) == (3, 11, segment)


def test_rephase_stops_where_the_reader_is_in_step() -> None:
    assert rephase(0xB5, "貢r間") == ("地時", 2, 0)
    assert rephase(0xBF, "凇?/span>") == ("口", 1, 0xA1)
    assert rephase(0xB5, "貢") is None


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_no_text_crashes_the_rules(text: str) -> None:
    found(text)


@given(st.binary(max_size=80), st.sampled_from(["latin-1", "gb18030", "cp437", "big5", "utf-8"]))
@settings(max_examples=100, deadline=None)
def test_no_bytes_crash_the_rules(data: bytes, codec: str) -> None:
    text = data.decode(codec, "replace")
    found(text)
    draft = Draft(Raw("a.txt", text.encode("utf-8", "surrogatepass")), RULES)
    fix_all([draft], RULES, unsafe=True)
    assert not draft.crashes


def _mended(text: str, codec: str, errors: str, reader: str = "") -> str:
    return mended(text.encode().decode(codec, errors), Path(codec, "utf-8"), reader).content


def test_only_80_was_lost_where_private_use_shows_that_the_reader_was_gb18030() -> None:
    text = "而著一書，曰物種探原，為人所重"
    assert decoder("gb18030", text.encode().decode("gb18030", "replace")) == "gb18030"
    assert decoder("gb18030", text.encode().decode("gbk", "replace")) == "gbk"
    assert _mended(text, "gb18030", "replace", "gb18030") == text[:-1] + "\ufffd"
    assert _mended(text, "gb18030", "replace", "gbk")[:4] == "而著\ufffd書"


def test_of_two_ideographs_the_usual_one_is_not_guessed() -> None:
    assert _mended("祖逖北伐，收复失地", "gb18030", "ignore", "gb18030") == "祖\ufffd北伐，收复失地"
    assert _mended("他说过一句话，我们都记得", "gb18030", "ignore", "gb18030") == "他说过一句话，我们都记得"


def test_a_last_euro_sign_may_be_half_of_another_character() -> None:
    assert _mended("这个公司开放市场一面。", "gb18030", "ignore").endswith("一\ufffd")


def test_a_blank_behind_a_lost_byte_may_be_one() -> None:
    text = "感谢这位 Yablo 先生".encode().decode("cp1252", "ignore")
    draft = Draft(Raw("a.txt", text.encode()), RULES)
    fix_all([draft], RULES, unsafe=True)
    assert "你" not in draft.document.text


LINES = [PROSE[at : at + 8 + by] + ("" if at % 4 else f" ({at} ok)") for by in range(12) for at in range(22)]
WRONG = {
    "utf-8 as gb18030": ([("utf-8", "gb18030")], "MOJ010"),
    "utf-8 as latin-1": ([("utf-8", "latin-1")], "MOJ011"),
    "gbk as latin-1": ([("gbk", "latin-1")], "MOJ012"),
    "gbk as windows-1251": ([("gbk", "cp1251")], "MOJ012"),
    "gbk as euc-kr": ([("gbk", "cp949")], "MOJ013"),
    "utf-8 as gb18030, twice": ([("utf-8", "gb18030")] * 2, "MOJ015"),
    "gbk as latin-1, and that as latin-1": ([("gbk", "latin-1"), ("utf-8", "latin-1")], "MOJ015"),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_wrong_throughout(name: str, newline: str) -> None:
    layers, code = WRONG[name]
    kept, wrong = [], []
    for line in LINES:
        text = line
        try:
            for real, seen in layers:
                text = text.encode(real).decode(seen)
            wrong.append(text)
        except UnicodeDecodeError:
            continue
        kept.append(line)
    text = newline.join(["# plain", "", *wrong, ""]) * 4
    examined = examine(Raw("a.txt", text.encode()), RULES)
    assert {finding.code for finding in examined.findings} == {code}
    assert len(examined.findings) < 9
    draft = Draft(Raw("a.txt", text.encode()), RULES)
    fix_all([draft], RULES, unsafe=code == "MOJ013")  # its readers drop bytes without a trace
    assert draft.document.text == newline.join(["# plain", "", *kept, ""]) * 4


LOSSY = {
    "utf-8 as gbk": ("utf-8", "gbk", "MOJ010", Applicability.UNSAFE, 0.8),
    "utf-8 as shift-jis": ("utf-8", "cp932", "MOJ017", Applicability.UNSAFE, 0.6),
    "utf-8 as big5": ("utf-8", "cp950", "MOJ017", Applicability.UNSAFE, 0.0),
    "utf-8 as euc-kr": ("utf-8", "cp949", "MOJ017", Applicability.UNSAFE, 0.0),
    "gbk as big5": ("gbk", "cp950", "MOJ013", Applicability.UNSAFE, 0.8),
    "gbk as shift-jis": ("gbk", "cp932", "MOJ013", Applicability.DISPLAY, 0.6),
}


@pytest.mark.parametrize("name", LOSSY)
def test_a_file_of_which_bytes_are_lost_throughout(name: str) -> None:
    real, seen, code, level, share = LOSSY[name]
    wrong = [line.encode(real).decode(seen, "replace") for line in LINES]
    text = "\n".join(["# plain", *wrong, ""])
    findings = examine(Raw("a.txt", text.encode()), RULES).findings
    assert {finding.code for finding in findings} <= {code, "MOJ020"}
    paths = [finding for finding in findings if finding.code == code]
    assert sum(finding.end - finding.start for finding in paths) > 0.8 * len(text)
    edits = {edit[:2]: edit for one in paths if one.fix for edit in one.fix.edits}
    assert all(one.fix.applicability == level for one in paths if one.fix and "\ufffd" in one.message)
    start, back = text.index(wrong[0]), 0
    for line, old in zip(LINES, wrong, strict=True):
        changed = [edit for (first, _), edit in edits.items() if start <= first <= start + len(old)]
        for edit in changed:
            assert set(edit.content) <= {*line, "\ufffd"}
            back += len(edit.content) - edit.content.count("\ufffd")
        start += len(old) + 1
    assert back >= share * sum(len(line) for line in LINES)


def test_a_file_that_is_beyond_repair_is_one_finding() -> None:
    wrong = [line.encode().decode("cp950", "replace") for line in LINES]
    found = examine(Raw("a.txt", "\n".join(wrong).encode()), RULES).findings
    said = [finding.message for finding in found if finding.code == "MOJ017"]
    assert said == [f"UTF-8 read as Big5; most is lost ({len(LINES)} lines): fetch the source again"]


def test_runs_leave_out_what_is_well() -> None:
    garbled = [line.encode().decode("latin-1") for line in LINES]
    text = "\n".join(line for pair in zip(garbled, LINES, strict=True) for line in (pair[0], pair[1], "naïve café"))
    assert runs(text)
    edits = [edit for run in runs(text) for edit in run.edits]
    assert all(text[edit.start : edit.end] not in LINES and "\n" not in edit.content for edit in edits)
    assert len(without_runs(text)) == len(text)
    assert runs("\n".join(LINES)) == runs("\n".join(["Привет, мир: как дела?", "日本語のテキスト"] * 200)) == ()


@given(st.lists(st.text(st.characters(exclude_characters="\n"), max_size=30), min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_bits_of_many_lines_are_those_of_each(lines: list[str]) -> None:
    weights = prose_bits(lines)
    assert weights.bits.tolist() == pytest.approx([scorer.weigh(line)[0] for line in lines])
    assert weights.worst.tolist() == pytest.approx([scorer.weigh(line)[1] for line in lines])
    assert plain_bits(lines).tolist() == pytest.approx([sum(plain_costs(line)) for line in lines])


@given(st.binary(max_size=60), st.sampled_from(["latin-1", "gb18030", "cp437"]))
@settings(max_examples=60, deadline=None)
def test_no_bytes_crash_a_file_that_is_wrong_throughout(data: bytes, codec: str) -> None:
    odd = data.decode(codec, "replace").splitlines()
    wrong = [line.encode().decode(codec, "replace") for line in LINES]
    text = "\n".join([*wrong[:150], *odd, *wrong[150:]])
    examined = examine(Raw("a.txt", text.encode("utf-8", "surrogatepass")), RULES)
    assert not examined.crashes
    for finding in examined.findings:
        for edit in finding.fix.edits if finding.fix else ():
            edit.content.encode()


HOSTILE = {
    "rare characters in code order": "".join(map(chr, range(0x6D00, 0x6F00))),
    "one line of lead bytes": "鐨" * 20_000,
    "accents without end": "é" * 20_000,
    "question marks": "?" * 20_000 + "中?文" * 2_000,
    "replacement characters": "中\ufffd" * 10_000,
    "notes without end": "當(dāng)?shù)" * 2_000,
    "box art": "═╗╔╝║ ├─┤" * 2_000,
    "Cyrillic camel case": "МакДональдс " * 2_000,
    "one line with bytes lost": (PROSE * 800).encode().decode("gb18030", "replace"),
    "one line, wrong twice": (PROSE * 300).encode().decode("gb18030", "replace").encode().decode("gb18030", "replace"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_linear_time(name: str) -> None:
    half, whole = HOSTILE[name][: len(HOSTILE[name]) // 2], HOSTILE[name]
    found(half[:200])
    times = []
    for text in (half, whole):
        start = time.process_time()
        found(text)
        times.append(time.process_time() - start)
    assert times[1] < 4 * times[0] + 0.3


def test_one_very_long_line() -> None:
    wrong = (PROSE * 12).encode().decode("gb18030", "replace")
    text = wrong * 100
    start = time.process_time()
    levels = {level for _, level in found(text)}
    assert time.process_time() - start < 60
    assert levels <= {Applicability.SAFE, Applicability.UNSAFE, ""}


def test_clean_text_is_left_alone() -> None:
    chance = random.Random(1)
    words = [
        "Ünïcödé",
        "naïve",
        "Привет",
        "ΑΒΓ",
        "ひらがな",
        "한국어",
        "中文",
        "锛",
        "鐘錶",
        "«été»",
        "…",
        "—",
        "№5",
        "° C",
        "½",
    ]
    for _ in range(300):
        assert found(" ".join(chance.choices(words, k=12))) == []


DOUBLE_BYTE = [
    Path("gb18030", "utf-8"), Path("cp936", "utf-8"), Path("big5", "utf-8"), Path("cp949", "utf-8"),
    Path("big5", "gb18030"), Path("cp949", "gb18030"), Path("gb18030", "big5"),
    Path("gb18030", "gb18030", shifted=True),
]  # fmt: skip


@pytest.mark.parametrize("path", DOUBLE_BYTE, ids=str)
@given(text=st.text(alphabet="为保护环境，《的》🙂a? \t\ue4c6吁", min_size=1, max_size=24), cut=st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_nothing_is_found_where_the_ceiling_is_low(path: Path, text: str, cut: int) -> None:
    damaged = text.encode(path.real, "replace")[cut % 2 :].decode(path.seen.replace("cp936", "gb18030"), "ignore")
    for seen in (damaged, PROSE[:cut] + damaged):
        for bits in (4.0, 16.0, 32.0):
            if seen and hopeless(seen, [path], bits):
                assert best_reading(seen, [path], plain_costs(seen), bits) is None


LOSING = [("gbk", "latin-1"), ("gbk", "cp1252"), ("gbk", "big5"), ("gbk", "cp949"), ("big5", "gbk")]


@pytest.mark.parametrize(("real", "seen"), LOSING)
def test_no_repair_is_safe_where_half_a_character_is_lost(real: str, seen: str) -> None:
    chance = random.Random(20)
    prose = "為了保護環境，各地政府應當加強對企業的監督管理，並向社會公布結果。" if real == "big5" else PROSE
    data = prose.encode(real)
    for _ in range(25):
        at, other = sorted(chance.sample(range(4, len(data) - 4), 2))
        if other - at < 8:
            continue  # next to each other, they may leave one character in place of two
        text = (data[:at] + data[at + 1 : other] + data[other + 1 :]).decode(seen, "ignore")
        assert Applicability.SAFE not in {level for _, level in found(text)}, text
