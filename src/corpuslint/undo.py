"""Undoing a fix: the written files become their sources again, by the record alone, byte for byte.

All files are looked at before the first is touched: if one has changed since, nothing is done. Each file is then old or
new, and a run that was killed is completed by running again, because what is its source already is left alone.
"""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from corpuslint import atomic, cleaned
from corpuslint.discover import Problem
from corpuslint.inplace import forget, last_record
from corpuslint.paths import shown
from corpuslint.record import EDITS, MANIFEST, Edited, RecordError, Row, edit_bytes, row_bytes
from corpuslint.replay import Record, backward, cleaned_record, digest


def record_of(folder: Path, *, latest: bool) -> Record:
    """Return the record of a folder, which may have two: of its last fix in place, and as a cleaned corpus.

    Args:
        folder: where to look.
        latest: prefer that of the fix in place, which came later; else that of the cleaned corpus.

    Raises:
        RecordError: the folder has neither.

    """
    in_place = last_record(folder)
    whole = cleaned_record(folder)
    record = in_place or whole if latest else whole or in_place
    if record is None:
        msg = f"{shown(folder)} has no record of a fix: neither of one in place nor of a cleaned corpus"
        raise RecordError(msg)
    return record


def refusals(record: Record) -> Iterator[Problem]:
    """Yield the files that cannot be put back, and why.

    Raises:
        RecordError: the record cannot be read.

    """
    for row, edited in record.documents():
        fault = _refusal(record, row, edited)
        if fault:
            yield Problem(shown(record.home / row.path), fault)


def restore(record: Record, *, skip: bool = False) -> int:
    """Put the sources back and return how many files changed; the record is then used up.

    Args:
        record: what to undo; there are no :func:`refusals`, or ``skip`` is true.
        skip: leave alone what is refused.

    Raises:
        RecordError: the record cannot be read.
        OSError: a file cannot be written; run again to go on.

    """
    rows: list[Row] = []
    left: list[Edited] = []
    restored = 0
    with cleaned.unfinished(record.folder) if not record.in_place else nullcontext():
        for row, edited in record.documents():
            if skip and _refusal(record, row, edited):
                rows.append(row)
                left += edited
                continue
            restored += _put_back(record, row, edited)
            rows.append(_restored(row))
        if record.in_place:
            forget(record)
        else:
            _rewrite(record, rows, left)
    return restored


def _put_back(record: Record, row: Row, edited: Sequence[Edited]) -> bool:
    """Write one source; tell whether it was not there already."""
    target = record.home / row.path
    data = target.read_bytes()
    if digest(data) == row.sha256_before:
        return False
    atomic.write(target, backward(row, data, edited), follow=record.in_place)
    return True


def _refusal(record: Record, row: Row, edited: Sequence[Edited]) -> str:
    """Return why a file cannot be put back, or nothing."""
    target = record.home / row.path
    if not target.resolve().is_relative_to(record.home.resolve()):
        return f"leads out of {shown(record.home)}"
    try:
        data = target.read_bytes()
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if digest(data) == row.sha256_before:
        return ""
    if digest(data) != row.sha256_after:
        return "has changed since it was written"
    try:
        fits = digest(backward(row, data, edited)) == row.sha256_before
    except (ValueError, LookupError) as error:
        return str(error)
    return "" if fits else "the record does not lead back to its source"


def _restored(row: Row) -> Row:
    """Return the manifest row of a file that is its source again."""
    return Row(row.path, row.source, row.record, "restored", row.form, row.form, row.sha256_before, row.sha256_before)


def _rewrite(record: Record, rows: Sequence[Row], left: Sequence[Edited]) -> None:
    with atomic.writing(record.folder / EDITS) as edits, atomic.writing(record.folder / MANIFEST) as manifest:
        edits.writelines(map(edit_bytes, left))
        manifest.writelines(map(row_bytes, rows))
