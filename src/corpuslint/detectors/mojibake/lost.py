"""A ``?`` where a symbol was lost.

Facts: a converter writes ``?`` for a character that its target lacks (·, —, €, emoji and dingbats in GBK or Big5).
What stood there is gone. In Chinese a question mark ends a clause, so one after a colon or an opening mark, or
between two halves of a name, is none (a torn tag, ``?/span>``, is of another making: see :mod:`.blind`); one between
Han, or between Han and a figure, may end a question without a space after it, so there the clause before it must hold
no word that asks.

Options: ``asks``, the words that make a clause a question; ``name``, the characters that write foreign names;
``window``, how many characters back a clause can reach.
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.finding import Finding
from corpuslint.rule import Rule
from corpuslint.source import Document

_MARK = re.compile(
    rf"(?<=[{chars.HAN}:：、，（(《“「【)）])\?{{1,3}}(?=[{chars.HAN}0-9 ])(?![{chars.HAN}]{{1,8}}\?/[a-z])"
)
_AFTER_OPENING = frozenset(":：、，（(《“「【")
_CLAUSE = re.compile(r"[^，。；！？、,.;!?\n\r]*\Z")
_BRACKETS = frozenset("（(《“「【")
_SURE, _LIKELY = 2, 1


def lost_symbol(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each ``?`` that asks nothing; the doubtful ones only beside one that is sure."""
    graded = [(found.span(), _grade(document.text, found.span(), rule)) for found in _MARK.finditer(document.text)]
    if not any(grade == _SURE for _, grade in graded):
        return
    for (start, end), grade in graded:
        if grade:
            lost = "a symbol" if end - start == 1 else "symbols"
            yield Finding(
                rule.code, start, end, f"{lost} lost in a conversion: `{document.text[start:end]}` asks nothing"
            )


def _grade(text: str, span: tuple[int, int], rule: Rule) -> int:
    """Return how sure it is that the mark at ``span`` is no question mark: 0 not at all."""
    start, end = span
    before, after = text[start - 1], text[end]
    if before in _AFTER_OPENING:
        return 0 if after == " " else _LIKELY if before in _BRACKETS else _SURE  # `（?代表任意字符`
    window = text[max(0, start - rule.options["window"]) : start]
    clause = _CLAUSE.search(window)
    if clause is None or re.search(rule.options["asks"], clause.group()):
        return 0
    if after == " ":
        return _LIKELY
    name = rf"[{rule.options['name']}]"
    if re.search(rf"{name}{{2}}\Z", window) and re.match(rf"{name}{{1,2}}", text[end : end + 2]):
        return _SURE
    return _SURE if after.isdigit() and end - start > 1 else _LIKELY
