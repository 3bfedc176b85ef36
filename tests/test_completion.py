"""Completion scripts: each is tried in its shell, where that is installed."""

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Corpus


def completed(corpus: "Corpus", shell: str, line: str) -> set[str]:
    """What a shell offers at the end of a line."""
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell}")
    script = corpus.write("script", corpus.run("completion", shell).out)
    words = line.split(" ")
    ask = {
        "bash": f"source {script}; COMP_WORDS=({' '.join(words)}); [[ '{words[-1]}' ]] || COMP_WORDS+=('');"
        f"COMP_CWORD={len(words) - 1}; _corpuslint; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        "fish": f"source {script}; complete -C '{line}' | cut -f1",
        "zsh": f"autoload -U compinit; compinit -u -d {corpus.folder}/dump; source {script}; whence -w _corpuslint",
    }[shell]
    flags = {"bash": ["--norc", "-c"], "fish": ["--no-config", "-c"], "zsh": ["-f", "-c"]}[shell]
    done = subprocess.run([shell, *flags, ask], capture_output=True, text=True, check=False, cwd=corpus.folder)
    assert done.stderr == ""
    return set(done.stdout.split("\n"))


@pytest.mark.parametrize("shell", ["bash", "fish"])
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("corpuslint che", {"check"}),
        ("corpuslint check --output-f", {"--output-format", "--output-file"}),
        ("corpuslint check --output-format sa", {"sarif"}),
        ("corpuslint check --select DAT00", {"DAT002"}),
        ("corpuslint explain padded-d", {"padded-date"}),
        ("corpuslint completion f", {"fish"}),
    ],
)
def test_shells(corpus: "Corpus", shell: str, line: str, offered: set[str]) -> None:
    assert offered <= completed(corpus, shell, line)


def test_bash_offers_files(corpus: "Corpus") -> None:
    corpus.write("文档.txt", "")
    assert "文档.txt" in completed(corpus, "bash", "corpuslint check 文")


def test_zsh_accepts_the_script(corpus: "Corpus") -> None:
    assert "_corpuslint: function" in completed(corpus, "zsh", "corpuslint ")
