"""The scan: which rules can fire in these bytes, and on which lines?

Two automata carry the triggers of all rules and run over undecoded bytes (google-re2); a document in which nothing
fires is never decoded. A search leaps from touched line to touched line, so that rules judged by lines look at these
alone. Where there is no wheel of google-re2, ``re`` answers the first question, slower.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from corpuslint.rule import Rule
from corpuslint.scanning.automata import Confirmation, Search, Spot, TriggerSet, at_end, installed, loose
from corpuslint.scanning.leaps import Leap
from corpuslint.scanning.texts import loose_texts, to_text_pattern
from corpuslint.scanning.trigger import far, loops, loosened
from corpuslint.typed import NamedTuple


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
    def _leaps(self) -> list[Leap]:
        """Two of them: patterns that keep something in mind (an open bracket) multiply the states of all others."""
        near = [named for named in self._named if not (far(named[1]) or self._at_end(named))]
        return [
            Leap([named for named in near if loops(named[1]) is looping], self._by_line) for looping in (False, True)
        ]

    @cached_property
    def _far(self) -> TriggerSet:
        """The triggers that may reach from line to line, and so are looked for in the document as a whole."""
        named = [named for named in self._named if far(named[1]) and not self._at_end(named)]
        return TriggerSet(named, self._engine, self._confirm)

    @cached_property
    def _ends(self) -> tuple[Search, list[tuple[str, str, Search]]]:
        """The triggers that match at the end only (RE2 runs them backwards from there): as one, and each by itself."""
        named = [named for named in self._named if self._at_end(named)]
        patterns = loose(named)
        any_of = b"|".join(b"(?:%b)" % pattern.removesuffix(b"$") for _, pattern in patterns)
        alone = [(*one, Search([pattern])) for one, pattern in zip(named, patterns, strict=True)]
        return Search([("", b"(?:%b)$" % any_of)] if named else []), alone

    def _at_end(self, named: tuple[str, str]) -> bool:
        return at_end(named[1]) and named[0] not in self._by_line

    @cached_property
    def _everything(self) -> TriggerSet:
        return TriggerSet(self._named, self._engine, self._confirm)

    def scan(self, data: bytes) -> Scan:
        """Return which rules can find something in ``data``, and whether it is UTF-8."""
        survey = self.survey(data)
        return Scan(survey.fired.union(*(spot.codes for spot in survey.spots)), survey.utf8)

    def survey(self, data: bytes) -> Survey:
        """Return which rules can find something in ``data``, and on which lines."""
        return self.surveys([data])[0]

    def surveys(self, texts: Sequence[bytes]) -> list[Survey]:
        """Return the survey of each of some texts.

        An automaton that runs over all of them before the next one does finds its states where it left them: in the
        processor's cache, which is worth a factor of three.
        """
        if self._engine == "re":
            return [self.at_once(data) for data in texts]
        begun = [self._begun(data) for data in texts]
        spots: list[list[Spot]] = [[] for _ in texts]
        for leap in self._leaps:
            for data, (whole, utf8), found in zip(texts, begun, spots, strict=True):
                if utf8:
                    found.extend(leap.spots(b"\n%b\xff" % data, whole))
        return [_survey(*both, found) for both, found in zip(begun, spots, strict=True)]

    def _begun(self, data: bytes) -> tuple[set[str], bool]:
        """Return which rules fire by what is not within a line, and whether the bytes are UTF-8."""
        text = b"\n" + data  # so that a trigger may say "at the start of a line" by \n
        fired, utf8 = self._far.match(text)
        return {*self._always, *fired, *self._at_its_end(text)}, utf8

    def _at_its_end(self, text: bytes) -> Iterator[str]:
        any_of, alone = self._ends
        for code, trigger, search in alone if any_of.find(text, 0) else ():
            if search.find(text, 0) and self._confirm.holds(trigger, text):
                yield code

    def singly(self, data: bytes) -> Survey:
        """Return which rules can find something in UTF-8, told by one trigger after the other.

        For one small text that is done in half the time that an automaton of all triggers takes to be built.
        """
        if self._engine == "re":
            return self.at_once(data)
        buffer = b"\n" + data
        patterns = loose_texts([trigger for _, trigger in self._named])
        told = {
            trigger: _matches(pattern, buffer)
            and (loosened(trigger) == trigger or _matches(to_text_pattern(trigger).encode(), buffer))
            for (_, trigger), pattern in zip(self._named, patterns, strict=True)
        }
        return Survey(self._always.union(code for code, trigger in self._named if told[trigger]), utf8=True)

    def at_once(self, data: bytes) -> Survey:
        """Return which rules can find something in ``data``, told by one automaton and not by lines."""
        codes, utf8 = self._everything.match(b"\n" + data)
        return Survey(self._always | codes, utf8)


def _matches(pattern: bytes, text: bytes) -> bool:
    return Search([("", pattern)], utf8=True).find(text, 0) is not None


def _survey(whole: set[str], utf8: bool, spots: list[Spot]) -> Survey:  # noqa: FBT001 (half of a pair)
    spots.sort(key=lambda spot: spot.start)
    kept = (Spot(spot.start, spot.end, spot.codes - whole) for spot in _merged(spots))
    return Survey(frozenset(whole), utf8, tuple(spot for spot in kept if spot.codes))


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
