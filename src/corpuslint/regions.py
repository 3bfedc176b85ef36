r"""Parts of a text that are not prose: links, addresses, code, markup.

A rule page names the kinds it must not touch (``skip``); the engine drops findings that overlap one. Kinds are found
on demand, each with one pass over the text.

Facts: fenced code opens with three or more backticks or tildes, indented at most three spaces, and runs to a fence at
least as long or to the end (CommonMark 0.31, 4.5). Code spans open and close with runs of backticks of equal length
(6.1). ``\b`` is useless beside Han, which are word characters; boundaries are spelled out.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int]

_URL = re.compile(
    r"(?:https?|ftp)://[!#-;=?-Z\[\]_a-z~]+"
    r"|(?<![@A-Za-z0-9.])(?:www\.)[A-Za-z0-9.-]+(?:/[!#-;=?-Z_a-z~]*)?",
    re.IGNORECASE | re.ASCII,
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\n]*)?/?>|<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n\r]*$", re.MULTILINE)
_CODE_SPAN = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)[^\n\r]*?(?<!`)(?P=ticks)(?!`)")
_LINK_TARGET = re.compile(r"(?<=\]\()[^()\n]*(?:\([^()\n]*\)[^()\n]*)*(?=\))|^ {0,3}\[[^\]\n]+\]:[^\n]*", re.MULTILINE)
_WIKI_LINK = re.compile(r"!?\[\[[^\[\]\n]+\]\]")
_MATH = re.compile(r"\$\$.+?\$\$|(?<![\\$\d])\$(?=[^\s$])[^$\n]*?[^\s$\\]\$(?![\d$])", re.DOTALL)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
_TABLE_ROW = re.compile(r"^[ \t]*\|[^\n\r]*\|[ \t]*$", re.MULTILINE)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    return lambda text: (match.span() for match in pattern.finditer(text))


def _fences(text: str) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif _closes(fence, opened):
            yield opened.start(), fence.end()
            opened = None
    if opened is not None:
        yield opened.start(), len(text)


def _closes(fence: re.Match[str], opened: re.Match[str]) -> bool:
    mark = fence["fence"]
    return mark.startswith(opened["fence"]) and fence.group().strip() == mark


def _code(text: str) -> Iterator[Span]:
    yield from _fences(text)
    yield from _matches(_CODE_SPAN)(text)


_MARKDOWN_ONLY = {
    "code": _code,
    "math": _matches(_MATH),
    "link": _matches(_LINK_TARGET),
    "wiki-link": _matches(_WIKI_LINK),
    "front-matter": _matches(_FRONT_MATTER),
    "table": _matches(_TABLE_ROW),
}
_EVERYWHERE = {"url": _matches(_URL), "email": _matches(_EMAIL), "html": _matches(_HTML)}

KINDS = frozenset(_MARKDOWN_ONLY) | frozenset(_EVERYWHERE)
"""The kinds of region that a rule page may name in ``skip``."""


class Regions:
    """Sorted, disjoint spans of one kind, to be asked whether they touch a given span."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = _merged(spans)
        self._ends = [end for _, end in self.spans]

    def touch(self, start: int, end: int) -> bool:
        """Tell whether ``start:end`` shares a character with (or, if empty, lies inside) a region."""
        at = bisect_left(self._ends, start + 1)
        return at < len(self.spans) and self.spans[at][0] < max(end, start + 1)


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def find(kind: str, text: str, *, markdown: bool) -> Regions:
    """Return the regions of ``kind`` in ``text``; kinds of Markdown are empty in plain text."""
    finder = _EVERYWHERE.get(kind) or (_MARKDOWN_ONLY[kind] if markdown else None)
    return Regions(list(finder(text)) if finder else [])
