"""``corpuslint verify [DIR]``: replay the record of a cleaned corpus, or of the last fix in place."""

import argparse
from pathlib import Path

from corpuslint.cli import FOUND, OK
from corpuslint.cli.options import add_record
from corpuslint.cli.setup import tell
from corpuslint.fixing.undo import record_of
from corpuslint.fixing.unread import is_unread
from corpuslint.fixing.verify import verify
from corpuslint.language import count, say
from corpuslint.paths import shown
from corpuslint.report.style import printable


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_record(parser)
    parser.add_argument(
        "--source", type=Path, metavar="FOLDER", help=say("the folder of the source, where it or DIR was moved")
    )


def run(options: argparse.Namespace) -> int:
    """Verify; 1 where record, source and written text disagree."""
    record = record_of(options.folder, latest=False)._replace(source=options.source)
    found = False
    for problem in verify(record):
        found = True
        print(printable(f"{problem.path}: {problem.message}"))
    if found:
        return FOUND
    if not options.quiet:
        unread = sum(is_unread(row) for row, *_ in record.files())
        if unread:
            tell(say("{files} could not be read: copies, and not cleaned", files=count(unread, "file")))
        tell(
            say("{folder}: source + record = written text, and back, for every document", folder=shown(options.folder))
        )
    return OK
