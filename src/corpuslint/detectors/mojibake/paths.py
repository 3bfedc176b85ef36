"""Decoding paths: the bytes were one encoding and were read as another.

Facts: each decoder writes some bytes it cannot read in its own way, and an inverse must know them.

* Windows-1252 leaves 81 8D 8F 90 9D open; decoders give the C1 control of the same number (WHATWG), so one table
  serves Windows-1252 and Latin-1. The other single-byte tables are treated alike.
* Code page 936 reads 80 as €, and puts undefined pairs into private use U+E000–E765 (as GB 18030 does); in GB 18030 €
  is A2 E3. The two differ in nothing else here.
* Python's and Java's decoders write U+FFFD for one byte they cannot read. Windows writes ``?`` for a lead byte before
  a byte below 40, and swallows that byte.
"""

import re
from collections import Counter
from functools import cache

from corpuslint.typed import NamedTuple

NAMES = {
    "utf-8": "UTF-8", "gb18030": "GB18030", "cp936": "GBK", "big5": "Big5", "cp949": "EUC-KR", "cp932": "Shift-JIS",
    "cp1252": "Latin-1", "cp1254": "Windows-1254", "cp1250": "Windows-1250", "iso8859-2": "Latin-2",
    "cp1251": "Windows-1251", "mac_roman": "MacRoman", "cp437": "code page 437",
}  # fmt: skip
"""Codec → the name that people know."""
MULTIBYTE = frozenset({"gb18030", "cp936", "big5", "cp949", "cp932", "utf-8"})
EASTERN = re.compile("[\u3000-\ua4cf]")
"""Characters that no single-byte table has."""
_BIG5 = ("cp950", "big5hkscs")
"""Windows' table first: Python's ``big5`` lacks some of its characters."""


class Path(NamedTuple):
    """Bytes of the encoding ``real`` that were read as ``seen``."""

    seen: str
    real: str
    shifted: bool = False
    """One byte out of step at the start."""

    def __str__(self) -> str:
        """Return the path in words."""
        if self.shifted:
            return f"{NAMES[self.real]} read one byte out of step"
        return f"{NAMES[self.real]} read as {NAMES[self.seen]}"


class Encoder(dict[str, bytes]):
    """Character → the bytes that were read as it; none if the codec has no such character. Filled when asked."""

    def __init__(self, codec: str) -> None:
        super().__init__()
        self._codec = codec
        if codec not in MULTIBYTE:
            self.update(_single_byte(codec))

    def __missing__(self, char: str) -> bytes:
        code = b"" if self._codec not in MULTIBYTE and char > "\x7f" else to_bytes(char, self._codec)
        if len(code) > 2 or char == "\ufffd":  # GB 18030's four-byte codes: no reader makes them of these bytes
            code = b""
        self[char] = code
        return code


@cache
def _single_byte(codec: str) -> dict[str, bytes]:
    table = {chr(byte): bytes((byte,)) for byte in range(0x80, 0xA0)}
    for byte in range(0x80, 0x100):
        char = bytes((byte,)).decode(codec, "replace")
        if char != "\ufffd":
            table[char] = bytes((byte,))
    return table


@cache
def _translation(codec: str) -> dict[int, int]:
    """Return code point → byte for :meth:`str.translate`; what the codec lacks goes where Latin-1 has nothing."""
    table = dict.fromkeys(range(0x80, 0x100), 0xFFFF)
    table.update({ord(char): code[0] for char, code in _single_byte(codec).items()})
    return table


@cache
def encoder(codec: str) -> Encoder:
    """Return the table from characters to the bytes that were read as them."""
    return Encoder(codec)


def to_bytes(text: str, codec: str) -> bytes:
    """Return the bytes that were read as ``text``; none if the codec cannot have produced all of it."""
    try:
        if codec not in MULTIBYTE:
            if EASTERN.search(text):
                return b""  # sooner than by translating all of it
            return text.translate(_translation(codec)).encode("latin-1")
        if codec == "cp936":
            return b"\x80".join(part.encode("gb18030") for part in text.split("€"))
        return _big5(text) if codec == "big5" else text.encode(codec)
    except UnicodeEncodeError:
        return b""


def _big5(text: str) -> bytes:
    try:
        return text.encode(_BIG5[0])
    except UnicodeEncodeError:
        return text.encode(_BIG5[1])


def from_bytes(data: bytes, codec: str) -> str:
    """Return what bytes say in an encoding; nothing if they are not all in it."""
    try:
        return data.decode(_BIG5[0] if codec == "big5" else codec)
    except UnicodeDecodeError:
        return ""


@cache
def pairs(codec: str) -> dict[int, int]:
    """Return ``lead << 8 | trail`` → code point for a double-byte encoding, private use left out."""
    keys = [lead << 8 | trail for lead in range(0x81, 0xFF) for trail in range(0x40, 0xFF)]
    data = b"\n".join(key.to_bytes(2, "big") for key in keys)
    table: dict[int, int] = {}
    for name in reversed(_BIG5 if codec == "big5" else (codec,)):
        read = zip(keys, data.decode(name, "replace").split("\n"), strict=True)
        table.update((key, ord(char)) for key, char in read if len(char) == 1 and char not in _NO_CHARACTER)
    return table


@cache
def ambiguous(codec: str) -> frozenset[str]:
    """Return the characters for which a double-byte encoding has two codes, so that their bytes cannot be told."""
    counts = Counter(pairs(codec).values())
    return frozenset(chr(code) for code, count in counts.items() if count > 1)


_NO_CHARACTER = frozenset(map(chr, (0xFFFD, *range(0xE000, 0xF900))))


SINGLE_BYTE = ("cp1252", "cp1254", "cp1250", "iso8859-2", "cp1251", "mac_roman", "cp437")
REAL = ("utf-8", "gb18030", "big5")
