"""The scan: which rules can fire in these bytes, and on which lines?

Two automata carry the triggers of all rules and run over undecoded bytes (google-re2); a document in which nothing
fires is never decoded. A search leaps from touched line to touched line, so that rules judged by lines look at these
alone. Where there is no wheel of google-re2, ``re`` answers the first question, slower.

Facts. ``RE2::Set`` tells which patterns match, not where, and it remembers those that matched before: on bytes in which
many match it has many states and runs at a third of the speed of one alternation of the same patterns. When its
automaton outgrows its memory it gives the same answer as for no match (google/re2#136), so a canary that matches every
buffer stands among the patterns: an empty answer is a failure of the engine, and ``re`` takes over. A search never
fails so: it changes to a slower method by itself. Counting is dear in an automaton (:data:`corpuslint.trigger.FAR`), so
the automata run loosened triggers, and what fires is confirmed by the exact ones.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from corpuslint.rulebook import Rule
from corpuslint.trigger import NOT_UTF8, check, far, loops, loose_bytes, loosened, to_bytes_pattern

_CANARY = rb"\A\n"
_NOTHING = rb"[^\x00-\xff]"
"""Matches nowhere; an alternation of no patterns would match everywhere."""
_MEMORY = 256 << 20

Matcher = Callable[[bytes], "set[int] | None"]
"""Bytes → indices of the patterns that match; ``None``: the engine failed."""


class Scan(NamedTuple):
    """What the scan of a buffer tells."""

    fired: frozenset[str]
    """The codes of the rules that can find something."""
    utf8: bool
    """Whether the bytes are valid UTF-8; if not, ``fired`` means nothing for rules about text."""


class Spot(NamedTuple):
    """Whole lines, by their place in the bytes, and the codes of the line rules that can find something there."""

    start: int
    end: int
    codes: frozenset[str]


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
        self._engine = _engine(engine)
        self._confirm = _Confirmation()

    @cached_property
    def _looping(self) -> "_Search":
        """Everything that keeps something in mind, to tell whether any of it is there."""
        return _Search([*_loose([named for named in self._named if loops(named[1]) or far(named[1])]), ("", NOT_UTF8)])

    @cached_property
    def _near(self) -> list[tuple[str, str]]:
        """The triggers whose matches stay within a line."""
        return [named for named in self._named if not far(named[1])]

    @cached_property
    def _leaps(self) -> list["_Leap"]:
        """Two of them: patterns that keep something in mind (an open bracket) multiply the states of all others."""
        kinds = ([named for named in self._near if loops(named[1]) is looping] for looping in (False, True))
        return [_Leap(_Search(_loose(kind)), _Set(kind, self._engine, self._confirm)) for kind in kinds]

    @cached_property
    def _far(self) -> "_Set":
        """The triggers that may reach from line to line, and so are looked for in the document as a whole."""
        return _Set([named for named in self._named if far(named[1])], self._engine, self._confirm)

    @cached_property
    def _everything(self) -> "_Set":
        return _Set(self._named, self._engine, self._confirm)

    def scan(self, data: bytes) -> Scan:
        """Return which rules can find something in ``data``, and whether it is UTF-8."""
        survey = self.survey(data)
        return Scan(survey.fired.union(*(spot.codes for spot in survey.spots)), survey.utf8)

    def survey(self, data: bytes) -> Survey:
        """Return which rules can find something in ``data``, and on which lines."""
        buffer = b"\n" + data  # so that a trigger may say "at the start of a line" by \n
        if self._engine == "re":
            return self.at_once(data)
        plain, looping = self._leaps
        spots = list(self._spots(buffer, 0, plain))
        fired: frozenset[str] = frozenset()
        first = self._looping.find(buffer, 0)
        if first is not None:
            start = buffer.rfind(b"\n", 0, first[0] + 1)  # nothing that loops fires before this line
            fired, utf8 = self._far.match(buffer)
            if not utf8:
                return Survey(self._always | fired, utf8)
            spots += self._spots(buffer, start, looping)
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

    def _spots(self, buffer: bytes, at: int, leap: "_Leap") -> Iterator[Spot]:
        """Yield the lines on which a trigger fires that does not look beyond them; places are those in the data."""
        while at < len(buffer) and (span := leap.search.find(buffer, at)) is not None:
            start = buffer.rfind(b"\n", at, span[0] + 1)
            end = buffer.find(b"\n", max(span[1], start + 1))
            at = end if end >= 0 else len(buffer)
            codes = leap.which.match(buffer[start : at + 1])[0]
            if codes:
                yield Spot(start, min(at, len(buffer) - 1), codes)


def _loose(named: Iterable[tuple[str, str]]) -> list[tuple[str, bytes]]:
    """Return loosened triggers as byte patterns. Raises :class:`ValueError`, naming the rule, where one is wrong."""
    named = list(named)
    try:
        patterns = loose_bytes([trigger for _, trigger in named])
    except ValueError:
        for code, trigger in named:
            _translated(code, trigger)
        raise
    return [(code, pattern) for (code, _), pattern in zip(named, patterns, strict=True)]


def _translated(code: str, trigger: str) -> bytes:
    try:
        return to_bytes_pattern(loosened(trigger))
    except ValueError as error:
        msg = f"{code}: trigger {trigger!r}: {error}"
        raise ValueError(msg) from error


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


def _engine(name: str) -> str:
    """Return the engine to use. Raises :class:`ImportError` where the one that is asked for is not installed."""
    if name != "re":
        try:
            import re2  # noqa: F401, PLC0415 (4 ms; and not on every platform)
        except ImportError:
            if name == "re2":
                raise
            return "re"
        return "re2"
    return name


class _Set:
    """The triggers of some rules and the pattern of what is not UTF-8: which of them match?"""

    def __init__(self, named: Sequence[tuple[str, str]], engine: str, confirm: "_Confirmation") -> None:
        self._named = named
        self._confirm = confirm
        self._match = _re2_matcher(named) if engine == "re2" else self._fallback

    @cached_property
    def _fallback(self) -> Matcher:
        return _re_matcher(self._named)

    def match(self, buffer: bytes) -> tuple[frozenset[str], bool]:
        """Return the codes of the rules that fire in a buffer that begins with a newline, and whether it is UTF-8."""
        matched = self._match(buffer)
        if matched is None:
            matched = self._fallback(buffer) or set()
        named = (self._named[index] for index in matched if index < len(self._named))
        codes = frozenset(code for code, trigger in named if self._confirm.holds(code, trigger, buffer))
        return codes, len(self._named) not in matched


class _Leap(NamedTuple):
    """Finds the next touched line, and which rules may fire there."""

    search: "_Search"
    which: _Set


class _Confirmation:
    """The exact triggers behind the loosened ones of the automata."""

    def __init__(self) -> None:
        self._exact: dict[str, _Search | None] = {}

    def holds(self, code: str, trigger: str, buffer: bytes) -> bool:
        """Tell whether a trigger that fired when loosened fires as it is."""
        if trigger not in self._exact:
            counts = loosened(trigger) != trigger
            self._exact[trigger] = _Search([(code, to_bytes_pattern(trigger))]) if counts else None
        exact = self._exact[trigger]
        return exact is None or exact.find(buffer, 0) is not None


class _Search:
    """An alternation of patterns: where does one of them match first?"""

    def __init__(self, named: Sequence[tuple[str, bytes]]) -> None:
        import re2  # noqa: PLC0415 (as above)

        alternation = b"|".join(b"(?:%s)" % pattern for _, pattern in named) or _NOTHING
        try:
            self._search: Any = re2.compile(alternation, _options()).search
        except re2.error as error:
            msg = f"{named[0][0]}: trigger {named[0][1]!r}: {error}"
            raise ValueError(msg) from error

    def find(self, buffer: bytes, at: int) -> tuple[int, int] | None:
        """Return the span of the leftmost match at or behind ``at``."""
        found = self._search(buffer, at)
        return found.span() if found else None


def _options() -> Any:
    import re2  # noqa: PLC0415 (as above)

    options: Any = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _MEMORY
    options.log_errors = False
    options.never_capture = True
    return options


def _re2_matcher(named: Sequence[tuple[str, str]]) -> Matcher:
    """Return the automaton of loosened triggers; behind them stands what is not UTF-8, then the canary."""
    import re2  # noqa: PLC0415 (as above)

    automaton: Any = re2.Set.SearchSet(_options())
    for (code, pattern), (_, trigger) in zip(_loose(named), named, strict=True):
        try:
            automaton.Add(pattern)
        except re2.error as error:
            msg = f"{code}: trigger {trigger!r}: {error}"
            raise ValueError(msg) from error
    automaton.Add(NOT_UTF8)
    canary = automaton.Add(_CANARY)
    automaton.Compile()

    def match(buffer: bytes) -> set[int] | None:
        found = set(automaton.Match(buffer))
        if canary not in found:
            return None
        found.remove(canary)
        return found

    return match


def _re_matcher(named: Sequence[tuple[str, str]]) -> Matcher:
    patterns = [*(_compiled(code, trigger) for code, trigger in named), re.compile(NOT_UTF8)]
    return lambda buffer: {index for index, pattern in enumerate(patterns) if pattern.search(buffer)}


def _compiled(code: str, trigger: str) -> re.Pattern[bytes]:
    try:
        check(trigger)
        return re.compile(to_bytes_pattern(trigger, rb"\Z"))
    except (ValueError, re.error) as error:
        msg = f"{code}: trigger {trigger!r}: {error}"
        raise ValueError(msg) from error
