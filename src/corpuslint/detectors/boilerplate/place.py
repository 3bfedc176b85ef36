"""Where a page keeps its furniture, and what proves that a document was one.

Facts: the text of a web page begins with its furniture (a path of sections, a row of links) and ends with it (rows of
links, notices, registrations, telephone numbers); the article stands between. The same lines stand elsewhere too: in a
manual as examples, in a README as the notice of the thing described, in a text about copyright. So wording proves
nothing alone. What proves a page is that definitive lines of several kinds stand together in its head or foot, with
nothing else among them, that prose stands between, and that this prose is not about such lines.

The page of web-footer has the options ``anchors`` and ``head-anchors`` (codes of rules whose lines are definitive, in
a foot, in a head), ``members`` (patterns of lines that belong to a foot once it has an anchor), ``branches`` (members
that need no anchor above), ``max-length``, ``max-strangers`` (lines of neither kind between two of either),
``min-kinds``, ``min-prose`` (code points), ``page-words``, ``speech``, ``topic``, ``near``, ``discussed``,
``own-heading``.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from corpuslint.chars import HAN
from corpuslint.detectors.block import Block, bare
from corpuslint.detectors.boilerplate.navigation import paths, rows_of_links
from corpuslint.detectors.boilerplate.wording import hits
from corpuslint.detectors.expressions import compiled
from corpuslint.finding import Applicability
from corpuslint.rule import Rule
from corpuslint.rulebook import shipped
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_FINDERS: dict[str, Callable[[Document, Rule], Iterator[int]]] = {
    "link_row": rows_of_links,
    "breadcrumb": paths,
    "notices": hits,
}
_SENTENCE = re.compile(r"[。！？](?:[”’」』）)]|$)")
_MARKED = re.compile(r"(?: {4}|\t)|[ \t　]*(?:[#>|`~“‘「『\"]|[-*+•]\s|\d{1,3}[.)、])")
"""A list, a quotation, a heading, a table, code: the line of an author."""
_INDENTED = re.compile(rf"(?: {{4}}|\t)[^{HAN}]*$")
"""What a program printed: indented, and without Han."""
_QUOTED = re.compile(r"“[^“”]*”|「[^「」]*」|『[^『』]*』|\"[^\"]*\"|‘[^‘’]*’")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<marked>.+?)[ \t#]*|\*\*(?P<bold>.{1,40})\*\*")
_REACH = 20
"""Lines looked at for what stands beside furniture: a foot of many lines must not be walked again for each of them."""


class Furniture(NamedTuple):
    """The head and foot of a page; rows are indices into ``document.lines``."""

    anchors: dict[int, set[str]]
    """Row of a definitive line, wherever it stands → the codes of the rules that call it so."""
    head: dict[int, str]
    foot: dict[int, str]
    """Row → ``anchor``, ``member`` or ``stranger``."""
    proven: bool
    """Whether head and foot are furniture beyond doubt, as a whole."""


@cache
def page() -> Rule:
    """Return the page that says what a foot is."""
    return next(rule for rule in shipped() if rule.name == "web-footer")


@lru_cache(maxsize=2)
def furniture(document: Document) -> Furniture:
    """Return the furniture of a document."""
    anchors = _anchors(document)
    foot = _foot(document, _of(anchors, "anchors"))
    head = _head(document, _of(anchors, "head-anchors"), min(foot, default=len(document.lines)))
    return Furniture(anchors, head, foot, _proven(document, anchors, head, foot))


def level(document: Document, block: Block) -> Applicability | None:
    """Return how far a block of definitive lines may be taken out; ``None``: the text speaks of it, it is content."""
    known = furniture(document)
    if known.proven and (block.last in known.foot or block.first in known.head):
        return Applicability.SAFE
    shown = _INDENTED.match(document.lines[block.first].text)
    lines = (line.text for line in document.lines[block.first : block.last + 1] if not line.blank)
    return None if shown or all(map(quoted, lines)) or _discussed(document, known, block) else Applicability.UNSAFE


def _anchors(document: Document) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    codes = {*page().options["anchors"], *page().options["head-anchors"]}
    for rule in shipped():
        if rule.code in codes:
            for row in _FINDERS[rule.detector.rpartition(".")[2]](document, rule):
                found.setdefault(row, set()).add(rule.code)
    return found


def _of(anchors: dict[int, set[str]], which: str) -> set[int]:
    """Return the rows of the definitive lines that may stand in one part of a page."""
    return {row for row, codes in anchors.items() if not codes.isdisjoint(page().options[which])}


def _foot(document: Document, anchors: set[int]) -> dict[int, str]:
    """Return the lines of the foot, going up from the end of the document to its topmost definitive line."""
    kinds: dict[int, str] = {}
    strangers: list[int] = []
    for row in range(len(document.lines) - 1, -1, -1):
        line = document.lines[row]
        if line.blank:
            continue
        if (row in anchors and not quoted(line.text)) or _member(line.text, bare(line)):
            kinds.update(dict.fromkeys(strangers, "stranger"))
            strangers.clear()
            kinds[row] = "anchor" if row in anchors else "member"
        else:
            strangers.append(row)
            if len(strangers) > page().options["max-strangers"] or _content(line.text):
                break
    top = _top(document, kinds)
    return {row: kind for row, kind in kinds.items() if row >= top}


def _content(text: str) -> bool:
    """Tell whether a line is too long for a foot, or a sentence of an article: long, or without a word of web pages."""
    options = page().options
    if not _SENTENCE.search(text.rstrip()[-2:]):
        return len(text) > options["max-length"] or bool(compiled(options["speech"]).search(text))
    return len(text) >= options["min-prose"] or not compiled(options["page-words"]).search(text)


def quoted(text: str) -> bool:
    """Tell whether a line stands between quotation marks as a whole: somebody reads it out, or shows it."""
    return bool(_QUOTED.fullmatch(text.strip()))


def _top(document: Document, kinds: dict[int, str]) -> int:
    """Return the first row of a foot: its topmost definitive line, or that of the branches listed above it."""
    top = min((row for row, kind in kinds.items() if kind == "anchor"), default=-1)
    if top < 0:
        return len(document.lines)
    for row in sorted((row for row in kinds if row < top), reverse=True):
        if not compiled(page().options["branches"]).search(bare(document.lines[row])):
            break
        top = row
    return top


def _member(text: str, plain: str) -> bool:
    options = page().options
    told = not any(map(str.isdigit, text)) and _SENTENCE.search(text.rstrip()[-2:])
    return (
        not told
        and len(text) <= options["max-length"]
        and any(compiled(member).search(plain) for member in options["members"])
    )


def _head(document: Document, anchors: set[int], stop: int) -> dict[int, str]:
    """Return the definitive lines with which a document begins."""
    head: dict[int, str] = {}
    for row in range(stop):
        if document.lines[row].blank:
            continue
        if row not in anchors:
            break
        head[row] = "anchor"
    return head


def _proven(document: Document, anchors: dict[int, set[str]], head: dict[int, str], foot: dict[int, str]) -> bool:
    rows = (*head, *foot)
    kinds = {code for row in rows for code in anchors.get(row, ())}
    if len(kinds) < page().options["min-kinds"] or "stranger" in foot.values():
        return False
    if any(_MARKED.match(document.lines[row].text) for row in rows):
        return False
    return _article(document, max(head, default=-1) + 1, min(foot, default=len(document.lines)))


def _article(document: Document, first: int, stop: int) -> bool:
    """Tell whether some rows are prose that is not about furniture, nor leads up to it."""
    options = page().options
    texts = [line.text for line in document.lines[first:stop] if not line.blank]
    prose = sum(len(text) for text in texts if _SENTENCE.search(text.rstrip()[-2:]))
    if prose < options["min-prose"] or compiled(options["topic"]).search("\n".join(texts)):
        return False
    near = (*texts[:2], *texts[-2:])
    return not (_HEADING.fullmatch(texts[-1].rstrip()) or any(compiled(options["near"]).search(text) for text in near))


def _discussed(document: Document, known: Furniture, block: Block) -> bool:
    """Tell whether the lines beside a block speak of it, or a heading of its own stands above it."""
    options = page().options
    above = _beside(document, known, block.first, -1)
    below = _beside(document, known, block.last, 1)
    if above and compiled(options["own-heading"]).fullmatch(_title(above[0])):
        return True
    leads = bool(above) and above[0].rstrip().endswith(("：", ":"))
    return leads or any(compiled(options["discussed"]).search(text) for text in (*above, *below))


def _title(text: str) -> str:
    match = _HEADING.fullmatch(text.rstrip())
    return (match["marked"] or match["bold"] if match else text).strip(" 　:：【】[]()（）")


def _beside(document: Document, known: Furniture, row: int, step: int) -> list[str]:
    """Return the next two lines above or below a row that are neither blank nor definitive, nearest first."""
    rows = range(row + step, row + step * _REACH, step)
    lines = [(at, document.lines[at]) for at in rows if 0 <= at < len(document.lines)]
    return [line.text for at, line in lines if not line.blank and at not in known.anchors][:2]
