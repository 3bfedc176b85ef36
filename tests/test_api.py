"""The library face."""

import re
from pathlib import Path

import pytest

import corpuslint
from corpuslint import Config, check_paths, check_text, fix_text, fix_texts


def test_findings_have_places() -> None:
    (finding,) = check_text("会议于2020年08月03日召开。\n")
    assert (finding.code, finding.start.row, finding.start.column, finding.start.offset) == ("DAT002", 1, 4, 3)


def test_a_declared_script_is_carried_out() -> None:
    traditional = "中國政府高度重視並積極支持聯合國環境署在全球環境治理中發揮重要作用。\n"
    assert fix_text(traditional, config=Config(script="simplified")).startswith("中国政府高度重视")
    assert fix_text(traditional) == traditional


def test_a_text_in_memory_needs_no_newline() -> None:
    text = "会议于2020年08月03日召开。"
    assert [finding.code for finding in check_text(text)] == ["DAT002"]
    assert fix_text(text) == "会议于2020年8月3日召开。"
    assert fix_text(text, config=Config(extend_select=("SPC002",))) == "会议于2020年8月3日召开。\n"
    assert fix_text("") == ""


def test_the_snippets_of_the_guide_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    guide = (Path(corpuslint.__file__).parent / "guide" / "scale.md").read_text(encoding="utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    exec(compile(snippet, "scale.md", "exec"), {})


def test_texts_are_one_corpus() -> None:
    texts = {f"{n}.txt": "东方—西方合作论坛举行。\n" * 2 for n in range(4)} | {"odd.txt": "东方-西方合作论坛举行。\n"}
    assert fix_texts(texts)["odd.txt"] == texts["odd.txt"]
    assert fix_texts(texts, unsafe=True)["odd.txt"] == "东方—西方合作论坛举行。\n"


def test_folders_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("会议于2020年08月03日召开。\n", encoding="utf-8")
    checked = check_paths([tmp_path, tmp_path / "missing"])
    assert [finding.filename for finding in checked.findings] == ["a.txt"]
    assert [problem.path for problem in checked.problems] == ["missing"]


def test_public_names_are_there() -> None:
    for name in corpuslint.__all__:
        assert getattr(corpuslint, name)
    with pytest.raises(AttributeError, match="nothing"):
        _ = corpuslint.nothing
