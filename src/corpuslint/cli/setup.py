"""What commands share: options, and from options to configuration, rules and files."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpuslint import config, discover, rulebook
from corpuslint.cli import FAILED, UsageError
from corpuslint.config import Config, Loaded
from corpuslint.discover import Problem
from corpuslint.engine import Crash, Ruleset, detector
from corpuslint.policy import SCRIPTS, Policy
from corpuslint.report.style import printable
from corpuslint.rulebook import DAMAGE_STAGES, Rule


class Setup(NamedTuple):
    """What a command works with."""

    loaded: Loaded
    rules: tuple[Rule, ...]
    """The selected rules."""
    ruleset: Ruleset


def expected(error: Exception) -> bool:
    """Tell whether an exception is a message to the user rather than a bug."""
    return isinstance(error, UsageError | ValueError | OSError)


_SELECTORS = {
    "--select": "only these rules: codes, prefixes, names, families or ALL, comma-separated",
    "--extend-select": "these rules too",
    "--ignore": "not these rules",
}


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose rules and configuration."""
    group = parser.add_argument_group("rules and configuration")
    for name, summary in _SELECTORS.items():
        group.add_argument(name, metavar="RULES", action="append", default=[], help=summary)
    group.add_argument("--profile", help="turn on the rules of a profile")
    group.add_argument("--script", choices=SCRIPTS, help="the script that the corpus is to be in")
    group.add_argument("--encoding", help="the encoding of files that are not UTF-8")
    group.add_argument("--config", type=Path, metavar="FILE", help="use this configuration file")
    group.add_argument("--isolated", action="store_true", help="ignore all configuration files")


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Add the PATHs and the options on how to find files."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders (default: .)")
    parser.add_argument(
        "--force-exclude", action="store_true", help="apply excludes to files named on the command line"
    )


def prepare(options: argparse.Namespace, *, guarded: bool = False) -> Setup:
    """Return configuration and rules for the options of a command.

    Args:
        options: parsed by a parser with :func:`add_selection`.
        guarded: add the guards that keep fixes away from damage.

    Raises:
        UsageError, ConfigError, RuleError: something in them cannot be used.

    """
    loaded = load_config(options)
    known = known_rules(loaded)
    settings = loaded.config
    chosen = rulebook.select(known, settings.select, settings.extend_select, settings.ignore, settings.profile)
    if not chosen:
        msg = "no rule is selected; see --select, --ignore and `corpuslint rules`"
        raise UsageError(msg)
    guards = [
        rule for rule in known if guarded and rule.default and rule.stage in DAMAGE_STAGES and rule.scope != "corpus"
    ]
    return Setup(loaded, chosen, Ruleset(chosen, policy(loaded), guards, settings.encoding))


def policy(loaded: Loaded) -> Policy:
    """Return what the configuration declares of the text, its glossary read."""
    return loaded.config.policy


def load_config(options: argparse.Namespace) -> Loaded:
    """Return the configuration with the options of the command line over it."""
    if options.isolated:
        loaded = Loaded(Config(), Path.cwd(), {})
    else:
        loaded = config.load(_start(getattr(options, "paths", [])), options.config)
    values, origins = _overrides(options), dict(loaded.origins)
    origins.update(dict.fromkeys(values, "command line"))
    if "select" in values:  # the command line's selection replaces the file's, and is not cut by the file's `ignore`
        values = {"extend_select": (), "ignore": (), **values}
    merged = loaded.config._replace(**values)
    if merged.encoding and not config.known_encoding(merged.encoding):
        msg = f"--encoding names no encoding that Python knows: {merged.encoding!r}"
        raise UsageError(msg)
    return Loaded(merged, loaded.folder, origins)


def _start(paths: Sequence[Path]) -> Path:
    """Return where to look for configuration: the working folder, unless all PATHs lie elsewhere."""
    here = Path.cwd()
    first = paths[0].absolute() if paths else here
    if first.is_relative_to(here) or not first.exists():
        return here
    return first if first.is_dir() else first.parent


def _overrides(options: argparse.Namespace) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key in ("select", "extend_select", "ignore"):
        words = [word.strip() for text in getattr(options, key, []) for word in text.split(",") if word.strip()]
        if words:
            values[key] = tuple(words)
    for key in ("profile", "script", "encoding", "force_exclude", "baseline", "fail_level", "jobs"):
        value = getattr(options, key, None)
        if value:
            values[key] = value
    return values


def known_rules(loaded: Loaded) -> tuple[Rule, ...]:
    """Return the shipped rules and those of the configured folder, with configured options."""
    own: list[Rule] = []
    if loaded.config.rules:
        folder = loaded.folder / loaded.config.rules
        if not folder.is_dir():
            msg = f"`rules` names {discover.shown(folder)}, which is no folder"
            raise UsageError(msg)
        own = list(rulebook.load(folder))
        for rule in own:
            detector(rule)
    rules = rulebook.ordered([*rulebook.shipped(), *own])
    by_code = {rule.code: rule for rule in rules}
    for code in loaded.config.options:
        if code not in by_code:
            msg = f"`options` names a rule that does not exist: {code}" + config.did_you_mean(code, tuple(by_code))
            raise UsageError(msg)
    return tuple(_with_options(rule, loaded) for rule in rules)


def _with_options(rule: Rule, loaded: Loaded) -> Rule:
    own = loaded.config.options.get(rule.code)
    if not own:
        return rule
    unknown = set(own) - set(rule.options)
    if unknown:
        known = tuple(rule.options)
        msg = f"`options.{rule.code}`: unknown `{min(unknown)}`" + config.did_you_mean(min(unknown), known)
        raise UsageError(msg)
    return rule._replace(options={**rule.options, **own})


def files_of(options: argparse.Namespace, loaded: Loaded, *, avoid: Path | None = None) -> discover.Found:
    """Return the files of the command's PATHs; warn where there are none."""
    found = discover.find(options.paths or [Path()], loaded, avoid=avoid)
    if not found.files and not found.problems:
        where = ", ".join(discover.shown(path) for path in options.paths) or "."
        tell(f"warning: no file matched in {where}; included are {', '.join(loaded.config.include)}")
    return found


def report_failures(problems: Sequence[Problem], crashes: Sequence[Crash]) -> int:
    """Tell what failed, on stderr, and return the exit status that it means."""
    for problem in problems:
        tell(f"error: {problem.path}: {problem.message}")
    for crash in crashes:
        tell(f"error: {crash.path}: rule {crash.code} crashed: {crash.error}; please report it with the document")
    return FAILED if problems or crashes else 0


def tell(message: str) -> None:
    """Print a message for people, on stderr."""
    print(f"corpuslint: {printable(message)}", file=sys.stderr)
