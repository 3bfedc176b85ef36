"""``--statistics``: how often each rule found something, and in which file most."""

from collections import Counter
from collections.abc import Iterator

from corpuslint.report.contract import dumps
from corpuslint.report.located import Brief, Report, briefs
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
    by_code: dict[str, list[Brief]] = {}
    for brief in briefs(report.findings):
        by_code.setdefault(brief.code, []).append(brief)
    counts = {code: sum(brief.times for brief in some) for code, some in by_code.items()}
    for code, some in sorted(by_code.items(), key=lambda item: (-counts[item[0]], item[0])):
        files: Counter[str] = Counter()
        fixes: Counter[str] = Counter()
        for brief in some:
            files[brief.filename] += brief.times
            fixes[brief.applicability] += brief.times
        worst = min(files, key=lambda name: (-files[name], name))
        rows.append(
            {
                "code": code,
                "name": report.rules[code].name,
                "count": counts[code],
                "files": len(files),
                "safe": fixes["safe"],
                "unsafe": fixes["unsafe"],
                "worst": worst,
            }
        )
    return rows
