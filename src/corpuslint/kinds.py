"""Values of TOML as messages speak of them: their types, by the default that a key has, and how they are written."""

from collections.abc import Mapping

from corpuslint.language import say
from corpuslint.typed import Any

_NAMES = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    list: "a list",
    tuple: "a list of texts",
    dict: "a table",
}


_LONGEST = 60


def fits(value: Any, default: Any) -> bool:
    """Tell whether a value has the type of a default: a tuple stands for a list of texts, a float for any number."""
    if isinstance(default, tuple):
        return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if isinstance(default, Mapping):
        return isinstance(value, dict)
    if isinstance(default, str):
        return isinstance(value, str)
    if isinstance(default, list):
        return isinstance(value, list | tuple)  # what a configuration holds is frozen
    return type(value) is type(default) or (type(default) is float and type(value) is int)


def described(default: Any) -> str:
    """Return what a value must be to fit a default."""
    kind = next((kind for kind in (bool, str, dict) if isinstance(default, kind)), type(default))
    return say(_NAMES[kind])


def toml(value: Any) -> str:
    """Return a value as TOML on one line."""
    import json  # noqa: PLC0415 (1 ms, which a run without faults in its configuration does not pay)

    if isinstance(value, Mapping):
        inner = ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {toml(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)


def short(value: Any) -> str:
    """Return a value as TOML, cut to what fits into a message."""
    text = toml(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
