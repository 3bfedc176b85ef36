"""Parquet: a table in row groups, the text in one of its columns. Row groups are read one at a time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from corpuslint.containers.streams import ContainerError

_ROWS = 1024
"""Rows decoded at once: a row group of a crawl can hold gigabytes."""


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
        for batch in table.iter_batches(_ROWS, [group.place], [field]):
            for text in batch.column(0).to_pylist():
                if text is not None:
                    yield number, text
                number += 1
    except (OSError, ValueError) as error:
        msg = f"row {number}: {error}"
        raise ContainerError(msg) from error


def _check_field(schema: Any, field: str) -> None:
    import pyarrow as pa  # noqa: PLC0415 (as below)

    if field not in schema.names:
        msg = f"has no column {field!r} but {', '.join(map(repr, schema.names[:6]))}; name it by `text-field`"
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
        msg = "needs pyarrow: pip install 'corpuslint[parquet]'"
        raise ContainerError(msg) from error
    try:
        return parquet.ParquetFile(file)
    except pa.ArrowInvalid as error:
        msg = f"is no Parquet file: {error}"
        raise ContainerError(msg) from error
