"""Latin-side mojibake: UTF-8 read as a single-byte encoding, where the true text is not Chinese.

Facts: ftfy (Robyn Speer) recognises the letters that UTF-8 turns into under Latin-1, Windows-1250…1257, MacRoman and
cp437, and undoes it. Only its encoding steps are used here: its other defaults rewrite Chinese punctuation. It is
asked about one line at a time, and of its answer only the words that changed are taken, each of them only if its new
text is made of letters that ordinary text has.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rulebook import Rule
from corpuslint.source import Document

_SUSPECT = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2}"
)


@cache
def _ftfy() -> tuple[Any, Any]:
    import ftfy  # noqa: PLC0415 (43 ms)

    steps = ftfy.TextFixerConfig(
        unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False,
        uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False,
        normalization=None, explain=False, fix_c1_controls=False,
    )  # fmt: skip
    return ftfy, steps


def latin_words(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each stretch of a line that ftfy's encoding steps read otherwise."""
    ftfy, steps = _ftfy()
    for line in document.lines:
        if not _SUSPECT.search(line.text) or len(line.text) > rule.options["longest"]:
            continue
        fixed = ftfy.fix_encoding(line.text, steps)
        if fixed != line.text:
            start, end, content = _difference(line.text, fixed)
            before = line.text[start:end]
            message = f"mojibake {before!r}; reads as {content!r}"
            where = line.start + start, line.start + end
            yield Finding(rule.code, *where, message, replacement(*where, content, Applicability.SAFE))


def _difference(old: str, new: str) -> tuple[int, int, str]:
    """Return the span of ``old`` between common ends, and what ``new`` has there."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return start, len(old) - tail, new[start : len(new) - tail]
