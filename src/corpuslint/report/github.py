"""``github``: workflow commands, which GitHub Actions turns into annotations of the changed files.

Facts: a line of output is a command if it begins with ``::`` (after white space) or holds ``##[``; ``%``, CR and LF are
escaped in its message, ``:`` and ``,`` also in its properties. Columns show only where a finding stays on one line.
"""

from collections.abc import Iterator

from corpuslint.finding import Severity
from corpuslint.paths import repository_path
from corpuslint.report.located import Located, Report
from corpuslint.report.style import Style, printable

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def commands(report: Report, _style: Style) -> Iterator[str]:
    """Yield one command a finding."""
    for finding in report.findings:
        properties = ",".join(f"{key}={_property(value)}" for key, value in _properties(finding))
        yield f"::{_LEVELS[finding.severity]} {properties}::{_message(finding)}\n"


def _properties(finding: Located) -> Iterator[tuple[str, str]]:
    yield "title", f"corpuslint ({finding.code} {finding.name})"
    yield "file", repository_path(finding.filename)
    if finding.record is not None:
        yield "line", str(finding.record)
        return
    yield "line", str(finding.start.row)
    yield "endLine", str(finding.end.row)
    if finding.start.row == finding.end.row:
        yield "col", str(finding.start.utf16_column)
        yield "endColumn", str(finding.end.utf16_column)


def _message(finding: Located) -> str:
    fix = f" ({finding.fix.applicability} fix: {finding.fix.message})" if finding.fix else ""
    return _escaped(printable(f"{finding.message}{fix}"))


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Return the value of a property; what would act on a terminal is drawn, though GitHub then misses the file."""
    drawn = "".join(char if char in "\r\n" else printable(char) for char in text)
    return _escaped(drawn).replace(":", "%3A").replace(",", "%2C")
