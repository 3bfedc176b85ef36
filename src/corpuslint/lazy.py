"""Regular expressions that are compiled when they are first used.

Compiling a class of all Han takes Python 3 ms, for it marks 28,000 characters one by one; a detector has a dozen such
patterns, and a document asks for few of them.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class Lazy:
    """A regular expression; compiled when it is first used. The methods are those of :class:`re.Pattern`."""

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source = source
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def finditer(self, text: str, *bounds: int) -> Iterator[re.Match[str]]:
        """Yield all matches."""
        return self._compiled.finditer(text, *bounds)

    def findall(self, text: str, *bounds: int) -> list[str]:
        """Return the text of all matches; the pattern has no groups."""
        return self._compiled.findall(text, *bounds)

    def match(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Return the match at the start."""
        return self._compiled.match(text, *bounds)

    def fullmatch(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Return the match of all of the text."""
        return self._compiled.fullmatch(text, *bounds)

    def search(self, text: str, *bounds: int) -> re.Match[str] | None:
        """Return the first match."""
        return self._compiled.search(text, *bounds)

    def sub(self, new: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Return the text with all matches replaced."""
        return self._compiled.sub(new, text)
