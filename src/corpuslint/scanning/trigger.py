r"""Triggers: from a pattern over characters to one over undecoded UTF-8 bytes.

Rules write triggers in the syntax that RE2 and ``re`` share, without lookaround. The scan runs them on raw bytes, where
a class such as ``[一-鿿]`` becomes an alternation of byte sequences; ``\p{NotUTF8}`` is the one pattern about bytes
themselves. Splitting a range of code points into ranges of
UTF-8 sequences is the method of Ken Thompson's and Rob Pike's regular expressions for Plan 9, as described by Russ Cox
(https://swtch.com/~rsc/regexp/regexp3.html).
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpuslint import chars, scripts
from corpuslint.language import say
from corpuslint.lazy import Lazy
from corpuslint.snapshot import keep, recall, stamp

_PROPERTIES = {
    "Han": chars.HAN,
    "Kana": chars.KANA,
    "Hangul": chars.HANGUL,
    "CJKPunct": chars.CJK_PUNCTUATION,
    "PrivateUse": chars.PRIVATE_USE,
}
_SCRIPTS = ("Traditional", "Simplified")
"""Classes of :mod:`corpuslint.scripts`: characters that tell a text's script. They stand outside of ``[…]``."""
_PROPERTY = Lazy(r"\\p\{\w+\}")
# Every way in which bytes fail to be UTF-8, each visible from a few bytes alone (Unicode 16.0, table 3-7).
NOT_UTF8 = (
    rb"(?:[\x00-\x7f][\x80-\xbf]|[\xc2-\xdf][\x80-\xbf]{2}|[\xe0-\xef][\x80-\xbf]{3}|[\xf0-\xf4][\x80-\xbf]{4}"
    rb"|[\xc2-\xf4](?:[^\x80-\xbf]|$)|[\xe0-\xf4][\x80-\xbf](?:[^\x80-\xbf]|$)|[\xf0-\xf4][\x80-\xbf]{2}(?:[^\x80-\xbf]|$)"
    rb"|[\xc0\xc1\xf5-\xff]|\xe0[\x80-\x9f]|\xed[\xa0-\xbf]|\xf0[\x80-\x8f]|\xf4[\x90-\xbf])"
)
"""A byte pattern; it wants at least one ASCII byte in front of the text."""
_CODE_POINT = r"\\x[0-9A-Fa-f]{2}|\\x\{[0-9A-Fa-f]+\}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN = Lazy(
    r"\\p\{(?P<property>\w+)\}|\[(?P<negated>\^?)(?P<members>\]?(?:\\.|[^\]\\])*)\]"
    rf"|(?P<code_point>{_CODE_POINT})|\\(?P<escape>.)|(?P<count>\{{\d*,?\d*\}})|(?P<other>.)",
    re.DOTALL,
)
_MEMBER = Lazy(
    rf"\\p\{{(?P<property>\w+)\}}|(?P<low>{_CODE_POINT}|\\.|.)(?:-(?P<high>{_CODE_POINT}|\\.|[^\]]))?",
    re.DOTALL,
)
_SURROGATES = range(0xD800, 0xE000)
_LAST = 0x10FFFF
_NAMED_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}
_ASCII_CLASSES = {"d": "0-9", "w": "0-9A-Z_a-z", "s": "\t\n\f\r "}

FAR = 8
"""An automaton that counts has a state for each number, times what else it keeps in mind: counting 45 characters from
the start of each line took the scan of all rules from 480 MB/s to 150, and its first pass from 258 to 26."""

_MOST_KEPT = 2_000
"""Translations kept at most; a glossary's change with it, and the old ones must go some day."""

Range = tuple[int, int]


def check(pattern: str) -> None:
    """Raise :class:`re.error` where a trigger is not a valid pattern (its properties aside)."""
    re.compile(_PROPERTY.sub(".", pattern))


def tokens(pattern: str) -> list[str]:
    """Return the parts of a pattern: characters, escapes, classes, counts and marks."""
    return [found.group() for found in _TOKEN.finditer(pattern)]


def characters(name: str) -> str:
    r"""Return what ``\p{name}`` stands for, as the members of a class. Raises :class:`ValueError` if it is unknown."""
    return scripts.members(name.lower()) if name in _SCRIPTS else _property(name)


