"""``sarif``: SARIF 2.1.0 for GitHub code scanning and others.

Facts (GitHub's documentation of SARIF support): at most 25,000 results a run are taken, so the most severe come first
and the log says what was left out; only the first location is used; each rule needs a help text and a full description
of at most 1,024 characters; results are matched across runs by ``primaryLocationLineHash``. Addresses are RFC 3986, so
a Chinese file name is percent-encoded. Columns count UTF-16 code units, as ``columnKind`` says.
"""

import os
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from corpuslint import __version__
from corpuslint.finding import Severity
from corpuslint.links import HOME, page_of
from corpuslint.paths import repository_path
from corpuslint.report.contract import dumps
from corpuslint.report.located import Located, LocatedFix, Report
from corpuslint.report.style import Style
from corpuslint.rule import Rule
from corpuslint.source import Position
from corpuslint.typed import Any

MOST_RESULTS = 25_000
_LONGEST = 1_024
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_PRECISION = {"safe": "very-high", "unsafe": "high", "mixed": "high"}


def log(report: Report, _style: Style) -> Iterator[str]:
    """Yield the log, one result a line."""
    by_severity = sorted(report.findings, key=lambda finding: list(Severity).index(finding.severity))
    kept = by_severity[:MOST_RESULTS]
    codes = sorted({finding.code for finding in kept})
    yield '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{\n'
    yield f'"tool": {dumps({"driver": _driver([report.rules[code] for code in codes])})},\n'
    yield f'"invocations": [{dumps(_invocation(len(by_severity) - len(kept)))}],\n'
    yield '"automationDetails": {"id": "corpuslint/"}, "columnKind": "utf16CodeUnits", '
    yield '"newlineSequences": ["\\r\\n", "\\n", "\\r"],\n"results": ['
    for number, finding in enumerate(kept):
        yield (",\n " if number else "\n ") + dumps(_result(finding, codes.index(finding.code)))
    yield "\n]}]}\n"


def _driver(rules: Sequence[Rule]) -> dict[str, Any]:
    return {
        "name": "corpuslint",
        "semanticVersion": __version__,
        "informationUri": HOME,
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    summary = f"{rule.summary.rstrip('.')}."
    why = rule.why.strip()
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": summary},
        "fullDescription": {"text": why if len(why) <= _LONGEST else why[: _LONGEST - 1] + "…"},
        "help": {"text": f"{summary}\n\n{why}", "markdown": f"**{rule.code} {rule.name}**: {summary}\n\n{why}"},
        "helpUri": page_of(rule),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": [rule.family],
            "precision": _PRECISION.get(rule.safety, "medium"),
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _invocation(left_out: int) -> dict[str, Any]:
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if left_out:
        text = f"{left_out} further findings, none of a higher severity, are not in this log"
        notification = {"level": "warning", "message": {"text": text}}
        invocation["toolExecutionNotifications"] = [notification]
    return invocation


def _result(finding: Located, rule_index: int) -> dict[str, Any]:
    region = _region(finding.start, finding.end) if finding.record is None else {"startLine": finding.record}
    artifact = {"uri": quote(os.fsencode(repository_path(finding.filename))), "uriBaseId": "%SRCROOT%"}
    fingerprint = finding.fingerprint if ":" in finding.fingerprint else f"{finding.fingerprint}:1"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message.rstrip('.')}."},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
    if finding.fix and finding.fix.edits and finding.record is None:
        result["fixes"] = [_fix(finding.fix, artifact)]
    return result


def _fix(fix: LocatedFix, artifact: dict[str, str]) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(edit.start, edit.end), "insertedContent": {"text": edit.content}}
        for edit in fix.edits
    ]
    return {
        "description": {"text": f"{fix.message.rstrip('.')} ({fix.applicability})."},
        "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
    }


def _region(start: Position, end: Position) -> dict[str, int]:
    return {
        "startLine": start.row,
        "startColumn": start.utf16_column,
        "endLine": end.row,
        "endColumn": end.utf16_column,
    }
