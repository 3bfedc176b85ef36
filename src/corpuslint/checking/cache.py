"""What was found in files that have not changed since.

One database (sqlite) a namespace: version and code of corpuslint, rules, policy, and the folder that paths are shown
relative to. A file is known by its path and state (times, size); where that differs (a fresh checkout), by a hash of
its bytes. Nothing is lost with the cache: where it cannot be read or written, files are looked at anew.
What whole runs found is in the same database; see :mod:`corpuslint.checking.standing`.

Facts: hooks run at the same time; a database is never written in place, but replaced by another as a whole, one writer
after the other, so that each run reads what stood when it began, without a lock. A checksum over all of it (in the
field that sqlite has for a version) is compared before anything is read: a page that a disk lost must not make findings
vanish. What is pickled may do anything, so that nothing is read that somebody else may write. A file changed in the
very tick of the clock in which it was read would look unchanged: what was written just before the run is known by its
bytes alone.
"""

import os
import pickle
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from zlib import crc32

from corpuslint.checking.states import state_of
from corpuslint.snapshot import cache_folder
from corpuslint.typed import Any, NamedTuple

_TICK = 100_000_000
"""Nanoseconds before the run in which a change may share its time with what was read."""
_MOST_FILES = 16
"""Databases kept; the least lately used go first."""
NEVER = -1
"""The time of a file whose time tells nothing."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS seen (path BLOB PRIMARY KEY, time INT, mark INT, hash BLOB, found BLOB) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, key BLOB, used INT, stamp BLOB, states BLOB, rest BLOB)",
    "CREATE TABLE IF NOT EXISTS chunks (run INT, chunk INT, briefs BLOB, found BLOB, PRIMARY KEY (run, chunk))",
    "CREATE TABLE IF NOT EXISTS holds (run INT, thing INT, place INT, PRIMARY KEY (run, thing, place)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS common (run INT, thing INT, sums BLOB, PRIMARY KEY (run, thing)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS codes (run INT, code TEXT, facts BLOB, decision BLOB, PRIMARY KEY (run, code))",
)
_SUM = slice(60, 64)
"""Where in a database the checksum of all else is: sqlite leaves these bytes to whom it serves (``user_version``)."""


class DamageError(ValueError):
    """What a cache holds is not what was written to it."""


class Entry(NamedTuple):
    """What is kept of a file."""

    time: int
    """Of its last change, in nanoseconds; or :data:`NEVER`."""
    mark: int
    """What else a change changes; see :func:`corpuslint.checking.states.state_of`."""
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
    states = ((str(file), file.stat()) for file in sorted(package.rglob("*.*")) if "__pycache__" not in file.parts)
    code = [(name, state.st_mtime_ns, state.st_size) for name, state in states]
    return blake2b(repr((parts, code, sys.version, str(Path.cwd()))).encode(), digest_size=12).hexdigest()


class Cache:
    """The files that were looked at in a namespace; :meth:`write` keeps what was added."""

    def __init__(self, name: str) -> None:
        self._file = folder() / f"check-{name}.sqlite"
        self.started = time.time_ns()
        self._new: dict[bytes, Entry] = {}

    @cached_property
    def _known(self) -> dict[bytes, Entry]:
        try:
            return {path: Entry(*rest) for path, *rest in self.rows("SELECT path, time, mark, hash, found FROM seen")}
        except DamageError:
            self.drop()
            return {}

    @cached_property
    def _reader(self) -> sqlite3.Connection | None:
        """A connection to what stood when it was opened, whatever others write meanwhile."""
        try:
            if not self._sound():
                return None
            name = f"{self._file.absolute().as_uri()}?mode=ro&immutable=1"  # (nothing that lies beside it is read)
            return sqlite3.connect(name, uri=True, isolation_level=None)
        except (sqlite3.Error, OSError, ValueError):
            return None

    def _sound(self) -> bytes:
        """Return the database as it is on disk; nothing where there is none, or it is not what was written by us."""
        try:
            if not (_own(self._file.parent) and _own(self._file)):
                return b""
            data = self._file.read_bytes()
        except (OSError, ValueError):  # not there; a folder of somebody else; a name that is too long
            return b""
        return data if data[_SUM] == _sum(data) else b""

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query; none where there is no database. Raises :class:`DamageError`."""
        try:
            return self._reader.execute(query, values).fetchall() if self._reader else []
        except sqlite3.Error as error:
            raise DamageError from error

    def drop(self) -> None:
        """Forget all that is known."""
        self.close()
        self._known = {}
        self._new = {}
        with suppress(OSError, ValueError):
            if _own(self._file.parent):
                self._file.unlink()

    def sure(self, time: int) -> int:
        """Return a time of change if a later change must have another, else :data:`NEVER`."""
        return time if time < self.started - _TICK else NEVER

    def get(self, path: str, found: os.stat_result, file: Path) -> Any:
        """Return what was found in a file if it has not changed, else ``None``."""
        entry = self._known.get(os.fsencode(path))
        return self._unchanged(path, entry, state_of(found), file) if entry else None

    def one(self, path: str, state: tuple[int, int], file: Path | None = None) -> Any:
        """Return the same for one file, by its state; by its bytes only where ``file`` is given."""
        rows = self.rows("SELECT time, mark, hash, found FROM seen WHERE path = ?", os.fsencode(path))
        return self._unchanged(path, Entry(*rows[0]), state, file) if rows else None

    def _unchanged(self, path: str, entry: Entry, state: tuple[int, int], file: Path | None) -> Any:
        with suppress(OSError, DamageError):
            if (entry.time, entry.mark) == state and entry.time != NEVER:
                return unsealed(entry.found)
            if file is not None and digest(file.read_bytes()) == entry.hash:
                self._new[os.fsencode(path)] = entry._replace(time=self.sure(state[0]), mark=state[1])
                return unsealed(entry.found)
        return None

    def knows(self, path: str, found: os.stat_result) -> bool:
        """Tell whether a file looks unchanged, without a look into it."""
        entry = self._known.get(os.fsencode(path))
        return entry is not None and entry.time != NEVER and (entry.time, entry.mark) == state_of(found)

    def put(self, path: str, state: tuple[int, int], content: bytes, found: Any) -> None:
        """Keep what was found in a file of that state; ``content`` is its :func:`digest`."""
        self._new[os.fsencode(path)] = Entry(self.sure(state[0]), state[1], content, sealed(found))

    def close(self) -> None:
        """Read no more."""
        if self._reader:
            self._reader.close()
        self._reader = None

    def write(self, more: Callable[[sqlite3.Connection], None] | None = None) -> None:
        """Write what was added, and ``more``, at once, and read no more. What cannot be written is forgotten."""
        self.close()
        if not self._new and more is None:
            return
        with suppress(sqlite3.Error, OSError, ValueError):
            place = self._file.parent
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _own(place):
                return
            with closing(sqlite3.connect(place / "lock", timeout=10, isolation_level=None)) as lock:
                lock.execute("BEGIN EXCLUSIVE")  # (given up with the process, however it ends)
                self._drop_old()
                self._replace(more)

    def _replace(self, more: Callable[[sqlite3.Connection], None] | None) -> None:
        """Put another database in place of the one that is there: what that holds, and what is new."""
        new = Path(f"{self._file}.new")
        new.touch(mode=0o600, exist_ok=False)
        new.write_bytes(self._sound())
        with closing(sqlite3.connect(new, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN")
            for table in _TABLES:
                database.execute(table)
            rows = ((path, *entry) for path, entry in self._new.items())
            database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", rows)
            if more:
                more(database)
            database.execute("COMMIT")
        with new.open("r+b") as stream:
            found = _sum(stream.read())
            stream.seek(_SUM.start)
            stream.write(found)
        new.replace(self._file)

    def _drop_old(self) -> None:
        for file in self._file.parent.glob("check-*.new"):  # of a process that was killed
            file.unlink()
        others = (file for file in _databases(self._file.parent) if file.name != self._file.name)
        for file in sorted(others, key=lambda file: file.stat().st_mtime)[: 1 - _MOST_FILES]:
            for ending in ("", "-wal", "-shm"):
                with suppress(OSError):
                    Path(f"{file}{ending}").unlink()


def _own(file: Path) -> bool:
    """Tell whether a file or folder is the user's own, and nobody else may write it. Raises :class:`OSError`."""
    if not hasattr(os, "getuid"):
        return True
    state = file.stat()
    return state.st_uid == os.getuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _sum(data: bytes) -> bytes:
    """Return the checksum of a database, of all but the place of its checksum."""
    view = memoryview(data)
    return crc32(view[_SUM.stop :], crc32(view[: _SUM.start])).to_bytes(4, "little")


def _databases(place: Path) -> Iterator[Path]:
    yield from place.glob("check-*.sqlite")
