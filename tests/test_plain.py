"""A plain command line is read as argparse reads it, or left to argparse."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpuslint.cli import COMMANDS, plain
from corpuslint.cli.parser import parser_for

WORDS = [
    "--force-exclude", "--scope", "file", "corpus", "--select", "MOJ,ENC", "--ignore", "-q", "-v", "--quiet", "-j", "2",
    "--jobs=2", "--config", "c.toml", "--isolated", "--output-format", "json", "--lang", "zh", "--scop", "-qv",
    "--", "-", "", "a.txt", "-x.txt", "b c.md", "--help", "--color", "never", "--diff", "--output", "--statistics",
    "-o", "--baseline", "--unsafe-fixes", "x", "--profile", "--no-cache", "--encoding", "二",
]  # fmt: skip


def as_argparse(words: list[str]) -> argparse.Namespace | None:
    try:
        return parser_for(words).parse_args(words)
    except SystemExit:
        return None


@pytest.fixture(scope="module", autouse=True)
def _kept() -> None:
    for command in COMMANDS:
        parser_for([command])


@pytest.mark.filterwarnings("ignore")
@given(st.sampled_from(["check", "fix", "config", "explain", "baseline"]), st.lists(st.sampled_from(WORDS), max_size=6))
def test_a_line_is_read_as_argparse_reads_it(command: str, words: list[str]) -> None:
    got = plain.read([command, *words], COMMANDS)
    if got is not None:
        expected = as_argparse([command, *words])
        assert expected is not None
        assert vars(got) == vars(expected)


@pytest.mark.parametrize(
    "words",
    [
        ["check", "--force-exclude", "--scope", "file", "--", "a b.txt", "-破折号.txt", "--config=x.txt"],
        ["check", "--select", "MOJ", "--select", "ENC", "-j", "2", "a.txt"],
        ["check", "-"],
        ["fix", "-q", "--", "a.txt"],
    ],
)
def test_hooks_are_plain(words: list[str]) -> None:
    got, again = plain.read(words, COMMANDS), plain.read(words, COMMANDS)
    assert got is not None
    assert got == again
    assert vars(got) == vars(parser_for(words).parse_args(words))


@pytest.mark.parametrize(
    "words",
    [
        [], ["check"], ["--lang", "zh", "check", "a"], ["check", "a", "-q"], ["check", "a", "--", "b"],
        ["check", "-qv", "a"], ["check", "--scope=file", "a"], ["check", "--scope", "moon", "a"], ["check", "--select"],
        ["check", "-j", "x", "a"], ["check", "--", "a", "--", "b"],
        ["explain", "MOJ001"], ["moon"], ["check", "--force-exclud", "a"],
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_argparse(words: list[str]) -> None:
    assert plain.read(words, COMMANDS) is None


def test_a_second_hook_loads_no_argparse(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("天气晴好。\n", encoding="utf-8")
    run = "from corpuslint.cli import main; main(['check', '--isolated', 'a.txt'])"
    code = f"{run}; import sys; print('argparse' in sys.modules)"
    environment = {**os.environ, "CORPUSLINT_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "-B", "-c", code]
    for _ in range(2):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "False\n"
