"""``corpuslint rules --triggers PATH…``: how often each trigger fires on a corpus, how often rightly, at what cost."""

import argparse
from collections.abc import Iterator

from corpuslint.cli import OK
from corpuslint.cli.setup import prepare, report_failures
from corpuslint.precision import Measured, Precision, measure
from corpuslint.report.contract import dumps
from corpuslint.ruleset import Ruleset
from corpuslint.setup import discover
from corpuslint.source import Raw


def run(options: argparse.Namespace) -> int:
    """Measure the selected rules on the files of the PATHs and print a table."""
    setup = prepare(options)
    found = discover.find(options.triggers, setup.loaded)
    documents = (Raw(discover.shown(file), file.read_bytes()) for file in found.files)
    measured = measure(documents, setup.ruleset)
    if options.output_format == "json":
        print(dumps([row._asdict() for row in measured.rows]))
    else:
        print("\n".join(_table(measured, setup.ruleset)))
    return report_failures(found.problems, []) or OK


def _table(measured: Measured, ruleset: Ruleset) -> Iterator[str]:
    megabytes = max(measured.size, 1) / 1e6
    yield f"{measured.documents} documents, {megabytes:.1f} MB; a trigger fires in {measured.touched} documents"
    yield f"scan: {megabytes / max(measured.scan_seconds, 1e-9):.0f} MB/s"
    yield f"{'code':7} {'scope':8} {'fired':>7} {'agreed':>7} {'places':>8} {'ms/MB':>7}  name"
    for row in measured.rows:
        yield _row(row, ruleset, megabytes)


def _row(row: Precision, ruleset: Ruleset, megabytes: float) -> str:
    rule = ruleset.by_code[row.code]
    cost = 1000 * row.seconds / megabytes
    return f"{row.code:7} {rule.scope:8} {row.fired:7} {row.agreed:7} {row.places:8} {cost:7.2f}  {rule.name}"
