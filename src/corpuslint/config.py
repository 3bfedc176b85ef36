"""Configuration: ``corpuslint.toml`` or ``[tool.corpuslint]``, data only.

The nearest file at or above the folder that all PATHs share counts, up to the root of the repository. Paths in it are
relative to its folder and may not leave it. An unknown key, a wrong type or an unknown choice is an error that says
where it stands and what was probably meant.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from corpuslint.paths import shown
from corpuslint.policy import DATE_STYLES, SCRIPTS, Policy

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
    for key, fault in _faults(values):
        msg = f"{_origin(file, key)}: `{'.'.join(key)}` {fault}"
        raise ConfigError(msg)
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
    import tomllib  # noqa: PLC0415 (9 ms, which a run without configuration does not pay)

    try:
        table = tomllib.loads(file.read_text(encoding="utf-8-sig"))  # an editor of Windows may add a mark
    except OSError as error:
        msg = f"{shown(file)}: cannot be read: {error.strerror}"
        raise ConfigError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{shown(file)}: not UTF-8 (at byte {error.start}); TOML must be"
        raise ConfigError(msg) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax_error(file, str(error))) from error
    section = table.get("tool", {}).get("corpuslint", {}) if file.name == "pyproject.toml" else table
    if not isinstance(section, dict):
        msg = f"{shown(file)}: [tool.corpuslint] is not a table"
        raise ConfigError(msg)
    return section


def _syntax_error(file: Path, message: str) -> str:
    """Put the place, which ``tomllib`` names behind the message, where other messages have it."""
    what, _, place = message.partition(" (at line ")
    row, _, column = place.rstrip(")").partition(", column ")
    return (
        f"{shown(file)}:{row}:{column}: not TOML: {what}" if column.isdigit() else f"{shown(file)}: not TOML: {message}"
    )


Fault = tuple[tuple[str, ...], str]
"""The path of a key, as written, and what is wrong with its value."""


def _faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield each value that cannot be used."""
    for field, value in values.items():
        key = kebab(field)
        if field not in Config._fields:
            yield (key,), "is not a key of corpuslint" + did_you_mean(key, tuple(map(kebab, Config._fields)))
            continue
        default = Config._field_defaults[field]
        if not _fits(value, default):
            yield (key,), f"must be {_described(default)}, not {value!r}"
        elif isinstance(default, Mapping):
            yield from _table_faults(key, value)
        elif field in CHOICES and value not in CHOICES[field]:
            near = did_you_mean(value, tuple(filter(None, CHOICES[field])))
            yield (key,), f"cannot be {value!r}{near}"
        elif field in _PATHS and (PurePosixPath(value).is_absolute() or ".." in PurePosixPath(value).parts):
            yield (key,), "must stay inside the folder of the configuration"
        elif field == "encoding" and value and not known_encoding(value):
            yield (key,), f"names no encoding that Python knows: {value!r}"
        elif field == "jobs" and value < 0:
            yield (key,), "cannot be negative; 0 means one job a processor"


def _table_faults(key: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the wrong entries of tables: by pattern of files, or (``options``) by rule."""
    for name, value in table.items():
        if key == "options" and not isinstance(value, dict):
            yield (key, name), f"must be a table of options of the rule {name}, not {value!r}"
        if key == "per-file-ignores" and not _fits(value, ()):
            yield (key, name), f"must be a list of rules, not {value!r}"
        if key == "per-file-script" and value not in SCRIPTS:
            yield (key, name), f"must be one of {', '.join(SCRIPTS)}, not {value!r}"


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(default, Mapping):
        return isinstance(value, dict)
    return type(value) is type(default)


def _described(default: Any) -> str:
    kinds = {str: "a text", bool: "true or false", int: "a number", tuple: "a list of texts", dict: "a table"}
    return kinds[type(default)]


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return value


def known_encoding(name: str) -> bool:
    """Tell whether Python knows a text encoding by this name."""
    try:
        return isinstance("".encode(name), bytes)
    except (LookupError, UnicodeError, ValueError):
        return False


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Return a hint at the nearest of the known words, or all of them where none is near."""
    nearest = near(word, known)
    return f"; did you mean `{nearest}`?" if nearest else f"; known are {', '.join(known)}"


def near(word: str, known: Sequence[str]) -> str:
    """Return the known word that is most like a given one, whatever its case; empty if none is."""
    from difflib import get_close_matches  # noqa: PLC0415 (only for a message)

    by_lower = {other.lower(): other for other in known}
    found = get_close_matches(word.lower(), by_lower, 1)
    return by_lower[found[0]] if found else ""


def _origin(file: Path, path: Sequence[str]) -> str:
    """Return ``FILE:ROW:COLUMN`` of a key, or only the file where it is not written plainly."""
    from corpuslint.toml_place import place_of  # noqa: PLC0415 (messages and `config` want it, a run does not)

    text = file.read_text(encoding="utf-8-sig")
    place = place_of(text, (*_SECTION, *path) if file.name == "pyproject.toml" else path)
    return f"{shown(file)}:{place[0]}:{place[1]}" if place else shown(file)
