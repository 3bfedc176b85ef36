"""The hooks: what the manifest says is what the command line takes, and real hook managers run them.

Running them installs corpuslint from git, which takes a network and a minute: set CORPUSLINT_TEST_HOOKS=1.
"""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpuslint.cli.parser import parser_for

if TYPE_CHECKING:
    from conftest import Corpus

ROOT = Path(__file__).resolve().parents[1]
MANIFEST = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
NAMES = ("a.txt", "有 空格.txt", "换\n行.txt", "-破折号.txt", "深/名 '\".txt")


def test_the_manifest_names_three_hooks() -> None:
    assert re.findall(r"^- id: (.*)$", MANIFEST, re.MULTILINE) == ["corpuslint", "corpuslint-fix", "corpuslint-corpus"]


@pytest.mark.parametrize("entry", re.findall(r"entry: (corpuslint .*)$", MANIFEST, re.MULTILINE))
def test_every_entry_parses(entry: str) -> None:
    words = shlex.split(entry)[1:]
    options = parser_for(words).parse_args([*words, "--", "a b.txt", "-破折号.txt", "--config=x.txt"])
    assert options.scope in ("file", "corpus")
    assert list(map(str, options.paths)) == ["a b.txt", "-破折号.txt", "--config=x.txt"]


def test_file_names_are_no_options() -> None:
    with_names = re.findall(r"entry: (.*)\n  args: \[\"--\"\]", MANIFEST)
    assert len(with_names) == MANIFEST.count("entry:") - MANIFEST.count("pass_filenames: false") == 2


def test_scopes_divide_the_rules(corpus: "Corpus") -> None:
    page = (corpus.folder / ".rules/custom/wrong-word.toml").read_text()
    assert 'scope = "line"' in page
    corpus.configure('extend-select = ["DUP"]\n')
    corpus.write("a.txt", "错字\n")
    assert corpus.codes("--scope", "file") == ["TST001"]
    assert corpus.codes("--scope", "corpus") == []


def test_odd_names_of_files(corpus: "Corpus") -> None:
    for name in NAMES:
        corpus.write(name, "错字\n")
    assert corpus.run("fix", "--force-exclude", "--scope", "file", "--", *NAMES).status == 0
    assert {(corpus.folder / name).read_text() for name in NAMES} == {"正字\n"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if not os.environ.get("CORPUSLINT_TEST_HOOKS"):
        pytest.skip("CORPUSLINT_TEST_HOOKS is not set")
    subprocess.run(["git", "clone", "-q", ROOT, tmp_path / "corpuslint"], check=True)
    revision = git(tmp_path / "corpuslint", "rev-parse", "HEAD").stdout.strip()
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "config", "user.email", "a@example.org")
    git(folder, "config", "user.name", "a")
    hooks = "".join(f"      - id: {name}\n" for name in ("corpuslint-fix", "corpuslint", "corpuslint-corpus"))
    config = f"repos:\n  - repo: {tmp_path / 'corpuslint'}\n    rev: {revision}\n    hooks:\n{hooks}"
    (folder / ".pre-commit-config.yaml").write_text(config)
    (folder / "corpuslint.toml").write_text('exclude = ["raw/"]\n')
    return folder


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)


@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_a_real_hook_manager(repository: Path, manager: str) -> None:
    if shutil.which(manager) is None:
        pytest.skip(f"no {manager}")
    for number in range(3_000):
        name = NAMES[number] if number < len(NAMES) else f"{number}.txt"
        (repository / name).parent.mkdir(exist_ok=True)
        (repository / name).write_text(f"第{number}篇文章说了第{number}件事。\n", encoding="utf-8")
    git(repository, "add", "-A")
    run = [manager, "run"]
    first = subprocess.run([*run, "--all-files"], cwd=repository, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stdout
    git(repository, "commit", "-qm", "clean", "--no-verify")
    for name in NAMES:
        (repository / name).write_text("会议于2020年08月03日召开。\n", encoding="utf-8")
    (repository / "raw").mkdir()
    (repository / "raw" / "a.txt").write_text("会议于2020年08月03日召开。\n", encoding="utf-8")
    git(repository, "add", "-A")
    stopped = subprocess.run(run, cwd=repository, capture_output=True, text=True, check=False)
    assert stopped.returncode == 1
    assert {(repository / name).read_text("utf-8") for name in NAMES} == {"会议于2020年8月3日召开。\n"}
    assert "08月" in (repository / "raw" / "a.txt").read_text("utf-8")
    git(repository, "add", "-A")
    assert subprocess.run(run, cwd=repository, check=False).returncode == 0
