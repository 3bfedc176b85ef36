"""The command line: ``corpuslint COMMAND``. Nothing heavy is imported before the command is known."""

import errno
import gc
import os
import sys
from collections.abc import Sequence

from corpuslint import compiled, language
from corpuslint.budget import enforce
from corpuslint.cli import plain
from corpuslint.language import say
from corpuslint.typed import Any

COMMANDS = {
    "check": "report findings; writes nothing",
    "fix": "apply safe fixes",
    "verify": "replay the record of a cleaned corpus against its source",
    "undo": "put the source text back from the record",
    "explain": "print a rule's page",
    "rules": "list the rules",
    "baseline": "accept today's findings",
    "suggest": "propose a glossary from the corpus",
    "init": "start a configuration, hooks and a CI workflow",
    "config": "show the effective configuration",
    "docs": "write the manual as a web site",
    "completion": "print the completion script of a shell",
    "lsp": "run the language server",
}

OK, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit statuses: nothing to report; findings; usage, input, configuration or a rule that crashed; Ctrl-C."""


_TIDY = frozenset({"coverage", "ray", "pygls", "multiprocessing"})
"""Modules that have something to do at the end of a process."""


_NOT_OURS = frozenset({errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""What a system may refuse anywhere: a temporary file that a full disk holds has no name to tell."""


class UsageError(Exception):
    """The command cannot run as asked; its parts say where, why and what to do."""

    def __str__(self) -> str:
        """Return the message."""
        return ": ".join(map(str, self.args))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # a console of another code page must not crash a report (and a corpus may hold lone surrogates)
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    arguments = list(sys.argv[1:] if argv is None else argv)
    language.use(language.choose(arguments))
    options: Any = plain.read(arguments, COMMANDS)
    if options is None:
        from corpuslint.cli.parser import parser_for  # noqa: PLC0415 (4 ms, which a plain command line does not pay)

        parser = parser_for(arguments)
        options = parser.parse_args(arguments)
        if options.command is None:
            parser.print_help(sys.stderr)
            return FAILED
    return _status(options)


def script() -> None:
    """Run the command line of this process and leave with its status.

    Python takes modules and objects apart before it ends, which costs as much as a third of a hook. Nothing here needs
    that: files are closed where they are written. What does need it (``_TIDY``) gets it.
    """
    gc.disable()  # what is imported stays: nothing to collect until the command runs
    compiled.use()
    status = main()
    compiled.keep_new()
    if not _TIDY.isdisjoint(sys.modules):
        sys.exit(status)
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # the reader went away, or the stream is closed
        pass
    os._exit(status)


def _status(options: Any) -> int:
    """Run the command; whatever goes wrong, the status is not that of findings."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    try:
        enforce()
        status: int = options.run(options)
        if not sys.stdout.closed:  # the language server closes it
            sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader went away (`| head`): not our failure
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:  # noqa: BLE001 (Python's own status for a traceback is 1, which here means findings)
        _tell_failure(error)
        return FAILED
    return status


def _tell_failure(error: Exception) -> None:
    """Print the message of an error that was meant for the user, the traceback of one that was not."""
    from corpuslint.report.style import printable  # noqa: PLC0415 (only on failure)

    if isinstance(error, OSError) and (error.filename or error.errno in _NOT_OURS):
        place = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        print(printable(f"corpuslint: {place}{error.strerror}"), file=sys.stderr)
    elif type(error).__module__.startswith("corpuslint"):
        for line in f"corpuslint: {error}".split("\n"):  # it may hold names that came with the corpus
            print(printable(line), file=sys.stderr)
    else:
        from traceback import print_exception  # noqa: PLC0415 (only on failure)

        print_exception(error)
        print(say("corpuslint: this is a bug in corpuslint; please report it with the lines above"), file=sys.stderr)
