"""The scan: which rules can fire in these bytes, and on which lines?

Two automata carry the triggers of all rules and run over undecoded bytes (google-re2); a document in which nothing
fires is never decoded. A search leaps from touched line to touched line, so that rules judged by lines look at these
alone. Where there is no wheel of google-re2, ``re`` answers the first question, slower.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from corpuslint.automata import Confirmation, Leap, Search, Spot, TriggerSet, installed, loose
from corpuslint.rulebook import Rule
from corpuslint.trigger import NOT_UTF8, far, loops


class Scan(NamedTuple):
    """What the scan of a buffer tells."""

    fired: frozenset[str]
    """The codes of the rules that can find something."""
    utf8: bool
    """Whether the bytes are valid UTF-8; if not, ``fired`` means nothing for rules about text."""


class Survey(NamedTuple):
    """What the scan of a document tells, line by line where that pays."""

    fired: frozenset[str]
    """The codes of the rules that are to see the whole document."""
    utf8: bool
    spots: tuple[Spot, ...] = ()
    """What the other rules are to see: disjoint, from first to last."""


class Scanner:
    """The triggers of some rules, ready to run.

    Args:
        rules: the rules.
        engine: ``re2``, ``re``, or empty for the best that is installed.
        by_line: the codes of rules that need to see no more than the lines on which one of their triggers fires.

    Raises:
        ValueError: (in a scan) a trigger is not a valid pattern; the message names the rule.

    """

    def __init__(self, rules: Sequence[Rule], engine: str = "", by_line: frozenset[str] = frozenset()) -> None:
        self._always = frozenset(rule.code for rule in rules if not rule.triggers)
        self._named = [(rule.code, trigger) for rule in rules for trigger in rule.triggers]
        self._by_line = by_line - self._always
        self._engine = installed(engine)
        self._confirm = Confirmation()

    @cached_property
    def _looping(self) -> "Search":
        """Everything that keeps something in mind, to tell whether any of it is there."""
        return Search([*loose([named for named in self._named if loops(named[1]) or far(named[1])]), ("", NOT_UTF8)])

    @cached_property
    def _near(self) -> list[tuple[str, str]]:
        """The triggers whose matches stay within a line."""
        return [named for named in self._named if not far(named[1])]

    @cached_property
    def _leaps(self) -> list["Leap"]:
        """Two of them: patterns that keep something in mind (an open bracket) multiply the states of all others."""
        return [Leap([named for named in self._near if loops(named[1]) is looping]) for looping in (False, True)]

    @cached_property
    def _far(self) -> "TriggerSet":
        """The triggers that may reach from line to line, and so are looked for in the document as a whole."""
        return TriggerSet([named for named in self._named if far(named[1])], self._engine, self._confirm)

    @cached_property
    def _everything(self) -> "TriggerSet":
        return TriggerSet(self._named, self._engine, self._confirm)

    def scan(self, data: bytes) -> Scan:
        """Return which rules can find something in ``data``, and whether it is UTF-8."""
        survey = self.survey(data)
        return Scan(survey.fired.union(*(spot.codes for spot in survey.spots)), survey.utf8)

    def survey(self, data: bytes) -> Survey:
        """Return which rules can find something in ``data``, and on which lines."""
        if self._engine == "re":
            return self.at_once(data)
        text = b"\n" + data  # so that a trigger may say "at the start of a line" by \n
        buffer = text + b"\xff"
        plain, looping = self._leaps
        spots = list(plain.spots(buffer, 0))
        fired: frozenset[str] = frozenset()
        first = self._looping.find(text, 0)
        if first is not None:
            fired, utf8 = self._far.match(text)
            if not utf8:
                return Survey(self._always | fired, utf8)
            spots += looping.spots(buffer, buffer.rfind(b"\n", 0, first[0] + 1))  # nothing loops before this line
            spots.sort(key=lambda spot: spot.start)
        return self._sorted(fired, _merged(spots))

    def at_once(self, data: bytes) -> Survey:
        """Return which rules can find something in ``data``, told by one automaton and not by lines."""
        codes, utf8 = self._everything.match(b"\n" + data)
        return Survey(self._always | codes, utf8)

    def _sorted(self, fired: frozenset[str], spots: Iterable[Spot]) -> Survey:
        """Tell the rules that see the whole document from those that see their lines."""
        spots = tuple(spots)
        whole = self._always.union(fired, *(spot.codes - self._by_line for spot in spots))
        kept = (Spot(spot.start, spot.end, spot.codes - whole) for spot in spots)
        return Survey(whole, utf8=True, spots=tuple(spot for spot in kept if spot.codes))


def _merged(spots: Iterable[Spot]) -> Iterator[Spot]:
    """Join spots that overlap or touch: a few lines more cost less than a document more."""
    last: Spot | None = None
    for spot in spots:
        if last is not None and last.end >= spot.start:
            last = Spot(last.start, max(last.end, spot.end), last.codes | spot.codes)
            continue
        if last is not None:
            yield last
        last = spot
    if last is not None:
        yield last
