"""White space that carries nothing: at the ends of lines, around Chinese marks, between Chinese characters.

Facts: two or more spaces (U+0020) at the end of a line inside a paragraph are a hard line break in Markdown (CommonMark
0.31, 6.7), so they carry meaning there; with a blank line or the end of the text behind them they do not, but a
backslash before them would become a break without them. ``-- `` alone opens the signature of a mail (RFC 3676, 4.3).
POSIX (3.206) defines a line as ending in a newline, and ``cat`` glues files that lack their last one. Full-width marks
bring their own white space (GB/T 15834-2011, 5.1). A space between Han often separates names, columns or parts of a
heading, and in word-segmented text all words: deleting one destroys that. Two and more before a mark leave room for an
answer in an exam paper or a form (作者是    。), or lay out a line. A space behind an address ends it: programs
take any mark that touches it for a part (RFC 3986, appendix C, wants white space or angle brackets around one).
"""

from collections.abc import Iterator

from corpuslint import chars
from corpuslint.detectors.rows import Match, by_row, neighbours
from corpuslint.finding import Applicability, Edit, Finding, Fix, replacement
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document

_BLANKS = " \t\u3000"
# What stands before a character is looked at behind it, so that the engine of `re` can leap to that character.
_END_BEHIND_BLANK = Lazy(f"[\\r\\n](?<=[{_BLANKS}][\\r\\n])")
_MARKDOWN_SIGNS = (
    Lazy(r"[\r\n](?:#{1,6} |[-*+] |\d{1,9}[.)] |> |```|\|[^\r\n]*\|[ \t]*(?![^\r\n]))"),
    Lazy(r"\]\([^\s()]+\)"),
    Lazy(r"<https?://[^\s<>]+>"),
)


