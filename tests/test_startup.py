"""What a hook on one clean file loads: time is lost by imports, one by one, so each heavy one is named here."""

import copy
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from corpuslint import finding, snapshot, toml_text, typed

if TYPE_CHECKING:
    from conftest import Corpus


class Folders(NamedTuple):
    beside: Path
    of_user: Path


HEAVY = {
    "_hashlib", "asyncio", "charset_normalizer", "concurrent.futures", "corpuslint.baseline",
    "corpuslint.checking.cache", "corpuslint.containers.jsonl", "corpuslint.fixing.fix", "corpuslint.manual",
    "corpuslint.page_faults", "difflib", "email", "email_validator", "ftfy", "gzip", "hashlib",
    "importlib.metadata", "importlib.resources", "json", "logging", "markdown_it", "multiprocessing", "numpy",
    "opencc", "pathspec", "pickle", "pyarrow", "pygls", "rapidfuzz", "rjieba", "shutil", "sqlite3", "tempfile",
    "tomllib", "typing", "unittest", "wcwidth",
}  # fmt: skip


def test_a_clean_file_loads_nothing_heavy(corpus: "Corpus") -> None:
    corpus.write("a.txt", "清晨，天气晴好。\n")
    corpus.write("corpuslint.toml", 'script = "simplified"\n')
    arguments = ["check", "--scope", "file", "a.txt"]
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


@pytest.fixture
def folders(tmp_path: "Path", monkeypatch: "pytest.MonkeyPatch") -> "Folders":
    """Where snapshots are kept: beside the byte code, and in the user's folder."""
    beside = tmp_path / "__pycache__"
    beside.mkdir()
    monkeypatch.setattr(snapshot, "_FOLDER", str(beside))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setenv("CORPUSLINT_CACHE_DIR", str(tmp_path / "user"))
    return Folders(beside, tmp_path / "user" / "snapshots")


def test_a_snapshot_is_of_its_key_or_nothing(folders: "Folders") -> None:
    assert snapshot.recall("x", "1") is None
    snapshot.keep("x", "1", {"a": [1, "二", (3,)]})
    assert snapshot.recall("x", "1") == {"a": [1, "二", (3,)]}
    assert snapshot.recall("x", "2") is None
    (file,) = folders.beside.iterdir()
    whole = file.read_bytes()
    for damage in (b"", b"\x00", whole[:-3], whole[:-3] + b"abc", whole + b"x"):
        file.write_bytes(damage)
        assert snapshot.recall("x", "1") is None
    snapshot.keep("x", "1", object())
    assert [path.name for path in folders.beside.iterdir()] == [file.name]
    snapshot.keep("x", "3", 3)
    assert snapshot.recall("x", "3") == 3
    assert not folders.of_user.exists()


@pytest.mark.parametrize("why", ["told not to", "not allowed"])
def test_a_snapshot_that_cannot_lie_beside_the_byte_code_is_the_users(
    folders: "Folders", monkeypatch: "pytest.MonkeyPatch", why: str
) -> None:
    if why == "told not to":
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    else:
        monkeypatch.setattr(snapshot, "_FOLDER", str(folders.beside / "not there"))
    snapshot.keep("x", "1", 1)
    assert snapshot.recall("x", "1") == 1
    assert not list(folders.beside.iterdir())
    with monkeypatch.context() as patch:  # where both are, what is written last counts
        patch.setattr(sys, "dont_write_bytecode", False)
        patch.setattr(snapshot, "_FOLDER", str(folders.beside))
        snapshot.keep("x", "1", 2)
        assert snapshot.recall("x", "1") == 2
    snapshot.keep("x", "1", 1)
    assert snapshot.recall("x", "1") == 1
    for file in folders.beside.iterdir():
        file.unlink()
    (file,) = folders.of_user.iterdir()
    if os.name == "posix":
        assert folders.of_user.stat().st_mode & 0o777 == 0o700
        file.chmod(0o666)  # others might have written it
        assert snapshot.recall("x", "1") is None


def test_a_users_folder_stays_small_and_may_be_missing(folders: "Folders", monkeypatch: "pytest.MonkeyPatch") -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    for number in range(40):
        snapshot.keep(f"x{number}", "1", 1)
    assert len(list(folders.of_user.iterdir())) == 32
    monkeypatch.setenv("CORPUSLINT_CACHE_DIR", os.devnull)
    snapshot.keep("x", "1", 1)
    assert snapshot.recall("x", "1") is None


