"""The cleaned corpus and its record: what is written, and what `verify` notices."""

import json
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpuslint.fixing import atomic

if TYPE_CHECKING:
    from conftest import Corpus

DIRTY = "会议有错字。\n还有怪词和错字。\n"


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


def rewrite(file: Path, table: list[dict[str, Any]]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in table), encoding="utf-8")


@pytest.fixture
def cleaned(corpus: "Corpus") -> Path:
    corpus.write("src/a.txt", DIRTY)
    corpus.write("src/sub/b.md", "干净。\n")
    corpus.write("src/c.txt", "\ufeff第一行错字\r\n第二行".encode())
    corpus.write("src/d.txt", "错字".encode("gb18030"))
    assert corpus.run("fix", "src", "--output", "out").status == 0
    return corpus.folder / "out"


def test_texts_are_utf8_with_lf_and_a_final_newline(cleaned: Path) -> None:
    assert (cleaned / "a.txt").read_bytes() == "会议有正字。\n还有怪词和正字。\n".encode()
    assert (cleaned / "sub/b.md").read_bytes() == "干净。\n".encode()
    assert (cleaned / "c.txt").read_bytes() == "第一行正字\n第二行\n".encode()


def test_what_is_not_certainly_text_is_copied(cleaned: Path) -> None:
    assert (cleaned / "d.txt").read_bytes() == "错字".encode("gb18030")
    row = next(row for row in rows(cleaned / ".corpuslint/manifest.jsonl") if row["path"] == "d.txt")
    assert row["status"] == "copied: its encoding is not certain"
    assert row["sha256_before"] == row["sha256_after"]


def test_the_manifest_tells_each_document(cleaned: Path) -> None:
    table = {row["path"]: row for row in rows(cleaned / ".corpuslint/manifest.jsonl")}
    assert sorted(table) == ["a.txt", "c.txt", "d.txt", "sub/b.md"]
    row = table["a.txt"]
    assert row["schema"] == 1
    assert row["source"] == "../src/a.txt"
    assert row["record"] is None
    assert (row["encoding"], row["bom"], row["newline"]) == ("utf-8", False, "lf")
    assert row["sha256_before"] == sha256(DIRTY.encode()).hexdigest()
    assert row["sha256_after"] == sha256((cleaned / "a.txt").read_bytes()).hexdigest()
    assert (row["status"], row["edits"], row["rules"]) == ("cleaned", 2, {"TST001": 2})
    assert row["findings_left"] == {"TST002": 1}
    assert (table["c.txt"]["bom"], table["c.txt"]["newline"]) == (True, "crlf")
    assert table["sub/b.md"]["status"] == "unchanged"


def test_edits_are_sorted_in_code_points_of_the_source(cleaned: Path) -> None:
    own = [row for row in rows(cleaned / ".corpuslint/edits.jsonl") if row["path"] == "a.txt"]
    assert [(row["start"], row["end"], row["before"], row["after"]) for row in own] == [
        (3, 5, "错字", "正字"),
        (12, 14, "错字", "正字"),
    ]
    assert own[0]["rules"] == ["TST001"]
    assert own[0]["applicability"] == "safe"
    assert own[0]["record"] is None


def test_verify_agrees(corpus: "Corpus", cleaned: Path) -> None:
    outcome = corpus.run("verify", cleaned)
    assert (outcome.status, outcome.out) == (0, "")


def test_a_second_run_over_the_cleaned_corpus_changes_nothing(corpus: "Corpus", cleaned: Path) -> None:
    before = {path: path.read_bytes() for path in cleaned.rglob("*.*") if path.is_file()}
    assert corpus.run("fix", cleaned).status == 0
    assert {path: path.read_bytes() for path in before} == before


