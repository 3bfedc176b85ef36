r"""JSON lines: one object a line, the text in one of its fields.

Facts: a record ends only at ``\n``; RFC 8259 allows no raw newline in a string, but U+2028, NEL and ``\r`` between
tokens. Only the string of the text field is written anew by a fix: key order, spacing, escapes and number forms of
everything else are kept byte for byte.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple


class Piece(NamedTuple):
    """Whole lines of a file."""

    first: int
    """The number of the first line, from 1."""
    offset: int
    """Bytes before it."""
    data: bytes


def split(blocks: Iterable[bytes], size: int) -> Iterator[Piece]:
    """Cut a stream into pieces of whole lines, each at least ``size`` bytes long but the last."""
    first, offset = 1, 0
    held: list[bytes] = []
    length = 0
    for block in blocks:
        held.append(block)
        length += len(block)
        if length < size or (end := block.rfind(b"\n") + 1) == 0:
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
        except (ValueError, RecursionError) as error:
            yield number, Fault(f"is not JSON: {error}")
            continue
        text = text_of(record, field)
        if text is not None:
            yield number, text


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
