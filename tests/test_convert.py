"""The converter against its oracle, opencc-python-reimplemented."""

import random
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
from opencc import OpenCC

from corpuslint import convert, edits
from corpuslint.convert import dictionaries
from corpuslint.convert.certain import parted
from corpuslint.finding import Edit

SEEDS = sorted(Path(__file__).parents[1].glob("seeds/*.txt"))
MODES = ("hk2s", "s2hk", "s2t", "s2tw", "s2twp", "t2hk", "t2s", "t2tw", "tw2s", "tw2sp")
ODD = (
    "",
    "a",
    "\ud800后\udfff面",
    "𠮶𫍙𩾃后\U000f0000",
    "\x00\x0c头\x00发",
    "国\ufe00\U000e0100家",
    "\u0378头发",
    "乔治．布希",
)
EVEN = ("t2s", "s2t", "s2tw", "s2hk", "tw2s", "hk2s", "t2tw", "t2hk")


def fragments(mode: str) -> list[str]:
    """Keys, values and the phrases at which clusters begin."""
    names = [name for stage in dictionaries.chain(mode) for name in stage]
    pairs = [pair for name in names for pair in dictionaries.first(name).items()]
    triggers = [
        phrase for stage in convert.converter(mode).stages for hits in stage.triggers.values() for _, phrase in hits
    ]
    return [*(text for pair in pairs for text in pair), *triggers * (1 + len(pairs) // (1 + len(triggers)))]


def strings(mode: str, number: int) -> Iterator[str]:
    """Strings of overlapping pieces of keys, where the order of matching shows."""
    chance, parts = random.Random(mode), fragments(mode)
    for _ in range(number):
        pieces = []
        for _ in range(chance.randint(1, 9)):
            piece = chance.choice(parts)
            cut = chance.randint(0, len(piece))
            pieces.append(chance.choice((piece, piece[cut:], piece[:cut], chance.choice("，-．a \n𠮷"))))
        yield "".join(pieces)


def test_the_package_ships_the_ten_modes() -> None:
    assert tuple(dictionaries.modes()) == MODES


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("vectors", [False, True], ids=["stdlib", "numpy"])
def test_equal_to_the_oracle(mode: str, vectors: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    monkeypatch.setattr(convert, "pays_off", lambda _text, _least: vectors)
    oracle = OpenCC(mode)
    seeds = [seed.read_text(encoding="utf-8") for seed in SEEDS]
    for text in (*ODD, *seeds, *strings(mode, 600)):
        assert convert.convert(text, mode) == oracle.convert(text), text[:200]


@pytest.mark.parametrize("mode", EVEN)
def test_changes_lead_to_the_conversion(mode: str) -> None:
    for text in (*ODD, *(seed.read_text(encoding="utf-8") for seed in SEEDS), *strings(mode, 200)):
        changes = list(convert.changes(text, mode))
        assert edits.apply(text, [Edit(*change) for change in changes]) == convert.convert(text, mode)
        assert all(text[start:end] != content for start, end, content in changes)


@pytest.mark.parametrize("mode", ["s2twp", "tw2sp"])
def test_changes_need_a_mode_that_keeps_lengths(mode: str) -> None:
    with pytest.raises(ValueError, match="length"):
        convert.changes("中间件", mode)


def test_an_unknown_mode_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="no conversion is called 't2x'; known are hk2s"):
        convert.converter("t2x")


@pytest.mark.parametrize("piece", ["干得三杯干得一杯", "来往往来后来", "头发头发干", "乾隆乾坤"])
def test_long_chains_of_overlapping_phrases_stay_linear(piece: str) -> None:
    spent = []
    for times in (2_000, 16_000):
        text = piece * times
        start = process_time()
        convert.convert(text, "s2t")
        spent.append(process_time() - start)
    assert spent[1] < 40 * spent[0] + 0.5  # eight times the text


def place(folder: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], installed: set[str]) -> None:
    """Pretend that ``opencc`` is installed as a folder with these files."""
    for name, text in files.items():
        (folder / "opencc" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "opencc" / name).write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(__import__("sys").modules, "opencc", raising=False)
    monkeypatch.setattr(dictionaries, "_installed", lambda name: name in installed)
    dictionaries.folder.cache_clear()


@pytest.fixture
def _forget() -> Iterator[None]:
    yield
    dictionaries.folder.cache_clear()


@pytest.mark.usefixtures("_forget")
def test_another_package_in_the_shared_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(tmp_path, monkeypatch, {"__init__.py": "", "clib/t2s.json": ""}, {"opencc"})
    with pytest.raises(dictionaries.DictionaryError, match=r"PyPI's `opencc`.*pip uninstall opencc"):
        dictionaries.folder()


@pytest.mark.usefixtures("_forget")
def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(tmp_path, monkeypatch, {"__init__.py": ""}, set())
    with pytest.raises(dictionaries.DictionaryError, match=r"are missing from .*force-reinstall opencc-python-reimpl"):
        dictionaries.folder()


@pytest.mark.usefixtures("_forget")
def test_both_packages_in_one_folder_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place(tmp_path, monkeypatch, {"__init__.py": "raise ImportError", "dictionary/TSPhrases.txt": ""}, {"opencc"})
    assert dictionaries.folder() == tmp_path / "opencc"


def test_the_overlay_is_off_unless_asked_for() -> None:
    text = "擡頭看徐乾學的慰藉，乾隆在乾州"
    assert convert.convert(text, "t2s") == OpenCC("t2s").convert(text)
    assert convert.converter("t2s", (convert.OVERLAY,)).convert(text) == "抬头看徐乾学的慰藉，乾隆在乾州"


def test_corrections_hold_and_keep_the_length() -> None:
    corrected = convert.converter("t2s", (convert.CORRECTIONS,))
    for word, becomes in dictionaries.shipped((convert.CORRECTIONS,)).items():
        assert len(word) == len(becomes)
        assert corrected.convert(f"。{word}。") == f"。{becomes}。"


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("衣服很乾淨", True),
        ("張乾說", False),
        ("獲益甚夥伴", True),
        ("之閒", False),
        ("魟魚", False),
        ("髮與發", True),
        ("馬上鍊金", False),
        ("項鍊", True),
        ("設計畫出圖", False),
        ("都市計畫", True),
        ("朱西甯", False),
        ("位於越南", True),
    ],
)
def test_what_hangs_on_the_meaning_is_certain_in_a_word_alone(text: str, certain: bool) -> None:  # noqa: FBT001
    parts = list(parted(text, convert.changes(text, "t2s")))
    assert all(one == certain for one, patch in parts if patch.content in "干伙闲𫚉发链炼划宁于")
    assert edits.apply(text, [Edit(*patch) for _, patch in parts]) == convert.convert(text, "t2s")


def test_the_overlay_changes_nothing_in_simplified_text() -> None:
    for seed in SEEDS[:4]:
        text = seed.read_text(encoding="utf-8")
        assert convert.converter("t2s", (convert.OVERLAY,)).convert(text) == convert.convert(text, "t2s") == text
