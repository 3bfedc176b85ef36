"""``corpuslint fix``: apply safe fixes, in place, as a diff, or into a cleaned corpus."""

import argparse
import errno
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpuslint import cleaned, inplace
from corpuslint.check import read
from corpuslint.cli import FAILED, FOUND, OK
from corpuslint.cli.progress import Progress
from corpuslint.cli.setup import Setup, add_paths, add_selection, files_of, prepare, report_failures, tell
from corpuslint.containers import is_container
from corpuslint.diff import unified
from corpuslint.discover import Problem
from corpuslint.draft import Draft, Load
from corpuslint.finding import Applicability
from corpuslint.fix import fix_all
from corpuslint.language import count, say
from corpuslint.paths import shown
from corpuslint.replay import digest
from corpuslint.report.style import no_commands, printable
from corpuslint.written import Item


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_selection(parser)
    flags = {
        "--unsafe-fixes": "apply unsafe fixes too: likely right, worth a look",
        "--diff": "show what would change and write nothing; exit 1 if anything",
    }
    for flag, summary in flags.items():
        parser.add_argument(flag, action="store_true", help=say(summary))
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help=say("leave the source alone; write the cleaned corpus to DIR")
    )
    parser.add_argument("-q", "--quiet", action="store_true", help=say("no summary and no progress"))


def run(options: argparse.Namespace) -> int:
    """Fix and report; see :mod:`corpuslint.cli` for the exit status."""
    setup = prepare(options, guarded=True)
    paths = options.paths or [Path()]
    into_corpus = options.output and not options.diff
    home = inplace.common_folder(paths) if options.output else inplace.home_of(paths)
    if into_corpus:
        cleaned.prepare(options.output, [path for path in paths if path.exists()])
    items, problems = _items(options, setup, home)
    with Progress("fixed", quiet=options.quiet) as progress:
        fix_all([item.draft for item in items], setup.ruleset, unsafe=options.unsafe_fixes, progress=progress)
    crashes = sorted({crash for item in items for crash in item.draft.crashes})
    if options.diff:
        with no_commands(sys.stdout):
            changed = _show(items)
        return report_failures(problems, crashes) or (FOUND if changed else OK)
    problems += cleaned.write(options.output, items) if into_corpus else _in_place(home, items)
    if not options.quiet:
        _summarize(items, options, home)
    return FAILED if report_failures(problems, crashes) else OK


def _items(options: argparse.Namespace, setup: Setup, home: Path) -> tuple[list[Item], list[Problem]]:
    """Read the files of the corpus; the text of those in which nothing fires is not kept."""
    found = files_of(options, setup.loaded, avoid=options.output)
    problems, items = list(found.problems), []
    for file in found.files:
        if is_container(file.name):
            problems.append(Problem(shown(file), say("not fixed: `fix` writes plain text only; `check` reads it")))
            continue
        raw = read(file)
        if isinstance(raw, Problem):
            problems.append(raw)
            continue
        draft = Draft(raw, setup.ruleset)
        draft.reread_by(_rereading(file, digest(raw.data)))
        items.append(Item(file, os.path.relpath(file, home).replace(os.sep, "/"), draft))
    return items, problems


def _in_place(home: Path, items: Sequence[Item]) -> list[Problem]:
    problems, notes = inplace.write(home, items)
    for note in notes:
        tell(say("note: {note}", note=note))
    return problems


def _rereading(file: Path, known: str) -> Load:
    """Return how to read a file again, sure that it is as it was."""

    def load() -> bytes:
        data = file.read_bytes()
        if digest(data) != known:
            raise OSError(errno.EBUSY, "it has changed since it was read", os.fspath(file))
        return data

    return load


def _show(items: Sequence[Item]) -> bool:
    changed = False
    for item in items:
        if item.draft.changed and not item.draft.obstacle:
            changed = True
            lines = unified(shown(item.source), item.draft.source, item.draft.document.text)
            # a patch must say exactly what changes; a terminal must not obey the corpus
            sys.stdout.writelines(map(_drawn, lines) if sys.stdout.isatty() else lines)
    return changed


def _drawn(line: str) -> str:
    return printable(line.removesuffix("\n")) + "\n"


def _summarize(items: Sequence[Item], options: argparse.Namespace, home: Path) -> None:
    changes = [change for item in items for change in item.draft.changes]
    safe = sum(change.applicability is Applicability.SAFE for change in changes)
    edited = sum(item.draft.changed for item in items)
    where = say(" into {folder}", folder=shown(options.output)) if options.output else ""
    tell(
        say(
            "{edits} ({safe} safe, {unsafe} unsafe) in {edited} of {files}{where}",
            edits=count(len(changes), "edit"),
            safe=safe,
            unsafe=len(changes) - safe,
            edited=edited,
            files=count(len(items), "file"),
            where=where,
        )
    )
    _tell_left(items)
    _tell_record(options, home, changed=bool(edited))


def _tell_left(items: Sequence[Item]) -> None:
    left = [finding for item in items for finding in item.draft.findings]
    if left:
        unsafe = Counter(finding.fix.applicability for finding in left if finding.fix)[Applicability.UNSAFE]
        hint = say("; {unsafe} have an unsafe fix (--unsafe-fixes)", unsafe=unsafe) if unsafe else ""
        found = count(len(left), "finding")
        tell(say("{found} left{hint}; `corpuslint check` lists them", found=found, hint=hint))


def _tell_record(options: argparse.Namespace, home: Path, *, changed: bool) -> None:
    if options.output:
        folder = shown(options.output)
        tell(
            say("`corpuslint verify {folder}` replays the record; `undo {folder}` gives the source back", folder=folder)
        )
    elif changed:
        folder = "" if home == Path.cwd() else f" {shown(home)}"
        tell(say("`corpuslint undo{folder}` takes it back", folder=folder))
