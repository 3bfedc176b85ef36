"""Faults of the file rather than of its text: not UTF-8, a byte order mark, newlines of several kinds.

Facts: UTF-8 needs no byte order mark, and the standard neither requires nor recommends one (Unicode 16.0, 2.6 and
23.8); a file that starts with one is no longer ASCII-compatible at its head, so that ``cat``, a shebang, a CSV header
or front matter break. RFC 8259 forbids it in JSON. How a document was read from bytes is for
:mod:`corpuslint.decoding.decode` to say; a rule only reports it, and a file is only rewritten where that reading is
certain.
"""

import re
from collections import Counter
from collections.abc import Iterator

from corpuslint.decoding.decode import Decoded, shown
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.source import LINE_END, Document

_UNREAD = re.compile("\ufffd+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_NAMES = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}


def not_utf8(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for a document that was not UTF-8, with a fix where the reading is certain."""
    decoded = document.decoded
    if decoded.encoding == "utf-8" and decoded.certain:
        return
    if decoded.certain:
        name = shown(decoded.encoding)
        fix = Fix(Applicability.SAFE, f"convert from {name} to UTF-8", recode=True)
        yield Finding(rule.code, 0, 0, f"encoded in {name}, not UTF-8", fix)
        return
    first = _UNREAD.search(document.text) or _NOT_ASCII.search(document.text)
    start, end = first.span() if first else (0, 0)
    yield Finding(rule.code, start, end, _doubt(decoded))


def _doubt(decoded: Decoded) -> str:
    where = f"not UTF-8 from byte {decoded.fault}"
    remedy = "say what it is with `--encoding NAME`"
    if "\x00" in decoded.text[:4096] and not decoded.encoding.startswith("utf-"):
        return f"{where}, and holds NUL bytes: binary data? If it is text, {remedy}"
    if decoded.detail:
        return f"{decoded.detail} (the file is left as it is)"
    if not decoded.encoding:
        return f"{where}, and no encoding fits: the file is left as it is; {remedy}"
    if "\ufffd" in decoded.text and decoded.encoding == "utf-8":
        return f"{where}: broken UTF-8, or text in another encoding; {remedy}"
    return f"{where}; perhaps {shown(decoded.encoding)}, but not for certain: {remedy}"


def byte_order_mark(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for UTF-8 that starts with a byte order mark."""
    decoded = document.decoded
    if decoded.encoding == "utf-8" and decoded.bom and decoded.certain:
        fix = Fix(Applicability.SAFE, "write the file without byte order mark", recode=True)
        yield Finding(rule.code, 0, 0, "the file starts with a byte order mark (EF BB BF)", fix)


def mixed_newlines(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for a document whose lines end in several ways; the usual one wins (on a tie: the first)."""
    ends = list(LINE_END.finditer(document.text))
    counts = Counter(end.group() for end in ends)
    if len(counts) < 2:
        return
    usual = max(counts, key=lambda kind: (counts[kind], kind == document.newline))
    others = [end for end in ends if end.group() != usual]
    names = " and ".join(sorted({_NAMES[end.group()] for end in others}))
    message = f"{len(others)} of {len(ends)} lines end with {names}, the others with {_NAMES[usual]}"
    edits = tuple(Edit(*end.span(), usual) for end in others)
    fix = Fix(Applicability.SAFE, f"end all lines with {_NAMES[usual]}", edits, independent=True)
    yield Finding(rule.code, *others[0].span(), message, fix)
