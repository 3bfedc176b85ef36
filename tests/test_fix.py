"""Fixing: bad input, the fixed point, order, and how the files look afterwards."""

import os
import shutil
import stat
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpuslint.cli import fix as command
from corpuslint.finding import Applicability
from corpuslint.fixing import draft, fix, shelf
from corpuslint.fixing.fix import Draft, fix_all, fix_shelf
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

if TYPE_CHECKING:
    from conftest import Corpus, Outcome

DIRTY = "会议有错字。\n还有怪词和错字。\n"
FIXED = "会议有正字。\n还有怪词和正字。\n"


def bound(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line bound by permissions, which root is not unless its privileges are taken away."""
    line = [sys.executable, "-m", "corpuslint", *arguments]
    if os.getuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("nothing here takes the privileges of root away")
        given_up = "-dac_override,-dac_read_search,-fowner,-chown"
        line = ["setpriv", f"--bounding-set={given_up}", f"--inh-caps={given_up}", *line]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)


def left_over(folder: Path) -> list[Path]:
    return list(folder.rglob(".corpuslint-*"))


# Bad input


def test_a_missing_path(corpus: "Corpus") -> None:
    corpus.write("a.txt", DIRTY)
    outcome = corpus.run("fix", "nowhere", "a.txt")
    assert outcome.status == 2
    assert "nowhere: there is no such file or folder; check the spelling" in outcome.err
    assert (corpus.folder / "a.txt").read_text(encoding="utf-8") == FIXED, "the rest is still done"


def test_a_folder_without_text(corpus: "Corpus") -> None:
    corpus.write("sub/a.py", "错字")
    outcome = corpus.run("fix", "sub")
    assert outcome.status == 0
    assert "warning: no file matched in sub" in outcome.err
    assert not (corpus.folder / ".corpuslint").exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xff\xfe\x00\xd8",
        bytes(range(256)) * 50,
        "错字".encode("gb18030"),
        "错字".encode() + b"\xe9\x94",
        "错字".encode() + b"\xed\xa0\x80",
    ],
    ids=["empty", "newline", "nul", "ff", "mark", "utf-16", "surrogate", "binary", "gb18030", "cut", "cesu"],
)
def test_what_is_no_text_stays_as_it_is(corpus: "Corpus", data: bytes) -> None:
    file = corpus.write("a.txt", data)
    corpus.write("b.txt", DIRTY)
    corpus.configure('extend-select = ["ALL"]')
    corpus.run("fix", "--unsafe-fixes")
    assert corpus.run("fix", "--unsafe-fixes", "--output", "../out").status == 0
    kept = {b"\xef\xbb\xbf": b"", b"\xff\xfe": b""}  # marks that a rule takes away, and are no text
    if data not in (b"", b"\n", b"\x00", *kept):
        assert file.read_bytes() == data
    assert "正字" in (corpus.folder / "b.txt").read_text(encoding="utf-8")


def test_one_long_line(corpus: "Corpus") -> None:
    size = int(os.environ.get("CORPUSLINT_LONG_LINE", "2_000_000"))
    line = "这是一行很长的文字，" * (size // 10) + "错字"
    file = corpus.write("a.txt", line)
    assert corpus.run("fix").status == 0
    assert file.read_text(encoding="utf-8") == line.replace("错字", "正字")
    assert corpus.run("undo").status == 0
    assert file.read_text(encoding="utf-8") == line


@pytest.mark.parametrize("text", ["select = [", 'selekt = ["TST"]', 'script = "klingon"', 'rules = "../.."'])
def test_a_broken_configuration(corpus: "Corpus", text: str) -> None:
    file = corpus.write("a.txt", DIRTY)
    corpus.write("corpuslint.toml", text)
    for arguments in ((), ("--output", "out")):
        outcome = corpus.run("fix", *arguments)
        assert outcome.status == 2
        assert "corpuslint.toml" in outcome.err
    assert file.read_text(encoding="utf-8") == DIRTY
    assert not (corpus.folder / "out").exists()


def test_an_unreadable_file(corpus: "Corpus") -> None:
    corpus.write("a.txt", DIRTY).chmod(0o000)
    good = corpus.write("b.txt", DIRTY)
    done = bound(corpus.folder, "fix")
    assert done.returncode == 2, done.stderr
    assert "a.txt: cannot be read: Permission denied; check" in done.stderr
    assert good.read_text(encoding="utf-8") == FIXED


def test_a_read_only_file_is_not_replaced(corpus: "Corpus") -> None:
    """Though its folder would allow it."""
    file = corpus.write("a.txt", DIRTY)
    file.chmod(0o444)
    good = corpus.write("b.txt", DIRTY)
    done = bound(corpus.folder, "fix")
    assert done.returncode == 2, done.stderr
    assert "a.txt: cannot be written: it is read-only; it is as it was" in done.stderr
    assert file.read_text(encoding="utf-8") == DIRTY
    assert good.read_text(encoding="utf-8") == FIXED


def test_a_read_only_folder(corpus: "Corpus") -> None:
    file = corpus.write("sub/a.txt", DIRTY)
    good = corpus.write("b.txt", DIRTY)
    file.parent.chmod(0o555)
    done = bound(corpus.folder, "fix")
    file.parent.chmod(0o755)
    assert done.returncode == 2, done.stderr
    assert "sub/a.txt: cannot be written: Permission denied; it is as it was" in done.stderr
    assert file.read_text(encoding="utf-8") == DIRTY
    assert good.read_text(encoding="utf-8") == FIXED
    assert not left_over(corpus.folder)


def test_no_place_for_the_cleaned_corpus(corpus: "Corpus") -> None:
    corpus.write("src/a.txt", DIRTY)
    (corpus.folder / "locked").mkdir(mode=0o555)
    done = bound(corpus.folder, "fix", "src", "--output", "locked/out")
    assert done.returncode == 2, done.stderr
    assert "Permission denied" in done.stderr
    assert "locked/out" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="only root can make a file of somebody else")
def test_a_file_of_another_user_is_not_taken_over(corpus: "Corpus") -> None:
    file = corpus.write("a.txt", DIRTY)
    file.chmod(0o666)
    os.chown(file, 12345, 12345)
    done = bound(corpus.folder, "fix")
    assert done.returncode == 2, done.stderr
    assert "a.txt: cannot be written: it belongs to another user or group" in done.stderr
    assert file.read_text(encoding="utf-8") == DIRTY
    assert not left_over(corpus.folder)


def test_a_file_that_vanishes_meanwhile(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    file = corpus.write("a.txt", DIRTY)
    good = corpus.write("b.txt", DIRTY)
    _meanwhile(monkeypatch, file.unlink)
    outcome = corpus.run("fix")
    assert outcome.status == 2
    assert "a.txt: cannot be read again: No such file or directory" in outcome.err
    assert not file.exists()
    assert good.read_text(encoding="utf-8") == FIXED


@pytest.mark.parametrize("arguments", [(), ("--output", "out")])
def test_a_file_that_changes_meanwhile(
    corpus: "Corpus", monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    file = corpus.write("a.txt", DIRTY)
    good = corpus.write("b.txt", DIRTY)
    _meanwhile(monkeypatch, lambda: file.write_text("我在改错字。\n", encoding="utf-8"))
    outcome = corpus.run("fix", *arguments)
    assert outcome.status == 2
    assert "a.txt: cannot be read again: it has changed since it was read" in outcome.err
    assert file.read_text(encoding="utf-8") == "我在改错字。\n"
    fixed = corpus.folder / "out/b.txt" if arguments else good
    assert fixed.read_text(encoding="utf-8") == FIXED


def _meanwhile(monkeypatch: pytest.MonkeyPatch, act: object) -> None:
    """Have something happen between reading and writing."""

    def fix_and(*arguments: object, **options: object) -> None:
        fix_shelf(*arguments, **options)
        act()

    monkeypatch.setattr(command, "fix_shelf", fix_and)


# What files are


def test_mode_bits_survive(corpus: "Corpus") -> None:
    for number, mode in enumerate((0o600, 0o640, 0o755, 0o4755, 0o2644)):
        file = corpus.write(f"{number}.txt", DIRTY)
        file.chmod(mode)
    assert corpus.run("fix").status == 0
    for number, mode in enumerate((0o600, 0o640, 0o755, 0o4755, 0o2644)):
        file = corpus.folder / f"{number}.txt"
        assert stat.S_IMODE(file.stat().st_mode) == mode
        assert file.read_text(encoding="utf-8") == FIXED


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
def test_owners_survive(corpus: "Corpus") -> None:
    file = corpus.write("a.txt", DIRTY)
    os.chown(file, 12345, 23456)
    assert corpus.run("fix").status == 0
    assert (file.stat().st_uid, file.stat().st_gid) == (12345, 23456)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes here")
def test_extended_attributes_survive(corpus: "Corpus") -> None:
    file = corpus.write("a.txt", DIRTY)
    try:
        os.setxattr(file, "user.source", b"crawl 7")
    except OSError:
        pytest.skip("no extended attributes on this file system")
    assert corpus.run("fix").status == 0
    assert os.getxattr(file, "user.source") == b"crawl 7"


def test_a_link_stays_a_link_and_its_target_is_fixed(corpus: "Corpus") -> None:
    target = corpus.write("data/real.txt", DIRTY)
    (corpus.folder / "link.txt").symlink_to("data/real.txt")
    assert corpus.run("fix", "link.txt").status == 0
    assert (corpus.folder / "link.txt").is_symlink()
    assert target.read_text(encoding="utf-8") == FIXED
    assert corpus.run("undo").status == 0
    assert (corpus.folder / "link.txt").is_symlink()
    assert target.read_text(encoding="utf-8") == DIRTY


def test_a_link_and_its_target_in_one_run(corpus: "Corpus") -> None:
    target = corpus.write("real.txt", DIRTY)
    (corpus.folder / "link.txt").symlink_to("real.txt")
    outcome = corpus.run("fix")
    assert (outcome.status, target.read_text(encoding="utf-8")) == (0, FIXED)
    assert corpus.run("verify").status == 0
    assert corpus.run("undo").status == 0
    assert target.read_text(encoding="utf-8") == DIRTY


def test_a_link_out_of_the_corpus_is_not_followed(corpus: "Corpus", tmp_path: Path) -> None:
    """A corpus from elsewhere could otherwise have any file of its reader's rewritten."""
    outside = tmp_path.parent / f"{tmp_path.name}-outside.txt"
    outside.write_text(DIRTY, encoding="utf-8")
    (corpus.folder / "link.txt").symlink_to(outside)
    good = corpus.write("b.txt", DIRTY)
    for arguments in ((), ("link.txt", "b.txt")):
        outcome = corpus.run("fix", *arguments)
        assert outcome.status == 2
        assert f"link.txt: is a link to {outside}, outside .; fix that itself" in outcome.err
        assert outside.read_text(encoding="utf-8") == DIRTY
    assert good.read_text(encoding="utf-8") == FIXED


def test_other_names_of_a_file_keep_the_old_text_and_that_is_told(corpus: "Corpus") -> None:
    file = corpus.write("a.txt", DIRTY)
    other = corpus.folder / "snapshot.bin"
    other.hardlink_to(file)
    outcome = corpus.run("fix")
    assert outcome.status == 0
    assert "a.txt had 2 names (hard links); the others keep the old text" in outcome.err
    assert file.read_text(encoding="utf-8") == FIXED
    assert other.read_text(encoding="utf-8") == DIRTY


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_utf8(corpus: "Corpus") -> None:
    file = corpus.write(os.fsdecode("坏".encode("gb18030") + b".txt"), DIRTY)
    odd = corpus.write("a\\b\n名 字'\".txt", DIRTY)
    assert corpus.run("fix", "--output", "out").status == 0
    assert (corpus.folder / "out" / file.name).read_text(encoding="utf-8") == FIXED
    (corpus.folder / "out/.corpuslint/manifest.jsonl").read_bytes().decode("utf-8")
    assert corpus.run("verify", "out").status == 0
    assert corpus.run("fix").status == 0
    assert file.read_text(encoding="utf-8") == odd.read_text(encoding="utf-8") == FIXED
    assert corpus.run("undo").status == 0
    assert file.read_text(encoding="utf-8") == odd.read_text(encoding="utf-8") == DIRTY


def test_a_name_of_greatest_length(corpus: "Corpus") -> None:
    file = corpus.write("名" * 83 + ".txt", DIRTY)
    assert corpus.run("fix").status == 0
    assert file.read_text(encoding="utf-8") == FIXED


def test_what_is_no_file_is_refused(corpus: "Corpus") -> None:
    (corpus.folder / "out").mkdir()
    corpus.write("src/a.txt", DIRTY)
    assert corpus.run("fix", "src", "--output", "out").status == 0
    (corpus.folder / "out/a.txt").unlink()
    (corpus.folder / "out/a.txt").mkdir()
    outcome = corpus.run("fix", "src", "--output", "out")
    assert outcome.status == 2
    assert "out/a.txt: cannot be written: Is a directory" in outcome.err


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.zst", "a.parquet"])
def test_a_container_that_is_none_is_refused_by_name(corpus: "Corpus", name: str) -> None:
    data = b'{"text": "' + "错字".encode() + b'"}\n'
    file = corpus.write(name, data)
    good = corpus.write("b.txt", DIRTY)
    for arguments in (("--output", "out"), ()):
        outcome = corpus.run("fix", *arguments)
        assert outcome.status == 2
        assert f"error: {name}: " in outcome.err
    assert file.read_bytes() == data
    assert good.read_text(encoding="utf-8") == FIXED


def test_nothing_makes_no_cleaned_corpus(corpus: "Corpus") -> None:
    done = corpus.run("fix", "nothing.txt", "--output", "out")
    assert done.status == 2
    assert "nothing.txt" in done.err
    assert not (corpus.folder / "out").exists()


def test_a_quiet_diff_says_nothing_else(corpus: "Corpus") -> None:
    corpus.configure('extend-select = ["ENC"]\n')
    corpus.write("a.txt", "\ufeff有错字。\n".encode())
    assert "its bytes become UTF-8" in corpus.run("fix", "--diff").err
    quiet = corpus.run("fix", "-q", "--diff")
    assert not quiet.err
    assert quiet.out


def test_standard_input_is_fixed_to_standard_output(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    def fed(*arguments: str, data: bytes = DIRTY.encode()) -> "Outcome":
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data)))
        return corpus.run("fix", *arguments)

    assert fed("-") == (0, FIXED, "")
    assert fed("-", "--unsafe-fixes").out == FIXED.replace("怪词", "常词")
    assert fed("--stdin-filename", "sub/a.md", data=b"\xef\xbb\xbf").out == "\ufeff"
    assert fed("-", data="干净".encode()) == (0, "干净", "")
    diff = fed("-", "--diff", "--stdin-filename", "a.txt")
    assert (diff.status, diff.out.splitlines()[0]) == (1, "--- a/a.txt")
    assert fed("-", "--diff", data="干净".encode()) == (0, "", "")
    assert fed("-", "--output", "out").status == 2
    assert fed("--stdin-filename", "a.jsonl").status == 2
    assert not (corpus.folder / ".corpuslint").exists()


