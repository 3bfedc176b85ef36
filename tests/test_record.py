"""The record: each row is read as it was written, and what is no row is refused by its place."""

import base64
import json
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpuslint.edits import Change
from corpuslint.finding import Applicability
from corpuslint.fixing.form import BOMS, NEWLINES, Form
from corpuslint.fixing.record import (
    Edited,
    RecordError,
    Row,
    documents,
    edit_bytes,
    files,
    own_folder,
    pack,
    read_edits,
    read_rows,
    row_bytes,
    unpack,
)

TEXT = st.text(max_size=5)
PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
COUNTS = st.dictionaries(TEXT, st.integers(0, 9), max_size=2)
NUMBERS = st.none() | st.integers(0, 9)
NAMES = st.sampled_from(["a.txt", "乙/b.jsonl", "c\udcff.md"])
FORMS = st.builds(
    Form, st.sampled_from(["utf-8", "gb18030", ""]), st.sampled_from([False]), st.sampled_from([*NEWLINES])
) | st.builds(Form, st.sampled_from([*BOMS]), st.booleans(), st.sampled_from([*NEWLINES]))
ROWS = st.builds(
    Row, NAMES, PATHS, NUMBERS, TEXT, FORMS, FORMS, TEXT, TEXT, TEXT, st.integers(0, 9), COUNTS, COUNTS,
    st.dictionaries(TEXT, st.lists(TEXT, max_size=2), max_size=2), field=TEXT, documents=st.integers(0, 9), token=TEXT,
)  # fmt: skip
CHANGES = st.builds(
    Change, st.integers(0, 9), st.integers(0, 9), TEXT, st.lists(TEXT, max_size=2).map(tuple),
    st.sampled_from([*Applicability]),
)  # fmt: skip
FORM = Form()
ROW = Row("a.txt", "a.txt", None, "cleaned", FORM, FORM, "1", "2")
CHANGE = Change(0, 1, "x", ("AAA001",), Applicability.SAFE)


def kept(folder: Path, lines: Iterable[bytes]) -> Path:
    file = folder / "rows"
    file.write_bytes(b"".join(lines))
    return file


def test_a_row_says_no_more_than_it_must() -> None:
    assert not {"form", "written", "original", "field", "token", "documents"} & set(json.loads(row_bytes(ROW)))
    table = json.loads(row_bytes(ROW._replace(written=Form("gbk"), field="text", original="x", token="y")))
    assert {"written", "original", "field", "token", "documents"} <= set(table)
    assert row_bytes(ROW) == json.dumps(json.loads(row_bytes(ROW)), separators=(",", ":")).encode() + b"\n"
    assert "乙".encode() in row_bytes(ROW._replace(path="乙"))


def test_what_a_row_need_not_say() -> None:
    row = Row("a.txt", "a.txt", None, "cleaned", FORM, FORM, "1", "2")
    assert (row.original, row.edits, row.rules, row.findings_left, row.metadata) == ("", 0, {}, {}, {})
    assert (row.field, row.documents, row.token) == ("", 0, "")


def test_written_as_it_was_read() -> None:
    assert not ROW.verbatim
    assert ROW._replace(sha256_after="1").verbatim


OTHERWISE: list[dict[str, Any]] = [
    *({"path": path} for path in ("/a", "../a", "a/../b", "", ".", "a\0b", 1)),
    *({"record": record} for record in (-1, True, "1", 1.0)),
    *({"edits": edits} for edits in (-1, True, None)),
    *({key: 1} for key in ("source", "status", "sha256_before", "sha256_after", "original", "field", "token")),
    {"documents": -1},
    {"source": "a\0b"},
    *({"encoding": encoding} for encoding in ("no such", "rot13", 1)),
    {"encoding": "gbk", "bom": True},
    {"newline": "\n\n"},
    {"written": {"encoding": "gbk", "bom": True, "newline": "lf"}},
    *({"schema": schema} for schema in (0, 2, None)),
]


@pytest.mark.parametrize("other", OTHERWISE, ids=str)
def test_a_row_that_is_none_is_refused_by_its_place(tmp_path: Path, other: dict[str, Any]) -> None:
    line = json.dumps(json.loads(row_bytes(ROW)) | other).encode() + b"\n"
    rows = read_rows(kept(tmp_path, [row_bytes(ROW), line]))
    assert next(rows) == ROW
    with pytest.raises(RecordError, match="rows:2: not a row"):
        next(rows)


@pytest.mark.parametrize("key", ["path", "source", "record", "status", "encoding", "edits", "rules", "metadata"])
def test_a_row_that_lacks_something_is_refused(tmp_path: Path, key: str) -> None:
    table = json.loads(row_bytes(ROW))
    del table[key]
    with pytest.raises(RecordError, match="rows:1: not a row of a manifest"):
        list(read_rows(kept(tmp_path, [json.dumps(table).encode()])))


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b"1", b"[" * 100_000], ids=range(5))
def test_what_is_no_table_is_refused(tmp_path: Path, line: bytes) -> None:
    with pytest.raises(RecordError, match="rows:1: not a row"):
        list(read_rows(kept(tmp_path, [line + b"\n"])))


