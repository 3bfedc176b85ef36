"""``corpuslint fix``: apply safe fixes, in place, as a diff, or into a cleaned corpus."""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpuslint import atomic, cleaned
from corpuslint.check import read
from corpuslint.cleaned import Item
from corpuslint.cli import FAILED, FOUND, OK
from corpuslint.cli.progress import Progress
from corpuslint.cli.setup import Setup, add_paths, add_selection, files_of, prepare, report_failures, tell
from corpuslint.decode import encode
from corpuslint.diff import unified
from corpuslint.discover import Problem, shown
from corpuslint.finding import Applicability
from corpuslint.fix import Draft, fix_all


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_selection(parser)
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help="apply unsafe fixes too: likely right, worth a look"
    )
    parser.add_argument(
        "--diff", action="store_true", help="show what would change and write nothing; exit 1 if anything"
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="leave the source alone; write the cleaned corpus to DIR"
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="no summary and no progress")


def run(options: argparse.Namespace) -> int:
    """Fix and report; see :mod:`corpuslint.cli` for the exit status."""
    setup = prepare(options, guarded=True)
    if options.output and not options.diff:
        cleaned.prepare(options.output, options.paths or [Path()])
    items, problems = _items(options, setup)
    with Progress("fixed", quiet=options.quiet):
        fix_all([item.draft for item in items], setup.ruleset, unsafe=options.unsafe_fixes)
    crashes = sorted({crash for item in items for crash in item.draft.crashes})
    if options.diff:
        changed = _show(items)
        return report_failures(problems, crashes) or (FOUND if changed else OK)
    problems += cleaned.write(options.output, items) if options.output else _write_in_place(items)
    if not options.quiet:
        _summarize(items, options)
    return FAILED if report_failures(problems, crashes) else OK


def _items(options: argparse.Namespace, setup: Setup) -> tuple[list[Item], list[Problem]]:
    """Read the files of the corpus."""
    found = files_of(options, setup.loaded, avoid=options.output)
    problems, items = list(found.problems), []
    root = _common_folder(options.paths or [Path()])
    for file in found.files:
        raw = read(file)
        if isinstance(raw, Problem):
            problems.append(raw)
        else:
            place = os.path.relpath(file.absolute(), root).replace(os.sep, "/")
            items.append(Item(file, place, raw.data, Draft(raw, setup.ruleset)))
    return items, problems


def _common_folder(paths: Sequence[Path]) -> Path:
    """Return the folder that the places in a cleaned corpus are relative to: the one all PATHs share."""
    folders = [path.absolute() if path.is_dir() else path.absolute().parent for path in paths]
    return Path(os.path.commonpath(folders))


def _writable(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """Yield the documents that may be written and change, with their new text."""
    for item in items:
        draft = item.draft
        if draft.changed and draft.document.decoded.certain and not draft.crashes:
            yield item, draft.document.text


def _show(items: Sequence[Item]) -> bool:
    changed = False
    for item, text in _writable(items):
        changed = True
        sys.stdout.writelines(unified(shown(item.source), item.draft.source, text))
    return changed


def _write_in_place(items: Sequence[Item]) -> list[Problem]:
    problems = []
    for item, text in _writable(items):
        decoded = item.draft.document.decoded
        recode = item.draft.recode
        try:
            data = encode(text, "utf-8" if recode else decoded.encoding, b"" if recode else decoded.bom)
            atomic.write(item.source, data)
        except UnicodeEncodeError as error:
            lacking = f"its encoding {decoded.encoding} has no {text[error.start]!r}, which a fix needs"
            problems.append(Problem(shown(item.source), f"not written: {lacking}; convert it to UTF-8 (ENC001) first"))
        except OSError as error:
            problems.append(Problem(shown(item.source), f"cannot be written: {error.strerror}; it is as it was"))
    return problems


def _summarize(items: Sequence[Item], options: argparse.Namespace) -> None:
    changes = [change for item in items for change in item.draft.changes]
    safe = sum(change.applicability is Applicability.SAFE for change in changes)
    edited = sum(item.draft.changed for item in items)
    where = f" into {shown(options.output)}" if options.output else ""
    tell(f"{len(changes)} edits ({safe} safe, {len(changes) - safe} unsafe) in {edited} of {len(items)} files{where}")
    left = [finding for item in items for finding in item.draft.findings]
    if left:
        offered = Counter(finding.fix.applicability for finding in left if finding.fix)
        hint = f"; {offered[Applicability.UNSAFE]} have an unsafe fix (--unsafe-fixes)" if offered else ""
        tell(f"{len(left)} findings are left{hint}; `corpuslint check` lists them")
    if options.output:
        tell(f"`corpuslint verify {shown(options.output)}` replays the record in {cleaned.FOLDER}/{cleaned.EDITS}")
