"""Parquet: a table in row groups, the text in one of its columns. Row groups are read one at a time.

Facts: a column chunk may begin with a dictionary, one page that holds each value once; rows then name values by number,
a few bits each, so that a small file may stand for terabytes. A page begins with a header in Thrift's compact protocol,
of which the second field is the page's size before compression (Apache Parquet format, PageHeader).
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpuslint.containers import streams
from corpuslint.containers.jsonl import Swap
from corpuslint.containers.streams import ContainerError, open_regular
from corpuslint.typed import Any, NamedTuple

_ROWS = 1024
"""Rows decoded at once: a row group of a crawl can hold gigabytes."""
_GROUP = 64 << 20
"""Bytes of a row group, before compression, that are held to write it as one."""
_DECODED = 256 << 20
"""Bytes of the rows that are decoded at once; of one row more, if need be."""
_WIDE = 1 << 20
"""Bytes of a dictionary up to which it is written as one again, and a table does not grow by being rewritten."""
_HEADER = re.compile(rb"\x15([\x80-\xff]{0,4}[\x00-\x7f])" * 2)
"""How a page begins: twice the kind of a field (the next one, an i32) and a zigzag number, 7 bits a byte."""
_DICTIONARY = 2


class Group(NamedTuple):
    """A row group."""

    first: int
    """The number of its first row, from 1."""
    place: int
    size: int
    """Bytes before compression."""


def groups(file: Path) -> Iterator[Group]:
    """Yield the row groups of a file. Raises :class:`ContainerError` where it is no Parquet file."""
    metadata = _opened(file).metadata
    first = 1
    for place in range(metadata.num_row_groups):
        group = metadata.row_group(place)
        yield Group(first, place, group.total_byte_size)
        first += group.num_rows


def texts(file: Path, group: Group, field: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of each row of a group; a null is no text.

    Raises:
        ContainerError: there is no column of this name, or it holds no text.

    """
    table = _opened(file)
    _check_field(table.schema_arrow, field)
    number = group.first
    try:
        for batch in _batches(file, table, group.place, [field]):
            for text in batch.column(0).to_pylist():
                if text is not None:
                    yield number, text
                number += 1
    except (OSError, ValueError) as error:
        msg = f"row {number}: {error}"
        raise ContainerError(msg) from error