def test_a_diff_writes_nothing(corpus: "Corpus") -> None:
    file = corpus.write("a.txt", DIRTY)
    outcome = corpus.run("fix", "--diff")
    assert outcome.status == 1
    assert "+会议有正字。\n" in outcome.out
    assert corpus.run("fix", "--diff", "--output", "out").status == 1
    assert file.read_text(encoding="utf-8") == DIRTY
    assert not (corpus.folder / "out").exists()
    assert not (corpus.folder / ".corpuslint").exists()


# The fixed point


def rule(code: str, pattern: str, replace: str, stage: str = "surface", safety: str = "safe") -> Rule:
    return Rule(
        code,
        f"made-up-{code[-1]}",
        "custom",
        "made up",
        "made up",
        "line",
        stage,
        "pattern.match",
        safety=safety,
        triggers=(pattern,),
        options={"pattern": pattern, "replace": replace},
    )


def fixed(text: str, *rules: Rule, unsafe: bool = False) -> Draft:
    ruleset = Ruleset(rules)
    done = Draft(Raw("a.txt", text.encode()), ruleset)
    fix_all([done], ruleset, unsafe=unsafe)
    return done


def test_fixes_that_feed_one_another_reach_their_end() -> None:
    done = fixed("甲甲甲", rule("AAA001", "甲", "乙"), rule("AAA002", "乙", "丙"), rule("AAA003", "丙丙", "丁"))
    assert done.document.text == "丁丙"
    assert not done.crashes
    assert not done.findings


