"""A stage over long texts, with numpy (see :mod:`corpuslint.units`)."""

from collections.abc import Iterator
from functools import cached_property

from corpuslint.convert.stage import Patch, Stage
from corpuslint.typed import TYPE_CHECKING
from corpuslint.units import ASTRAL, units_of

if TYPE_CHECKING:
    from corpuslint.units import Array


class Vectors:
    """The tables of a stage as arrays."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @cached_property
    def _units(self) -> "Array":
        """What each UTF-16 code unit becomes; 0 where that lies beyond the Basic Multilingual Plane."""
        import numpy as np  # noqa: PLC0415 (80 ms)

        table = np.arange(0x10000, dtype=np.uint16)
        for char, value in self._stage.characters.items():
            if char < ASTRAL:
                table[ord(char)] = ord(value) if value < ASTRAL else 0
        return table

    @cached_property
    def _pairs(self) -> "tuple[Array, Array, Array]":
        """Which units begin a trigger, which end one, and the triggers themselves as sorted numbers."""
        import numpy as np  # noqa: PLC0415 (as above)

        first, second = np.zeros(0x10000, dtype=bool), np.zeros(0x10000, dtype=bool)
        pairs = [pair for pair in self._stage.triggers if max(pair) < ASTRAL]
        for pair in pairs:
            first[ord(pair[0])] = second[ord(pair[1])] = True
        numbers = sorted(ord(pair[0]) << 16 | ord(pair[1]) for pair in pairs)
        return first, second, np.array(numbers, dtype=np.uint32)

    def convert(self, text: str) -> str:
        """Return ``text`` converted by the stage."""
        import numpy as np  # noqa: PLC0415 (as above)

        units = units_of(text)
        out = self._units.take(units)
        special = np.flatnonzero(out == 0).tolist() if np.count_nonzero(out) < len(out) else []
        places = self._places(units)
        if special:
            places = sorted({*places, *self._special_places(text, special)})
        patches = merged(self._stage.patches(text, iter(places)), self._specials(text, special))
        return _patched(out.tobytes().decode("utf-16-le", "surrogatepass"), patches)

    def _specials(self, text: str, special: list[int]) -> Iterator[Patch]:
        for at in special:
            yield Patch(at, at + 1, self._stage.characters.get(text[at], text[at]))

    def _special_places(self, text: str, special: list[int]) -> Iterator[int]:
        """Yield the places of triggers with characters that an array of units cannot hold."""
        for at in special:
            for start in (at - 1, at):
                if start >= 0 and text[start : start + 2] in self._stage.triggers:
                    yield start

    def _places(self, units: "Array") -> list[int]:
        """Return the offsets at which triggers of the stage stand, ascending."""
        import numpy as np  # noqa: PLC0415 (as above)

        first, second, numbers = self._pairs
        if not len(numbers):
            return []
        places = np.flatnonzero(first.take(units[:-1]))
        places = places[second.take(units[places + 1])]
        found = units[places].astype(np.uint32) << 16 | units[places + 1]
        at = np.searchsorted(numbers, found).clip(max=len(numbers) - 1)
        hits: list[int] = places[numbers[at] == found].tolist()
        return hits


def merged(phrases: Iterator[Patch], specials: Iterator[Patch]) -> Iterator[Patch]:
    """Yield the patches of phrases, and between them those of single characters, ascending."""
    waiting = next(specials, None)
    for phrase in phrases:
        while waiting is not None and waiting.start < phrase.start:
            yield waiting
            waiting = next(specials, None)
        while waiting is not None and waiting.start < phrase.end:
            waiting = next(specials, None)
        yield phrase
    if waiting is not None:
        yield waiting
    yield from specials


def _patched(by_character: str, patches: Iterator[Patch]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end, content in patches:
        pieces += (by_character[at:start], content)
        at = end
    return "".join((*pieces, by_character[at:])) if pieces else by_character