def _batches(file: Path, table: Any, place: int, fields: list[str] | None = None) -> Iterator[Any]:
    """Yield the rows of a group (all of their columns, or some) by as many as memory can take.

    Raises :class:`ContainerError` where they expand beyond measure.
    """
    group = table.metadata.row_group(place)
    columns = [group.column(at) for at in range(group.num_columns)]
    columns = [column for column in columns if fields is None or column.path_in_schema in fields]
    most = streams.most(min(file.stat().st_size, sum(column.total_compressed_size for column in columns)))
    widest = sum(_dictionary_size(file, column) for column in columns)
    decoded = 0
    for batch in table.iter_batches(max(1, min(_ROWS, _DECODED // max(1, widest))), [place], fields):
        decoded += batch.nbytes
        if decoded > most and (fields or widest > _WIDE):
            msg = f"{streams.EXPANDS} If you trust it, write it anew without a dictionary, uncompressed"
            raise ContainerError(msg)
        yield batch


def _dictionary_size(file: Path, column: Any) -> int:
    """Return the bytes of a column's dictionary before compression: no value in it is longer. 0: it has none.

    Raises :class:`ContainerError` where it is longer than :data:`streams.LONGEST`.
    """
    data, dictionary = column.data_page_offset, column.dictionary_page_offset
    with open_regular(file) as stream:
        stream.seek(dictionary if dictionary and dictionary < data else data)  # some writers name only the data
        kind, size = _page(stream.read(32))
    if kind == _DICTIONARY and size > streams.LONGEST:
        msg = f"column {column.path_in_schema!r} has a dictionary of more than {streams.LONGEST >> 20} MB"
        raise ContainerError(msg)
    return size if kind == _DICTIONARY else 0


def _page(header: bytes) -> tuple[int, int]:
    """Return kind and size before compression of a page; where its header is not as usual, the worst is assumed."""
    match = _HEADER.match(header)
    if not match:
        return _DICTIONARY, streams.LONGEST
    kind, size = (
        sum((byte & 0x7F) << (7 * place) for place, byte in enumerate(group)) >> 1 for group in match.groups()
    )
    return kind, size


def _check_field(schema: Any, field: str) -> None:
    import pyarrow as pa  # noqa: PLC0415 (as below)

    if field not in schema.names:
        msg = f"has no column {field!r} but {', '.join(map(repr, schema.names[:6]))}; name it by `text-field`"
        raise ContainerError(msg)
    if schema.names.count(field) > 1:
        msg = f"has several columns {field!r}: which one is meant cannot be said"
        raise ContainerError(msg)
    kind = schema.field(field).type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        msg = f"has no text in column {field!r} but {kind}"
        raise ContainerError(msg)


def _opened(file: Path) -> Any:
    try:
        import pyarrow as pa  # noqa: PLC0415 (an extra, 140 ms)
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        msg = "needs pyarrow: python -m pip install pyarrow"
        raise ContainerError(msg) from error
    try:
        open_regular(file).close()
        # as bytes, and as a file: of a name that is not UTF-8 it makes an error, of some others a remote system
        return parquet.ParquetFile(pa.OSFile(os.fsencode(file)))
    except pa.ArrowInvalid as error:
        msg = f"is no Parquet file: {error}"
        raise ContainerError(msg) from error


def rewrite(file: Path, field: str, swaps: Iterable[tuple[int, Swap]], out: Any) -> None:
    """Write a file with the texts of some rows changed: same schema, metadata, compression and row groups.

    A row group of more than :data:`_GROUP` bytes becomes several, so that memory stays bounded.

    Args:
        file: the table.
        field: its column of texts.
        swaps: numbers of rows, ascending, and how their texts change.
        out: a stream to write to.

    Raises:
        ContainerError: there is no such column of texts.
        ValueError: a row that is to change is not there, or its swap refuses it.

    """
    import pyarrow as pa  # noqa: PLC0415 (an extra, 140 ms)

    table = _opened(file)
    _check_field(table.schema_arrow, field)
    coming = _Coming(iter(swaps))
    with _writer(table, out) as writer:
        number = 1
        for place in range(table.metadata.num_row_groups):
            for batches in _held(_batches(file, table, place), table.metadata.row_group(place)):
                fresh = []
                for batch in batches:
                    fresh.append(_swapped(batch, number, field, coming))
                    number += batch.num_rows
                writer.write_table(pa.Table.from_batches(fresh, table.schema_arrow), 1 << 30)
    coming.require_none()


def _writer(table: Any, out: Any) -> Any:
    """Return a writer whose files are like ``table``."""
    from pyarrow import parquet  # noqa: PLC0415 (as above)

    metadata, schema = table.metadata, table.schema_arrow
    settings: dict[str, Any] = {"version": metadata.format_version}
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        columns = [group.column(at) for at in range(group.num_columns)]
        settings["compression"] = {column.path_in_schema: _codec(column.compression) for column in columns}
        coded = [column.path_in_schema for column in columns if "RLE_DICTIONARY" in column.encodings]
        settings["use_dictionary"] = coded or False
        settings["write_statistics"] = [column.path_in_schema for column in columns if column.is_stats_set] or False
    return parquet.ParquetWriter(out, schema, **settings)


def _codec(name: str) -> str:
    return "NONE" if name == "UNCOMPRESSED" else name


def _held(batches: Iterator[Any], group: Any) -> Iterator[list[Any]]:
    """Yield the batches of a row group, all at once unless it is too large for that."""
    held: list[Any] = []
    whole = group.total_byte_size <= _GROUP
    for batch in batches:
        held.append(batch)
        if sum(each.nbytes for each in held) > (_DECODED if whole else _GROUP):
            yield held
            held = []
    if held:
        yield held


class _Coming:
    """Swaps in the order of rows."""

    def __init__(self, swaps: Iterator[tuple[int, Swap]]) -> None:
        self._swaps = swaps
        self._following = next(swaps, None)

    def until(self, number: int) -> Iterator[tuple[int, Swap]]:
        """Take the swaps of rows before ``number``."""
        while self._following is not None and self._following[0] < number:
            yield self._following
            self._following = next(self._swaps, None)

    def require_none(self) -> None:
        """Raise :class:`ValueError` where a swap is left."""
        if self._following is not None:
            msg = f"row {self._following[0]} is not there any more"
            raise ValueError(msg)


def _swapped(batch: Any, first: int, field: str, coming: _Coming) -> Any:
    """Return a batch, whose first row has the number ``first``, with new texts."""
    swaps = list(coming.until(first + batch.num_rows))
    if not swaps:
        return batch
    import pyarrow as pa  # noqa: PLC0415 (as above)

    place = batch.schema.get_field_index(field)
    texts = batch.column(place).to_pylist()
    for number, swap in swaps:
        old = texts[number - first]
        if old is None:
            msg = f"row {number} has no text any more"
            raise ValueError(msg)
        texts[number - first] = swap(old, b"")[0]
    return batch.set_column(place, batch.schema.field(place), pa.array(texts, batch.schema.field(place).type))


def differences(one: Path, other: Path, field: str) -> Iterator[tuple[int, str | None, str | None]]:
    """Yield number and texts of the rows whose texts differ.

    Raises:
        ContainerError: a file cannot be read.
        ValueError: something else differs.

    """
    ours, theirs = _opened(one), _opened(other)
    if not ours.schema_arrow.equals(theirs.schema_arrow, check_metadata=True):
        msg = "its columns differ"
        raise ValueError(msg)
    number = 1
    for left, right in _aligned(_all(one, ours), _all(other, theirs)):
        if not _same(left.drop_columns([field]), right.drop_columns([field])):
            msg = f"other columns differ in rows {number} to {number + left.num_rows - 1}"
            raise ValueError(msg)
        pairs = zip(left.column(field).to_pylist(), right.column(field).to_pylist(), strict=True)
        yield from ((at, *pair) for at, pair in enumerate(pairs, number) if pair[0] != pair[1])
        number += left.num_rows


def _all(file: Path, table: Any) -> Iterator[Any]:
    for place in range(table.metadata.num_row_groups):
        yield from _batches(file, table, place)


def _same(left: Any, right: Any) -> bool:
    """Tell whether batches are equal; NaN, which Arrow takes for unequal to itself, is equal here."""
    return all(
        ours.equals(theirs) or repr(ours.to_pylist()) == repr(theirs.to_pylist())
        for ours, theirs in zip(left.columns, right.columns, strict=True)
    )


def _aligned(left: Iterator[Any], right: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield batches of the same rows from two files, which may cut them otherwise."""
    ours, theirs = next(left, None), next(right, None)
    while ours is not None and theirs is not None:
        size = min(ours.num_rows, theirs.num_rows)
        yield ours.slice(0, size), theirs.slice(0, size)
        ours = ours.slice(size) if size < ours.num_rows else next(left, None)
        theirs = theirs.slice(size) if size < theirs.num_rows else next(right, None)
    if ours is not None or theirs is not None:
        msg = "it has another number of rows"
        raise ValueError(msg)
