"""What stood at the end of the last run over the same files.

A run over files of which none has changed need do nothing; one over files of which few have (see
:mod:`corpuslint.checking.change`) needs to know what these few said before, and who else holds what they change. Kept
are: the states of all files, in one piece, so that they are compared at once; findings by chunks of files;
what corpus rules decided; and which files hold which thing that they count.

Facts: a file has a *place*, its number in the run. A *thing* is a key of a corpus rule, or a form
of it, known by a hash: of a billion
things, two are one with a chance of a thirtieth. What few files hold is summed up from what is kept of these;
of what many hold the sum is kept, too.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import islice

from corpuslint.checking.cache import NEVER, Cache, digest, intact, sealed, unsealed
from corpuslint.checking.passes import Outcome, Unused
from corpuslint.checking.states import States
from corpuslint.facts import Facts
from corpuslint.report.located import Brief, Located
from corpuslint.typed import Any, NamedTuple, overload

CHUNK = 256
"""Files whose findings are kept in one piece."""
MANY = 32
"""Documents with a thing from which on its sum is kept."""


class Rest(NamedTuple):
    """What else is told of a run."""

    files: int
    documents: int
    indexed: bool = False
    """Whether it is known who holds what."""


class Told(NamedTuple):
    """What a file's documents tell beside their findings; kept as a plain tuple, which is read four times as fast."""

    place: int
    briefs: tuple[tuple[Any, ...], ...]
    """Each a :class:`Brief`."""
    unused: tuple[Unused, ...]
    used: frozenset[object]


Said = tuple[Told, tuple[Located, ...]]
"""What a file tells, and its findings."""


def key_of(files: States, field: str) -> bytes:
    """Return what a run over some files is known by."""
    return digest("\0".join([field, *files.names]).encode("utf-8", "surrogateescape"))


