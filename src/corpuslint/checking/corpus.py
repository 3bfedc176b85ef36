"""The files of a run as units of work, with what the cache knows of them."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from corpuslint.checking.passes import Done, Outcome, Unit, unreadable
from corpuslint.checking.states import States, state_of
from corpuslint.containers import ContainerError, Piece, is_container, pieces
from corpuslint.decisions import Decisions
from corpuslint.facts import Facts
from corpuslint.ruleset import Ruleset
from corpuslint.setup.discover import Problem, shown
from corpuslint.source import Raw
from corpuslint.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from corpuslint.checking.cache import Cache
    from corpuslint.checking.recorder import Recorder

Progress = Callable[[int, int, int], None]
"""Told bytes looked at, bytes of all files, and findings so far."""

PAYS = 1 << 20
"""Bytes of input from which on a cache pays: below, looking at all files is faster than looking them up."""
_UNIT = 1 << 20
"""Bytes that are worked on in one go: many small files, or one piece of a container."""


def cache_of(files: States, ruleset: Ruleset) -> "Cache | None":
    """Return the cache of a run over some files, or ``None`` where none pays."""
    if sum(files.sizes) < PAYS:
        return None
    from corpuslint.checking import cache  # noqa: PLC0415 (15 ms with sqlite, which small corpora do not pay)

    silent = [(glob, sorted(codes)) for glob, codes in ruleset.ignores.patterns.items()]
    wanted = sorted(ruleset.wanted)  # sets have another order in each process
    return cache.Cache(
        cache.namespace(ruleset.rules, wanted, ruleset.policy, ruleset.encoding, ruleset.ignores.folder, silent)
    )


class InMemory:
    """Documents that are in memory already."""

    def __init__(self, given: tuple[Piece | Raw, ...]) -> None:
        self._given = given
        self.problems: dict[str, Problem] = {}

    def units(self) -> Iterator[Unit]:
        """Yield them all."""
        yield Unit(self._given)

    def looked_at(self, done: Done) -> None:
        """Keep nothing."""

    def decided(self, facts_of: dict[str, Facts], decisions: Decisions) -> None:
        """Keep nothing."""

    def settled(self, done: Done) -> None:
        """Keep nothing."""

    def read(self, _problems: Iterable[Problem]) -> int:
        """Return how many there are."""
        return len(self._given)


class Corpus:
    """The files of a run, cut into units of work."""

    def __init__(
        self,
        files: Sequence[Path],
        progress: Progress,
        known: "Cache | None" = None,
        recorder: "Recorder | None" = None,
    ) -> None:
        self._files = files
        self._progress = progress
        self._cache = known
        self._recorder = recorder
        self._out: deque[tuple[Unit, list[os.stat_result | None]]] = deque()
        self._looked, self._found = 0, 0
        self.problems: dict[str, Problem] = {}

    @property
    def cached(self) -> bool:
        """Whether there is a cache."""
        return self._cache is not None

    @property
    def size(self) -> int:
        """Bytes of the files that must be looked at."""
        stats = ((file, _stat(file)) for file in self._files)
        known = self._cache
        return sum(stat.st_size for file, stat in stats if stat and not (known and known.knows(shown(file), stat)))

    def units(self) -> Iterator[Unit]:
        """Yield the units; the same ones each time, unless files change."""
        held: list[Piece] = []
        stats: list[os.stat_result | None] = []
        size = 0
        for file in self._files:
            for piece, stat in self._pieces(file):
                held.append(piece)
                stats.append(stat)
                size += piece.size
                if size >= _UNIT:
                    yield self._unit(held, stats)
                    held, stats, size = [], [], 0
        if held:
            yield self._unit(held, stats)

    def _unit(self, held: list[Piece], stats: list[os.stat_result | None]) -> Unit:
        unit = Unit(tuple(held), known=tuple(self._known(held, stats)))
        self._out.append((unit, stats))
        return unit

    def _known(
        self, held: list[Piece], stats: list[os.stat_result | None]
    ) -> Iterator[tuple[int, tuple[Outcome, ...]]]:
        for number, (piece, stat) in enumerate(zip(held, stats, strict=True)):
            if self._cache is not None and stat is not None:
                found = self._cache.get(piece.shown, stat, piece.file)
                if found is not None:
                    yield number, found

    def looked_at(self, done: Done) -> None:
        """Keep what was found in the files of the unit that was yielded first of those not yet looked at."""
        unit, stats = self._out.popleft()
        self._tell(unit, done)
        if self._recorder:
            self._recorder.first(done, len(unit.pieces))
        if self._cache is None or done.problems:
            return
        found: dict[int, list[Outcome]] = {number: [] for number in done.digests}
        for outcome in done.outcomes:
            if outcome.piece in found:
                found[outcome.piece].append(outcome)
        for number, outcomes in found.items():
            stat, piece = stats[number], unit.pieces[number]
            if stat is not None and isinstance(piece, Piece) and not any(each.crashes for each in outcomes):
                self._cache.put(piece.shown, state_of(stat), done.digests[number], tuple(outcomes))

    def decided(self, facts_of: dict[str, Facts], decisions: Decisions) -> None:
        """Keep what the corpus rules decided, and on what."""
        if self._recorder:
            self._recorder.decided(facts_of, decisions)

    def settled(self, done: Done) -> None:
        """Keep what was found in the next unit in the end."""
        if self._recorder:
            self._recorder.last(done)

    def _tell(self, unit: Unit, done: Done) -> None:
        self._looked += sum(piece.size for piece in unit.pieces if isinstance(piece, Piece))
        self._found += sum(len(outcome.findings) for outcome in done.outcomes)
        self._progress(self._looked, self._all, self._found)

    @cached_property
    def _all(self) -> int:
        return sum(stat.st_size for stat in map(_stat, self._files) if stat)

    def _pieces(self, file: Path) -> Iterator[tuple[Piece, os.stat_result | None]]:
        """Yield the pieces of a file, and the state of one that is a single document (and so may be cached)."""
        name = shown(file)
        if not is_container(file.name):
            stat = _stat(file)
            yield Piece(file, name, size=stat.st_size if stat else 0), stat
            return
        try:
            for piece in pieces(file, name):
                yield piece, None
        except ContainerError as error:
            self.problems[name] = Problem(name, str(error))
        except OSError as error:
            self.problems[name] = unreadable(name, error)

    def read(self, problems: Iterable[Problem]) -> int:
        """Return the number of files that could be read, given what could not."""
        names = {problem.path for problem in problems}
        return len(self._files) - (sum(shown(file) in names for file in self._files) if names else 0)


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None  # reading it will tell
