"""Is a byte order mark of UTF-16 to be believed?

Facts: FF FE and FE FF announce UTF-16 (Unicode 16.0, 23.8), but two bytes are soon put in front of text that is
something else (by a shell's redirection, or an editor that adds a mark and converts nothing). Any even number of bytes
but for lone surrogates is UTF-16, so that ASCII becomes ideographs, two letters each: ``he`` is U+6568. Real text in
UTF-16 stays within one block of 128 code points for long stretches, or reads as Chinese; text by chance does neither,
costs 17 to 20 bits a character and is cheaper to tell in the encoding that it is in. UTF-32 needs no such doubt: no
code point is beyond 10FFFF, so that it checks itself.
"""

import codecs
import unicodedata

from corpuslint.decoding import encodings, scorer

_SAMPLE = 6000
"""Bytes that are weighed."""
_COHERENT = 8.0
"""Bits of a letter or symbol in the same block of 128 as the character before it."""
_ODDEST, _ODDEST_SHORT, _SHORT = 18.5, 15.0, 24
"""Bits of a character beyond ASCII, at most, in what may be text: rare ideographs have 18, bytes by chance 20. A text
of fewer characters than the last figure must read better."""
_PROSE = 10.0
"""Bits of a character, at most, in what is prose: two bytes of another encoding would take more."""
_NO_TEXT, _STRAY = frozenset({"Cc", "Cn", "Co"}), 0.05
"""Kinds of characters that text hardly holds (controls, unassigned, private use), and the share that it may hold."""
_ASTRAL = 12.0
"""Bits of a character beyond FFFF: the two halves of its surrogate pair check each other."""
_PROVEN = 12
"""Continuation bytes from which what is strict UTF-8 is UTF-8 and nothing else."""
_PLAIN = frozenset(map(chr, (9, 10, 12, 13, *range(0x20, 0x7F))))
UNKNOWN = "unknown"


def doubt(body: bytes, encoding: str, declared: str) -> str:
    """Return the encoding that ``body`` rather is in; empty where the mark of ``encoding`` before it may be right.

    ``declared`` is the encoding that the owner names; :data:`UNKNOWN` is returned where nothing fits.
    """
    if declared and codecs.lookup(declared).name[:6] == encoding[:6]:
        return ""
    text, utf8 = _strict(body, encoding)[: _SAMPLE // 2], _strict(body, "utf-8")[:_SAMPLE]
    if utf8 and "\x00" not in utf8 and (not text or len(utf8.encode()) - len(utf8) >= _PROVEN):
        return "utf-8"
    if not text and body:
        verdict = encodings.judge(body)
        return verdict.encoding if verdict.certain or verdict.near else ""
    ours = _bits(text)
    others = encodings.MULTIBYTE if ours > _PROSE * len(text) else ()
    rivals = [(_bits(read[:_SAMPLE]), name) for name in others if (read := _strict(body, name))]
    rivals = [(_bits(utf8), "utf-8"), *rivals] if utf8 else rivals
    bits, rival = min(rivals, key=lambda rival: rival[0], default=(ours, ""))
    if bits < ours:
        return rival
    return UNKNOWN if _odd("".join(char for char in text if char not in _PLAIN)) else ""


def _odd(foreign: str) -> bool:
    """Tell whether what a text holds beyond ASCII is no text in any language."""
    stray = sum(unicodedata.category(char) in _NO_TEXT for char in foreign)
    most = _ODDEST if len(foreign) >= _SHORT else _ODDEST_SHORT
    return stray > max(1, _STRAY * len(foreign)) or _bits(foreign) > most * len(foreign)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _bits(text: str) -> float:
    """Return the bits of a text in any language."""
    costs, model = encodings.table(), scorer.model()
    total, previous = 0.0, 0
    for char in text:
        code = ord(char)
        here = min(code, 0xFFFF)
        bits = costs[here] + model.end[min(previous, 0xFFFF)] if code <= 0xFFFF else _ASTRAL
        bits = min(bits, model.pairs.get(model.fold[min(previous, 0xFFFF)] << 16 | model.fold[here], bits))
        if bits > _COHERENT and code >> 7 == previous >> 7 and unicodedata.category(char)[0] in "LMNS":
            bits = _COHERENT
        total, previous = total + bits, code
    return total
