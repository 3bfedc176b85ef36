"""Many literal words at once: does a text hold one of them, and where?

Facts. A finite automaton of fifty thousand words runs at 12 to 25 MB/s, because each character leads it to another
state and so to another line of the cache (measured with RE2). Hashing each three characters of the text and looking
them up in a table that fits the cache runs at 150 MB/s and more; what is left after two tables is compared character
by character.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

from corpuslint.typed import Any

_WIDTH = 3
"""Characters hashed at once; shorter words have tables of their own."""
_BITS = 22
_CHUNK = 1 << 16
_HANDFUL = 30
"""Words up to which it is fastest to search the text for each."""
_FEW = 500
"""Words up to which a dict does, and numpy need not be imported (80 ms)."""
_LONG = 100_000
"""Characters of a text from which numpy pays off for fewer words too."""
_FACTORS = ((0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35), (0x27D4EB2F, 0x165667B1, 0x9E3779B1))

Hit = tuple[int, str]
"""Offset and word."""


class Literals:
    """Words to look for.

    Args:
        words: the words; empty ones are left out.
        familiar: texts that are common where the words are rare: a word is looked for by a part that they do not have.

    """

    def __init__(self, words: Iterable[str], familiar: Iterable[str] = ()) -> None:
        self.words = frozenset(word for word in words if word)
        self._familiar = familiar

    @cached_property
    def _parts(self) -> dict[int, dict[str, list[Hit]]]:
        """Width → part → the words that are looked for by it, each with the place of the part in it."""
        widths = {min(_WIDTH, len(word)) for word in self.words}
        common = {part for text in self._familiar for width in widths for part in _cut(text, width)}
        parts: dict[int, dict[str, list[Hit]]] = {}
        for word in self.words:
            cuts = _cut(word, min(_WIDTH, len(word)))
            at = next((at for at, part in enumerate(cuts) if part not in common), len(cuts) - 1)
            parts.setdefault(len(cuts[at]), {}).setdefault(cuts[at], []).append((at, word))
        return parts

    def stands_in(self, text: str) -> bool:
        """Tell whether one of the words stands in ``text``."""
        return any(True for _ in self._hits(text))

    def find(self, text: str) -> list[Hit]:
        """Return offset and word wherever one stands, from left to right, the longest first; they may overlap."""
        return sorted(self._hits(text), key=lambda hit: (hit[0], -len(hit[1])))

    def _hits(self, text: str) -> Iterator[Hit]:
        if len(self.words) <= _HANDFUL:
            yield from ((at, word) for word in self.words for at in occurrences(word, text))
            return
        for width, parts in self._parts.items():
            for at in self._places(text, width):
                for place, word in parts.get(text[at : at + width], ()):
                    if at >= place and text.startswith(word, at - place):
                        yield at - place, word

    def _places(self, text: str, width: int) -> Iterable[int]:
        """Return the places where a part of this width may stand, and perhaps others."""
        if len(self.words) > _FEW or len(text) > _LONG:
            return self._hashed_places(text, width)
        parts = self._parts[width]
        return (at for at, part in enumerate(_cut(text, width)) if part in parts)

    @cached_property
    def _tables(self) -> dict[int, list[Any]]:
        """Width → two tables that say whether a part with this hash is looked for."""
        import numpy as np  # noqa: PLC0415 (80 ms; only a large glossary needs it)

        tables: dict[int, list[Any]] = {}
        for width, parts in self._parts.items():
            units = np.array([[ord(char) for char in part] for part in parts], dtype=np.uint32)
            tables[width] = [np.zeros(1 << _BITS, dtype=bool) for _ in _FACTORS]
            for table, factors in zip(tables[width], _FACTORS, strict=True):
                table[_hashes([units[:, place] for place in range(width)], factors)] = True
        return tables

    def _hashed_places(self, text: str, width: int) -> Iterator[int]:
        import numpy as np  # noqa: PLC0415 (as above)

        units = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        first, second = self._tables[width]
        for start in range(0, len(units) - width + 1, _CHUNK):
            chunk = units[start : start + _CHUNK + width - 1]
            columns = [chunk[place : len(chunk) - width + 1 + place] for place in range(width)]
            places = first[_hashes(columns, _FACTORS[0])].nonzero()[0]
            places = places[second[_hashes([column[places] for column in columns], _FACTORS[1])]]
            yield from (places + start).tolist()


def occurrences(word: str, text: str) -> Iterator[int]:
    """Yield all offsets of ``word`` in ``text``, those that overlap included."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _cut(text: str, width: int) -> list[str]:
    """Return all parts of ``text`` that are ``width`` characters long."""
    return [text[at : at + width] for at in range(len(text) - width + 1)]


def _hashes(columns: Any, factors: tuple[int, ...]) -> Any:
    """Return a hash of ``_BITS`` bits for each row of the columns."""
    total = columns[0] * columns[0].dtype.type(factors[0])
    for column, factor in zip(columns[1:], factors[1:], strict=False):
        total += column
        total *= column.dtype.type(factor)
    return total >> columns[0].dtype.type(32 - _BITS)
