"""The command line: exit statuses, what goes to which stream, and the JSON contract."""

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Corpus

from corpuslint.cli import COMMANDS, main
from corpuslint.cli.parser import parser_for
from corpuslint.report import FORMATS


@pytest.mark.parametrize("output_format", FORMATS)
def test_status_in_every_format(corpus: "Corpus", output_format: str) -> None:
    corpus.write("clean.txt", "好文。\n")
    corpus.write("dirty.txt", "这是错字。\n")
    asked = ("--output-format", output_format)
    assert corpus.check("clean.txt", *asked).status == 0
    assert corpus.check("dirty.txt", *asked).status == 1
    assert corpus.check("dirty.txt", "--exit-zero", *asked).status == 0
    for paths in (["missing.txt"], ["dirty.txt", "missing.txt"], ["missing.txt", "--exit-zero"]):
        outcome = corpus.check(*paths, *asked)
        assert outcome.status == 2
        assert "missing.txt: there is no such file or folder" in outcome.err


@pytest.mark.parametrize("output_format", FORMATS)
def test_statistics_in_every_format(corpus: "Corpus", output_format: str) -> None:
    corpus.write("dirty.txt", "这是错字，也是错字。\n")
    outcome = corpus.check("dirty.txt", "--statistics", "--output-format", output_format)
    assert outcome.status == 1
    assert "wrong-word" in outcome.out


def test_report_into_a_file(corpus: "Corpus") -> None:
    corpus.write("dirty.txt", "这是错字。\n")
    outcome = corpus.check("--output-format", "json", "-o", "report.json")
    assert outcome.out == ""
    assert [finding["code"] for finding in json.loads((corpus.folder / "report.json").read_text())] == ["TST001"]


def test_fail_level(corpus: "Corpus") -> None:
    corpus.write("a.txt", "怪词与错字。\n")
    assert corpus.check().status == 1
    assert corpus.check("--fail-level", "warning").status == 1
    assert corpus.check("--fail-level", "error").status == 0
    corpus.configure('fail-level = "error"')
    assert corpus.check().status == 0


def test_usage_errors_are_2(corpus: "Corpus") -> None:
    assert corpus.check("--no-such-option").status == 2
    assert corpus.check("--output-format", "yaml").status == 2
    assert corpus.run("no-such-command").status == 2
    assert corpus.run().status == 2
    outcome = corpus.check("--select", "TST01")
    assert outcome.status == 2
    assert "on the command line: no rule matches `TST01`; did you mean `TST001`?" in outcome.err
    assert corpus.check("--encoding", "utf-99").status == 2
    assert corpus.check("--config", "nowhere.toml").status == 2


def test_no_file_is_a_warning_that_says_so(corpus: "Corpus") -> None:
    corpus.write("sub/a.py", "pass\n")
    outcome = corpus.check("sub")
    assert outcome.status == 0
    assert "warning: no file matched in sub; included are *.txt, *.md, *.markdown" in outcome.err


