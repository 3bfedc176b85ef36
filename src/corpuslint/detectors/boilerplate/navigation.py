"""Rows and paths of links: what is left of a site's menus when a page becomes text.

Facts: anchors that stood side by side become items of one line, parted by ``|``, ``·``, ``/`` or blanks. Chinese
writes no blanks between words, so a line of short items parted by blanks is a list. What makes it a menu are its
items: 关于我们, 联系我们, 网站地图 and a few dozen more are the standing names of pages. A path of sections
("breadcrumb") begins with 首页 or with a formula such as 当前位置：.
"""

import re
from collections.abc import Iterator

from corpuslint.detectors.block import bare
from corpuslint.detectors.expressions import compiled
from corpuslint.rule import Rule
from corpuslint.source import Document

_WRAPPED = re.compile(r"^[\[【（(《<「]+|[\]】）)》>」]+$")


def rows_of_links(document: Document, rule: Rule) -> Iterator[int]:
    """Yield the rows (indices into ``document.lines``, ascending) of lines that are rows of links."""
    hits = {number for number, line in enumerate(document.lines) if not line.blank and is_row(bare(line), rule)}
    yield from sorted(hits.union(_columns(document, rule)))


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


def menu(document: Document, rule: Rule) -> Iterator[int]:
    """Yield the row of the menu with which a page begins: 首页 | 新闻 | 体育 above prose that is not about menus."""
    options = rule.options
    row = next((number for number, line in enumerate(document.lines) if not line.blank), -1)
    text = bare(document.lines[row]) if row >= 0 else ""
    items = (
        [item.strip() for item in compiled(options["bars"]).split(text)] if len(text) <= options["max-length"] else []
    )
    if len(items) < options["min-items"] or not compiled(options["home"]).fullmatch(items[0]):
        return
    sections = sum(1 for item in items[1:] if compiled(options["sections"]).fullmatch(item))
    below = [line.text.rstrip() for line in document.lines[row + 1 :] if not line.blank]
    prose = sum(len(line) for line in below if line.endswith(("。", "！", "？", "”")))
    spoken = any(compiled(options["menu-topic"]).search(line) for line in below)
    if sections >= options["min-sections"] and prose >= options["min-prose"] and not spoken:
        yield row


def paths(document: Document, rule: Rule) -> Iterator[int]:
    """Yield the rows (indices into ``document.lines``, ascending) of lines that are paths of sections."""
    return (number for number, line in enumerate(document.lines) if not line.blank and _is_path(bare(line), rule))


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
