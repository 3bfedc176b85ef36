"""Definitive lines of a web page, and the rest of its foot, each judged by the place where it stands.

Facts: see :mod:`corpuslint.detectors.boilerplate.place`. The foot of a page holds, beside notices, registrations and
rows of links, lines that are boilerplate only because they stand there: a telephone number, who approved the site, its
branches. Whether it may be taken out is one decision for all of its lines, whichever rule finds them.
"""

from collections.abc import Iterable, Iterator

from corpuslint.detectors.block import blocks, finding
from corpuslint.detectors.boilerplate.navigation import menu, paths, rows_of_links
from corpuslint.detectors.boilerplate.place import furniture, level
from corpuslint.detectors.boilerplate.wording import hits
from corpuslint.finding import Applicability, Finding
from corpuslint.rule import Rule
from corpuslint.source import Document


def notices(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines that the page's patterns call a notice."""
    yield from _judged(document, rule, hits(document, rule), rule.summary)


def link_row(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines that are rows of links."""
    rows = sorted({*rows_of_links(document, rule), *menu(document, rule)})
    yield from _judged(document, rule, rows, "a row of links")


def breadcrumb(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines that are paths of sections."""
    yield from _judged(document, rule, paths(document, rule), "the path of sections above an article")


def _judged(document: Document, rule: Rule, rows: Iterable[int], message: str) -> Iterator[Finding]:
    for block in blocks(document, rows):
        trust = level(document, block)
        if trust:
            yield finding(document, rule, block, message, trust)


def footer_rest(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines of a foot that no definitive rule claims."""
    known = furniture(document)
    trust = Applicability.SAFE if known.proven else Applicability.UNSAFE
    for block in blocks(document, sorted(row for row, kind in known.foot.items() if kind != "anchor")):
        yield finding(document, rule, block, rule.summary, trust)
