"""Bytes that are put away and fetched again: in memory while they are few, then in a file that nobody else sees."""

import os
from io import BytesIO

from corpuslint.typed import IO

_HELD = 16 << 20
"""Bytes kept in memory."""


class Store:
    """Keeps bytes as long as it lives."""

    def __init__(self, held: int = _HELD) -> None:
        self._most = held
        self._size = 0
        self._memory: BytesIO | None = BytesIO()
        self._file: IO[bytes] | None = None

    def keep(self, data: bytes) -> tuple[int, int]:
        """Put bytes away; return where they begin and how many they are."""
        start, self._size = self._size, self._size + len(data)
        if self._memory is not None:
            self._memory.write(data)
            if self._size > self._most:
                self._move()
        elif self._file is not None:
            self._file.write(data)
        return start, len(data)

    def _move(self) -> None:
        from tempfile import TemporaryFile  # noqa: PLC0415 (5 ms, which small corpora do not pay)

        assert self._memory is not None
        self._file = TemporaryFile()  # noqa: SIM115 (it lives as long as the store)
        self._file.write(self._memory.getbuffer())
        self._memory = None

    def read(self, start: int, size: int) -> bytes:
        """Return what was kept. Raises :class:`OSError` where the file system fails."""
        if self._memory is not None:
            return bytes(self._memory.getbuffer()[start : start + size])
        assert self._file is not None
        self._file.flush()
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), size, start)
        self._file.seek(start)
        data = self._file.read(size)
        self._file.seek(0, 2)
        return data

    def close(self) -> None:
        """Give the file up."""
        if self._file is not None:
            self._file.close()
