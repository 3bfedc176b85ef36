"""Fixing files of records: only texts change, each change is recorded by row, and all of it can be taken back."""

import gzip
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint import containers
from corpuslint.containers import Sink, jsonl
from corpuslint.fixing import boxes, draft, shelf
from corpuslint.spooling import store

if TYPE_CHECKING:
    from conftest import Corpus

TEXTS = ["会议有错字。\n", "干净。", None, "有怪词\r\n和错字\r", "缺文", "", "\ud83d错字", "\U00020000错字/错字"]
FIXED = ["会议有正字。\n", "干净。", None, "有怪词\r\n和正字\r", "缺文", "", "\ud83d错字", "\U00020000正字/正字"]


def lines(texts: list[str | None]) -> bytes:
    """Records written in many manners."""
    manners = ["%s", ' {"id" : 1.50, "text":%s , "x":{"text":"错字"}}\t', '{"text":"错字","te\\u0078t":%s}']
    made = []
    for number, text in enumerate(texts):
        token = json.dumps(text, ensure_ascii=number % 2 == 1)
        token = token.replace("/", "\\/") if number % 3 == 1 else token
        manner = manners[number % 3]
        made.append(manner % (token if number % 3 else '{"a":[1e5,"错字"],"text":' + token + "}"))
    return ("\n".join([*made[:2], "", *made[2:], "{坏错字", '{"body":"错字"}']) + "\n").encode("utf-8", "surrogatepass")


def packed(name: str, data: bytes) -> bytes:
    if name.endswith(".zst"):
        return pytest.importorskip("zstandard").compress(data)
    return gzip.compress(data) if name.endswith(".gz") else data


def content(file: Path) -> bytes:
    return b"".join(containers.streams.blocks(file))


def table(file: Path, texts: list[str | None], **options: Any) -> Path:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {"id": range(len(texts)), "text": texts, "score": [float("nan"), *range(1, len(texts))]}
    schema = pa.schema(
        [("id", pa.int16()), pa.field("text", pa.string(), metadata={"a": "b"}), ("score", pa.float32())],
        metadata={"huggingface": "{}"},
    )
    made = pa.table({name: list(values) for name, values in columns.items()}, schema)
    parquet.write_table(made, file, row_group_size=3, compression={"id": "zstd", "text": "gzip"}, **options)
    return file


def rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]


