"""Undoing a fix: the written files become their sources again, by the record alone, byte for byte.

All files are looked at before the first is touched: if one has changed since, nothing is done. Each file is then old or
new, and a run that was killed is completed by running again, because what is its source already is left alone.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from corpuslint.containers import digest as contents
from corpuslint.containers.streams import packed, whole
from corpuslint.fixing import atomic, cleaned, replay_boxes
from corpuslint.fixing.inplace import forget, last_record
from corpuslint.fixing.record import FOLDER, Edited, RecordError, Row, edit_bytes, row_bytes
from corpuslint.fixing.replay import Record, backward, cleaned_record, digest
from corpuslint.fixing.unread import disagreement, is_unread
from corpuslint.paths import shown
from corpuslint.setup.discover import Problem
from corpuslint.spooling.spool import Spool
from corpuslint.typed import NamedTuple


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
        raise RecordError(msg + _hint(folder))
    return record


def _hint(folder: Path) -> str:
    """Return where a record lies farther up: that of a fix in place is kept where the fix ran."""
    parents = folder.resolve().parents
    above = next((parent for parent in parents if os.path.isdir(parent / FOLDER)), None)  # noqa: PTH112 (never raises)
    return f"; {shown(above)} has one" if above else ""


def refusals(record: Record) -> Iterator[Problem]:
    """Yield the files that cannot be put back, and why.

    Raises:
        RecordError: the record cannot be read.

    """
    for file in _files(record):
        fault = _refusal(record, file)
        if fault:
            yield Problem(shown(record.home / file.row.path), fault)


class _File(NamedTuple):
    """A file in the record."""

    row: Row
    edited: list[Edited]
    records: Spool[tuple[Row, list[Edited]]]


def _files(record: Record) -> Iterator[_File]:
    for row, edited, records in record.files():
        with Spool[tuple[Row, list[Edited]]]() as held:
            for each in records:
                held.append(each)
            yield _File(row, edited, held)


def restore(record: Record, *, skip: bool = False) -> int:
    """Put the sources back and return how many files changed; the record is then used up.

    Args:
        record: what to undo; there are no :func:`refusals`, or ``skip`` is true.
        skip: leave alone what is refused.

    Raises:
        RecordError: the record cannot be read.
        OSError: a file cannot be written; run again to go on.

    """
    restored = 0
    with ExitStack() as stack:
        rows = stack.enter_context(Spool[tuple[Row, list[Edited]]]())
        if not record.in_place:
            stack.enter_context(cleaned.unfinished(record.folder))
        for file in _files(record):
            if skip and _refusal(record, file):
                for each in ((file.row, file.edited), *file.records):
                    rows.append(each)
                continue
            restored += _put_back(record, file)
            rows.append((_restored(record, file.row), []))
        if record.in_place:
            forget(record)
        else:
            _rewrite(record, rows)
    return restored


def _put_back(record: Record, file: _File) -> bool:
    """Write one source; tell whether it was not there already."""
    target, row = record.home / file.row.path, file.row
    if is_unread(row):
        return False
    if row.field:
        if replay_boxes.is_source(target, row, file.records):
            return False
        with atomic.writing(target, follow=record.in_place) as out:
            replay_boxes.put_back(target, row, file.records, out)
        return True
    data = whole(target)
    if digest(data) == row.sha256_before:
        return False
    atomic.write(target, packed(target.name, backward(row, data, file.edited)), follow=record.in_place)
    return True


def _refusal(record: Record, file: _File) -> str:
    """Return why a file cannot be put back, or nothing."""
    target, row = record.home / file.row.path, file.row
    if not target.resolve().is_relative_to(record.home.resolve()):
        return f"leads out of {shown(record.home)}"
    try:
        if is_unread(row):
            return disagreement(row, target, None)
        return replay_boxes.refusal(target, row, file.records) if row.field else _unfit(target, row, file.edited)
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    except (ValueError, LookupError) as error:
        return str(error)


def _unfit(target: Path, row: Row, edited: Sequence[Edited]) -> str:
    data = whole(target)
    if digest(data) == row.sha256_before:
        return ""
    if digest(data) != row.sha256_after:
        return "has changed since it was written"
    fits = digest(backward(row, data, edited)) == row.sha256_before
    return "" if fits else "the record does not lead back to its source"


def _restored(record: Record, row: Row) -> Row:
    """Return the manifest row of a file that is its source again."""
    if is_unread(row):
        return row
    before = row.sha256_before
    after = contents(record.home / row.path) if row.field and not record.in_place else before
    fresh = Row(row.path, row.source, row.record, "restored", row.form, row.form, before, after)
    return fresh._replace(field=row.field, documents=row.documents)


def _rewrite(record: Record, rows: Iterable[tuple[Row, list[Edited]]]) -> None:
    with cleaned.writing(record.folder) as (manifest, edits):
        for row, edited in rows:
            manifest.write(row_bytes(row))
            edits.writelines(map(edit_bytes, edited))
