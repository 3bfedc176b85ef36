"""Formats for other programs: each one's required fields, units of columns, and escapes."""

import json
import os
import subprocess
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft7Validator

from corpuslint.report import sarif

if TYPE_CHECKING:
    from conftest import Corpus

TEXT = "𠮷野家𠮷错字\n怪词\n缺文\n"
NAME = "语料/有 空格, 100%:名.txt"


@pytest.fixture
def dirty(corpus: "Corpus") -> "Corpus":
    corpus.write(NAME, TEXT)
    return corpus


def report(corpus: "Corpus", output_format: str) -> Any:
    return corpus.check("--output-format", output_format).json


def region(required: tuple[str, ...]) -> dict[str, Any]:
    """The schema of a region, as far as we write one."""
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {name: {"type": "integer", "minimum": 1} for name in required},
    }


def table(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    properties = {**required, **(optional or {})}
    return {"type": "object", "additionalProperties": False, "required": list(required), "properties": properties}


TEXT_OBJECT = table({"text": {"type": "string", "minLength": 1}})
SHORT_TEXT = table({"text": {"type": "string", "minLength": 1, "maxLength": 1024}})
ARTIFACT = table({"uri": {"type": "string", "pattern": "^[A-Za-z0-9._~/%-]+$"}, "uriBaseId": {"const": "%SRCROOT%"}})
REGION = region(("startLine", "startColumn", "endLine", "endColumn"))
LEVEL = {"enum": ["error", "warning", "note"]}
RULE = table(
    {
        "id": {"pattern": "^[A-Z]{3}[0-9]{3}$"},
        "name": {"maxLength": 255},
        "shortDescription": SHORT_TEXT,
        "fullDescription": SHORT_TEXT,
        "help": table({"text": {"type": "string"}, "markdown": {"type": "string"}}),
        "helpUri": {"pattern": "^https://"},
        "defaultConfiguration": table({"level": LEVEL}),
        "properties": table(
            {
                "tags": {"type": "array", "maxItems": 20},
                "precision": {"enum": ["very-high", "high", "medium", "low"]},
                "problem.severity": {"enum": ["error", "warning", "recommendation"]},
            }
        ),
    }
)
REPLACEMENT = table({"deletedRegion": REGION, "insertedContent": table({"text": {"type": "string"}})})
CHANGE = table({"artifactLocation": ARTIFACT, "replacements": {"type": "array", "minItems": 1, "items": REPLACEMENT}})
FIX = table({"description": TEXT_OBJECT, "artifactChanges": {"type": "array", "minItems": 1, "items": CHANGE}})
LOCATION = table({"physicalLocation": table({"artifactLocation": ARTIFACT, "region": REGION})})
RESULT = table(
    {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT_OBJECT,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": LOCATION},
        "partialFingerprints": table({"primaryLocationLineHash": {"pattern": "^[0-9a-f]+:[0-9]+$"}}),
    },
    {"fixes": {"type": "array", "minItems": 1, "items": FIX}},
)
NOTIFICATION = table({"level": LEVEL, "message": TEXT_OBJECT})
INVOCATION = table({"executionSuccessful": {"const": True}}, {"toolExecutionNotifications": {"items": NOTIFICATION}})
RUN = table(
    {
        "tool": table(
            {
                "driver": table(
                    {
                        "name": {"const": "corpuslint"},
                        "semanticVersion": {"type": "string"},
                        "informationUri": {"pattern": "^https://"},
                        "rules": {"type": "array", "items": RULE},
                    }
                )
            }
        ),
        "invocations": {"type": "array", "items": INVOCATION},
        "automationDetails": table({"id": {"const": "corpuslint/"}}),
        "columnKind": {"const": "utf16CodeUnits"},
        "newlineSequences": {"type": "array"},
        "results": {"type": "array", "maxItems": sarif.MOST_RESULTS, "items": RESULT},
    }
)
SARIF = table({"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": {"minItems": 1, "items": RUN}})
"""What SARIF 2.1.0 and GitHub ask of the fields that we write, and that we write no other."""


def test_sarif_has_what_github_asks(dirty: "Corpus") -> None:
    log = report(dirty, "sarif")
    Draft7Validator(SARIF).validate(log)
    (run,) = log["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["TST003", "TST001", "TST002"]
    wrong = run["results"][1]
    place = wrong["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 1, "startColumn": 7, "endLine": 1, "endColumn": 9}
    assert place["artifactLocation"]["uri"] == (
        "%E8%AF%AD%E6%96%99/%E6%9C%89%20%E7%A9%BA%E6%A0%BC%2C%20100%25%3A%E5%90%8D.txt"
    )
    assert run["tool"]["driver"]["rules"][wrong["ruleIndex"]]["id"] == "TST001"
    assert wrong["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"] == {"text": "正字"}


def test_sarif_of_shipped_rules() -> None:
    from corpuslint.rulebook import shipped

    for rule in shipped():
        Draft7Validator(RULE).validate(json.loads(json.dumps(sarif._rule(rule))))


def test_sarif_keeps_the_most_severe(dirty: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    (run,) = report(dirty, "sarif")["runs"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("1 further finding")


def test_sarif_pleases_microsofts_validator(dirty: "Corpus") -> None:
    tool = os.environ.get("SARIF_MULTITOOL")  # from npm: @microsoft/sarif-multitool-linux
    if not tool:
        pytest.skip("SARIF_MULTITOOL does not name the program")
    dirty.check("--output-format", "sarif", "-o", "out.sarif")
    command = [tool, "validate", "out.sarif", "--rule-kind", "Sarif;Gh", "--level", "Error;Warning"]
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, cwd=dirty.folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout
    assert "error" not in done.stdout


def test_paths_are_relative_to_the_repository(dirty: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dirty.folder / "语料")
    (run,) = report(dirty, "sarif")["runs"]
    uri = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.startswith("%E8%AF%AD%E6%96%99/")
    assert {issue["location"]["path"] for issue in report(dirty, "gitlab")} == {NAME}
    assert "file=语料/有" in dirty.check("--output-format", "github").out


def test_github(dirty: "Corpus") -> None:
    lines = dirty.check("--output-format", "github").out.splitlines()
    place = "file=语料/有 空格%2C 100%25%3A名.txt,line=1,endLine=1,col=7,endColumn=9"
    message = "The word 错字 (safe fix: replace by '正字')"
    assert lines[0] == f"::warning title=corpuslint (TST001 wrong-word),{place}::{message}"
    assert lines[1].startswith("::notice ")
    assert lines[2].startswith("::error ")


@pytest.mark.parametrize("output_format", ["full", "concise", "grouped", "json", "jsonl", "github", "rdjson", "html"])
def test_a_corpus_commands_no_runner(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch, output_format: str) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    corpus.write("::error::x.txt", "::set-output name=a::错字\n##[add-mask]错字\n\u2028::add-mask::错字\n")
    corpus.write("sub/##[warning]x.txt", "错字\n")
    outcome = corpus.check("--output-format", output_format)
    for line in (outcome.out + outcome.err).splitlines():
        begins = line.lstrip().startswith("::")
        assert not begins or (output_format == "github" and line.startswith("::warning title=corpuslint"))
        assert "##[" not in line or line.startswith("::")  # what begins with `::` is read as that one command


def test_a_patch_commands_no_runner(corpus: "Corpus", monkeypatch: pytest.MonkeyPatch) -> None:
    corpus.write("a.txt", "::add-mask::x\n错字\n")
    assert not corpus.run("fix", "--diff").out.startswith("::")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    first, *patch, last = corpus.run("fix", "--diff").out.splitlines()
    assert " ::add-mask::x" in patch
    assert first == f"::stop-commands::{last.strip(':')}"
    assert len(last) > 32


def test_gitlab(dirty: "Corpus") -> None:
    issues = report(dirty, "gitlab")
    assert [issue["severity"] for issue in issues] == ["minor", "info", "major"]
    assert issues[0]["description"] == "TST001: The word 错字"
    assert issues[0]["location"] == {"path": NAME, "lines": {"begin": 1, "end": 1}}
    dirty.write("copy.txt", TEXT)
    prints = [issue["fingerprint"] for issue in report(dirty, "gitlab")]
    assert len(set(prints)) == 6


def test_junit(dirty: "Corpus") -> None:
    root = ET.fromstring(dirty.check("--output-format", "junit").out)
    assert (root.get("tests"), root.get("failures")) == ("3", "3")
    failures = [case.find("failure") for suite in root for case in suite]
    assert [failure.get("type") for failure in failures if failure is not None] == ["TST001", "TST002", "TST003"]


def test_junit_holds_what_xml_cannot(corpus: "Corpus") -> None:
    corpus.write('a&<"\x01.txt', "\x01\x0b<错字>&\ufffe\n")
    root = ET.fromstring(corpus.check("--output-format", "junit").out)
    assert root[0].get("name") == 'a&<"<U+0001>.txt'


def test_junit_of_a_clean_run_has_a_passed_case(corpus: "Corpus") -> None:
    corpus.write("a.txt", "好。\n")
    root = ET.fromstring(corpus.check("--output-format", "junit").out)
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


def test_rdjson_counts_bytes(dirty: "Corpus") -> None:
    result = report(dirty, "rdjson")
    first = result["diagnostics"][0]
    place = {"start": {"line": 1, "column": 15}, "end": {"line": 1, "column": 21}}
    assert TEXT.encode()[14:20].decode() == "错字"
    assert first["location"] == {"path": NAME, "range": place}
    assert first["suggestions"] == [{"range": place, "text": "正字"}]
    assert first["severity"] == "WARNING"
    assert first["code"]["value"] == "TST001"
    assert "suggestions" not in result["diagnostics"][2]
    lines = dirty.check("--output-format", "rdjsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == [{**d, "source": result["source"]} for d in result["diagnostics"]]


def test_rdjson_makes_one_suggestion_of_several_edits() -> None:
    from corpuslint.finding import Applicability, Edit, Finding, Fix
    from corpuslint.report.located import locate
    from corpuslint.report.rdjson import _suggestion
    from corpuslint.rulebook import shipped
    from corpuslint.source import Document

    document = Document("a.txt", "一二三四五")
    fix = Fix(Applicability.SAFE, "", (Edit(1, 2, "2"), Edit(3, 4, "")))
    located = locate(document, Finding("X", 1, 4, "m", fix), shipped()[0])
    assert located.fix
    assert _suggestion(located, located.fix) == {
        "range": {"start": {"line": 1, "column": 4}, "end": {"line": 1, "column": 13}},
        "text": "2三",
    }
    outside = fix._replace(edits=(Edit(0, 1, ""), Edit(3, 4, "")))
    located = locate(document, Finding("X", 1, 4, "m", outside), shipped()[0])
    assert located.fix
    assert _suggestion(located, located.fix) is None
