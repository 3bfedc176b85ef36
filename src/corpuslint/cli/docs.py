"""``corpuslint docs DIR``: write the manual as a web site."""

import argparse
from pathlib import Path

from corpuslint.cli import OK, UsageError
from corpuslint.cli.setup import tell
from corpuslint.language import count, say
from corpuslint.paths import shown


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=say("where to; made if it does not exist"))


def run(options: argparse.Namespace) -> int:
    """Write the pages."""
    from corpuslint.manual import site  # noqa: PLC0415 (loads a Markdown parser)

    if options.folder.exists() and not options.folder.is_dir():
        raise UsageError(shown(options.folder), say("is no folder"))
    number = 0
    for path, content in site():
        file = options.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="\n")
        number += 1
    tell(say("wrote {pages} into {folder}", pages=count(number, "page"), folder=shown(options.folder)))
    return OK
