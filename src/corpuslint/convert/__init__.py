"""Conversion between the scripts, equal byte for byte to opencc-python-reimplemented, and faster.

It uses the package's own dictionaries (:mod:`corpuslint.convert.dictionaries`) and gives what the package's
``OpenCC(mode).convert`` gives, for every mode that it ships: ``t2s``, ``s2t``, ``tw2s``, ``s2twp`` and so on.
"""

from collections.abc import Iterator
from functools import cache, cached_property

from corpuslint.convert import dictionaries
from corpuslint.convert.stage import Patch, Stage

_LONG = 4096
"""Code points from which a table of 65,536 characters pays off against a dict."""


class Converter:
    """One mode, ready to run."""

    def __init__(self, mode: str) -> None:
        self.stages = [Staged(Stage([dictionaries.first(n) for n in names])) for names in dictionaries.chain(mode)]

    def convert(self, text: str) -> str:
        """Return ``text`` converted."""
        for stage in self.stages:
            text = stage.convert(text)
        return text


class Staged:
    """A stage with its tables for whole texts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

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
        pieces: list[str] = []
        at = 0
        table = self._plane if len(text) >= _LONG and _basic(text) else self._few
        for start, end, content in self.stage.patches(text, self.stage.places(text)):
            pieces += (text[at:start].translate(table), content)
            at = end
        return "".join((*pieces, text[at:].translate(table)))

    def changes(self, text: str) -> Iterator[Patch]:
        """Yield what this stage changes: runs of characters, and phrases; ascending and disjoint."""
        at = 0
        for patch in self.stage.patches(text, self.stage.places(text)):
            yield from self._runs(text, at, patch.start)
            if patch.content != text[patch.start : patch.end]:
                yield patch
            at = patch.end
        yield from self._runs(text, at, len(text))

    def _runs(self, text: str, start: int, end: int) -> Iterator[Patch]:
        changed = self.stage.characters
        run = -1
        for at in range(start, end):
            moves = changed.get(text[at], text[at]) != text[at]
            if moves and run < 0:
                run = at
            elif not moves and run >= 0:
                yield Patch(run, at, self.stage.by_character(text[run:at]))
                run = -1
        if run >= 0:
            yield Patch(run, end, self.stage.by_character(text[run:end]))


def _basic(text: str) -> bool:
    """Tell whether all characters lie in the Basic Multilingual Plane."""
    return len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)


@cache
def converter(mode: str) -> Converter:
    """Return the converter of a mode; it is built once.

    Raises :class:`corpuslint.convert.dictionaries.DictionaryError` where opencc-python-reimplemented is not installed
    or was replaced by another package, :class:`ValueError` where there is no such mode.
    """
    return Converter(mode)


def convert(text: str, mode: str) -> str:
    """Return ``text`` converted by ``mode`` (``t2s``). Raises as :func:`converter` does."""
    return converter(mode).convert(text)


def changes(text: str, mode: str) -> Iterator[Patch]:
    """Yield what a mode of one stage (``t2s``, ``s2t``) changes, ascending and disjoint: runs, and phrases.

    Applied to ``text`` they give what :func:`convert` gives. Raises as :func:`converter` does, and
    :class:`ValueError` for a mode of several stages.
    """
    stages = converter(mode).stages
    if len(stages) != 1:
        msg = f"{mode!r} converts in {len(stages)} steps; its changes have no places in the source"
        raise ValueError(msg)
    yield from stages[0].changes(text)
