"""``corpuslint fix``: apply safe fixes, in place, as a diff, or into a cleaned corpus."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpuslint.checking.pool import workers
from corpuslint.cli import FAILED, FOUND, OK, UsageError
from corpuslint.cli.options import add_speed
from corpuslint.cli.progress import Progress
from corpuslint.cli.setup import Setup, add_paths, add_selection, files_of, how, prepare, report_failures, tell
from corpuslint.containers import has_records
from corpuslint.finding import Applicability
from corpuslint.fixing import cleaned, inplace
from corpuslint.fixing.boxes import Box
from corpuslint.fixing.diff import unified
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import Shelf, fix_all, fix_shelf
from corpuslint.fixing.intake import Manner, Taken, take
from corpuslint.fixing.written import Item, text_of
from corpuslint.language import count, say
from corpuslint.paths import shown
from corpuslint.report.style import no_commands, printable
from corpuslint.setup.discover import Problem
from corpuslint.source import Raw
from corpuslint.typed import NamedTuple


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.epilog = say("The baseline hides findings from reports, not from fixes: what it accepted is fixed, too.")
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
    add_speed(parser, cache=False)
    parser.add_argument("-q", "--quiet", action="store_true", help=say("no summary and no progress"))
    parser.add_argument(
        "--stdin-filename", metavar="NAME", help=say("fix standard input as the file NAME; the text goes to stdout")
    )


def run(options: argparse.Namespace) -> int:
    """Fix and report; see :mod:`corpuslint.cli` for the exit status."""
    setup = prepare(options, guarded=True)
    if options.stdin_filename or [str(path) for path in options.paths] == ["-"]:
        return _fix_stdin(options, setup)
    paths = options.paths or [Path()]
    into_corpus = options.output and not options.diff
    home = inplace.common_folder(paths) if options.output else inplace.home_of(paths)
    if into_corpus:
        if not any(path.exists() for path in paths):  # no folder is made for nothing
            return report_failures(files_of(options, setup.loaded).problems, [])
        cleaned.prepare(options.output, [path for path in paths if path.exists()])
    items, problems, unread = _fixed(options, setup, home)
    crashes = sorted({crash for draft in _each(items) for crash in draft.crashes})
    if options.diff:
        with no_commands(sys.stdout):
            changed = _show(_each(items), quiet=options.quiet)
        return report_failures(problems, crashes) or (FOUND if changed else OK)
    problems += cleaned.write(options.output, items, unread) if into_corpus else _in_place(home, items)
    if not options.quiet:
        _summarize(items, options, home)
    if unread and into_corpus and not options.quiet:
        tell(say("{files} that cannot be read: copied as they are", files=count(len(unread), "file")))
    return FAILED if report_failures(problems, crashes) else OK


def _fixed(options: argparse.Namespace, setup: Setup, home: Path) -> Taken:
    """Return the files of the corpus, brought to their fixed point."""
    found = files_of(options, setup.loaded, avoid=options.output)
    means = how(options, setup.loaded.config)
    with Progress(say("read"), quiet=options.quiet) as progress:
        manner = Manner(means.field, means.jobs, means.run, progress)
        taken = take(found.files, home, setup.ruleset, manner)
    drafts = taken.drafts
    jobs = workers(means.jobs, sum(draft.size for draft in drafts if draft.live))
    shelf = Shelf(drafts, taken.boxes, means.visits, jobs)
    with Progress(say("fixed"), say("steps"), quiet=options.quiet) as progress:
        fix_shelf(shelf, setup.ruleset, unsafe=options.unsafe_fixes, progress=progress)
    return taken._replace(problems=[*found.problems, *taken.problems])


def _fix_stdin(options: argparse.Namespace, setup: Setup) -> int:
    """Fix standard input as one document; its text goes to standard output, changed or not."""
    if options.output:
        raise UsageError(say("--output cannot be used with standard input"))
    name = options.stdin_filename or "-"
    if has_records(name):
        raise UsageError(say("{name}: records cannot be fixed on standard input; name a file", name=shown(name)))
    data = sys.stdin.buffer.read()
    draft = Draft(Raw(shown(name), data), setup.ruleset)
    fix_all([draft], setup.ruleset, unsafe=options.unsafe_fixes)
    fixes = draft.changed and not draft.obstacle
    if options.diff:
        with no_commands(sys.stdout):
            _show([draft], quiet=options.quiet)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(text_of(draft) if fixes else data)
    if report_failures([], draft.crashes):
        return FAILED
    return FOUND if options.diff and fixes else OK


def _each(items: Sequence[Item | Box]) -> Iterator[Draft]:
    """Yield the drafts of all files."""
    for item in items:
        if isinstance(item, Box):
            yield from (each.draft for each in item.items())
        else:
            yield item.draft


def _in_place(home: Path, items: Sequence[Item | Box]) -> list[Problem]:
    problems, notes = inplace.write(home, items)
    for note in notes:
        tell(say("note: {note}", note=note))
    return problems


def _show(drafts: Iterable[Draft], *, quiet: bool) -> bool:
    changed = False
    for draft in drafts:
        if draft.changed and not draft.obstacle:
            changed = True
            name = draft.path if draft.record is None else f"{draft.path}:{draft.record}"
            lines = unified(name, draft.source, draft.document.text)
            # a patch must say exactly what changes; a terminal must not obey the corpus
            sys.stdout.writelines(map(_drawn, lines) if sys.stdout.isatty() else lines)
            if draft.recode and not quiet:  # which a patch of the text cannot show
                tell(say("{file}: its bytes become UTF-8 without a byte order mark", file=name))
    return changed


def _drawn(line: str) -> str:
    return printable(line.removesuffix("\n")) + "\n"


class _Sums(NamedTuple):
    """What a fix did and left."""

    edits: Counter[Applicability]
    left: Counter[Applicability | None]
    """Of the findings that are left: how far their fixes may be trusted."""
    edited: int
    """Files."""


def _summed(items: Sequence[Item | Box]) -> _Sums:
    sums = _Sums(Counter(), Counter(), sum(item.changed for item in items))
    for draft in _each(items):
        sums.edits.update(change.applicability for change in draft.changes)
        sums.left.update(finding.fix.applicability if finding.fix else None for finding in draft.findings)
    return sums


def _summarize(items: Sequence[Item | Box], options: argparse.Namespace, home: Path) -> None:
    sums = _summed(items)
    where = say(" into {folder}", folder=shown(options.output)) if options.output else ""
    tell(
        say(
            "{edits} ({safe} safe, {unsafe} unsafe) in {edited} of {files}{where}",
            edits=count(sums.edits.total(), "edit"),
            safe=sums.edits[Applicability.SAFE],
            unsafe=sums.edits[Applicability.UNSAFE],
            edited=sums.edited,
            files=count(len(items), "file"),
            where=where,
        )
    )
    _tell_left(sums.left)
    _tell_record(options, home, changed=bool(sums.edited))


def _tell_left(left: Counter[Applicability | None]) -> None:
    if left:
        unsafe = left[Applicability.UNSAFE]
        hint = say("; {unsafe} with an unsafe fix (--unsafe-fixes)", unsafe=unsafe) if unsafe else ""
        found = count(left.total(), "finding")
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
