"""The sums of single things, before and after some files changed."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from corpuslint.checking.cache import DamageError
from corpuslint.checking.passes import Outcome
from corpuslint.checking.standing import Standing, thing
from corpuslint.checking.states import States
from corpuslint.facts import Facts, Place, Tally, merge
from corpuslint.paths import shown

Forms = dict[str, Tally]
_MOST_LOOKS = 2_000
"""Documents that are looked up for the first place of a form."""


class UnsureError(Exception):
    """Only a whole run can tell."""


class Changed:
    """The files that changed since a run, and what their documents tell.

    Args:
        standing: the run.
        files: all files of it.
        before, after: place of a changed file → what its document told, and tells now, in the first pass.

    """

    def __init__(
        self, standing: Standing, files: States, before: Mapping[int, Outcome], after: Mapping[int, Outcome]
    ) -> None:
        self._standing = standing
        self._files = files
        self.before, self.after = before, after
        self._looked: dict[int, Outcome | None] = {}

    def facts(self, place: int, code: str, *, now: bool) -> Facts:
        """Return the facts of a changed file's document."""
        outcome = (self.after if now else self.before).get(place)
        return outcome.facts.get(code, {}) if outcome else {}

    def places(self) -> set[int]:
        """Return the places of the changed files whose documents told anything, before or now."""
        return {*self.before, *self.after}

    def things(self) -> Iterator[tuple[str, str]]:
        """Yield code and key of each thing of which the changed documents told something else before."""
        found: dict[tuple[str, str], None] = {}
        for place in sorted(self.places()):
            for code in self.codes(place):
                old, new = self.facts(place, code, now=False), self.facts(place, code, now=True)
                found |= {(code, key): None for key in {**old, **new} if old.get(key) != new.get(key)}
        yield from found

    def codes(self, place: int) -> list[str]:
        """Return the rules for which a changed document counted before or counts now."""
        both = (each.facts for each in (self.before.get(place), self.after.get(place)) if each)
        return sorted({code for facts in both for code in facts})

    def outcome(self, place: int) -> Outcome | None:
        """Return what the first pass told of the document of an unchanged file."""
        if place not in self._looked:
            some = self._standing.cache.one(shown(Path(self._files.names[place])), self._standing.state(place))
            if some is None:
                raise UnsureError
            self._looked[place] = some[0] if some else None
        return self._looked[place]

    def holders(self, code: str, key: str, form: str = "") -> list[int]:
        """Return the unchanged files that hold a key, or a form of it, in their order."""
        changed = self.places()
        return [place for place in self._standing.places(thing(code, key, form)) if place not in changed]

    def totals(self, code: str, key: str) -> tuple[Forms, Forms]:
        """Return the sums of a thing before and now."""
        common: Forms | None = self._standing.common(thing(code, key))
        if common is not None:
            return common, self._shifted(common, code, key)
        others = self._sum(self._told(place, code, key) for place in self.holders(code, key))
        changed = sorted(self.places())
        old = self._sum([others, *(self.facts(place, code, now=False).get(key, {}) for place in changed)])
        new = self._sum([others, *(self.facts(place, code, now=True).get(key, {}) for place in changed)])
        return old, new

    def _told(self, place: int, code: str, key: str) -> Forms:
        outcome = self.outcome(place)
        return outcome.facts.get(code, {}).get(key, {}) if outcome else {}

    @staticmethod
    def _sum(parts: "Iterator[Forms] | Sequence[Forms]") -> Forms:
        total: Facts = {"": {}}
        for forms in parts:
            merge(total, {"": forms})
        return total[""]

    def _shifted(self, common: Forms, code: str, key: str) -> Forms:
        """Return the sums of what many documents hold, less what the changed ones told, and with what they tell."""
        total = dict(common)
        gone: set[str] = set()
        for place in self.places():
            for form, tally in self.facts(place, code, now=False).get(key, {}).items():
                known = total.get(form)
                if known is None or known.documents < tally.documents or known.occurrences < tally.occurrences:
                    raise DamageError
                left = Tally(known.occurrences - tally.occurrences, known.documents - tally.documents, known.first)
                total[form] = left
                if tally.first == known.first:
                    gone.add(form)
        total = {form: tally for form, tally in total.items() if tally.documents}
        for form in gone & total.keys():
            total[form] = total[form]._replace(first=self._first(code, key, form))
        return self._sum([total, *(self.facts(place, code, now=True).get(key, {}) for place in self.places())])

    def _first(self, code: str, key: str, form: str) -> Place:
        """Return the first place of a form in the files that have not changed: names sort as the files do."""
        for place in self.holders(code, key, form)[:_MOST_LOOKS]:
            tally = self._told(place, code, key).get(form)
            if tally:
                return tally.first
        raise UnsureError
