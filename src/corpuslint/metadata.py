"""What removed boilerplate says: source, date, issue, contacts, credits.

A line taken out of a text still tells of it. :func:`lift` reads a removed span and returns what belongs into the
document's metadata; the words as they stood, nothing interpreted. Only readings that copy protection put behind
characters (來(lái)源) are left out: they would cut words and numbers in two.

Facts: labels are followed by a half- or full-width colon; an e-mail address has an ``@``; a Chinese issue is numbered
第…期; dates are written 年月日 or in the order of ISO 8601.
"""

import re
from collections.abc import Iterable, Iterator

_DATE = re.compile(
    r"(?:19|20)\d\d\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?!\d)"
    r"|[一二][〇○零一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
)
_ISSUE = re.compile(
    r"(?:(?:19|20)\d\d\s?年?\s*)?(?:[总總]?第\s?[\d一二三四五六七八九十百]+\s?期|第\s?\d+\s?卷(?:\s*第\s?\d+\s?期)?)"
)
_SOURCE = re.compile(r"(?:[来來]源|出[处處]|[转轉][载載]?自|摘自|原[载載])\s*[:：]\s*(?P<value>[^\n\r]+)")
_CREDIT = re.compile(
    r"(?P<label>[责責]任[编編][辑輯]|[责責][编編]|[编編][辑輯审審校]|[审審][核校]|[终終][审審]|校[对對]|[监監]制|作者|[记記]者)"
    r"\s*[:：|丨]\s*(?P<value>[^\n\r（()）]+)"
)
_COMPILED_BY = re.compile(
    r"[（(](?P<value>[^（()）]{2,24}(?:整理[编編][辑輯]|[编編][辑輯]整理|供稿|[编編][译譯]|整理))[)）]"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_LABEL = re.compile("[:：]")
_URL = re.compile(r"(?:https?://|www\.)[!-;=?-Z\[\]_a-z~]+")
_LABELLED = re.compile(
    r"(?P<label>[联聯][系繫络絡][人电電话話地址方式]{1,2}|[邮郵](?:[编編]|政[编編][码碼])|[电電][话話]|[热熱][线線]|[传傳]真"
    r"|地址|微信(?:公[众眾])?[号號]?|公[众眾][号號]|QQ群?|手[机機])\s*[:：]\s*(?P<value>[^\n\r]+)"
)
_REGISTRATION = re.compile(
    r"[\u4e00-\u9fff]?ICP[备備证證]\s*\d+[号號]?(?:-\d+)?|[\u4e00-\u9fff]?公[网網]安[备備]\s*\d+[号號]?"
)
_READING = re.compile(r"(?<=[\u3400-\u9fff])\([a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,4}\)")
_UNMATCHED = {")": "(", "）": "（", "]": "[", "】": "【", "〕": "〔", "》": "《", "”": "“"}
"""Closing marks, and what must stand before them."""
_LISTED = re.compile(r"\s*(?:[-*+•]\s|\d{1,2}[.)、])")
_COPYRIGHT = re.compile(r"(?i:copyright|©|版[权權]所有)[^\n\r]*")

Metadata = dict[str, list[str]]
"""Kind (``source``, ``date``, ``issue``, ``credits``, ``contacts``, ``title``, …) → what was written, in order."""


def lift(rule: str, removed: str) -> Metadata:
    """Return what a removed boilerplate span tells of its document; kinds of which it tells nothing are left out.

    ``rule`` is the code or name of the rule that removed the span; it decides what a bare name means.
    """
    removed = _READING.sub("", removed)
    found: Metadata = {}
    _add(found, "source", (_trimmed(m["value"]) for m in _SOURCE.finditer(removed)))
    _add(found, "date", (m.group() for m in _DATE.finditer(removed)))
    _add(found, "issue", (m.group().strip() for m in _ISSUE.finditer(removed)))
    _add(found, "credits", (m.group().strip() for m in _CREDIT.finditer(removed)))
    _add(
        found, "credits", (m["value"].strip() for m in _COMPILED_BY.finditer(removed) if not _LABEL.search(m["value"]))
    )
    _add(found, "contacts", (f"{m['label']}：{_whole(m['value'])}" for m in _LABELLED.finditer(removed)))
    for pattern in (_EMAIL, _URL):
        _add(found, "contacts", (m.group() for m in pattern.finditer(removed)))
    _add(found, "registration", (m.group() for m in _REGISTRATION.finditer(removed)))
    _add(found, "copyright", (m.group().strip() for m in _COPYRIGHT.finditer(removed)))
    if rule in ("BLP010", "masthead"):
        _add(found, "masthead", _names(removed))
    if rule in ("BLP001", "contact-block"):
        _add(found, "contact-names", _names(removed))
    return found


def _add(found: Metadata, kind: str, values: Iterable[str]) -> None:
    """Add values that are new to a kind."""
    known = found.get(kind, [])
    new = list(dict.fromkeys(value for value in values if value and value not in known))
    if new:
        found[kind] = known + new


def _trimmed(value: str) -> str:
    """Return a source without a date behind it and without the bracket that closes its line."""
    dated = _DATE.search(value)
    value = value[: dated.start()] if dated else value
    return value.strip().strip("）)】]〕").strip(" ,，;；|")


def _whole(value: str) -> str:
    """Return a value up to the end of its sentence, without marks that close what it did not open."""
    value = re.split("[。；！？]", value, maxsplit=1)[0].strip()
    while value and value[-1] in _UNMATCHED and value.count(_UNMATCHED[value[-1]]) < value.count(value[-1]):
        value = value[:-1].rstrip()
    return value.strip(" ,，;；|")


def _names(removed: str) -> Iterator[str]:
    """Yield the lines of a block that are neither labelled nor addresses nor numbers: its names; a list ends them."""
    for line in re.split(r"[\r\n]+", removed):
        if _LISTED.match(line):
            break
        text = line.strip().lstrip("#>*- ").strip()
        data = re.search(r"[:：@]|https?://", text) or _DATE.fullmatch(text) or _ISSUE.fullmatch(text)
        if not data and re.search(r"[^\W\d]", text):
            yield text
