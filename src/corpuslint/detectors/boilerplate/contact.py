"""Contact blocks: how to reach whoever published the text.

Facts: an address at the foot of a newsletter is a run of short lines, most of them a label with a value (邮编：,
电话：, E-mail:) or a bare address; a line 联系我们 may open it, the sender's names stand between. One such line alone
proves nothing (电话： stands in interviews and forms), and a document that consists of them is a directory, which is
content.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from corpuslint.detectors.block import Block, bare, finding
from corpuslint.detectors.expressions import compiled
from corpuslint.finding import Applicability, Finding
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_ADDRESS = re.compile(
    r"^<?(?:(?:https?://|www\.)[!-;=?-~]+|[A-Za-z0-9._%+-]+(?: [A-Za-z0-9._%+-]+)?@[A-Za-z0-9.-]+\.[A-Za-z]{2,})>?$"
)
_PLACEHOLDER = re.compile(r"^[×xX*＊_＿\-—.…·\s]*$")
_PROSE = re.compile(r"[。！？；!?]|，.{12}")


def contact_block(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each contact block, unless the document is a directory."""
    options = rule.options
    kinds = _kinds(document, *(options[name] for name in ("labels", "openings", "max-length", "max-filler")))
    found = list(_blocks(kinds, rule))
    covered = sum(kind != " " for block in found for kind in kinds[block.first : block.last + 1])
    if covered > options["max-share"] * (len(kinds) - kinds.count(" ")):
        return
    for block in found:
        yield finding(document, rule, block, rule.summary, Applicability.UNSAFE)


@lru_cache(maxsize=1)
def _kinds(document: Document, labels: str, openings: str, longest: int, filler: int) -> str:
    """Return one letter for each line; kept for a moment, since two rules look at one document in turn."""
    label, opening = compiled(labels), compiled(openings)
    return "".join(_kind(line, label, opening, longest, filler) for line in document.lines)


def _kind(line: Line, labels: re.Pattern[str], openings: re.Pattern[str], longest: int, filler: int) -> str:
    """Return what a line may be: ``" "`` blank, ``L`` label, ``A`` address, ``H`` heading, ``f`` filler, ``x`` text."""
    if line.blank:
        return " "
    if len(line.text) > longest:
        return "x"
    text = bare(line)
    label = labels.match(text)
    if label:
        return "x" if _PLACEHOLDER.match(text[label.end() :]) or "。" in text else "L"
    if _ADDRESS.match(text):
        return "A"
    if openings.match(text):
        return "H"
    return "f" if len(text) <= filler and not _PROSE.search(text) else "x"


def _blocks(kinds: str, rule: Rule) -> Iterator[Block]:
    """Cut the lines into runs without prose, and trim each to its contact lines."""
    start = 0
    for number in range(len(kinds) + 1):
        if number == len(kinds) or kinds[number] == "x":
            yield from _trimmed(kinds, start, number, rule)
            start = number + 1


def _trimmed(kinds: str, start: int, stop: int, rule: Rule) -> Iterator[Block]:
    """Cut a run wherever too many fillers stand together; keep parts with enough contact lines."""
    first = last = -1
    fillers = 0
    for number in range(start, stop):
        kind = kinds[number]
        if kind == "f":
            fillers += 1
        elif kind in "LAH":
            gap = rule.options["max-fillers-after-heading" if last >= 0 and kinds[last] == "H" else "max-fillers"]
            if first >= 0 and fillers > gap:
                yield from _enough(kinds, first, last, rule)
                first = -1
            first, last, fillers = (number if first < 0 else first), number, 0
    if first >= 0:
        yield from _enough(kinds, first, last, rule)


def _enough(kinds: str, first: int, last: int, rule: Rule) -> Iterator[Block]:
    part = kinds[first : last + 1]
    labels, addresses, headings = part.count("L"), part.count("A"), part.count("H")
    if labels + addresses + bool(headings) >= rule.options["min-lines"] and labels + bool(headings) > 0:
        yield Block(first, last)
