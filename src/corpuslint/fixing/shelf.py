"""The drafts of a fix, at hand or put away, and visited here or by other processes."""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from corpuslint.checking import pool
from corpuslint.facts import Facts
from corpuslint.fixing.draft import Draft
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.spooling.store import Store
from corpuslint.typed import Any, Protocol

HELD = 1 << 21
"""Code points of text held at once; beyond, documents are read and decoded anew on each visit."""
BATCH = 1 << 20
"""Bytes of source that are sent to another process in one go."""
PAYS = 4 << 20
"""Bytes of source from which on a visit by other processes pays."""

Work = Callable[[Any, Draft], Any]
"""Does something to a draft and says what came of it (that it can be pickled); at module level, so that others find it.
Its first argument is a context whose first part is the rule set."""


class Sleepers(Protocol):
    """Documents of which no more is kept than what they count as, until a rule must see them."""

    @property
    def counted(self) -> dict[str, Facts]:
        """What they count as, all together."""

    def wake(self, codes: frozenset[str]) -> list[Draft]:
        """Return those that some rules counted, as drafts; they sleep no more."""


class Shelf:
    """Drafts at hand: as many as fit keep their text in memory, the others give it up after each visit.

    Args:
        drafts: the documents.
        sleepers: documents that are no drafts yet.
        run: what spreads work over processes (:func:`corpuslint.checking.pool.ordered`).
        jobs: processes; 1: this one.

    """

    def __init__(
        self, drafts: Iterable[Draft], sleepers: Sequence[Sleepers] = (), run: pool.Run = pool.ordered, jobs: int = 1
    ) -> None:
        self._all = list(drafts)
        self._sleepers = sleepers
        self.live = [draft for draft in self._all if draft.live]
        self._run, self._jobs = run, jobs
        self._room = HELD
        self._kept: set[int] = set()
        self._store = Store()

    def counted(self, rules: Sequence[Rule]) -> Iterator[dict[str, Facts]]:
        """Yield what documents count as for those of some rules that did not fire in them."""
        codes = {rule.code for rule in rules}
        for counted in chain((each.counted for each in self._all), (each.counted for each in self._sleepers)):
            if counted:
                yield {code: facts for code, facts in counted.items() if code in codes}

    def wake(self, codes: frozenset[str]) -> None:
        """Take in the documents that some rules counted and now must see."""
        for sleepers in self._sleepers if codes else ():
            self._all += sleepers.wake(codes)
        for draft in self._all if codes else ():
            draft.wake(codes)
        self.live = [draft for draft in self._all if draft.live]

    def visit(self, work: Work, context: tuple[Ruleset, *tuple[Any, ...]]) -> Iterator[tuple[Draft, Any]]:
        """Do some work on each draft; yield those of which it says anything, and what."""
        # one that a rule crashed on, or took for ever, will stay as it came: nothing is tried again
        drafts = [draft for draft in self.live if not draft.crashes]
        if self._jobs > 1 and sum(draft.size for draft in drafts) >= PAYS:
            yield from self._elsewhere(work, context, drafts)
            return
        for draft in drafts:
            try:
                said = work(context, draft)
                self._put_back(draft)
            except OSError as error:
                draft.abandon(error.strerror or str(error))
                continue
            if said:
                yield draft, said

    def _put_back(self, draft: Draft) -> None:
        if id(draft) in self._kept:
            return
        if not draft.at_hand:
            draft.put_away(self._store)
            return
        size = len(draft.source)
        if size <= self._room:
            self._room -= size
            self._kept.add(id(draft))
        else:
            draft.release(self._store)

    def put_away(self, draft: Draft) -> None:
        """Take back a draft that was looked at between visits."""
        if id(draft) not in self._kept:
            draft.release(self._store)

    def _elsewhere(self, work: Work, context: tuple[Any, ...], drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Any]]:
        sent: deque[list[Draft]] = deque()
        batches = _batches(drafts, sent)
        for results in self._run(work_on, batches, (work, context), self._jobs):
            for draft, (state, said) in zip(sent.popleft(), results, strict=True):
                draft.adopt(state)
                draft.release(self._store)
                if said:
                    yield draft, said


def _batches(drafts: Sequence[Draft], sent: deque[list[Draft]]) -> Iterator[list[bytes]]:
    """Yield drafts to be sent, pickled, and note which they are; those whose source is gone are abandoned."""
    batch: list[bytes] = []
    noted: list[Draft] = []
    size = 0
    for draft in drafts:
        try:
            batch.append(pickle.dumps(draft, pickle.HIGHEST_PROTOCOL))
        except OSError as error:
            draft.abandon(error.strerror or str(error))
            continue
        noted.append(draft)
        size += len(batch[-1])
        if size >= BATCH:
            sent.append(noted)
            yield batch
            batch, noted, size = [], [], 0
    if batch:
        sent.append(noted)
        yield batch


def work_on(given: tuple[Work, tuple[Ruleset, *tuple[Any, ...]]], batch: list[bytes]) -> list[tuple[Any, Any]]:
    """Do some work on drafts that came from another process; return what became of them, and what it said."""
    work, context = given
    found = []
    for each in batch:
        draft: Draft = pickle.loads(each).under(context[0])  # noqa: S301 (made by our parent)
        said = work(context, draft)
        found.append((draft.state(), said))
    return found
