"""Lines that are boilerplate by their wording alone: notices, registrations, sources, credits.

Facts: a line of page furniture is short, is no sentence, and consists of fixed formulas with a few free words (the name
of a site, a number). Formulas alone do not prove it: laws speak of 营业执照 and 未经许可, essays of 版权. So a page may
bound what a line holds *beside* its formulas.

Options of a page: ``patterns`` (one must be found in the line, stripped of blanks and Markdown marks), ``unless``
(must not be found), ``max-length`` (code points), ``formulas`` with ``max-rest`` (letters and digits that may be left
when all formulas are taken out), ``not-after`` (must not be found in the line before), ``unless-document`` (must not
be found anywhere in the document), ``message``.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from corpuslint.detectors.block import bare, blocks, finding
from corpuslint.detectors.expressions import compiled
from corpuslint.finding import Applicability, Finding
from corpuslint.rule import Rule
from corpuslint.scanning.automata import forks
from corpuslint.source import Document

_NOT_LETTERS = re.compile(r"[\W_]+")


@cache
def _joined(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return compiled("|".join(f"(?:{pattern})" for pattern in patterns))


@cache
def _finders(patterns: tuple[str, ...]) -> list[Callable[[str], re.Match[str] | None]]:
    """Return what finds one of some patterns; those that begin with ``^`` are not tried at each place of a line."""
    begin = tuple(pattern for pattern in patterns if pattern.startswith("^") and not forks(pattern))
    others = tuple(pattern for pattern in patterns if pattern not in begin)
    return [*([_joined(begin).match] if begin else []), *([_joined(others).search] if others else [])]


def lines(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines that the page's patterns call boilerplate."""
    for block in blocks(document, hits(document, rule)):
        yield finding(document, rule, block, rule.options.get("message", rule.summary), Applicability(rule.safety))


def hits(document: Document, rule: Rule) -> Iterator[int]:
    """Yield the rows (indices into ``document.lines``) of the lines that the page's patterns call boilerplate."""
    without = rule.options.get("unless-document")
    if without and compiled(without).search(document.text):
        return
    after = rule.options.get("not-after")
    before = ""
    for number, line in enumerate(document.lines):
        if line.blank:
            continue
        if is_hit(bare(line), rule) and not (after and compiled(after).search(before)):
            yield number
        before = line.text[:200]


def is_hit(text: str, rule: Rule) -> bool:
    """Tell whether a bare line is boilerplate by the options of a page."""
    options = rule.options
    if len(text) > options.get("max-length", 80):
        return False
    if not any(find(text) for find in _finders(tuple(options["patterns"]))):
        return False
    if "unless" in options and compiled(options["unless"]).search(text):
        return False
    return "formulas" not in options or rest(text, options["formulas"]) <= options["max-rest"]


def rest(text: str, formulas: list[str]) -> int:
    """Return how many letters and digits a line has beside its formulas."""
    return len(_NOT_LETTERS.sub("", _joined(tuple(formulas)).sub("", text)))
