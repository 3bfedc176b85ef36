"""Checking files: both passes of the engine over a corpus, to located findings."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from corpuslint import pool
from corpuslint.containers import Piece, held, is_container
from corpuslint.corpus import Corpus, InMemory, cache_of
from corpuslint.discover import Problem, shown
from corpuslint.engine import Crash, Decisions, Ruleset, decided
from corpuslint.facts import Facts, merge
from corpuslint.passes import Done, Task, Unit, Unused, concerned, unreadable, work
from corpuslint.report.located import Located
from corpuslint.source import Raw
from corpuslint.spool import Spool

__all__ = ["Checked", "Progress", "Unused", "check_documents", "check_files", "read"]

Progress = Callable[[int, int], None]


class Checked(NamedTuple):
    """What a check of a corpus found."""

    findings: list[Located]
    files: int
    problems: list[Problem]
    crashes: list[Crash]
    unused: list[Unused]
    """Comments that silenced nothing."""
    used: frozenset[object]
    """The suppressions that silenced something."""
    documents: int = 0
    """Records count one by one."""


def read(path: Path) -> Raw | Problem:
    """Return the bytes of a file that is one document, or why it has none."""
    if is_container(path.name):
        return Problem(shown(path), "holds records or is compressed: `check` reads it, `fix` cannot write it")
    try:
        return Raw(shown(path), path.read_bytes())
    except OSError as error:
        return unreadable(shown(path), error)


def check_files(
    files: Sequence[Path],
    ruleset: Ruleset,
    progress: Progress = lambda _done, _all: None,
    *,
    field: str = "text",
    jobs: int = 1,
    cached: bool = False,
) -> Checked:
    """Check files as one corpus. Findings come in the order of files and places.

    Args:
        files: plain documents and containers (:mod:`corpuslint.containers`).
        ruleset: the rules to run.
        progress: called with the number of files done and of all.
        field: the field or column of the text in a record.
        jobs: processes; 0: as many as pay.
        cached: whether to use the cache where it pays.

    """
    with Corpus(files, progress, cache_of(files, ruleset) if cached else None) as corpus:
        task = Task(ruleset, field, digests=corpus.cached)
        return _check(corpus, task, pool.workers(jobs, corpus.size))


def check_documents(documents: Sequence[Raw], ruleset: Ruleset, field: str = "text") -> Checked:
    """Check documents in memory as one corpus; one whose path is that of JSON lines is a document a record."""
    given: list[Piece | Raw] = []
    for raw in documents:
        given += held(raw) if raw.path.endswith(".jsonl") and raw.record is None else [raw]
    checked = _check(InMemory(tuple(given)), Task(ruleset, field), 1)
    return checked._replace(files=len(documents))


def _check(corpus: Corpus | InMemory, task: Task, jobs: int) -> Checked:
    sums: dict[str, Facts] = {}
    done: Spool[Done]
    with _no_collector(), Spool() as done:
        for result in pool.ordered(work, corpus.units(), task, jobs):
            corpus.looked_at(result)
            for outcome in result.outcomes:
                for code, facts in outcome.facts.items():
                    merge(sums.setdefault(code, {}), facts)
            done.append(result)
        final = _second(corpus.units, done, task, decided(task.ruleset, sums), jobs)
        return _gathered(final, corpus)


def _second(
    units: Callable[[], Iterator[Unit]], done: Spool[Done], task: Task, decisions: Decisions, jobs: int
) -> Iterator[Done]:
    """Yield what is known of each unit after the second pass."""
    wanted = [_wanted(each, task.ruleset, decisions) for each in done]
    if not any(wanted):
        yield from done
        return
    again = (Unit(unit.pieces, wish) for unit, wish in zip(units(), wanted, strict=False) if wish)
    revised = pool.ordered(work, again, task._replace(decisions=decisions, digests=False), jobs)
    for first, wish in zip(done, wanted, strict=True):
        yield _updated(first, next(revised), wish) if wish else first


def _wanted(done: Done, ruleset: Ruleset, decisions: Decisions) -> frozenset[tuple[int, int | None]]:
    return frozenset((outcome.piece, outcome.record) for outcome in concerned(done.outcomes, ruleset, decisions))


def _updated(first: Done, second: Done, visited: frozenset[tuple[int, int | None]]) -> Done:
    """Put what the second pass found in place of what the first one did."""
    kept = [outcome for outcome in first.outcomes if (outcome.piece, outcome.record) not in visited]
    outcomes = sorted([*kept, *second.outcomes], key=lambda outcome: (outcome.piece, outcome.record or 0))
    return first._replace(outcomes=outcomes)


def _gathered(done: Iterable[Done], corpus: Corpus | InMemory) -> Checked:
    findings: list[Located] = []
    problems: list[Problem] = []
    crashes: list[Crash] = []
    unused: list[Unused] = []
    used: set[object] = set()
    documents = 0
    for each in done:
        problems += each.problems
        documents += each.documents
        for outcome in each.outcomes:
            findings += outcome.findings
            crashes += outcome.crashes
            unused += outcome.unused
            used |= outcome.used
    problems += corpus.problems.values()
    return Checked(findings, corpus.read(problems), problems, crashes, unused, frozenset(used), documents)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Make findings without the collector of cycles, which they have none of: two to four times cheaper."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
