"""What commands share: from options to configuration, rules and files, and how to tell what failed."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from corpuslint.checking import pool
from corpuslint.cli import FAILED, UsageError
from corpuslint.cli.options import add_paths, add_selection
from corpuslint.engine import Crash
from corpuslint.language import say
from corpuslint.report.style import printable
from corpuslint.setup import config, discover
from corpuslint.setup.config import Config, Loaded
from corpuslint.setup.discover import Problem
from corpuslint.setup.prepare import Prepared, known_rules, prepared
from corpuslint.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import argparse  # 2 ms

__all__ = ["Setup", "add_paths", "add_selection", "files_of", "known_rules", "prepare", "report_failures", "tell"]

Setup = Prepared


def prepare(options: "argparse.Namespace", *, guarded: bool = False) -> Setup:
    """Return configuration and rules for the options of a command.

    Args:
        options: parsed by a parser with :func:`add_selection`.
        guarded: add the guards that keep fixes away from damage.

    Raises:
        UsageError, ConfigError, RuleError: something in them cannot be used.

    """
    setup = prepared(load_config(options), options.scope, guarded=guarded)
    if getattr(options, "verbose", False):
        tell(say("configuration: {file}", file=setup.loaded.file or say("none")))
        tell(say("rules: {codes}", codes=" ".join(sorted(rule.code for rule in setup.rules))))
    return setup


def load_config(options: "argparse.Namespace") -> Loaded:
    """Return the configuration with the options of the command line over it."""
    if options.isolated and options.config:
        raise UsageError(say("--config cannot be used with --isolated, which ignores all configuration files"))
    nowhere = Loaded(Config(), Path.cwd(), {})
    loaded = nowhere if options.isolated else config.load(_start(options), options.config)
    values, origins = _overrides(options), dict(loaded.origins)
    origins.update(dict.fromkeys(values, "command line"))
    if "select" in values:  # the command line's selection replaces the file's, and is not cut by the file's `ignore`
        values = {"extend_select": (), "ignore": (), **values}
    merged = loaded.config._replace(**values)
    if merged.encoding and not config.known_encoding(merged.encoding):
        raise UsageError(say("--encoding names no encoding that Python knows: {name}", name=repr(merged.encoding)))
    return loaded._replace(config=merged, origins=origins)


def _start(options: "argparse.Namespace") -> Path:
    """Return the folder that all PATHs share: there the search for configuration begins."""
    paths = [path for path in getattr(options, "paths", []) if path.exists()]
    if getattr(options, "stdin_filename", None):
        paths = [Path(options.stdin_filename).parent]
    folders = [path.absolute() if path.is_dir() else path.absolute().parent for path in paths]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def _overrides(options: "argparse.Namespace") -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key in ("select", "extend_select", "ignore"):
        words = [word.strip() for text in getattr(options, key, []) for word in text.split(",") if word.strip()]
        if words:
            values[key] = tuple(words)
        elif key == "select" and getattr(options, key, None):
            raise UsageError(say("--select names no rule; without it, the rules that are on by default run"))
    for key in ("profile", "script", "encoding", "force_exclude", "fail_level", "jobs", "text_field"):
        value = getattr(options, key, None)
        if value:
            values[key] = value
    return values


def baseline_file(options: "argparse.Namespace", loaded: Loaded) -> Path | None:
    """Return the baseline: ``--baseline`` as given, else the configured one in the folder of the configuration."""
    if options.baseline:
        return Path(options.baseline)
    named = loaded.config.baseline
    return loaded.folder / named if named else None


def files_of(options: "argparse.Namespace", loaded: Loaded, *, avoid: Path | None = None) -> discover.Found:
    """Return the files of the command's PATHs; warn where there are none."""
    found = discover.find(options.paths or [Path()], loaded, avoid=avoid)
    if not found.files and not found.problems:
        where = ", ".join(discover.shown(path) for path in options.paths[:3]) or "."
        patterns = ", ".join(loaded.config.include)
        warning = say("warning: no file matched in {where}; included are {patterns}", where=where, patterns=patterns)
        for by, number in found.left_out.items():
            warning += say("; left out there by {by}: {number}", by=by, number=number)
        tell(warning)
    return found


def report_failures(problems: Sequence[Problem], crashes: Sequence[Crash]) -> int:
    """Tell what failed, on stderr, and return the exit status that it means."""
    for problem in problems:
        tell(say("error: {path}: {message}", path=problem.path, message=problem.message))
    for crash in crashes:
        text = "error: {path}: rule {code} crashed: {error}; please report it with the document"
        tell(say(text, path=crash.path, code=crash.code, error=crash.error))
    return FAILED if problems or crashes else 0


def tell(message: str) -> None:
    """Print a message for people, on stderr."""
    print(f"corpuslint: {printable(message)}", file=sys.stderr)


class Means(NamedTuple):
    """How a command goes about files."""

    field: str
    """Of the text in a record."""
    jobs: int
    cached: bool
    run: pool.Run
    visits: pool.Run
    """As ``run``, for many short visits of what is in memory."""

    def of_check(self) -> dict[str, Any]:
        """Return the arguments for :func:`corpuslint.checking.check.check_files`."""
        return {"field": self.field, "jobs": self.jobs, "cached": self.cached, "run": self.run}


def how(options: "argparse.Namespace", settings: Config) -> Means:
    """Return how a command goes about files: field of the text, jobs, cache, and where the work is done."""
    cached = settings.cache and not getattr(options, "no_cache", False)
    means = Means(settings.text_field, settings.jobs, cached, pool.ordered, pool.ordered)
    if getattr(options, "engine", "local") == "ray":
        try:
            import ray  # noqa: F401, PLC0415 (an extra)
        except ImportError as error:
            raise UsageError(say("--engine ray needs Ray: python -m pip install pyarrow 'ray[data]'")) from error
        from corpuslint.checking.distributed import ordered, visits  # noqa: PLC0415 (only asked for)

        means = means._replace(run=ordered, visits=visits)
    return means
