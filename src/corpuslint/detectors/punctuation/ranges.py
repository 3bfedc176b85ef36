"""The mark between the ends of a range of quantities: ～ — - – ~.

Facts: the connection mark has three forms, - (short), — (one em) and ～ (wave, U+FF5E); the ends of a range of numbers
stand with ～, also with — (GB/T 15834-2011, 4.13.3.2; GB/T 15835-2011, 5.1.3, which adds that 100—150kg need not repeat
its unit). U+007E, U+223C and U+301C look like the wave, U+2013 and U+2212 like the hyphen. A range of quantities goes
up and has a unit behind it; so a score (3-2), a difference, a telephone number and a year are none.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from corpuslint.detectors.rows import Match
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document


@cache
def _pattern(marks: str, units: str) -> re.Pattern[str]:
    number = r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,6})?"
    escaped = re.escape(marks)
    return re.compile(
        rf"(?<![0-9A-Za-z_.,:/\\=+*×÷#第{escaped}])(?P<first>{number})(?:{units})?"
        rf"(?P<join> ?(?P<mark>[{escaped}]) ?)(?P<last>-?{number}) ?(?:{units})(?![A-Za-z0-9{escaped}号號])"
    )


def _ranges(document: Document, rule: Rule) -> Iterator[Match]:
    """Yield the ranges of quantities: of two numbers with a unit behind, of which the second is greater."""
    for match in _pattern(rule.options["others"], rule.options["units"]).finditer(document.text):
        if float(match["first"]) < float(match["last"]):
            yield match


def odd(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield ranges joined by a mark that the page does not name as right, with a fix to its mark."""
    for match in _ranges(document, rule):
        if match["mark"] not in rule.options["right"]:
            yield _finding(match, rule.options["mark"], f"a range joined by {match['mark']!r}", rule)


def mixed(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield ranges joined by another mark than nearly all of the document, with a fix to that."""
    found = list(_ranges(document, rule))
    ranked = Counter(match["mark"] for match in found).most_common(1)
    if not ranked or ranked[0][1] < max(rule.options["least"], rule.options["share"] * len(found)):
        return
    mark, count = ranked[0]
    for match in found:
        if match["mark"] != mark:
            yield _finding(match, mark, f"{match.group()}: {count} other ranges of this document have {mark!r}", rule)


def _finding(match: Match, mark: str, message: str, rule: Rule) -> Finding:
    fix = replacement(*match.span("join"), mark, Applicability(rule.safety))
    return Finding(rule.code, *match.span(), message, fix)
