"""Crash safety: a fix that is killed, or that runs out of disk, at any moment."""

import contextlib
import gzip
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import FrameType

import pytest

from corpuslint import containers, rulebook, selection
from corpuslint.fixing import atomic, cleaned, inplace
from corpuslint.fixing.boxes import Box
from corpuslint.fixing.fix import fix_shelf
from corpuslint.fixing.intake import Manner, take
from corpuslint.fixing.shelf import Shelf
from corpuslint.fixing.undo import record_of, refusals, restore
from corpuslint.fixing.verify import verify
from corpuslint.fixing.written import Item
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and limits of POSIX")

KILLS = int(os.environ.get("CORPUSLINT_KILLS", "3"))
"""Kills at random moments; more by hand."""
STRIDE = int(os.environ.get("CORPUSLINT_STRIDE", "37"))
"""Kill at every so manieth line of the code that writes; 1 by hand."""
WRITERS = {"atomic.py", "inplace.py", "cleaned.py", "undo.py", "boxes.py", "replay_boxes.py"}
FILES = 60
DIRTY = "第{number}篇，会议于2020年08月03日召开。 \n" * 30
FIXED = DIRTY.replace("2020年08月03日", "2020年8月3日").replace(" \n", "\n")
LINE = [sys.executable, "-m", "corpuslint", "fix", "--isolated", "--select", "DAT002,SPC001", "-q"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus") / "texts"
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:03}.txt").write_text(DIRTY.format(number=number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def duration(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds that a whole run takes here."""
    copy = Path(shutil.copytree(corpus, tmp_path_factory.mktemp("whole") / "texts"))
    started = time.monotonic()
    assert subprocess.run(LINE, cwd=copy, check=False).returncode == 0
    assert state(copy) == {"new"}
    return time.monotonic() - started


