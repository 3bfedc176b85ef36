"""A run over a corpus of which few files have changed: what it finds, without a look at the others.

The changed files go through the first pass. What they count no more, and what they count now, changes the sums of a few
things; where a decision of a corpus rule is another one by these sums, the files that hold them are judged anew, and
none else. What cannot be told that way (a decision that concerns a great part of the corpus, a file that cannot be
read) is left to a whole run: then there is no result.
"""

from collections.abc import Sequence
from pathlib import Path

from corpuslint.checking.cache import Cache
from corpuslint.checking.decided import Decided
from corpuslint.checking.passes import Done, Outcome, Task, Unit, again, concerned, work
from corpuslint.checking.standing import CHUNK, Standing, chunk_of, told_of
from corpuslint.checking.states import States
from corpuslint.checking.totals import Changed, UnsureError
from corpuslint.containers import Piece
from corpuslint.paths import shown
from corpuslint.typed import NamedTuple

_SHARE = 3
"""Of so many files one may have changed or be judged anew; a whole run is not much dearer then."""
_FEW = 8
"""Files that are few however small the corpus."""

Chunk = tuple[int, bytes, bytes]


class Update(NamedTuple):
    """What a run over changed files found."""

    chunks: dict[int, tuple[bytes, bytes]]
    """The chunks that are to be replaced."""
    changed: Changed
    decided: Decided


def most(files: int) -> int:
    """Return how many of some files may have changed."""
    return max(_FEW, files // _SHARE)


def update(standing: Standing, files: States, places: Sequence[int], task: Task) -> Update | None:
    """Return what changes with the files at some places, or ``None`` where only a whole run can tell.

    Raises:
        DamageError: the cache cannot be read.

    """
    pieces = {place: _piece(files, place) for place in places}
    before = {place: _before(standing, place, piece) for place, piece in pieces.items()}
    done = _looked_at(standing.cache, pieces, files, task)
    if done is None or any(each is None for each in before.values()):
        return None
    after = _by_place(done, list(pieces))
    changed = Changed(standing, files, {place: some[0] for place, some in before.items() if some}, after)
    try:
        decided = Decided(standing, task.ruleset, changed)
        anew = decided.anew()
        if len(anew) > most(len(files.names)):
            return None
        outcomes = {place: changed.outcome(place) for place in anew} | {place: after.get(place) for place in places}
        judged = _judged(files, outcomes, decided, task)
    except UnsureError:
        return None
    return Update(_chunks(standing, judged), changed, decided) if judged is not None else None


def _piece(files: States, place: int) -> Piece:
    path = Path(files.names[place])
    return Piece(path, shown(path), size=files.sizes[place])


def _before(standing: Standing, place: int, piece: Piece) -> tuple[Outcome, ...] | None:
    found: tuple[Outcome, ...] | None = standing.cache.one(piece.shown, standing.state(place))
    return found


def _looked_at(cache: Cache, pieces: dict[int, Piece], files: States, task: Task) -> Done | None:
    """Run the first pass over changed files, but where the bytes are the same; ``None``: something is wrong there."""
    known = []
    for number, (place, piece) in enumerate(pieces.items()):
        found = cache.one(piece.shown, (files.times[place], files.marks[place]), piece.file)
        if found is not None:
            known.append((number, found))
    done = work(task, Unit(tuple(pieces.values()), known=tuple(known)))
    if done.problems or any(outcome.crashes for outcome in done.outcomes):
        return None
    for number, (place, piece) in enumerate(pieces.items()):
        if number in done.digests:
            found = tuple(outcome for outcome in done.outcomes if outcome.piece == number)
            cache.put(piece.shown, (files.times[place], files.marks[place]), done.digests[number], found)
    return done


def _by_place(done: Done, places: Sequence[int]) -> dict[int, Outcome]:
    return {places[outcome.piece]: outcome for outcome in done.outcomes}


def _judged(
    files: States, outcomes: dict[int, Outcome | None], decided: Decided, task: Task
) -> dict[int, Outcome | None] | None:
    """Return the outcomes of files after the second pass."""
    places = sorted(outcomes)
    pieces = tuple(_piece(files, place) for place in places)
    first = Done([each._replace(piece=at) for at, place in enumerate(places) if (each := outcomes[place])], 0, [])
    decisions = decided.decisions({code for outcome in first.outcomes for code in outcome.facts})
    some = list(concerned(first.outcomes, task.ruleset, decisions))
    if not some:
        return outcomes
    wish = frozenset((outcome.piece, outcome.record) for outcome in some)
    second = work(task._replace(decisions=decisions, digests=False), again(Unit(pieces), first, wish))
    if second.problems or any(outcome.crashes for outcome in second.outcomes):
        return None
    return {**outcomes, **{places[at]: None for at, _ in wish}, **_by_place(second, places)}


def _chunks(standing: Standing, judged: dict[int, Outcome | None]) -> dict[int, tuple[bytes, bytes]]:
    """Return the chunks that hold the judged files, with these as they are now."""
    numbers = {place // CHUNK for place in judged}
    return {number: _chunk(standing, number, judged) for number in numbers}


def _chunk(standing: Standing, number: int, judged: dict[int, Outcome | None]) -> tuple[bytes, bytes]:
    parts = {said[0].place: said for said in standing.chunk(number)}
    for place, outcome in judged.items():
        if place // CHUNK == number:
            parts.pop(place, None)
            if outcome and (outcome.findings or outcome.unused or outcome.used):
                parts[place] = told_of(place, [outcome])
    return chunk_of([parts[place] for place in sorted(parts)])
