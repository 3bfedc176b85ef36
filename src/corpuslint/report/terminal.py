"""Reports for people: ``full`` with a frame, ``concise``, ``grouped``."""

from collections.abc import Iterator
from itertools import accumulate, groupby, takewhile

from corpuslint.finding import Applicability
from corpuslint.language import headline, say, translated
from corpuslint.report.located import Located, Report
from corpuslint.report.style import Style, inert, leading, plain, printable, visible, width

_RED, _YELLOW, _CYAN, _BOLD, _DIM = 31, 33, 36, 1, 2
_COLOURS = {"error": _RED, "warning": _YELLOW, "info": _CYAN}
_MARKS = {
    Applicability.SAFE: "safe fix",
    Applicability.UNSAFE: "unsafe fix",
    Applicability.DISPLAY: "suggestion",
}


def concise(report: Report, style: Style) -> Iterator[str]:
    """Yield one line a finding: place, code, message."""
    for finding in report.findings:
        yield f"{style.paint(_place(finding), _BOLD)}: {_head(finding, report, style)}\n"


def grouped(report: Report, style: Style) -> Iterator[str]:
    """Yield the findings of each file below its name."""
    for filename, findings in groupby(report.findings, lambda finding: finding.filename):
        yield style.paint(leading(filename), _BOLD) + "\n"
        for finding in findings:
            yield f"  {_numbers(finding)} {_head(finding, report, style)}\n"
        yield "\n"


def full(report: Report, style: Style) -> Iterator[str]:
    """Yield each finding with its line, the span marked below, and the proposed fix."""
    for finding in report.findings:
        yield _head(finding, report, style) + "\n"
        yield from _frame(finding, style)
        yield "\n"


def _place(finding: Located) -> str:
    return f"{leading(finding.filename)}:{_numbers(finding)}"


def _numbers(finding: Located) -> str:
    record = f"{finding.record}:" if finding.record is not None else ""
    return f"{record}{finding.start.row}:{finding.start.column}"


def _head(finding: Located, report: Report, style: Style) -> str:
    mark = f" [{say(_MARKS[finding.fix.applicability])}]" if finding.fix else ""
    said = headline(finding.name, report.rules[finding.code].summary, finding.message)
    code = style.paint(finding.code, _COLOURS[finding.severity], _BOLD)
    return f"{code} {finding.name}{mark}: {printable(said)}"


def _frame(finding: Located, style: Style) -> Iterator[str]:
    row = str(finding.start.row)
    gutter = style.paint(" " * len(row) + " |", _DIM)
    yield f"{' ' * len(row)}{style.paint('-->', _DIM)} {_place(finding)}\n{gutter}\n"
    before, marked, after = _window(finding, style.columns - len(row) - 4)
    yield f"{style.paint(f'{row} |', _DIM)} {inert(before + marked + after)}\n"
    carets = "^" * max(1, width(marked))
    rest = say(" … to line {row}", row=finding.end.row) if finding.end.row > finding.start.row else ""
    yield f"{gutter} {' ' * width(before)}{style.paint(carets + rest, _COLOURS[finding.severity])}\n"
    if finding.fix:
        yield f"{gutter.replace('|', '=')} {say('fix')}: {printable(translated(finding.fix.message))}\n"


def _window(finding: Located, cells: int) -> tuple[str, str, str]:
    """Return the line, drawn, before, in and behind the finding, cut to fit a number of cells around it."""
    start = finding.start.column - finding.excerpt_column
    same_row = finding.end.row == finding.start.row
    end = finding.end.column - finding.excerpt_column if same_row else len(finding.excerpt)
    marked = _fitting(finding.excerpt[start:end], cells * 2 // 3)
    room = cells - width(marked)
    after = _fitting(finding.excerpt[end:], max(room // 2, room - width(printable(finding.excerpt[:start]))))
    before = _fitting(finding.excerpt[:start][::-1], room - width(after), backwards=True)
    if finding.excerpt_column > 1 and not before.startswith("…"):
        before = f"…{before}"
    return before, marked, after


def _fitting(text: str, cells: int, *, backwards: bool = False) -> str:
    """Draw as much of a text as fits; ``…`` stands for the rest. ``backwards``: the text comes last character first."""
    if plain(text):
        return _cut(text, cells, backwards=backwards)
    drawn: list[str] = []
    used = 0
    for char in text:
        shown = printable(visible(char))
        used += width(shown)
        if used > cells - 1 and len(drawn) < len(text) - 1:
            drawn.append("…")
            break
        drawn.append(shown)
    return "".join(reversed(drawn) if backwards else drawn)


def _cut(text: str, cells: int, *, backwards: bool) -> str:
    """Do the same for text that is drawn as it is, at a third of the cost."""
    if len(text) > 1 and width(text[:-1]) > cells - 1:
        fitting = sum(1 for _ in takewhile((cells - 1).__ge__, accumulate(map(width, text))))
        text = text[:fitting] + "…"
    return text[::-1] if backwards else text