def trailing(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield white space at the end of lines, but not the two spaces that break a line in Markdown."""
    markdown: bool | None = None
    for start, end in _trailing(document.text):
        blanks = document.text[start:end]
        if blanks.startswith("  ") and "\t" not in blanks:
            markdown = _looks_like_markdown(document) if markdown is None else markdown
            if markdown and _breaks_line(document, start):
                continue
        if not _needed(document.text, start, end):
            fix = replacement(start, end, "", Applicability(rule.safety))
            yield Finding(rule.code, start, end, "white space at the end of a line", fix)


def _trailing(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of the white space before each end of a line."""
    ends = (found.start() for found in _END_BEHIND_BLANK.finditer(text))
    for end in (*ends, *([len(text)] if text[-1:] in _BLANKS and text else [])):
        start = end
        while start and text[start - 1] in _BLANKS:
            start -= 1
        yield start, end


def _looks_like_markdown(document: Document) -> bool:
    """Tell whether spaces at the end of a line may be a line break: Markdown is often kept in ``.txt``."""
    text = "\n" + document.text
    return document.markdown or any(sign.search(text) for sign in _MARKDOWN_SIGNS)


def _breaks_line(document: Document, start: int) -> bool:
    """Tell whether the white space stands between two lines of one paragraph."""
    row = document.row(start)
    if row >= len(document.lines):
        return False
    here, below = document.lines[row - 1], document.lines[row]
    return not here.blank and not below.blank


def _needed(text: str, start: int, end: int) -> bool:
    """Tell whether the text would mean something else without the white space."""
    if text[max(0, start - 1) : start] == "\\":
        return True
    return text[max(0, start - 3) : start].lstrip("\r\n") == "--" and text[start:end] == " "


def final_newline(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the end of a file whose last line is not ended; records of a table need no newline."""
    text = document.text
    if document.record is None and text and text[-1] not in "\r\n" and not text.isspace():
        fix = Fix(Applicability(rule.safety), "add a newline", (Edit(len(text), len(text), document.newline),))
        yield Finding(rule.code, len(text), len(text), "no newline at the end", fix)


def blank_lines(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield runs of more blank lines than the page allows; of one at an end of the text none is left."""
    lines, row = document.lines, 0
    while row < len(lines):
        end = row
        while end < len(lines) and lines[end].blank and lines[end].next > lines[end].start:
            end += 1
        last = end == len(lines) or lines[end].next == lines[end].start
        place = "at-end" if last else "allowed" if row else "at-start"
        if end - row > rule.options[place] and (row or not last):  # a text of blank lines alone is left as it is
            left = rule.options["allowed"] if place == "allowed" else 0
            span = lines[row + left].start, lines[end - 1].next
            fix = replacement(*span, "", Applicability(rule.safety))
            yield Finding(rule.code, *span, f"{end - row} blank lines in a row", fix)
        row = end + 1


_MARKS = "，。；：？！、"
_CLOSERS = "》〉）】」』"
_BEFORE_MARK = Lazy(
    rf"[ \t](?<=[{chars.HAN}0-9A-Za-z%”’{_CLOSERS}].)[ \t]*+(?![：；][）)])"
    rf"(?:(?=[{_MARKS}](?P<gap>[ \t])?)|(?=(?P<closer>[{_CLOSERS}])))"
)
_AFTER_HAN = Lazy(f"[{chars.HAN}]")
_HAN_GAP = Lazy(f"[ \\t](?<=[{chars.HAN}].)[ \\t]*+(?=[{chars.HAN}])")


_BEHIND_MARK = Lazy(f"[{_MARKS}][ \\t]+(?=[{chars.HAN}])")


def before_mark(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield white space before a full-width mark, with a fix that removes it."""
    found = list(_BEFORE_MARK.finditer(document.text))
    # White space behind marks too: it may stand for quotation marks that were lost.
    suspect = bool(found) and len(_BEHIND_MARK.findall(document.text)) >= rule.options["suspect"]
    rooms = sum(map(_is_wide, found))
    for row, group in by_row(document, found):
        blanks = _HAN_GAP.findall(document.lines[row].text)
        gaps = len(blanks)
        if gaps > rule.options["gaps"]:
            continue  # word-segmented or letter-spaced: all its white space means something
        form = rooms + sum(len(blank) > 1 for blank in blanks) >= rule.options["rooms"]
        for match in group:
            if beside_address(document, *match.span()) or _is_room(match, rule, form=form):
                continue
            fix = replacement(*match.span(), "", _trust_before_mark(match, gaps, suspect=suspect or form))
            yield Finding(rule.code, *match.span(), "white space before a Chinese mark", fix)


def _is_wide(match: Match) -> bool:
    return match.end() - match.start() > 1


def _is_room(match: Match, rule: Rule, *, form: bool) -> bool:
    """Tell whether white space is room for an answer: wide, in a text that has more of it or behind 是, 为, 于."""
    return _is_wide(match) and (form or match.string[match.start() - 1] in rule.options["asking"])


def beside_address(document: Document, start: int, end: int) -> bool:
    """Tell whether an address touches white space: without it, what comes next is taken for a part of the address."""
    return document.touches(("url", "email", "path"), start - 1, end + 1)


def _trust_before_mark(match: Match, gaps: int, *, suspect: bool) -> Applicability:
    """Return how far a fix can be trusted: other spaces tell of padding, segmentation or lost quotation marks."""
    lonely = not gaps and not match["closer"] and not match["gap"] and not _is_wide(match)
    lost = suspect and _AFTER_HAN.match(match.string, match.start() - 1)
    return Applicability.SAFE if lonely and not lost else Applicability.UNSAFE


_PAUSE = Lazy("[，。；？！]")


def between_han(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield single spaces between Han inside a sentence: a suggestion, never more."""
    for row, group in by_row(document, _HAN_GAP.finditer(document.text)):
        if len(group) > rule.options["gaps"] or not _PAUSE.search(document.lines[row].text):
            continue
        for match in group:
            fix = replacement(*match.span(), "", Applicability.DISPLAY)
            yield Finding(rule.code, *match.span(), "white space between Chinese characters", fix)


_TAB = Lazy(f"\\t(?<=[{chars.HAN}{_MARKS}{_CLOSERS}”’].)\\t*+(?=[{chars.HAN}“‘《（【「『])")


def tabs(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield tabs inside a sentence; where several lines have tabs they part columns, or a speaker from his words."""
    found = list(_TAB.finditer(document.text))
    if not found or sum("\t" in line.text.strip() for line in document.lines) > rule.options["lines"]:
        return
    for row, group in by_row(document, found):
        columns = sum("\t" in line.text.strip() for line in neighbours(document, row, 2)) > 1
        if columns or len(group) > 1 or not _PAUSE.search(document.lines[row].text):
            continue
        for match in group:
            fix = replacement(*match.span(), "", Applicability(rule.safety))
            yield Finding(rule.code, *match.span(), "a tab inside a sentence", fix)
