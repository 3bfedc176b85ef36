"""Configuration: ``corpuslint.toml`` or ``[tool.corpuslint]``, data only.

The nearest file at or above the folder that all PATHs share counts, up to the root of the repository. Paths in it are
relative to its folder and may not leave it. An unknown key, a wrong type or an unknown choice is an error that says
where it stands and what was probably meant.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path, PurePosixPath

from corpuslint import toml_text
from corpuslint.kinds import described, fits, short
from corpuslint.language import say
from corpuslint.near import did_you_mean
from corpuslint.paths import glob_fault, shown
from corpuslint.policy import DATE_STYLES, SCRIPTS, Policy
from corpuslint.typed import Any, NamedTuple

NAMES = ("corpuslint.toml", ".corpuslint.toml", "pyproject.toml")
_SECTION = ("tool", "corpuslint")


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names file, place, key and remedy."""


class Config(NamedTuple):
    """The effective configuration; field ``extend_select`` is the key ``extend-select``."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    profile: str = ""
    script: str = "auto"
    per_file_script: Mapping[str, str] = {}
    date_style: str = ""
    name_connector: str = ""
    glossary: str = ""
    encoding: str = ""
    include: tuple[str, ...] = (
        "*.txt",
        "*.md",
        "*.markdown",
        "*.jsonl",
        "*.parquet",
        "*.txt.gz",
        "*.md.gz",
        "*.jsonl.gz",
        "*.txt.zst",
        "*.md.zst",
        "*.jsonl.zst",
    )
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    baseline: str = ""
    rules: str = ""
    options: Mapping[str, Mapping[str, Any]] = {}
    fail_level: str = "info"
    jobs: int = 0
    text_field: str = "text"
    cache: bool = True

    @property
    def policy(self) -> Policy:
        """What the owner declares of the text."""
        by_file = tuple(self.per_file_script.items())
        return Policy(self.script, self.date_style, self.name_connector, script_by_file=by_file)


class Loaded(NamedTuple):
    """A configuration, the folder that its paths are relative to, and where each value came from."""

    config: Config
    folder: Path
    origins: Mapping[str, str]
    """Field → its file, or ``command line``; a field left out has its default."""
    file: Path | None = None

    def origin(self, *path: str) -> str:
        """Return ``FILE:ROW:COLUMN`` of a key of the file, or the place of the nearest thing above it."""
        return _origin(self.file, path) if self.file else ""


CHOICES: dict[str, tuple[str, ...]] = {
    "script": SCRIPTS,
    "date_style": DATE_STYLES,
    "fail_level": ("error", "warning", "info"),
}
_PATHS = ("baseline", "glossary", "rules")
_GLOBS = ("include", "exclude")
_MOST_JOBS = 1_024


def load(start: Path, explicit: Path | None = None) -> Loaded:
    """Return the configuration for work in ``start``.

    Args:
        start: an existing folder to search upward from.
        explicit: the file of ``--config``; it must exist.

    Raises:
        ConfigError: the file cannot be read or used.

    """
    file = explicit or find(start)
    if file is None:
        return Loaded(Config(), start, {})
    values = {key.replace("-", "_"): value for key, value in _table(file).items()}
    for key, fault in chain(_faults(values), _led_away(values, file.parent)):
        raise ConfigError(say("{place}: `{key}` {fault}", place=_origin(file, key), key=".".join(key), fault=fault))
    config = Config(**{key: _frozen(value) for key, value in values.items()})
    return Loaded(config, file.parent, dict.fromkeys(values, shown(file)), file)


def find(start: Path) -> Path | None:
    """Return the nearest configuration file at or above ``start``, up to the root of the repository."""
    for folder in (start, *start.parents):
        for name in NAMES:
            file = folder / name
            if file.is_file() and (name != "pyproject.toml" or _has_section(file)):
                return file
        if (folder / ".git").exists():
            return None
    return None


def kebab(field: str) -> str:
    """Return the key of a field."""
    return field.replace("_", "-")


def _has_section(file: Path) -> bool:
    try:
        return b"[tool.corpuslint" in file.read_bytes()
    except OSError:
        return False


def _table(file: Path) -> dict[str, Any]:
    try:
        table = toml_text.loads(file.read_text(encoding="utf-8-sig"))  # an editor of Windows may add a mark
    except OSError as error:
        raise ConfigError(say("{file}: cannot be read: {why}", file=shown(file), why=error.strerror)) from error
    except UnicodeDecodeError as error:
        text = "{file}: not UTF-8 (at byte {byte}); TOML must be"
        raise ConfigError(say(text, file=shown(file), byte=error.start)) from error
    except (ValueError, RecursionError) as error:
        from corpuslint.toml_place import syntax_error  # noqa: PLC0415 (only for a message)

        raise ConfigError(syntax_error(file, error)) from error
    for key in _SECTION if file.name == "pyproject.toml" else ():
        table = table.get(key, {})
        if not isinstance(table, dict):
            raise ConfigError(say("{file}: [tool.corpuslint] is not a table", file=shown(file)))
    return table


Fault = tuple[tuple[str, ...], str]
"""The path of a key, as written, and what is wrong with its value."""


def _faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield each value that cannot be used."""
    for field, value in values.items():
        key = kebab(field)
        if field not in Config._fields:
            hint = did_you_mean(key, tuple(map(kebab, Config._fields)))
            yield (key,), say("is not a key of corpuslint") + hint
            continue
        default = Config._field_defaults[field]
        if not fits(value, default):
            yield (key,), say("must be {kind}, not {value}", kind=described(default), value=short(value))
        elif isinstance(default, Mapping):
            yield from _table_faults(key, value)
        elif fault := _fault(field, value):
            yield (key,), fault


