"""``corpuslint suggest``: propose a glossary from the corpus, for a person to edit."""

import argparse
import sys
from pathlib import Path

from corpuslint.checking.check import documents_of
from corpuslint.cli import OK
from corpuslint.cli.options import add_configuration, add_paths, add_text_field
from corpuslint.cli.setup import files_of, load_config, report_failures
from corpuslint.language import say
from corpuslint.suggest import as_toml, propose


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_paths(parser)
    add_configuration(parser)
    add_text_field(parser)
    parser.add_argument("-o", "--output-file", type=Path, metavar="FILE", help=say("write the proposal to a file"))


def run(options: argparse.Namespace) -> int:
    """Print names that are written in several ways as TOML; nothing of the corpus is changed."""
    loaded = load_config(options)
    found = files_of(options, loaded)
    problems = list(found.problems)
    toml = as_toml(propose(documents_of(found.files, loaded.config.text_field, problems)))
    if options.output_file:
        options.output_file.write_text(toml, encoding="utf-8", newline="\n")
    else:
        sys.stdout.write(toml)
    return report_failures(problems, []) or OK
