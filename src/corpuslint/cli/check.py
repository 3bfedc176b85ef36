"""``corpuslint check``: report findings; writes nothing."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpuslint import baseline
from corpuslint.check import Checked, check_documents, check_files
from corpuslint.cli import FOUND, OK
from corpuslint.cli.progress import Progress
from corpuslint.cli.setup import Setup, add_paths, add_selection, files_of, prepare, report_failures, tell
from corpuslint.discover import Found, matches
from corpuslint.finding import Applicability, Severity
from corpuslint.report import FORMATS, renderer
from corpuslint.report.located import Located, Report, numbered
from corpuslint.report.style import Style, style_for
from corpuslint.rulebook import select
from corpuslint.source import Raw


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_selection(parser)
    output = parser.add_argument_group("output")
    output.add_argument("--output-format", choices=FORMATS, default="full", metavar="FORMAT", help=", ".join(FORMATS))
    output.add_argument("-o", "--output-file", type=Path, metavar="FILE", help="write the report to a file")
    output.add_argument("--statistics", action="store_true", help="count findings by rule instead of listing them")
    output.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    output.add_argument("-q", "--quiet", action="store_true", help="no summary and no progress")
    output.add_argument("--baseline", metavar="FILE", help="report only what this baseline has not accepted")
    output.add_argument("--no-baseline", action="store_true", help="report what the configured baseline accepts, too")
    status = parser.add_argument_group("exit status")
    status.add_argument("--exit-zero", action="store_true", help="exit 0 even with findings")
    status.add_argument(
        "--fail-level", choices=[str(level) for level in Severity], help="exit 1 only from this severity"
    )
    parser.add_argument("--stdin-filename", metavar="NAME", help="check standard input as the file NAME")


def run(options: argparse.Namespace) -> int:
    """Check and report; see :mod:`corpuslint.cli` for the exit status."""
    setup = prepare(options)
    checked = _check(options, setup)
    findings = without_ignored(checked.findings, setup)
    fresh = _without_accepted(findings, options, setup)
    _write_report(options, Report(fresh, checked.files, setup.ruleset.by_code))
    failed = report_failures(checked.problems, checked.crashes)
    if not options.quiet:
        _summarize(fresh, len(findings) - len(fresh), checked)
    if failed:
        return failed
    return FOUND if _fails(fresh, setup.loaded.config.fail_level) and not options.exit_zero else OK


def _check(options: argparse.Namespace, setup: Setup) -> Checked:
    if options.stdin_filename or [str(path) for path in options.paths] == ["-"]:
        return check_documents([Raw(options.stdin_filename or "-", sys.stdin.buffer.read())], setup.ruleset)
    found: Found = files_of(options, setup.loaded)
    with Progress("checked", quiet=options.quiet) as progress:
        checked = check_files(found.files, setup.ruleset, progress)
    return checked._replace(problems=[*found.problems, *checked.problems])


def without_ignored(findings: Sequence[Located], setup: Setup) -> list[Located]:
    """Leave out what ``per-file-ignores`` names."""
    ignores = [
        (pattern, {rule.code for rule in select(setup.rules, chosen=selectors)})
        for pattern, selectors in setup.loaded.config.per_file_ignores.items()
    ]
    folder = setup.loaded.folder
    return [
        finding
        for finding in findings
        if not any(finding.code in codes and matches(Path(finding.filename), [glob], folder) for glob, codes in ignores)
    ]


def _without_accepted(findings: list[Located], options: argparse.Namespace, setup: Setup) -> list[Located]:
    """Leave out what the baseline accepts; tell of entries that nothing matches any more."""
    file = baseline_file(options, setup)
    if options.no_baseline or file is None:
        return numbered(findings)
    compared = baseline.compare(findings, baseline.read(file))
    return compared.new


def baseline_file(options: argparse.Namespace, setup: Setup) -> Path | None:
    """Return the baseline: ``--baseline`` as given, else the configured one in the folder of the configuration."""
    if options.baseline:
        return Path(options.baseline)
    named = setup.loaded.config.baseline
    return setup.loaded.folder / named if named else None


def _write_report(options: argparse.Namespace, report: Report) -> None:
    if options.output_file:
        with options.output_file.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            out.writelines(_pieces(options, report, Style()))
    else:
        sys.stdout.writelines(_pieces(options, report, style_for(sys.stdout, options.color)))


def _pieces(options: argparse.Namespace, report: Report, style: Style) -> Iterable[str]:
    if options.statistics:
        from corpuslint.report.statistics import statistics  # noqa: PLC0415 (one format is loaded, not all)

        return statistics(report, style, options.output_format)
    return renderer(options.output_format)(report, style)


def _summarize(fresh: Sequence[Located], accepted: int, checked: Checked) -> None:
    known = f" ({accepted} accepted by the baseline)" if accepted else ""
    if not fresh:
        tell(f"nothing to report in {checked.files} files{known}")
        return
    kinds = Counter(finding.fix.applicability for finding in fresh if finding.fix)
    dirty = len({finding.filename for finding in fresh})
    tell(
        f"{len(fresh)} findings in {dirty} of {checked.files} files{known}: "
        f"{kinds[Applicability.SAFE]} with a safe fix (corpuslint fix), "
        f"{kinds[Applicability.UNSAFE]} with an unsafe one (--unsafe-fixes)"
    )


def _fails(findings: Sequence[Located], level: str) -> bool:
    order = list(Severity)
    return any(order.index(finding.severity) <= order.index(Severity(level)) for finding in findings)
