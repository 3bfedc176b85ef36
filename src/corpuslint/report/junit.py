"""``junit``: XML for CI systems that show test results; a file is a suite, a finding a failed case.

XML 1.0 cannot hold control characters or lone surrogates, not even escaped, so all text is drawn as on a terminal.
"""

from collections.abc import Iterator
from itertools import groupby

from corpuslint.report.located import Located, Report
from corpuslint.report.style import Style, printable


def suites(report: Report, _style: Style) -> Iterator[str]:
    """Yield the suites; a run without findings is one case that passed, for some readers fail on none."""
    total = len(report.findings)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="corpuslint" tests="{max(total, 1)}" failures="{total}" errors="0">\n'
    if not total:
        yield '  <testsuite name="corpuslint" tests="1" failures="0" errors="0">\n'
        yield f'    <testcase name="nothing to report in {report.files} files" classname="corpuslint"/>\n'
        yield "  </testsuite>\n"
    for filename, found in groupby(report.findings, lambda finding: finding.filename):
        findings = list(found)
        yield f'  <testsuite name={_quoted(filename)} tests="{len(findings)}" failures="{len(findings)}" errors="0">\n'
        yield from map(_case, findings)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _case(finding: Located) -> str:
    name = f"{finding.code} {finding.name} ({finding.start.row}:{finding.start.column})"
    where = f"{finding.filename}:{finding.start.row}:{finding.start.column}"
    fix = f"{finding.fix.applicability} fix: {finding.fix.message}" if finding.fix else ""
    return (
        f'    <testcase name={_quoted(name)} classname={_quoted(finding.filename)} line="{finding.start.row}">\n'
        f"      <failure type={_quoted(finding.code)} message={_quoted(finding.message)}>"
        f"{_escaped(where)}: {_escaped(finding.message)}{fix and chr(10)}{_escaped(fix)}</failure>\n    </testcase>\n"
    )


def _escaped(text: str) -> str:
    """Return text on one line: a file name with a newline must not begin a line, where GitHub Actions would obey it."""
    return printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    return '"' + _escaped(text).replace('"', "&quot;") + '"'
