"""Which encoding are these bytes in? Candidates are weighed by how many bits their reading takes.

Facts: every multibyte encoding of East Asia uses the bytes 80–FF with much the same structure, so that most text is
valid in several of them, but only in the right one does it read as prose: a common ideograph takes 8 bits (see
:mod:`corpuslint.decoding.scorer`), one by chance 14 or more, what is no character at all 25. Kana take fewer bits than
ideographs by chance, and so do Hangul syllables. Only lines that hold such bytes are evidence; some kilobytes of them
are enough.

HZ (RFC 1843) and ISO 2022 are ASCII with escapes, and UTF-16 and UTF-32 of Latin text ASCII with NULs, so these are
looked for in what is valid UTF-8, too.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpuslint.decoding import scorer
from corpuslint.typed import NamedTuple

MULTIBYTE = ("gb18030", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949")
SINGLE = ("cp1252", "cp1250", "cp1251", "cp1253", "koi8-r", "mac_roman", "cp437", "cp866")
"""Never certain, for each has neighbours that differ in a few letters; they are weighed as rivals."""
CANDIDATES = (*MULTIBYTE, *SINGLE)
WIDE = ("utf-16-le", "utf-16-be")
_SAMPLE = 6000
"""Bytes that are weighed; more do not change a verdict."""
_LEGIBLE = 11.5
"""Bits of a character beyond ASCII, at most, in text that reads well; the mean is 7 to 10."""
_MARGIN = 24.0
"""Bits by which the best reading must beat the next one to be certain: one in 16 million."""
_PER_BYTE = 0.1
"""The same, for each byte weighed: a near tie in long text is no certainty."""
_FEWEST = 12
"""Characters beyond ASCII from which a reading can be certain; a guess wants a third."""
_NOISE = 0.005
"""Share of control characters from which bytes are no text."""
_TEXT_BYTES = bytes({9, 10, 12, 13, 27, *range(0x20, 0x100)})
_BROKEN = 0.02
"""Share of characters that may be unreadable in a guess."""
_LINES = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*[\r\n]*")
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")
_ISO2022 = ((rb"\x1b\$[@B]", "iso2022_jp"), (rb"\x1b\$\)C", "iso2022_kr"))
_COSTS = (
    (0x0000, 0x001F, 20.0),
    (0x0080, 0x009F, 25.0),
    (0x00A0, 0x024F, 11.0),
    (0x0370, 0x03AB, 8.0),
    (0x03AC, 0x03CE, 5.5),
    (0x0400, 0x042F, 8.0),
    (0x0430, 0x045F, 5.5),
    (0x3041, 0x3096, 5.5),
    (0x30A1, 0x30FC, 6.0),
    (0xFF61, 0xFF9F, 11.0),
    (0xE000, 0xF8FF, 28.0),
    (0xFFFD, 0xFFFD, 28.0),
)
"""First, last, bits of characters that prose of some language holds, or none does."""
_HANGUL, _RARE_HANGUL = 8.5, 16.0
"""Bits of the 2,350 syllables of KS X 1001, and of those that only code page 949 can write."""
_CANTONESE = "嘅咗喺啲冇嚟佢哋唔咁嗰噉"
"""Common in Cantonese, unknown to the dictionary; some of them are what makes Big5 need the Hong Kong supplement."""
_CANTONESE_BITS = 9.0
_BIG5 = frozenset({"cp950", "big5hkscs"})
"""One encoding and its supplement; where the first can read everything, it is the one."""
_TEXT_CONTROLS = "\t\n\r\x0c"


class Verdict(NamedTuple):
    """The likeliest encoding of some bytes."""

    encoding: str
    """Python's name of the codec; empty if none reads well."""
    certain: bool
    """No other reading comes near, and every byte decodes and would be written as it was."""
    near: bool = False
    """It would be certain but for its lead, which is half of what is wanted: worth a second opinion."""


UNKNOWN = Verdict("", certain=False)


class Reading(NamedTuple):
    """A sample read in one encoding."""

    bits: float
    encoding: str
    text: str
    foreign: int
    """Characters beyond ASCII."""
    broken: int


@cache
def table() -> list[float]:
    """Return the bits of each character of the Basic Multilingual Plane in prose of any language."""
    costs = list(scorer.model().start)
    for first, last, bits in _COSTS:
        costs[first : last + 1] = [bits] * (last + 1 - first)
    for char in _TEXT_CONTROLS:
        costs[ord(char)] = 6.0
    for code in range(0xAC00, 0xD7A4):
        in_standard = len(chr(code).encode("euc_kr", "ignore")) == 2  # the others are spelt out, in eight bytes
        costs[code] = _HANGUL if in_standard else _RARE_HANGUL
    for char in _CANTONESE:
        costs[ord(char)] = _CANTONESE_BITS
    return costs


def judge(data: bytes) -> Verdict:
    """Return the likeliest encoding of bytes that are neither marked nor UTF-8."""
    if not data:
        return UNKNOWN
    head = data[:_SAMPLE]
    if b"\x00" in head and (verdict := _wide(data)).certain:
        return verdict
    if len(data) % 2 == 0 and any(map(_legible, _readings(head, WIDE))):
        return _verdict(data, [*_readings(head, WIDE), *_readings(head, CANDIDATES)])
    return UNKNOWN if binary(data) else _verdict(data, list(_readings(_sample(data), CANDIDATES)))


def binary(data: bytes) -> bool:
    """Tell whether bytes hold so many controls that they are no text in any encoding but UTF-16."""
    head = data[:_SAMPLE]
    return len(head.translate(None, _TEXT_BYTES)) > 2 + _NOISE * len(head)