@lru_cache(maxsize=100_000)
def thing(code: str, key: str, form: str = "") -> int:
    """Return the number of a key of a rule, or of one form of it."""
    data = blake2b(f"{code} {form} {key}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(data, "little", signed=True)


def things(code: str, facts: Facts) -> Iterator[int]:
    """Yield the things that a document holds: keys, and forms of them (an empty form is the key)."""
    for key, forms in facts.items():
        yield thing(code, key)
        yield from (thing(code, key, form) for form in forms if form)


def packed(files: States, cache: Cache) -> bytes:
    """Return the states of files in one piece."""
    times = array("q", map(cache.sure, files.times))
    return sealed((times.tobytes(), files.marks.tobytes()))


def told_of(place: int, outcomes: Sequence[Outcome]) -> Said:
    """Return what is kept of the outcomes of a file."""
    findings = tuple(finding for outcome in outcomes for finding in outcome.findings)
    unused = tuple(each for outcome in outcomes for each in outcome.unused)
    used = frozenset[object]().union(*(outcome.used for outcome in outcomes))
    counts = Counter(map(Brief.of, findings))
    briefs = tuple((*brief[:-1], times) for brief, times in counts.items())
    return Told(place, briefs, unused, used), findings


def chunk_of(files: Sequence[Said]) -> tuple[bytes, bytes]:
    """Return a chunk: what files tell, and their findings."""
    return sealed([tuple(told) for told, _ in files]), sealed([findings for _, findings in files])


class Kept(Sequence[Located]):
    """Findings that are kept by chunks, and only unpacked where they are asked for."""

    def __init__(self, told: Sequence[Told], chunks: Sequence[bytes]) -> None:
        self._told = told
        self._chunks = chunks

    def briefs(self) -> Iterator[Brief]:
        """Yield what is to be counted of them."""
        return (Brief(*brief) for each in self._told for brief in each.briefs)

    @cached_property
    def _count(self) -> int:
        return sum(brief[-1] for each in self._told for brief in each.briefs)

    def __len__(self) -> int:
        """Return the number of findings."""
        return self._count

    def __iter__(self) -> Iterator[Located]:
        """Yield the findings."""
        for chunk in self._chunks:
            for findings in unsealed(chunk):
                yield from findings

    @overload
    def __getitem__(self, place: int) -> Located: ...
    @overload
    def __getitem__(self, place: slice) -> list[Located]: ...

    def __getitem__(self, place: int | slice) -> Located | list[Located]:
        """Return a finding, or some; dear."""
        if isinstance(place, slice):
            return list(self)[place]
        return next(islice(self, range(len(self))[place], None))

    def __eq__(self, other: object) -> bool:
        """Tell whether another sequence holds the same."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(_same, self, other))

    __hash__ = None  # type: ignore[assignment] # as that of a list


def _same(one: object, other: object) -> bool:
    return one == other


class Standing:
    """The last run over some files, as it is in the cache. All methods may raise :class:`DamageError`."""

    def __init__(self, cache: Cache, run: int, stamp: bytes, states: bytes, rest: bytes) -> None:
        self.cache, self.run, self.stamp = cache, run, stamp
        self._states = states
        self.rest: Rest = unsealed(rest)

    @staticmethod
    def of(cache: Cache, files: States, field: str) -> "Standing | None":
        """Return the last run over just these files, if one is kept."""
        rows = cache.rows("SELECT id, stamp, states, rest FROM runs WHERE key = ?", key_of(files, field))
        return Standing(cache, *rows[0]) if rows else None

    @cached_property
    def _times(self) -> tuple[memoryview, memoryview]:
        times, marks = unsealed(self._states)
        return memoryview(times).cast("q"), memoryview(marks).cast("q")

    def changed(self, files: States) -> list[int]:
        """Return the places of the files that look changed."""
        pairs = zip(zip(*self._times, strict=True), zip(files.times, files.marks, strict=True), strict=True)
        return [place for place, (before, now) in enumerate(pairs) if before != now or now[0] == NEVER]

    def state(self, place: int) -> tuple[int, int]:
        """Return the state that a file had."""
        times, marks = self._times
        return times[place], marks[place]

    def chunks(self) -> list[tuple[int, bytes, bytes]]:
        """Return number, briefs and findings of all chunks."""
        query = "SELECT chunk, briefs, found FROM chunks WHERE run = ? ORDER BY chunk"
        return self.cache.rows(query, self.run)

    def chunk(self, number: int) -> list[Said]:
        """Return what the files of a chunk told."""
        rows = self.cache.rows("SELECT briefs, found FROM chunks WHERE run = ? AND chunk = ?", self.run, number)
        return list(zip(_told(rows[0][0]), unsealed(rows[0][1]), strict=True)) if rows else []

    def places(self, thing: int) -> list[int]:
        """Return the files that hold a thing, in their order."""
        query = "SELECT place FROM holds WHERE run = ? AND thing = ? ORDER BY place"
        return [place for (place,) in self.cache.rows(query, self.run, thing)]

    def common(self, thing: int) -> Any:
        """Return the sums of a thing that many documents hold; ``None`` where they are few."""
        rows = self.cache.rows("SELECT sums FROM common WHERE run = ? AND thing = ?", self.run, thing)
        return unsealed(rows[0][0]) if rows else None

    def code(self, code: str) -> tuple[Any, dict[str, Any]] | None:
        """Return the facts that are kept of a rule, and what it decided (see :mod:`corpuslint.checking.recorder`).

        ``None``: no document counted anything for it.
        """
        rows = self.cache.rows("SELECT facts, decision FROM codes WHERE run = ? AND code = ?", self.run, code)
        return (unsealed(rows[0][0]), unsealed(rows[0][1])) if rows else None


def _told(briefs: bytes) -> list[Told]:
    return [Told(*each) for each in unsealed(briefs)]


def kept(chunks: Iterable[tuple[int, bytes, bytes]]) -> tuple[Kept, list[Unused], frozenset[object]]:
    """Return the findings in chunks, what silenced nothing, and what did something. Raises :class:`DamageError`."""
    told: list[Told] = []
    found: list[bytes] = []
    for _, briefs, findings in chunks:
        told += _told(briefs)
        intact(findings)
        found.append(findings)
    unused = [each for file in told for each in file.unused]
    return Kept(told, found), unused, frozenset[object]().union(*{file.used for file in told if file.used})
