"""The headings of a Markdown document whose blocks are plain enough to be told without a parser.

Facts (CommonMark 0.31): a line that begins with one to six ``#`` and a blank, at its very start, ends every paragraph,
list and quote, so it is a heading of the document wherever it is in no fenced code and no HTML block (4.2, 4.5, 4.6).
Code fenced at the very start of a line ends at a fence of the same kind, as long or longer, or with the document. A
line of ``=`` or ``-`` under a paragraph makes that a heading (4.3); it surely is a paragraph if none of its lines is
indented or begins with a character that could open another block. An HTML block ends at a blank line, but for some that
end at a tag of their own. What is less plain is left to a parser, which takes 200 ms a megabyte.
"""

import re
from collections.abc import Iterator

from corpuslint.detectors.heading.heading import Heading
from corpuslint.lazy import Lazy
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_SPOT = Lazy(
    r"\n(?=[ #`~=<-])(?:(?P<atx>#{1,6})(?:[ \t]|$)|(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})|(?P<under>=+|-+)[ \t]*$"
    r"| {0,3}(?:(?P<html><[A-Za-z/](?!ttps?:))|(?P<comment><!--))"
    r"|(?P<doubt><[!?]| {1,3}(?:#{1,6}(?:[ \t]|$)|`{3}|~{3}|<[!?]|=+[ \t]*$|-+[ \t]*$)))",
    re.MULTILINE,
)
"""It begins with a literal, so that `re` can leap from line to line (three times as fast as with ``^``), and asks for a
character that can begin a spot before it tries each (twice as fast again)."""
_RAW = Lazy(r"<(?:pre|script|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE)
_RAW_END = Lazy(r"</(?:pre|script|style|textarea)>", re.IGNORECASE)
_COMMENT_END = Lazy("-->")
_BLANK = Lazy(r"\n[ \t]*$", re.MULTILINE)
_PARAGRAPH = Lazy(r"[^\s>*+\-`~#<|\[0-9=_:&\\]|[0-9]{1,9}(?:[^0-9.)]|$)")
"""What surely begins a line of a paragraph."""
_ATX = Lazy(r"#{1,6}(?:[ \t]|$)")


class DoubtError(ValueError):
    """Only a parser can tell the headings of this document."""


def outline(document: Document) -> tuple[Heading, ...]:
    """Return the headings with a title, in their order. Raises :class:`DoubtError` where only a parser can tell."""
    if "\r" in document.text:
        raise DoubtError
    found = [heading for heading in _headings(document) if heading.title]
    rows = document.rows([heading.line for heading in found])
    return tuple(Heading(row - 1, each.level, each.start, each.title) for row, each in zip(rows, found, strict=True))


class _Marked(NamedTuple):
    line: int
    """Where its first line starts."""
    level: int
    start: int
    title: str


def _headings(document: Document) -> Iterator[_Marked]:
    text, html = document.text, 0
    lines = "\n" + text  # so that the newline before a line lies where in the text the line begins
    at = floor = behind_front_matter(document)
    while spot := _SPOT.search(lines, at):
        kind, start, at = spot.lastgroup, spot.start(), spot.end() - 1
        raw = _raw(text, start, spot.start(kind) - 1) if kind in ("html", "comment") else None
        if kind == "doubt" or (start < html and not (raw or kind == "html")):
            raise DoubtError
        if raw:
            at = floor = raw.end
            if raw.end > html if start < html else raw.loose:
                raise DoubtError  # it may end with the block, or the item of a list, that it may stand in
        elif kind == "html":  # within another, both end at the same blank line
            html = html if start < html else _end_of_html(text, at)
        elif kind == "fence":
            at = floor = _end_of_code(text, at, spot["fence"])
        elif kind == "atx":
            yield _atx(text, start, len(spot["atx"]))
        else:
            yield from _setext(text, start, floor, 1 if spot["under"][0] == "=" else 2)


def behind_front_matter(document: Document) -> int:
    """Return the offset at which Markdown begins."""
    spans = document.regions("front-matter").spans
    return spans[0][1] if spans else 0


def _end_of_html(text: str, start: int) -> int:
    """Return where an HTML block has ended; a heading before that may be of the block or not."""
    blank = _BLANK.search(text, start)
    return blank.start() + 1 if blank else len(text)


class _Raw(NamedTuple):
    end: int
    """Where the line ends on which it is closed."""
    loose: bool
    """It is indented and has several lines: an item of a list may end before it is closed."""


def _raw(text: str, line: int, tag: int) -> _Raw | None:
    """Return the comment, or the code in HTML, that a tag opens; ``None`` where it opens neither."""
    closing = _COMMENT_END if text.startswith("<!--", tag) else _RAW_END if _RAW.match(text, tag) else None
    if closing is None:
        return None
    close = closing.search(text, tag + 2)
    end = _line_end(text, close.start()) if close else len(text)
    return _Raw(end, tag > line and "\n" in text[line:end])


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _end_of_code(text: str, start: int, fence: str) -> int:
    closing = re.compile(rf"^ {{0,3}}{fence}{fence[0]}*[ \t]*$", re.MULTILINE).search(text, start)
    return closing.end() if closing else len(text)


def _atx(text: str, start: int, level: int) -> _Marked:
    title = text[start + level : _line_end(text, start)].strip(" \t")
    open_end = title.rstrip("#")
    title = (open_end if open_end[-1:] in ("", " ", "\t") else title).strip()
    return _Marked(start, level, text.index(title, start + level), title)


def _setext(text: str, under: int, floor: int, level: int) -> Iterator[_Marked]:
    """Yield the paragraph above a line as a heading, if there is one between it and the offset ``floor``."""
    first = last = under
    while first:
        above = text.rfind("\n", 0, first - 1) + 1
        line = text[above : first - 1]
        if above < floor or not line.strip(" \t") or _ATX.match(line):
            break
        if not _PARAGRAPH.match(line):
            raise DoubtError
        first, last = above, above + len(line.rstrip()) if first == under else last
    if first < under:
        yield _Marked(first, level, first, text[first:last])
