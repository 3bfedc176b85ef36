"""Files that hold documents: plain text, JSON lines, Parquet; each of the first two also compressed.

A file is read in pieces of a few megabytes, so that memory stays bounded however long it is. A piece says where it
stands, and can be read again: in another process, or for a second look.

Facts: a gzip file may be several members in a row (RFC 1952, 2.2), a zstd file several frames (RFC 8878, 3.1).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpuslint.containers import streams
from corpuslint.containers.streams import ContainerError, digest
from corpuslint.source import Raw
from corpuslint.typed import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from corpuslint.containers.jsonl import Swap

__all__ = [
    "SUFFIXES",
    "BadRecord",
    "ContainerError",
    "Piece",
    "Sink",
    "differences",
    "digest",
    "documents",
    "has_records",
    "held",
    "is_container",
    "pieces",
    "rewrite",
]

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


def has_records(name: str) -> bool:
    """Tell whether a file of this name holds records, and is not one document that is compressed."""
    return is_container(name) and (".jsonl" in name.lower() or name.lower().endswith(".parquet"))


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
        from corpuslint.containers import jsonl  # noqa: PLC0415 (3 ms, and most corpora are of plain files)

        for first, offset, data in jsonl.split(streams.blocks(file), PIECE):
            yield Piece(file, shown, first, offset, len(data), None if name.endswith(".jsonl") else data)
    else:
        yield Piece(file, shown, size=file.stat().st_size)


def held(raw: Raw) -> list[Piece]:
    """Return JSON lines that are in memory already as pieces."""
    from corpuslint.containers import jsonl  # noqa: PLC0415 (as above)

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
        from corpuslint.containers import jsonl  # noqa: PLC0415 (as above)

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


class Sink:
    """Takes bytes and knows their SHA-256; hands them on to another stream if there is one."""

    closed = False

    def __init__(self, out: IO[bytes] | None = None) -> None:
        from hashlib import sha256  # noqa: PLC0415 (5 ms, and checking hashes nothing)

        self._out = out
        self._digest = sha256()
        self._length = 0

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self._digest.update(data)
        self._length += len(data)
        if self._out is not None:
            self._out.write(data)
        return len(data)

    def tell(self) -> int:
        """Return how many bytes came."""
        return self._length

    def flush(self) -> None:
        """Do nothing: who made the other stream closes it."""

    def close(self) -> None:
        """Do nothing, as above."""

    @property
    def digest(self) -> str:
        """The hash of what came, as records write it."""
        return self._digest.hexdigest()


def rewrite(file: Path, field: str, swaps: "Iterable[tuple[int, Swap]]", out: Sink) -> None:
    """Write the content of a file with the texts of some records changed; everything else is kept.

    Args:
        file: a file that :func:`has_records`.
        field: that of the text in a record.
        swaps: numbers of records, ascending, and how their texts change.
        out: takes the content.

    Raises:
        ContainerError, OSError: as :func:`pieces`.
        ValueError: a record that is to change is not there, or its swap refuses it.

    """
    if file.name.lower().endswith(".parquet"):
        from corpuslint.containers import parquet  # noqa: PLC0415 (as above)

        parquet.rewrite(file, field, swaps, out)
        return
    from corpuslint.containers import jsonl  # noqa: PLC0415 (as above)

    for block in jsonl.rewritten(streams.blocks(file), PIECE, field, swaps):
        out.write(block)


def differences(one: Path, other: Path, field: str) -> Iterator[tuple[int, str | None, str | None]]:
    """Yield number and texts of the rows of two Parquet files whose texts differ. Raises as :func:`rewrite` does."""
    from corpuslint.containers import parquet  # noqa: PLC0415 (as above)

    yield from parquet.differences(one, other, field)
