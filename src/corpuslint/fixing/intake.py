"""The first look of a fix at its files: from files to drafts, with what nothing fires in left where it is."""

import errno
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path

from corpuslint.checking import pool
from corpuslint.checking.corpus import Corpus, Progress
from corpuslint.checking.passes import Done, Unit, batches, summed, unreadable
from corpuslint.containers import BadRecord, ContainerError, Piece, documents, has_records
from corpuslint.containers.streams import whole
from corpuslint.facts import Facts, merge
from corpuslint.fixing.boxes import Box
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.unread import Unread
from corpuslint.fixing.written import Item
from corpuslint.paths import shown
from corpuslint.ruleset import Ruleset
from corpuslint.setup.discover import Problem
from corpuslint.source import Raw
from corpuslint.spooling.store import Store
from corpuslint.typed import NamedTuple


class Seen(NamedTuple):
    """What the first look at a unit leaves: see :func:`look`."""

    drafts: list[tuple[int, Draft, bytes]]
    """Place of the piece, draft, and hash (of a file) or bytes (of a record)."""
    documents: list[tuple[int, int]]
    """Place of a piece of records, and how many there are in it."""
    counted: dict[int, dict[str, Facts]]
    """Place of a piece → what the records count as that are no drafts."""
    problems: list[Problem]


class Taken(NamedTuple):
    """The files of a fix."""

    items: list[Item | Box]
    problems: list[Problem]
    unread: list[Unread]
    """The files that cannot be read."""

    @property
    def drafts(self) -> list[Draft]:
        """The drafts of all files, in order."""
        return [draft for item in self.items for draft in (item.drafts if isinstance(item, Box) else [item.draft])]

    @property
    def boxes(self) -> list[Box]:
        """The files of records."""
        return [item for item in self.items if isinstance(item, Box)]


class Manner(NamedTuple):
    """How a fix goes about files."""

    field: str = "text"
    jobs: int = 1
    run: pool.Run = pool.ordered
    progress: Progress = lambda _done, _all, _found: None


def take(files: Sequence[Path], home: Path, ruleset: Ruleset, manner: Manner) -> Taken:
    """Look at files for the first time.

    Args:
        files: plain documents and containers.
        home: the folder that their places are relative to.
        ruleset: the rules to apply.
        manner: how.

    """
    make = partial(_item, (home, manner.field, ruleset, Store()))
    items: dict[Path, Item | Box] = {}
    problems: list[Problem] = []
    corpus = Corpus(files, manner.progress)
    sent: deque[Unit] = deque()
    jobs = pool.workers(manner.jobs, corpus.size)
    for seen in manner.run(look, _noted(corpus.units(), sent), (ruleset, manner.field), jobs):
        corpus.looked_at(_NOTHING)
        _add(items, sent.popleft(), seen, make)
        problems += seen.problems
    problems += corpus.problems.values()
    bad = {problem.path for problem in problems}
    for file in files:  # one without a record is a file all the same
        if has_records(file.name) and file not in items:
            items[file] = make(Piece(file, shown(file)), None)
    good = [file for file in files if file in items and _shown(items[file]) not in bad]
    kept = frozenset(good)
    rest = [Unread(file, _place(file, home)) for file in files if file not in kept]
    return Taken([items[file] for file in good], problems, rest)


_NOTHING = Done([], 0, [])


def _noted(units: Iterator[Unit], sent: deque[Unit]) -> Iterator[Unit]:
    """Hand units on, and note what stood in them."""
    for unit in units:
        sent.append(Unit(tuple(piece._replace(data=None) for piece in unit.pieces if isinstance(piece, Piece))))
        yield unit


def look(given: tuple[Ruleset, str], unit: Unit) -> Seen:
    """Return drafts for the files in a unit, and for those of its records that a rule of the run can find faults in."""
    ruleset, field = given
    seen = Seen([], [], {}, [])
    for number, piece in enumerate(unit.pieces):
        assert isinstance(piece, Piece)
        try:
            _look_at(piece, number, seen, ruleset, field)
        except ContainerError as error:
            seen.problems.append(Problem(piece.shown, str(error)))
        except OSError as error:
            seen.problems.append(unreadable(piece.shown, error))
    return seen


def _look_at(piece: Piece, number: int, seen: Seen, ruleset: Ruleset, field: str) -> None:
    bad: list[BadRecord] = []
    records = 0
    for raw, draft in _drafts(documents(piece, field), bad, ruleset):
        if draft.live:
            draft.ask(
                draft.fired
            )  # as `check` does, while the text is at hand: nobody asks again where nothing changes
        if raw.record is None:
            draft.reread_by(bytes)  # not from memory; the parent says how
            if draft.plain:
                draft.release()
            seen.drafts.append((number, draft, sha256(raw.data).digest()))
            continue
        records += 1
        if draft.live or not draft.certain:
            draft.release()
            seen.drafts.append((number, draft, raw.data))
        elif draft.counted:
            sums = seen.counted.setdefault(number, {})
            for code, facts in draft.counted.items():
                merge(sums.setdefault(code, {}), facts)
    seen.documents.append((number, records))
    seen.problems.extend(summed(bad))


def _drafts(read: Iterable[Raw | BadRecord], bad: list[BadRecord], ruleset: Ruleset) -> Iterator[tuple[Raw, Draft]]:
    """Yield documents with their drafts, scanned in batches; add to ``bad`` what is none."""
    good = _without(read, bad)
    for batch in batches(good, lambda raw: len(raw.data)):
        for raw, survey in zip(batch, ruleset.scanner.surveys([raw.data for raw in batch]), strict=True):
            yield raw, Draft(raw, ruleset, survey)


def _without(read: Iterable[Raw | BadRecord], bad: list[BadRecord]) -> Iterator[Raw]:
    for raw in read:
        if isinstance(raw, BadRecord):
            bad.append(raw)
        else:
            yield raw


def _add(
    items: dict[Path, Item | Box], unit: Unit, seen: Seen, make: Callable[[Piece, Draft | None], Item | Box]
) -> None:
    """Add what was seen in a unit to the files."""
    pieces = [piece for piece in unit.pieces if isinstance(piece, Piece)]
    for number, records in seen.documents:
        piece = pieces[number]
        if has_records(piece.file.name):
            box = items.setdefault(piece.file, make(piece, None))
            assert isinstance(box, Box)
            box.documents += records
            box.count(seen.counted.get(number, {}))
    for number, draft, known in seen.drafts:
        piece = pieces[number]
        box_or_none = items.get(piece.file)
        if isinstance(box_or_none, Box):
            box_or_none.take(draft.under(box_or_none.ruleset), known)
        else:
            draft.reread_by(partial(_reread, piece.file, known))
            items[piece.file] = make(piece, draft)


def _item(common: tuple[Path, str, Ruleset, Store], piece: Piece, draft: Draft | None) -> Item | Box:
    home, field, ruleset, store = common
    place = _place(piece.file, home)
    if draft is None:
        return Box(piece.file, (piece.shown, place), field, ruleset, store)
    draft.put_away(store)
    return Item(piece.file, place, draft.under(ruleset))


def _place(file: Path, home: Path) -> str:
    return os.path.relpath(file, home).replace(os.sep, "/")


def _shown(item: Item | Box) -> str:
    return item.shown if isinstance(item, Box) else item.draft.path


def _reread(file: Path, known: bytes) -> bytes:
    """Read a file again, sure that it is as it was."""
    data = whole(file)
    if sha256(data).digest() != known:
        raise OSError(errno.EBUSY, "it has changed since it was read", os.fspath(file))
    return data
