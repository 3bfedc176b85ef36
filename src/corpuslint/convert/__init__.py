"""Conversion between the scripts, equal byte for byte to opencc-python-reimplemented, and faster.

It uses the package's own dictionaries (:mod:`corpuslint.convert.dictionaries`) and gives what the package's
``OpenCC(mode).convert`` gives, for every mode that it ships: ``t2s``, ``s2t``, ``tw2s``, ``s2twp`` and so on.
"""

from collections.abc import Iterator
from functools import cache, cached_property

from corpuslint.convert import dictionaries
from corpuslint.convert.stage import Patch, Stage
from corpuslint.convert.vector import Vectors
from corpuslint.units import pays_off

_LONG = 4096
"""Code points from which a table of 65,536 characters pays off against a dict."""
_OVERLAID = "TSPhrases"
"""The dictionary that shipped words extend."""
CORRECTIONS = "corrections"
"""The table of words that the package brings over otherwise than is written."""
OVERLAY = "overlay"
"""The table of newer words."""
_BLOCK = 64
"""Characters compared at once; most of a text does not change."""


class Converter:
    """One mode, ready to run."""

    def __init__(self, mode: str, words: tuple[str, ...]) -> None:
        self._stages = [_staged(tuple(names), words) for names in dictionaries.chain(mode)]

    @property
    def stages(self) -> list[Stage]:
        """The stages, first to last."""
        return [staged.stage for staged in self._stages]

    def convert(self, text: str) -> str:
        """Return ``text`` converted."""
        for stage in self._stages:
            text = stage.convert(text)
        return text

    def changes(self, text: str) -> Iterator[Patch]:
        """Yield the runs of characters that differ after conversion; see :func:`changes`."""
        return _differences(text, self.convert(text))


class Staged:
    """A stage with its tables for whole texts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._vectors = Vectors(stage)

    @cached_property
    def _few(self) -> dict[int, str]:
        return str.maketrans(self.stage.characters)

    @cached_property
    def _plane(self) -> list[str]:
        """The Basic Multilingual Plane, converted; ``str.translate`` reads a list twice as fast as a dict."""
        plane = list(map(chr, range(0x10000)))
        for char, value in self.stage.characters.items():
            if char < "\U00010000":
                plane[ord(char)] = value
        return plane

    def convert(self, text: str) -> str:
        """Return ``text`` converted by this stage."""
        return self._vectors.convert(text) if pays_off(text, _LONG) and self.stage.single else self.translated(text)

    def translated(self, text: str) -> str:
        """Return ``text`` converted by this stage, with the standard library alone."""
        pieces: list[str] = []
        at = 0
        table = self._plane if len(text) >= _LONG and _basic(text) else self._few
        for start, end, content in self.stage.patches(text, self.stage.places(text)):
            pieces += (text[at:start].translate(table), content)
            at = end
        return "".join((*pieces, text[at:].translate(table)))


@cache
def _staged(names: tuple[str, ...], words: tuple[str, ...]) -> Staged:
    """Return the stage of some dictionaries; modes share stages (s2t and s2tw begin alike)."""
    newer = dictionaries.shipped(words) if _OVERLAID in names else {}
    tables = [dictionaries.first(name) for name in names]
    return Staged(
        Stage([{**table, **newer} if name == _OVERLAID else table for name, table in zip(names, tables, strict=True)])
    )


def _basic(text: str) -> bool:
    """Tell whether all characters lie in the Basic Multilingual Plane."""
    return len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)


def _differences(before: str, after: str) -> Iterator[Patch]:
    """Yield the runs in which two texts of equal length differ."""
    start = -1
    for block in range(0, len(before), _BLOCK):
        if start < 0 and before.startswith(after[block : block + _BLOCK], block):
            continue
        for at in range(block, min(block + _BLOCK, len(before))):
            if before[at] != after[at]:
                start = at if start < 0 else start
            elif start >= 0:
                yield Patch(start, at, after[start:at])
                start = -1
    if start >= 0:
        yield Patch(start, len(before), after[start:])


@cache
def converter(mode: str, words: tuple[str, ...] = ()) -> Converter:
    """Return the converter of a mode; it is built once.

    ``words`` are tables of words from traditional to simplified that corpuslint ships (``CORRECTIONS``, ``OVERLAY``);
    with them it differs from opencc-python-reimplemented.

    Raises :class:`corpuslint.convert.dictionaries.DictionaryError` where opencc-python-reimplemented is not installed
    or was replaced by another package, :class:`ValueError` where there is no such mode.
    """
    return Converter(mode, words)


def convert(text: str, mode: str) -> str:
    """Return ``text`` converted by ``mode`` (``t2s``). Raises as :func:`converter` does."""
    return converter(mode).convert(text)


def changes(text: str, mode: str, words: tuple[str, ...] = ()) -> Iterator[Patch]:
    """Yield the runs of characters that a conversion changes, ascending and disjoint.

    Applied to ``text`` they give what :func:`convert` gives. Raises as :func:`converter` does, and
    :class:`ValueError` for a mode whose phrases change the length of a text (``s2twp``, ``tw2sp``).
    """
    found = converter(mode, words)
    if not all(stage.even for stage in found.stages):
        msg = f"{mode!r} changes the length of texts; its changes have no places in the source"
        raise ValueError(msg)
    return found.changes(text)
