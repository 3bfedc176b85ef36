"""``rdjson`` and ``rdjsonl``: Reviewdog Diagnostic Format, which carries fixes as suggestions into reviews.

Facts: columns count UTF-8 bytes from 1, ends are exclusive (reviewdog.proto). A suggestion is one replacement; where a
fix is several edits, the text between them is part of it.
"""

from collections.abc import Iterator

from corpuslint.edits import apply
from corpuslint.finding import Edit, Severity
from corpuslint.links import HOME, page_of
from corpuslint.report.contract import dumps
from corpuslint.report.located import Located, LocatedFix, Report
from corpuslint.report.style import Style
from corpuslint.source import Position
from corpuslint.typed import Any

_LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}
_SOURCE = {"name": "corpuslint", "url": HOME}


def result(report: Report, _style: Style) -> Iterator[str]:
    """Yield one object with all diagnostics, one a line."""
    yield f'{{"source": {dumps(_SOURCE)}, "diagnostics": ['
    for number, finding in enumerate(report.findings):
        yield (",\n " if number else "\n ") + dumps(_diagnostic(finding, report))
    yield "\n]}\n"


def lines(report: Report, _style: Style) -> Iterator[str]:
    """Yield one diagnostic a line."""
    for finding in report.findings:
        yield dumps({**_diagnostic(finding, report), "source": _SOURCE}) + "\n"


def _diagnostic(finding: Located, report: Report) -> dict[str, Any]:
    location: dict[str, Any] = {"path": finding.filename, "range": _range(finding.start, finding.end)}
    if finding.record is not None:
        location["range"] = {"start": {"line": finding.record}}
    diagnostic: dict[str, Any] = {
        "message": finding.message,
        "location": location,
        "severity": _LEVELS[finding.severity],
        "code": {"value": finding.code, "url": page_of(report.rules[finding.code])},
    }
    suggestion = _suggestion(finding, finding.fix) if finding.fix and finding.record is None else None
    return {**diagnostic, "suggestions": [suggestion]} if suggestion else diagnostic


def _suggestion(finding: Located, fix: LocatedFix) -> dict[str, Any] | None:
    """Return the fix as one replacement; ``None`` where its edits leave what the finding quotes."""
    if len(fix.edits) == 1:
        (edit,) = fix.edits
        return {"range": _range(edit.start, edit.end), "text": edit.content}
    base = finding.start.offset
    whole = len(finding.text) == finding.end.offset - base
    if not fix.edits or not whole or fix.edits[0].start.offset < base or fix.edits[-1].end.offset > finding.end.offset:
        return None
    inner = [Edit(edit.start.offset - base, edit.end.offset - base, edit.content) for edit in fix.edits]
    return {"range": _range(finding.start, finding.end), "text": apply(finding.text, inner)}


def _range(start: Position, end: Position) -> dict[str, Any]:
    return {
        "start": {"line": start.row, "column": start.byte_column},
        "end": {"line": end.row, "column": end.byte_column},
    }
