"""Replaying the record of a file of records: its source with the edits makes it, and it makes its source again.

JSON lines come back byte for byte, whatever else stands in them. A Parquet file comes back value for value: how values
are laid out in pages is the business of the library that writes it.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from corpuslint.containers import Sink, differences, digest, rewrite
from corpuslint.containers.jsonl import Swap
from corpuslint.containers.streams import is_packed, packing
from corpuslint.fixing.record import Edited, Row, unpack
from corpuslint.fixing.replay import backward, forward
from corpuslint.typed import IO

Records = Iterable[tuple[Row, list[Edited]]]
"""The rows of the records of a file, with their edits, which can be gone through again and again."""


def disagreement(written: Path, source: Path | None, row: Row, records: Records) -> str:
    """Return how a file of records disagrees with its record, or nothing; ``source`` is not needed.

    Raises :class:`OSError` where a file cannot be read.
    """
    try:
        if digest(written) != row.sha256_after:
            return "has changed since it was written"
        if source is not None and digest(source) != row.sha256_before:
            return f"its source {source.name} has changed since"
        fault = _miscounted(records)
        if fault or (row.verbatim and not any(edited for _, edited in records)):
            return fault
        return (
            _parquet_replayed(written, source, row, records)
            if _is_table(written)
            else _replayed(written, source, row, records)
        )
    except ValueError as error:
        return str(error)


def _is_table(file: Path) -> bool:
    return file.name.lower().endswith(".parquet")


def _miscounted(records: Records) -> str:
    for row, edited in records:
        if len(edited) != row.edits:
            return f"row {row.record}: its record holds {len(edited)} edits of {row.edits}"
    return ""


def _replayed(written: Path, source: Path | None, row: Row, records: Records) -> str:
    back = Sink()
    rewrite(written, row.field, _swaps(records, _both), back)
    if back.digest != row.sha256_before:
        return "the record does not lead back to its source"
    if source is None:
        return ""
    again = Sink()
    rewrite(source, row.field, _swaps(records, _forward), again)
    return "" if again.digest == row.sha256_after else "its source with the recorded edits gives another text"


def _parquet_replayed(written: Path, source: Path | None, row: Row, records: Records) -> str:
    if source is None:
        rewrite(written, row.field, _swaps(records, _both), Sink())
        return ""
    coming = _swaps(records, _both)
    for number, ours, theirs in differences(source, written, row.field):
        following = next(coming, None)
        if following is None or following[0] != number or ours is None or theirs is None:
            return f"row {number} differs from its source, and the record knows nothing of it"
        if following[1](theirs, b"")[0] != ours:
            return f"row {number}: its source with the recorded edits gives another text"
    return "" if next(coming, None) is None else "a row does not differ from its source, against the record"


def refusal(written: Path, row: Row, records: Records) -> str:
    """Return why a file of records cannot be put back, or nothing. Raises as :func:`disagreement` does."""
    try:
        if is_source(written, row, records):
            return ""
        if digest(written) != row.sha256_after:
            return "has changed since it was written"
        return _miscounted(records) or (
            _parquet_replayed(written, None, row, records)
            if _is_table(written)
            else _replayed(written, None, row, records)
        )
    except ValueError as error:
        return str(error)


def is_source(written: Path, row: Row, records: Records) -> bool:
    """Tell whether a file is its source already. Raises as :func:`disagreement` does."""
    found = digest(written)
    if found in {row.sha256_before, row.sha256_after} or not _is_table(written):
        return found == row.sha256_before
    try:
        rewrite(written, row.field, _swaps(records, _before), Sink())
    except ValueError:
        return False
    return True


def put_back(written: Path, row: Row, records: Records, out: IO[bytes]) -> None:
    """Write the source of a file of records to ``out``. Raises :class:`OSError`, :class:`ValueError`."""
    packed = packing(written.name, out) if is_packed(written.name) else None
    rewrite(written, row.field, _swaps(records, _backward), Sink(packed or out))
    if packed is not None:
        packed.close()


Step = Callable[[Row, list[Edited], str], str]


def _swaps(records: Records, step: Step) -> Iterator[tuple[int, Swap]]:
    for row, edited in records:
        if row.record is not None and not (row.verbatim and not edited):
            yield row.record, partial(_swap, row, edited, step)


def _swap(row: Row, edited: list[Edited], step: Step, old: str, _token: bytes) -> tuple[str, bytes | None]:
    try:
        new = step(row, edited, old)
    except (ValueError, LookupError) as error:
        msg = f"row {row.record}: {error}"
        raise ValueError(msg) from error
    return new, unpack(row.token) if row.token and step is not _forward else None


def _forward(row: Row, edited: list[Edited], text: str) -> str:
    return forward(row, text.encode("utf-8", "surrogatepass"), edited).decode("utf-8")


def _backward(row: Row, edited: list[Edited], text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    if sha256(data).hexdigest() != row.sha256_after:
        msg = "has changed since it was written"
        raise ValueError(msg)
    back = backward(row, data, edited)
    if sha256(back).hexdigest() != row.sha256_before:
        msg = "the record does not lead back to its source"
        raise ValueError(msg)
    return back.decode("utf-8", "surrogatepass")


def _both(row: Row, edited: list[Edited], text: str) -> str:
    """Go back, and see that the way forward leads here again."""
    back = _backward(row, edited, text)
    if _forward(row, edited, back) != text:
        msg = "its source with the recorded edits gives another text"
        raise ValueError(msg)
    return back


def _before(row: Row, _edited: list[Edited], text: str) -> str:
    if sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != row.sha256_before:
        msg = "is not its source"
        raise ValueError(msg)
    return text