def to_bytes_pattern(pattern: str, end: bytes = b"$") -> bytes:
    r"""Return the byte pattern that finds in UTF-8 what ``pattern`` finds in text.

    ``.`` stands for any character but a newline; ``end`` for the end of the text (``$`` is that to RE2, but ``re`` also
    finds it before a last newline, and wants ``\Z``). Raises :class:`ValueError` for an unknown ``\p{…}``.
    """
    return b"".join(end if match["other"] == "$" else _token(match) for match in _TOKEN.finditer(pattern))


def loose_bytes(patterns: Sequence[str]) -> list[bytes]:
    """Return the byte patterns of loosened triggers; those translated before are recalled.

    Raises :class:`ValueError` as :func:`to_bytes_pattern` does.
    """
    key = stamp(__file__, chars.__file__, scripts.__file__, Path(scripts.__file__).parent / "tables" / "script.txt")
    known: dict[str, bytes] = recall("triggers", key) or {}
    new = {pattern: to_bytes_pattern(loosened(pattern)) for pattern in patterns if pattern not in known}
    if new:
        kept = known if len(known) < _MOST_KEPT else {}
        keep("triggers", key, {**kept, **new})
    return [new.get(pattern) or known[pattern] for pattern in patterns]


def loosened(pattern: str) -> str:
    """Return a pattern that matches wherever ``pattern`` does, and counts no further than :data:`FAR`."""
    return "".join(_loosened_token(match) for match in _TOKEN.finditer(pattern))


def far(pattern: str) -> bool:
    r"""Tell whether a match may reach from one line into another, beyond a newline at its start or end.

    What is not sure counts as far: a class that admits ``\n`` stands for one only if it is not repeated, and stands
    before all else or behind it. So do ``^`` and what is not UTF-8, which only the whole text can tell.
    """
    tokens = list(_TOKEN.finditer(pattern))
    return any(
        token["other"] == "^" or token["property"] == "NotUTF8" or (_admits_newline(token) and not _at_edge(tokens, at))
        for at, token in enumerate(tokens)
    )


def _at_edge(tokens: Sequence[re.Match[str]], at: int) -> bool:
    behind = tokens[at + 1 :]
    return _is_frame(tokens[:at]) or (_is_frame(behind, behind=True) and not _repeated(behind))


def loops(pattern: str) -> bool:
    """Tell whether an automaton of the (loosened) pattern keeps something in mind for any length of text."""
    return any(token["other"] in ("*", "+") for token in _TOKEN.finditer(loosened(pattern)))


def _admits_newline(token: re.Match[str]) -> bool:
    if token.lastgroup == "members":
        ranges = _ranges(token["members"])
        return any(low <= 10 <= high for low, high in ranges) != bool(token["negated"])
    return token["escape"] in ("n", "s", "D", "W") or token["property"] == "NotUTF8"


def _is_frame(tokens: Iterable[re.Match[str]], *, behind: bool = False) -> bool:
    """Tell whether tokens only group and choose; ``behind`` a newline, the end of the text may be its alternative."""
    marks = "".join(token["other"] or "x" for token in tokens)
    return not marks.replace("|$", "" if behind else "|$").strip("(?:i)|")


def _repeated(following: Sequence[re.Match[str]]) -> bool:
    return bool(following) and (following[0]["other"] in ("*", "+") or following[0]["count"] is not None)


def _loosened_token(match: re.Match[str]) -> str:
    count = match["count"]
    if count is None or max(map(int, re.findall(r"\d+", count)), default=0) <= FAR:
        return match.group()
    return "*" if count.startswith(("{0,", "{,")) else "+"


def _token(match: re.Match[str]) -> bytes:
    kind = match.lastgroup
    if kind == "property":
        return _whole_property(match["property"])
    if kind == "members":
        ranges = _ranges(match["members"])
        return _class(_complement(ranges) if match["negated"] else ranges)
    if kind == "code_point":
        return _literal(chr(_code_point(match["code_point"])))
    if kind == "escape":
        return _escape(match["escape"], match.group())
    if kind == "count":
        return match["count"].replace("{,", "{0,").encode()  # RE2 takes {,n} for text
    return _bare(match["other"])


