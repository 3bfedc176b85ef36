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

from corpuslint.detectors.markdown_heading import Heading
from corpuslint.lazy import Lazy
from corpuslint.source import Document

_SPOT = Lazy(
    r"^(?:(?P<atx>#{1,6})(?:[ \t]|$)|(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})|(?P<under>=+|-+)[ \t]*$"
    r"|(?P<html><[A-Za-z/](?!ttps?:))"
    r"|(?P<comment><!--)|(?P<doubt><[!?]| {1,3}(?:#{1,6}(?:[ \t]|$)|`{3}|~{3}|<|=+[ \t]*$|-+[ \t]*$)))",
    re.MULTILINE,
)
_RAW = Lazy(r"<(?:pre|script|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE)
_RAW_END = Lazy(r"</(?:pre|script|style|textarea)>", re.IGNORECASE)
_COMMENT_END = Lazy("-->")
_BLANK = Lazy(r"^[ \t]*$", re.MULTILINE)
_PARAGRAPH = Lazy(r"[^\s>*+\-`~#<|\[0-9=_:&\\]")
"""What surely begins a line of a paragraph."""
_ATX = Lazy(r"#{1,6}(?:[ \t]|$)")


class DoubtError(ValueError):
    """Only a parser can tell the headings of this document."""


def outline(document: Document) -> tuple[Heading, ...]:
    """Return the headings with a title, in their order. Raises :class:`DoubtError` where only a parser can tell."""
    if "\r" in document.text:
        raise DoubtError
    return tuple(heading for heading in _headings(document) if heading.title)


def _headings(document: Document) -> Iterator[Heading]:
    text, html = document.text, 0
    at = floor = behind_front_matter(document)
    while spot := _SPOT.search(text, at):
        at = spot.end()
        if spot["doubt"] or spot.start() < html:
            raise DoubtError
        if spot["comment"] or (spot["html"] and _RAW.match(text, spot.start())):
            at = floor = _end_of_raw(text, spot.start() + 2, _COMMENT_END if spot["comment"] else _RAW_END)
        elif spot["html"]:
            html = _end_of_html(text, at)
        elif spot["fence"]:
            at = floor = _end_of_code(text, at, spot["fence"])
        elif spot["atx"]:
            yield _atx(document, document.row(spot.start()) - 1, len(spot["atx"]))
        else:
            yield from _setext(document, document.row(spot.start()) - 1, floor, 1 if spot["under"][0] == "=" else 2)


def behind_front_matter(document: Document) -> int:
    """Return the offset at which Markdown begins."""
    spans = document.regions("front-matter").spans
    return spans[0][1] if spans else 0


def _end_of_html(text: str, start: int) -> int:
    """Return where an HTML block has ended; a heading before that may be of the block or not."""
    blank = _BLANK.search(text, start)
    return blank.start() if blank else len(text)


def _end_of_raw(text: str, start: int, closing: Lazy) -> int:
    """Return where the line ends on which a comment, or what a tag of code opens, ends."""
    end = closing.search(text, start)
    return _line_end(text, end.start()) if end else len(text)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _end_of_code(text: str, start: int, fence: str) -> int:
    closing = re.compile(rf"^ {{0,3}}{fence}{fence[0]}*[ \t]*$", re.MULTILINE).search(text, start)
    return closing.end() if closing else len(text)


def _atx(document: Document, row: int, level: int) -> Heading:
    line = document.lines[row]
    title = line.text[level:].strip(" \t")
    open_end = title.rstrip("#")
    title = (open_end if open_end[-1:] in ("", " ", "\t") else title).strip()
    return Heading(row, level, line.start + line.text.index(title, level), title)


def _setext(document: Document, row: int, floor: int, level: int) -> Iterator[Heading]:
    """Yield the paragraph above a row as a heading, if there is one between the row and the offset ``floor``."""
    first = row
    while first and document.lines[first - 1].start >= floor:
        text = document.lines[first - 1].text
        if not text.strip(" \t") or _ATX.match(text):
            break
        if not _PARAGRAPH.match(text):
            raise DoubtError
        first -= 1
    if first < row:
        head, last = document.lines[first], document.lines[row - 1]
        yield Heading(first, level, head.start, document.text[head.start : last.start + len(last.text.rstrip())])
