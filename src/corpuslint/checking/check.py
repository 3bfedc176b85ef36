"""Checking files: both passes of the engine over a corpus, to located findings."""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpuslint.checking import pool
from corpuslint.checking.corpus import Corpus, InMemory, Progress, cache_of
from corpuslint.checking.passes import Done, Task, Unit, Unused, again, documents_in, updated, wanted, work
from corpuslint.checking.states import States, states
from corpuslint.containers import Piece, held
from corpuslint.decisions import decided, total
from corpuslint.engine import Crash
from corpuslint.report.located import Located
from corpuslint.ruleset import Ruleset
from corpuslint.setup.discover import Problem
from corpuslint.source import Raw
from corpuslint.spooling.spool import Spool, piled
from corpuslint.spooling.sums import Sums
from corpuslint.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from corpuslint.checking.cache import Cache
    from corpuslint.checking.recorder import Recorder

__all__ = ["Checked", "Progress", "Unused", "check_documents", "check_files", "documents_of"]

Run = Callable[[Callable[[Task, Unit], Done], Iterable[Unit], Task, int], Iterator[Done]]
"""Calls a function with a task and each of some units, on so many workers, and yields what it returns, in order."""


class Checked(NamedTuple):
    """What a check of a corpus found."""

    findings: Sequence[Located]
    """A list; where they are many, or kept from an earlier run, a sequence that is not in memory."""
    files: int
    problems: list[Problem]
    crashes: list[Crash]
    unused: list[Unused]
    """Comments that silenced nothing."""
    used: frozenset[object]
    """The suppressions that silenced something."""
    documents: int = 0
    """Records count one by one."""


def documents_of(files: Sequence[Path], field: str, problems: list[Problem]) -> Iterator[Raw]:
    """Yield the documents of files, those of JSON lines, Parquet and compressed files too, in order.

    What cannot be read is added to ``problems``; ``field`` is that of the text in a record.
    """
    task = Task(Ruleset([]), field)
    corpus = Corpus(files, lambda _done, _all, _found: None)
    for unit in corpus.units():
        done = Done([], 0, problems)
        for _, raw in documents_in(unit, task, done):
            yield raw
        corpus.looked_at(done)  # lets go of what it was read from
    problems.extend(corpus.problems.values())


def check_files(
    files: Sequence[Path],
    ruleset: Ruleset,
    progress: Progress = lambda _done, _all, _found: None,
    *,
    field: str = "text",
    jobs: int = 1,
    cached: bool = False,
    run: Run = pool.ordered,
) -> Checked:
    """Check files as one corpus. Findings come in the order of files and places.

    Args:
        files: plain documents and containers (:mod:`corpuslint.containers`).
        ruleset: the rules to run.
        progress: called with bytes done, bytes of all files, and findings so far.
        field: the field or column of the text in a record.
        jobs: processes; 0: as many as pay.
        cached: whether to use the cache where it pays.
        run: what runs the passes over units of work (:func:`corpuslint.checking.distributed.ordered`: Ray Data).

    """
    with _no_collector():
        before = states(files if cached else [])
        cache = cache_of(before, ruleset)
        task = Task(ruleset, field, digests=cache is not None)

        def check(*kept: Any) -> Checked:
            corpus = Corpus(files, progress, *kept)
            return _check(corpus, task, pool.workers(jobs, corpus.size), run)

        return _recalled(cache, before, task, check) if cache is not None else check()


def _recalled(cache: "Cache", before: States, task: Task, check: Callable[["Cache", "Recorder"], Checked]) -> Checked:
    """Return what the cache tells of files; where it cannot, what ``check`` finds, and keep that."""
    from corpuslint.checking import recall  # noqa: PLC0415 (15 ms with sqlite, which small corpora do not pay)

    known = recall.recalled(cache, before, task)
    if known:
        found, rest = known.findings, known.rest
        return Checked(found, rest.files, [], [], known.unused, known.used, rest.documents)
    recorder = recall.recorder(task, before)
    checked = check(cache, recorder)
    if checked.problems or checked.crashes:
        cache.write()
    else:
        recall.keep(cache, before, task, recorder, (checked.files, checked.documents))
    return checked


def check_documents(documents: Sequence[Raw], ruleset: Ruleset, field: str = "text") -> Checked:
    """Check documents in memory as one corpus; one whose path is that of JSON lines is a document a record."""
    given: list[Piece | Raw] = []
    for raw in documents:
        given += held(raw) if raw.path.endswith(".jsonl") and raw.record is None else [raw]
    checked = _check(InMemory(tuple(given)), Task(ruleset, field), 1, pool.ordered)
    return checked._replace(files=len(documents))


def _check(corpus: Corpus | InMemory, task: Task, jobs: int, run: Run) -> Checked:
    sums = Sums()
    done: Spool[Done] = Spool()
    with _no_collector(), done:
        for result in run(work, corpus.units(), task, jobs):
            corpus.looked_at(result)
            for outcome in result.outcomes:
                sums.add(outcome.facts)
            done.append(result)
        facts_of = total(task.ruleset, sums)
        second = task._replace(decisions=decided(task.ruleset, facts_of), digests=False)
        corpus.decided(facts_of, second.decisions or {})
        return _gathered(_second(corpus, done, second, lambda units: run(work, units, second, jobs)), corpus)


def _second(
    corpus: Corpus | InMemory, done: Spool[Done], task: Task, run: Callable[[Iterator[Unit]], Iterator[Done]]
) -> Iterator[Done]:
    """Yield what is known of each unit after the second pass, which only visits documents that a decision concerns."""

    def wish(first: Done) -> frozenset[tuple[int, int | None]]:
        return wanted(first, task.ruleset, task.decisions or {})

    meant = ((unit, first, wish(first)) for unit, first in zip(corpus.units(), done, strict=False))
    revised = run(again(unit, first, which) for unit, first, which in meant if which)
    for first in done:  # to tell twice what is meant costs less than to fetch what is known a third time
        which = wish(first)
        yield updated(first, next(revised), which) if which else first


def _gathered(done: Iterable[Done], corpus: Corpus | InMemory) -> Checked:
    problems: list[Problem] = []
    crashes: list[Crash] = []
    unused: list[Unused] = []
    used: set[object] = set()
    documents = [0]

    def found() -> Iterator[Located]:
        for each in done:
            corpus.settled(each)
            problems.extend(each.problems)
            documents[0] += each.documents
            for outcome in each.outcomes:
                yield from outcome.findings
                crashes.extend(outcome.crashes)
                unused.extend(outcome.unused)
                used.update(outcome.used)

    findings = piled(found())
    problems += corpus.problems.values()
    return Checked(findings, corpus.read(problems), problems, crashes, unused, frozenset(used), documents[0])


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
