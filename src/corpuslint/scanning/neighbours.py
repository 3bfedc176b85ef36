"""Neighbours in a text as numbers: a set of pairs of characters, made at a tenth of what a set of strings costs.

A pair is two units of UTF-16 side by side, read as one number in the order of the machine's bytes; of a character
beyond U+FFFF, the half that is next to the other one counts.
"""

import sys

_UTF16 = f"utf-16-{'le' if sys.byteorder == 'little' else 'be'}"


def neighbours(data: bytes, unit: int) -> set[int]:
    """Return all pairs of units, of one or two bytes, that stand side by side in ``data``."""
    views = (data, data[unit:])
    whole = (view[: len(view) // (2 * unit) * 2 * unit] for view in views)
    return set().union(*(memoryview(view).cast("H" if unit == 1 else "I") for view in whole))


def pairs_of(text: str) -> set[int]:
    """Return the pairs of characters that stand side by side in a text."""
    return neighbours(text.encode(_UTF16, "surrogatepass"), 2)


def pair(before: str, behind: str) -> int:
    """Return two characters as a pair."""
    units = before.encode(_UTF16, "surrogatepass")[-2:] + behind.encode(_UTF16, "surrogatepass")[:2]
    return int.from_bytes(units, sys.byteorder)
