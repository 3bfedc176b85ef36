"""A list that may outgrow memory: what is appended can be read again, in order, as often as need be."""

import pickle
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Generic, Self, TypeVar

Item = TypeVar("Item")

_HELD = 32 << 20
"""Bytes kept in memory, pickled; beyond, they go to a file that vanishes with the process."""


class Spool(Generic[Item]):
    """Values that can be pickled, in the order in which they came. Use it as a context."""

    def __init__(self, held: int = _HELD) -> None:
        self._items: list[bytes] = []
        self._size = 0
        self._held = held
        self._file: IO[bytes] | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def __len__(self) -> int:
        """Return the number of items."""
        return self._count

    def append(self, item: Item) -> None:
        """Add an item."""
        data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        self._count += 1
        if self._file is not None:
            self._file.write(data)
            return
        self._items.append(data)
        self._size += len(data)
        if self._size > self._held:
            from tempfile import TemporaryFile  # noqa: PLC0415 (5 ms, and few corpora are so dirty)

            self._file = TemporaryFile()  # noqa: SIM115 (it lives as long as the spool)
            self._file.writelines(self._items)
            self._items = []

    def __iter__(self) -> Iterator[Item]:
        """Yield the items. What is appended meanwhile may be missed."""
        if self._file is None:
            yield from map(pickle.loads, self._items)
            return
        self._file.seek(0)
        at = 0
        for _ in range(self._count):
            self._file.seek(at)
            item: Item = pickle.load(self._file)  # noqa: S301 (we wrote it)
            at = self._file.tell()
            yield item
        self._file.seek(0, 2)
