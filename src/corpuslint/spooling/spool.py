"""A list that may outgrow memory: what is appended can be read again, in order, as often as need be."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from types import TracebackType

from corpuslint.typed import IO, Generic, Self, TypeVar, overload

Item = TypeVar("Item")

MOST = 10_000
"""Values that :func:`piled` keeps in memory; findings take some two kilobytes each."""
_CHUNK = 500
"""Values of a pile that are fetched at once."""

_HELD = 32 << 20
"""Bytes kept in memory, pickled; beyond, they go to a file that vanishes with the process."""


class Spool(Generic[Item]):
    """Values that can be pickled, in the order in which they came. Use it as a context."""

    def __init__(self, held: int = _HELD) -> None:
        self._only: list[Item] = []
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
        """Add an item. One alone stays as it is: pickle costs 2 ms, and a hook on one file has no more."""
        self._count += 1
        waiting, self._only = [*self._only, item], []
        if self._count == 1:
            self._only = waiting
            return
        for each in waiting:
            self._put(each)

    def _put(self, item: Item) -> None:
        import pickle  # noqa: PLC0415 (see append)

        data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
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
        if self._count <= 1:
            yield from self._only
            return
        import pickle  # noqa: PLC0415 (as above)

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


class Pile(Sequence[Item]):
    """A sequence on disk that never changes: cheap to go through, dear to jump about in."""

    def __init__(self, items: Iterable[Item]) -> None:
        import pickle  # noqa: PLC0415 (as above)
        from tempfile import TemporaryFile  # noqa: PLC0415 (as above)

        self._file = TemporaryFile()  # noqa: SIM115 (it lives as long as the pile)
        self._places: list[int] = []
        self._count = 0
        left = iter(items)
        while chunk := list(islice(left, _CHUNK)):
            self._places.append(self._file.tell())
            pickle.dump(chunk, self._file, pickle.HIGHEST_PROTOCOL)
            self._count += len(chunk)

    def __del__(self) -> None:
        """Give the file back: a pile has no end of its own, findings are handed on."""
        self._file.close()

    def __len__(self) -> int:
        """Return the number of items."""
        return self._count

    def __iter__(self) -> Iterator[Item]:
        """Yield the items."""
        for number in range(len(self._places)):
            yield from self._chunk(number)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...

    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        """Return an item, or some as a list."""
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(self._count))]
        number = range(self._count)[place]
        return self._chunk(number // _CHUNK)[number % _CHUNK]

    def _chunk(self, number: int) -> list[Item]:
        import pickle  # noqa: PLC0415 (as above)

        self._file.seek(self._places[number])
        chunk: list[Item] = pickle.load(self._file)  # noqa: S301 (we wrote it)
        return chunk


def piled(items: Iterable[Item]) -> Sequence[Item]:
    """Return items as a list, or as a :class:`Pile` where they are many."""
    left = iter(items)
    held = list(islice(left, MOST + 1))
    return held if len(held) <= MOST else Pile(chain(held, left))
