"""The sum of what corpus rules count, in bounded memory however large the corpus.

Facts: distinct names grow with the square root of a corpus (Heaps' law); lines, and bands of signatures, as fast as
the corpus itself, and nearly all of them are seen once. A rule that only cares for what recurs says so (``least``),
and what was seen less often is dropped when all is summed; until then sums that outgrow memory wait on disk, sorted.
"""

from collections.abc import Callable, Iterable, Iterator
from heapq import merge as merged_runs
from itertools import groupby
from sys import intern

from corpuslint.facts import Facts, Tally, merge
from corpuslint.spooling.spool import Pile

CENSUS = "census"
"""The key under which documents are counted that are never decoded."""
MOST = 50_000
"""Keys held in memory; each takes about a kilobyte."""

_Entry = tuple[str, str, dict[str, Tally]]
"""Code of a rule, key, and the tallies of its forms."""


class Sums:
    """Adds up facts by rule."""

    def __init__(self) -> None:
        self._held: dict[str, Facts] = {}
        self._size = 0
        self._codes: set[str] = set()
        self._runs: list[Pile[_Entry]] = []

    def add(self, facts_of: dict[str, Facts]) -> None:
        """Add what was counted in other documents."""
        for code, facts in facts_of.items():
            self._codes.add(code)
            known = self._held.setdefault(code, {})
            before = len(known)
            merge(known, _lean(facts) if len(facts) > 4 else facts)
            self._size += len(known) - before
        if self._size > MOST:
            self._runs.append(Pile(self._sorted()))
            self._held, self._size = {}, 0

    def _sorted(self) -> Iterator[_Entry]:
        for code in sorted(self._held):
            for key in sorted(self._held[code]):
                yield code, key, self._held[code][key]

    def total(self, least: Callable[[str], int]) -> dict[str, Facts]:
        """Return the facts of each rule; keys are left out that were seen less often than ``least(code)``."""
        limits: dict[str, int] = {}
        found: dict[str, Facts] = {code: {} for code in self._codes}
        for code, key, forms in self._entries():
            if code not in limits and key != CENSUS:  # a rule that but counted documents is not even loaded
                limits[code] = least(code)
            if key == CENSUS or sum(tally.occurrences for tally in forms.values()) >= limits[code]:
                found[code][key] = forms
        return found

    def _entries(self) -> Iterable[_Entry]:
        if not self._runs:
            return ((code, key, forms) for code, facts in self._held.items() for key, forms in facts.items())
        runs = merged_runs(*self._runs, self._sorted(), key=_place)
        return (_summed(place, group) for place, group in groupby(runs, _place))


def _lean(facts: Facts) -> Facts:
    """Return facts whose places share the names of files: those that came from another process are many copies."""
    return {
        key: {form: tally._replace(first=tally.first._replace(path=intern(tally.first.path))) for form, tally in each}
        for key, each in ((key, forms.items()) for key, forms in facts.items())
    }


def _place(entry: _Entry) -> tuple[str, str]:
    return entry[:2]


def _summed(place: tuple[str, str], group: Iterable[_Entry]) -> _Entry:
    total: Facts = {}
    for _, key, forms in group:
        merge(total, {key: forms})
    return *place, total[place[1]]
