"""The automata of the scan: many patterns over undecoded bytes at once.

Facts. ``RE2::Set`` tells which patterns match, not where, and it remembers those that matched before: on bytes in which
many match it has many states and runs at a third of the speed of one alternation of the same patterns. When its
automaton outgrows its memory it gives the same answer as for no match (google/re2#136), so a canary that matches every
buffer stands among the patterns: an empty answer is a failure of the engine, and ``re`` takes over. A search never
fails so: it changes to a slower method by itself. Counting is dear in an automaton
(:data:`corpuslint.scanning.trigger.FAR`), so the automata run loosened triggers, and what fires is confirmed by the
exact ones.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property

from corpuslint.scanning.trigger import NOT_UTF8, check, loose_bytes, loosened, to_bytes_pattern
from corpuslint.typed import Any, NamedTuple

_CANARY = rb"\A\n"
_NOTHING = rb"[^\x00-\xff]"
"""Matches nowhere; an alternation of no patterns would match everywhere."""
_MEMORY = 256 << 20
END = rb"\xff"
"""Stands behind the text where matches are cut out of it: in UTF-8 this byte never occurs."""
_OPEN_END = re.compile(rb"(?<!\\)\$")

Matcher = Callable[[bytes], "set[int] | None"]
"""Bytes → indices of the patterns that match; ``None``: the engine failed."""


class Spot(NamedTuple):
    """Whole lines, by their place in the bytes, and the codes of the line rules that can find something there."""

    start: int
    end: int
    codes: frozenset[str]


def loose(named: Iterable[tuple[str, str]]) -> list[tuple[str, bytes]]:
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


def at_end(trigger: str) -> bool:
    """Tell whether a trigger matches at the end of a text only."""
    return trigger.endswith("$") and not trigger.endswith("\\$") and not forks(trigger)


def forks(pattern: str) -> bool:
    """Tell whether a pattern as a whole is one of alternatives: what stands at its edge then is that of one of them."""
    depth, members, escaped = 0, False, False
    for char in pattern:
        if escaped or char == "\\":
            escaped = not escaped
        elif members or char == "[":
            members = char != "]"
        else:
            depth += (char == "(") - (char == ")")
            if char == "|" and not depth:
                return True
    return False


def owners(named: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return the codes of the rules that have each trigger: an automaton needs it but once."""
    found: dict[str, set[str]] = {}
    for code, trigger in named:
        found.setdefault(trigger, set()).add(code)
    return {trigger: frozenset(codes) for trigger, codes in found.items()}


def installed(name: str) -> str:
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


class TriggerSet:
    """The triggers of some rules and the pattern of what is not UTF-8: which of them match?"""

    def __init__(self, named: Sequence[tuple[str, str]], engine: str, confirm: "Confirmation") -> None:
        shared = owners(named)
        self._named = [(min(codes), trigger) for trigger, codes in shared.items()]
        self._codes = list(shared.values())
        self._confirm = confirm
        self._match = _re2_matcher(self._named) if engine == "re2" else self._fallback

    @cached_property
    def _fallback(self) -> Matcher:
        return _re_matcher(self._named)

    def match(self, buffer: bytes) -> tuple[frozenset[str], bool]:
        """Return the codes of the rules that fire in a buffer that begins with a newline, and whether it is UTF-8."""
        matched = self._match(buffer)
        if matched is None:
            matched = self._fallback(buffer) or set()
        told = (index for index in matched if index < len(self._named))
        held = (self._codes[index] for index in told if self._confirm.holds(self._named[index][1], buffer))
        return frozenset().union(*held), len(self._named) not in matched


class Confirmation:
    """The exact triggers behind the loosened ones of the automata; ``end`` is the pattern of the end of the text."""

    def __init__(self, end: bytes = b"$") -> None:
        self._end = end
        self._exact: dict[str, Search | None] = {}

    def holds(self, trigger: str, buffer: bytes) -> bool:
        """Tell whether a trigger that fired when loosened fires as it is."""
        if trigger not in self._exact:
            counts = loosened(trigger) != trigger
            self._exact[trigger] = Search([("", to_bytes_pattern(trigger, self._end))]) if counts else None
        exact = self._exact[trigger]
        return exact is None or exact.find(buffer, 0) is not None


