"""Configuration: found upward, checked with a place, shown with its origin, described by a schema."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpuslint import __version__
from corpuslint.links import HOME
from corpuslint.schemas import schema
from corpuslint.setup import origin as source
from corpuslint.setup.config import CHOICES, Config, ConfigError, find, kebab, load
from corpuslint.toml_place import place_of

if TYPE_CHECKING:
    from conftest import Corpus


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('scrpt = "auto"', "corpuslint.toml:1:1: `scrpt` is not a key of corpuslint; did you mean `script`?"),
        ('\n  script = "simple"', 'corpuslint.toml:2:3: `script` cannot be "simple"; did you mean `simplified`?'),
        ("select = 3", "corpuslint.toml:1:1: `select` must be a list of texts, not 3"),
        ("force-exclude = 1", "corpuslint.toml:1:1: `force-exclude` must be true or false, not 1"),
        ("jobs = true", "corpuslint.toml:1:1: `jobs` must be a whole number, not true"),
        ("jobs = -1", "corpuslint.toml:1:1: `jobs` must be a number from 0 (one job a processor) to 1024"),
        ('baseline = "../b.json"', "corpuslint.toml:1:1: `baseline` must stay inside the folder of the configuration"),
        ('glossary = "/b.toml"', "corpuslint.toml:1:1: `glossary` must stay inside the folder of the configuration"),
        ('encoding = "utf-99"', "corpuslint.toml:1:1: `encoding` names no encoding that Python knows"),
        ('encoding = "base64"', "corpuslint.toml:1:1: `encoding` names no encoding that Python knows"),
        (
            '[per-file-ignores]\n"a.txt" = "TST"',
            'corpuslint.toml:2:1: `per-file-ignores.a.txt` must be a list of rules, not "TST"',
        ),
        (
            "[options]\nTST001 = 3",
            "corpuslint.toml:2:1: `options.TST001` must be a table of options of the rule TST001",
        ),
        ("select = [", "corpuslint.toml: not TOML: Invalid value (at end of document)"),
        (
            'include = ["[z-a]"]',
            'corpuslint.toml:1:1: `include` holds "[z-a]", which is no pattern of files: bad character range',
        ),
        ('glossary = "\\u0000"', "corpuslint.toml:1:1: `glossary` names no file"),
        ("a = " + "[" * 9_999, "corpuslint.toml: not TOML: nested too deeply"),
        ("jobs = 1" + "0" * 9_999, "corpuslint.toml: not TOML: "),
        ("jobs = 99999", "corpuslint.toml:1:1: `jobs` must be a number from 0 (one job a processor) to 1024"),
        ("x = 1\nselect = ]", "corpuslint.toml:2:10: not TOML: Invalid value"),
    ],
)
def test_errors_say_where_and_what(corpus: "Corpus", text: str, message: str) -> None:
    corpus.write("corpuslint.toml", text)
    outcome = corpus.check()
    assert outcome.status == 2
    assert f"corpuslint: {message}" in outcome.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('ignore = ["TST9"]', "corpuslint.toml:3:1: `ignore`: no rule matches `TST9`"),
        (
            '[per-file-ignores]\n"a.txt" = ["wrong-wrod"]',
            "corpuslint.toml:4:1: `per-file-ignores.a.txt`: no rule matches `wrong-wrod`; did you mean `wrong-word`?",
        ),
        ("[options.TST999]\nx = 1", "corpuslint.toml:3:2: `options` names a rule that does not exist: TST999"),
        (
            "[options.TST001]\npatern = 1",
            "corpuslint.toml:4:1: rule TST001 has no option `patern`; did you mean `pattern`?",
        ),
        ("[options.TST001]\npattern = 1", "corpuslint.toml:4:1: `pattern` must be a text, not 1"),
        ("[options.TST001]\npattern = '('", "corpuslint.toml:4:1: `pattern` cannot be used: not a regular expression"),
    ],
)
def test_rules_that_do_not_exist(corpus: "Corpus", text: str, message: str) -> None:
    corpus.configure(text)
    outcome = corpus.check()
    assert outcome.status == 2
    assert message in outcome.err


def test_sections_of_other_tools_are_not_meant(corpus: "Corpus") -> None:
    (corpus.folder / "corpuslint.toml").unlink()
    corpus.write("pyproject.toml", '[tool.other]\nselect = ["E"]\n\n[tool.corpuslint]\nignore = ["NOPE"]\n')
    assert "pyproject.toml:5:1: `ignore`: no rule matches `NOPE`" in corpus.check().err


def test_a_mark_of_windows_is_no_fault(corpus: "Corpus") -> None:
    corpus.write("corpuslint.toml", b"\xef\xbb\xbfignore = []\r\n")
    assert load(corpus.folder).config == Config()


def test_not_utf8_is_told(corpus: "Corpus") -> None:
    corpus.write("corpuslint.toml", "# 配置".encode("gb18030"))
    with pytest.raises(ConfigError, match="not UTF-8 \\(at byte 2\\)"):
        load(corpus.folder)


def test_the_nearest_file_counts_up_to_the_repository(tmp_path: Path) -> None:
    repository = tmp_path / "repo"
    deep = repository / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "corpuslint.toml").write_text("")
    (repository / ".git").mkdir()
    assert find(deep) is None
    (repository / "pyproject.toml").write_text("[tool.other]\n")
    assert find(deep) is None
    (repository / "pyproject.toml").write_text("[tool.corpuslint]\n")
    assert find(deep) == repository / "pyproject.toml"
    (repository / "a" / ".corpuslint.toml").write_text("")
    assert find(deep) == repository / "a" / ".corpuslint.toml"
    (repository / "a" / "corpuslint.toml").write_text("")
    assert find(deep) == repository / "a" / "corpuslint.toml"


def test_the_search_begins_where_the_paths_meet(corpus: "Corpus") -> None:
    corpus.write("sub/corpuslint.toml", 'select = ["TST003"]\nrules = "rules"\n')
    for page in (corpus.folder / ".rules" / "custom").iterdir():
        corpus.write(f"sub/rules/custom/{page.name}", page.read_text())
    corpus.write("sub/a.txt", "错字，缺文。\n")
    corpus.write("b.txt", "错字，缺文。\n")
    assert corpus.codes("sub/a.txt") == ["TST003"]
    assert corpus.codes("sub/a.txt", "b.txt") == ["TST001", "TST003", "TST001", "TST003"]


def test_config_shows_values_and_origins(corpus: "Corpus") -> None:
    corpus.configure('script = "simplified"\n[per-file-ignores]\n"归档/*" = ["TST001"]\n')
    out = corpus.run("config", "--select", "TST002").out
    lines = {line.split(" = ")[0]: line.split("  # ")[-1] for line in out.splitlines() if " = " in line}
    assert lines["script"] == "corpuslint.toml:3:1"
    assert lines["select"] == "command line"
    assert lines["exclude"] == "default"
    assert '"归档/*" = ["TST001"]' in out
    table = corpus.run("config", "--output-format", "json").json
    assert table["script"] == {"value": "simplified", "origin": "corpuslint.toml:3:1"}


def test_what_config_prints_is_a_configuration(corpus: "Corpus") -> None:
    import tomllib

    corpus.configure('[per-file-ignores]\n"a b" = ["TST001"]\n[options.TST001]\npattern = "错\\"字"\n')
    printed = tomllib.loads(corpus.run("config").out)
    assert printed == {**tomllib.loads((corpus.folder / "corpuslint.toml").read_text()), **printed}


def test_the_schema_describes_the_configuration() -> None:
    from jsonschema import Draft7Validator

    table = json.loads(schema("config"))
    Draft7Validator.check_schema(table)
    assert list(table["properties"]) == [kebab(field) for field in Config._fields]
    for field, default in Config._field_defaults.items():
        described = table["properties"][kebab(field)]
        assert described["description"]
        assert described["default"] == (list(default) if isinstance(default, tuple) else default)
        assert tuple(described.get("enum", ())) == CHOICES.get(field, ()) or set(described["enum"]) == set(
            CHOICES[field]
        )
    validator = Draft7Validator(table)
    validator.validate({"select": ["DAT", "padded-date", "ALL", "DAT002"], "options": {"DAT002": {"x": 1}}})
    assert not validator.is_valid({"selekt": []})
    assert not validator.is_valid({"script": "simple"})


@pytest.mark.parametrize(
    ("text", "path", "place"),
    [
        ("a = 1", ("a",), (1, 1)),
        ("x = '''\na = 2\n'''\na = 1", ("a",), (4, 1)),
        ("[t]\n'a b' = 1", ("t", "a b"), (2, 1)),
        ("[t.u]\nv = 1", ("t", "u", "v"), (2, 1)),
        ("[t.u]\nv = 1", ("t", "u", "w"), (1, 2)),
        ("t.u.v = 1", ("t", "u", "v"), (1, 1)),
        ('t = { u = 1, "v" = 2 }', ("t", "v"), (1, 14)),
        ("[other]\na = 1", ("a",), None),
    ],
)
def test_places_in_toml(text: str, path: tuple[str, ...], place: tuple[int, int] | None) -> None:
    assert place_of(text, path) == place


def test_init_writes_what_is_not_there(corpus: "Corpus") -> None:
    import tomllib

    (corpus.folder / "corpuslint.toml").unlink()
    for number in range(3):
        corpus.write(f'语 "料/{number}.txt', "好。\n")
    assert corpus.run("init").status == 0
    written = tomllib.loads((corpus.folder / "corpuslint.toml").read_text())
    assert written["include"] == ['语 "料/*.txt', '语 "料/*.md', '语 "料/*.markdown']
    assert "3 files" in corpus.check("--isolated", "--select", "DAT002").err
    workflow = (corpus.folder / ".github/workflows/corpuslint.yml").read_text()
    assert """corpuslint check '语 "料/' --output-format github""" in workflow
    before = {path: path.read_bytes() for path in corpus.folder.rglob("*.y*ml")}
    assert len(before) == 2
    again = corpus.run("init")
    assert "is there already, and knows corpuslint" in again.err
    assert {path: path.read_bytes() for path in before} == before


def test_init_counts_all_that_check_reads(corpus: "Corpus") -> None:
    import tomllib

    (corpus.folder / "corpuslint.toml").unlink()
    for name in ("a.jsonl", "b.jsonl.gz", "c.txt"):
        corpus.write(f"data/{name}", "")
    assert corpus.run("init").status == 0
    text = (corpus.folder / "corpuslint.toml").read_text()
    assert tomllib.loads(text)["include"][3:] == ["data/*.jsonl", "data/*.jsonl.gz"]
    assert "# 3 files today" in text


def test_init_prints_what_to_add_to_existing_files(corpus: "Corpus") -> None:
    corpus.write(".pre-commit-config.yaml", "repos: []\n")
    corpus.write(".gitlab-ci.yml", "stages: [test]\n")
    outcome = corpus.run("init")
    assert "corpuslint.toml holds the configuration" in outcome.err
    assert "- id: corpuslint-fix" in outcome.out
    assert "gl-code-quality-report.json" in outcome.out
    assert (corpus.folder / ".pre-commit-config.yaml").read_text() == "repos: []\n"
    assert not (corpus.folder / ".github").exists()


def test_files_may_be_declared_to_be_in_another_script(corpus: "Corpus") -> None:
    corpus.write(
        "corpuslint.toml", 'script = "simplified"\n[per-file-script]\n"tw/*" = "traditional"\n"old/*" = "keep"\n'
    )
    traditional, simplified = "我們認為這個計畫對環境保護很有幫助。\n" * 3, "我们认为这个计划对环境保护很有帮助。\n" * 3
    for folder in ("tw", "cn", "old"):
        corpus.write(f"{folder}/t.txt", traditional)
        corpus.write(f"{folder}/s.txt", simplified)
    found = corpus.run("check", "--select", "SCR", "--output-format", "concise").out
    assert {line.split(":")[0] for line in found.splitlines()} == {"cn/t.txt", "tw/s.txt"}


def test_a_script_of_files_that_is_none_is_an_error(corpus: "Corpus") -> None:
    corpus.write("corpuslint.toml", '[per-file-script]\n"tw/*" = "trad"\n')
    assert "`per-file-script.tw/*` must be one of" in corpus.run("check").err


def test_what_init_writes_installs_from_git(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    for record, url, revision in (
        ({}, HOME, f"v{__version__}"),
        (
            {"url": "https://me:secret@example.org/a/b.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
            "https://example.org/a/b",
            "abc",
        ),
        ({"url": "ssh://git@example.org/a/b", "vcs_info": {"commit_id": "abc"}}, "https://example.org/a/b", "abc"),
    ):
        monkeypatch.setattr(source, "_record", lambda record=record: record)
        source.origin.cache_clear()
        out = corpus.run("init", "--print").out
        assert f"repo: {url}\n    rev: {revision}\n" in out
        assert f"python -m pip install git+{url}@{revision}\n" in out
    source.origin.cache_clear()


def test_nothing_says_to_install_what_is_somebody_elses() -> None:
    root = Path(__file__).resolve().parents[1]
    texts = [path for name in ("src", "rules") for path in (root / name).rglob("*") if path.suffix != ".pyc"]
    for path in [*texts, *root.glob("*.md"), *root.glob(".*.yaml")]:
        if path.is_file():
            assert not re.search(rb"pip install [^\n&]*['\" ]corpuslint\b[^-/]", path.read_bytes()), path


def test_an_empty_selection_is_none(corpus: "Corpus") -> None:
    corpus.write("a.txt", "错字。怪词。\n")
    corpus.write("corpuslint.toml", 'select = []\nrules = ".rules"\n')
    for scope in ("all", "file"):
        done = corpus.check("--scope", scope)
        assert done.status == 2
        assert "no rule is selected" in done.err
    corpus.write("corpuslint.toml", 'select = []\nextend-select = ["TST002"]\nrules = ".rules"\n')
    assert corpus.codes() == ["TST002"]
    assert corpus.codes("--select", "TST001") == ["TST001"]


def test_a_configuration_is_named_or_none_is_wanted(corpus: "Corpus") -> None:
    done = corpus.check("--isolated", "--config", "missing.toml")
    assert done.status == 2
    assert "--config cannot be used with --isolated" in done.err
