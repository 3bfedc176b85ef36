"""TOML of a configuration, parsed once.

Importing ``tomllib`` takes 4 ms (it brings ``datetime`` and ``typing`` along), and a hook runs many times over the same
few lines: the tables of the last texts are kept (:mod:`corpuslint.snapshot`), and taken for a text that is the same
letter by letter.
"""

import sys

from corpuslint.snapshot import keep, recall
from corpuslint.typed import Any

_MOST_KEPT = 8
_LONGEST = 1 << 16
"""Characters of a text that is kept."""


def loads(text: str) -> dict[str, Any]:
    """Return what ``tomllib.loads`` does, from an earlier run where one has done it. Raises as that does."""
    known: dict[str, dict[str, Any]] = recall("toml", sys.version) or {}
    if text in known:
        return known[text]
    import tomllib  # noqa: PLC0415 (see above)

    table = tomllib.loads(text)
    if len(text) <= _LONGEST:
        last = list(known)[1 - _MOST_KEPT :]
        keep("toml", sys.version, {**{each: known[each] for each in last}, text: table})
    return table