def _led_away(values: Mapping[str, Any], folder: Path) -> Iterator[Fault]:
    """Yield each path that a symlink leads out of the folder: git carries those."""
    for field in _PATHS:
        value = values.get(field)
        if isinstance(value, str) and not (folder / value).resolve().is_relative_to(folder.resolve()):
            yield (kebab(field),), say("must stay inside the folder of the configuration")


def _fault(field: str, value: Any) -> str:
    """Return what is wrong with a value of the right type; empty if nothing is."""
    if field in CHOICES and value not in CHOICES[field]:
        return say("cannot be {value}", value=short(value)) + did_you_mean(value, tuple(filter(None, CHOICES[field])))
    if field in _PATHS and (PurePosixPath(value).is_absolute() or ".." in PurePosixPath(value).parts):
        return say("must stay inside the folder of the configuration")
    if field in _PATHS and "\0" in value:
        return say("names no file: {value}", value=short(value))
    if field == "encoding" and value and not known_encoding(value):
        return say("names no encoding that Python knows: {value}", value=short(value))
    if field == "jobs" and not 0 <= value <= _MOST_JOBS:
        return say("must be a number from 0 (one job a processor) to {most}", most=_MOST_JOBS)
    return next(filter(None, map(_glob_fault, value)), "") if field in _GLOBS else ""


def _glob_fault(pattern: str) -> str:
    fault = glob_fault(pattern)
    return (
        say("holds {pattern}, which is no pattern of files: {fault}", pattern=short(pattern), fault=fault)
        if fault
        else ""
    )


def _table_faults(key: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the wrong entries of tables: by pattern of files, or (``options``) by rule."""
    for name, value in table.items():
        if key == "options" and not isinstance(value, dict):
            text = "must be a table of options of the rule {rule}, not {value}"
            yield (key, name), say(text, rule=name, value=short(value))
        if key != "options" and (fault := _glob_fault(name)):
            yield (key, name), fault
        if key == "per-file-ignores" and not fits(value, ()):
            yield (key, name), say("must be a list of rules, not {value}", value=short(value))
        if key == "per-file-script" and value not in SCRIPTS:
            text = "must be one of {choices}, not {value}"
            yield (key, name), say(text, choices=", ".join(SCRIPTS), value=short(value))


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def known_encoding(name: str) -> bool:
    """Tell whether Python knows a text encoding by this name that can read any bytes (IDNA reads names only)."""
    try:
        return isinstance("".encode(name), bytes) and all(
            b.decode(name, "replace") for b in (b"xn--a,\xff", b"abc-\xff")
        )
    except (LookupError, UnicodeError, ValueError):
        return False


def _origin(file: Path, path: Sequence[str]) -> str:
    """Return ``FILE:ROW:COLUMN`` of a key, or only the file where it is not written plainly."""
    from corpuslint.toml_place import placed  # noqa: PLC0415 (messages and `config` want it, a run does not)

    written = file.read_text(encoding="utf-8-sig")
    return placed(file, written, (*_SECTION, *path) if file.name == "pyproject.toml" else path)