@pytest.mark.parametrize("stages", [("surface", "surface"), ("script", "surface"), ("surface", "script")])
def test_rules_that_fight_are_named_and_the_document_stays(stages: tuple[str, str]) -> None:
    done = fixed("甲和甲", rule("AAA001", "甲", "乙", stages[0]), rule("AAA002", "乙", "甲", stages[1]))
    assert done.document.text == "甲和甲"
    assert not done.changed
    (crash,) = done.crashes
    assert set(crash.code.split(", ")) & {"AAA001", "AAA002"}
    assert "change the text a" in crash.error


def test_a_rule_that_feeds_itself_is_stopped() -> None:
    done = fixed("甲", rule("AAA001", "甲", "甲甲"))
    assert done.document.text == "甲"
    assert done.crashes[0].code == "AAA001"


def test_a_fix_that_does_not_fit_is_the_crash_of_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuslint.detectors import pattern
    from corpuslint.finding import Edit, Finding, Fix

    for edits in (
        [(0, 2), (1, 3)],
        [(5, 9)],
        [(2, 1)],
        [(-1, 1)],
        [(0, 1), (0, 1)],
        [(1, 1), (1, 1)],
        [(0, 3), (1, 1)],
        [(1, 3), (0, 2)],
    ):
        proposal = Fix(Applicability.SAFE, "", tuple(Edit(*span, "x") for span in edits))
        monkeypatch.setattr(pattern, "match", lambda _d, r, p=proposal: [Finding(r.code, 0, 1, "", p)])
        done = fixed("甲和甲", rule("AAA001", "甲", "乙"))
        assert (done.document.text, [crash.error for crash in done.crashes]) == (
            "甲和甲",
            ["its fix does not fit the text"],
        )
    surrogate = Fix(Applicability.SAFE, "", (Edit(0, 1, "\ud800"),))
    monkeypatch.setattr(pattern, "match", lambda _d, r: [Finding(r.code, 0, 1, "", surrogate)])
    assert fixed("甲", rule("AAA001", "甲", "乙")).crashes


