"""Private-use characters, and those that GB 18030 put there for want of a code point.

Facts: GBK's FE50–FEA0 (80 characters) were mapped to U+E815–E864 before Unicode encoded them. GB 18030-2000 moved 66
of them, GB 18030-2022 the last 14 with the vertical forms A6D9–A6F3 and A8BC; Python's ``gb18030`` codec knows the
table of 2000. Hong Kong's HKSCS used the same private code points for other characters, so a fix is a proposal.
"""

import re
from collections.abc import Iterator
from functools import cache

from corpuslint import chars
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document

_RUN = re.compile(f"[{chars.PRIVATE_USE}]+")
_HAN = re.compile(f"[{chars.HAN}{chars.CJK_PUNCTUATION}]")
_MOVED_2022 = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6,
    0xE82C: 0x9FB7, 0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA,
    0xE855: 0x241FE, 0xE864: 0x9FBB, 0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13,
    0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE7C7: 0x1E3F,
}  # fmt: skip
"""GB 18030-2022, annex: private use of the edition of 2000 → Unicode."""


@cache
def gb18030_private() -> dict[str, str]:
    """Return the character for each private-use code point that GB 18030 gave one."""
    trails = [*range(0x50, 0x7F), *range(0x80, 0xA1)]
    older = {chr(0xE815 + at): bytes((0xFE, trail)).decode("gb18030") for at, trail in enumerate(trails)}
    newer = {chr(private): chr(unified) for private, unified in _MOVED_2022.items()}
    return {private: char for private, char in {**older, **newer}.items() if not _RUN.match(char)}


def private_use(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each run of private-use characters; with a fix where GB 18030 knows each, beside Han."""
    text = document.text
    for found in _RUN.finditer(text):
        start, end = found.span()
        read = "".join(gb18030_private().get(char, "") for char in found.group())
        beside = text[max(0, start - 1) : start] + text[end : end + 1]
        if len(read) == end - start and any(map(_HAN.match, beside)):
            message = f"private-use {_codes(found.group())}: in GB 18030-2000 {read}"
            yield Finding(rule.code, start, end, message, replacement(start, end, read, Applicability.UNSAFE))
        else:
            yield Finding(rule.code, start, end, f"private-use {_codes(found.group())}: what it showed is unknown")


def _codes(text: str) -> str:
    return " ".join(f"U+{ord(char):04X}" for char in text[:4]) + (" …" if len(text) > 4 else "")
