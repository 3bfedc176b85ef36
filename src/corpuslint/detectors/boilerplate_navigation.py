"""Rows and paths of links: what is left of a site's menus when a page becomes text.

Facts: anchors that stood side by side become items of one line, parted by ``|``, ``·``, ``/`` or blanks. Chinese
writes no blanks between words, so a line of short items parted by blanks is a list. What makes it a menu are its
items: 关于我们, 联系我们, 网站地图 and a few dozen more are the standing names of pages. A path of sections
("breadcrumb") begins with 首页 or with a formula such as 当前位置：.
"""

import re
from collections.abc import Iterator

from corpuslint.detectors.boilerplate import compiled
from corpuslint.detectors.boilerplate_block import bare, blocks, finding
from corpuslint.finding import Applicability, Finding
from corpuslint.rulebook import Rule
from corpuslint.source import Document

_BRANCHES = re.compile(r"(?:[^【】\s]{0,8}【[^【】]{1,80}】\s*){2,12}")
_LIKE_BRANCHES = re.compile(r"[^【】\s]{0,8}【[^【】]{1,80}】\s*[^【】\s]{0,8}【")
"""A row of branches of which a later part may be damaged: it stays, and the search goes on above it."""
_WRAPPED = re.compile(r"^[\[【（(《<「]+|[\]】）)》>」]+$")


def link_row(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines that are rows of links."""
    hits = {number for number, line in enumerate(document.lines) if not line.blank and is_row(bare(line), rule)}
    hits |= set(_columns(document, rule))
    for block in blocks(document, sorted(hits | set(_branches(document, hits)))):
        yield finding(document, rule, block, "a row of links", Applicability(rule.safety))


def _branches(document: Document, hits: set[int]) -> Iterator[int]:
    """Yield the rows of a site's branches (华北【北京、天津】华东【上海】) that lead up to a row of links."""
    for hit in hits:
        row = hit - 1
        while row >= 0 and (document.lines[row].blank or _LIKE_BRANCHES.match(bare(document.lines[row]))):
            if _BRANCHES.fullmatch(bare(document.lines[row])):
                yield row
            row -= 1


def _columns(document: Document, rule: Rule) -> Iterator[int]:
    """Yield the rows of links that stand one below the other; items of a list a person wrote have bullets."""
    run: list[int] = []
    strong = 0
    for number, line in enumerate(document.lines):
        text = line.text.strip(" |｜\t　")
        if line.blank:
            continue
        if len(text) <= rule.options["max-item"] and compiled(rule.options["standing"]).search(text):
            run.append(number)
            strong += compiled(rule.options["unmistakable"]).search(text) is not None
            continue
        if len(run) >= rule.options["min-items"] and strong >= rule.options["min-standing"]:
            yield from run
        run, strong = [], 0
    if len(run) >= rule.options["min-items"] and strong >= rule.options["min-standing"]:
        yield from run


def is_row(text: str, rule: Rule) -> bool:
    """Tell whether a bare line is a row of links by the options of the page."""
    options = rule.options
    if len(text) > options["max-length"]:
        return False
    items = [_WRAPPED.sub("", item) for item in compiled(options["separators"]).split(text.strip("|｜ \t"))]
    items = [item for item in items if item]
    if len(items) < options["min-items"] or max(map(len, items)) > options["max-item"]:
        return False
    if not any(compiled(options["unmistakable"]).search(item) for item in items):
        return False
    standing = sum(1 for item in items if compiled(options["standing"]).search(item))
    return bool(standing >= options["min-standing"] and standing >= options["min-share"] * len(items))


def breadcrumb(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines that are paths of sections."""
    hits = (number for number, line in enumerate(document.lines) if not line.blank and _is_path(bare(line), rule))
    for block in blocks(document, hits):
        yield finding(document, rule, block, "the path of sections above an article", Applicability(rule.safety))


def _is_path(text: str, rule: Rule) -> bool:
    options = rule.options
    formula = compiled(options["formula"]).match(text)
    if len(text) > options["max-length"] or not (formula or compiled(options["home"]).match(text)):
        return False
    path = text[formula.end() :] if formula else text
    items = [item.strip("[]【】 \t　") for item in compiled(options["arrows"]).split(path)]
    named = [item for item in items if item]
    if len(named) < (options["min-items"] if formula else options["min-items-without-formula"]):
        return False
    return not any(len(item) > options["max-item"] for item in named[:-1]) and not compiled(options["prose"]).search(
        text
    )