def test_where_fixes_meet_the_longer_wins_whatever_the_order_of_rules() -> None:
    rules = (rule("AAA001", "甲乙", "一"), rule("AAA002", "乙丙丁", "二"), rule("AAA003", "丁戊", "三"))
    for order in permutations(rules):
        done = fixed("甲乙丙丁戊", *order)
        assert done.document.text == "甲二戊"
        assert [change.rules for change in done.changes] == [("AAA002",)]


@pytest.mark.parametrize("independent", [False, True])
def test_edits_of_a_fix_go_together_unless_each_stands_alone(
    monkeypatch: pytest.MonkeyPatch,
    independent: bool,  # noqa: FBT001 (a parameter of the test)
) -> None:
    from corpuslint.detectors import pattern
    from corpuslint.finding import Edit, Finding, Fix

    several = Fix(Applicability.SAFE, "", (Edit(5, 6, "戊"), Edit(1, 2, "乙"), Edit(3, 3, "插")), independent)
    longer = Fix(Applicability.SAFE, "", (Edit(0, 3, "长"),))
    empty = Fix(Applicability.SAFE, "")

    def found(document: object, rule: Rule) -> list[Finding]:
        once = document.text == "0123456789"
        spans = {"AAA001": [(1, 6, several)], "AAA002": [(0, 9, longer)], "AAA003": [(0, 1, empty)]}
        return [Finding(rule.code, start, end, "", fix) for start, end, fix in spans[rule.code] if once]

    monkeypatch.setattr(pattern, "match", found)
    rules = [rule(f"AAA00{number}", "[0-9]", "") for number in (1, 2, 3)]
    assert fixed("0123456789", *rules).document.text == ("长插34戊6789" if independent else "长3456789")


