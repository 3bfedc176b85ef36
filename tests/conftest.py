"""A small corpus with rules of its own, so that what the shipped rules find does not matter to tests of the tool."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from corpuslint.cli import main

_PAGE = """
code = "{code}"
name = "{name}"
summary = "The word {word}"
why = "It is made up."
scope = "line"
stage = "surface"
severity = "{severity}"
safety = "{safety}"
safety-why = "the test says so"
triggers = ["{word}"]
detector = "pattern.match"
[options]
pattern = "{word}"
{replace}
"""
_RULES = (
    ("TST001", "wrong-word", "错字", "warning", "safe", 'replace = "正字"'),
    ("TST002", "odd-word", "怪词", "info", "unsafe", 'replace = "常词"'),
    ("TST003", "lost-word", "缺文", "error", "none", ""),
)


class Outcome(NamedTuple):
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Corpus:
    """A folder with files, a configuration and rules, and the command line in it."""

    def __init__(self, folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        self.folder = folder
        self._capture = capfdbinary

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def configure(self, text: str) -> None:
        self.write("corpuslint.toml", f'select = ["TST"]\nrules = ".rules"\n{text}')

    def run(self, *arguments: str | Path) -> Outcome:
        self._capture.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as stop:  # argparse
            status = int(stop.code or 0)
        out, err = self._capture.readouterr()
        return Outcome(status, out.decode(), err.decode())

    def check(self, *arguments: str | Path) -> Outcome:
        return self.run("check", *arguments)

    def codes(self, *arguments: str | Path) -> list[str]:
        return [finding["code"] for finding in self.check("--output-format", "json", *arguments).json]


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what runs remember out of the user's folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CORPUSLINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Corpus:
    for name in ("CORPUSLINT_LANG", "NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)
    made = Corpus(tmp_path, capfdbinary)
    made.write(".git/HEAD", "ref: refs/heads/main\n")
    for code, name, word, severity, safety, replace in _RULES:
        page = _PAGE.format(code=code, name=name, word=word, severity=severity, safety=safety, replace=replace)
        made.write(f".rules/custom/{name}.toml", page)
    made.configure("")
    return made