def _verdict(data: bytes, readings: list[Reading]) -> Verdict:
    readings.sort()
    if not readings or not _legible(readings[0]):
        return UNKNOWN
    best = readings[0]
    rivals = [reading for reading in readings[1:] if not {reading.encoding, best.encoding} <= _BIG5]
    lead = rivals[0].bits - best.bits if rivals else float("inf")
    wanted = max(_MARGIN, _PER_BYTE * min(len(data), _SAMPLE))
    name = "cp950" if best.encoding in _BIG5 and restores(data, "cp950") else best.encoding
    fewest = _FEWEST * 2 if best.encoding in WIDE else _FEWEST  # any two bytes are UTF-16
    whole = not best.broken and best.foreign >= fewest and best.encoding not in SINGLE and restores(data, name)
    return Verdict(name, whole and lead >= wanted, whole and lead >= wanted / 2)


def hidden(data: bytes) -> Verdict:
    """Return the encoding of bytes that are valid UTF-8 and yet something else; unknown: they are UTF-8."""
    if b"\x00" in data[:_SAMPLE]:
        return _wide(data)
    if b"~{" in data and data.isascii() and _HZ.search(data) and restores(data, "hz"):
        readable = _legible(_reading(_sample_of(_HZ.findall(data)), "hz"))
        return Verdict("hz", certain=True) if readable else UNKNOWN
    if b"\x1b$" in data and data.isascii():
        names = (name for pattern, name in _ISO2022 if re.search(pattern, data) and restores(data, name))
        return next((Verdict(name, certain=True) for name in names), UNKNOWN)
    return UNKNOWN


class Mixed(NamedTuple):
    """A file whose lines are not all in one encoding."""

    text: str
    rows: list[int]
    """The lines (from 1) that are not UTF-8."""
    encoding: str
    """What they read as; empty: nothing fits."""


def mixed(data: bytes) -> Mixed | None:
    """Read line by line what is UTF-8 in part; ``None`` if no line beyond ASCII is."""
    lines = data.splitlines(keepends=True)
    odd = {row: line for row, line in enumerate(lines, 1) if not _is_utf8(line)}
    if not any(row not in odd and not line.isascii() for row, line in enumerate(lines, 1)):
        return None
    encoding = judge(b"".join(odd.values())).encoding
    encoding = "" if encoding in WIDE else encoding
    texts = (line.decode((row in odd and encoding) or "utf-8", "replace") for row, line in enumerate(lines, 1))
    return Mixed("".join(texts), list(odd), encoding)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _wide(data: bytes) -> Verdict:
    """Return the UTF-32, or the UTF-16 in which every other byte of Latin text is NUL."""
    if name := _four_bytes(data):
        return Verdict(name, certain=True)
    sample = data[:_SAMPLE]
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = sample[first::2], sample[1 - first :: 2]
        if len(data) % 2 == 0 and high.count(0) > 0.3 * len(high) and not low.count(0) and _is_text(data, name):
            return Verdict(name, certain=True)
    return UNKNOWN


def _four_bytes(data: bytes) -> str:
    """Return the UTF-32 in which bytes are text; it checks itself, for no code point is beyond 10FFFF."""
    if len(data) % 4 or len(data) < 4 * _FEWEST:
        return ""
    for name in ("utf-32-le", "utf-32-be"):
        if _is_text(data, name):
            return name
    return ""


def _is_text(data: bytes, name: str) -> bool:
    return restores(data, name) and not binary(data.decode(name)[:_SAMPLE].encode())


def restores(data: bytes, encoding: str) -> bool:
    """Tell whether bytes decode strictly and would be written again as they were."""
    try:
        return data.decode(encoding).encode(encoding) == data
    except UnicodeError:
        return False


def _sample(data: bytes) -> bytes:
    return _sample_of(found.group() for found in _LINES.finditer(data))


def _sample_of(parts: Iterable[bytes]) -> bytes:
    taken: list[bytes] = []
    size = 0
    for part in parts:
        taken.append(part[: _SAMPLE - size])
        size += len(taken[-1])
        if size >= _SAMPLE:
            break
    return b"".join(taken)


def _readings(sample: bytes, encodings: Iterable[str]) -> Iterator[Reading]:
    for encoding in encodings:
        reading = _reading(sample, encoding)
        if reading.foreign:
            yield reading


def _reading(sample: bytes, encoding: str) -> Reading:
    text = sample.decode(encoding, "replace")
    if text.endswith("\ufffd"):  # the sample may end within a character
        text = text.rstrip("\ufffd")
    costs, model = table(), scorer.model()
    total, foreign, previous = 0.0, 0, 0
    for code in map(ord, text):
        here = min(code, 0xFFFF)
        bits = costs[here] + model.end[previous]
        if here > 0x2FFF:
            bits = min(bits, model.pairs.get(model.fold[previous] << 16 | model.fold[here], bits))
        elif 0xC0 <= here < 0x250 and chr(previous).isascii() and chr(previous).isalpha():
            bits = 8.0  # an accented letter within a word
        total += bits
        foreign += code > 0x7F
        previous = here
    return Reading(total, encoding, text, foreign, text.count("\ufffd"))


def _legible(reading: Reading) -> bool:
    ascii_bits = sum(6.0 for char in reading.text if char < "\x80")
    mean = (reading.bits - ascii_bits) / max(1, reading.foreign)
    if reading.foreign < _FEWEST / 3:
        return False
    return mean <= _LEGIBLE and reading.broken <= _BROKEN * reading.foreign
