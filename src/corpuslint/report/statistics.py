"""``--statistics``: how often each rule found something, and in which file most."""

from collections import Counter
from collections.abc import Iterator

from corpuslint.report.contract import dumps
from corpuslint.report.located import Report
from corpuslint.report.style import Style, printable
from corpuslint.typed import Any


def statistics(report: Report, style: Style, output_format: str) -> Iterator[str]:
    """Yield a table, or for ``json`` and ``jsonl`` the same as data, most frequent rule first."""
    rows = _rows(report)
    if output_format == "json":
        yield dumps(rows) + "\n"
    elif output_format == "jsonl":
        yield from (dumps(row) + "\n" for row in rows)
    else:
        for row in rows:
            code = style.paint(row["code"], 1)
            fixes = f"{row['safe']} safe, {row['unsafe']} unsafe"
            yield f"{row['count']:>7}  {code}  {row['name']} ({fixes}), most in {printable(row['worst'])}\n"


def _rows(report: Report) -> list[dict[str, Any]]:
    rows = []
    by_code: dict[str, list[Any]] = {}
    for finding in report.findings:
        by_code.setdefault(finding.code, []).append(finding)
    for code, findings in sorted(by_code.items(), key=lambda item: (-len(item[1]), item[0])):
        files = Counter(finding.filename for finding in findings)
        fixes = Counter(str(finding.fix.applicability) for finding in findings if finding.fix)
        worst = min(files, key=lambda name: (-files[name], name))
        rows.append(
            {
                "code": code,
                "name": findings[0].name,
                "count": len(findings),
                "files": len(files),
                "safe": fixes["safe"],
                "unsafe": fixes["unsafe"],
                "worst": worst,
            }
        )
    return rows
