"""From bytes to text: which encoding, and is that certain?

A byte order mark decides (one of UTF-16 only before what can be text in it, see :mod:`corpuslint.decoding.marked`),
then strict UTF-8 (unless it hides HZ, ISO 2022 or UTF-16), then what the owner declared.
What is left is judged by :mod:`corpuslint.decoding.encodings`; where that is in doubt, charset-normalizer is asked
too. A file whose encoding is only a guess is reported and never rewritten.

Facts: a byte order mark is U+FEFF in the encoding of the file; UTF-32LE's begins with UTF-16LE's, so it is tried first
(Unicode 16.0, 23.8). Valid UTF-8 that holds anything beyond ASCII is next to never another encoding by chance. A
copy that was cut at a number of bytes ends within a character two times in three where the text is Chinese.
"""

import codecs
import re

from corpuslint.typed import NamedTuple

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOM_FIRSTS = frozenset(bom[:1] for bom, _ in _BOMS)
_ESCAPES = (b"\x00", b"~{", b"\x1b$")
"""What ASCII text hardly ever holds, and UTF-16, HZ and ISO 2022 do; one byte is looked for at 20 times the speed."""
_STARTED = rb"[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2}"
"""A character of UTF-8 that lacks its last bytes."""
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a character beyond U+FFFF in UTF-16; an escape in JSON can hold one alone."""
_UTF8 = 6
"""Continuation bytes from which bytes are UTF-8."""


class Decoded(NamedTuple):
    """A text and how it was read from bytes."""

    text: str
    """Without byte order mark; where the bytes do not decode, U+FFFD stands for them."""
    encoding: str
    """Python's name of the codec; the best guess if not ``certain``, empty if there is none."""
    bom: bytes = b""
    certain: bool = True
    fault: int = -1
    """Byte offset at which UTF-8 fails; -1 where it does not."""
    detail: str = ""
    """What else is known of bytes that are not certainly text."""

    @property
    def plain(self) -> bool:
        """Tell whether the bytes were UTF-8 without a byte order mark."""
        return self.encoding == "utf-8" and not self.bom and self.certain


def decode(data: bytes, declared: str = "") -> Decoded:
    """Read text from bytes; ``declared`` names the encoding of what is neither marked nor UTF-8."""
    for bom, encoding in _BOMS if data[:1] in _BOM_FIRSTS else ():
        if data.startswith(bom):
            return _marked(data, bom, encoding, declared)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        fault = error.start
    else:
        return (
            _hidden(data)
            if any(escape[:1] in data and escape in data for escape in _ESCAPES)
            else Decoded(text, "utf-8")
        )
    if declared and codecs.lookup(declared).name != "utf-8":
        return _declared(data, declared, fault)
    return (
        _cut(data, fault)
        or _halves(data, fault)
        or (_declared(data, declared, fault) if declared else _guessed(data, fault))
    )


def encode(text: str, encoding: str, bom: bytes = b"") -> bytes:
    """Return the bytes of ``text``. Raises :class:`UnicodeEncodeError` where the encoding lacks a character."""
    return bom + text.encode(encoding)


def _marked(data: bytes, bom: bytes, encoding: str, declared: str) -> Decoded:
    body = data[len(bom) :]
    rather = _rather(body, encoding, declared)
    if rather:
        return _mismarked(data, bom, encoding, rather)
    try:
        return Decoded(body.decode(encoding), encoding, bom)
    except UnicodeDecodeError as error:
        fault = len(bom) + error.start
        damage = f"{shown(encoding)} by its byte order mark, but damaged at byte {fault}: take another copy"
        damaged = Decoded(body.decode(encoding, "replace"), encoding, bom, certain=False, fault=fault, detail=damage)
        return (_cut(data, fault) or damaged._replace(detail="")) if encoding == "utf-8" else damaged


def _rather(body: bytes, encoding: str, declared: str) -> str:
    if not encoding.startswith("utf-16"):
        return ""
    from corpuslint.decoding import marked  # noqa: PLC0415 (the model takes 40 ms to read)

    return marked.doubt(body, encoding, declared)