@pytest.mark.parametrize(
    "other",
    [{"rules": 1}, {"rules": [1]}, {"applicability": "sure"}, {"start": -1}, {"end": True}, {"after": None},
     {"before": 1}, {"record": True}, {"path": "../a"}],
    ids=str,
)  # fmt: skip
def test_an_edit_that_is_none_is_refused(tmp_path: Path, other: dict[str, Any]) -> None:
    table = json.loads(edit_bytes(Edited("a.txt", None, CHANGE, "y"))) | other
    with pytest.raises(RecordError, match="rows:1: not a row of edits"):
        list(read_edits(kept(tmp_path, [json.dumps(table).encode()])))


def test_a_record_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="rows: cannot be read: No such file"):
        list(read_rows(tmp_path / "rows"))


def test_older_rows_are_read(tmp_path: Path) -> None:
    """Of a row without them, form and counts are those that were written when there were no others."""
    table = {key: value for key, value in json.loads(row_bytes(ROW)).items() if key != "schema"}
    assert list(read_rows(kept(tmp_path, [json.dumps(table).encode()]))) == [ROW]


@settings(max_examples=40)
@given(st.binary(max_size=50))
def test_packing(data: bytes) -> None:
    assert unpack(pack(data)) == data


@pytest.mark.parametrize(
    "packed", ["", "!", pack(b"abc" * 9)[:-8], base64.b64encode(b"abc").decode(), pack(b"x") + "\n"]
)
def test_what_is_not_packed_is_refused(packed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        unpack(packed)


def test_what_is_packed_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.fixing.record.LONGEST", 9)
    assert unpack(base64.b64encode(zlib.compress(b"x" * 8)).decode()) == b"x" * 8
    with pytest.raises(ValueError, match="larger than any document"):
        unpack(pack(b"x" * 500))


def test_a_folder_of_our_own(tmp_path: Path) -> None:
    assert own_folder(tmp_path, "a", "b") == tmp_path / "a" / "b"
    (tmp_path / "a").symlink_to(tmp_path)
    with pytest.raises(RecordError, match="is a link"):
        own_folder(tmp_path, "a", "b")


def of(path: str, record: int | None = None, field: str = "") -> Row:
    return ROW._replace(path=path, record=record, field=field)


def edit(path: str, record: int | None = None) -> Edited:
    return Edited(path, record, CHANGE, "y")


def test_edits_find_their_rows() -> None:
    rows = [of("a"), of("b", None, "text"), of("b", 1), of("b", 3)]
    edits = [edit("a"), edit("a"), edit("b", 3)]
    found = list(documents(rows, iter(edits)))
    assert [(row, len(own)) for row, own in found] == list(zip(rows, (2, 0, 0, 1), strict=True))
    held = [(row.path, own, list(records)) for row, own, records in files(iter(found))]
    assert held == [("a", edits[:2], []), ("b", [], found[2:])]


@pytest.mark.parametrize("edits", [[edit("c")], [edit("a", 1)], [edit("b"), edit("a")]])
def test_edits_out_of_place_are_refused(edits: list[Edited]) -> None:
    with pytest.raises(RecordError, match="no row in the manifest at their place"):
        list(documents([of("a"), of("b")], iter(edits)))


@pytest.mark.parametrize(
    "rows",
    [
        [of("a", 1)],
        [of("a"), of("a")],
        [of("a"), of("a", 1)],
        [of("a", None, "text"), of("a", 2), of("a", 2)],
        [of("a", None, "text"), of("a", 2), of("a", 1)],
        [of("a", None, "text"), of("a", 0)],
        [of("a", None, "text"), of("a", None, "text")],
    ],
)
def test_rows_out_of_place_are_refused(rows: list[Row]) -> None:
    found = files(documents(rows, iter([])))
    with pytest.raises(RecordError, match=r"has rows of records, but none of the file|out of place"):
        [list(records) for _, _, records in found]


@settings(max_examples=40)
@given(rows=st.lists(ROWS, max_size=3))
def test_rows_come_back(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    told = [row if row.field else row._replace(documents=0) for row in rows]  # only rows of files of records count them
    assert list(read_rows(kept(tmp_path_factory.mktemp("rows"), map(row_bytes, rows)))) == told


@settings(max_examples=40)
@given(edits=st.lists(st.builds(Edited, NAMES, NUMBERS, CHANGES, TEXT), max_size=3))
def test_edits_come_back(tmp_path_factory: pytest.TempPathFactory, edits: list[Edited]) -> None:
    assert list(read_edits(kept(tmp_path_factory.mktemp("edits"), map(edit_bytes, edits)))) == edits
