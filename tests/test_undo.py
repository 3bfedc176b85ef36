"""Fixing in place: its record, `verify` and `undo`."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpuslint.fixing import inplace

if TYPE_CHECKING:
    from conftest import Corpus

DIRTY = "会议有错字。\n还有怪词和错字。\n"
FIXED = "会议有正字。\n还有怪词和正字。\n"


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture
def fixed(corpus: "Corpus") -> Path:
    corpus.write("texts/a.txt", DIRTY)
    corpus.write("texts/b.txt", "\ufeff第一行错字\r\n第二行".encode())
    corpus.write("texts/c.txt", "干净。\n")
    outcome = corpus.run("fix")
    assert outcome.status == 0
    assert "`corpuslint undo` takes it back" in outcome.err
    return corpus.folder


def test_a_fix_in_place_keeps_encoding_mark_and_newlines(fixed: Path) -> None:
    assert (fixed / "texts/a.txt").read_text(encoding="utf-8") == FIXED
    assert (fixed / "texts/b.txt").read_bytes() == "\ufeff第一行正字\r\n第二行".encode()


def test_the_record_names_changed_files_and_is_ignored_by_git(fixed: Path) -> None:
    record = fixed / ".corpuslint/fixes/0001"
    assert [row["path"] for row in rows(record / "manifest.jsonl")] == ["texts/a.txt", "texts/b.txt"]
    assert rows(record / "manifest.jsonl")[1]["written"] == {"encoding": "utf-8", "bom": True, "newline": "crlf"}
    assert len(rows(record / "edits.jsonl")) == 3
    assert (fixed / ".corpuslint/fixes/.gitignore").read_text(encoding="utf-8") == "*\n"


def test_undo_gives_every_byte_back(corpus: "Corpus", fixed: Path) -> None:
    outcome = corpus.run("undo")
    assert outcome.status == 0
    assert "2 files" in outcome.err
    assert (fixed / "texts/a.txt").read_text(encoding="utf-8") == DIRTY
    assert (fixed / "texts/b.txt").read_bytes() == "\ufeff第一行错字\r\n第二行".encode()
    assert list((fixed / ".corpuslint/fixes").iterdir()) == [fixed / ".corpuslint/fixes/.gitignore"]


@pytest.mark.usefixtures("fixed")
def test_undo_without_a_record_says_so(corpus: "Corpus") -> None:
    assert corpus.run("undo").status == 0
    for command in ("undo", "verify"):
        outcome = corpus.run(command)
        assert outcome.status == 2
        assert ". has no record of a fix" in outcome.err


def test_a_record_farther_up_is_pointed_at(corpus: "Corpus", fixed: Path) -> None:
    outcome = corpus.run("undo", fixed / "texts")
    assert outcome.status == 2
    assert outcome.err.rstrip().endswith(" has one")
    assert corpus.run("undo").status == 0


def test_fixes_are_undone_one_after_the_other(corpus: "Corpus", fixed: Path) -> None:
    assert corpus.run("fix", "--unsafe-fixes").status == 0
    assert (fixed / "texts/a.txt").read_text(encoding="utf-8") == "会议有正字。\n还有常词和正字。\n"
    assert corpus.run("undo").status == 0
    assert (fixed / "texts/a.txt").read_text(encoding="utf-8") == FIXED
    assert corpus.run("undo").status == 0
    assert (fixed / "texts/a.txt").read_text(encoding="utf-8") == DIRTY


def test_a_fix_that_changes_nothing_leaves_no_record(corpus: "Corpus", fixed: Path) -> None:
    assert corpus.run("fix").status == 0
    assert names(fixed / ".corpuslint/fixes") == [".gitignore", "0001"]


def test_a_file_changed_since_is_refused_by_name_and_nothing_is_touched(corpus: "Corpus", fixed: Path) -> None:
    corpus.write("texts/b.txt", "我改过。\n")
    before = snapshot(fixed)
    outcome = corpus.run("undo")
    assert outcome.status == 2
    assert "error: texts/b.txt: has changed since it was written" in outcome.err
    assert "a.txt" not in outcome.err
    assert snapshot(fixed) == before


def test_a_file_that_is_gone_is_refused_by_name(corpus: "Corpus", fixed: Path) -> None:
    (fixed / "texts/b.txt").unlink()
    outcome = corpus.run("undo")
    assert outcome.status == 2
    assert "texts/b.txt: cannot be read" in outcome.err
    assert (fixed / "texts/a.txt").read_text(encoding="utf-8") == FIXED


def test_the_others_can_be_restored(corpus: "Corpus", fixed: Path) -> None:
    corpus.write("texts/b.txt", "我改过。\n")
    assert corpus.run("undo", "--skip-changed").status == 2
    assert (fixed / "texts/a.txt").read_text(encoding="utf-8") == DIRTY
    assert (fixed / "texts/b.txt").read_text(encoding="utf-8") == "我改过。\n"


def test_a_killed_undo_is_completed_by_the_next(corpus: "Corpus", fixed: Path) -> None:
    corpus.write("texts/a.txt", DIRTY)
    assert corpus.run("undo").status == 0
    assert (fixed / "texts/b.txt").read_bytes() == "\ufeff第一行错字\r\n第二行".encode()


@pytest.mark.usefixtures("fixed")
def test_verify_replays_the_last_fix_in_place(corpus: "Corpus") -> None:
    assert corpus.run("verify").status == 0
    corpus.write("texts/a.txt", FIXED + "多一行。\n")
    outcome = corpus.run("verify")
    assert outcome.status == 1
    assert outcome.out == "texts/a.txt: has changed since it was written\n"


@pytest.mark.parametrize("key", ["before", "after", "start"])
def test_a_forged_record_is_refused(corpus: "Corpus", fixed: Path, key: str) -> None:
    file = fixed / ".corpuslint/fixes/0001/edits.jsonl"
    table = rows(file)
    table[0][key] = 2 if key == "start" else "rm -rf /"
    file.write_text("".join(json.dumps(row) + "\n" for row in table), encoding="utf-8")
    assert corpus.run("verify").status == 1
    outcome = corpus.run("undo")
    assert outcome.status == 2
    assert "texts/a.txt: " in outcome.err
    assert (fixed / "texts/a.txt").read_text(encoding="utf-8") == FIXED


def test_a_record_cannot_reach_out_of_its_folder(corpus: "Corpus", fixed: Path, tmp_path: Path) -> None:
    """Neither by its paths nor through a link that lies in the corpus."""
    precious = tmp_path.parent / f"{tmp_path.name}-precious.txt"
    precious.write_text(FIXED, encoding="utf-8")
    file = fixed / ".corpuslint/fixes/0001/manifest.jsonl"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace('"texts/a.txt"', json.dumps(f"../{precious.name}")), encoding="utf-8")
    assert "leads out of its folder" in corpus.run("undo").err
    file.write_text(good, encoding="utf-8")
    (fixed / "texts/a.txt").unlink()
    (fixed / "texts/a.txt").symlink_to(precious)
    outcome = corpus.run("undo")
    assert outcome.status == 2
    assert "texts/a.txt: leads out of ." in outcome.err
    assert precious.read_text(encoding="utf-8") == FIXED


def test_files_elsewhere_have_their_record_beside_them(corpus: "Corpus", tmp_path: Path) -> None:
    corpus.write("texts/a.txt", DIRTY)
    work = corpus.write("work/x.py", "").parent
    os.chdir(work)
    outcome = corpus.run("fix", "../texts")
    assert outcome.status == 0
    assert (tmp_path / "texts/.corpuslint/fixes/0001/manifest.jsonl").is_file()
    assert f"`corpuslint undo {tmp_path}/texts` takes it back" in outcome.err
    assert corpus.run("undo", tmp_path / "texts").status == 0
    assert (tmp_path / "texts/a.txt").read_text(encoding="utf-8") == DIRTY


def test_a_record_that_cannot_be_kept_stops_the_fix(corpus: "Corpus") -> None:
    corpus.write("texts/a.txt", DIRTY)
    corpus.write(".corpuslint", "a file where the folder should be")
    outcome = corpus.run("fix")
    assert outcome.status == 2
    assert "the record cannot be kept in .corpuslint: " in outcome.err
    assert "no file has changed" in outcome.err
    assert (corpus.folder / "texts/a.txt").read_text(encoding="utf-8") == DIRTY


def test_old_records_are_forgotten(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inplace, "_KEPT", 2)
    for number in range(4):
        corpus.write("a.txt", "错字" * (number + 1))
        assert corpus.run("fix").status == 0
    assert names(corpus.folder / ".corpuslint/fixes") == [".gitignore", "0003", "0004"]


def test_an_encoding_that_lacks_a_character_is_named(corpus: "Corpus") -> None:
    corpus.write("a.txt", "错字".encode("gb18030"))
    page = corpus.folder / ".rules/custom/wrong-word.toml"
    page.write_text(page.read_text(encoding="utf-8").replace("正字", "\U00020bb7字"), encoding="utf-8")
    corpus.write("a.txt", "错字".encode("gbk"))
    corpus.write("b.txt", "错字")
    outcome = corpus.run("fix", "--encoding", "gbk")
    assert outcome.status == 2
    assert "a.txt: its encoding gbk has no '\U00020bb7', which a fix needs; convert it to UTF-8" in outcome.err
    assert (corpus.folder / "a.txt").read_bytes() == "错字".encode("gbk")
    assert (corpus.folder / "b.txt").read_text(encoding="utf-8") == "\U00020bb7字"


def test_a_fix_leaves_what_stands_in_open_damage(corpus: "Corpus") -> None:
    """What is damaged is found by a stage before; a fix within it would destroy the evidence."""
    page = corpus.folder / ".rules/custom/lost-word.toml"
    text = page.read_text(encoding="utf-8").replace("缺文", "缺错字").replace('"surface"', '"mojibake"')
    page.write_text(text, encoding="utf-8")
    file = corpus.write("a.txt", "缺错字，错字。\n")
    assert corpus.run("fix").status == 0
    assert file.read_text(encoding="utf-8") == "缺错字，正字。\n"


@pytest.mark.parametrize("schema", [0, 2])
def test_a_record_of_another_schema_is_refused(corpus: "Corpus", fixed: Path, schema: int) -> None:
    file = fixed / ".corpuslint/fixes/0001/manifest.jsonl"
    file.write_text("".join(json.dumps({**row, "schema": schema}) + "\n" for row in rows(file)), encoding="utf-8")
    outcome = corpus.run("undo")
    assert outcome.status == 2
    assert "not a row that this version of corpuslint knows" in outcome.err