def _mismarked(data: bytes, bom: bytes, encoding: str, rather: str) -> Decoded:
    """Read what follows a mark that is not its own; the bytes of the mark are U+FFFD."""
    codec = "utf-8" if rather == "unknown" else rather
    text = "\ufffd" * len(bom) + data[len(bom) :].decode(codec, "replace")
    mark = f"starts with the byte order mark of {shown(encoding)} ({bom.hex(' ').upper()})"
    detail = f"{mark}, but what follows is {shown(rather)}: take the mark away"
    if rather == "unknown":
        detail = f"{mark}, but what follows is no text in it: say what it is with `--encoding NAME`"
    return Decoded(text, codec, certain=False, fault=0, detail=detail)


def _cut(data: bytes, fault: int) -> Decoded | None:
    """Read UTF-8 that ends within a character, or return ``None`` where it is something else."""
    if not re.compile(_STARTED).fullmatch(data, fault):
        return None
    text = data[:fault].decode("utf-8")
    if fault - len(text) < _UTF8:
        return None
    left, they = (
        ("the last byte is", "it") if len(data) - fault == 1 else (f"the last {len(data) - fault} bytes are", "them")
    )
    what = f"UTF-8 that was cut within a character: {left} the start of one, all before is whole"
    detail = f"{what}: complete it from another copy, or take {they} away"
    return Decoded(text.removeprefix("\ufeff") + "\ufffd", "utf-8", certain=False, fault=fault, detail=detail)


def _halves(data: bytes, fault: int) -> Decoded | None:
    """Read UTF-8 in which nothing is wrong but surrogates, or return ``None`` where it is something else."""
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return None
    half = _SURROGATE.search(text)
    if half is None:
        return None
    what = f"holds the surrogate U+{ord(half.group()):04X} at byte {fault}, which is half of a character and no text"
    detail = f"{what}: take it away, or write the character anew"
    return Decoded(_SURROGATE.sub("\ufffd", text), "utf-8", certain=False, fault=fault, detail=detail)


def _declared(data: bytes, encoding: str, fault: int) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding, fault=fault)
    except UnicodeDecodeError as error:
        return Decoded(data.decode(encoding, "replace"), encoding, certain=False, fault=error.start)


def _hidden(data: bytes) -> Decoded:
    from corpuslint.decoding import encodings  # noqa: PLC0415 (only rare files need it)

    encoding = encodings.hidden(data).encoding or "utf-8"
    return Decoded(data.decode(encoding), encoding)


def _guessed(data: bytes, fault: int) -> Decoded:
    from corpuslint.decoding import encodings  # noqa: PLC0415 (the model takes 40 ms to read)

    verdict = encodings.judge(data)
    encoding = verdict.encoding
    if verdict.certain or (verdict.near and _second_opinion(data) == encoding):
        return Decoded(data.decode(encoding), encoding, fault=fault)
    parts = None if verdict.near or encodings.binary(data) else encodings.mixed(data)
    if parts is not None:
        return Decoded(parts.text, "utf-8", certain=False, fault=fault, detail=_told(parts.rows, parts.encoding))
    return Decoded(data.decode(encoding or "utf-8", "replace"), encoding, certain=False, fault=fault)


def _told(rows: list[int], encoding: str) -> str:
    shown = ", ".join(map(str, rows[:5])) + (f" and {len(rows) - 5} more" if len(rows) > 5 else "")
    lines, are = ("line", "is") if len(rows) == 1 else ("lines", "are")
    reading = f", perhaps {encoding.upper()}" if encoding else ""
    return f"{lines} {shown} {are} not UTF-8{reading}; the rest is: bring its parts into one encoding"


def shown(encoding: str) -> str:
    """Return the name of a codec as people write it."""
    return encoding.upper().replace("_", "-")


def _second_opinion(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415 (23 ms, and rarely needed)

    best = from_bytes(data, cp_isolation=["gb18030", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252"]).best()
    return best.encoding if best else ""