def test_the_same_run_again_gives_the_same_and_writes_no_text(corpus: "Corpus", cleaned: Path) -> None:
    before = {path: path.read_bytes() for path in cleaned.rglob("*") if path.is_file()}
    stamp = (cleaned / "a.txt").stat().st_mtime_ns
    assert corpus.run("fix", "src", "--output", "out").status == 0
    assert {path: path.read_bytes() for path in cleaned.rglob("*") if path.is_file()} == before
    assert (cleaned / "a.txt").stat().st_mtime_ns == stamp


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("out/a.txt", "会议有正字。\n", "out/a.txt: has changed since it was written"),
        ("out/d.txt", "x", "out/d.txt: has changed since it was written"),
        ("src/a.txt", "另一个错字。\n", "out/a.txt: its source src/a.txt has changed since"),
        ("out/e.txt", "新。\n", "out/e.txt: is not in the manifest"),
    ],
)
def test_verify_names_what_changed(corpus: "Corpus", cleaned: Path, name: str, content: str, message: str) -> None:
    corpus.write(name, content)
    outcome = corpus.run("verify", cleaned)
    assert outcome.status == 1
    assert message in outcome.out
    assert len(outcome.out.splitlines()) == 1


@pytest.mark.parametrize("name", ["src/a.txt", "out/a.txt"])
def test_verify_names_what_is_gone(corpus: "Corpus", cleaned: Path, name: str) -> None:
    (corpus.folder / name).unlink()
    outcome = corpus.run("verify", cleaned)
    assert outcome.status == 1
    assert f"{name}: cannot be read" in outcome.out


@pytest.mark.parametrize(
    ("key", "value"),
    [("start", 4), ("end", 4), ("before", "错"), ("after", "真字"), ("after", ""), ("start", 9999), ("end", 0)],
)
def test_verify_notices_a_forged_edit(corpus: "Corpus", cleaned: Path, key: str, value: object) -> None:
    file = cleaned / ".corpuslint/edits.jsonl"
    table = rows(file)
    next(row for row in table if row["path"] == "a.txt")[key] = value
    rewrite(file, table)
    outcome = corpus.run("verify", cleaned)
    assert outcome.status == 1
    assert outcome.out.startswith("out/a.txt: ")


def test_verify_notices_a_lost_edit(corpus: "Corpus", cleaned: Path) -> None:
    file = cleaned / ".corpuslint/edits.jsonl"
    rewrite(file, rows(file)[1:])
    assert "out/a.txt: its record holds 1 edit of 2" in corpus.run("verify", cleaned).out


def test_verify_notices_an_edit_too_many(corpus: "Corpus", cleaned: Path) -> None:
    file = cleaned / ".corpuslint/edits.jsonl"
    rewrite(file, [*rows(file), {**rows(file)[0], "path": "sub/b.md"}])
    assert "out/sub/b.md: its record holds 1 edit of 0" in corpus.run("verify", cleaned).out


def test_verify_notices_a_row_that_is_gone(corpus: "Corpus", cleaned: Path) -> None:
    file = cleaned / ".corpuslint/manifest.jsonl"
    table = rows(file)
    rewrite(file, [row for row in table if row["path"] != "d.txt"])
    outcome = corpus.run("verify", cleaned)
    assert outcome.status == 1
    assert "out/d.txt: is not in the manifest" in outcome.out
    rewrite(file, table[1:])
    outcome = corpus.run("verify", cleaned)
    assert outcome.status == 2
    assert "a.txt has edits, but no row in the manifest at their place" in outcome.err


@pytest.mark.parametrize(
    "row",
    [
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"path": "a.txt"}',
        '{"schema": 2, "path": "a.txt"}',
        b"\xff\xfe",
    ],
)
@pytest.mark.parametrize("name", ["manifest.jsonl", "edits.jsonl"])
def test_a_broken_record_is_named_with_its_line(corpus: "Corpus", cleaned: Path, name: str, row: str | bytes) -> None:
    corpus.write(f"out/.corpuslint/{name}", row)
    for command in ("verify", "undo"):
        outcome = corpus.run(command, cleaned)
        assert outcome.status == 2
        assert f"out/.corpuslint/{name}:1: not a row" in outcome.err


