"""``corpuslint check``: report findings; writes nothing."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpuslint.checking.check import Checked, check_documents, check_files
from corpuslint.cli import FOUND, OK
from corpuslint.cli.options import add_color, add_paths, add_selection, add_speed
from corpuslint.cli.progress import Progress
from corpuslint.cli.setup import Setup, baseline_file, files_of, how, prepare, report_failures, tell
from corpuslint.finding import Applicability, Severity
from corpuslint.language import count, say
from corpuslint.paths import matches
from corpuslint.report import FORMATS, renderer
from corpuslint.report.located import Located, Report, briefs, numbered
from corpuslint.report.style import Style, style_for
from corpuslint.setup.discover import shown
from corpuslint.source import Raw
from corpuslint.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse  # 2 ms


class Run(NamedTuple):
    """A finished check: what was looked at and what came of it."""

    setup: Setup
    files: Sequence[Path]
    checked: Checked
    idle: Sequence[tuple[Path, int, str]]
    """Patterns of ``.corpuslintignore`` that left nothing out."""
    whole: bool
    """Whether the folder of the configuration, and so all that its patterns speak of, was walked."""


def add_options(parser: "argparse.ArgumentParser") -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_selection(parser)
    add_speed(parser)
    output = parser.add_argument_group(say("output"))
    output.add_argument("--output-format", choices=FORMATS, default="full", metavar="FORMAT", help=", ".join(FORMATS))
    output.add_argument("-o", "--output-file", type=Path, metavar="FILE", help=say("write the report to a file"))
    output.add_argument("--statistics", action="store_true", help=say("count findings by rule; do not list them"))
    add_color(output)
    output.add_argument("-q", "--quiet", action="store_true", help=say("no summary, warnings and progress"))
    output.add_argument("-v", "--verbose", action="store_true", help=say("tell which configuration and rules are used"))
    accepted = parser.add_argument_group(say("accepted findings"))
    accepted.add_argument(
        "--baseline", type=Path, metavar="FILE", help=say("report only what this baseline has not accepted")
    )
    accepted.add_argument("--no-baseline", action="store_true", help=say("report what the baseline accepts, too"))
    status = parser.add_argument_group(say("exit status"))
    status.add_argument("--exit-zero", action="store_true", help=say("exit 0 even with findings"))
    levels = [str(level) for level in Severity]
    status.add_argument("--fail-level", choices=levels, help=say("exit 1 only from this severity on"))
    parser.add_argument("--stdin-filename", metavar="NAME", help=say("check standard input as the file NAME"))


def run(options: "argparse.Namespace") -> int:
    """Check and report; see :mod:`corpuslint.cli` for the exit status."""
    setup = prepare(options)
    done = _check(options, setup)
    fresh = _fresh(done, options)
    report = Report(fresh, done.checked.files, setup.ruleset.by_code)
    _write_report(options, report)
    failed = report_failures(done.checked.problems, done.checked.crashes)
    if not options.quiet:
        _warn_of_unused(done)
        if fresh or (report.files and not failed):  # «nothing to report» is not for a run that could not look
            _summarize(report, len(done.checked.findings) - len(fresh))
    if failed:
        return failed
    return FOUND if _fails(fresh, setup.loaded.config.fail_level) and not options.exit_zero else OK


def _check(options: "argparse.Namespace", setup: Setup) -> Run:
    if options.stdin_filename or [str(path) for path in options.paths] == ["-"]:
        name = options.stdin_filename or "-"
        checked = check_documents([Raw(shown(name), sys.stdin.buffer.read())], setup.ruleset)
        return Run(setup, [Path(name)], checked, (), whole=False)
    found = files_of(options, setup.loaded)
    with Progress(say("checked"), quiet=options.quiet) as progress:
        means = how(options, setup.loaded.config)
        checked = check_files(found.files, setup.ruleset, progress, **means.of_check())
    folders = {path.absolute() for path in options.paths or [Path()]}
    whole = setup.loaded.folder.absolute() in folders and options.scope == "all"
    checked = checked._replace(problems=[*found.problems, *checked.problems])
    return Run(setup, found.files, checked, found.idle, whole)


def _fresh(done: Run, options: "argparse.Namespace") -> Sequence[Located]:
    """Return what the baseline has not accepted; tell of its entries that nothing matches any more."""
    file = baseline_file(options, done.setup.loaded)
    if options.no_baseline or file is None:
        return numbered(done.checked.findings)
    if not options.baseline and not file.exists():  # `corpuslint init` names one that is yet to be made
        if done.checked.findings and not options.quiet:
            tell(say("note: {file} is not there yet; `corpuslint baseline` makes it", file=shown(file)))
        return numbered(done.checked.findings)
    from corpuslint import baseline  # noqa: PLC0415 (a run without one need not load it)

    reach = baseline.Run([shown(path) for path in done.files], done.setup.ruleset.wanted)
    compared = baseline.compare(done.checked.findings, baseline.read(file), file, reach)
    if compared.stale and not options.quiet:
        entries = count(len(compared.stale), "accepted finding")
        first = f"{compared.stale[0].code} {compared.stale[0].filename}"
        text = "warning: {file}: {entries} no longer there ({first}, …); run `corpuslint baseline --prune`"
        tell(say(text, file=shown(file), entries=entries, first=first))
    return compared.new


def _warn_of_unused(done: Run) -> None:
    for path, row, selector in done.checked.unused:
        text = "warning: {path}:{row}: `corpuslint: off {selector}` silences nothing"
        tell(say(text, path=path, row=row, selector=selector))
    for file, row, pattern in done.idle:
        place = f"{shown(file)}:{row}"
        tell(say("warning: {place}: `{pattern}` fits no file", place=place, pattern=pattern))
    silent = [pattern for pattern in done.setup.ruleset.ignores.patterns if pattern not in done.checked.used]
    names = [shown(path) for path in done.files] if silent and done.whole else []
    for pattern in silent if done.whole else ():
        place = done.setup.loaded.origin("per-file-ignores", pattern)
        fits = any(matches(name, [pattern], done.setup.loaded.folder) for name in names)
        idle, unfit = "warning: {place}: `{pattern}` silences nothing", "warning: {place}: `{pattern}` fits no file"
        tell(say(idle if fits else unfit, place=place, pattern=pattern))


def _write_report(options: "argparse.Namespace", report: Report) -> None:
    if options.output_file:
        with options.output_file.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            out.writelines(_pieces(options, report, Style()))
    else:
        sys.stdout.writelines(_pieces(options, report, style_for(sys.stdout, options.color)))


def _pieces(options: "argparse.Namespace", report: Report, style: Style) -> Iterable[str]:
    if options.statistics:
        from corpuslint.report.statistics import statistics  # noqa: PLC0415 (one format is loaded, not all)

        return statistics(report, style, options.output_format)
    return renderer(options.output_format)(report, style)


def _summarize(report: Report, accepted: int) -> None:
    files = count(report.files, "file")
    known = say(" ({number} accepted by the baseline)", number=accepted) if accepted else ""
    if not report.findings:
        tell(say("nothing to report in {files}", files=files) + known)
        return
    kinds: Counter[str] = Counter()
    for brief in briefs(report.findings):
        kinds[brief.applicability] += brief.times
    dirty = len({brief.filename for brief in briefs(report.findings)})
    found = count(len(report.findings), "finding")
    text = say("{found} in {dirty} of {files}", found=found, dirty=dirty, files=files) + known
    if kinds[Applicability.SAFE]:
        text += say("; {number} with a safe fix (`corpuslint fix`)", number=kinds[Applicability.SAFE])
    if kinds[Applicability.UNSAFE]:
        text += say("; {number} with an unsafe fix (`--unsafe-fixes`)", number=kinds[Applicability.UNSAFE])
    tell(text)


def _fails(findings: Sequence[Located], level: str) -> bool:
    order = list(Severity)
    return any(order.index(Severity(brief.severity)) <= order.index(Severity(level)) for brief in briefs(findings))
