"""Full-width letters and digits beside half-width ones.

Facts: U+FF01–FF5E are the ASCII characters U+0021–007E at the width of an ideograph; the offset is 0xFEE0. Only letters
and digits are looked at here: full-width punctuation is right in Chinese.

Option ``ratio``: half-width letters and digits per full-width one from which half width is the document's habit.
"""

import re
from collections.abc import Iterator

from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document

_WIDE = re.compile(
    r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+(?:[\uff0e\uff05\uff0d\uff0f][\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+)*"
)
_WIDE_CHAR = re.compile(r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
_NARROW_CHAR = re.compile(r"[0-9A-Za-z]")
_TO_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def fullwidth(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each run of full-width letters or digits, if the document's habit is half width."""
    text = document.text
    wide = len(_WIDE_CHAR.findall(text))
    if wide * rule.options["ratio"] > len(_NARROW_CHAR.findall(text)):
        return
    for found in _WIDE.finditer(text):
        narrow = found.group().translate(_TO_NARROW)
        fix = replacement(*found.span(), narrow, Applicability(rule.safety))
        yield Finding(rule.code, *found.span(), f"full-width {found.group()} for {narrow}", fix)
