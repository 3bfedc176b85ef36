"""Traces of text that is lost: U+FFFD, and lines of question marks.

Facts: a decoder writes U+FFFD for what it cannot read, an encoder ``?`` for what it cannot write. Neither says what
stood there. Both also occur as themselves: U+FFFD between quotation marks or brackets is spoken about, and ``????``
is emphasis.

Options of ``question-marks-for-text``: ``runs``, ``marks`` and ``share`` from which a line is no emphasis.
"""

import re
from collections.abc import Iterator

from corpuslint.finding import Finding
from corpuslint.rule import Rule
from corpuslint.source import Document

_LOST = re.compile("\ufffd+(?:[^\ufffd\\s]{1,6}\ufffd+)*")
_QUOTES = ("“”", "‘’", '""', "''", "()", "（）", "「」", "『』", "``", "【】", "[]", "<>")
_RUN = re.compile(r"\?+")
_SILENT = re.compile(r"[\s\d]")


def replacement_character(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each stretch of U+FFFD, unless a single one is quoted."""
    text = document.text
    for found in _LOST.finditer(text):
        start, end = found.span()
        if end - start == 1 and text[max(0, start - 1) : start] + text[end : end + 1] in _QUOTES:
            continue
        count = found.group().count("\ufffd")
        what = "a character" if count == 1 else f"{count} characters"
        yield Finding(rule.code, start, end, f"{what} lost in decoding")


def question_marks(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line of which hardly more is left than question marks."""
    for line in document.lines:
        marks = line.text.count("?")
        if marks < rule.options["marks"] or len(_RUN.findall(line.text)) < rule.options["runs"]:
            continue
        if marks >= rule.options["share"] * len(_SILENT.sub("", line.text)):
            yield Finding(rule.code, line.start, line.end, f"text lost in encoding: {marks} question marks for it")
