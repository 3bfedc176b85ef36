"""``corpuslint baseline``: accept today's findings."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from corpuslint import baseline
from corpuslint.baseline import Entry, Run
from corpuslint.checking.check import check_files
from corpuslint.cli import OK
from corpuslint.cli.options import add_paths, add_selection, add_talk
from corpuslint.cli.progress import Progress
from corpuslint.cli.setup import baseline_file, files_of, how, prepare, report_failures, tell
from corpuslint.language import count, say
from corpuslint.report.contract import dumps
from corpuslint.report.located import Located
from corpuslint.setup.config import Loaded
from corpuslint.setup.discover import shown

DEFAULT = "corpuslint-baseline.json"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_selection(parser)
    file = say("the file to write (default: as configured, else {name})", name=DEFAULT)
    parser.add_argument("--baseline", type=Path, metavar="FILE", help=file)
    parser.add_argument("--prune", action="store_true", help=say("only drop entries that nothing matches any more"))
    add_talk(parser)


def run(options: argparse.Namespace) -> int:
    """Write the baseline; entries of files and rules that this run did not look at stay as they are."""
    setup = prepare(options)
    file = baseline_file(options, setup.loaded) or Path(DEFAULT)
    found = files_of(options, setup.loaded)
    with Progress(say("checked"), quiet=options.quiet) as progress:
        means = how(options, setup.loaded.config)
        checked = check_files(found.files, setup.ruleset, progress, **means.of_check())
    failed = report_failures([*found.problems, *checked.problems], checked.crashes)
    if failed:
        tell(say("no baseline was written; put right what is named above, or leave it out with `exclude`"))
        return failed
    known = baseline.read(file) if options.prune or file.exists() else []
    reach = Run([shown(path) for path in found.files], setup.ruleset.wanted)
    entries = (
        _pruned(checked.findings, known, file, reach)
        if options.prune
        else _renewed(checked.findings, known, file, reach)
    )
    baseline.write(file, entries)
    if not options.quiet:
        what = say("{file} accepts {findings}", file=shown(file), findings=count(len(entries), "finding"))
        dropped = len(known) - len(entries)
        tell(what + (say(", {number} fewer than before", number=dropped) if dropped > 0 else ""))
        _tell_use(setup.loaded, file)
    return OK


def _tell_use(loaded: Loaded, file: Path) -> None:
    """Tell how ``check`` comes to know of the baseline, where the configuration does not name it."""
    configured = baseline_file(argparse.Namespace(baseline=None), loaded)
    if configured is not None and file.absolute() == configured.absolute():
        return
    folder = loaded.folder if loaded.file else Path.cwd()
    name = os.path.relpath(file, folder).replace(os.sep, "/")
    config = shown(loaded.file or folder / "corpuslint.toml")
    text = "`check` heeds it with `--baseline {file}`, or always with `baseline = {name}` in {config}"
    tell(say(text, file=shown(file), name=dumps(name), config=config))


def _pruned(findings: Sequence[Located], known: list[Entry], file: Path, reach: Run) -> list[Entry]:
    stale = baseline.compare(findings, known, file, reach).stale
    left = list(known)
    for entry in stale:
        left.remove(entry)
    return left


def _renewed(findings: Sequence[Located], known: list[Entry], file: Path, reach: Run) -> list[Entry]:
    judged = set(baseline.within(known, file, reach))
    return [*(entry for entry in known if entry not in judged), *baseline.accept(findings, file)]
