"""Configuration: ``corpuslint.toml`` or ``[tool.corpuslint]``, data only.

The nearest file upward from the working folder (or from the first PATH) counts, up to the root of the repository. Paths
in it are relative to its folder and may not leave it. An unknown key, a wrong type or an unknown choice is an error
that says where it stands and what was probably meant.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from corpuslint.policy import DATE_STYLES, SCRIPTS, Policy

NAMES = ("corpuslint.toml", ".corpuslint.toml", "pyproject.toml")


class ConfigError(ValueError):
    """A configuration that cannot be used; the message names file, key and remedy."""


class Config(NamedTuple):
    """The effective configuration; field ``extend_select`` is the key ``extend-select``."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    profile: str = ""
    script: str = "auto"
    date_style: str = ""
    name_connector: str = ""
    glossary: str = ""
    encoding: str = ""
    include: tuple[str, ...] = ("*.txt", "*.md", "*.markdown")
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    respect_gitignore: bool = True
    baseline: str = ""
    rules: str = ""
    options: Mapping[str, Mapping[str, Any]] = {}
    fail_level: str = "info"
    jobs: int = 0

    @property
    def policy(self) -> Policy:
        """What the owner declares of the text."""
        return Policy(self.script, self.date_style, self.name_connector)


class Loaded(NamedTuple):
    """A configuration, the folder that its paths are relative to, and where each value came from."""

    config: Config
    folder: Path
    origins: Mapping[str, str]


_CHOICES = {"script": SCRIPTS, "date_style": DATE_STYLES, "fail_level": ("error", "warning", "info")}
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
    table = _table(file)
    values = {key.replace("-", "_"): value for key, value in table.items()}
    for key, fault in _faults(values):
        written = key.replace("_", "-")
        msg = f"{file}{_row_of(file, written)}: `{written}` {fault}"
        raise ConfigError(msg)
    config = Config(**{key: _frozen(value) for key, value in values.items()})
    return Loaded(config, file.parent, dict.fromkeys(values, str(file)))


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


def _has_section(file: Path) -> bool:
    try:
        return b"[tool.corpuslint" in file.read_bytes()
    except OSError:
        return False


def _table(file: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror}"
        raise ConfigError(msg) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        msg = f"{file}: not TOML: {error}"
        raise ConfigError(msg) from error
    section = table.get("tool", {}).get("corpuslint", {}) if file.name == "pyproject.toml" else table
    if not isinstance(section, dict):
        msg = f"{file}: [tool.corpuslint] is not a table"
        raise ConfigError(msg)
    return section


def _faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield key and fault of each value that cannot be used."""
    for key, value in values.items():
        if key not in Config._fields:
            yield key, "is not a key of corpuslint" + did_you_mean(key, Config._fields)
            continue
        default = Config._field_defaults[key]
        if not _fits(value, default):
            yield key, f"must be {_described(default)}, not {value!r}"
        elif key in _CHOICES and value not in _CHOICES[key]:
            yield key, f"must be one of {', '.join(filter(None, _CHOICES[key]))}, not {value!r}"
        elif key in _PATHS and (PurePosixPath(value).is_absolute() or ".." in PurePosixPath(value).parts):
            yield key, "must stay inside the folder of the configuration"
        elif key == "encoding" and value and not known_encoding(value):
            yield key, f"names no encoding that Python knows: {value!r}"


def _fits(value: Any, default: Any) -> bool:
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(default, Mapping):
        return isinstance(value, dict) and all(isinstance(item, list | dict) for item in value.values())
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
    except LookupError:
        return False


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """Return a hint at the nearest of the known words, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 (only for a message)

    near = get_close_matches(word, known, 1)
    return f"; did you mean `{near[0].replace('_', '-')}`?" if near else f"; known are {', '.join(known)}"


def _row_of(file: Path, key: str) -> str:
    """Return ``:row:column`` of a key in a file, or nothing where it is not written plainly."""
    for row, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        found = re.match(rf"\s*\[?[\w.\"-]*?({re.escape(key)})", line)
        if found:
            return f":{row}:{found.start(1) + 1}"
    return ""
