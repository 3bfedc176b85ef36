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
        self._rules = [rule for rule in rules if rule.census]
        self._alike: dict[Counted, Counted] = {}

    @cached_property
    def _searches(self) -> dict[str, Any]:
        patterns = {pattern for rule in self._rules for pattern in rule.census.values()}
        return {pattern: _compiled(to_bytes_pattern(pattern)).search for pattern in patterns}

    @cached_property
    def _leads(self) -> dict[str, list[list[bytes]]]:
        """Pattern → for each set of characters of which it needs one, the bytes with which they begin."""
        sets = {pattern: [need for need in needs(pattern) if isinstance(need, str)] for pattern in self._searches}
        return {pattern: [sorted({char.encode()[:1] for char in need}) for need in sets[pattern]] for pattern in sets}

    def _may_match(self, pattern: str, data: bytes) -> bool:
        """Tell whether what a pattern needs can be there; one byte is looked for at fifty times its speed."""
        return all(any(lead in data for lead in leads) for leads in self._leads[pattern])

    def codes(self, data: bytes) -> frozenset[str]:
        """Return the codes of the rules whose census counts these bytes."""
        return frozenset(self._forms(data)) if self._rules and not data.isascii() else frozenset()

    def count(self, raw: Raw, fired: frozenset[str] = frozenset()) -> dict[str, Facts]:
        """Return what a document counts as for each rule that did not fire in it."""
        return facts_of(self.counted(raw, fired), raw.path, raw.record)

    def counted(self, raw: Raw, fired: frozenset[str] = frozenset()) -> Counted:
        """Return the same in short. Documents that count as the same share it: a corpus has millions of them."""
        forms = self._forms(raw.data) if self._rules and not raw.data.isascii() else {}
        short = tuple((code, form) for code, form in forms.items() if code not in fired)
        return self._alike.setdefault(short, short)

    def _forms(self, data: bytes) -> dict[str, str]:
        held = {
            pattern for pattern, search in self._searches.items() if self._may_match(pattern, data) and search(data)
        }
        return {
            rule.code: form
            for rule in self._rules
            if (form := next((form for form, pattern in rule.census.items() if pattern in held), ""))
        }


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
