r"""Triggers as patterns over text, for RE2 that reads UTF-8 itself, and for Python's ``re``.

A pattern over bytes spells each class out: ``\p{Han}`` is 230 bytes long. The automata of all triggers are made of
such. Where each trigger is tried by itself, on one small text, reading them would be most of the work: told that a text
is UTF-8, RE2 compiles the same trigger in half the time.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from corpuslint import chars, scripts
from corpuslint.lazy import Lazy
from corpuslint.scanning import trigger
from corpuslint.scanning.trigger import characters, loosened, tokens
from corpuslint.snapshot import keep, recall, stamp

_WRITTEN = Lazy(r"\\p\{\w+\}|\\x\{[0-9A-Fa-f]+\}|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.", re.DOTALL)
_MOST_KEPT = 2_000


def to_text_pattern(pattern: str) -> str:
    r"""Return a pattern that finds in text what a trigger does. Raises :class:`ValueError` for an unknown ``\p{…}``."""
    return "".join(_token(token) for token in tokens(pattern))


def _token(token: str) -> str:
    if token[0] == "[":
        return _WRITTEN.sub(lambda found: _spelled(found.group()), token)
    if token.startswith("{,"):
        return "{0" + token[1:]  # RE2 takes {,n} for text
    return f"[{characters(token[3:-1])}]" if token.startswith(r"\p{") else _spelled(token)


def _spelled(written: str) -> str:
    """Return a character as itself that is written by its number, and what a class holds that has a name."""
    if written.startswith(r"\p{"):
        return characters(written[3:-1])
    if len(written) < 4 or written[0] != "\\":
        return written
    point = int(written[2:].strip("{}"), 16)
    return written if 0xD800 <= point < 0xE000 else re.escape(chr(point))  # half of a pair stands in no text


def loose_texts(patterns: Sequence[str]) -> list[bytes]:
    """Return loosened triggers as UTF-8, as :func:`corpuslint.scanning.trigger.loose_bytes` does as bytes."""
    key = stamp(__file__, trigger.__file__, chars.__file__, scripts.__file__, _SCRIPT_TABLE)
    known: dict[str, bytes] = recall("texts", key) or {}
    new = {pattern: to_text_pattern(loosened(pattern)).encode() for pattern in patterns if pattern not in known}
    if new:
        keep("texts", key, {**(known if len(known) < _MOST_KEPT else {}), **new})
    return [known[pattern] if pattern in known else new[pattern] for pattern in patterns]


_SCRIPT_TABLE = Path(scripts.__file__).parent / "tables" / "script.txt"
