"""Counting documents that are never decoded.

A corpus rule that follows the majority needs to know how many documents are as they should be, and in those none of its
triggers fires. Its page therefore may say what such a document counts as: the first form of ``[census]`` whose pattern
stands in the bytes. As a rule that pattern matches within the first hundred bytes, so counting costs next to nothing.

The rule's ``collect`` must count a document in which no trigger matches just so, since it is asked wherever the text is
decoded for other reasons.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from corpuslint.facts import Facts, Place, Tally
from corpuslint.rule import Rule
from corpuslint.scanning.needs import needs
from corpuslint.scanning.trigger import to_bytes_pattern
from corpuslint.source import Raw
from corpuslint.typed import Any

Counted = tuple[tuple[str, str], ...]
"""Code of a rule, and the form that a document counts as for it."""


class Census:
    """The ``[census]`` tables of some rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._pairs = [(rule.code, tuple(rule.census.items())) for rule in rules if rule.census]
        """Code of a rule; forms with their patterns."""
        self._alike: dict[Counted, Counted] = {}

    @cached_property
    def _searches(self) -> dict[str, Any]:
        patterns = {pattern for _, pairs in self._pairs for _, pattern in pairs}
        return {pattern: _compiled(to_bytes_pattern(pattern)).search for pattern in patterns}

    @cached_property
    def _leads(self) -> dict[str, tuple[bytes, ...]]:
        """Pattern → bytes of which one must be there for it to match; the fewest that are known."""
        needed = {pattern: [need for need in needs(pattern) if isinstance(need, str)] for pattern in self._searches}
        leads = {pattern: [{char.encode()[:1] for char in need} for need in needed[pattern]] for pattern in needed}
        return {pattern: tuple(sorted(min(leads[pattern], key=len, default=()))) for pattern in leads}

    def _matches(self, pattern: str, data: bytes) -> bool:
        """Tell whether a pattern matches; a byte that it needs is looked for at fifty times its speed."""
        leads = self._leads[pattern]
        return (not leads or any(map(data.__contains__, leads))) and bool(self._searches[pattern](data))

    def codes(self, data: bytes) -> frozenset[str]:
        """Return the codes of the rules whose census counts these bytes."""
        return frozenset(self._forms(data, frozenset()))

    def count(self, raw: Raw, fired: frozenset[str] = frozenset()) -> dict[str, Facts]:
        """Return what a document counts as for each rule that did not fire in it."""
        return facts_of(self.counted(raw, fired), raw.path, raw.record)

    def counted(self, raw: Raw, fired: frozenset[str] = frozenset()) -> Counted:
        """Return the same in short. Documents that count as the same share it: a corpus has millions of them."""
        short = tuple(self._forms(raw.data, fired).items())
        return self._alike.setdefault(short, short)

    def _forms(self, data: bytes, fired: frozenset[str]) -> dict[str, str]:
        """Return what bytes count as, by the codes of the rules that did not fire."""
        forms: dict[str, str] = {}
        held: dict[str, bool] = {}
        for code, pairs in () if data.isascii() else self._pairs:
            for form, pattern in pairs if code not in fired else ():
                if pattern not in held:
                    held[pattern] = self._matches(pattern, data)
                if held[pattern]:
                    forms[code] = form
                    break
        return forms


def facts_of(counted: Counted, path: str, record: int | None) -> dict[str, Facts]:
    """Return the facts of a document that was but counted."""
    place = Place(path, record or 0, 1)
    return {code: {"census": {form: Tally(1, 1, place)}} for code, form in counted}


def _compiled(pattern: bytes) -> Any:
    try:
        import re2  # noqa: PLC0415 (4 ms; and not on every platform)
    except ImportError:
        return re.compile(pattern)
    options: Any = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    return re2.compile(pattern, options)