def killed(folder: Path, after: float, *arguments: str) -> bool:
    """Run and kill; tell whether the run was still going."""
    process = subprocess.Popen([*LINE, *arguments], cwd=folder, stderr=subprocess.DEVNULL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(after)
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return alive


def state(folder: Path, files: int = FILES) -> set[str]:
    """What the texts of a folder are: old, new, or (never) anything else."""
    kinds = set()
    for file in folder.glob("*.txt"):
        text, number = file.read_text(encoding="utf-8"), int(file.stem)
        old, new = DIRTY.format(number=number), FIXED.format(number=number)
        kinds.add("new" if text == new else "old" if text == old else "broken")
    assert len(list(folder.glob("*.txt"))) == files
    return kinds


def moments(duration: float) -> list[float]:
    """When to kill: spread over the run, most of them near its end, where files are written."""
    chance = random.Random(8)
    return [duration * (1 - 0.8 * chance.random() ** 2) for _ in range(KILLS)]


def test_a_killed_fix_in_place_leaves_each_file_old_or_new(corpus: Path, duration: float, tmp_path: Path) -> None:
    interrupted = 0
    for number, moment in enumerate(moments(duration)):
        copy = Path(shutil.copytree(corpus, tmp_path / f"{number}/texts"))
        interrupted += killed(copy, moment)
        assert state(copy) <= {"old", "new"}
        undo(copy, number)
        assert subprocess.run(LINE, cwd=copy, check=False).returncode == 0
        assert state(copy) == {"new"}, "the next run finishes"
        assert not list(copy.glob(".corpuslint-*")), "nothing half-written stays"
    assert interrupted, "every kill came too late: this tests nothing"


def undo(copy: Path, number: int) -> None:
    """Every other time take back what the killed run did: its record was there before the first file changed."""
    touched = "new" in state(copy)
    if number % 2 == 0 and touched:
        command = [sys.executable, "-m", "corpuslint", "undo", "-q"]
        assert subprocess.run(command, cwd=copy, check=False).returncode == 0
        assert state(copy) == {"old"}


def test_a_killed_run_into_a_cleaned_corpus_is_completed(corpus: Path, duration: float, tmp_path: Path) -> None:
    verify = [sys.executable, "-m", "corpuslint", "verify", "-q"]
    for number, moment in enumerate(moments(duration)):
        out = tmp_path / f"{number}"
        killed(corpus, moment, "--output", str(out))
        for file in out.glob("*.txt"):
            assert file.read_text(encoding="utf-8") == FIXED.format(number=int(file.stem))
        assert subprocess.run([*LINE, "--output", str(out)], cwd=corpus, check=False).returncode == 0
        assert state(out) == {"new"}
        assert subprocess.run([*verify, str(out)], check=False).returncode == 0
        assert not [path for path in out.rglob("*") if path.name.startswith(".corpuslint-")]
    assert state(corpus) == {"old"}


def test_a_killed_undo_is_completed(corpus: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(corpus, tmp_path / "texts"))
    assert subprocess.run(LINE, cwd=copy, check=False).returncode == 0
    command = [sys.executable, "-m", "corpuslint", "undo", "-q"]
    for moment in (0.05, 0.1, 0.12, 0.15, 0.2):
        process = subprocess.Popen(command, cwd=copy, stderr=subprocess.DEVNULL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        process.kill()
        process.wait()
        assert state(copy) <= {"old", "new"}
    if "new" in state(copy):
        assert subprocess.run(command, cwd=copy, check=False).returncode == 0
    assert state(copy) == {"old"}


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return Ruleset(selection.select(rulebook.shipped(), ("DAT002", "SPC001")))


def items(folder: Path, ruleset: Ruleset) -> list[Item | Box]:
    """The files of a folder, fixed in memory."""
    taken = take(sorted(folder.glob("[!.]*.*")), folder, ruleset, Manner())
    assert not taken.problems
    fix_shelf(Shelf(taken.drafts, taken.boxes), ruleset)
    return taken.items


def dies_at(step: int, work: Callable[[], object]) -> bool:
    """Do some work in a child that kills itself before a certain line of the code that writes.

    Tells whether it came so far.
    """
    child = os.fork()
    if child == 0:
        left = step

        def watch(frame: FrameType, _event: str, _argument: object) -> object:
            return at_line if Path(frame.f_code.co_filename).name in WRITERS else None

        def at_line(_frame: FrameType, _event: str, _argument: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return at_line

        sys.settrace(watch)
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    atomic._sweep.cache_clear()  # the next run is another process
    return os.WIFSIGNALED(status)


def few(folder: Path, kind: str) -> Path:
    """Three texts, or one in each kind of container, three in those that hold records."""
    texts = [DIRTY.format(number=number) for number in range(3)]
    folder.mkdir(parents=True)
    if kind == "texts":
        for number, text in enumerate(texts):
            (folder / f"{number}.txt").write_text(text, encoding="utf-8")
        return folder
    import pyarrow as pa
    import zstandard
    from pyarrow import parquet

    rows = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
    (folder / "a.jsonl").write_bytes(rows)
    (folder / "b.jsonl.gz").write_bytes(gzip.compress(rows))
    (folder / "c.jsonl.zst").write_bytes(zstandard.compress(rows))
    (folder / "d.txt.gz").write_bytes(gzip.compress(texts[0].encode()))
    (folder / "e.md.zst").write_bytes(zstandard.compress(texts[0].encode()))
    parquet.write_table(pa.table({"text": texts}), folder / "f.parquet")
    return folder


def few_are(folder: Path) -> set[str]:
    """What the files of a folder are, each as a whole: old, new, or (never) anything else."""
    kinds = set()
    for file in folder.glob("[!.]*.*"):
        texts = [
            document.data.decode()
            for piece in containers.pieces(file, file.name)
            for document in containers.documents(piece, "text")
            if isinstance(document, Raw)
        ]
        first = int(file.stem) if file.stem.isdecimal() else 0
        old, new = ([form.format(number=first + n) for n in range(len(texts))] for form in (DIRTY, FIXED))
        kinds.add("new" if texts == new else "old" if texts == old else "broken")
    assert len(list(folder.glob("[!.]*.*"))) in (3, 6)
    return kinds


def stride(kind: str) -> int:
    """Containers take many more lines."""
    return STRIDE if kind == "texts" else 5 * STRIDE


@pytest.fixture(params=["texts", "containers"])
def kind(request: pytest.FixtureRequest) -> str:
    if request.param == "containers":
        pytest.importorskip("pyarrow")
        pytest.importorskip("zstandard")
    return str(request.param)


def test_killed_at_any_line_a_fix_in_place_can_be_finished_or_undone(
    kind: str, ruleset: Ruleset, tmp_path: Path
) -> None:
    for number in itertools.count():
        copy = few(tmp_path / f"{number}", kind)
        texts = items(copy, ruleset)
        if not dies_at(1 + number * stride(kind), lambda: inplace.write(copy, texts)):  # noqa: B023 (done at once)
            break
        assert few_are(copy) <= {"old", "new"}
        record = inplace.last_record(copy)
        assert record is None or list(refusals(record)) == [], "a record that is there is whole"
        if number % 2 and few_are(copy) != {"old"}:
            record = record_of(copy, latest=True)
            assert list(refusals(record)) == []
            restore(record)
            assert few_are(copy) == {"old"}
        assert not inplace.write(copy, items(copy, ruleset)).problems
        assert few_are(copy) == {"new"}
        assert not list(copy.glob(".corpuslint-*"))
    assert number * stride(kind) > 100, "the code that writes was not met"


def test_killed_at_any_line_a_cleaned_corpus_can_be_finished(kind: str, ruleset: Ruleset, tmp_path: Path) -> None:
    texts = items(few(tmp_path / "source", kind), ruleset)
    for number in itertools.count():
        out = tmp_path / f"{number}"

        def work() -> None:
            cleaned.prepare(out, [tmp_path / "source"])  # noqa: B023 (done at once)
            assert cleaned.write(out, texts) == []  # noqa: B023 (as above)

        if not dies_at(1 + number * stride(kind), work):
            break
        if list(out.glob("[!.]*.*")) and not list(verify(record_of(out, latest=False))):
            assert few_are(out) == {"new"}, "what is taken for whole is"
        work()
        assert few_are(out) == {"new"}
        assert list(verify(record_of(out, latest=False))) == []
        assert not [path for path in out.rglob("*") if path.name.startswith(".corpuslint-")]
    assert number * stride(kind) > 100, "the code that writes was not met"


def test_killed_at_any_line_an_undo_can_be_finished(kind: str, ruleset: Ruleset, tmp_path: Path) -> None:
    for number in itertools.count():
        copy = few(tmp_path / f"{number}", kind)
        inplace.write(copy, items(copy, ruleset))
        record = record_of(copy, latest=True)
        if not dies_at(1 + number * stride(kind), lambda: restore(record)):  # noqa: B023 (done at once)
            break
        assert few_are(copy) <= {"old", "new"}
        if few_are(copy) != {"old"}:
            again = record_of(copy, latest=True)
            assert list(refusals(again)) == []
            restore(again)
        assert few_are(copy) == {"old"}
    assert number * stride(kind) > 50, "the code that writes was not met"


def test_a_stopped_run_is_no_whole_corpus(ruleset: Ruleset, tmp_path: Path) -> None:
    out = tmp_path / "out"
    cleaned.prepare(out, [])
    cleaned.write(out, items(few(tmp_path / "source", "texts"), ruleset))
    (out / ".corpuslint/unfinished").touch()
    (problem,) = verify(record_of(out, latest=False))
    assert "was stopped on the way; run it again" in problem.message


def test_killed_at_any_line_an_undo_of_a_cleaned_corpus_can_be_finished(
    kind: str, ruleset: Ruleset, tmp_path: Path
) -> None:
    texts = items(few(tmp_path / "source", kind), ruleset)
    for number in itertools.count():
        out = tmp_path / f"{number}"
        cleaned.prepare(out, [tmp_path / "source"])
        assert cleaned.write(out, texts) == []
        if not dies_at(1 + number * stride(kind), lambda: restore(record_of(out, latest=True))):  # noqa: B023 (done at once)
            break
        assert few_are(out) <= {"old", "new"}
        record = record_of(out, latest=True)
        assert list(refusals(record)) == []
        restore(record)
        assert few_are(out) == {"old"}
        assert list(verify(record_of(out, latest=True))) == []
    assert number * stride(kind) > 50, "the code that writes was not met"


@pytest.mark.parametrize("size", [200, 700, 1500, 4000])
def test_a_disk_too_full_for_containers(kind: str, size: int, tmp_path: Path) -> None:
    """In place and into a cleaned corpus: each file is old or new, what cannot be is said, and a rerun finishes."""
    copy, out = few(tmp_path / "texts", kind), tmp_path / "out"
    for arguments in (("--output", str(out)), ()):
        done = limited(copy, size, *arguments)
        assert done.returncode == 2
        assert "File too large" in done.stderr
        assert "Traceback" not in done.stderr
        assert few_are(copy) == {"old"}
        assert not list(tmp_path.rglob(".corpuslint-*"))
    run = [*LINE, ".", "--output", str(out)]
    assert subprocess.run(run, cwd=copy, check=False).returncode == 0
    assert few_are(out) == {"new"}
    assert list(verify(record_of(out, latest=False))) == []


def limited(folder: Path, size: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run where no file can grow beyond ``size`` bytes: what a full disk looks like."""
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size})); "
        "from corpuslint.cli import main; sys.exit(main())"
    )
    line = [sys.executable, "-B", "-c", script, *LINE[3:], *arguments]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


def test_a_disk_too_full_for_the_record_stops_the_fix(corpus: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(corpus, tmp_path / "texts"))
    done = limited(copy, 1000)
    assert done.returncode == 2
    assert "the record cannot be kept in .corpuslint: File too large; no file has changed" in done.stderr
    assert state(copy) == {"old"}
    assert not list(copy.rglob(".corpuslint-*"))


def test_a_disk_too_full_for_some_files_leaves_them_and_does_the_rest(tmp_path: Path) -> None:
    size = 400_000
    big, small = tmp_path / "big.txt", tmp_path / "small.txt"
    big.write_text("会议于2020年08月03日召开。\n" + "很长。\n" * (size // 4), encoding="utf-8")
    small.write_text("会议于2020年08月03日召开。\n", encoding="utf-8")
    before = sha256(big.read_bytes()).digest()
    done = limited(tmp_path, size)
    assert done.returncode == 2
    assert "big.txt: cannot be written: File too large; it is as it was" in done.stderr
    assert sha256(big.read_bytes()).digest() == before
    assert small.read_text(encoding="utf-8") == "会议于2020年8月3日召开。\n"
    assert not list(tmp_path.rglob(".corpuslint-*"))
    assert limited(tmp_path, size, "--output", "out").returncode == 2
    assert (tmp_path / "out/small.txt").exists()
    assert not (tmp_path / "out/big.txt").exists()


def test_interrupted_while_writing_the_old_content_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")
    with contextlib.suppress(KeyboardInterrupt), atomic.writing(file) as out:
        out.write(b"ne")
        raise KeyboardInterrupt
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_drafts_of_living_processes_are_left(tmp_path: Path) -> None:
    alive = tmp_path / f".corpuslint-{os.getppid()}-0~"
    dead = tmp_path / ".corpuslint-4194304-7~"  # beyond the greatest process number of Linux
    other = tmp_path / ".corpuslint-notes~"
    for path in (alive, dead, other):
        path.write_bytes(b"x")
    atomic.write(tmp_path / "a.txt", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([alive.name, other.name, "a.txt"])


def test_durable_writes_are_synced_before_the_name_changes_hands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content first, then the name, then the folder."""
    calls: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        calls.append("folder" if os.path.isdir(f"/dev/fd/{descriptor}") else "content")  # noqa: PTH112
        real_sync(descriptor)

    def replace(draft: Path, target: Path) -> Path:
        calls.append("name")
        return real_replace(draft, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    atomic.write(tmp_path / "a.txt", b"new")
    assert calls == ["content", "name", "folder"]
    calls.clear()
    atomic.write(tmp_path / "a.txt", b"newer", durable=False)
    assert calls == ["name"]
