"""Reports for people: ``full`` with a frame, ``concise``, ``grouped``."""

from collections.abc import Iterator
from itertools import groupby

from corpuslint.finding import Applicability
from corpuslint.report.located import Located, Report
from corpuslint.report.style import Style, printable, width

_RED, _YELLOW, _CYAN, _BOLD, _DIM = 31, 33, 36, 1, 2
_COLOURS = {"error": _RED, "warning": _YELLOW, "info": _CYAN}
_MARKS = {
    Applicability.SAFE: "[safe fix]",
    Applicability.UNSAFE: "[unsafe fix]",
    Applicability.DISPLAY: "[suggestion]",
}


def concise(report: Report, style: Style) -> Iterator[str]:
    """Yield one line a finding: place, code, message."""
    for finding in report.findings:
        yield f"{style.paint(_place(finding), _BOLD)}: {_head(finding, style)}\n"


def grouped(report: Report, style: Style) -> Iterator[str]:
    """Yield the findings of each file below its name."""
    for filename, findings in groupby(report.findings, lambda finding: finding.filename):
        yield style.paint(printable(filename), _BOLD) + "\n"
        for finding in findings:
            yield f"  {finding.start.row}:{finding.start.column} {_head(finding, style)}\n"
        yield "\n"


def full(report: Report, style: Style) -> Iterator[str]:
    """Yield each finding with its line, the span marked below, and the proposed fix."""
    for finding in report.findings:
        yield _head(finding, style) + "\n"
        yield from _frame(finding, style)
        yield "\n"


def _place(finding: Located) -> str:
    record = f"{finding.record}:" if finding.record is not None else ""
    return f"{printable(finding.filename)}:{record}{finding.start.row}:{finding.start.column}"


def _head(finding: Located, style: Style) -> str:
    mark = f" {_MARKS[finding.fix.applicability]}" if finding.fix else ""
    code = style.paint(finding.code, _COLOURS[finding.severity], _BOLD)
    return f"{code} {finding.name}{mark}: {printable(finding.message)}"


def _frame(finding: Located, style: Style) -> Iterator[str]:
    row = str(finding.start.row)
    gutter = style.paint(" " * len(row) + " |", _DIM)
    yield f"{' ' * len(row)}{style.paint('-->', _DIM)} {_place(finding)}\n{gutter}\n"
    before, marked, after = _split(finding)
    cut = "…" if finding.excerpt_column > 1 else ""
    line = cut + printable(before) + printable(marked) + printable(after)
    yield f"{style.paint(f'{row} |', _DIM)} {line}\n"
    carets = "^" * max(1, width(printable(marked)))
    rest = f" … to line {finding.end.row}" if finding.end.row > finding.start.row else ""
    pad = " " * width(cut + printable(before))
    yield f"{gutter} {pad}{style.paint(carets + rest, _COLOURS[finding.severity])}\n"
    if finding.fix:
        yield f"{gutter.replace('|', '=')} fix: {printable(finding.fix.message)}\n"


def _split(finding: Located) -> tuple[str, str, str]:
    """Cut the excerpt before and behind the finding."""
    start = finding.start.column - finding.excerpt_column
    same_row = finding.end.row == finding.start.row
    end = finding.end.column - finding.excerpt_column if same_row else len(finding.excerpt)
    return finding.excerpt[:start], finding.excerpt[start:end], finding.excerpt[end:]
