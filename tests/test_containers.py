"""Containers: records come out as they went in, in pieces, whatever the compression; and a check of them is exact."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpuslint import containers, rulebook
from corpuslint.checking.check import check_documents, check_files
from corpuslint.containers import BadRecord, ContainerError, jsonl
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

TEXTS = [
    "会议于2020年08月03日召开。\n",
    "好。\n",
    "第一行\r\n第二行\u2028仍是第二行\n",
    "",
    '𠀀 "quoted" \\ 反斜杠\n',
    "末行没有换行",
]


def records(texts: list[str]) -> bytes:
    lines = [json.dumps({"id": n, "text": text, "x": 1.50}, ensure_ascii=bool(n % 2)) for n, text in enumerate(texts)]
    return ("\n".join(lines) + "\n").encode()


def read(file: Path, field: str = "text") -> list[tuple[int | None, str]]:
    found = []
    for piece in containers.pieces(file, file.name):
        for document in containers.documents(piece, field):
            assert isinstance(document, Raw)
            found.append((document.record, document.data.decode()))
    return found


def written(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    if name.endswith(".gz"):
        data = gzip.compress(data[: len(data) // 2]) + gzip.compress(data[len(data) // 2 :])  # two members
    elif name.endswith(".zst"):
        data = pytest.importorskip("zstandard").compress(data)
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
@pytest.mark.parametrize("piece", [1, 40, 1 << 20])
def test_records_come_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, piece: int) -> None:
    monkeypatch.setattr(containers, "PIECE", piece)
    monkeypatch.setattr("corpuslint.containers.streams.BLOCK", 16)
    file = written(tmp_path, name, records(TEXTS))
    assert read(file) == list(enumerate(TEXTS, 1))


@pytest.mark.parametrize("name", ["a.txt.gz", "a.md.zst"])
def test_a_compressed_text_is_one_document(tmp_path: Path, name: str) -> None:
    assert read(written(tmp_path, name, TEXTS[2].encode())) == [(None, TEXTS[2])]


@given(st.lists(st.binary(max_size=30)), st.integers(1, 50))
def test_split_loses_nothing(blocks: list[bytes], size: int) -> None:
    assume(not any(block.startswith((b"\xff\xfe", b"\xfe\xff")) for block in blocks))  # UTF-16 is refused
    pieces = list(jsonl.split(blocks, size))
    data = b"".join(blocks)
    assert b"".join(piece.data for piece in pieces) == data
    assert all(piece.data.endswith(b"\n") for piece in pieces[:-1])
    assert [(p.first, p.offset) for p in pieces] == [(data[: p.offset].count(b"\n") + 1, p.offset) for p in pieces]


def parquet(file: Path, texts: list[str | None], **options: Any) -> Path:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    table = pa.table({"id": list(range(len(texts))), "text": texts})
    parquet.write_table(table, file, **options)
    return file


def test_parquet_rows_come_out(tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", [*TEXTS, None, "x"], row_group_size=3)
    assert len(list(containers.pieces(file, "a"))) == 3
    assert read(file) == [*enumerate(TEXTS, 1), (8, "x")]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{", "is not JSON"),
        (b"[1]", "is no object but list"),
        (b'{"body": ""}', "has no field 'text' but 'body'"),
        (b'{"text": 1}', "has no text in field 'text' but int"),
        (b'{"text": "\xff"}', "is not UTF-8"),
    ],
)
def test_a_bad_record_is_named(tmp_path: Path, line: bytes, fault: str) -> None:
    file = written(tmp_path, "a.jsonl", b'\n{"text": "x"}\n' + line + b'\n{"text": null}\n')
    found = list(containers.documents(next(containers.pieces(file, "a")), "text"))
    assert found[0] == Raw("a", b"x", 2)
    assert isinstance(found[1], BadRecord)
    assert found[1].record == 3
    assert found[1].message.startswith(fault)
    assert len(found) == 2


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.txt.zst", "a.parquet"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    pytest.importorskip("zstandard")
    pytest.importorskip("pyarrow")
    file = tmp_path / name
    file.write_bytes(b"no such thing")
    with pytest.raises(ContainerError):
        read(file)
    checked = check_files([file], RULESET)
    assert [problem.path for problem in checked.problems] == [checked.problems[0].path]
    assert checked.files == 0


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContainerError, match="has no column 'body' but 'id', 'text'"):
        read(parquet(tmp_path / "a.parquet", ["x"]), "body")
    with pytest.raises(ContainerError, match="has no text in column 'id'"):
        read(parquet(tmp_path / "a.parquet", ["x"]), "id")


RULESET = Ruleset([rule for rule in rulebook.shipped() if rule.default])
DIRTY = [
    *TEXTS,
    "中国—东盟合作。\n",
    "会议于2020年8月3日召开。联系2020/8/3。\n",
    "中国·东盟合作，中国—东盟合作。\n",
] * 4


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.parquet"])
def test_a_container_is_checked_as_its_documents_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(containers, "PIECE", 300)
    file = (
        parquet(tmp_path / name, [*DIRTY], row_group_size=5)
        if name == "a.parquet"
        else written(tmp_path, name, records(DIRTY))
    )
    checked = check_files([file], RULESET)
    in_memory = check_documents([Raw(checked.findings[0].filename, records(DIRTY))], RULESET)
    documents = [Raw(checked.findings[0].filename, text.encode(), number) for number, text in enumerate(DIRTY, 1)]
    expected = check_documents(documents, RULESET)
    assert checked.findings == expected.findings
    assert checked.findings
    assert name != "a.jsonl" or in_memory.findings == expected.findings
    assert checked.documents == len(DIRTY)
    assert check_files([file], RULESET, jobs=2).findings == expected.findings


def test_many_bad_records_are_one_problem(tmp_path: Path) -> None:
    file = written(tmp_path, "a.jsonl", b'{"body": "x"}\n' * 1000)
    (problem,) = check_files([file], RULESET).problems
    assert problem.path.endswith("a.jsonl:1")
    assert "and 999 more records" in problem.message


# Parquet whose dictionary repeats one huge value


def bomb(file: Path, megabytes: int, rows: int, column: str = "text") -> Path:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    huge = pa.DictionaryArray.from_arrays(
        pa.array([0] * rows, pa.int32()), pa.array(["甲，乙。\n" * (megabytes << 16)])
    )
    other = pa.array(["x"] * rows)
    table = pa.table({"text": huge if column == "text" else other, "other": other if column == "text" else huge})
    parquet.write_table(table, file, compression="zstd", store_schema=False)
    return file


def test_a_huge_value_that_repeats_is_refused_in_little_memory(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    file = bomb(tmp_path / "a.parquet", 8, 50_000)
    assert file.stat().st_size < 1 << 20
    before = pa.total_allocated_bytes()
    found = containers.documents(next(containers.pieces(file, "a")), "text")
    with pytest.raises(ContainerError, match="expands to more than 500 times its size"):
        assert all(pa.total_allocated_bytes() - before < 600 << 20 for _ in found)
    checked = check_files([file], RULESET)
    assert [problem.path for problem in checked.problems] == [str(file)]


def test_a_huge_value_in_another_column_is_read_over_but_not_rewritten(tmp_path: Path) -> None:
    file = bomb(tmp_path / "a.parquet", 8, 2_000, "other")
    assert len(read(file)) == 2_000
    with pytest.raises(ContainerError, match="expands to more than 500 times its size"):
        containers.rewrite(file, "text", [], containers.Sink(None))


@pytest.mark.parametrize(
    "options", [{}, {"use_dictionary": False}, {"data_page_version": "2.0"}, {"compression": "gzip"}]
)
def test_the_size_of_a_dictionary_is_known(tmp_path: Path, options: dict[str, Any]) -> None:
    from corpuslint.containers.parquet import _dictionary_size

    metadata = pytest.importorskip("pyarrow.parquet").ParquetFile
    file = parquet(tmp_path / "a.parquet", ["中" * 1000, "文" * 1000] * 9, **options)
    size = _dictionary_size(file, metadata(file).metadata.row_group(0).column(1))
    assert size == (0 if "use_dictionary" in options else 2 * (3_000 + 4))


def test_a_column_of_one_short_value_is_no_trap(tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", ["x" * 20] * 1_000_000)
    assert sum(1 for _ in containers.documents(next(containers.pieces(file, "a")), "text")) == 1_000_000