class Search:
    """An alternation of patterns over bytes (or, ``utf8``, over text): where does one of them match first?"""

    def __init__(self, named: Sequence[tuple[str, bytes]], *, longest: bool = False, utf8: bool = False) -> None:
        import re2  # noqa: PLC0415 (as above)

        alternation = b"|".join(b"(?:%s)" % pattern for _, pattern in named) or _NOTHING
        try:
            options = _options()
            options.longest_match = longest
            if utf8:
                options.encoding = re2.Options.Encoding.UTF8
            self._search = _searching(re2.compile(alternation, options))
        except re2.error as error:
            msg = f"{named[0][0]}: trigger {named[0][1]!r}: {error}"
            raise ValueError(msg) from error

    def find(self, buffer: bytes, at: int) -> tuple[int, int] | None:
        """Return the span of the leftmost match at or behind ``at``."""
        return self._search(buffer, at)


def _searching(compiled: Any) -> Callable[[bytes, int], tuple[int, int] | None]:
    """Return the search of a compiled pattern.

    The wrapper that google-re2 puts around what its C++ tells costs three times what a search costs, so it is gone
    around where it looks as it is known to look.
    """
    anywhere = _anywhere()
    if anywhere is None:
        return lambda buffer, at: found.span() if (found := compiled.search(buffer, at)) else None
    match = compiled._regexp.Match  # noqa: SLF001 (see above)

    def find(buffer: bytes, at: int) -> tuple[int, int] | None:
        if at > len(buffer):
            return None
        span: tuple[int, int] = match(anywhere, buffer, at, len(buffer))[0]
        return span if span[0] >= 0 else None

    return find


@cache
def _anywhere() -> Any:
    """Return the word by which the C++ of google-re2 is told to search; ``None`` if it is another one than known."""
    try:
        import re2  # noqa: PLC0415 (as above)
        from re2 import _re2  # noqa: PLC0415 (as above)

        anywhere = _re2.RE2.Anchor.UNANCHORED
        found = re2.compile(b"b")._regexp.Match(anywhere, b"abc", 0, 3)  # noqa: SLF001 (see above)
    except (ImportError, AttributeError, TypeError):
        return None
    return anywhere if found[0] == (1, 2) else None


def end_shown(pattern: bytes) -> bytes:
    """Return a byte pattern that finds the end of a text where :data:`END` stands."""
    return _OPEN_END.sub(rb"\\xff", pattern)


def _options() -> Any:
    import re2  # noqa: PLC0415 (as above)

    options: Any = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _MEMORY
    options.log_errors = False
    options.never_capture = True
    return options


def set_of(patterns: Sequence[tuple[str, bytes]]) -> Callable[[bytes], Iterable[int]]:
    """Return the function that tells which patterns match in a text in which at least one does."""
    import re2  # noqa: PLC0415 (as above)

    automaton: Any = re2.Set.SearchSet(_options())
    for _, pattern in patterns:
        automaton.Add(pattern)
    automaton.Compile()
    slow = cache(lambda: [re.compile(pattern) for _, pattern in patterns])

    def match(text: bytes) -> Iterable[int]:
        found: list[int] = automaton.Match(text)
        return found or [index for index, pattern in enumerate(slow()) if pattern.search(text)]

    return match


def _re2_matcher(named: Sequence[tuple[str, str]]) -> Matcher:
    """Return the automaton of loosened triggers; behind them stands what is not UTF-8, then the canary."""
    import re2  # noqa: PLC0415 (as above)

    automaton: Any = re2.Set.SearchSet(_options())
    for (code, pattern), (_, trigger) in zip(loose(named), named, strict=True):
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