@pytest.mark.parametrize("path", ["../evil.txt", "/etc/evil.txt", "sub/../../evil.txt", "", ".", "a\0b", 7, None])
def test_a_path_out_of_the_corpus_is_refused(corpus: "Corpus", cleaned: Path, path: object) -> None:
    file = cleaned / ".corpuslint/manifest.jsonl"
    table = rows(file)
    corpus.write("evil.txt", (cleaned / "a.txt").read_bytes())
    table[0]["path"] = path
    rewrite(file, table)
    for command in (("verify", "out"), ("undo", "out"), ("fix", "src", "--output", "out")):
        outcome = corpus.run(*command)
        assert outcome.status == 2
        assert "manifest.jsonl:1: not a row of a manifest" in outcome.err
    assert (corpus.folder / "evil.txt").exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("encoding", "rot13"),
        ("encoding", "no-such"),
        ("newline", "nel"),
        ("start", -1),
        ("start", True),
        ("rules", [1]),
        ("applicability", "perhaps"),
        ("after", 3),
    ],
)
def test_a_row_of_nonsense_is_refused(corpus: "Corpus", cleaned: Path, key: str, value: object) -> None:
    for name in ("manifest.jsonl", "edits.jsonl"):
        file = cleaned / ".corpuslint" / name
        table = rows(file)
        if key in table[0]:
            table[0][key] = value
            rewrite(file, table)
            assert f"{name}:1: not a row of" in corpus.run("verify", cleaned).err or key == "rules"


def test_a_text_edited_by_hand_is_not_overwritten(corpus: "Corpus", cleaned: Path) -> None:
    corpus.write("out/a.txt", "我改过。\n")
    outcome = corpus.run("fix", "src", "--output", "out")
    assert outcome.status == 2
    assert "out/a.txt: cannot be written: it has changed since it was written; move it away" in outcome.err
    assert (cleaned / "a.txt").read_text(encoding="utf-8") == "我改过。\n"
    assert "out/a.txt: not written" in corpus.run("verify", cleaned).out


def test_texts_whose_source_is_gone_go_too(corpus: "Corpus", cleaned: Path) -> None:
    (corpus.folder / "src/sub/b.md").unlink()
    assert corpus.run("fix", "src", "--output", "out").status == 0
    assert not (cleaned / "sub").exists()
    assert corpus.run("verify", cleaned).status == 0


def test_an_edited_text_whose_source_is_gone_stays(corpus: "Corpus", cleaned: Path) -> None:
    (corpus.folder / "src/a.txt").unlink()
    corpus.write("out/a.txt", "我改过。\n")
    outcome = corpus.run("fix", "src", "--output", "out")
    assert outcome.status == 2
    assert "out/a.txt: has no source any more, but has changed" in outcome.err
    assert (cleaned / "a.txt").exists()


def test_a_folder_of_other_things_is_refused(corpus: "Corpus") -> None:
    corpus.write("src/a.txt", DIRTY)
    corpus.write("other/mine.txt", "mine")
    outcome = corpus.run("fix", "src", "--output", "other")
    assert outcome.status == 2
    assert "other is not empty and no cleaned corpus; give --output a new or an empty folder" in outcome.err
    assert [path.name for path in (corpus.folder / "other").iterdir()] == ["mine.txt"]


def test_the_source_itself_is_refused(corpus: "Corpus") -> None:
    corpus.write("src/a.txt", DIRTY)
    outcome = corpus.run("fix", "src", "--output", "src")
    assert (outcome.status, "src is the source itself" in outcome.err) == (2, True)


def test_a_folder_that_holds_the_source_is_refused(corpus: "Corpus", cleaned: Path) -> None:
    """Even if it is a cleaned corpus: all its other texts would count as gone."""
    outcome = corpus.run("fix", "out/sub", "--output", "out")
    assert outcome.status == 2
    assert "out holds the source out/sub" in outcome.err
    assert (cleaned / "a.txt").exists()


