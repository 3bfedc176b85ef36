"""Where a key stands in a TOML file: ``tomllib`` gives values without places, and an error message needs one."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpuslint.language import say
from corpuslint.paths import shown

_PART = r"""[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'"""
_PATH = rf"(?:{_PART})(?:[ \t]*\.[ \t]*(?:{_PART}))*"
_HEADER = re.compile(rf"[ \t]*\[\[?[ \t]*({_PATH})[ \t]*\]")
_KEY = re.compile(rf"[ \t]*({_PATH})[ \t]*=")
_INLINE_KEY = re.compile(rf"[{{,][ \t]*({_PART})[ \t]*=")
_PARTS = re.compile(_PART)
_MULTILINE = re.compile(r'"""|\'\'\'')


def place_of(text: str, path: Sequence[str]) -> tuple[int, int] | None:
    """Return row and column (from 1) of a key, or of the longest part of its path that is written anywhere.

    Args:
        text: TOML that ``tomllib`` accepts.
        path: the keys that lead to the value, such as ``("tool", "corpuslint", "select")``.

    """
    wanted = tuple(path)
    known = dict(reversed(list(_keys(text))))  # where a key is written twice, the first place counts
    return next((known[wanted[:end]] for end in range(len(wanted), 0, -1) if wanted[:end] in known), None)


def placed(file: str | Path, text: str, path: Sequence[str]) -> str:
    """Return ``FILE:ROW:COLUMN`` of a key, or only the file where it is not written plainly."""
    place = place_of(text, path)
    return f"{shown(file)}:{place[0]}:{place[1]}" if place else shown(file)


def syntax_error(file: str | Path, error: Exception) -> str:
    """Return a message of ``tomllib``, with the place, which it names behind the message, where others have it."""
    if isinstance(error, RecursionError):
        return say("{file}: not TOML: {what}", file=shown(file), what=say("nested too deeply"))
    what, _, place = str(error).partition(" (at line ")
    row, _, column = place.rstrip(")").partition(", column ")
    name = f"{shown(file)}:{row}:{column}" if column.isdigit() else shown(file)
    return say("{file}: not TOML: {what}", file=name, what=what if column.isdigit() else error)


def _keys(text: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    table: tuple[str, ...] = ()
    quoted = False
    for row, line in enumerate(text.split("\n"), 1):
        inside, quoted = quoted, quoted ^ (len(_MULTILINE.findall(line)) % 2 == 1)
        if inside:
            continue
        if header := _HEADER.match(line):
            table = _split(header[1])
            yield from _prefixes((), table, row, header.start(1) + 1)
        elif key := _KEY.match(line):
            path = (*table, *_split(key[1]))
            yield from _prefixes(table, path, row, key.start(1) + 1)
            for inner in _INLINE_KEY.finditer(line, key.end()):
                yield (*path, *_split(inner[1])), (row, inner.start(1) + 1)


def _prefixes(
    table: tuple[str, ...], path: tuple[str, ...], row: int, column: int
) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Yield a path and those of the tables that writing it makes."""
    yield from ((path[:end], (row, column)) for end in range(len(table) + 1, len(path) + 1))


def _split(path: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PARTS.findall(path))
