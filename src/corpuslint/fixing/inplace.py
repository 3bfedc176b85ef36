"""Fixing in place: the record first, then file after file, each of them old or new.

The record of each run lies in ``.corpuslint/fixes/NNNN`` at the working folder, ignored by git, and is on disk before
the first file changes, so that ``undo`` can take back also what a killed run did. The newest runs are kept.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpuslint.containers.streams import packed
from corpuslint.fixing import atomic, cleaned
from corpuslint.fixing.boxes import Box, Plan, plan
from corpuslint.fixing.record import FOLDER, MANIFEST, RecordError, edit_bytes, own_folder, row_bytes
from corpuslint.fixing.replay import Record
from corpuslint.fixing.written import Item, Written, in_place
from corpuslint.paths import shown
from corpuslint.setup.discover import Problem
from corpuslint.typed import NamedTuple

FIXES = "fixes"
_KEPT = 20
"""Runs whose record is kept: enough to undo a morning's work, not so many that records pile up."""


def home_of(paths: Sequence[Path]) -> Path:
    """Return the folder for the record of PATHs: the working folder if it holds them all, else the one they share."""
    here = Path.cwd()
    if all(path.resolve().is_relative_to(here.resolve()) for path in paths):
        return here
    return common_folder(paths)


def common_folder(paths: Sequence[Path]) -> Path:
    """Return the folder that all PATHs share."""
    folders = [os.path.abspath(path if path.is_dir() else path.parent) for path in paths]  # noqa: PTH100 (".." must go)
    return Path(os.path.commonpath(folders))


class Outcome(NamedTuple):
    """What could not be written, and what is worth knowing of what was."""

    problems: list[Problem]
    notes: list[str]


def write(home: Path, items: Sequence[Item | Box]) -> Outcome:
    """Write all changed files and their record.

    Raises:
        RecordError: the record cannot be kept; no file has changed.

    """
    lost = ((item, item.lost if isinstance(item, Box) else item.draft.lost) for item in items)
    problems = [Problem(shown(item.source), f"cannot be read again: {fault}") for item, fault in lost if fault]
    notes: list[str] = []
    for item in _record(home, _changing(home, items, problems), problems):
        written = item if isinstance(item, Plan) else _made(item, problems)
        source = item.box.source if isinstance(item, Plan) else item.source
        try:
            if written:
                notes += _linked(source)
                _put(source, written)
        except OSError as error:
            problems.append(Problem(shown(source), f"cannot be written: {error.strerror}; it is as it was"))
        except ValueError as error:
            problems.append(Problem(shown(source), f"cannot be written: {error}; it is as it was"))
    return Outcome(problems, notes)


def _put(source: Path, written: Written | Plan) -> None:
    if isinstance(written, Plan):
        with atomic.writing(source) as out:
            written.save(out)
    else:
        atomic.write(source, packed(source.name, written.data))


def _changing(home: Path, items: Iterable[Item | Box], problems: list[Problem]) -> list[Item | Box]:
    """Return the files to change, each once: links to one file are one; a link out of the folder is not followed."""
    changing: dict[Path, Item | Box] = {}
    root = home.resolve()
    for item in items:
        if item.changed:
            target = item.source.resolve()
            if target.is_relative_to(root):
                changing.setdefault(target, item)
            else:
                fault = f"is a link to {shown(target)}, outside {shown(home)}; fix that itself"
                problems.append(Problem(shown(item.source), fault))
    return list(changing.values())


def _linked(file: Path) -> Iterator[str]:
    """Yield a note if a file has other names: they will keep the old text."""
    names = file.stat().st_nlink
    if names > 1:
        yield f"{shown(file)} had {names} names (hard links); the others keep the old text"


def _made(item: Item, problems: list[Problem]) -> Written | None:
    """Return a file as it is to be, or note why it cannot be."""
    try:
        return in_place(item)
    except UnicodeEncodeError as error:
        encoding, lacking = item.draft.decoded.encoding, error.object[error.start]
        message = f"its encoding {encoding} has no {lacking!r}, which a fix needs; convert it to UTF-8 (ENC001) first"
    except OSError as error:
        message = f"cannot be read again: {error.strerror}; it is as it was"
    problems.append(Problem(shown(item.source), message))
    return None


def _record(home: Path, items: Sequence[Item | Box], problems: list[Problem]) -> list[Item | Plan]:
    """Put the record of what is to be done on disk; return what it holds."""
    if not items:
        return []
    recorded: list[Item | Plan] = []
    try:
        folder = _new_folder(home)
        with cleaned.writing(folder) as (manifest, edits):
            for item in items:
                made = _planned(item, problems) if isinstance(item, Box) else _made(item, problems)
                for row, edited in made.rows() if made else ():
                    manifest.write(row_bytes(row))
                    edits.writelines(map(edit_bytes, edited))
                if isinstance(made, Plan):
                    recorded.append(made)
                elif made and isinstance(item, Item):
                    recorded.append(item)
        _forget(home, keep=_KEPT)
    except OSError as error:
        msg = f"the record cannot be kept in {shown(home / FOLDER)}: {error.strerror}; no file has changed"
        raise RecordError(msg) from error
    return recorded


def _planned(box: Box, problems: list[Problem]) -> Plan | None:
    """Return a file of records as it is to be, or note why it cannot be."""
    try:
        return plan(box, box.place)
    except OSError as error:
        message = f"cannot be read again: {error.strerror}; it is as it was"
    except ValueError as error:
        message = f"cannot be read again: {error}; it is as it was"
    problems.append(Problem(shown(box.source), message))
    return None


def _new_folder(home: Path) -> Path:
    """Make the folder of a new record."""
    fixes = own_folder(home, FOLDER, FIXES)
    fixes.mkdir(parents=True, exist_ok=True)
    if not (fixes / ".gitignore").exists():
        atomic.write(fixes / ".gitignore", b"*\n", follow=False)
    while True:
        number = max((int(path.name) for path in _folders(home)), default=0) + 1
        with contextlib.suppress(FileExistsError):  # another run was faster
            (fixes / f"{number:04}").mkdir()
            return fixes / f"{number:04}"


def _folders(home: Path) -> list[Path]:
    """Return the folders of records that are kept. Raises :class:`RecordError` where a link leads to them."""
    fixes = own_folder(home, FOLDER, FIXES)
    if not fixes.is_dir():
        return []
    return [own_folder(fixes, path.name) for path in fixes.iterdir() if path.name.isdecimal()]


def last_record(home: Path) -> Record | None:
    """Return the record of the last fix in place, if there is one."""
    whole = [path for path in _folders(home) if (path / MANIFEST).is_file()]
    return Record(home, max(whole, key=lambda path: int(path.name)), in_place=True) if whole else None


def forget(record: Record) -> None:
    """Remove a record that has served."""
    (record.folder / MANIFEST).unlink()  # first: without it the rest is no record
    shutil.rmtree(record.folder)


def _forget(home: Path, keep: int) -> None:
    for folder in sorted(_folders(home), key=lambda path: int(path.name))[:-keep]:
        shutil.rmtree(folder, ignore_errors=True)
