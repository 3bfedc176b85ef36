"""What was found in files that have not changed since.

One database (sqlite) a namespace: version and code of corpuslint, rules, policy, and the folder that paths are shown
relative to. A file is known by its path, time and size; where only the time differs (a fresh checkout), by a hash of
its bytes. Nothing is lost with the cache: where it cannot be read or written, files are looked at anew.
What whole runs found is in the same database; see :mod:`corpuslint.checking.standing`.

Facts: hooks run at the same time; sqlite with a write-ahead log lets them read what stood when they began while one
writes, and each writes once, at its end. A file changed in the very tick of the clock in which it was read would look
unchanged: what was written just before the run is known by its bytes alone.
"""

import os
import pickle
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

from corpuslint.snapshot import cache_folder
from corpuslint.typed import Any, NamedTuple

_TICK = 100_000_000
"""Nanoseconds before the run in which a change may share its time with what was read."""
_MOST_FILES = 16
"""Databases kept; the least lately used go first."""
NEVER = -1
"""The time of a file whose time tells nothing."""
_SEEN = """CREATE TABLE IF NOT EXISTS seen
    (path BLOB PRIMARY KEY, time INT, size INT, hash BLOB, found BLOB) WITHOUT ROWID"""


class DamageError(ValueError):
    """What a cache holds is not what was written to it."""


class Entry(NamedTuple):
    """What is kept of a file."""

    time: int
    """Of its last change, in nanoseconds; or :data:`NEVER`."""
    size: int
    hash: bytes
    found: bytes
    """Sealed."""


def sealed(value: Any) -> bytes:
    """Return a value pickled, behind its checksum: a byte that a disk lost must not become a finding."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return crc32(data).to_bytes(4, "little") + data


def intact(data: bytes) -> memoryview:
    """Return what stands behind the checksum. Raises :class:`DamageError`."""
    if not isinstance(data, bytes) or crc32(memoryview(data)[4:]).to_bytes(4, "little") != data[:4]:
        raise DamageError
    return memoryview(data)[4:]


def unsealed(data: bytes) -> Any:
    """Return the value of :func:`sealed`. Raises :class:`DamageError`."""
    try:
        return pickle.loads(intact(data))  # noqa: S301 (our own file, in the user's folder)
    except Exception as error:  # (whatever is wrong with it, the file is looked at anew)
        raise DamageError from error


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
        self.started = time.time_ns()
        self._new: dict[bytes, Entry] = {}

    @cached_property
    def _known(self) -> dict[bytes, Entry]:
        return {path: Entry(*rest) for path, *rest in self.rows("SELECT path, time, size, hash, found FROM seen")}

    @cached_property
    def _reader(self) -> sqlite3.Connection | None:
        """A connection that sees what stood when it first read, whatever others write meanwhile."""
        if not self._file.exists() or not _own(self._file):
            return None
        database = sqlite3.connect(self._file, timeout=10, isolation_level=None)
        database.execute("BEGIN")
        return database

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query; none where there is no database, or it is damaged."""
        try:
            return self._reader.execute(query, values).fetchall() if self._reader else []
        except sqlite3.OperationalError:  # busy, or a table is not there yet
            return []
        except sqlite3.Error:
            self._reader = None
            with suppress(OSError):
                self._file.unlink()  # damaged: it is made anew
            return []

    def sure(self, time: int) -> int:
        """Return a time of change if a later change must have another, else :data:`NEVER`."""
        return time if time < self.started - _TICK else NEVER

    def get(self, path: str, stat: os.stat_result, file: Path) -> Any:
        """Return what was found in a file if it has not changed, else ``None``."""
        entry = self._known.get(os.fsencode(path))
        return self._unchanged(path, entry, (stat.st_mtime_ns, stat.st_size), file) if entry else None

    def one(self, path: str, state: tuple[int, int], file: Path | None = None) -> Any:
        """Return the same for one file, by its time and size; by its bytes only where ``file`` is given."""
        rows = self.rows("SELECT time, size, hash, found FROM seen WHERE path = ?", os.fsencode(path))
        return self._unchanged(path, Entry(*rows[0]), state, file) if rows else None

    def _unchanged(self, path: str, entry: Entry, state: tuple[int, int], file: Path | None) -> Any:
        if entry.size != state[1]:
            return None
        with suppress(OSError, DamageError):
            if entry.time == state[0]:
                return unsealed(entry.found)
            if file is not None and digest(file.read_bytes()) == entry.hash:
                self._new[os.fsencode(path)] = entry._replace(time=self.sure(state[0]))
                return unsealed(entry.found)
        return None

    def knows(self, path: str, stat: os.stat_result) -> bool:
        """Tell whether a file looks unchanged, without a look into it."""
        entry = self._known.get(os.fsencode(path))
        return entry is not None and (entry.time, entry.size) == (stat.st_mtime_ns, stat.st_size)

    def put(self, path: str, state: tuple[int, int], content: bytes, found: Any) -> None:
        """Keep what was found in a file of that time and size; ``content`` is its :func:`digest`."""
        self._new[os.fsencode(path)] = Entry(self.sure(state[0]), state[1], content, sealed(found))

    def close(self) -> None:
        """Read no more: as long as anybody reads, the log of a database grows."""
        if self._reader:
            self._reader.close()
        self._reader = None

    def write(self, more: Callable[[sqlite3.Connection], None] | None = None) -> None:
        """Write what was added, and ``more``, at once, and read no more. What cannot be written is forgotten."""
        self.close()
        if not self._new and more is None:
            return
        with suppress(sqlite3.Error, OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._drop_old()
            database = sqlite3.connect(self._file, timeout=10, isolation_level=None)
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            with database:
                database.execute("BEGIN IMMEDIATE")
                database.execute(_SEEN)
                rows = ((path, *entry) for path, entry in self._new.items())
                database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", rows)
                if more:
                    more(database)
            database.close()

    def _drop_old(self) -> None:
        kept = sorted(_databases(self._file.parent), key=lambda file: file.stat().st_mtime)
        for file in kept[:-_MOST_FILES]:
            for ending in ("", "-wal", "-shm"):
                with suppress(OSError):
                    Path(f"{file}{ending}").unlink()


def _own(file: Path) -> bool:
    """Tell whether a file is the user's own: what is pickled may do anything, and a folder may be shared."""
    return not hasattr(os, "getuid") or file.stat().st_uid == os.getuid()


def _databases(place: Path) -> Iterator[Path]:
    yield from place.glob("check-*.sqlite")
