"""What a hook on one clean file loads: time is lost by imports, one by one, so each heavy one is named here."""

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from corpuslint import snapshot

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from conftest import Corpus

HEAVY = {
    "asyncio", "charset_normalizer", "concurrent.futures", "corpuslint.baseline", "corpuslint.checking.cache",
    "corpuslint.containers.jsonl", "corpuslint.fixing.fix", "corpuslint.manual", "corpuslint.page_faults", "difflib",
    "email", "email_validator", "ftfy", "gzip", "hashlib", "importlib.metadata", "importlib.resources", "json",
    "logging", "markdown_it", "multiprocessing", "numpy", "opencc", "pathspec", "pickle", "pyarrow", "pygls",
    "rapidfuzz", "rjieba", "shutil", "sqlite3", "tempfile", "unittest", "wcwidth",
}  # fmt: skip


def test_a_clean_file_loads_nothing_heavy(corpus: "Corpus") -> None:
    corpus.write("a.txt", "清晨，天气晴好。\n")
    arguments = ["check", "--isolated", "--scope", "file", "a.txt"]
    code = f"import sys; from corpuslint.cli import main; main({arguments}); print(*sys.modules)"
    # The first run makes the snapshot of the rules, as Python makes its byte code; every later one reads it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=corpus.folder, env=environment
        )
    loaded = set(done.stdout.split())
    assert "corpuslint.checking.check" in loaded
    assert not (heavy := HEAVY & loaded), heavy
    assert not {name for name in loaded if name.startswith("corpuslint.detectors.")}


def test_a_snapshot_is_of_its_key_or_nothing(tmp_path: "Path", monkeypatch: "pytest.MonkeyPatch") -> None:
    monkeypatch.setattr(snapshot, "_FOLDER", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    assert snapshot.recall("x", "1") is None
    snapshot.keep("x", "1", {"a": [1, "二", (3,)]})
    assert snapshot.recall("x", "1") == {"a": [1, "二", (3,)]}
    assert snapshot.recall("x", "2") is None
    (file,) = tmp_path.iterdir()
    for damage in (b"", b"\x00", file.read_bytes()[:-3]):
        file.write_bytes(damage)
        assert snapshot.recall("x", "1") is None
    snapshot.keep("x", "1", object())
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    snapshot.keep("x", "3", 3)
    assert snapshot.recall("x", "3") == 3


def test_a_stamp_follows_its_files(tmp_path: "Path") -> None:
    file = tmp_path / "a"
    file.write_text("1")
    first = snapshot.stamp(file)
    os.utime(file, ns=(1, 1))
    assert snapshot.stamp(file) != first
