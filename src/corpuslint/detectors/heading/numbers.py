"""Numbered headings and items: which number stands in which line, and where a sequence breaks.

Facts: laws and reports number 编, 章, 节, 条, then 一、, （一）, 1、, （1）(Regulations on the technique of
legislation, 2009, 7.1). A number starts anew below each number of a higher level, but 条 runs on through chapters;
第五条之一 stands between 五 and 六. A line that begins with a number can be a reference (第五条、第六条规定的…;
（四）、（五）项所列…). What is left out on purpose is marked (…… or 略 alone in a line). Markdown numbers its own
lists, so ``1.`` is not looked at.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from corpuslint.finding import Finding
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_HAN = "零〇一二三四五六七八九十百千"
_LEADING = r"[ \t　]{0,8}(?:#{1,6}[ \t]+)?(?:\*\*|__)?[ \t　]?"
_AND = "[、，,和至到及或与與－—~～-]"
_ITEM_REFERENCE = rf"(?!{_AND}?[（(]|[项項](?!目)|款(?![项項式]))"
_ARTICLE_REFERENCE = (
    rf"(?!(?:{_AND}[ 　]?)?第[{_HAN}\d]{{1,7}}[编編章节節条條款项項]|[之的中，,、{_HAN}\d]"
    r"|[规規]定|所[规規列称稱]|[项項](?!目)|款(?![项項式]))"
)
_NUMBERED = re.compile(
    rf"{_LEADING}(?:"
    rf"第[ 　]?(?P<number>[{_HAN}]{{1,7}}|\d{{1,4}})[ 　]?(?P<unit>[编編章节節条條]){_ARTICLE_REFERENCE}"
    rf"|(?P<comma>[{_HAN}]{{1,5}})、(?![{_HAN}]{{1,3}}[、和及项項章节節])"
    rf"|[（(](?P<bracketed>[{_HAN}]{{1,5}})[）)]{_ITEM_REFERENCE}"
    r"|(?P<figure>\d{1,3})、(?![\d、])"
    rf"|[（(](?P<small>\d{{1,3}})[）)]{_ITEM_REFERENCE}"
    r")"
)
_FIRST = frozenset(f"第（({_HAN}0123456789")
_UNITS = {"编": 0, "編": 0, "章": 1, "节": 2, "節": 2, "条": 3, "條": 3}
_ARTICLE, _COMMA = 3, 4
_KINDS = ("编", "章", "节", "条", "一、", "（一）", "1、", "（1）")
_ELIDED = re.compile(
    r"[ \t　（(\[【]*(?:[.…·。．]{2,}|[.…·。．]*[（(]?(?:中|下|以下)?(?:略|省略)[）)]?[.…·。．]*)[）)\]】\s]*"
)
_FIRST_ELIDED = frozenset("（([【.…·。．中下以略省")
_MARKED = Lazy(rf"\n(?:[ \t　#*_]*[{re.escape(''.join(_FIRST | _FIRST_ELIDED))}]| {{0,3}}#)")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS_OF_TEN = {"十": 10, "百": 100, "千": 1000}


class Item(NamedTuple):
    """A numbered line."""

    row: int
    level: int
    """Index into 编, 章, 节, 条, 一、, （一）, 1、, （1）."""
    number: int
    start: int
    end: int
    """Where its number stands in the document."""


def value(written: str) -> int:
    """Return the value of a number below ten thousand (一百二十三, 〇, 23); -1 where it is none."""
    if written.isdecimal():
        return int(written)
    total, digit = 0, 0
    for char in written:
        if char in _UNITS_OF_TEN:
            total += _UNITS_OF_TEN[char] * (digit or 1)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


@lru_cache(maxsize=2)
def sequences(document: Document) -> list[list[Item]]:
    """Return the sequences of numbered lines: those of one level that stand below the same parent."""
    return list(_sequences(document))


def _sequences(document: Document) -> Iterator[list[Item]]:
    running: dict[int, list[Item]] = {}
    for start, text in _marked(document):
        first = text.lstrip(" \t　#*_")[:1]
        if first in _FIRST_ELIDED and len(text) < 40 and _ELIDED.fullmatch(text):
            yield from running.values()
            running.clear()
            continue
        match = _NUMBERED.match(text[:40]) if first in _FIRST else None
        if match is None:
            if _HEADING.match(text):
                yield from _closed(running, _COMMA)
            continue
        item = _item(match, document.row(start) - 1, start)
        yield from _closed(running, item.level + 1)
        if item.number == 1 and item.level in running:
            yield running.pop(item.level)
        running.setdefault(item.level, []).append(item)
    yield from running.values()


def _marked(document: Document) -> Iterator[tuple[int, str]]:
    """Yield start and text of the lines that may be numbered, elided or headings, by their first characters."""
    if "\r" in document.text:
        yield from ((line.start, line.text) for line in document.lines)
        return
    for found in _MARKED.finditer("\n" + document.text):
        end = document.text.find("\n", found.start())
        yield found.start(), document.text[found.start() : end if end >= 0 else None]


def _closed(running: dict[int, list[Item]], level: int) -> Iterator[list[Item]]:
    """Yield and forget the sequences from a level downward; 条 runs on through chapters."""
    for deeper in [key for key in running if key >= level and not (key == _ARTICLE and level <= _ARTICLE)]:
        yield running.pop(deeper)


def _item(match: re.Match[str], row: int, offset: int) -> Item:
    kind = match.lastgroup or ""
    if kind == "unit":
        level, kind = _UNITS[match["unit"]], "number"
    else:
        level = _COMMA + ("comma", "bracketed", "figure", "small").index(kind)
    return Item(row, level, value(match[kind]), offset + match.start(kind), offset + match.end())


def gaps(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding where numbers are missing from a sequence."""
    for items in sequences(document):
        for before, item in _steps(items, rule):
            if item.number > before.number + 1:
                missing = item.number - before.number - 1
                what = f"{before.number + 1}" if missing == 1 else f"{before.number + 1} to {item.number - 1}"
                message = f"{_KINDS[item.level]} {item.number} follows {before.number}: {what} missing"
                yield Finding(rule.code, item.start, item.end, message)


def order(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding where a number comes twice."""
    for items in sequences(document):
        for before, item in _steps(items, rule):
            if item.number == before.number:
                yield Finding(rule.code, item.start, item.end, f"{_KINDS[item.level]} {item.number} comes twice")


def _steps(items: Sequence[Item], rule: Rule) -> Iterator[tuple[Item, Item]]:
    """Yield neighbours of a sequence that is established; numbers out of line with both sides are references."""
    if len(items) < rule.options["min-items"]:
        return
    kept = [items[0]]
    for at, item in enumerate(items[1:], 1):
        following = items[at + 1].number if at + 1 < len(items) else item.number + 1
        last = kept[-1].number
        if item.number == last + 1 or (item.number > last and following == item.number + 1) or _twice(items, at):
            if item.number - last <= rule.options["max-gap"]:
                yield kept[-1], item
            kept.append(item)


def _twice(items: Sequence[Item], at: int) -> bool:
    """Tell whether the number at a place repeats the one before it and the sequence then goes on."""
    number = items[at].number
    return items[at - 1].number == number and at + 1 < len(items) and items[at + 1].number == number + 1
