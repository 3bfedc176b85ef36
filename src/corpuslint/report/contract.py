"""JSON reports: the contract that every other program builds on; ``schema`` is 1."""

import json
import re
from collections.abc import Iterator

from corpuslint.report.located import Located, LocatedFix, Report
from corpuslint.report.style import Style
from corpuslint.source import Position
from corpuslint.typed import Any

SCHEMA = 1
# What would act on a terminal (C1 controls, marks of direction), end a line for Python (U+2028, NEL), or be taken for a
# command by a runner of GitHub Actions (`##[`): JSON can always say it by number instead.
_ACTING = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|(?<=##)\\[")


def array(report: Report, _style: Style) -> Iterator[str]:
    """Yield one array of all findings, one finding a line."""
    yield "["
    for number, finding in enumerate(report.findings):
        yield (",\n " if number else "\n ") + dumps(row(finding))
    yield "\n]\n" if report.findings else "]\n"


def lines(report: Report, _style: Style) -> Iterator[str]:
    """Yield one object a line."""
    for finding in report.findings:
        yield dumps(row(finding)) + "\n"


def dumps(value: Any) -> str:
    """Return JSON on one line in which Chinese stays readable and nothing acts."""
    return _ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False))


def row(finding: Located) -> dict[str, Any]:
    """Return a finding as the table of the JSON contract."""
    return {
        "schema": SCHEMA,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "filename": finding.filename,
        "record": finding.record,
        "location": place(finding.start),
        "end_location": place(finding.end),
        "text": finding.text,
        "fingerprint": finding.fingerprint,
        "fix": _fix(finding.fix),
    }


def place(position: Position) -> dict[str, int]:
    """Return a position: row and column from 1, offset from 0, in code points."""
    return {"row": position.row, "column": position.column, "offset": position.offset}


def _fix(fix: LocatedFix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [
        {"location": place(edit.start), "end_location": place(edit.end), "content": edit.content} for edit in fix.edits
    ]
    return {"applicability": fix.applicability, "message": fix.message, "edits": edits}
