"""The command line: ``corpuslint COMMAND``. Nothing heavy is imported before the command is known."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from corpuslint import __version__

COMMANDS = {
    "check": "report findings; writes nothing",
    "fix": "apply safe fixes",
    "verify": "replay the record of a cleaned corpus against its source",
    "undo": "put the source text back from the record",
    "explain": "print a rule's page",
    "rules": "list the rules",
    "baseline": "accept today's findings",
    "suggest": "propose a glossary from the corpus",
    "init": "start a configuration and hooks",
    "config": "show the effective configuration",
    "lsp": "run the language server",
}

OK, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: nothing to report; findings; usage, input, configuration or a rule that crashed; Ctrl-C."""


class UsageError(Exception):
    """The command cannot run as asked; the message says why and what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # a console of another code page must not crash a report (and a corpus may hold lone surrogates)
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(arguments)
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return FAILED
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader went away (`| head`): not our failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        from corpuslint.cli.setup import expected  # noqa: PLC0415 (only on failure)

        if not expected(error):
            raise
        print(f"corpuslint: {error}", file=sys.stderr)
        return FAILED
    return status


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser; only the command that is named gets its options, so only its module is imported."""
    parser = argparse.ArgumentParser(
        prog="corpuslint", description="Find and repair damage in Chinese text corpora.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"corpuslint {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    named = next((word for word in arguments if not word.startswith("-")), "")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        if name == named:
            module = import_module(f"corpuslint.cli.{name}")
            module.add_options(command)
            command.set_defaults(run=module.run)
    return parser
