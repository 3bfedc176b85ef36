"""The main job: the five documents of the corpus, from check to cleaned corpus and back."""

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from corpuslint.cli import main

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT / "seeds"
DIGESTS = {
    "000_9687927c7d684a98.txt": "dcf353e04d722193505de7010cdc6f6beed7b44a050a7826366bbd3b9c69c914",
    "001_28b5f074e01c9a0b.txt": "825be3394aa68797d55d41dd522d8754242afbdc6479a644f5bce4177e64d287",
    "002_fbde588f7fb6df1b.txt": "1d91e7b038041f95d3e3309ca47938e44938c794d2bda1e37483ddb24ce20b22",
    "003_5f605fb254fbb197.txt": "dd636d85e68529472b38430c5184437ae42ca259bb95690b81340d8c06de639f",
    "004_4fb2da7c0cad614e.txt": "177473d37526f431381625e9b826a28328dce54220ce18128b300baa76dcac1d",
}
NOTE = re.compile(r"[㐀-鿿]\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+\)")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds with the repository's configuration, somewhere else."""
    folder = tmp_path_factory.mktemp("corpus")
    shutil.copytree(SEEDS, folder / "seeds")
    (folder / "corpuslint.toml").write_text('script = "simplified"\n', encoding="utf-8")
    return folder


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.chdir(folder)
    return main([*arguments])


@pytest.fixture(scope="module")
def safe(corpus: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        assert run(corpus, patch, "fix", "seeds/", "--output", "cleaned") == 0
    return corpus / "cleaned"


@pytest.fixture(scope="module")
def unsafe(corpus: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        assert run(corpus, patch, "fix", "seeds/", "--output", "unsafe", "--unsafe-fixes") == 0
    return corpus / "unsafe"


def text(folder: Path, number: int) -> str:
    (file,) = folder.glob(f"{number:03}_*.txt")
    return file.read_bytes().decode()


def rows(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_the_seeds_are_as_they_came() -> None:
    assert {file.name: sha256(file.read_bytes()).hexdigest() for file in SEEDS.iterdir()} == DIGESTS


def test_004_reads_as_simplified_chinese_without_notes(safe: Path) -> None:
    from opencc import OpenCC

    cleaned = text(safe, 4)
    assert NOTE.findall(cleaned) == []
    assert OpenCC("t2s").convert(cleaned) == cleaned
    assert "生态环境部党组书记孙金龙:积极稳妥推进碳达峰碳中和" in cleaned or "生态环境部党组书记孙金龙：" in cleaned
    assert "陕西西安" in cleaned or "西安" not in cleaned


def test_004_loses_watermark_navigation_and_copyright(safe: Path) -> None:
    cleaned = text(safe, 4)
    for gone in ("本+文", "关于我们|商务洽谈", "All Rights Reserved", "京ICP备", "【版权声明】"):
        assert gone not in cleaned, gone
    assert "中国驻肯尼亚大使兼中国驻联合国环境署、人居署代表周平剑" in cleaned
    assert "(JPO)" in cleaned or "（JPO）" in cleaned


def test_003_has_its_three_broken_paragraphs_whole(safe: Path) -> None:
    cleaned = text(safe, 3)
    for joined in ("中华民族永续发展的高度", "生态环境部国际合作司", "倡议提出以来，绿色"):
        assert joined in cleaned
    assert "永续发\n" not in cleaned


def test_traps_stay_as_they_are(safe: Path) -> None:
    whole = "\n".join(text(safe, number) for number in range(5))
    for kept in (
        "COP27", "(NDC)", "中华人民共和国主席 习近平", "第二十五条 银行", "生态环境部部长", "所所长",
        "\n——我们要", "2021-2025", "〈", "‘一带一路’", "\n……\n", "中柬", "China-ASEAN", "能源-粮食-水",
        "澜沧江-湄公河环境合作中心  \n",
    ):  # fmt: skip
        assert kept in whole, kept


def test_unsafe_fixes_restore_what_bytes_decide(unsafe: Path) -> None:
    cleaned = text(unsafe, 4)
    assert cleaned.count("当地时间5月15日") == 1
    assert "?" not in re.sub(r"https?://\S+", "", cleaned.split("【版")[0])


def test_unsafe_fixes_take_out_boilerplate_and_keep_what_it_says(unsafe: Path) -> None:
    for number in (0, 1, 2):
        assert "邮编：100035" not in text(unsafe, number)
    assert "（来源：新华社）" not in text(unsafe, 3)
    metadata = {row["path"][:3]: row["metadata"] for row in rows(unsafe / ".corpuslint/manifest.jsonl")}
    assert any("新华社" in value for value in metadata["003"].get("source", []))
    assert any("100035" in value for values in metadata["000"].values() for value in values)


@pytest.mark.parametrize("kind", ["safe", "unsafe"])
def test_the_record_replays_and_a_second_run_changes_nothing(
    kind: str, corpus: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = request.getfixturevalue(kind)
    assert run(corpus, monkeypatch, "verify", str(folder)) == 0
    arguments = ["--unsafe-fixes"] if kind == "unsafe" else []
    again = corpus / f"{kind}-again"
    assert run(corpus, monkeypatch, "fix", str(folder), "--output", str(again), *arguments) == 0
    assert rows(again / ".corpuslint/edits.jsonl") == []
    for file in folder.glob("*.txt"):
        assert (again / file.name).read_bytes() == file.read_bytes()


def test_this_repository_passes_and_fails_with_a_new_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("seeds", "pyproject.toml", "corpuslint-baseline.json"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    assert run(tmp_path, monkeypatch, "check", "seeds/") == 0
    new = tmp_path / "seeds" / "005.txt"
    new.write_text("会议于2021年02月05日在昆明召开。\n", encoding="utf-8")
    capsys.readouterr()
    assert run(tmp_path, monkeypatch, "check", "seeds/", "--output-format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert {(finding["code"], finding["filename"]) for finding in found} == {("DAT002", "seeds/005.txt")}
