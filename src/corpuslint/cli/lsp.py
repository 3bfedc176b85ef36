"""``corpuslint lsp``: run the language server on standard input and output."""

import argparse

from corpuslint.cli import OK, UsageError
from corpuslint.language import say


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("--stdio", action="store_true", help=say("talk over standard input and output (the default)"))


def run(_options: argparse.Namespace) -> int:
    """Serve until the editor says goodbye."""
    try:
        from corpuslint.lsp import server  # noqa: PLC0415 (an extra: 280 ms)
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise UsageError(say("the language server needs pygls: python -m pip install 'pygls>=2'")) from error
    server.start_io()
    return OK
