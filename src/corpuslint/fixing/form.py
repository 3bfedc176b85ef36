"""The form of a text as bytes: encoding, byte order mark, newlines; kept, so that the bytes can be had back.

Facts: UTF-8, UTF-16/32 and GB18030 decode one to one. Other encodings have several codes for some characters (398 in
Microsoft's cp932, as counted with Python's codec) or escape sequences that say nothing (HZ, ISO 2022): encoding a
decoded text may then give other bytes.
"""

import codecs

from corpuslint.decoding.decode import Decoded
from corpuslint.source import LINE_END
from corpuslint.typed import NamedTuple

NEWLINES = {"lf": "\n", "crlf": "\r\n", "cr": "\r", "mixed": ""}
BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
}


class Form(NamedTuple):
    """How a text is written as bytes; the defaults are those of cleaned text."""

    encoding: str = "utf-8"
    """Python's name of a codec."""
    bom: bool = False
    newline: str = "lf"
    """``lf``, ``crlf``, ``cr``, or ``mixed``."""

    def encode(self, text: str) -> bytes:
        """Return the bytes of a text. Raises :class:`UnicodeEncodeError` where the encoding lacks a character."""
        return self._mark + text.encode(self.encoding)

    def decode(self, data: bytes) -> str:
        """Return the text of bytes. Raises :class:`ValueError` where they are not of this form."""
        if not data.startswith(self._mark):
            msg = "its byte order mark is gone"
            raise ValueError(msg)
        return data[len(self._mark) :].decode(self.encoding)

    @property
    def _mark(self) -> bytes:
        return BOMS[self.encoding] if self.bom else b""

    def renewed(self, text: str, other: "Form") -> str:
        """Return a text of this form with the newlines of another; a mixture is left as it is."""
        ours, theirs = NEWLINES[self.newline], NEWLINES[other.newline]
        return text.replace(ours, theirs) if ours and theirs and ours != theirs else text


def form_of(decoded: Decoded) -> Form:
    """Return the form that a decoded text came in; its encoding is empty where nothing fits the bytes."""
    encoding = codecs.lookup(decoded.encoding).name if decoded.encoding else ""
    return Form(encoding, bool(decoded.bom), newline_of(decoded.text))


def newline_of(text: str) -> str:
    """Return the name of the newline that a text uses throughout: ``mixed`` for several, ``lf`` for none."""
    kinds = {end.group() for end in LINE_END.finditer(text)} if "\r" in text else {"\n"}
    return next(name for name, newline in NEWLINES.items() if {newline} == kinds or not newline)
