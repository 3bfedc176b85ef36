"""The cache: a second run says the same, sees every change, and survives damage and company."""

import os
import sqlite3
import time
from pathlib import Path

import pytest

from corpuslint import rulebook, snapshot
from corpuslint.checking import cache, corpus, passes, recorder
from corpuslint.checking import check as check_module
from corpuslint.checking.check import Checked, check_files
from corpuslint.checking.states import state_of, states
from corpuslint.policy import Policy
from corpuslint.ruleset import Ruleset
from corpuslint.spooling.spool import Spool

RULESET = Ruleset([rule for rule in rulebook.shipped() if rule.code in ("DAT002", "NAM001", "RES002")])
TEXTS = ["会议于2020年08月03日召开。\n", "好。\n", "中国—东盟合作。\n", "中国—东盟中心。\n"] * 3
TEXTS[7] = "双方推动中国-东盟合作。\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    monkeypatch.setenv("CORPUSLINT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(corpus, "PAYS", 1)
    monkeypatch.chdir(tmp_path)
    made = []
    for number, text in enumerate(TEXTS):
        made.append(tmp_path / f"{number:02}.txt")
        made[-1].write_text(text, encoding="utf-8")
        os.utime(made[-1], (time.time() - 60, time.time() - 60))
    return made


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were examined in the first pass."""
    seen: list[str] = []
    original = passes._outcome

    def outcome(raw: object, piece: int, task: passes.Task, survey: object) -> object:
        if task.decisions is None:
            seen.append(raw.path)  # type: ignore[attr-defined]
        return original(raw, piece, task, survey)  # type: ignore[arg-type]

    monkeypatch.setattr(passes, "_outcome", outcome)
    return seen


def check(files: list[Path], ruleset: Ruleset = RULESET) -> Checked:
    return check_files(files, ruleset, cached=True)


def test_the_second_run_looks_at_nothing(files: list[Path], looked_at: list[str]) -> None:
    first = check(files)
    assert first == check_files(files, RULESET)
    assert {finding.code for finding in first.findings} == {"DAT002", "NAM001"}
    del looked_at[:]
    assert check(files) == first
    assert looked_at == []


def test_the_same_run_is_kept_as_a_whole(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    first = check(files)
    monkeypatch.setattr(corpus.Corpus, "units", lambda _self: pytest.fail("a file was looked at"))
    assert check(files) == first
    with pytest.raises(pytest.fail.Exception):
        check(files[1:])
    with pytest.raises(pytest.fail.Exception):
        check_files(files, RULESET, cached=True, field="other")


def test_a_file_that_is_gone_is_told_of_each_time(files: list[Path]) -> None:
    check(files[1:])
    files[0].unlink()
    for _ in range(2):
        assert [problem.path for problem in check(files).problems] == ["00.txt"]


def test_but_the_latest_runs_are_kept(files: list[Path], tmp_path: Path) -> None:
    for number in range(len(files) - 1):
        check(files[number:])
    (database,) = (tmp_path / "cache").glob("*.sqlite")
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (recorder._MOST_RUNS,)


def test_a_change_is_seen(files: list[Path], looked_at: list[str]) -> None:
    check(files)
    files[1].write_text("年08月。\n", encoding="utf-8")
    del looked_at[:]
    assert check(files) == check_files(files, RULESET)
    assert looked_at[0] == "01.txt"
    assert looked_at.count("02.txt") == 1  # by the run without a cache


def test_a_change_that_keeps_the_size_is_seen(files: list[Path]) -> None:
    check(files)
    files[1].write_text("坏。\n", encoding="utf-8")
    files[0].write_text("会议于2020年8月3日召开了？\n", encoding="utf-8")
    assert check(files) == check_files(files, RULESET)


def test_a_new_time_alone_is_no_change(files: list[Path], looked_at: list[str]) -> None:
    check(files)
    for file in files:
        os.utime(file, (time.time() - 30, time.time() - 30))
    del looked_at[:]
    check(files)
    assert looked_at == []


def test_what_was_written_just_now_is_known_by_its_bytes(files: list[Path], looked_at: list[str]) -> None:
    late = time.time() + 60  # the clock stands still, for all that the run can tell
    os.utime(files[0], (late, late))
    check(files)
    del looked_at[:]
    check(files)
    assert looked_at == []
    files[0].write_text(TEXTS[0].replace("2020", "2021"), encoding="utf-8")
    os.utime(files[0], (late, late))
    assert check(files) == check_files(files, RULESET)
    assert looked_at[0] == "00.txt"


@pytest.mark.parametrize(
    "other",
    [
        Ruleset(RULESET.rules[:1]),
        Ruleset(RULESET.rules, Policy(name_connector="—")),
        Ruleset(RULESET.rules, encoding="gbk"),
    ],
)
def test_another_question_gets_another_answer(files: list[Path], other: Ruleset) -> None:
    check(files)
    assert check(files, other) == check_files(files, other)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no owners here")
def test_the_cache_of_somebody_else_is_not_read(
    files: list[Path], looked_at: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = check(files)
    del looked_at[:]
    monkeypatch.setattr(os, "getuid", lambda: 4711)
    assert check(files) == first
    assert len(looked_at) == len(files)


def test_damage_is_healed(files: list[Path], tmp_path: Path) -> None:
    first = check(files)
    (database,) = (tmp_path / "cache").glob("*.sqlite")
    for ending in ("-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)
    database.write_bytes(b"no database" * 100)
    assert check(files) == first
    assert check(files) == first


def test_a_cache_that_cannot_be_written_does_no_harm(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("CORPUSLINT_CACHE_DIR", str(tmp_path / "file"))
    assert check(files) == check_files(files, RULESET)


def test_two_runs_at_once(files: list[Path], looked_at: list[str]) -> None:
    """Both have read what there was; both write; nothing is lost or broken."""
    one, two = (corpus.cache_of(states(files), RULESET) for _ in range(2))
    assert one
    assert two
    for known, half in ((one, files[:6]), (two, files[6:])):
        for file in half:
            known.put(file.name, state_of(file.stat()), cache.digest(file.read_bytes()), ())
    one.write()
    two.write()
    check(files)
    assert looked_at == []


def test_small_input_needs_no_cache(files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "PAYS", 1 << 20)
    check(files)
    assert not (tmp_path / "cache").exists()


def test_jobs_and_cache(files: list[Path]) -> None:
    expected = check_files(files, RULESET)
    assert check_files(files, RULESET, jobs=2, cached=True) == expected
    assert check_files(files, RULESET, jobs=2, cached=True) == expected


@pytest.mark.parametrize("held", [0, 10, 1 << 20])
def test_a_spool_gives_back_what_it_got(held: int) -> None:
    spool: Spool[tuple[int, str]] = Spool(held)
    items = [(number, "x" * number) for number in range(50)]
    with spool:
        for item in items:
            spool.append(item)
        assert list(spool) == items
        assert list(zip(spool, spool, strict=True)) == [(item, item) for item in items]
        assert len(spool) == 50


@pytest.mark.usefixtures("files")
def test_another_process_finds_what_was_kept(tmp_path: Path) -> None:
    """Whatever the seed of its hashes."""
    import subprocess
    import sys

    program = """
