"""What commands share: from options to configuration, rules and files, and how to tell what failed."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from corpuslint import config, discover, rulebook
from corpuslint.cli import FAILED, UsageError
from corpuslint.cli.options import add_paths, add_selection
from corpuslint.config import Config, Loaded
from corpuslint.discover import Problem
from corpuslint.engine import Crash, Ruleset, detector
from corpuslint.glossary import read
from corpuslint.language import say
from corpuslint.policy import Policy
from corpuslint.report.style import printable
from corpuslint.rulebook import DAMAGE_STAGES, Rule, RuleError
from corpuslint.suppression import FileIgnores

__all__ = ["Setup", "add_paths", "add_selection", "files_of", "prepare", "report_failures", "tell"]


class Setup(NamedTuple):
    """What a command works with."""

    loaded: Loaded
    rules: tuple[Rule, ...]
    """The selected rules."""
    ruleset: Ruleset


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
    chosen = _selected(known, loaded, options.scope)
    guards = [
        rule for rule in known if guarded and rule.default and rule.stage in DAMAGE_STAGES and rule.scope != "corpus"
    ]
    ignores = FileIgnores(loaded.folder, dict(_file_ignores(known, loaded)))
    ruleset = Ruleset(chosen, policy(loaded), guards, loaded.config.encoding, ignores=ignores)
    if getattr(options, "verbose", False):
        tell(say("configuration: {file}", file=loaded.file or say("none")))
        tell(say("rules: {codes}", codes=" ".join(sorted(rule.code for rule in chosen))))
    return Setup(loaded, chosen, ruleset)


def _selected(known: Sequence[Rule], loaded: Loaded, scope: str) -> tuple[Rule, ...]:
    settings = loaded.config
    for key in ("select", "extend_select", "ignore"):
        for selector in getattr(settings, key):
            _check_selector(selector, known, loaded, config.kebab(key))
    chosen = rulebook.select(known, settings.select, settings.extend_select, settings.ignore, settings.profile)
    chosen = tuple(rule for rule in chosen if scope == "all" or (rule.scope == "corpus") == (scope == "corpus"))
    if not chosen and scope == "all":
        raise UsageError(say("no rule is selected; see --select, --ignore and `corpuslint rules`"))
    return chosen


def _check_selector(selector: str, known: Sequence[Rule], loaded: Loaded, *key: str) -> None:
    """Raise where a selector names no rule, telling where it stands."""
    if any(rulebook.names(selector, rule) for rule in known):
        return
    origin = loaded.origins.get(key[0].replace("-", "_"), "")
    where = say("on the command line") if origin == "command line" else f"{loaded.origin(*key)}: `{'.'.join(key)}`"
    words = [word for rule in known for word in (rule.code, rule.name, rule.family)]
    hint = config.did_you_mean(selector, words) if config.near(selector, words) else say("; see `corpuslint rules`")
    raise RuleError(say("{where}: no rule matches `{selector}`", where=where, selector=selector) + hint)


def _file_ignores(known: Sequence[Rule], loaded: Loaded) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern, selectors in loaded.config.per_file_ignores.items():
        for selector in selectors:
            _check_selector(selector, known, loaded, "per-file-ignores", pattern)
        yield (
            pattern,
            frozenset(rule.code for rule in known if any(rulebook.names(word, rule) for word in selectors)),
        )


def policy(loaded: Loaded) -> Policy:
    """Return what the configuration declares of the text, its glossary read."""
    declared, file = loaded.config.policy, loaded.config.glossary
    return declared._replace(glossary=read(loaded.folder / file)) if file else declared


def load_config(options: argparse.Namespace) -> Loaded:
    """Return the configuration with the options of the command line over it."""
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


def _start(options: argparse.Namespace) -> Path:
    """Return the folder that all PATHs share: there the search for configuration begins."""
    paths = [path for path in getattr(options, "paths", []) if path.exists()]
    if getattr(options, "stdin_filename", None):
        paths = [Path(options.stdin_filename).parent]
    folders = [path.absolute() if path.is_dir() else path.absolute().parent for path in paths]
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def _overrides(options: argparse.Namespace) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key in ("select", "extend_select", "ignore"):
        words = [word.strip() for text in getattr(options, key, []) for word in text.split(",") if word.strip()]
        if words:
            values[key] = tuple(words)
    for key in ("profile", "script", "encoding", "force_exclude", "fail_level", "jobs"):
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
            what = say("`rules` names {folder}, which is no folder", folder=discover.shown(folder))
            raise UsageError(loaded.origin("rules"), what)
        own = list(rulebook.load(folder))
        for rule in own:
            detector(rule)
    rules = rulebook.ordered([*rulebook.shipped(), *own]) if own else rulebook.shipped()
    codes = [rule.code for rule in rules] if loaded.config.options else []
    for code in loaded.config.options:
        if code not in codes:
            hint = config.did_you_mean(code, codes) if config.near(code, codes) else say("; see `corpuslint rules`")
            what = say("`options` names a rule that does not exist: {code}", code=code)
            raise UsageError(loaded.origin("options", code), what + hint)
    return tuple(_with_options(rule, loaded) for rule in rules)


def _with_options(rule: Rule, loaded: Loaded) -> Rule:
    own = loaded.config.options.get(rule.code)
    if not own:
        return rule
    for name in own:
        if name not in rule.options:
            hint = config.did_you_mean(name, tuple(rule.options))
            what = say("rule {code} has no option `{name}`", code=rule.code, name=name)
            raise UsageError(loaded.origin("options", rule.code, name), what + hint)
    return rule._replace(options={**rule.options, **own})


def files_of(options: argparse.Namespace, loaded: Loaded, *, avoid: Path | None = None) -> discover.Found:
    """Return the files of the command's PATHs; warn where there are none."""
    found = discover.find(options.paths or [Path()], loaded, avoid=avoid)
    if not found.files and not found.problems:
        where = ", ".join(discover.shown(path) for path in options.paths[:3]) or "."
        patterns = ", ".join(loaded.config.include)
        tell(say("warning: no file matched in {where}; included are {patterns}", where=where, patterns=patterns))
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
