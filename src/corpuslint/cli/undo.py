"""``corpuslint undo [DIR]``: put the source text back from the record."""

import argparse

from corpuslint.cli import FAILED, OK
from corpuslint.cli.options import add_record
from corpuslint.cli.setup import tell
from corpuslint.fixing.undo import record_of, refusals, restore
from corpuslint.language import count, say
from corpuslint.paths import shown


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_record(parser)
    parser.add_argument(
        "--skip-changed",
        action="store_true",
        help=say("leave files that changed since as they are; restore the others"),
    )


def run(options: argparse.Namespace) -> int:
    """Undo the last fix; 2 where a file changed since, and then nothing is touched."""
    record = record_of(options.folder, latest=True)
    refused = list(refusals(record))
    for problem in refused:
        tell(f"error: {problem.path}: {problem.message}")
    if refused and not options.skip_changed:
        tell(say("nothing was undone; --skip-changed restores the other files"))
        return FAILED
    restored = restore(record, skip=bool(refused))
    if not options.quiet:
        where = say("of the last fix in place") if record.in_place else say("of the cleaned corpus")
        tell(
            say(
                "{files} {where} restored in {folder}",
                files=count(restored, "file"),
                where=where,
                folder=shown(record.home),
            )
        )
    return FAILED if refused else OK
