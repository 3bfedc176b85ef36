"""White space that carries nothing: at the ends of lines, around Chinese marks, between Chinese characters.

Facts: two or more spaces (U+0020) at the end of a line inside a paragraph are a hard line break in Markdown (CommonMark
0.31, 6.7), so they carry meaning there; with a blank line or the end of the text behind them they do not. POSIX (3.206)
defines a line as ending in a newline, and ``cat`` glues files that lack their last one. Full-width marks bring their
own white space (GB/T 15834-2011, 5.1). A space between Han often separates names, columns or parts of a heading, and
in word-segmented text all words: deleting one destroys that.
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.finding import Applicability, Edit, Finding, Fix, replacement
from corpuslint.rulebook import Rule
from corpuslint.source import Document

_TRAILING = re.compile(r"[ \t]+(?=[\r\n]|\Z)")
_MARKDOWN_SIGN = re.compile(r"^(?:#{1,6} |[-*+] |\d+[.)] |> |```|\|.*\|\s*$)|\]\(\S+\)|<https?://\S+>", re.MULTILINE)


def trailing(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield white space at the end of lines, but not the two spaces that break a line in Markdown."""
    text = document.text
    markdown: bool | None = None
    for match in _TRAILING.finditer(text):
        if match.group().startswith("  ") and "\t" not in match.group():
            markdown = _looks_like_markdown(document) if markdown is None else markdown
            if markdown and _breaks_line(document, match):
                continue
        yield Finding(
            rule.code, *match.span(), "white space at the end of a line", replacement(*match.span(), "", _trust(rule))
        )


def _trust(rule: Rule) -> Applicability:
    return Applicability(rule.safety)


def _looks_like_markdown(document: Document) -> bool:
    """Tell whether spaces at the end of a line may be a line break: Markdown is often kept in ``.txt``."""
    return document.markdown or bool(_MARKDOWN_SIGN.search(document.text))


def _breaks_line(document: Document, match: re.Match[str]) -> bool:
    """Tell whether the white space stands between two lines of one paragraph."""
    row = document.row(match.start())
    if row >= len(document.lines):
        return False
    here, below = document.lines[row - 1], document.lines[row]
    return not here.blank and not below.blank


def final_newline(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the end of a file whose last line is not ended; records of a table need no newline."""
    text = document.text
    if document.record is None and text and text[-1] not in "\r\n" and not text.isspace():
        fix = Fix(Applicability(rule.safety), "add a newline", (Edit(len(text), len(text), document.newline),))
        yield Finding(rule.code, len(text), len(text), "no newline at the end", fix)


_BLANK_RUN = re.compile(r"(?:(?<=\n)|(?<=\r)|\A)(?:[ \t]*(?:\r\n|\n|\r))+")


def blank_lines(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield runs of more blank lines than the page allows."""
    for match in _BLANK_RUN.finditer(document.text):
        ends = [end.end() for end in re.finditer(r"\r\n|\n|\r", match.group())]
        allowed = rule.options["allowed"] if match.start() and match.end() < len(document.text) else 0
        if len(ends) > allowed:
            start = match.start() + (ends[allowed - 1] if allowed else 0)
            message = f"{len(ends)} blank lines in a row"
            yield Finding(rule.code, start, match.end(), message, replacement(start, match.end(), "", _trust(rule)))


_BEFORE_MARK = re.compile(rf"(?<=[{chars.HAN}0-9A-Za-z%”’》）】」』])[ \t]+(?=[，。；：？！、”’》）】」』])")
_HAN_GAP = re.compile(f"(?<=[{chars.HAN}])[ \\t]+(?=[{chars.HAN}])")


def before_mark(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield white space before a full-width mark, with a fix that removes it."""
    for match in _BEFORE_MARK.finditer(document.text):
        line = document.line_at(match.start()).text
        if len(_HAN_GAP.findall(line)) > rule.options["gaps"]:
            continue  # word-segmented or letter-spaced: all its white space means something
        yield Finding(
            rule.code, *match.span(), "white space before a Chinese mark", replacement(*match.span(), "", _trust(rule))
        )


def between_han(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield single spaces between Han inside a sentence: a suggestion, never more."""
    for match in _HAN_GAP.finditer(document.text):
        line = document.line_at(match.start()).text
        if len(_HAN_GAP.findall(line)) <= rule.options["gaps"] and re.search("[，。；？！]", line):
            yield Finding(
                rule.code,
                *match.span(),
                "white space between Chinese characters",
                replacement(*match.span(), "", Applicability.DISPLAY),
            )
