"""Radical symbols that stand for ideographs.

Facts (Unicode 17.0): the Kangxi radicals U+2F00–2FD5 decompose to their ideograph under NFKC. Of the CJK Radicals
Supplement U+2E80–2EF3 only U+2E9F and U+2EF3 do; for the others EquivalentUnifiedIdeograph.txt names the ideograph.
Some of them are shapes that occur only inside characters (⺮ ⻌ ⺌): in running text such a one is usually meant as
such.

Option ``mention``: words beside which a radical is spoken *about*.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from corpuslint import chars
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.tabled import table

_RUN = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]")
_HAN = re.compile(f"[{chars.HAN}]")


@cache
def supplement() -> dict[str, str]:
    """Return the ideograph of each radical of the Radicals Supplement that has one."""
    text = table("radicals.txt")
    return {chr(int(radical, 16)): chr(int(ideograph, 16)) for radical, ideograph in map(str.split, text.splitlines())}


def ideograph(radical: str) -> str:
    """Return the ideograph that a radical symbol stands for; the radical itself where Unicode names none."""
    return supplement().get(radical) or unicodedata.normalize("NFKC", radical)


def radical(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each radical beside an ideograph, unless the text speaks about radicals there."""
    text = document.text
    mention = re.compile(rule.options["mention"])
    for found in _RUN.finditer(text):
        start, end = found.span()
        word = _reads_as_text(text, start, end)
        if not word or mention.search(text, max(0, start - 8), end + 8):
            continue
        target = ideograph(found.group())
        if target != found.group():
            level = Applicability.SAFE if _common(target) else Applicability.UNSAFE
            message = f"radical U+{ord(found.group()):04X} for {target}"
            yield Finding(rule.code, start, end, message, replacement(start, end, target, level))


def _reads_as_text(text: str, start: int, end: int) -> bool:
    """Tell whether an ideograph stands next to the radical, or next to the run of radicals it is in."""
    while start and _RUN.match(text[start - 1]):
        start -= 1
    while end < len(text) and _RUN.match(text[end]):
        end += 1
    if end - start > 64:  # a chart of radicals; and the walk must stay linear
        return False
    return bool(_HAN.match(text[start - 1 : start]) or _HAN.match(text[end : end + 1]))


def _common(char: str) -> bool:
    """Tell whether a character is in GB 2312: a word of its own, not only a part of others."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