@pytest.fixture(params=["roomy", "tight"])
def _room(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With memory for everything, and with memory for next to nothing."""
    if request.param == "tight":
        monkeypatch.setattr(shelf, "HELD", 0)
        monkeypatch.setattr(store, "_HELD", 0)
        monkeypatch.setattr(containers, "PIECE", 50)


@pytest.mark.usefixtures("_room")
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_json_lines(corpus: "Corpus", name: str) -> None:
    source = lines(TEXTS)
    file = corpus.write(f"src/{name}", packed(name, source))
    outcome = corpus.run("fix", "src", "--output", "out")
    assert outcome.status == 2
    assert f"src/{name}:10: is not JSON" in outcome.err
    assert "4 edits (4 safe, 0 unsafe) in 1 of 1 file" in outcome.err
    assert content(corpus.folder / "out" / name) == lines(FIXED)
    assert content(file) == source
    assert corpus.run("verify", "out").status == 0
    assert corpus.run("fix", "src").status == 2
    assert content(file) == lines(FIXED)
    assert corpus.run("verify").status == 0
    stamp = file.stat().st_mtime_ns
    assert "0 edits" in corpus.run("fix", "src").err
    assert file.stat().st_mtime_ns == stamp
    assert corpus.run("undo").status == 0
    assert content(file) == source
    assert corpus.run("undo", "out").status == 0
    assert content(corpus.folder / "out" / name) == source
    assert corpus.run("verify", "out").status == 0


@pytest.mark.usefixtures("_room")
def test_parquet(corpus: "Corpus") -> None:
    texts = [text for text in TEXTS if text is None or "\ud83d" not in text]
    file = corpus.write("src/a.parquet", b"")
    source = table(file, texts).read_bytes()
    from pyarrow import parquet

    def agrees(written: Path) -> None:
        ours, theirs = parquet.ParquetFile(written), parquet.ParquetFile(corpus.write("source.parquet", source))
        assert ours.schema_arrow.equals(theirs.schema_arrow, check_metadata=True)
        assert ours.metadata.num_row_groups == theirs.metadata.num_row_groups
        for column in range(3):
            kinds = [each.metadata.row_group(0).column(column).compression for each in (ours, theirs)]
            assert kinds[0] == kinds[1]
        assert repr(ours.read(["id", "score"]).to_pylist()) == repr(theirs.read(["id", "score"]).to_pylist())

    def read(written: Path) -> list[str | None]:
        return parquet.read_table(written).column("text").to_pylist()

    assert corpus.run("fix", "src", "--output", "out").status == 0
    assert read(corpus.folder / "out/a.parquet") == [text for text in FIXED if text is None or "\ud83d" not in text]
    agrees(corpus.folder / "out/a.parquet")
    assert corpus.run("verify", "out").status == 0
    assert corpus.run("fix", "src").status == 0
    agrees(file)
    assert corpus.run("verify").status == 0
    assert "0 edits" in corpus.run("fix", "src").err
    assert corpus.run("undo").status == 0
    assert read(file) == texts
    agrees(file)
    assert corpus.run("undo", "out").status == 0
    assert read(corpus.folder / "out/a.parquet") == texts
    assert corpus.run("undo", "out").status == 0
    assert corpus.run("verify", "out").status == 0


@pytest.mark.parametrize("name", ["a.txt.gz", "a.md.zst"])
def test_a_compressed_text(corpus: "Corpus", name: str) -> None:
    source = "\ufeff会议有错字\r\n末行".encode()
    file = corpus.write(f"src/{name}", packed(name, source))
    assert corpus.run("fix", "src", "--output", "out").status == 0
    assert content(corpus.folder / "out" / name).decode() == "会议有正字\n末行\n"
    assert corpus.run("verify", "out").status == 0
    assert corpus.run("fix", "src").status == 0
    assert content(file) == source.replace("错".encode(), "正".encode())
    for arguments in (("verify",), ("undo", "out"), ("undo",)):
        assert corpus.run(*arguments).status == 0
    assert content(file) == content(corpus.folder / "out" / name) == source


def test_what_nothing_is_wrong_with_is_copied(corpus: "Corpus") -> None:
    clean = {"a.jsonl": b'{"text": "\\u597d"}', "b.jsonl.gz": gzip.compress(b'{"text": "x"}\n'), "c.jsonl": b""}
    clean["d.txt.gz"] = gzip.compress(b"x\n", 1)
    for name, data in clean.items():
        corpus.write(f"src/{name}", data)
    table(corpus.folder / "src/e.parquet", ["好"])
    for _ in range(2):
        assert corpus.run("fix", "src", "--output", "out").status == 0
        for name in (*clean, "e.parquet"):
            assert (corpus.folder / "out" / name).read_bytes() == (corpus.folder / "src" / name).read_bytes()
    assert corpus.run("verify", "out").status == 0
    assert corpus.run("fix", "src").status == 0
    assert not (corpus.folder / ".corpuslint").exists()


def test_the_record_has_a_row_for_the_file_and_one_for_each_record_that_matters(corpus: "Corpus") -> None:
    corpus.write("src/a.jsonl", lines(TEXTS))
    corpus.run("fix", "src", "--output", "out")
    manifest = rows(corpus.folder / "out/.corpuslint/manifest.jsonl")
    assert [(row["record"], row["status"]) for row in manifest] == [
        (None, "cleaned"),
        (1, "cleaned"),
        (5, "cleaned"),
        (6, "unchanged"),
        (8, "copied: its encoding is not certain"),
        (9, "cleaned"),
    ]
    assert (manifest[0]["field"], manifest[0]["documents"]) == ("text", 7)
    assert manifest[3]["findings_left"] == {"TST003": 1}
    edits = rows(corpus.folder / "out/.corpuslint/edits.jsonl")
    assert [(edit["record"], edit["start"], edit["before"]) for edit in edits] == [
        (1, 3, "错字"),
        (5, 6, "错字"),
        (9, 1, "错字"),
        (9, 4, "错字"),
    ]


def test_a_field_of_another_name(corpus: "Corpus") -> None:
    file = corpus.write("a.jsonl", '{"text": "错字", "body": "错字"}\n')
    assert corpus.run("fix", "--text-field", "body").status == 0
    assert file.read_text(encoding="utf-8") == '{"text": "错字", "body": "正字"}\n'
    corpus.configure('text-field = "text"')
    assert corpus.run("fix").status == 0
    assert file.read_text(encoding="utf-8") == '{"text": "正字", "body": "正字"}\n'
    assert corpus.run("verify").status == 0


def test_a_diff_names_rows(corpus: "Corpus") -> None:
    file = corpus.write("a.jsonl", lines(TEXTS))
    outcome = corpus.run("fix", "--diff")
    assert "--- a/a.jsonl:1\n+++ b/a.jsonl:1\n" in outcome.out
    assert "--- a/a.jsonl:9\n" in outcome.out
    assert file.read_bytes() == lines(TEXTS)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.parquet"])
@pytest.mark.parametrize("place", ["src", "out", "in place"])
def test_a_file_changed_since_is_named(corpus: "Corpus", name: str, place: str) -> None:
    def write(folder: str, texts: list[str | None]) -> Path:
        file = corpus.write(f"{folder}/{name}", b"")
        data = b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts)
        if name.endswith(".parquet"):
            return table(file, texts)
        file.write_bytes(packed(name, data))
        return file

    write("src", ["错字", "好"])
    corpus.run("fix", "src", "--output", "out")
    if place == "in place":
        corpus.run("fix", "src")
        file = write("src", ["正字", "很好"])
        assert corpus.run("verify").out == f"src/{name}: has changed since it was written\n"
        before = file.read_bytes()
        outcome = corpus.run("undo")
        assert (outcome.status, file.read_bytes()) == (2, before)
        assert f"src/{name}: has changed since it was written" in outcome.err
        return
    write(place, ["错字" if place == "src" else "正字", "很好"])
    outcome = corpus.run("verify", "out")
    assert outcome.status == 1
    assert "has changed since" in outcome.out
    assert corpus.run("undo", "out").status == (0 if place == "src" else 2)


@pytest.mark.parametrize(
    ("key", "value"), [("start", 0), ("before", "错"), ("after", "真字"), ("record", 2), ("record", None)]
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_a_forged_edit_is_noticed(corpus: "Corpus", name: str, key: str, value: object) -> None:
    if name == "a.jsonl":
        corpus.write("src/a.jsonl", '{"text": "有错字"}\n{"text": "有好字"}\n')
    else:
        table(corpus.write("src/a.parquet", b""), ["有错字", "有好字"])
    assert corpus.run("fix", "src", "--output", "out").status == 0
    file = corpus.folder / "out/.corpuslint/edits.jsonl"
    (edit,) = rows(file)
    file.write_text(json.dumps({**edit, key: value}) + "\n", encoding="utf-8")
    assert corpus.run("verify", "out").status in (1, 2)
    assert corpus.run("undo", "out").status == 2


def test_another_column_that_changed_is_noticed(corpus: "Corpus") -> None:
    """Though the hash in the record has been forged, too."""
    table(corpus.write("src/a.parquet", b""), ["错字", "好"])
    assert corpus.run("fix", "src", "--output", "out").status == 0
    import pyarrow as pa
    from pyarrow import parquet

    written = corpus.folder / "out/a.parquet"
    made = parquet.read_table(written)
    parquet.write_table(made.set_column(0, made.schema.field(0), pa.array([7, 8], pa.int16())), written)
    manifest = corpus.folder / "out/.corpuslint/manifest.jsonl"
    forged = rows(manifest)
    forged[0]["sha256_after"] = containers.digest(written)
    manifest.write_text("".join(json.dumps(row) + "\n" for row in forged), encoding="utf-8")
    assert "other columns differ in rows 1 to 2" in corpus.run("verify", "out").out


@pytest.mark.parametrize("damage", ["no file", "twice", "backwards"])
def test_rows_out_of_place_are_refused(corpus: "Corpus", damage: str) -> None:
    corpus.write("src/a.jsonl", '{"text": "错字"}\n{"text": "错字"}\n')
    assert corpus.run("fix", "src", "--output", "out").status == 0
    manifest = corpus.folder / "out/.corpuslint/manifest.jsonl"
    whole, one, two = rows(manifest)
    changed = {"no file": [one, two], "twice": [whole, one, one, two], "backwards": [whole, two, one]}[damage]
    manifest.write_text("".join(json.dumps(row) + "\n" for row in changed), encoding="utf-8")
    for command in ("verify", "undo"):
        outcome = corpus.run(command, "out")
        assert outcome.status == 2
        assert "a.jsonl has" in outcome.err


@pytest.mark.parametrize("arguments", [(), ("--output", "out")])
def test_a_file_that_changes_meanwhile(
    corpus: "Corpus", monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    from corpuslint.cli import fix as command

    file = corpus.write("a.jsonl", '{"text": "错字"}\n')
    fix_shelf = command.fix_shelf

    def meddling(*given: Any, **options: Any) -> None:
        fix_shelf(*given, **options)
        file.write_text('{"text": "别的错字"}\n', encoding="utf-8")

    monkeypatch.setattr(command, "fix_shelf", meddling)
    outcome = corpus.run("fix", "a.jsonl", *arguments)
    assert outcome.status == 2
    assert "a.jsonl: cannot be read again: it has changed since it was read" in outcome.err
    assert file.read_text(encoding="utf-8") == '{"text": "别的错字"}\n'


def test_a_killed_undo_is_completed_by_the_next(corpus: "Corpus") -> None:
    for name in ("a.jsonl", "b.jsonl"):
        corpus.write(name, '{"text": "错字"}\n')
    table(corpus.write("c.parquet", b""), ["错字"])
    assert corpus.run("fix").status == 0
    corpus.write("a.jsonl", '{"text": "错字"}\n')
    table(corpus.folder / "c.parquet", ["错字"])
    outcome = corpus.run("undo")
    assert outcome.status == 0
    assert "1 file of the last fix in place restored" in outcome.err
    assert (corpus.folder / "b.jsonl").read_text(encoding="utf-8") == '{"text": "错字"}\n'


def test_rules_about_the_corpus_see_records(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    """Records that only count are no drafts, until a decision concerns them."""
    texts = ["这里说的是简体中文的历史与问题，请见国际会议说明书，讨论经济发展与环境保护。\n"] * 3 + [
        "會議討論臺灣經濟與環境問題，請見國際會議說明書。\n"
    ] * 40
    data = "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    corpus.write("corpuslint.toml", 'select = ["SCR"]\n')
    file = corpus.write("a.jsonl", data)
    taken: list[int] = []
    take = boxes.Box.take
    monkeypatch.setattr(boxes.Box, "take", lambda box, *given: (taken.append(given[0].record), take(box, *given))[1])
    assert corpus.run("fix", "--unsafe-fixes", "--script", "traditional").status == 0
    assert sorted(taken)[:3] == [1, 2, 3]
    fixed = [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    plain = corpus.folder / "plain"
    for number, text in enumerate(texts):
        corpus.write(f"plain/{number:02}.txt", text)
    assert corpus.run("fix", "plain", "--unsafe-fixes", "--script", "traditional").status == 0
    assert fixed == [each.read_text(encoding="utf-8") for each in sorted(plain.glob("*.txt"))]
    assert fixed[0] != texts[0]


def test_a_clean_record_is_no_draft(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.write("a.jsonl", '{"text": "干净"}\n' * 50 + '{"text": "错字"}\n')
    kept: list[draft.Draft] = []
    take = boxes.Box.take
    monkeypatch.setattr(boxes.Box, "take", lambda box, *given: (kept.append(given[0]), take(box, *given))[1])
    assert corpus.run("fix").status == 0
    assert [each.record for each in kept] == [51]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_processes_change_nothing(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
    monkeypatch.setattr(shelf, "PAYS", 0)
    monkeypatch.setattr(shelf, "BATCH", 100)
    monkeypatch.setattr(containers, "PIECE", 100)
    for number in range(5):
        corpus.write(f"src/{number}.jsonl", lines(TEXTS * 3))
        corpus.write(f"src/{number}.txt", "会议有错字。\n" * number)
    corpus.run("fix", "src", "--output", "alone", "-j", "1")
    corpus.run("fix", "src", "--output", "other", "-j", jobs)
    for name in (".corpuslint/edits.jsonl", "0.jsonl", "4.txt", ".corpuslint/manifest.jsonl"):
        assert (corpus.folder / "alone" / name).read_bytes() == (corpus.folder / "other" / name).read_bytes()


texts = st.text(st.characters(codec="utf-8") | st.sampled_from('"\\/\u2028\u00e9\n错\U0001f600'), max_size=30)


@given(st.tuples(texts, texts), st.tuples(*[st.booleans()] * 4))
def test_a_token_comes_back(texts: tuple[str, str], manner: tuple[bool, bool, bool, bool]) -> None:
    """Byte for byte: by the manner of the other one, or as it was noted."""
    (old, new), (escaped, slashed, upper, odd) = texts, manner
    token = json.dumps(old, ensure_ascii=escaped)
    token = token.replace("/", "\\/") if slashed else token
    token = token.replace("\\u00e9", "\\u00E9") if upper else token
    token = re.sub(r"(?<!\\u00)(?<!\\u001)a", r"\\u0061", token) if odd and not escaped else token
    line = ('{"a": "错", "text" :' + token + ', "z": 1.0}').encode()
    exact: dict[str, bytes] = {}

    def there(text: str, before: bytes) -> tuple[str, None]:
        assert text == old
        if jsonl.token_of(text, jsonl.token_of(new, before)) != before:
            exact["token"] = before
        return new, None

    changed = b"".join(jsonl.rewritten([line], 1, "text", [(1, there)]))
    assert json.loads(changed) == {"a": "错", "text": new, "z": 1.0}
    back = jsonl.rewritten([changed], 1, "text", [(1, lambda _text, _token: (old, exact.get("token")))])
    assert b"".join(back) == line


@given(st.lists(st.sampled_from([b'{"text": "a"}', b"", b"x", b'{"text": null}'])), st.integers(1, 40), st.booleans())
def test_rewriting_nothing_changes_nothing(made: list[bytes], size: int, ending: bool) -> None:  # noqa: FBT001 (drawn)
    data = b"\n".join(made) + b"\n" * ending
    assert b"".join(jsonl.rewritten([data[:7], data[7:]], size, "text", [])) == data
    for number, line in enumerate(made, 1):
        swap = [(number, lambda text, _token: (text + "b", None))]
        if line == made[0] == b'{"text": "a"}':
            expected = data.split(b"\n")
            expected[number - 1] = b'{"text": "ab"}'
            assert b"".join(jsonl.rewritten([data], size, "text", swap)) == b"\n".join(expected)
        elif line != b'{"text": "a"}':
            with pytest.raises(ValueError, match=rf"row {number} (has no text|is not there) any more"):
                list(jsonl.rewritten([data], size, "text", swap))
    with pytest.raises(ValueError, match="is not there any more"):
        list(jsonl.rewritten([data], size, "text", [(len(made) + 2, lambda text, _token: (text, None))]))


def test_a_sink_counts_and_hashes() -> None:
    sink = Sink()
    assert (sink.write(b"ab"), sink.write(b"c"), sink.tell()) == (2, 1, 3)
    assert sink.digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_store_gives_back_what_it_took() -> None:
    for most in (0, 10, 1000):
        kept = store.Store(most)
        places = [kept.keep(bytes([number]) * number) for number in range(20)]
        assert [kept.read(*place) for place in places] == [bytes([number]) * number for number in range(20)]
        kept.close()


@given(st.sets(st.integers(1, 12)), st.integers(1, 120), st.integers(1, 40))
def test_any_rows_are_rewritten_wherever_pieces_begin(chosen: set[int], size: int, block: int) -> None:
    data = b'{"text": "a"}\n' * 12
    blocks = [data[at : at + block] for at in range(0, len(data), block)]
    swaps = [(number, lambda text, _token: (text + "b", None)) for number in sorted(chosen)]
    expected = [b'{"text": "ab"}' if number in chosen else b'{"text": "a"}' for number in range(1, 13)]
    assert b"".join(jsonl.rewritten(blocks, size, "text", swaps)) == b"\n".join(expected) + b"\n"


def test_what_cannot_be_read_is_copied(corpus: "Corpus") -> None:
    """A cleaned corpus lacks nothing of its source; verify and undo know what stands there as it came."""
    broken = {
        "a.txt.gz": gzip.compress("错字，".encode() * 90)[:-9],
        "b.jsonl.gz": b"no gzip",
        "c.jsonl": '{"text": "错字"}\n'.encode("utf-16"),
        "d.parquet": b"PAR1 and no more",
    }
    for name, data in broken.items():
        corpus.write(f"src/{name}", data)
    corpus.write("src/e.txt", "错字\n")
    for _ in range(2):
        outcome = corpus.run("fix", "src", "--output", "out")
        assert outcome.status == 2
        assert "4 files that cannot be read: copied as they are" in outcome.err
        assert "c.jsonl: is UTF-16, and JSON lines are UTF-8" in outcome.err
        assert {name: (corpus.folder / "out" / name).read_bytes() for name in broken} == broken
        verified = corpus.run("verify", "out")
        assert verified.status == 0
        assert "4 files could not be read: copies, and not cleaned" in verified.err
    corpus.write("src/b.jsonl.gz", b"another")
    assert "out/b.jsonl.gz: its source has changed since" in corpus.run("verify", "out").out
    corpus.write("out/b.jsonl.gz", b"another, too")
    assert "b.jsonl.gz: has changed since it was written" in corpus.run("verify", "out").out
    assert corpus.run("undo", "out").status != 0
    corpus.write("out/b.jsonl.gz", broken["b.jsonl.gz"])
    assert corpus.run("undo", "out").status == 0
    assert (corpus.folder / "out/e.txt").read_text(encoding="utf-8") == "错字\n"
    assert (corpus.folder / "out/b.jsonl.gz").read_bytes() == broken["b.jsonl.gz"]


def test_what_can_be_read_again_is_cleaned(corpus: "Corpus") -> None:
    corpus.write("src/a.txt.gz", b"no gzip")
    corpus.run("fix", "src", "--output", "out")
    corpus.write("src/a.txt.gz", gzip.compress("错字\n".encode()))
    assert corpus.run("fix", "src", "--output", "out").status == 0
    assert content(corpus.folder / "out/a.txt.gz") == "正字\n".encode()
    corpus.write("src/a.txt.gz", b"no gzip")
    assert corpus.run("fix", "src", "--output", "out").status == 2
    assert (corpus.folder / "out/a.txt.gz").read_bytes() == b"no gzip"
    assert corpus.run("verify", "out").status == 0
