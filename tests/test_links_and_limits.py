"""What a corpus may bring along besides text: links, pipes, odd names and modes, files that expand beyond measure."""

import base64
import gzip
import json
import os
import shutil
import stat
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpuslint.containers import streams
from corpuslint.fixing.record import RecordError, own_folder, pack, unpack

if TYPE_CHECKING:
    from conftest import Corpus

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes and modes of POSIX")
ROW = '{"text": "错字"}\n'


def parquet(texts: list[str]) -> bytes:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as format_

    sink = pa.BufferOutputStream()
    format_.write_table(pa.table({"text": texts}), sink)
    return bytes(sink.getvalue())


def zstd(data: bytes) -> bytes:
    return bytes(pytest.importorskip("zstandard").compress(data))


KINDS: dict[str, Callable[[], bytes]] = {
    "a.txt": "错字\n".encode,
    "b.jsonl": ROW.encode,
    "c.jsonl.gz": lambda: gzip.compress(ROW.encode()),
    "d.jsonl.zst": lambda: zstd(ROW.encode()),
    "e.txt.gz": lambda: gzip.compress("错字\n".encode()),
    "f.md.zst": lambda: zstd("错字\n".encode()),
    "g.parquet": lambda: parquet(["错字"]),
}


def fill(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in KINDS.items():
        (folder / name).write_bytes(make())


def states(folder: Path) -> set[str]:
    """Whether the files of a folder are old, new, or (never) anything else."""
    found = set()
    for name in KINDS:
        file = folder / name
        if name.endswith(".parquet"):
            import pyarrow as pa
            from pyarrow import parquet as format_

            text = format_.read_table(pa.BufferReader(file.read_bytes())).column("text").to_pylist()[0]
        else:
            text = b"".join(streams.blocks(file)).decode().replace('{"text": "', "").replace('"}', "").strip()
        found.add({"错字": "old", "正字": "new"}.get(text, text))
    return found


# Links for records


def numbered(folder: Path) -> list[str]:
    for number in range(30):
        (folder / f"{number + 1990}").mkdir(parents=True)
        (folder / f"{number + 1990}/manifest.jsonl").write_text("{}", encoding="utf-8")
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("link", [".corpuslint", ".corpuslint/fixes", ".corpuslint/fixes/2001"])
def test_records_are_not_kept_through_a_link(corpus: "Corpus", link: str, tmp_path: Path) -> None:
    """Else the folders that lie there would be taken for old records, and forgotten."""
    precious = tmp_path.parent / f"{tmp_path.name}-precious"
    before = numbered(precious if link.endswith("fixes") else precious / "fixes")
    corpus.write("a.txt", "错字")
    place = corpus.folder / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to(precious / "fixes/2001" if link.endswith("2001") else precious)
    for command in ("fix", "undo", "verify"):
        outcome = corpus.run(command)
        assert outcome.status == 2
        assert "is a link to" in outcome.err
    assert (
        sorted(path.name for path in (precious if link.endswith("fixes") else precious / "fixes").iterdir()) == before
    )
    assert (corpus.folder / "a.txt").read_text(encoding="utf-8") == "错字"


@pytest.mark.parametrize("name", ["edits.jsonl", "manifest.jsonl", "unfinished"])
def test_a_record_is_not_written_through_a_link(corpus: "Corpus", name: str, tmp_path: Path) -> None:
    corpus.write("src/a.txt", "错字")
    assert corpus.run("fix", "src", "--output", "out").status == 0
    precious = tmp_path.parent / f"{tmp_path.name}-precious.txt"
    record = corpus.folder / "out/.corpuslint" / name
    content = record.read_text(encoding="utf-8") if record.exists() else "mine"
    precious.write_text(content, encoding="utf-8")
    record.unlink(missing_ok=True)
    record.symlink_to(precious)
    corpus.write("src/a.txt", "很多错字")
    corpus.run("fix", "src", "--output", "out")
    corpus.run("undo", "out")
    assert precious.read_text(encoding="utf-8") == content


def test_a_cleaned_corpus_keeps_no_record_through_a_link(corpus: "Corpus", tmp_path: Path) -> None:
    corpus.write("src/a.txt", "错字")
    (corpus.folder / "out").mkdir()
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere"
    elsewhere.mkdir()
    (corpus.folder / "out/.corpuslint").symlink_to(elsewhere)
    outcome = corpus.run("fix", "src", "--output", "out")
    assert outcome.status == 2
    assert "is a link to" in outcome.err
    assert list(elsewhere.iterdir()) == []


def test_own_folder(tmp_path: Path) -> None:
    assert own_folder(tmp_path, "a", "b") == tmp_path / "a/b"
    (tmp_path / "a").symlink_to(tmp_path / "c")
    with pytest.raises(RecordError, match="remove the link"):
        own_folder(tmp_path, "a", "b")
    (tmp_path / "alias").symlink_to(tmp_path)  # a link above the folder is the user's way there
    assert own_folder(tmp_path / "alias", "b") == tmp_path / "alias/b"


def test_a_baseline_is_not_written_through_a_link(corpus: "Corpus", tmp_path: Path) -> None:
    corpus.write("a.txt", "缺文")
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere.json"
    (corpus.folder / "corpuslint-baseline.json").symlink_to(elsewhere)
    assert corpus.run("baseline").status == 0
    assert not elsewhere.exists()
    assert corpus.check("--baseline", "corpuslint-baseline.json").status == 0


def test_init_writes_through_no_link(corpus: "Corpus", tmp_path: Path) -> None:
    elsewhere = tmp_path.parent / f"{tmp_path.name}-elsewhere.yaml"
    (corpus.folder / ".pre-commit-config.yaml").symlink_to(elsewhere)
    assert corpus.run("init").status == 2
    assert not elsewhere.exists()


@pytest.mark.parametrize("key", ["rules", "baseline", "glossary"])
def test_a_link_leads_no_path_out_of_the_folder_of_a_configuration(corpus: "Corpus", key: str) -> None:
    (corpus.folder / "x").symlink_to("/dev/zero")
    corpus.write("corpuslint.toml", f'{key} = "x"\n')
    corpus.write("a.txt", "错字")
    outcome = corpus.check()
    assert outcome.status == 2
    assert f"`{key}` must stay inside the folder of the configuration" in outcome.err


def test_links_among_rule_pages(corpus: "Corpus") -> None:
    corpus.write("a.txt", "错字")
    for name in "xyz":
        (corpus.folder / f".rules/{name}").symlink_to(".")
    assert corpus.codes() == ["TST001"]
    (corpus.folder / ".rules/x.toml").symlink_to("/dev/zero")
    outcome = corpus.check()
    assert outcome.status == 2
    assert ".rules/x.toml: is no file" in outcome.err


# What is no regular file


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("command", ["check", "fix", "fix --output out"])
def test_a_pipe_is_named_and_the_rest_done(corpus: "Corpus", name: str, command: str) -> None:
    if name.endswith((".zst", ".parquet")):
        pytest.importorskip("zstandard")
        pytest.importorskip("pyarrow")
    os.mkfifo(corpus.folder / name)
    (corpus.folder / f"link-{name}").symlink_to(name)
    other = corpus.write("other.txt", "错字")
    outcome = corpus.run(*command.split(), name, f"link-{name}", "other.txt")
    assert outcome.status == 2
    for each in (name, f"link-{name}"):
        assert f"{each}: is no regular file but a pipe, a device or the like" in outcome.err
    assert other.read_text(encoding="utf-8") == ("正字" if command == "fix" else "错字")


def test_a_source_that_is_no_regular_file_is_named(corpus: "Corpus") -> None:
    """A record comes with the corpus, and may name any source."""
    for name in ("a.txt", "b.jsonl"):
        corpus.write(f"src/{name}", KINDS[name]())
    assert corpus.run("fix", "src", "--output", "out").status == 0
    for name in ("a.txt", "b.jsonl"):
        (corpus.folder / f"src/{name}").unlink()
        os.mkfifo(corpus.folder / f"src/{name}")
    outcome = corpus.run("verify", "out")
    assert outcome.status == 1
    assert outcome.out.count("is no regular file") == 2


# Names, modes, owners


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such names")
def test_names_that_are_not_utf8(corpus: "Corpus") -> None:
    folder = corpus.folder / os.fsdecode(b"src/\xe9\xff")
    fill(folder)
    assert corpus.run("fix", "src", "--output", "out").status == 0
    assert states(corpus.folder / os.fsdecode(b"out/\xe9\xff")) == {"new"}
    assert corpus.run("verify", "out").status == 0
    assert corpus.run("fix", "src").status == 0
    assert states(folder) == {"new"}
    for arguments in (("verify",), ("undo",), ("undo", "out"), ("check", "--exit-zero")):
        assert corpus.run(*arguments).status == 0
    assert states(folder) == states(corpus.folder / os.fsdecode(b"out/\xe9\xff")) == {"old"}


def test_modes_and_links_survive(corpus: "Corpus") -> None:
    fill(corpus.folder / "real")
    for name in KINDS:
        (corpus.folder / "real" / name).chmod(0o640)
        (corpus.folder / name).symlink_to(f"real/{name}")
        os.link(corpus.folder / "real" / name, corpus.folder / "real" / f"hard-{name}.txt~")
    outcome = corpus.run("fix", *KINDS)
    assert outcome.status == 0
    assert outcome.err.count("had 2 names (hard links); the others keep the old text") == len(KINDS)
    for command, state in (("fix", "new"), ("undo", "old")):
        if command == "undo":
            assert corpus.run(command).status == 0
        assert states(corpus.folder / "real") == {state}
        for name in KINDS:
            assert (corpus.folder / name).is_symlink()
            assert stat.S_IMODE((corpus.folder / "real" / name).stat().st_mode) == 0o640


def obeying(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run as somebody who must obey modes: root, too, once it has given up the right to override them."""
    line = [sys.executable, "-m", "corpuslint", *arguments]
    if os.getuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root, who may write everything")
        line = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *line]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder with a file of each kind, and another in it."""
    pytest.importorskip("zstandard")
    folder = tmp_path / "texts"
    rule = "2020年08月03日".encode()
    for place in (folder, folder / "locked"):
        place.mkdir()
        for name in KINDS:
            if name.endswith(".parquet"):
                (place / name).write_bytes(parquet([rule.decode()]))
                continue
            content = b'{"text": "%s"}\n' % rule if "jsonl" in name else rule + b"\n"
            packing = zstd if name.endswith(".zst") else gzip.compress if name.endswith(".gz") else bytes
            (place / name).write_bytes(packing(content))
    return folder


@pytest.mark.parametrize("how", ["file", "folder"])
def test_what_is_read_only_is_named_and_the_rest_done(shared: Path, how: str) -> None:
    before = {path: path.read_bytes() for path in shared.rglob("*") if path.is_file()}
    locked = [path for path in before if path.parent.name == "locked"]
    if how == "folder":
        (shared / "locked").chmod(0o555)
    else:
        for path in locked:
            path.chmod(0o444)
    done = obeying(shared, "fix", "--isolated", "--select", "DAT002")
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    for path, data in before.items():
        assert (path.read_bytes() == data) == (path in locked), path
        if path in locked:
            assert f"locked/{path.name}: cannot be written: " in done.stderr
            assert "it is as it was" in done.stderr
    assert obeying(shared, "undo", "-q").returncode == 0
    assert not list(shared.rglob(".corpuslint-*"))


# What expands beyond measure


def test_what_a_record_packs_is_bounded() -> None:
    assert unpack(pack(b"x" * 10_000_000)) == b"x" * 10_000_000
    with pytest.raises(ValueError, match="cut off"):
        unpack(base64.b64encode(zlib.compress(b"abc" * 100)[:-8]).decode())


def test_a_bomb_in_a_record_is_refused(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpuslint.fixing.record.LONGEST", 1 << 20)
    corpus.write("src/a.txt", "错字")
    assert corpus.run("fix", "src", "--output", "out").status == 0
    manifest = corpus.folder / "out/.corpuslint/manifest.jsonl"
    row = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**row, "original": pack(bytes(2 << 20))}) + "\n", encoding="utf-8")
    for command, status in (("verify", 1), ("undo", 2)):
        outcome = corpus.run(command, "out")
        assert outcome.status == status
        assert "larger than any document" in outcome.out + outcome.err


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.txt.zst", "a.jsonl.zst"])
@pytest.mark.parametrize("command", ["check", "fix", "fix --output out"])
def test_bombs_are_named_and_the_rest_done(
    corpus: "Corpus", monkeypatch: pytest.MonkeyPatch, name: str, command: str
) -> None:
    monkeypatch.setattr(streams, "_HUGE", 4 << 20)
    bomb = (ROW.encode() if "jsonl" in name else b"") + bytes(8 << 20)
    data = gzip.compress(bomb) if name.endswith(".gz") else zstd(bomb)
    assert len(data) * 500 < 8 << 20
    corpus.write(name, data)
    other = corpus.write("other.txt", "错字")
    outcome = corpus.run(*command.split(), name, "other.txt")
    assert outcome.status == 2
    assert f"{name}: expands to more than 500 times its size" in outcome.err
    assert (corpus.folder / name).read_bytes() == data
    assert other.read_text(encoding="utf-8") == ("正字" if command == "fix" else "错字")


@pytest.mark.parametrize("command", ["check", "fix", "fix --output out"])
def test_a_gigantic_row_is_named_and_the_rest_done(
    corpus: "Corpus", monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(streams, "LONGEST", 5 << 20)
    data = ROW.encode() + b'{"text": "' + b"x" * (7 << 20) + b'"}\n'
    corpus.write("a.jsonl", data)
    other = corpus.write("other.txt", "错字")
    outcome = corpus.run(*command.split(), "a.jsonl", "other.txt")
    assert outcome.status == 2
    assert "is longer than 5 MB; cut it" in outcome.err
    assert (corpus.folder / "a.jsonl").read_bytes() == data
    assert other.read_text(encoding="utf-8") == ("正字" if command == "fix" else "错字")
