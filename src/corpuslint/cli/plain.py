"""Plain command lines, such as a hook's, read without argparse.

Loading argparse takes 2 ms, and telling it the options of one command 2 ms more: a tenth of what a hook does. So what
the parser itself says of the options is kept from run to run (:mod:`corpuslint.snapshot`). A line is read by that which
is nothing but ``COMMAND``, options written out in full, and then paths (behind ``--`` or not); any other, and any in
which something is wrong, is left to argparse.
"""

import os
import sys
from collections.abc import Container, Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from corpuslint.snapshot import keep, recall, stamp
from corpuslint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

_LONGEST = 4_000
"""Characters of a value; Python refuses to read a longer number."""
_TYPES: dict[str, Any] = {"str": str, "int": int, "Path": Path}


def read(arguments: Sequence[str], commands: Container[str]) -> SimpleNamespace | None:
    """Return what argparse would of a plain command line; ``None`` if it is not one."""
    command = arguments[0] if arguments else ""
    if command not in commands:
        return None
    kept = (recall("options", _key()) or {}).get(command)
    values = _values(arguments[1:], *kept) if kept else None
    if values is None:
        return None
    return SimpleNamespace(**values, command=command, run=import_module(f"corpuslint.cli.{command}").run)


def _values(words: Sequence[str], defaults: dict[str, Any], options: dict[str, Any]) -> dict[str, Any] | None:
    values = {dest: list(value) if isinstance(value, list) else value for dest, value in defaults.items()}
    at = 0
    while at < len(words) and words[at] in options:
        dest, kind, type_name, choices = options[words[at]]
        at += 1
        if kind == "flag":
            values[dest] = True
            continue
        word = words[at] if at < len(words) else "-"
        at += 1
        wrong = (
            word.startswith("-") or (choices and word not in choices) or (type_name == "int" and not word.isdecimal())
        )
        if wrong or len(word) > _LONGEST:
            return None
        value = _TYPES[type_name](word)
        values[dest] = [*values[dest], value] if kind == "append" else value
    paths = words[at + 1 :] if words[at : at + 1] == ["--"] else words[at:]
    if not paths or "--" in paths or (len(paths) == len(words) - at and any(path[:1] == "-" != path for path in paths)):
        return None
    return {**values, "paths": [Path(path) for path in paths]}


def note(command: str, parser: "argparse.ArgumentParser") -> None:
    """Keep what the parser of a command says of its options, where they can be read here and have changed."""
    positional = [(action.dest, action.nargs, action.type) for action in parser._get_positional_actions()]  # noqa: SLF001
    if positional != [("paths", "*", Path)] or parser._defaults.keys() != {"run"}:  # noqa: SLF001 (as below)
        return
    alone = {id(action) for group in parser._mutually_exclusive_groups for action in group._group_actions}  # noqa: SLF001
    defaults, options = {}, {}
    for action in parser._get_optional_actions():  # noqa: SLF001 (argparse has no public way to list options)
        if action.dest == "help":
            continue
        if action.required or action.default == "==SUPPRESS==" or (isinstance(action.default, str) and action.type):
            return
        defaults[action.dest] = action.default
        if (row := _row(action)) and id(action) not in alone:
            options.update(dict.fromkeys(action.option_strings, row))
    known = recall("options", _key()) or {}
    if known.get(command) != (defaults, options):
        keep("options", _key(), {**known, command: (defaults, options)})


def _row(action: "argparse.Action") -> tuple[str, str, str, tuple[str, ...]] | None:
    kind = {"_StoreTrueAction": "flag", "_StoreAction": "store", "_AppendAction": "append"}.get(type(action).__name__)
    of_type = getattr(action.type, "__name__", "str") if action.type else "str"
    if kind is None or of_type not in _TYPES or action.nargs not in (None, 0):
        return None
    return action.dest, kind, of_type, tuple(action.choices or ())


def _key() -> str:
    """Return what changes with the options: the modules that make them, and the Python that reads them."""
    with os.scandir(os.path.dirname(__file__)) as entries:  # noqa: PTH120 (as in snapshot)
        modules = sorted(entry.path for entry in entries if entry.name.endswith(".py"))
    return f"{sys.version}\n{stamp(*modules)}"
