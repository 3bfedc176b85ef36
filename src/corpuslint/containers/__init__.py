"""Files that hold documents: plain text, JSON lines, Parquet; each of the first two also compressed.

A file is read in pieces of a few megabytes, so that memory stays bounded however long it is. A piece says where it
stands, and can be read again: in another process, or for a second look.

Facts: a gzip file may be several members in a row (RFC 1952, 2.2), a zstd file several frames (RFC 8878, 3.1).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from corpuslint.containers import jsonl, streams
from corpuslint.containers.streams import ContainerError
from corpuslint.source import Raw

__all__ = ["SUFFIXES", "BadRecord", "ContainerError", "Piece", "documents", "held", "is_container", "pieces"]

SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst", ".parquet", ".txt.gz", ".txt.zst", ".md.gz", ".md.zst")
"""Names that end so are containers; whatever ends otherwise is one plain document."""

PIECE = 4 << 20
"""Bytes (before compression) of a piece, about; a longer record is a piece of its own."""


class Piece(NamedTuple):
    """A run of documents in a file."""

    file: Path
    shown: str
    """The path as people read it."""
    first: int = 0
    """The number of its first record, from 1; 0: the file is one document."""
    offset: int = 0
    """Where it begins: bytes (JSONL), row group (Parquet)."""
    size: int = 0
    """Bytes, about."""
    data: bytes | None = None
    """Its bytes, where they are not to be had from the file again (standard input, compressed files)."""


class BadRecord(NamedTuple):
    """A record that holds no text, and why."""

    shown: str
    record: int
    message: str


def is_container(name: str) -> bool:
    """Tell whether a file of this name holds records, or is compressed."""
    return name.lower().endswith(SUFFIXES)


def pieces(file: Path, shown: str) -> Iterator[Piece]:
    """Yield the pieces of a file, in order.

    Raises:
        ContainerError: it is not what its name says, or what reads it is not installed.
        OSError: it cannot be read.

    """
    name = file.name.lower()
    if name.endswith(".parquet"):
        from corpuslint.containers import parquet  # noqa: PLC0415 (pyarrow takes 140 ms)

        for group in parquet.groups(file):
            yield Piece(file, shown, *group)
    elif ".jsonl" in name:
        for first, offset, data in jsonl.split(streams.blocks(file), PIECE):
            yield Piece(file, shown, first, offset, len(data), None if name.endswith(".jsonl") else data)
    else:
        yield Piece(file, shown, size=file.stat().st_size)


def held(raw: Raw) -> list[Piece]:
    """Return JSON lines that are in memory already as pieces."""
    blocks = jsonl.split([raw.data], PIECE)
    return [Piece(Path(raw.path), raw.path, first, offset, len(data), data) for first, offset, data in blocks]


def documents(piece: Piece, field: str) -> Iterator[Raw | BadRecord]:
    """Yield the documents of a piece; ``field`` is that of the text in a record. Raises as :func:`pieces` does."""
    name = piece.file.name.lower()
    if not piece.first:
        data = piece.data if piece.data is not None else streams.whole(piece.file)
        yield Raw(piece.shown, data)
    elif name.endswith(".parquet"):
        from corpuslint.containers import parquet  # noqa: PLC0415 (as above)

        group = parquet.Group(piece.first, piece.offset, piece.size)
        for number, text in parquet.texts(piece.file, group, field):
            yield Raw(piece.shown, text.encode("utf-8", "surrogatepass"), number)
    else:
        for number, got in jsonl.texts(_bytes(piece), piece.first, field):
            if isinstance(got, jsonl.Fault):
                yield BadRecord(piece.shown, number, got.message)
            else:
                yield Raw(piece.shown, got.encode("utf-8", "surrogatepass"), number)


def _bytes(piece: Piece) -> bytes:
    if piece.data is not None:
        return piece.data
    with piece.file.open("rb") as stream:
        stream.seek(piece.offset)
        return stream.read(piece.size)