def test_a_cleaned_corpus_inside_the_source_is_no_source(corpus: "Corpus") -> None:
    corpus.write("src/a.txt", DIRTY)
    for _ in range(2):
        assert corpus.run("fix", "src", "--output", "src/cleaned").status == 0
    assert sorted(path.name for path in (corpus.folder / "src/cleaned").rglob("*.txt")) == ["a.txt"]


def test_places_stay_inside_whatever_the_paths_look_like(corpus: "Corpus") -> None:
    corpus.write("x/one.txt", DIRTY)
    corpus.write("y/two.txt", DIRTY)
    assert corpus.run("fix", "y/../x", "y/two.txt", "--output", "out").status == 0
    found = sorted(
        path.relative_to(corpus.folder / "out").as_posix() for path in (corpus.folder / "out").rglob("*.txt")
    )
    assert found == ["x/one.txt", "y/two.txt"]
    assert corpus.run("verify", "out").status == 0


def test_a_link_in_the_cleaned_corpus_is_not_followed(corpus: "Corpus", cleaned: Path) -> None:
    outside = corpus.write("precious.txt", "不动。\n")
    (cleaned / "a.txt").unlink()
    (cleaned / "a.txt").symlink_to(outside)
    corpus.run("fix", "src", "--output", "out")
    assert outside.read_text(encoding="utf-8") == "不动。\n"
    (cleaned / "sub/b.md").unlink()
    (cleaned / "sub").rmdir()
    (corpus.folder / "elsewhere").mkdir()
    (cleaned / "sub").symlink_to(corpus.folder / "elsewhere")
    outcome = corpus.run("fix", "src", "--output", "out")
    assert outcome.status == 2
    assert "out/sub/b.md: lies outside the cleaned corpus" in outcome.err
    assert list((corpus.folder / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "cp932", "utf-16", "hz", "utf-8-sig"])
def test_undo_gives_the_source_back_from_the_record_alone(corpus: "Corpus", encoding: str) -> None:
    source = "會議有錯字。\r\n又有错字\u3000\r\n".replace("錯", "错")
    data = source.replace("會議", "会议" if encoding in ("gb18030", "hz") else "会").encode(encoding, "ignore")
    if encoding == "cp932":
        data = b"\xfa\x54" + data  # ¬, which the codec would write as 81 CA
    if encoding == "hz":
        data = b"~{~}" + data  # an empty shift, which no encoder writes
    corpus.write("src/a.txt", data)
    arguments = [] if encoding in ("utf-16", "utf-8-sig") else ["--encoding", encoding]
    assert corpus.run("fix", "src", "--output", "out", *arguments).status == 0
    assert corpus.run("verify", "out").status == 0
    (corpus.folder / "src/a.txt").unlink()
    assert corpus.run("undo", "out").status == 0
    assert (corpus.folder / "out/a.txt").read_bytes() == data


def test_undo_of_a_cleaned_corpus_leaves_a_folder_that_can_be_fixed_again(corpus: "Corpus", cleaned: Path) -> None:
    texts = {path.name: path.read_bytes() for path in cleaned.rglob("*.*") if path.is_file()}
    assert corpus.run("undo", "out").status == 0
    for name in ("a.txt", "sub/b.md", "c.txt", "d.txt"):
        assert (cleaned / name).read_bytes() == (corpus.folder / "src" / name).read_bytes()
    assert corpus.run("verify", "out").status == 0
    assert corpus.run("undo", "out").status == 0
    assert corpus.run("fix", "src", "--output", "out").status == 0
    assert {path.name: path.read_bytes() for path in cleaned.rglob("*.*") if path.is_file()} == texts


