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


@pytest.mark.parametrize("language", ["console", "diff", "sh", "toml", "yaml", "python", "lua"])
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
    toml = blocks(ENGLISH, "toml")[0]
    known = {key.replace("-", "_") for key in tomllib.loads(toml)}
    assert known <= set(Config._fields)
    (python,) = blocks(ENGLISH, "python")
    exec(compile(python, "README.md", "exec"), {})
    told = [line[2:] for line in python.splitlines() if line.startswith("# ")]
    assert capsys.readouterr().out.splitlines() == told or not told


COMMANDS_OF_THE_TABLE = (
    ("check seeds/ --no-baseline", 1),
    ("check seeds/ --output-format github", 1),
    ("check seeds/ --output-format concise", 1),
    ("fix seeds/ --diff", 1),
    ("fix seeds/ --output cleaned/ --unsafe-fixes", 0),
    ("verify cleaned/", 0),
    ("undo cleaned/", 0),
    ("fix seeds/", 0),
    ("undo", 0),
    ("explain DAT002", 0),
    ("rules", 0),
    ("rules --test", 0),
    ("rules --triggers seeds/", 0),
    ("baseline seeds/", 0),
    ("baseline seeds/ --prune", 0),
    ("check seeds/ --baseline corpuslint-baseline.json", 0),
    ("suggest seeds/", 0),
    ("init", 0),
    ("config", 0),
    ("docs manual/", 0),
    ("completion bash", 0),
)
"""Every command that the README names, in an order in which a newcomer might try them (``lsp`` has its own tests)."""


OWN_RULE = """
code = "OWN001"
name = "wrong-word"
summary = "The word 错字"
why = "It is made up."
scope = "line"
stage = "surface"
severity = "warning"
safety = "none"
triggers = ["错字"]
detector = "pattern.match"
[options]
pattern = "错字"
[[bad]]
text = "这里有错字。"
[[kept]]
text = "这里没有。"
"""


def test_its_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "corpuslint.toml").write_text('rules = "lint-rules"\n', encoding="utf-8")
    (tmp_path / "lint-rules" / "own").mkdir(parents=True)
    (tmp_path / "lint-rules" / "own" / "wrong-word.toml").write_text(OWN_RULE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for line, status in COMMANDS_OF_THE_TABLE:
        assert main(line.split()) == status, line
    for seed in (ROOT / "seeds").iterdir():
        assert (tmp_path / "seeds" / seed.name).read_bytes() == seed.read_bytes()


def commands() -> list[str]:
    """The commands of both READMEs: alone on a line of a block, in running text, or behind an installation."""
    texts = (ENGLISH, CHINESE)
    found = [
        line
        for text in texts
        for block in re.findall(r"```(?:sh|console|yaml)\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    found += [code for text in texts for code in re.findall(r"`(corpuslint [a-z][^`]*)`", text)]
    whole = (re.sub(r"\s+#.*| [|>].*|\[.*|…", "", line.rpartition("&& ")[2]).strip() for line in found)
    commands = {re.sub(r"^(?:[$-] |run: |entry: |- run: |uv run )+", "", line) for line in whole}
    return sorted(command for command in commands if re.match(r"corpuslint [a-z]+\b", command))


def run_commands() -> list[list[str]]:
    return [line.split() for line, _ in COMMANDS_OF_THE_TABLE]


@pytest.mark.parametrize("command", commands())
def test_every_command_is_run(command: str) -> None:
    """With its options, that is; what stands for a path or a code is put in below."""
    name, *words = shlex.split(command)[1:]
    options = [word for word in words if word.startswith("-")]
    run = [line for line in run_commands() if line[0] == name and set(options) <= set(line)]
    assert run or name == "lsp"
