"""The cleaned corpus: texts, manifest and edits in a folder of their own, such that the source can be had back.

The source stays as it is, so texts are not forced to disk one by one. While a run is under way a mark stands in the
folder; what a killed run left behind is then completed by the next. Otherwise nothing is overwritten or removed that
is not as an earlier run wrote it: a cleaned text that a person went on to edit is theirs.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from corpuslint.containers import ContainerError, digest
from corpuslint.containers.streams import is_packed, packed
from corpuslint.fixing import atomic
from corpuslint.fixing.boxes import Box, Plan, plan
from corpuslint.fixing.record import (
    EDITS,
    FOLDER,
    MANIFEST,
    Documents,
    RecordError,
    Row,
    edit_bytes,
    own_folder,
    read_rows,
    row_bytes,
)
from corpuslint.fixing.unread import Copy, Unread
from corpuslint.fixing.unread import digest as digest_of_bytes
from corpuslint.fixing.written import Item, Written, for_corpus, source_of
from corpuslint.paths import shown
from corpuslint.setup.discover import Problem
from corpuslint.typed import BinaryIO, NamedTuple

UNFINISHED = "unfinished"


def prepare(folder: Path, sources: Iterable[Path]) -> None:
    """Make the folder of a cleaned corpus.

    Raises:
        RecordError: it holds other things, is the source or has the source inside it.
        OSError: it cannot be made.

    """
    home = folder.resolve()
    for path in sources:
        if path.resolve().is_relative_to(home):
            relation = "is the source itself" if path.resolve() == home else f"holds the source {shown(path)}"
            msg = f"{shown(folder)} {relation}; give --output another folder"
            raise RecordError(msg)
    known = (folder / FOLDER / MANIFEST).is_file()
    if folder.is_dir() and not known and any(path.name != FOLDER for path in folder.iterdir()):
        msg = f"{shown(folder)} is not empty and no cleaned corpus; give --output a new or an empty folder"
        raise RecordError(msg)
    record = own_folder(folder, FOLDER)
    record.mkdir(parents=True, exist_ok=True)
    if not known:  # so that a killed run can be told from a folder of other things
        atomic.write(record / EDITS, b"", follow=False)
        atomic.write(record / MANIFEST, b"", follow=False)


def write(folder: Path, items: Sequence[Item | Box], unread: Sequence[Unread] = ()) -> list[Problem]:
    """Write the cleaned corpus and return what could not be written. Files of an earlier run that are gone go too.

    What could not be read (``unread``) is copied as it is.

    Raises:
        RecordError: the record of the earlier run cannot be read.
        OSError: the record cannot be written.

    """
    record = own_folder(folder, FOLDER)
    known = {row.path: row.sha256_after for row in read_rows(record / MANIFEST) if row.record is None}
    with unfinished(record) as before:
        problems = _remove(folder, known, {item.place for item in (*items, *unread)}, unfinished=before)
        with writing(record) as (manifest, edits):
            for item in (*items, *unread):
                rows = _write_one(folder, item, _State(known.get(item.place, ""), before), problems)
                for row, edited in rows:
                    manifest.write(row_bytes(row))
                    edits.writelines(map(edit_bytes, edited))
    return problems


@contextlib.contextmanager
def writing(record: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Open new contents for the manifest and the edits of a record.

    The manifest takes the place of the old one last: a record whose manifest is there is whole, and one whose manifest
    is still the old one is made anew by the next run, or describes what an undo has put back already.

    Raises :class:`OSError` where they cannot be written; the old ones stay.
    """
    with (
        atomic.writing(record / MANIFEST, follow=False) as manifest,
        atomic.writing(record / EDITS, follow=False) as edits,
    ):
        yield manifest, edits


@contextlib.contextmanager
def unfinished(record: Path) -> Iterator[bool]:
    """Have a mark in a record while texts are written; gives whether one was there, left by a run that was killed.

    When the mark goes, all texts are on disk: one sync for all.
    """
    mark = record / UNFINISHED
    before = mark.exists()
    atomic.write(mark, b"", follow=False)
    yield before
    if hasattr(os, "sync"):
        os.sync()
    mark.unlink(missing_ok=True)


class _State(NamedTuple):
    """What is known of a text before it is written."""

    known: str
    """Its hash as an earlier run wrote it."""
    unfinished: bool
    """Whether an earlier run was killed, so that the text may be of either."""


def _write_one(folder: Path, item: Item | Box | Unread, state: _State, problems: list[Problem]) -> Documents:
    """Write one file; yield its rows and their edits, and note why it could not be written."""
    target = folder / item.place
    try:
        made = _made(item, folder)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        problems.append(Problem(shown(item.source), f"cannot be read again: {reason}; run again"))
        return
    fault = "" if _inside(target, folder) else "lies outside the cleaned corpus, or where its record is"
    try:
        if not fault:
            _put(target, made.row, state, partial(_save, item.source, made))
    except (OSError, ValueError) as error:
        fault = f"cannot be written: {error.strerror if isinstance(error, OSError) else error}"
    if fault:
        problems.append(Problem(shown(target), fault))
        yield made.row._replace(status=f"not written: {fault}"), []
        return
    yield from made.rows()


def _made(item: Item | Box | Unread, folder: Path) -> Written | Plan | Copy:
    """Return what to write for a file. Raises :class:`OSError` and :class:`ValueError`."""
    if isinstance(item, Item):
        return for_corpus(item, folder)
    source = source_of(item.source, folder)
    return item.copy(source) if isinstance(item, Unread) else plan(item, source)


def _save(source: Path, made: Written | Plan | Copy, out: BinaryIO) -> None:
    if not isinstance(made, Written):
        made.save(out)
    else:
        as_it_is = made.row.verbatim and is_packed(source.name)  # compressed anew, it would be other bytes
        out.write(source.read_bytes() if as_it_is else packed(source.name, made.data))


def _inside(target: Path, folder: Path) -> bool:
    """Tell whether no symlink on the way leads out of the folder, and the place is not the record's."""
    home = folder.resolve()
    return target.parent.resolve().is_relative_to(home) and not target.is_relative_to(folder / FOLDER)


def _put(target: Path, row: Row, state: _State, save: Callable[[BinaryIO], None]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    present = None
    with contextlib.suppress(FileNotFoundError):
        present = _digest(target)
    if present == row.sha256_after and not target.is_symlink():
        return
    if present is not None and not state.unfinished and present != state.known:
        message = "it has changed since it was written; move it away, or give --output another folder"
        raise FileExistsError(0, message, os.fspath(target))
    with atomic.writing(target, follow=False, durable=False) as out:
        save(out)


def _digest(target: Path) -> str:
    try:
        return digest(target)
    except ContainerError:
        return digest_of_bytes(target)


def _remove(folder: Path, known: dict[str, str], wanted: set[str], *, unfinished: bool) -> list[Problem]:
    """Remove the texts whose source is gone."""
    problems = []
    for place in sorted(known.keys() - wanted):
        target = folder / place
        if not target.is_file() or not _inside(target, folder):
            continue
        if not unfinished and _digest(target) != known[place]:
            problems.append(
                Problem(shown(target), "has no source any more, but has changed since it was written: left")
            )
            continue
        target.unlink()
        with contextlib.suppress(OSError):  # a folder that is not empty stays
            target.parent.rmdir()
    return problems
