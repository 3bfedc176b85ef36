"""What need not be found again: a run over files of which none has changed, or few."""

from corpuslint.checking.cache import Cache
from corpuslint.checking.change import most, update
from corpuslint.checking.passes import Task, Unused
from corpuslint.checking.recorder import Recorder, amend
from corpuslint.checking.standing import Kept, Rest, Standing, kept
from corpuslint.checking.states import States
from corpuslint.containers import is_container
from corpuslint.typed import NamedTuple


class Recalled(NamedTuple):
    """What a whole run would have found."""

    findings: Kept
    unused: list[Unused]
    used: frozenset[object]
    rest: Rest


def recalled(cache: Cache, files: States, task: Task) -> Recalled | None:
    """Return what a run over some files finds, or ``None`` where too little is known of it."""
    try:
        standing = Standing.of(cache, files, task.field)
        found = _recalled(standing, files, task) if standing else None
    except Exception:  # noqa: BLE001 (whatever it is, a whole run tells; what it came from is not asked again)
        cache.drop()
        return None
    if found:
        cache.close()
    return found


def _recalled(standing: Standing, files: States, task: Task) -> Recalled | None:
    changed = standing.changed(files)
    if not changed:
        return Recalled(*kept(standing.chunks()), standing.rest)
    if not standing.rest.indexed or len(changed) > most(len(files.names)):
        return None
    new = update(standing, files, changed, task)
    if new is None:
        return None
    chunks = {number: (briefs, found) for number, briefs, found in standing.chunks()} | new.chunks
    found = Recalled(*kept((number, *chunks[number]) for number in sorted(chunks)), standing.rest)
    standing.cache.write(lambda database: amend(database, standing, files, new))
    return found


def recorder(task: Task, files: States) -> Recorder:
    """Return what keeps a whole run over some files."""
    return Recorder(task.ruleset, indexed=not any(map(is_container, files.names)))


def keep(cache: Cache, files: States, task: Task, told: Recorder, read: tuple[int, int]) -> None:
    """Keep a whole run; ``files`` are as they were before it, ``read`` the files and documents of it."""
    cache.write(lambda database: told.write(database, cache, files, task.field, Rest(*read)))
