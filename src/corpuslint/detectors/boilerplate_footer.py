"""The rest of a web footer: what stands between its definitive lines.

Facts: the foot of a page holds, beside notices, registrations and rows of links, lines that are boilerplate only
because they stand there: a telephone number, who approved the site, its branches. They lie at the end of the
document, between definitive lines or right after them.

Options of the page: ``anchors`` (codes of rules whose lines are definitive), ``members`` (patterns of lines that
belong to a footer once it has an anchor), ``max-length``, ``max-strangers`` (lines of neither kind between two of
either).
"""

from collections.abc import Iterator

from corpuslint.detectors.boilerplate import compiled, is_hit
from corpuslint.detectors.boilerplate_block import bare, blocks, finding
from corpuslint.detectors.boilerplate_navigation import is_row
from corpuslint.finding import Applicability, Finding
from corpuslint.rulebook import Rule, shipped
from corpuslint.source import Document


def footer_rest(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines of a footer that no definitive rule claims."""
    kinds = _foot(document, rule)
    if not any(kind == "anchor" for kind in kinds.values()):
        return
    rest = sorted(row for row, kind in kinds.items() if kind != "anchor")
    for block in blocks(document, rest):
        yield finding(document, rule, block, rule.summary, Applicability.UNSAFE)


def _foot(document: Document, rule: Rule) -> dict[int, str]:
    """Return row → kind of the lines of the footer, going up from the end of the document."""
    anchors = [page for page in shipped() if page.code in rule.options["anchors"]]
    kinds: dict[int, str] = {}
    strangers: list[int] = []
    for row in range(len(document.lines) - 1, -1, -1):
        line = document.lines[row]
        if line.blank:
            continue
        kind = _kind(bare(line), anchors, rule)
        if kind == "stranger":
            strangers.append(row)
            if len(strangers) > rule.options["max-strangers"] or len(line.text) > rule.options["max-length"]:
                break
        else:
            kinds.update(dict.fromkeys(strangers, "stranger"))
            strangers.clear()
            kinds[row] = kind
    return _below_first_anchor(kinds)


def _below_first_anchor(kinds: dict[int, str]) -> dict[int, str]:
    """Leave out what stands above the topmost definitive line: a telephone number there may belong to the text."""
    top = min((row for row, kind in kinds.items() if kind == "anchor"), default=-1)
    return {row: kind for row, kind in kinds.items() if (top >= 0 and row > top) or kind == "anchor"}


def _kind(text: str, anchors: list[Rule], rule: Rule) -> str:
    if any(is_row(text, page) if "standing" in page.options else is_hit(text, page) for page in anchors):
        return "anchor"
    member = len(text) <= rule.options["max-length"] and any(compiled(p).search(text) for p in rule.options["members"])
    return "member" if member else "stranger"
