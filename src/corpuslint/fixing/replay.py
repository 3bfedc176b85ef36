"""Replaying a record: source and edits make the written text, written text and edits make the source."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from corpuslint import edits
from corpuslint.fixing.record import (
    EDITS,
    FOLDER,
    MANIFEST,
    Documents,
    Edited,
    Row,
    documents,
    files,
    own_folder,
    read_edits,
    read_rows,
    unpack,
)
from corpuslint.typed import NamedTuple


class Record(NamedTuple):
    """A record on disk."""

    home: Path
    """The folder that its paths are relative to."""
    folder: Path
    """Where manifest and edits lie."""
    in_place: bool
    source: Path | None = None
    """The folder of the source, where it is not where it was."""

    def files(self) -> Iterator[tuple[Row, list[Edited], Documents]]:
        """Yield the files with their edits and records. Raises :class:`RecordError` where they cannot be read."""
        return files(documents(read_rows(self.folder / MANIFEST), read_edits(self.folder / EDITS)))

    def source_of(self, row: Row) -> Path | None:
        """Return the source of a file; of a fix in place there is none."""
        if self.in_place:
            return None
        return self.home / row.source if self.source is None else self.source / row.path


def cleaned_record(folder: Path) -> Record | None:
    """Return the record of a cleaned corpus; ``None`` where the folder is none.

    Raises :class:`RecordError` where a link leads to it.
    """
    record = own_folder(folder, FOLDER)
    return Record(folder, record, in_place=False) if (record / MANIFEST).is_file() else None


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
