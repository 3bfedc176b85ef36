"""The dictionaries of opencc-python-reimplemented, read without importing it.

Facts: the package installs into ``opencc/``, and so does PyPI's ``opencc`` (the C++ OpenCC); the one installed last
owns ``opencc/__init__.py``, silently. Only opencc-python-reimplemented puts ``dictionary/*.txt`` and ``config/*.json``
there, so these files, not the import, tell which is present. A line of a dictionary is a key, a tab and values with
blanks between them, of which the converter takes the first.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from corpuslint.tabled import table
from corpuslint.typed import Any

_PROBE = "dictionary/TSPhrases.txt"


class DictionaryError(RuntimeError):
    """The dictionaries are not there; the message says what to do."""


@cache
def folder() -> Path:
    """Return the folder ``opencc`` that holds the dictionaries. Raises :class:`DictionaryError` where it does not."""
    spec = find_spec("opencc")
    places = [Path(place) for place in (spec.submodule_search_locations or ()) if spec] if spec else []
    for place in places:
        if (place / _PROBE).is_file():
            return place
    raise DictionaryError(_remedy(str(places[0]) if places else ""))


def _remedy(place: str) -> str:
    reinstall = "python -m pip install --force-reinstall opencc-python-reimplemented"
    if place and _installed("opencc"):
        return (
            f"{place} holds PyPI's `opencc`, which installs into the same folder as opencc-python-reimplemented and "
            f"has replaced it; run `python -m pip uninstall opencc` and `{reinstall}`"
        )
    where = f" from {place}" if place else ""
    return f"the dictionaries of opencc-python-reimplemented are missing{where}; run `{reinstall}`"


def _installed(name: str) -> bool:
    from importlib.metadata import PackageNotFoundError, distribution  # noqa: PLC0415 (20 ms, for a remedy alone)

    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def values(name: str) -> dict[str, list[str]]:
    """Return a dictionary by its name (``TSPhrases``) with all values of each key, the preferred one first."""
    return {key: found.split(" ") for key, found in rows(name)}


def first(name: str) -> dict[str, str]:
    """Return a dictionary with the value that a conversion takes for each key."""
    return {key: found.partition(" ")[0] if " " in found else found for key, found in rows(name)}


def rows(name: str) -> list[list[str]]:
    """Return the keys of a dictionary, each with its values as one text, blanks between them."""
    text = (folder() / "dictionary" / f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip().split("\t") for line in text.split("\n") if line]


def shipped(names: tuple[str, ...]) -> dict[str, str]:
    """Return the words from traditional to simplified of some tables of corpuslint; a later table goes first."""
    rows = (row for name in names for row in table(f"{name}.txt").split("\n") if row and not row.startswith("#"))
    pairs = (row.split(" ") for row in rows)
    return {key: value for key, value in pairs}  # noqa: C416 (dict() would not check that they are pairs)


def modes() -> list[str]:
    """Return the names of the conversions that are installed (``t2s``)."""
    return sorted(config.stem for config in (folder() / "config").glob("*.json"))


def chain(mode: str) -> list[list[str]]:
    """Return the stages of a conversion, each the names of its dictionaries in the order of their precedence.

    Raises :class:`ValueError` where there is no such conversion.
    """
    if mode not in modes():
        msg = f"no conversion is called {mode!r}; known are {', '.join(modes())}"
        raise ValueError(msg)
    import json  # noqa: PLC0415 (3 ms, and the dictionaries of a built converter are known)

    config = json.loads((folder() / "config" / f"{mode}.json").read_text(encoding="utf-8"))
    return [_names(step["dict"]) for step in config["conversion_chain"]]


def _names(node: dict[str, Any]) -> list[str]:
    if node["type"] == "group":
        return [name for member in node["dicts"] for name in _names(member)]
    return [Path(node["file"]).stem]


def checksum() -> str:
    """Return the sha256 of all installed dictionaries, by which tables built from them are known to be current."""
    import hashlib  # noqa: PLC0415 (3 ms, for a stamp alone)

    digest = hashlib.sha256()
    for path in sorted((folder() / "dictionary").glob("*.txt")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
