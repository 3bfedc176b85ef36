"""Mandarin readings of characters: whether 長 may be read zhǎng.

The table comes from Unihan (``tables/make_readings.py``). Any reading counts, whatever the context: what writes notes
beside characters takes the first reading it finds.
"""

import unicodedata
from functools import cache

from corpuslint.tabled import table

_FOLD = str.maketrans("ɑɡ", "ag")
"""Letters of the phonetic alphabet that textbooks print for a and g."""


@cache
def _table() -> dict[str, str]:
    text = table("readings.txt")
    rows = (row.split(" ", 1) for row in text.split("\n") if row and not row.startswith("#"))
    return {reading: chars for reading, chars in rows}  # noqa: C416 (dict() would not check that they are pairs)


def normal(reading: str) -> str:
    """Return a reading as the table spells it: composed, in lower case, with plain a and g."""
    return unicodedata.normalize("NFC", reading).lower().translate(_FOLD)


def known(reading: str) -> bool:
    """Tell whether any character is read so; tone marks count."""
    return normal(reading) in _table()


def reads(char: str, reading: str) -> bool:
    """Tell whether ``reading`` (with its tone mark, or bare for a neutral tone) is one of a character's readings."""
    return char in _table().get(normal(reading), "")


@cache
def _syllables() -> dict[str, set[str]]:
    """Return character → its readings without tone marks."""
    by_char: dict[str, set[str]] = {}
    for reading, chars in _table().items():
        letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
        bare = "".join(letter for letter in letters if letter.isalpha() and letter.isascii())
        for char in chars:
            by_char.setdefault(char, set()).add(bare)
    return by_char


def syllables(char: str) -> frozenset[str]:
    """Return the readings of a character without tone marks (``ü`` as ``v``); empty for one without a reading."""
    return frozenset(_syllables().get(char, ()))
