"""Names that the owner's glossary wants written otherwise.

Facts. The decision is the owner's, so carrying it out is safe: but in a title between 《 and 》, which is quoted as
it is, the edit is only proposed. A name that is spoken of (以下简称“环境署”) is the name itself, and stays. A variant
inside of a longer right form (环境署 in 联合国环境署) or of an exception is none. A Latin variant counts as a whole
word. Scopes are globs, so two entries may meet in a document that their owner did not think of: then the variant is
reported and nothing is written.
"""

import re
from collections.abc import Iterable, Iterator

from corpuslint.detectors import titles
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.glossary import Entry
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.vocabulary import vocabulary

_REACH = 32
"""Code points on one side in which words say what is a name."""
_OPENING = ("（", "(", "［", "[")
_CLOSING = ("）", ")", "］", "]")


def preferred(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each variant of the glossary; where two overlap, for the first and longest."""
    book = vocabulary(document.policy.glossary)
    text, reached = document.text, 0
    quoted = None
    for start, variant in book.literals.find(text):
        entries = book.entries_for(variant, document.path)
        end = start + len(variant)
        if start < reached or not entries or _within_word(text, start, end):
            continue
        if any(book.shielded(text, start, entry) for entry in entries):
            continue
        if _spoken_of(text, start, end, rule) or _defined(text, start, end, entries):
            reached = end  # nor is a shorter variant within it meant
            continue
        quoted = quoted or titles.marked(document)
        applicability = Applicability.UNSAFE if quoted.touch(start, end) else Applicability.SAFE
        forms = sorted({entry.canonical for entry in entries})
        fix = replacement(start, end, forms[0], applicability) if len(forms) == 1 else None
        yield Finding(rule.code, start, end, f"{variant}: the glossary has {' and '.join(forms)}", fix)
        reached = end


def _spoken_of(text: str, start: int, end: int, rule: Rule) -> bool:
    """Tell whether words beside the span say that it is a name: 旧称…, …一词."""
    before = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    if re.search(rule.options["named-before"], before):
        return True
    return bool(re.match(rule.options["named-behind"], text[end : end + _REACH]))


def _defined(text: str, start: int, end: int, entries: Iterable[Entry]) -> bool:
    """Tell whether the span stands in brackets behind its canonical form, or before it: either explains the other."""
    for entry in entries:
        form = entry.canonical
        behind = text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING
        if behind and text.endswith(form, 0, start - 1):
            return True
        if text[end : end + 1] in _OPENING and text.startswith(form, end + 1):
            return True
    return False


def _within_word(text: str, start: int, end: int) -> bool:
    """Tell whether a Latin word goes on beyond the span."""
    return _joined(text[start - 1 : start], text[start]) or _joined(text[end - 1], text[end : end + 1])


def _joined(left: str, right: str) -> bool:
    return all(char.isascii() and char.isalnum() for char in (left, right) if char) and bool(left and right)