def test_undo_refuses_a_changed_text_and_touches_nothing(corpus: "Corpus", cleaned: Path) -> None:
    corpus.write("out/c.txt", "我改过。\n")
    before = {path: path.read_bytes() for path in cleaned.rglob("*") if path.is_file()}
    outcome = corpus.run("undo", "out")
    assert outcome.status == 2
    assert "out/c.txt: has changed since it was written" in outcome.err
    assert "nothing was undone" in outcome.err
    assert {path: path.read_bytes() for path in cleaned.rglob("*") if path.is_file()} == before
    assert corpus.run("undo", "out", "--skip-changed").status == 2
    assert (cleaned / "a.txt").read_bytes() == DIRTY.encode()
    assert (cleaned / "c.txt").read_text(encoding="utf-8") == "我改过。\n"
    assert "out/c.txt: has changed since" in corpus.run("verify", "out").out


def test_a_killed_run_is_completed_by_the_next(corpus: "Corpus", cleaned: Path) -> None:
    (cleaned / ".corpuslint/unfinished").touch()
    (cleaned / "a.txt").write_text("half", encoding="utf-8")
    (cleaned / ".corpuslint-4194304-0~").write_text("draft", encoding="utf-8")
    assert corpus.run("verify", "out").status == 1
    atomic._sweep.cache_clear()  # the next run would be another process
    assert corpus.run("fix", "src", "--output", "out").status == 0
    assert corpus.run("verify", "out").status == 0
    assert not (cleaned / ".corpuslint/unfinished").exists()
    assert not list(cleaned.glob(".corpuslint-*"))


def test_a_second_mark_does_not_become_the_first(corpus: "Corpus") -> None:
    """Neither where the first is taken away nor where text in front of it is."""
    corpus.write("a.txt", "\ufeff\ufeff错字\r\n")
    corpus.write("b.txt", "删\ufeff错字\n")
    page = corpus.folder / ".rules/custom/odd-word.toml"
    page.write_text(page.read_text(encoding="utf-8").replace("怪词", "删").replace("常词", ""), encoding="utf-8")
    corpus.configure('extend-select = ["ENC002"]')
    assert corpus.run("fix", "--unsafe-fixes", "--output", "out").status == 0
    assert corpus.run("verify", "out").status == 0
    assert (corpus.folder / "out/a.txt").read_bytes() == "正字\n".encode()
    assert (corpus.folder / "out/b.txt").read_bytes() == "正字\n".encode()
    assert corpus.run("fix", "--unsafe-fixes").status == 0
    assert corpus.run("verify").status == 0
    assert (corpus.folder / "a.txt").read_bytes() == "正字\r\n".encode()
    assert (corpus.folder / "b.txt").read_bytes() == "正字\n".encode()
    assert corpus.run("undo").status == 0
    assert (corpus.folder / "a.txt").read_bytes() == "\ufeff\ufeff错字\r\n".encode()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_clean_text_in_another_encoding_becomes_utf8(corpus: "Corpus", encoding: str) -> None:
    """Even where no rule says so."""
    corpus.write("src/a.txt", "干净。\n".encode(encoding))
    assert corpus.run("fix", "src", "--output", "out", "--encoding", "gb18030").status == 0
    assert (corpus.folder / "out/a.txt").read_bytes() == "干净。\n".encode()
    assert corpus.run("verify", "out").status == 0


@pytest.mark.parametrize("text", ["干净。\r\n又一行。\r\n", "干净。\r又一行。\r", "干净。\r\n又一行。\n末行\r还有"])
def test_newlines_become_lf_and_come_back(corpus: "Corpus", text: str) -> None:
    """Of clean texts too, which nothing decodes otherwise."""
    corpus.write("src/a.txt", text)
    assert corpus.run("fix", "src", "--output", "out").status == 0
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    assert (corpus.folder / "out/a.txt").read_bytes() == lines.encode()
    assert corpus.run("verify", "out").status == 0
    assert corpus.run("undo", "out").status == 0
    assert (corpus.folder / "out/a.txt").read_bytes() == text.encode()
