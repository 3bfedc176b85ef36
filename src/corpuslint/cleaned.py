"""The cleaned corpus: texts, manifest and edits in a folder of their own, such that the source can be had back.

The source stays as it is, so texts are not forced to disk one by one. While a run is under way a mark stands in the
folder; what a killed run left behind is then completed by the next. Otherwise nothing is overwritten or removed that
is not as an earlier run wrote it: a cleaned text that a person went on to edit is theirs.
"""

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpuslint import atomic
from corpuslint.discover import Problem
from corpuslint.paths import shown
from corpuslint.record import EDITS, FOLDER, MANIFEST, RecordError, Row, edit_bytes, read_rows, row_bytes
from corpuslint.replay import digest
from corpuslint.written import Item, for_corpus

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
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    if not (folder / FOLDER / MANIFEST).exists():  # so that a killed run can be told from a folder of other things
        atomic.write(folder / FOLDER / EDITS, b"")
        atomic.write(folder / FOLDER / MANIFEST, b"")


def write(folder: Path, items: Sequence[Item]) -> list[Problem]:
    """Write the cleaned corpus and return what could not be written. Files of an earlier run that are gone go too.

    Raises:
        RecordError: the record of the earlier run cannot be read.
        OSError: the record cannot be written.

    """
    record = folder / FOLDER
    known = {row.path: row.sha256_after for row in read_rows(record / MANIFEST)}
    with unfinished(record) as before:
        problems = _remove(folder, known, {item.place for item in items}, unfinished=before)
        with atomic.writing(record / EDITS) as edits, atomic.writing(record / MANIFEST) as manifest:
            for item in items:
                row, lines, problem = _write_one(folder, item, known.get(item.place, ""), unfinished=before)
                if row is not None:
                    manifest.write(row_bytes(row))
                    edits.writelines(lines)
                if problem:
                    problems.append(problem)
    return problems


@contextlib.contextmanager
def unfinished(record: Path) -> Iterator[bool]:
    """Have a mark in a record while texts are written; gives whether one was there, left by a run that was killed.

    When the mark goes, all texts are on disk: one sync for all.
    """
    mark = record / UNFINISHED
    before = mark.exists()
    atomic.write(mark, b"")
    yield before
    if hasattr(os, "sync"):
        os.sync()
    mark.unlink(missing_ok=True)


def _write_one(
    folder: Path, item: Item, known: str, *, unfinished: bool
) -> tuple[Row | None, list[bytes], Problem | None]:
    """Write one text; return its row, the lines of its edits, and why it could not be written."""
    target = folder / item.place
    try:
        written = for_corpus(item, folder)
    except OSError as error:
        return None, [], Problem(shown(item.source), f"cannot be read again: {error.strerror}; run again")
    fault = ""
    try:
        if _inside(target, folder):
            _put(target, written.data, known, unfinished=unfinished)
        else:
            fault = "lies outside the cleaned corpus, or where its record is"
    except OSError as error:
        fault = f"cannot be written: {error.strerror}"
    row = written.row._replace(status=f"not written: {fault}") if fault else written.row
    problem = Problem(shown(target), fault) if fault else None
    return row, [edit_bytes(edit) for edit in written.edited], problem


def _inside(target: Path, folder: Path) -> bool:
    """Tell whether no symlink on the way leads out of the folder, and the place is not the record's."""
    home = folder.resolve()
    return target.parent.resolve().is_relative_to(home) and not target.is_relative_to(folder / FOLDER)


def _put(target: Path, data: bytes, known: str, *, unfinished: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    present = None
    with contextlib.suppress(FileNotFoundError):
        present = target.read_bytes()
    if present == data and not target.is_symlink():
        return
    if present is not None and not unfinished and digest(present) != known:
        message = "it has changed since it was written; move it away, or give --output another folder"
        raise FileExistsError(0, message, os.fspath(target))
    atomic.write(target, data, follow=False, durable=False)


def _remove(folder: Path, known: dict[str, str], wanted: set[str], *, unfinished: bool) -> list[Problem]:
    """Remove the texts whose source is gone."""
    problems = []
    for place in sorted(known.keys() - wanted):
        target = folder / place
        if not target.is_file() or not _inside(target, folder):
            continue
        if not unfinished and digest(target.read_bytes()) != known[place]:
            problems.append(
                Problem(shown(target), "has no source any more, but has changed since it was written: left")
            )
            continue
        target.unlink()
        with contextlib.suppress(OSError):  # a folder that is not empty stays
            target.parent.rmdir()
    return problems
