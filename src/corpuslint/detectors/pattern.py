r"""Rules that a regular expression can say: the page holds the pattern and the new text.

Options of the page: ``pattern`` (``re`` syntax, MULTILINE), ``replace`` (a template with ``\1``, absent: no fix),
``unless`` (a second pattern: a match whose whole line it also finds is left alone), ``message``.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpuslint.detectors.rows import Match, by_row
from corpuslint.finding import Applicability, Finding, Fix, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def match(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each match of the page's pattern."""
    matches: Iterable[Match] = _compiled(rule.options["pattern"]).finditer(document.text)
    if "unless" in rule.options:
        matches = _unless(document, matches, _compiled(rule.options["unless"]))
    for found in matches:
        message = rule.options["message"].format(found.group()) if "message" in rule.options else rule.summary
        yield Finding(rule.code, found.start(), found.end(), message, _fix(found, rule))


def _unless(document: Document, matches: Iterable[Match], unless: re.Pattern[str]) -> Iterator[Match]:
    """Yield the matches on lines that ``unless`` does not find."""
    for row, group in by_row(document, matches):
        if not unless.search(document.lines[row].text):
            yield from group


def _fix(found: re.Match[str], rule: Rule) -> Fix | None:
    if "replace" not in rule.options:
        return None
    return replacement(*found.span(), found.expand(rule.options["replace"]), Applicability(rule.safety))