PATTERNS = r"""
import re
from corpuslint import compiled
as_python = re._compiler.compile
compiled.use()
patterns = [
    ("[一-鿿]+(?P<a>x)|(b)", 0), ("A.b", re.I | re.S), (b"[\x80-\xff]{2,3}", 0), ("b", 0), (b"b", 0),
    ("[^a\U00020000]", 0), ("(?i:É)(?=x)(?<!y)$", re.M),
]
made = [re.compile(*pattern) for pattern in patterns]
assert made == [as_python(*pattern) for pattern in patterns]
assert made[0].groupindex == {"a": 1} and made[0].groups == 2 and made[0].fullmatch("中x")["a"] == "x"
print(len(compiled._new))
compiled.keep_new()
"""


def test_a_pattern_of_an_earlier_run_is_that_of_python(folders: "Folders") -> None:
    command = [sys.executable, "-B", "-c", PATTERNS]
    environment = {**os.environ, "CORPUSLINT_CACHE_DIR": str(folders.of_user.parent)}
    new = [
        int(subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout)
        for _ in range(2)
    ]
    assert new[0] >= 7
    assert new[1] == 0


def test_toml_is_parsed_once(folders: "Folders", monkeypatch: "pytest.MonkeyPatch") -> None:
    text = 'a = 1\nb = ["x", {c = true}]\n'
    assert toml_text.loads(text) == {"a": 1, "b": ["x", {"c": True}]}
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, "tomllib", None)
        assert toml_text.loads(text) == {"a": 1, "b": ["x", {"c": True}]}
        with pytest.raises(ImportError):
            toml_text.loads(text + "\n")
    for number in range(8):
        toml_text.loads(f"a = {number}")
    assert len(snapshot.recall("toml", sys.version)) == 8
    assert toml_text.loads("a = 1979-05-27")["a"].year == 1979  # no type that is kept
    assert list(folders.beside.iterdir())


def test_a_named_tuple_is_one_as_typing_makes_it() -> None:
    class Ours(typed.NamedTuple):
        """Words."""

        a: int
        b: str = "x"
        c: tuple[int, ...] = ()

        @property
        def both(self) -> str:
            return f"{self.a}{self.b}"

    class Theirs(NamedTuple):
        a: int
        b: str = "x"
        c: tuple[int, ...] = ()

    for values, named in (((1,), {}), ((1, "y"), {}), ((1, "y", (2,)), {}), ((), {"a": 1}), ((1,), {"c": (3,)})):
        ours, theirs = Ours(*values, **named), Theirs(*values, **named)
        assert ours == theirs
        assert hash(ours) == hash(theirs)
        assert (ours.a, ours.b, ours.c) == theirs
        assert ours._asdict() == theirs._asdict()
        assert ours._replace(b="z") == theirs._replace(b="z")
        assert repr(ours).partition("(")[2] == repr(theirs).partition("(")[2]
        assert type(copy.deepcopy(ours)) is Ours
    for values, named in (((), {}), ((1, "y", (), 4), {}), ((1,), {"a": 2}), ((1,), {"d": 2}), ((), {"b": "y"})):
        with pytest.raises(TypeError):
            Theirs(*values, **named)
        with pytest.raises(TypeError):
            Ours(*values, **named)
    assert Ours._fields == Ours.__match_args__ == Theirs._fields
    assert Ours._field_defaults == Theirs._field_defaults
    assert Ours(1).both == "1x"
    assert not hasattr(ours, "__dict__")
    with pytest.raises(AttributeError):
        ours.a = 2
    assert pickle.loads(pickle.dumps(finding.Edit(1, 2, "x"))) == finding.Edit(1, 2, "x")


def test_a_stamp_follows_its_files(tmp_path: "Path") -> None:
    file = tmp_path / "a"
    file.write_text("1")
    first = snapshot.stamp(file)
    os.utime(file, ns=(1, 1))
    assert snapshot.stamp(file) != first
    below = snapshot.stamp_below(str(tmp_path), "a")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "aa").touch()
    assert snapshot.stamp_below(str(tmp_path), "a") != below


def test_a_page_with_findings_loads_neither_openssl_nor_typing(corpus: "Corpus") -> None:
    corpus.write("a.md", "# 天气\n\n今天天气很好..我们去了公园,玩得很开心。\n")
    code = "import sys; from corpuslint.cli import main; main(['check', '--isolated', 'a.md']); print(*sys.modules)"
    command = [sys.executable, "-c", code]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=corpus.folder)
    assert "PUN" in done.stdout
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not {"_hashlib", "typing", "tomllib", "argparse", "markdown_it", "importlib.resources"} & loaded
