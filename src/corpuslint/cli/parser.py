"""The parser of the command line."""

import argparse
import os
from collections.abc import Sequence
from importlib import import_module

from corpuslint import __version__
from corpuslint.cli import COMMANDS, plain
from corpuslint.language import LANGUAGES, say


def parser_for(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser; only the command that is named gets its options, so only its module is imported."""
    about = say("Find and repair damage in Chinese text corpora.")
    parser = argparse.ArgumentParser("corpuslint", description=about, formatter_class=_formatter, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"corpuslint {__version__}")
    _add_language(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title=say("commands"))
    named = _named(arguments)
    for name in [named] if named else COMMANDS:  # the parsers of the others would cost 5 ms
        summary = COMMANDS[name]
        command = commands.add_parser(
            name, help=say(summary), description=say(summary), formatter_class=_formatter, allow_abbrev=False
        )
        if name == named:
            module = import_module(f"corpuslint.cli.{name}")
            module.add_options(command)
            _add_language(command)
            command.set_defaults(run=module.run)
            plain.note(name, command)
    return parser


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Return what lays out help; argparse asks for it with each option, and would import shutil (3 ms) to know it."""
    columns = os.environ.get("COLUMNS", "")
    try:
        width = int(columns) if columns.isdecimal() else os.get_terminal_size(1).columns
    except OSError:  # standard output is no terminal
        width = 80
    return argparse.HelpFormatter(prog, width=max(width, 20) - 2)


def _named(arguments: Sequence[str]) -> str:
    """Return the command that is named; empty if it is none, or help is asked for before it."""
    words = [word for before, word in zip(("", *arguments), arguments, strict=False) if before != "--lang"]
    first = next((word for word in words if not word.startswith("-") or word in ("-h", "--help")), "")
    return first if first in COMMANDS else ""


def _add_language(parser: argparse.ArgumentParser) -> None:
    # the value is read by language.choose, before there is a parser
    parser.add_argument("--lang", choices=LANGUAGES, help=say("the language of messages (default: of the locale)"))
