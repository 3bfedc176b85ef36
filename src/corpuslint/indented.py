r"""Code that indentation alone marks in Markdown, and what a template is told to leave as it is.

Facts (CommonMark 0.31): a line indented by four columns or more is code (4.4) unless it continues a paragraph, or the
item of a list, whose content starts at a column of its own (5.2); a tab goes to the next multiple of four (2.2).
Python-Markdown indents by four what belongs to a footnote (``[^1]:``), a definition (``:``), a note (``!!!``, ``???``)
and a tab (``===``). Jinja and Liquid show what stands between ``{% raw %}`` and ``{% endraw %}`` as it is.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from corpuslint.inline import Span
from corpuslint.lazy import Lazy

_CANDIDATE = Lazy(r"\n[ \t]*\r?\n(?: {4}| {0,3}\t)[ \t]*[^\s]")
_PLAIN = Lazy(r"\n\n(?=[#\u4e00-\u9fff])")
"""Behind a blank line a title or prose at the first column ends all that is open."""
_LINE = Lazy(r"(?P<indent>[ \t]*+)(?P<content>[^\r\n]*+)(?:\r\n|\r|\n|\Z)")
_ITEM = Lazy(r"(?:[-+*]|[0-9]{1,9}[.)])(?=(?P<blank>[ \t]*)(?P<content>[^ \t])?)(?:[ \t]|\Z)")
_HOLDER = Lazy(r"\[\^[^\]]+\]:|:[ \t]|!!!|\?\?\?|===[ \t]*[\"+!]")
_BLOCK = Lazy(r"#{1,6}(?:[ \t]|\Z)|`{3}|~{3}|>|(?:[-*_][ \t]*){3,}\Z")
"""What ends a paragraph with no blank line before it."""
_PROSE = Lazy(r"[“《「（]?(?:[\u4e00-\u9fff][，、]?){15}[^\r\n]*[。！？；：…”」』）][ \t]*\Z")
"""A Chinese sentence is no code: whoever indents paragraphs by four blanks means them to be read."""
_RAW = Lazy(r"(?:\A|[\r\n])[ \t]*\{%-?[ \t]*(?P<name>raw|verbatim|comment|highlight|codeblock)\b[^%\r\n]*%\}")
_COLUMNS = 4
_DEPTH = 8
"""Items that one line opens, at most."""


def blocks(text: str, start: int) -> Iterator[Span]:
    """Yield the lines of indented code in a Markdown text from the offset ``start`` on (behind front matter)."""
    for begin, end in _sections(text, start):
        yield from _code(text, begin, end)


def _sections(text: str, start: int) -> Iterator[Span]:
    """Yield the parts that may hold code, each from where no item of a list is open."""
    if "\r" in text:
        yield start, len(text)
        return
    padded = "\n\n" + text[start:]
    bounds, done = [2, *(found.end() for found in _PLAIN.finditer(padded, 2)), len(padded)], 0
    for found in _CANDIDATE.finditer(padded):
        if found.start() >= done:
            at = max(1, bisect_right(bounds, found.start()))
            done = bounds[at]
            yield bounds[at - 1] + start - 2, done + start - 2


def _code(text: str, start: int, stop: int) -> Iterator[Span]:
    items: list[int] = []  # columns at which the content of the items begins that are open
    paragraph = False
    for line in _LINE.finditer(text, start, stop):
        content = line["content"]
        if not content:
            paragraph = False
            continue
        column = _width(line["indent"])
        within = column - next((item for item in reversed(items) if item <= column), 0)
        block = _BLOCK.match(content) if within < _COLUMNS else None
        if block or not paragraph or (within < _COLUMNS and _ITEM.match(content)):
            while items and column < items[-1]:
                items.pop()
        if within >= _COLUMNS and not paragraph and not _PROSE.match(content):
            yield line.start(), line.end("content")
            continue
        if within < _COLUMNS and not block:
            items += _opened(content, column)
        paragraph = not block or block.group() == ">"


def _width(blanks: str) -> int:
    return len(blanks.expandtabs(_COLUMNS))


def _opened(content: str, column: int) -> Iterator[int]:
    """Yield the columns at which the content of the items begins that a line opens: ``- 1. text`` opens two."""
    at = 0
    for _ in range(_DEPTH):
        item = _ITEM.match(content, at)
        if item is None:
            break
        blank = _width(item["blank"])
        # Blanks enough for code behind a mark, or no text at all, count as one.
        begin = item.end() - 1 + (blank if item["content"] and blank <= _COLUMNS else 1)
        yield column + begin
        at = item.start("content") if item["content"] else len(content)
    if _HOLDER.match(content, at):
        yield column + at + _COLUMNS


def raw(text: str) -> Iterator[Span]:
    """Yield what stands between tags of a template that leave it as it is; what is not closed runs to the end."""
    at = 0
    while opened := _RAW.search(text, at):
        closing = re.compile(rf"\{{%-?[ \t]*end{opened['name']}\b[^%\r\n]*%\}}").search(text, opened.end())
        at = closing.end() if closing else len(text)
        yield opened.start(), at
