"""``corpuslint verify DIR``: replay the record of a cleaned corpus against its source."""

import argparse
from pathlib import Path

from corpuslint import cleaned
from corpuslint.cli import FOUND, OK
from corpuslint.cli.setup import tell
from corpuslint.discover import shown


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a cleaned corpus: the DIR of `fix --output DIR`")
    parser.add_argument("-q", "--quiet", action="store_true", help="no summary")


def run(options: argparse.Namespace) -> int:
    """Verify; 1 where record, source and cleaned text disagree."""
    problems = cleaned.verify(options.folder)
    for problem in problems:
        print(f"{problem.path}: {problem.message}")
    if problems:
        return FOUND
    if not options.quiet:
        tell(f"{shown(options.folder)}: source + record = cleaned text, and back, for every document")
    return OK
