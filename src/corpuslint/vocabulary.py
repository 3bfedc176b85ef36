"""A glossary made ready for lookup: which variants stand in a text, and what is meant by each."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import accumulate

from corpuslint.glossary import Entry
from corpuslint.scanning.literals import Literals, occurrences

GLOSSARY = r"\p{Glossary}"
"""The trigger that stands for the variants of the policy's glossary."""
_FEW = 500
"""Variants up to which a trigger that lists them is faster than to look at every document."""


class Vocabulary:
    """The entries of a glossary, by variant."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries

    @cached_property
    def by_variant(self) -> dict[str, list[Entry]]:
        """Variant → its entries; several only where their scopes differ."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            if entry.variant:
                found.setdefault(entry.variant, []).append(entry)
        return found

    @cached_property
    def canonicals(self) -> frozenset[str]:
        """The forms that are right."""
        return frozenset(entry.canonical for entry in self.entries)

    @cached_property
    def literals(self) -> Literals:
        """The variants, ready to be looked for."""
        return Literals(self.by_variant, self.canonicals)

    def entries_for(self, variant: str, path: str) -> list[Entry]:
        """Return what the glossary says of a variant in the document at ``path``; several if scopes overlap there."""
        return [entry for entry in self.by_variant.get(variant, ()) if entry.holds_in(path)]

    def shielded(self, text: str, start: int, entry: Entry) -> bool:
        """Tell whether the variant at ``start`` is part of a longer form that is right, or of an exception."""
        shields = (*self._shields.get(entry.variant, ()), *_around(entry.variant, entry.exceptions))
        return any(start >= place and text.startswith(form, start - place) for place, form in shields)

    @cached_property
    def _shields(self) -> dict[str, list[tuple[int, str]]]:
        """Variant → the canonical forms that it stands in, each with its place; all are looked for in one go."""
        forms = sorted(self.canonicals)
        ends = list(accumulate(len(form) + 1 for form in forms))
        shields: dict[str, list[tuple[int, str]]] = {}
        for at, variant in self.literals.find("\n".join(forms)):
            number = bisect_right(ends, at)
            place = at - (ends[number - 1] if number else 0)
            shields.setdefault(variant, []).append((place, forms[number]))
        return shields

    def triggers(self) -> tuple[str, ...] | None:
        """Return triggers for the variants; empty: look at every document; ``None``: there are no variants."""
        if not self.by_variant:
            return None
        if len(self.by_variant) > _FEW:
            return ()
        return ("|".join(re.escape(variant) for variant in sorted(self.by_variant)),)


def _around(word: str, forms: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield each place of ``word`` in one of the forms, with that form."""
    return ((at, form) for form in forms for at in occurrences(word, form))


@lru_cache(maxsize=4)
def _made(key: "_Same") -> Vocabulary:
    return Vocabulary(tuple(Entry(*entry) for entry in key.entries))


class _Same:
    """A glossary as a key by identity: to hash fifty thousand entries for each document takes 5 ms."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.entries is other.entries

    def __hash__(self) -> int:
        return id(self.entries)


def vocabulary(entries: tuple[Entry, ...]) -> Vocabulary:
    """Return the vocabulary of a glossary (also of plain pairs); it is made once."""
    return _made(_Same(entries))
