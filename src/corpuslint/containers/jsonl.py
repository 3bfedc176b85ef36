r"""JSON lines: one object a line, the text in one of its fields.

Facts: a record ends only at ``\n``; RFC 8259 allows no raw newline in a string, but U+2028, NEL and ``\r`` between
tokens. Where a key comes twice, the last counts (as Python reads it). Only the string of the text field is written anew
by a fix, in the manner of the old one (``\u4e2d`` or 中, ``\/`` or /); key order, spacing, escapes and number forms of
everything else are kept byte for byte.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]

from corpuslint.containers import streams
from corpuslint.containers.streams import ContainerError
from corpuslint.typed import Any, NamedTuple

_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"{\x00", b"\x00{")
"""Byte order marks of UTF-16, and its first characters without one."""
_SPACE = re.compile(r"[ \t\n\r\ufeff]*")
_value = json.JSONDecoder().raw_decode
Swap = Callable[[str, bytes], tuple[str, bytes | None]]
"""From the text of a record and its token to the new text, and the new token where it must be just that."""


class Piece(NamedTuple):
    """Whole lines of a file."""

    first: int
    """The number of the first line, from 1."""
    offset: int
    """Bytes before it."""
    data: bytes


def split(blocks: Iterable[bytes], size: int) -> Iterator[Piece]:
    """Cut a stream into pieces of whole lines, each at least ``size`` bytes long but the last.

    Raises :class:`ContainerError` where a line is longer than :data:`streams.LONGEST`, or all is UTF-16.
    """
    first, offset = 1, 0
    held: list[bytes] = []
    length = 0
    for block in blocks:
        if not offset and not held and block.startswith(_UTF16):
            msg = "is UTF-16, and JSON lines are UTF-8: bring it to UTF-8 first (`iconv -f UTF-16 -t UTF-8`)"
            raise ContainerError(msg)
        held.append(block)
        length += len(block)
        if length < size or (end := block.rfind(b"\n") + 1) == 0:
            if length > streams.LONGEST:
                msg = f"a row from {first:,} on is longer than {streams.LONGEST >> 20} MB; cut it"
                raise ContainerError(msg)
            continue
        held[-1] = block[:end]
        data = b"".join(held)
        yield Piece(first, offset, data)
        first, offset = first + data.count(b"\n"), offset + len(data)
        held, length = [block[end:]], len(block) - end
    if length:
        yield Piece(first, offset, b"".join(held))


class Fault(NamedTuple):
    """Why a record has no text."""

    message: str


def texts(data: bytes, first: int, field: str) -> Iterator[tuple[int, str | Fault]]:
    """Yield number and text of each record; blank lines are no records, and ``null`` is no text."""
    for number, line in enumerate(data.split(b"\n"), first):
        if not line or line.isspace():
            continue
        try:
            record = json.loads(line)
        except UnicodeDecodeError as error:
            yield number, Fault(_not_utf8(error))
            continue
        except (ValueError, RecursionError) as error:
            yield number, Fault(f"is not JSON: {error}")
            continue
        text = text_of(record, field)
        if text is not None:
            yield number, text


def _not_utf8(error: UnicodeDecodeError) -> str:
    wrong = f"byte 0x{error.object[error.start]:02X} at {error.start}"
    return f"is not UTF-8, as JSON lines are ({wrong}): bring it to UTF-8 first (from GBK: `iconv -f GB18030 -t UTF-8`)"


def text_of(record: Any, field: str) -> str | Fault | None:
    """Return the text of a record, why it cannot be had, or ``None`` where the record has none on purpose."""
    if not isinstance(record, dict):
        return Fault(f"is no object but {type(record).__name__}")
    if field not in record:
        known = ", ".join(map(repr, list(record)[:6]))
        return Fault(f"has no field {field!r} but {known}; name it by `text-field`")
    text = record[field]
    if text is None or isinstance(text, str):
        return text
    return Fault(f"has no text in field {field!r} but {type(text).__name__}")


def rewritten(blocks: Iterable[bytes], size: int, field: str, swaps: Iterable[tuple[int, Swap]]) -> Iterator[bytes]:
    """Yield a stream with the texts of some records changed.

    Args:
        blocks: the lines.
        size: bytes of lines to hold at once, about.
        field: that of the text.
        swaps: numbers of records, ascending, and how their texts change.

    Raises:
        ValueError: a record that is to change is not there, or its swap refuses it.

    """
    coming = iter(swaps)
    following = next(coming, None)
    for piece in split(blocks, size):
        behind = piece.first + piece.data.count(b"\n") + (piece.data[-1:] != b"\n")
        if following is None or following[0] >= behind:
            yield piece.data
            continue
        lines = piece.data.split(b"\n")
        while following is not None and following[0] < behind:  # what stands behind the last newline is no row
            at = following[0] - piece.first
            lines[at] = _swapped(lines[at], field, following)
            following = next(coming, None)
        yield b"\n".join(lines)
    if following is not None:
        msg = f"row {following[0]} is not there any more"
        raise ValueError(msg)


def _swapped(line: bytes, field: str, swap: tuple[int, Swap]) -> bytes:
    text = line.decode("utf-8", "surrogatepass")
    try:
        start, end = _place(text, field)
        old, _ = scanstring(text, start + (text[start] == '"') or len(text))
    except (ValueError, IndexError, RecursionError) as error:
        msg = f"row {swap[0]} has no text any more"
        raise ValueError(msg) from error
    token = text[start:end].encode("utf-8", "surrogatepass")
    new, exact = swap[1](old, token)
    written = exact if exact is not None else token_of(new, token)
    before, after = text[:start].encode("utf-8", "surrogatepass"), text[end:].encode("utf-8", "surrogatepass")
    return before + written + after


def _place(text: str, field: str) -> tuple[int, int]:
    """Return where the value of a field stands in an object. Raises :class:`ValueError` where there is none."""
    found = None
    at = _after_space(text, 0)
    _require(text, at, "{")
    at = _after_space(text, at + 1)
    while text[at : at + 1] == '"':
        key, at = scanstring(text, at + 1)
        at = _after_space(text, at)
        _require(text, at, ":")
        start = _after_space(text, at + 1)
        _, end = _value(text, start)
        if key == field:
            found = (start, end)
        at = _after_space(text, end)
        at = _after_space(text, at + 1) if text[at : at + 1] == "," else at
    if found is None:
        msg = f"no field {field!r}"
        raise ValueError(msg)
    return found


def _after_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _require(text: str, at: int, mark: str) -> None:
    if text[at : at + 1] != mark:
        msg = f"no {mark!r} at {at}"
        raise ValueError(msg)


def token_of(text: str, like: bytes) -> bytes:
    r"""Return a text as JSON in the manner of another token: its ``\u4e2d``, its ``\/``, its ``\u4E2D``."""
    escaped = like.isascii() and b"\\u" in like
    token = json.dumps(text, ensure_ascii=escaped)
    if b"\\/" in like:
        token = token.replace("/", "\\/")
    if escaped and not re.search(rb"\\u[0-9A-Fa-f]{0,3}[a-f]", like) and re.search(rb"\\u[0-9A-Fa-f]{0,3}[A-F]", like):
        token = re.sub(r"(?<!\\)((?:\\\\)*)\\u([0-9a-f]{4})", lambda m: f"{m[1]}\\u{m[2].upper()}", token)
    return token.encode("utf-8", "surrogatepass")
