"""Verifying a record: replaying it both ways, and telling every disagreement."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from corpuslint.containers import ContainerError
from corpuslint.containers.streams import whole
from corpuslint.fixing import replay_boxes
from corpuslint.fixing.cleaned import UNFINISHED
from corpuslint.fixing.record import Edited, Row
from corpuslint.fixing.replay import Record, backward, digest, forward
from corpuslint.fixing.unread import disagreement, is_unread
from corpuslint.language import count
from corpuslint.paths import shown
from corpuslint.setup.discover import Problem
from corpuslint.spooling.spool import Spool


def verify(record: Record) -> Iterator[Problem]:
    """Replay a record, both ways, and yield every disagreement.

    Raises:
        RecordError: the record cannot be read.

    """
    if not record.in_place and (record.folder / UNFINISHED).exists():
        yield Problem(shown(record.home), "the run that wrote it was stopped on the way; run it again")
        return
    known: set[str] = set()
    for row, edited, records in record.files():
        known.add(row.path)
        with Spool[tuple[Row, list[Edited]]]() as held:
            for each in records:
                held.append(each)
            fault = _disagreement(record, row, edited, held)
        if fault:
            yield Problem(shown(record.home / row.path), fault)
    if not record.in_place:
        for path in _strangers(record.home, known):
            yield Problem(shown(path), "is not in the manifest: no source is known for it")


def _disagreement(record: Record, row: Row, edited: Sequence[Edited], records: Spool[tuple[Row, list[Edited]]]) -> str:
    """Return how a file disagrees with its record, or nothing."""
    if row.status.startswith("not written"):
        return row.status
    target, origin = record.home / row.path, record.source_of(row)
    try:
        if is_unread(row):
            return disagreement(row, target, origin)
        if row.field:
            return replay_boxes.disagreement(target, origin, row, records)
        return _differs(row, edited, whole(target), None if origin is None else (origin, whole(origin)))
    except OSError as error:
        moved = origin is not None and error.filename is not None and Path(error.filename) == origin
        hint = "; if it was moved, name its folder: --source FOLDER" if moved and record.source is None else ""
        return f"{shown(error.filename or target)}: cannot be read: {error.strerror}{hint}"
    except ContainerError as error:
        return str(error)


def _differs(row: Row, edited: Sequence[Edited], written: bytes, source: tuple[Path, bytes] | None) -> str:
    """Return how a document disagrees with its record, or nothing."""
    if digest(written) != row.sha256_after:
        return "has changed since it was written"
    if source is not None and digest(source[1]) != row.sha256_before:
        return f"its source {shown(source[0])} has changed since"
    if len(edited) != row.edits:
        return f"its record holds {count(len(edited), 'edit')} of {row.edits}"
    return "" if row.verbatim and not edited else _replayed(row, source and source[1], written, edited)


def _replayed(row: Row, source: bytes | None, written: bytes, edited: Sequence[Edited]) -> str:
    try:
        restored = backward(row, written, edited)
        replayed = forward(row, restored if source is None else source, edited)
    except (ValueError, LookupError) as error:
        return str(error)
    if digest(restored) != row.sha256_before:
        return "the record does not lead back to its source"
    return "" if replayed == written else "its source with the recorded edits gives another text"


def _strangers(folder: Path, known: set[str]) -> Iterator[Path]:
    """Yield the files of the kinds that a cleaned corpus holds which its manifest does not know."""
    endings = {Path(path).suffix for path in known}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in place.parts)
        if path.suffix in endings and not hidden and place.as_posix() not in known and path.is_file():
            yield path
