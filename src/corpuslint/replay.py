"""Replaying a record: source and edits make the written text, written text and edits make the source."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from corpuslint import edits
from corpuslint.discover import Problem
from corpuslint.paths import shown
from corpuslint.record import (
    EDITS,
    FOLDER,
    MANIFEST,
    Edited,
    Row,
    documents,
    read_edits,
    read_rows,
    unpack,
)


class Record(NamedTuple):
    """A record on disk."""

    home: Path
    """The folder that its paths are relative to."""
    folder: Path
    """Where manifest and edits lie."""
    in_place: bool

    def documents(self) -> Iterator[tuple[Row, list[Edited]]]:
        """Yield the rows with their edits. Raises :class:`RecordError` where they cannot be read."""
        return documents(read_rows(self.folder / MANIFEST), read_edits(self.folder / EDITS))


def cleaned_record(folder: Path) -> Record | None:
    """Return the record of a cleaned corpus; ``None`` where the folder is none."""
    return Record(folder, folder / FOLDER, in_place=False) if (folder / FOLDER / MANIFEST).is_file() else None


def forward(row: Row, source: bytes, edited: Sequence[Edited]) -> bytes:
    """Return what source and edits make together. Raises :class:`ValueError` where they do not fit each other."""
    text = row.form.decode(source)
    for edit in edited:
        if text[edit.change.start : edit.change.end] != edit.before:
            msg = f"the edit at {edit.change.start} does not fit its source"
            raise ValueError(msg)
    cleaned = edits.apply(text, [edit.change for edit in edited])
    return row.written.encode(row.form.renewed(cleaned, row.written))


def backward(row: Row, written: bytes, edited: Sequence[Edited]) -> bytes:
    """Return the source that a written file came from, by the record alone.

    Raises:
        ValueError: record and file do not fit each other.

    """
    text = row.written.renewed(row.written.decode(written), row.form)
    back = edits.reverse([edit.change for edit in edited], [edit.before for edit in edited])
    for undone, edit in zip(back, edited, strict=True):
        if text[undone.start : undone.end] != edit.change.content:
            msg = f"the edit at {edit.change.start} does not fit its text"
            raise ValueError(msg)
    restored = edits.apply(text, back)
    return unpack(row.original) if row.original else row.form.encode(restored)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes as the manifest writes it."""
    return sha256(data).hexdigest()


def verify(record: Record) -> Iterator[Problem]:
    """Replay a record, both ways, and yield every disagreement.

    Raises:
        RecordError: the record cannot be read.

    """
    known: set[str] = set()
    for row, edited in record.documents():
        known.add(row.path)
        fault = _disagreement(record, row, edited)
        if fault:
            yield Problem(shown(record.home / row.path), fault)
    if not record.in_place:
        for path in _strangers(record.home, known):
            yield Problem(shown(path), "is not in the manifest: no source is known for it")


def _disagreement(record: Record, row: Row, edited: Sequence[Edited]) -> str:
    """Return how a document disagrees with its record, or nothing."""
    if row.status.startswith("not written"):
        return row.status
    try:
        written = (record.home / row.path).read_bytes()
        source = None if record.in_place else (record.home / row.source).read_bytes()
    except OSError as error:
        return f"{shown(error.filename)}: cannot be read: {error.strerror}"
    if digest(written) != row.sha256_after:
        return "has changed since it was written"
    if source is not None and digest(source) != row.sha256_before:
        return f"its source {shown(record.home / row.source)} has changed since"
    if len(edited) != row.edits:
        return f"its record holds {len(edited)} edits of {row.edits}"
    return "" if row.verbatim and not edited else _replayed(row, source, written, edited)


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
