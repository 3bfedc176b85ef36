"""``corpuslint baseline``: accept today's findings."""

import argparse
from pathlib import Path

from corpuslint import baseline
from corpuslint.check import check_files
from corpuslint.cli import OK
from corpuslint.cli.check import baseline_file, without_ignored
from corpuslint.cli.progress import Progress
from corpuslint.cli.setup import add_paths, add_selection, files_of, prepare, report_failures, tell
from corpuslint.discover import shown

DEFAULT = "corpuslint-baseline.json"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_selection(parser)
    parser.add_argument(
        "--baseline", metavar="FILE", help=f"the file to write (default: as configured, else {DEFAULT})"
    )
    parser.add_argument("--prune", action="store_true", help="only drop entries that nothing matches any more")
    parser.add_argument("-q", "--quiet", action="store_true", help="no summary and no progress")


def run(options: argparse.Namespace) -> int:
    """Write the baseline."""
    setup = prepare(options)
    file = baseline_file(options, setup) or Path(DEFAULT)
    found = files_of(options, setup.loaded)
    with Progress("checked", quiet=options.quiet) as progress:
        checked = check_files(found.files, setup.ruleset, progress)
    failed = report_failures([*found.problems, *checked.problems], checked.crashes)
    if failed:
        return failed
    findings = without_ignored(checked.findings, setup)
    entries = baseline.entries(findings)
    if options.prune:
        accepted = baseline.read(file)
        stale = set(baseline.compare(findings, accepted).stale)
        entries = [entry for entry in accepted if entry not in stale]
    baseline.write(file, entries)
    if not options.quiet:
        tell(f"{shown(file)} accepts {len(entries)} findings")
    return OK
