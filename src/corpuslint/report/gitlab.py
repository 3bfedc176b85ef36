"""``gitlab``: the Code Quality report that GitLab shows in a merge request.

Facts: the fingerprint must be unique in the report, the path relative to the repository and without ``./``; the name of
the check is not displayed, so the description begins with the code.
"""

from collections.abc import Iterator

from corpuslint.finding import Severity
from corpuslint.paths import repository_path
from corpuslint.report.contract import dumps
from corpuslint.report.located import Located, Report
from corpuslint.report.style import Style
from corpuslint.typed import Any

_LEVELS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def issues(report: Report, _style: Style) -> Iterator[str]:
    """Yield one array of all findings, one a line."""
    yield "["
    for number, finding in enumerate(report.findings):
        yield (",\n " if number else "\n ") + dumps(_issue(finding))
    yield "\n]\n" if report.findings else "]\n"


def _issue(finding: Located) -> dict[str, Any]:
    begin, end = finding.start.row, finding.end.row
    if finding.record is not None:
        begin = end = finding.record
    return {
        "description": f"{finding.code}: {finding.message}",
        "check_name": finding.name,
        "fingerprint": finding.fingerprint,
        "severity": _LEVELS[finding.severity],
        "location": {"path": repository_path(finding.filename), "lines": {"begin": begin, "end": end}},
    }
