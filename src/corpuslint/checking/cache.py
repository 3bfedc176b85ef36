"""What was found in files that have not changed since, and in whole corpora of such files.

One database (sqlite) a namespace: version and code of corpuslint, rules, policy, and the folder that paths are shown
relative to. A file is known by its path, time and size; where only the time differs (a fresh checkout), by a hash of
its bytes. Nothing is lost with the cache: where it cannot be read or written, files are looked at anew.

A run over the very files of an earlier one, none of them changed, is not even that: its result is kept as a whole.

Facts: hooks run at the same time; sqlite with a write-ahead log lets them read while one writes, and each writes once,
at its end. A file changed in the very tick of the clock in which it was read would look unchanged: what was written
just before the run is not kept.
"""

import os
import pickle
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from corpuslint.snapshot import cache_folder
from corpuslint.typed import Any, NamedTuple

_TICK = 100_000_000
"""Nanoseconds before the run in which a change may share its time with what was read."""
_MOST_FILES = 16
"""Databases kept; the least lately used go first."""
_MOST_RUNS = 4
"""Whole runs kept in a database."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS seen (path TEXT PRIMARY KEY, time INT, size INT, hash BLOB, found BLOB) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS runs (files BLOB PRIMARY KEY, time INT, found BLOB) WITHOUT ROWID",
)
_OLD_RUNS = "DELETE FROM runs WHERE files NOT IN (SELECT files FROM runs ORDER BY time DESC LIMIT ?)"

State = tuple[str, int, int]
"""Path of a file, time of its last change in nanoseconds, and size."""


class Entry(NamedTuple):
    """What is kept of a file."""

    time: int
    """Of its last change, in nanoseconds."""
    size: int
    hash: bytes
    found: bytes
    """Pickled."""


def folder() -> Path:
    """Return the folder of the user for caches."""
    return Path(cache_folder())


def digest(data: bytes) -> bytes:
    """Return the hash by which a file's bytes are known."""
    return blake2b(data, digest_size=16).digest()


def namespace(*parts: Any) -> str:
    """Return the name of all that findings depend on, beside the file: ``parts``, the code, the working folder."""
    package = Path(__file__).parents[1]
    stats = ((str(file), file.stat()) for file in sorted(package.rglob("*.*")) if "__pycache__" not in file.parts)
    code = [(name, stat.st_mtime_ns, stat.st_size) for name, stat in stats]
    return blake2b(repr((parts, code, sys.version, str(Path.cwd()))).encode(), digest_size=12).hexdigest()


class Cache:
    """The files that were looked at in a namespace; :meth:`write` keeps what was added."""

    def __init__(self, name: str) -> None:
        self._file = folder() / f"check-{name}.sqlite"
        self._started = time.time_ns()
        self._new: dict[str, Entry] = {}
        self._run: tuple[bytes, bytes] | None = None

    @cached_property
    def _known(self) -> dict[str, Entry]:
        return {path: Entry(*rest) for path, *rest in self._rows("SELECT * FROM seen")}

    def _rows(self, query: str, *values: Any) -> list[Any]:
        if not self._file.exists():
            return []
        try:
            with self._opened() as database:
                return database.execute(query, values).fetchall()
        except sqlite3.Error:
            with suppress(OSError):
                self._file.unlink()  # damaged: it is made anew
            return []

    def run(self, files: Iterable[State], field: str) -> Any:
        """Return what a run over just these files found, if there was one, else ``None``."""
        rows = self._rows("SELECT found FROM runs WHERE files = ?", _key(files, field))
        return self._loaded(rows[0][0]) if rows else None

    def keep_run(self, files: Sequence[State], field: str, found: Any) -> None:
        """Keep what a run found; ``files`` are as they were before it."""
        if all(time < self._started - _TICK for _, time, _ in files):
            self._run = _key(files, field), pickle.dumps(found)

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=10)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        return database

    def get(self, path: str, stat: os.stat_result, file: Path) -> Any:
        """Return what was found in a file if it has not changed, else ``None``."""
        entry = self._known.get(path)
        if entry is None or entry.size != stat.st_size:
            return None
        if entry.time != stat.st_mtime_ns:
            with suppress(OSError):
                if digest(file.read_bytes()) == entry.hash:
                    self._new[path] = entry._replace(time=stat.st_mtime_ns)
                    return self._loaded(entry.found)
            return None
        return self._loaded(entry.found)

    def knows(self, path: str, stat: os.stat_result) -> bool:
        """Tell whether a file looks unchanged, without a look into it."""
        entry = self._known.get(path)
        return entry is not None and (entry.time, entry.size) == (stat.st_mtime_ns, stat.st_size)

    @staticmethod
    def _loaded(found: bytes) -> Any:
        try:
            return pickle.loads(found)  # noqa: S301 (our own file, in the user's folder)
        except Exception:  # noqa: BLE001 (whatever is wrong with it, the file is looked at anew)
            return None

    def put(self, path: str, stat: os.stat_result, content: bytes, found: Any) -> None:
        """Keep what was found in a file; ``content`` is its :func:`digest`."""
        if stat.st_mtime_ns < self._started - _TICK:
            self._new[path] = Entry(stat.st_mtime_ns, stat.st_size, content, pickle.dumps(found))

    def write(self) -> None:
        """Write what was added. What cannot be written is forgotten."""
        if not self._new and not self._run:
            return
        with suppress(sqlite3.Error, OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._drop_old()
            with self._opened() as database:
                for table in _TABLES:
                    database.execute(table)
                rows = ((path, *entry) for path, entry in self._new.items())
                database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", rows)
                if self._run:
                    files, found = self._run
                    database.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", (files, self._started, found))
                    database.execute(_OLD_RUNS, (_MOST_RUNS,))
            database.close()

    def _drop_old(self) -> None:
        kept = sorted(_databases(self._file.parent), key=lambda file: file.stat().st_mtime)
        for file in kept[:-_MOST_FILES]:
            for ending in ("", "-wal", "-shm"):
                with suppress(OSError):
                    Path(f"{file}{ending}").unlink()


def _key(files: Iterable[State], field: str) -> bytes:
    return digest(repr((field, list(files))).encode("utf-8", "surrogateescape"))


def _databases(place: Path) -> Iterator[Path]:
    yield from place.glob("check-*.sqlite")
