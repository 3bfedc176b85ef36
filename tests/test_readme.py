"""The README: its excerpt is real, its commands exist, and the Chinese one is in step."""

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from corpuslint import Config, fix_text
from corpuslint.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_the_excerpt_is_real(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "corpuslint.toml").write_text('script = "simplified"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (excerpt,) = blocks(ENGLISH, "console")
    command, _, output = excerpt.partition("\n")
    assert main(shlex.split(command)[2:]) == 1
    printed = capsys.readouterr().out
    for frame in output.strip().split("\n\n"):
        assert frame in printed


def test_the_repair_is_real() -> None:
    (diff,) = blocks(ENGLISH, "diff")
    before, after = (line[1:].rstrip("…") for line in diff.strip().split("\n"))
    (seed,) = (ROOT / "seeds").glob("004_*.txt")
    text = seed.read_text(encoding="utf-8")
    assert before in text
    assert after in fix_text(text, config=Config(script="simplified"))


@pytest.mark.parametrize("language", ["console", "diff", "sh", "toml", "yaml", "python"])
def test_the_chinese_readme_is_in_step(language: str) -> None:
    assert blocks(ENGLISH, language) == blocks(CHINESE, language)


def test_both_have_the_same_sections_and_commands() -> None:
    assert len(re.findall(r"^## ", ENGLISH, re.MULTILINE)) == len(re.findall(r"^## ", CHINESE, re.MULTILINE))
    rows = r"^\| `corpuslint (\w+)"
    assert re.findall(rows, ENGLISH, re.MULTILINE) == re.findall(rows, CHINESE, re.MULTILINE)


def test_its_commands_are_commands() -> None:
    named = set(re.findall(r"`corpuslint (\w+)", ENGLISH))
    assert named <= set(COMMANDS)
    assert {"check", "fix", "verify", "undo", "explain", "rules", "baseline", "suggest"} <= named


def test_its_configuration_and_its_python_work(capsys: pytest.CaptureFixture[str]) -> None:
    (toml,) = blocks(ENGLISH, "toml")
    known = {key.replace("-", "_") for key in tomllib.loads(toml)}
    assert known <= set(Config._fields)
    (python,) = blocks(ENGLISH, "python")
    exec(compile(python, "README.md", "exec"), {})
    told = [line[2:] for line in python.splitlines() if line.startswith("# ")]
    assert capsys.readouterr().out.splitlines() == told or not told


COMMANDS_OF_THE_TABLE = (
    ("check seeds/ --exit-zero", 0),
    ("fix seeds/ --diff", 1),
    ("fix seeds/ --output cleaned/ --unsafe-fixes", 0),
    ("verify cleaned/", 0),
    ("undo cleaned/", 0),
    ("fix seeds/", 0),
    ("undo", 0),
    ("explain DAT002", 0),
    ("rules", 0),
    ("rules --triggers seeds/", 0),
    ("baseline seeds/", 0),
    ("check seeds/ --baseline corpuslint-baseline.json", 0),
    ("suggest seeds/", 0),
    ("init", 0),
    ("config", 0),
    ("docs manual/", 0),
    ("completion bash", 0),
)
"""Every command that the README names, in an order in which a newcomer might try them (``lsp`` has its own tests)."""


def test_its_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    for line, status in COMMANDS_OF_THE_TABLE:
        assert main(line.split()) == status, line
    for seed in (ROOT / "seeds").iterdir():
        assert (tmp_path / "seeds" / seed.name).read_bytes() == seed.read_bytes()
