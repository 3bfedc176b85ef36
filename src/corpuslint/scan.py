"""The scan: which rules can fire in these bytes?

One automaton carries the triggers of all rules (google-re2's ``Set``) and runs over undecoded bytes; a document in
which nothing fires is never decoded. Where there is no wheel of google-re2, ``re`` does the same work, slower.

Facts: ``RE2::Set`` tells which patterns match, not where. When its automaton outgrows its memory it gives the same
answer as for no match (google/re2#136), so a canary that matches every buffer stands among the patterns: an empty
answer is a failure of the engine, and the fallback takes over.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from corpuslint.rulebook import Rule
from corpuslint.trigger import NOT_UTF8, check, to_bytes_pattern

_CANARY = rb"\A\n"
_MEMORY = 256 << 20

Matcher = Callable[[bytes], "set[int] | None"]
"""Bytes → indices of the patterns that match; ``None``: the engine failed."""


class Scan(NamedTuple):
    """What the scan of a buffer tells."""

    fired: frozenset[str]
    """The codes of the rules that can find something."""
    utf8: bool
    """Whether the bytes are valid UTF-8; if not, ``fired`` means nothing for rules about text."""


class Scanner:
    """The triggers of some rules, ready to run.

    ``engine`` is ``re2``, ``re``, or empty for the best that is installed. Raises :class:`ValueError`, naming the rule,
    where a trigger is not a valid pattern.
    """

    def __init__(self, rules: Sequence[Rule], engine: str = "") -> None:
        self._always = frozenset(rule.code for rule in rules if not rule.triggers)
        triggers = [(rule.code, trigger) for rule in rules for trigger in rule.triggers]
        self._codes = ["", *(code for code, _ in triggers)]
        self._patterns = [NOT_UTF8, *(_translated(code, trigger) for code, trigger in triggers)]
        self._fallback: Matcher | None = None
        self._match = self._engine(engine)

    def _engine(self, name: str) -> Matcher:
        if name != "re":
            try:
                return _re2_matcher(self._patterns)
            except ImportError:
                if name == "re2":
                    raise
        return _re_matcher(self._patterns)

    def scan(self, data: bytes) -> Scan:
        """Return which rules can find something in ``data``, and whether it is UTF-8."""
        buffer = b"\n" + data  # so that a trigger may say "at the start of a line" by \n
        matched = self._match(buffer)
        if matched is None:
            self._fallback = self._fallback or _re_matcher(self._patterns)
            matched = self._fallback(buffer) or set()
        fired = self._always.union(self._codes[index] for index in matched if index)
        return Scan(fired, 0 not in matched)


def _translated(code: str, trigger: str) -> bytes:
    try:
        check(trigger)
        pattern = to_bytes_pattern(trigger)
    except (ValueError, re.error) as error:
        msg = f"{code}: trigger {trigger!r}: {error}"
        raise ValueError(msg) from error
    return pattern


def _re2_matcher(patterns: Sequence[bytes]) -> Matcher:
    import re2  # noqa: PLC0415 (4 ms; and not on every platform)

    options: Any = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = _MEMORY
    options.log_errors = False
    automaton: Any = re2.Set.SearchSet(options)
    for pattern in (*patterns, _CANARY):
        automaton.Add(pattern)
    automaton.Compile()
    canary = len(patterns)

    def match(data: bytes) -> set[int] | None:
        found = set(automaton.Match(data))
        if canary not in found:
            return None
        found.remove(canary)
        return found

    return match


def _re_matcher(patterns: Sequence[bytes]) -> Matcher:
    compiled = [re.compile(pattern) for pattern in patterns]
    return lambda data: {index for index, pattern in enumerate(compiled) if pattern.search(data)}
