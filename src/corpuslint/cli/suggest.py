"""``corpuslint suggest``: propose a glossary from the corpus, for a person to edit."""

import argparse
import sys
from pathlib import Path

from corpuslint.checking.check import read
from corpuslint.cli import OK
from corpuslint.cli.options import add_configuration, add_paths
from corpuslint.cli.setup import files_of, load_config, report_failures
from corpuslint.language import say
from corpuslint.setup.discover import Problem
from corpuslint.source import Raw
from corpuslint.suggest import as_toml, propose


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_configuration(parser)
    parser.add_argument("-o", "--output-file", type=Path, metavar="FILE", help=say("write the proposal to a file"))


def run(options: argparse.Namespace) -> int:
    """Print names that are written in several ways as TOML; nothing of the corpus is changed."""
    found = files_of(options, load_config(options))
    read_files = [read(path) for path in found.files]
    documents = [raw for raw in read_files if isinstance(raw, Raw)]
    toml = as_toml(propose(documents))
    if options.output_file:
        options.output_file.write_text(toml, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(toml)
    return report_failures([*found.problems, *(raw for raw in read_files if isinstance(raw, Problem))], []) or OK
