"""From a configuration to rules that are ready to run; what it names wrongly is told with its place."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from corpuslint import rulebook, selection
from corpuslint.glossary import read
from corpuslint.kinds import described, fits, short
from corpuslint.language import say
from corpuslint.near import did_you_mean, near
from corpuslint.policy import Policy
from corpuslint.rule import DAMAGE_STAGES, Rule, RuleError
from corpuslint.ruleset import Ruleset, detector
from corpuslint.setup import config, discover
from corpuslint.setup.config import ConfigError, Loaded
from corpuslint.suppression import FileIgnores
from corpuslint.typed import NamedTuple


class Prepared(NamedTuple):
    """What a command works with."""

    loaded: Loaded
    rules: tuple[Rule, ...]
    """The selected rules."""
    ruleset: Ruleset


def prepared(loaded: Loaded, scope: str = "all", *, guarded: bool = False) -> Prepared:
    """Return the rules that a configuration selects, ready to run.

    Args:
        loaded: the configuration.
        scope: ``file``: only rules that judge a file by itself; ``corpus``: only those that need all files; ``all``.
        guarded: add the guards that keep fixes away from damage.

    Raises:
        ConfigError, RuleError, GlossaryError: something in the configuration cannot be used.

    """
    known = known_rules(loaded)
    chosen = _selected(known, loaded, scope)
    guards = [
        rule for rule in known if guarded and rule.default and rule.stage in DAMAGE_STAGES and rule.scope != "corpus"
    ]
    ignores = FileIgnores(loaded.folder, dict(_file_ignores(known, loaded)))
    return Prepared(loaded, chosen, Ruleset(chosen, policy(loaded), guards, loaded.config.encoding, ignores=ignores))


def _selected(known: Sequence[Rule], loaded: Loaded, scope: str) -> tuple[Rule, ...]:
    settings = loaded.config
    for key in ("select", "extend_select", "ignore"):
        for selector in getattr(settings, key):
            _check_selector(selector, known, loaded, config.kebab(key))
    words = settings.select, settings.extend_select, settings.ignore
    by_default = "select" not in loaded.origins  # `select = []` is no rule, as with ruff
    chosen = selection.select(known, *words, settings.profile, by_default=by_default)
    if not chosen:
        raise RuleError(say("no rule is selected; see --select, --ignore and `corpuslint rules`"))
    return tuple(rule for rule in chosen if scope == "all" or (rule.scope == "corpus") == (scope == "corpus"))


def _check_selector(selector: str, known: Sequence[Rule], loaded: Loaded, *key: str) -> None:
    """Raise where a selector names no rule, telling where it stands."""
    if any(selection.names(selector, rule) for rule in known):
        return
    origin = loaded.origins.get(key[0].replace("-", "_"), "")
    where = say("on the command line") if origin == "command line" else f"{loaded.origin(*key)}: `{'.'.join(key)}`"
    words = [word for rule in known for word in (rule.code, rule.name, rule.family)]
    hint = _hint(selector, words)
    raise RuleError(say("{where}: no rule matches `{selector}`", where=where, selector=selector) + hint)


def _hint(word: str, known: Sequence[str]) -> str:
    return did_you_mean(word, known) if near(word, known) else say("; see `corpuslint rules`")


def _file_ignores(known: Sequence[Rule], loaded: Loaded) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern, selectors in loaded.config.per_file_ignores.items():
        for selector in selectors:
            _check_selector(selector, known, loaded, "per-file-ignores", pattern)
        silent = (rule.code for rule in known if any(selection.names(word, rule) for word in selectors))
        yield pattern, frozenset(silent)


def policy(loaded: Loaded) -> Policy:
    """Return what the configuration declares of the text, its glossary read."""
    declared, file = loaded.config.policy._replace(folder=str(loaded.folder)), loaded.config.glossary
    return declared._replace(glossary=read(loaded.folder / file)) if file else declared


def known_rules(loaded: Loaded) -> tuple[Rule, ...]:
    """Return the shipped rules and those of the configured folder, with configured options."""
    own: list[Rule] = []
    if loaded.config.rules:
        folder = loaded.folder / loaded.config.rules
        if not folder.is_dir():
            what = say("`rules` names {folder}, which is no folder", folder=discover.shown(folder))
            raise _wrong(what, loaded, "rules")
        own = list(_own_rules(folder))
        if not own:
            what = say("`rules` names {folder}, which holds no rule page (*.toml)", folder=discover.shown(folder))
            raise _wrong(what, loaded, "rules")
    rules = rulebook.ordered([*rulebook.shipped(), *own]) if own else rulebook.shipped()
    codes = [rule.code for rule in rules] if loaded.config.options else []
    for code in loaded.config.options:
        if code not in codes:
            what = say("`options` names a rule that does not exist: {code}", code=code)
            raise _wrong(what + _hint(code, codes), loaded, "options", code)
    configured = tuple(_with_options(rule, loaded) for rule in rules)
    for rule in configured:
        if rule in own or rule.code in loaded.config.options:
            alike = [other for other in rulebook.shipped() if other.detector == rule.detector] if rule in own else []
            _require_usable(rule, loaded, alike)
    return configured


def _own_rules(folder: Path) -> Iterator[Rule]:
    """Yield the rules of a folder, each page read as a whole; see :func:`corpuslint.rulebook.load`."""
    from corpuslint.page_faults import example_faults, faults  # noqa: PLC0415 (most corpora bring no rules)

    for rule in rulebook.load(folder):
        page = Path(rule.page)
        table = rulebook.read_page(page)
        for key, fault in (*example_faults(table), *faults(table)):
            raise rulebook.wrong_page(rule.page, page.read_text(encoding="utf-8-sig"), key, fault)
        detector(rule)
        yield rule


def _require_usable(rule: Rule, loaded: Loaded, alike: Sequence[Rule]) -> None:
    """Raise where a rule that a corpus brings along, or gives options, cannot run or may take for ever."""
    from corpuslint.page_faults import unusable  # noqa: PLC0415 (8 ms; most corpora bring no rules)

    for key, fault in unusable(rule, alike):
        if key[-1] in loaded.config.options.get(rule.code, {}):
            raise _wrong(fault, loaded, "options", rule.code, key[-1])
        raise rulebook.wrong_page(rule.page, Path(rule.page).read_text(encoding="utf-8-sig"), key, fault)


def _with_options(rule: Rule, loaded: Loaded) -> Rule:
    own = loaded.config.options.get(rule.code)
    if not own:
        return rule
    for name, value in own.items():
        if name not in rule.options:
            what = say("rule {code} has no option `{name}`", code=rule.code, name=name)
            raise _wrong(what + did_you_mean(name, tuple(rule.options)), loaded, "options", rule.code, name)
        if not fits(value, rule.options[name]):
            kind = described(rule.options[name])
            what = say("`{key}` must be {kind}, not {value}", key=name, kind=kind, value=short(value))
            raise _wrong(what, loaded, "options", rule.code, name)
    return rule._replace(options={**rule.options, **own})


def _wrong(what: str, loaded: Loaded, *key: str) -> ConfigError:
    return ConfigError(f"{loaded.origin(*key)}: {what}")
