"""What the rules of later stages see of a document in which long stretches are mojibake: the rest.

Facts: text that was decoded wrongly from one end to the other gives other rules thousands of things to find, all of
which :mod:`corpuslint.settle` hides, and names to count that nobody wrote. So they see U+FDD0 (a
noncharacter, made for use within programs) for each character beyond ASCII of such a stretch; lines, marks of
structure and offsets stay.
"""

import re
from collections.abc import Iterable

from corpuslint.finding import Finding
from corpuslint.rule import STAGES
from corpuslint.source import Document

EARLY = frozenset(STAGES[:2])
"""The stages of rules that see all of a document: what they find is what is hidden from the others."""
_LONG = 1_000
"""Code points of a finding from which it throws a shadow: below that, it is sooner looked at than hidden."""
_HIDDEN = "\ufdd0"
_FOREIGN = re.compile("[^\x00-\x7f]+")


def in_the_clear(document: Document, findings: Iterable[Finding], mojibake: Iterable[str]) -> Document:
    """Return a document with long findings of mojibake hidden; the very same one where there are none.

    ``mojibake``: the codes of the rules whose findings count.
    """
    long = [one for one in findings if one.end - one.start >= _LONG]
    if not long:
        return document
    codes = frozenset(mojibake)
    spans = sorted((one.start, one.end) for one in long if one.code in codes)
    return document.revised(_hidden(document.text, spans)) if spans else document


def _hidden(text: str, spans: Iterable[tuple[int, int]]) -> str:
    pieces: list[str] = []
    at = 0
    for start, end in spans:
        pieces += (text[at:start], _FOREIGN.sub(_blot, text[max(start, at) : end]))
        at = max(at, end)
    return "".join([*pieces, text[at:]])


def _blot(found: re.Match[str]) -> str:
    return _HIDDEN * (found.end() - found.start())