def test_of_equals_the_lower_code_wins() -> None:
    rules = (rule("AAA002", "甲", "二"), rule("AAA001", "甲", "一"))
    for order in permutations(rules):
        assert fixed("甲", *order).document.text == "一"


def test_unsafe_fixes_wait_to_be_asked_for() -> None:
    rules = (rule("AAA001", "甲", "乙", safety="unsafe"), rule("AAA002", "丙", "丁", safety="display-only"))
    assert fixed("甲丙", *rules).document.text == "甲丙"
    done = fixed("甲丙", *rules, unsafe=True)
    assert done.document.text == "乙丙"
    assert [change.applicability for change in done.changes] == [Applicability.UNSAFE]
    assert [finding.code for finding in done.findings] == ["AAA002"]


# Scale


def test_a_clean_document_is_never_decoded(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.write("a.txt", "干净。\n")
    corpus.write("b.txt", "没有结尾的换行")

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(draft, "decode", refuse)
    assert corpus.run("fix").status == 0
    (corpus.folder / "b.txt").unlink()
    assert corpus.run("fix", "--output", "out").status == 0
    assert (corpus.folder / "out/a.txt").read_text(encoding="utf-8") == "干净。\n"


def test_beyond_its_room_a_run_reads_anew_with_the_same_result(
    corpus: "Corpus", monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        corpus.write(f"{number}.txt", DIRTY * (number + 1))
    assert corpus.run("fix", "--unsafe-fixes", "--output", "roomy").status == 0
    monkeypatch.setattr(shelf, "HELD", 20)
    assert corpus.run("fix", "--unsafe-fixes", "--output", "tight", "--force-exclude").status == 0
    for name in ("edits.jsonl", *(f"../{number}.txt" for number in range(6))):
        roomy, tight = (corpus.folder / folder / ".corpuslint" / name for folder in ("roomy", "tight"))
        assert roomy.read_bytes() == tight.read_bytes()


def test_a_source_that_changes_while_a_tight_run_reads_anew(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    files = [corpus.write(f"{number}.txt", DIRTY) for number in range(3)]
    monkeypatch.setattr(shelf, "HELD", 0)
    run_stage = fix._run_stage

    def meddling(*arguments: object, **options: object) -> bool:
        files[1].write_text("改了", encoding="utf-8")
        return run_stage(*arguments, **options)

    monkeypatch.setattr(fix, "_run_stage", meddling)
    outcome = corpus.run("fix")
    assert outcome.status == 2
    assert "1.txt: cannot be read again: it has changed since it was read" in outcome.err
    assert [file.read_text(encoding="utf-8") for file in files] == [FIXED, "改了", FIXED]


def test_a_conversion_is_told_and_then_nothing_is_left(corpus: "Corpus") -> None:
    data = "会议于昨日召开，与会者就生态环境保护合作交换了意见，双方表示将继续推进各领域的务实合作。\n" * 9
    corpus.write("a.txt", data.encode("gb18030"))
    shown = corpus.run("fix", "--isolated", "--diff", "a.txt")
    assert shown.status == 1
    assert "a.txt: its bytes become UTF-8" in shown.err
    fixed = corpus.run("fix", "--isolated", "a.txt")
    assert "left" not in fixed.err
    assert (corpus.folder / "a.txt").read_bytes() == data.encode()