def test_a_crashed_rule_is_2_and_named(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuslint.detectors import pattern

    def broken(_document: object, _rule: object) -> object:
        msg = "boom"
        raise KeyError(msg)

    monkeypatch.setattr(pattern, "match", broken)
    corpus.write("dirty.txt", "这是错字。\n")
    outcome = corpus.check("--exit-zero")
    assert outcome.status == 2
    assert "dirty.txt: rule TST001 crashed: KeyError: 'boom'" in outcome.err


def test_a_bug_is_2_not_1(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuslint.cli import check

    def broken(*_: object, **__: object) -> object:
        msg = "boom"
        raise ValueError(msg)

    monkeypatch.setattr(check, "check_files", broken)
    outcome = corpus.check()
    assert outcome.status == 2
    assert "ValueError: boom" in outcome.err
    assert "this is a bug" in outcome.err


def test_interrupt_is_130(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    from corpuslint.cli import check

    def interrupted(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "check_files", interrupted)
    assert corpus.check().status == 130


def test_stdin(corpus: "Corpus") -> None:
    text = "这是错字。\n".encode()
    for arguments, name in ((["-"], "-"), (["--stdin-filename", "a/名.txt"], "a/名.txt")):
        command = [sys.executable, "-m", "corpuslint", "check", "--output-format", "json", *arguments]
        done = subprocess.run(command, input=text, capture_output=True, check=False, cwd=corpus.folder)
        assert done.returncode == 1, done.stderr
        assert json.loads(done.stdout)[0]["filename"] == name


def test_the_reader_may_go_away(corpus: "Corpus") -> None:
    corpus.write("a.txt", "这是错字。\n" * 5000)
    command = f"{sys.executable} -m corpuslint check --output-format concise | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False, cwd=corpus.folder)
    assert b"Traceback" not in done.stderr
    assert done.stdout.startswith(b"a.txt:1:3: TST001")


def test_a_console_of_another_code_page(corpus: "Corpus") -> None:
    corpus.write("a.txt", "这是错字。\n")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "corpuslint", "check"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=corpus.folder, env=environment)
    assert done.returncode == 1
    assert "错字" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_places_are_code_points(corpus: "Corpus", newline: str) -> None:
    text = f"𠮷野家{newline}𠮷的错字{newline}"
    corpus.write("a.txt", text)
    (finding,) = corpus.check("--output-format", "json").json
    start = text.index("错字")
    assert finding["location"] == {"row": 2, "column": 3, "offset": start}
    assert finding["end_location"] == {"row": 2, "column": 5, "offset": start + 2}
    assert finding["text"] == "错字"
    assert finding["fix"]["edits"] == [
        {"location": finding["location"], "end_location": finding["end_location"], "content": "正字"}
    ]
    assert finding["fix"]["applicability"] == "safe"


def test_separators_of_python_are_no_lines(corpus: "Corpus") -> None:
    corpus.write("a.txt", "一\u2028二\x0b三\x85四\x0c错字\n")
    (finding,) = corpus.check("--output-format", "json").json
    assert finding["location"] == {"row": 1, "column": 9, "offset": 8}


def test_jsonl_is_one_object_a_line(corpus: "Corpus") -> None:
    corpus.write("a.txt", "错字\u2028怪词\n缺文\n")
    out = corpus.check("--output-format", "jsonl").out
    assert [json.loads(line)["code"] for line in out.splitlines()] == ["TST001", "TST002", "TST003"]


def test_findings_fit_their_schema(corpus: "Corpus") -> None:
    from jsonschema import Draft7Validator

    corpus.write("a.txt", "错字怪词\n缺文\n错字怪词\n")
    schema = corpus.run("config", "--schema", "findings").json
    Draft7Validator.check_schema(schema)
    Draft7Validator(schema).validate(corpus.check("--output-format", "json").json)


def test_filenames_are_relative_to_the_working_folder(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.write("sub/a b.txt", "错字\n")
    names = [f["filename"] for f in corpus.check(corpus.folder, "--output-format", "json").json]
    assert names == ["sub/a b.txt"]
    monkeypatch.chdir(corpus.folder / "sub")
    names = [f["filename"] for f in corpus.check("--output-format", "json").json]
    assert names == ["a b.txt"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, corpus: "Corpus") -> None:
    outcome = corpus.run(command, "--help")
    assert outcome.status == 0, outcome.err
    assert "usage: corpuslint" in outcome.out


@pytest.mark.parametrize("arguments", [["frobnicate", "check"], ["--help", "check"], ["--lang", "zh", "fix", "--help"]])
def test_the_command_is_the_first_word(corpus: "Corpus", arguments: list[str]) -> None:
    outcome = corpus.run(*arguments)
    assert outcome.status == (2 if arguments[0] == "frobnicate" else 0)
    everything = arguments[0] != "--lang"
    assert ("baseline" in outcome.out + outcome.err) == everything


def test_version(corpus: "Corpus") -> None:
    from corpuslint import __version__

    assert corpus.run("--version").out == f"corpuslint {__version__}\n"


def test_only_the_named_command_is_loaded() -> None:
    loaded = "parser_for(['rules']); print('corpuslint.fixing.fix' in sys.modules)"
    code = f"import sys; from corpuslint.cli.parser import parser_for; {loaded}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"False\n"
    assert parser_for([]).parse_args([]).command is None


def test_explain_and_rules(corpus: "Corpus") -> None:
    assert "TST001 wrong-word" in corpus.run("explain", "wrong-word").out
    assert corpus.run("explain", "tst001", "--output-format", "json").json["code"] == "TST001"
    outcome = corpus.run("explain", "wrong-wrd")
    assert outcome.status == 2
    assert "did you mean `wrong-word`?" in outcome.err
    listed = {rule["code"] for rule in corpus.run("rules", "--output-format", "json").json}
    assert {"TST001", "TST002", "TST003"} <= listed


def test_main_takes_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--isolated", "--select", "DAT002", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["code"] == "DAT002"