from pathlib import Path
from corpuslint import rulebook
from corpuslint.checking import corpus
from corpuslint.checking.states import states
from corpuslint.checking.check import check_files
from corpuslint.ruleset import Ruleset

corpus.PAYS = 1
rules = [rule for rule in rulebook.shipped() if rule.default]
print(len(check_files(sorted(Path().glob("*.txt")), Ruleset(rules), cached=True).findings))
"""
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(list((tmp_path / "cache").glob("*.sqlite"))) == 1


def test_a_file_that_changes_between_the_passes_is_looked_at_anew(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    original = check_module.decided

    def decided(ruleset: Ruleset, sums: object) -> object:
        files[7].write_text("推动中国-东盟合作。于2020年08月03日。\n", encoding="utf-8")
        return original(ruleset, sums)  # type: ignore[arg-type]

    monkeypatch.setattr(check_module, "decided", decided)
    found = check_files(files, RULESET).findings
    assert {finding.code for finding in found if finding.filename == "07.txt"} == {"NAM001", "DAT002"}


def test_a_time_that_tells_nothing_is_never_the_same(files: list[Path]) -> None:
    """Not even where it is the number that stands for such a time."""
    late = time.time() + 60
    for stamp in (int(late * 1e9), -1):
        for text in ("会议于2020年08月03日召开。\n", "会议于2020年8月3日召开了。\n", "好。\n"):
            files[0].write_text(text, encoding="utf-8")
            os.utime(files[0], ns=(stamp, stamp))
            check(files[:3])
            files[0].write_text(text.replace("0", "1"), encoding="utf-8")
            os.utime(files[0], ns=(stamp, stamp))
            for some in (files, files[:3], files):
                assert check(some) == check_files(some, RULESET)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no rights here")
def test_a_file_with_other_rights_is_looked_at(files: list[Path]) -> None:
    """So that one which may not be read any more is told of, as it is without a cache."""
    check(files)
    before = states(files)
    time.sleep(0.02)
    files[0].chmod(0)
    now = states(files)
    assert (before.times[0], before.sizes[0]) == (now.times[0], now.sizes[0])
    assert before.marks[0] != now.marks[0]
    known = corpus.cache_of(before, RULESET)
    assert known
    assert not known.knows("00.txt", files[0].stat())
    assert check(files) == check_files(files, RULESET)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no rights here")
@pytest.mark.parametrize("shared", ["cache", "cache/*.sqlite"])
def test_what_others_may_write_is_not_read(
    files: list[Path], tmp_path: Path, looked_at: list[str], shared: str
) -> None:
    first = check(files)
    (place,) = tmp_path.glob(shared)
    place.chmod(place.stat().st_mode | 0o022)
    del looked_at[:]
    assert check(files) == first
    assert len(looked_at) == len(files)


def test_what_lies_beside_the_database_is_not_read(files: list[Path], tmp_path: Path) -> None:
    first = check(files)
    (database,) = (tmp_path / "cache").glob("*.sqlite")
    with sqlite3.connect(tmp_path / "other") as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE seen (x)")
        Path(f"{database}-wal").write_bytes((tmp_path / "other-wal").read_bytes())
        Path(f"{database}-journal").write_bytes((tmp_path / "other-wal").read_bytes())
    other.close()
    assert check(files) == first
    files[1].write_text("坏。\n", encoding="utf-8")
    assert check(files) == check_files(files, RULESET)


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="files have no rights here")
def test_the_cache_is_for_its_user_alone(files: list[Path], tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        check(files)
    finally:
        os.umask(mask)
    (database,) = (tmp_path / "cache").glob("*.sqlite")
    assert database.stat().st_mode & 0o077 == 0
    assert database.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["x" * 300, "file/below", "a\0b", "closed/below"])
def test_a_folder_that_cannot_be_is_no_error(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "closed").mkdir(mode=0)
    monkeypatch.setattr(cache, "cache_folder", lambda: str(tmp_path / name))
    for _ in range(2):
        assert check(files) == check_files(files, RULESET)


def test_nobody_without_a_home_has_a_cache(files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CORPUSLINT_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda name: name)
    before = sorted(tmp_path.iterdir())
    assert check(files) == check_files(files, RULESET)
    snapshot.keep("none", "key", 1)
    assert sorted(tmp_path.iterdir()) == before


def test_what_a_killed_process_left_is_no_hindrance(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").mkdir(mode=0o700)
    left = [tmp_path / "cache" / f"check-{name}.sqlite.new" for name in ("a", "b")]
    for file in left:
        file.touch()
    first = check(files)
    assert not any(file.exists() for file in left)
    monkeypatch.setattr(corpus.Corpus, "units", lambda _self: pytest.fail("a file was looked at"))
    assert check(files) == first
