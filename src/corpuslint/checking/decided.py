"""What corpus rules decide after some files changed, and which others are to be judged anew for it."""

from collections.abc import Iterable, Iterator

from corpuslint.checking.standing import Standing, things
from corpuslint.checking.totals import Changed, Forms
from corpuslint.decisions import Decisions, decided, least
from corpuslint.facts import CorpusDetector, Facts, merge
from corpuslint.ruleset import Ruleset, detector
from corpuslint.spooling.sums import CENSUS
from corpuslint.typed import Any


class Decided:
    """The decisions of a run over changed files.

    Args:
        standing: the run before.
        ruleset: the rules.
        changed: the files that changed.

    """

    def __init__(self, standing: Standing, ruleset: Ruleset, changed: Changed) -> None:
        self._standing = standing
        self._ruleset = ruleset
        self._changed = changed
        self.new: dict[str, tuple[Any, Decisions]] = {}
        """Code → what is kept of a rule that has to decide anew: facts (see :mod:`recorder`), and its decision."""
        self.sums: dict[tuple[str, str], Forms] = {}
        """The sums that changed."""

    def decisions(self, codes: Iterable[str]) -> Decisions:
        """Return the decisions of some rules; none of those that have nothing to decide."""
        found: Decisions = {}
        for code in codes:
            kept = self.new.get(code) or self._standing.code(code)
            found |= kept[1] if kept else {}
        return found

    def things(self, place: int, *, now: bool) -> Iterator[int]:
        """Yield the things that a changed file holds, or held, as far as it is kept who does."""
        for code in self._changed.codes(place):
            if detector(self._ruleset.by_code[code]).frame is not None:
                yield from things(code, self._changed.facts(place, code, now=now))

    def anew(self) -> set[int]:
        """Decide; return the unchanged files that must be judged anew."""
        codes = (code for place in self._changed.places() for code in self._changed.codes(place))
        keys: dict[str, list[str]] = {code: [] for code in codes}
        for code, key in self._changed.things():
            keys[code].append(key)
        found: set[int] = set()
        for code, some in keys.items():
            kind: CorpusDetector = detector(self._ruleset.by_code[code])
            known = self._standing.code(code)
            if known and not some:
                continue
            facts, before = known or ({}, decided(self._ruleset, {code: {}}))
            look = self._together if kind.frame is None else self._by_key
            found |= look(code, kind, some, facts, before)
        return found

    def _by_key(self, code: str, kind: CorpusDetector, keys: list[str], kept: Facts, before: Decisions) -> set[int]:
        """Decide on each key that changed, with the frame."""
        totals = {key: self._totals(code, key) for key in {**dict.fromkeys(keys), **dict.fromkeys(kind.frame or ())}}
        self.sums |= {(code, key): totals[key][1] for key in keys}
        frames: tuple[Facts, Facts] = (
            {key: totals[key][0] for key in kind.frame or () if totals[key][0]},
            {key: totals[key][1] for key in kind.frame or () if totals[key][1]},
        )
        now: Facts = dict(kept)
        for key in keys if kind.frame else ():
            now.pop(key, None)
            if totals[key][1]:
                now[key] = totals[key][1]
        if frames[0] != frames[1]:  # with another frame any key may be decided in another way
            totals |= {key: (kept.get(key, {}), now.get(key, {})) for key in {**kept, **now} if key not in totals}
        places: set[int] = set()
        decision = dict(before)
        for key, (old, new) in totals.items():
            was, is_now = self._of(code, key, old, frames[0]), self._of(code, key, new, frames[1])
            if was != is_now:
                places.update(self._concerned(code, kind, (key, {**old, **new}), (was, is_now)))
                decision = _patched(code, decision, was, is_now)
        self.new[code] = now, decision
        return places

    def _concerned(
        self, code: str, kind: CorpusDetector, sums: tuple[str, Forms], both: tuple[Decisions, Decisions]
    ) -> list[int]:
        """Return the unchanged files whose documents either decision on a key may concern."""
        key, forms = sums
        rule = self._ruleset.by_code[code]
        some = [each[code] for each in both if code in each]
        if any(kind.revisit(each) for each in some):
            return self._changed.holders(code, key)
        asked = [form for form in forms if any(kind.concerns({key: {form: forms[form]}}, rule, each) for each in some)]
        return [place for form in asked for place in self._changed.holders(code, key, form)]

    def _totals(self, code: str, key: str) -> tuple[Forms, Forms]:
        old, new = self._changed.totals(code, key)
        return self._enough(code, key, old), self._enough(code, key, new)

    def _enough(self, code: str, key: str, forms: Forms) -> Forms:
        """Return the sums of a key, or nothing where it was seen too seldom to matter."""
        times = sum(tally.occurrences for tally in forms.values())
        return forms if key == CENSUS or times >= least(self._ruleset.by_code[code]) else {}

    def _of(self, code: str, key: str, forms: Forms, frame: Facts) -> Decisions:
        return decided(self._ruleset, {code: {**frame, **({key: forms} if forms else {})}})

    def _together(self, code: str, kind: CorpusDetector, _keys: list[str], kept: Any, before: Decisions) -> set[int]:
        """Decide on all keys at once, and see to which documents the decision says something else."""
        changed = self._changed.places()
        now: dict[int, Facts] = {place: facts for place, facts in kept.items() if place not in changed}
        others = list(now.items())
        now |= {place: outcome.facts[code] for place, outcome in self._changed.after.items() if code in outcome.facts}
        total: Facts = {}
        for facts in now.values():
            merge(total, facts)
        enough = {key: forms for key, forms in total.items() if self._enough(code, key, forms)}
        after = decided(self._ruleset, {code: enough})
        self.new[code] = dict(sorted(now.items())), after
        if before == after:
            return set()
        rule = self._ruleset.by_code[code]

        def bears(facts: Facts, decisions: Decisions) -> Any:
            if code not in decisions or not kind.concerns(facts, rule, decisions[code]):
                return None
            return (kind.bears(facts, rule, decisions[code]),)

        return {place for place, facts in others if bears(facts, before) != bears(facts, after)}


def _patched(code: str, decisions: Decisions, was: Decisions, now: Decisions) -> Decisions:
    """Return decisions in which that on one key is another now."""
    if not all(isinstance(each[code], dict) for each in (decisions, was, now) if code in each):
        return now  # a rule of one key
    left = {key: value for key, value in decisions.get(code, {}).items() if key not in was.get(code, {})}
    return {code: left | now.get(code, {})}