def _whole_property(name: str) -> bytes:
    if name == "NotUTF8":
        return NOT_UTF8
    if name in _SCRIPTS:
        return _scattered(scripts.members(name.lower()))
    return _class(_ranges(_property(name)))


def _scattered(members: str) -> bytes:
    """Return a class of thousands of single characters as a tree over their bytes: a quarter of the length."""
    tree: dict[bytes, dict[int, list[bytes]]] = {}
    for char in members:
        *lead, second, last = char.encode()
        tree.setdefault(bytes(lead), {}).setdefault(second, []).append(b"\\x%02x" % last)
    branches = (
        b"".join(b"\\x%02x" % byte for byte in lead)
        + b"(?:%s)" % b"|".join(b"\\x%02x[%s]" % (second, b"".join(last)) for second, last in seconds.items())
        for lead, seconds in tree.items()
    )
    return b"(?:" + b"|".join(branches) + b")"


def _bare(char: str) -> bytes:
    if char == ".":
        return _class(_complement([(10, 10)]))
    return char.encode() if char.isascii() else _literal(char)


def _escape(letter: str, whole: str) -> bytes:
    return whole.encode() if letter.isascii() else _literal(letter)


def _property(name: str) -> str:
    if name not in _PROPERTIES:
        known, alone = ", ".join(sorted(_PROPERTIES)), ", ".join(_SCRIPTS)
        text = "unknown class {name}; known are {known}, and outside of […] {alone}"
        msg = say(text, name=f"\\p{{{name}}}", known=known, alone=alone)
        raise ValueError(msg)
    return _PROPERTIES[name]


def _literal(char: str) -> bytes:
    return b"(?:" + b"".join(b"\\x%02x" % byte for byte in char.encode()) + b")"


def _ranges(members: str) -> list[Range]:
    ranges: list[Range] = []
    for match in _MEMBER.finditer(members):
        if match["property"]:
            ranges += _ranges(_property(match["property"]))
        elif match["low"][0] == "\\" and match["low"][1:] in _ASCII_CLASSES:
            ranges += _ranges(_ASCII_CLASSES[match["low"][1:]])
        else:
            low = _code_point(match["low"])
            ranges.append((low, _code_point(match["high"]) if match["high"] else low))
    return ranges


def _code_point(written: str) -> int:
    if len(written) > 2:
        return int(written[2:].strip("{}"), 16)
    char = written[-1]
    return ord(_NAMED_ESCAPES.get(char, char) if len(written) > 1 else char)


def _complement(ranges: list[Range]) -> list[Range]:
    gaps, at = [], 0
    for low, high in sorted(ranges):
        if low > at:
            gaps.append((at, low - 1))
        at = max(at, high + 1)
    if at <= _LAST:
        gaps.append((at, _LAST))
    return gaps


def _class(ranges: list[Range]) -> bytes:
    ascii_part = b"".join(_byte_range(low, min(high, 127)) for low, high in ranges if low < 128)
    sequences = [b"[" + ascii_part + b"]"] if ascii_part else []
    for low, high in ranges:
        sequences += _utf8_sequences(max(low, 128), high)
    return b"(?:" + b"|".join(sequences) + b")"


def _byte_range(low: int, high: int) -> bytes:
    return b"\\x%02x" % low if low == high else b"\\x%02x-\\x%02x" % (low, high)


def _utf8_sequences(low: int, high: int) -> list[bytes]:
    """Split a range of code points into ranges of UTF-8 sequences, each a product of byte ranges."""
    if low > high:
        return []
    for border in (0x7FF, 0xD7FF, 0xDFFF, 0xFFFF):
        if low <= border < high:
            return _utf8_sequences(low, border) + _utf8_sequences(border + 1, high)
    if low in _SURROGATES:  # no UTF-8 form
        return []
    for bits in (6, 12, 18):
        mask = (1 << bits) - 1
        if (low & ~mask) != (high & ~mask):
            if low & mask:
                return _utf8_sequences(low, low | mask) + _utf8_sequences((low | mask) + 1, high)
            if (high & mask) != mask:
                return _utf8_sequences(low, (high & ~mask) - 1) + _utf8_sequences(high & ~mask, high)
    pairs = zip(chr(low).encode(), chr(high).encode(), strict=True)
    return [b"".join(b"[" + _byte_range(first, last) + b"]" for first, last in pairs)]
