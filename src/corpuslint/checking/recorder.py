"""Keeping what a whole run finds, so that the next one over the same files need not do it all again.

What is kept of a rule (table ``codes``) beside its decision: where its keys are decided one by one, nothing; where they
are with a frame, the sums of all keys; else the facts of each document, by place.

Facts: a thing and a place take twelve bytes while they are gathered, some fourteen in the database.
"""

import os
import sqlite3
from array import array
from collections.abc import Iterator, Mapping

from corpuslint.checking.cache import Cache, sealed
from corpuslint.checking.change import Update
from corpuslint.checking.passes import Done, Outcome
from corpuslint.checking.standing import (
    CHUNK,
    MANY,
    Rest,
    Standing,
    chunk_of,
    key_of,
    packed,
    thing,
    things,
    told_of,
)
from corpuslint.checking.states import States
from corpuslint.decisions import Decisions
from corpuslint.facts import Facts
from corpuslint.ruleset import Ruleset, detector
from corpuslint.typed import Any

_MOST_RUNS = 4
"""Whole runs kept in a database."""
_MOST_THINGS = 2_000_000
_MOST_BYTES = 64 << 20
"""Of findings; more take longer to keep than a run is likely to save."""
_PARTS = ("chunks", "holds", "common", "codes")


class Recorder:
    """Is told what a run finds, unit by unit, and writes it.

    Args:
        ruleset: the rules of the run.
        indexed: whether to keep who holds what; each piece must then be a file of its own.

    """

    def __init__(self, ruleset: Ruleset, *, indexed: bool) -> None:
        self._ruleset = ruleset
        self._indexed = indexed
        self._things, self._places = array("q"), array("I")
        self._frames: dict[str, frozenset[str] | None] = {}
        self._whole: dict[str, dict[int, Facts]] = {}
        self._pieces: list[int] = [0]
        """The number of pieces before each unit."""
        self._settled = 0
        self._waiting: list[tuple[int, list[Outcome]]] = []
        self._chunks: dict[int, tuple[bytes, bytes]] = {}
        self._size = 0
        self._decided: dict[str, tuple[Any, Decisions]] = {}
        self._common: dict[int, bytes] = {}

    def first(self, done: Done, pieces: int) -> None:
        """Take what the first pass found in a unit of so many pieces."""
        base = self._pieces[-1]
        self._pieces.append(base + pieces)
        for outcome in done.outcomes if self._indexed else ():
            for code, facts in outcome.facts.items():
                if self._frame(code) is None:
                    self._whole.setdefault(code, {})[base + outcome.piece] = facts
                    continue
                held = tuple(things(code, facts))
                self._things.extend(held)
                self._places.extend([base + outcome.piece] * len(held))
        if len(self._things) > _MOST_THINGS:
            self._indexed = False

    def _frame(self, code: str) -> frozenset[str] | None:
        if code not in self._frames:
            self._frames[code] = detector(self._ruleset.by_code[code]).frame
        return self._frames[code]

    def decided(self, facts_of: Mapping[str, Facts], decisions: Decisions) -> None:
        """Take what the corpus rules decided, and on what."""
        for code, facts in facts_of.items() if self._indexed else ():
            frame = self._frame(code)
            kept = self._whole.get(code, {}) if frame is None else dict(facts) if frame else {}
            self._decided[code] = kept, {code: decisions[code]} if code in decisions else {}
            for key, forms in facts.items():
                if sum(tally.documents for tally in forms.values()) > MANY:
                    self._common[thing(code, key)] = sealed(forms)

    def last(self, done: Done) -> None:
        """Take what the second pass found in the next unit."""
        base = self._pieces[self._settled]
        self._settled += 1
        by_place: dict[int, list[Outcome]] = {}
        for outcome in done.outcomes:
            if outcome.findings or outcome.unused or outcome.used:
                by_place.setdefault(base + outcome.piece, []).append(outcome)
        self._waiting += by_place.items()
        self._pack(self._pieces[self._settled] // CHUNK)

    def _pack(self, below: int) -> None:
        """Put away the chunks below a number."""
        while self._waiting and (number := self._waiting[0][0] // CHUNK) < below:
            mine = [each for each in self._waiting if each[0] // CHUNK == number]
            self._waiting = self._waiting[len(mine) :]
            if self._size <= _MOST_BYTES:
                self._chunks[number] = chunk_of([told_of(*each) for each in mine])
                self._size += sum(map(len, self._chunks[number]))

    def write(self, database: sqlite3.Connection, cache: Cache, files: States, field: str, rest: Rest) -> None:
        """Write it all, in place of the last run over these files."""
        self._pack(self._pieces[-1] + 1)
        key = key_of(files, field)
        old = "SELECT id FROM runs WHERE key = ? OR id NOT IN (SELECT id FROM runs ORDER BY used DESC LIMIT ?)"
        for (run,) in database.execute(old, (key, _MOST_RUNS - 1)).fetchall():
            for table in _PARTS:
                database.execute(f"DELETE FROM {table} WHERE run = ?", (run,))  # noqa: S608 (our own names)
            database.execute("DELETE FROM runs WHERE id = ?", (run,))
        if self._size > _MOST_BYTES:
            return
        row = (key, cache.started, os.urandom(8), packed(files, cache), sealed(rest._replace(indexed=self._indexed)))
        run = database.execute(
            "INSERT INTO runs (key, used, stamp, states, rest) VALUES (?, ?, ?, ?, ?)", row
        ).lastrowid
        chunks = ((run, number, *each) for number, each in self._chunks.items())
        database.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?)", chunks)
        if self._indexed:
            held = ((run, *each) for each in self._held())
            database.executemany("INSERT OR IGNORE INTO holds VALUES (?, ?, ?)", held)
            common = ((run, thing, sums) for thing, sums in sorted(self._common.items()))
            database.executemany("INSERT INTO common VALUES (?, ?, ?)", common)
            codes = ((run, code, sealed(facts), sealed(made)) for code, (facts, made) in self._decided.items())
            database.executemany("INSERT INTO codes VALUES (?, ?, ?, ?)", codes)

    def _held(self) -> Iterator[tuple[int, int]]:
        """Yield things and their places in order, in which a database takes them five times as fast."""
        import numpy as np  # noqa: PLC0415 (80 ms, for a run of many files)

        things = np.frombuffer(self._things, dtype="<i8")
        for at in np.argsort(things, kind="stable"):
            yield self._things[at], self._places[at]


def amend(database: sqlite3.Connection, standing: Standing, files: States, new: Update) -> None:
    """Write what changed since a run in its place, unless another process has done so meanwhile."""
    run = standing.run
    stamps = database.execute("SELECT stamp FROM runs WHERE id = ?", (run,)).fetchall()
    if stamps != [(standing.stamp,)]:
        return
    row = (standing.cache.started, os.urandom(8), packed(files, standing.cache), run)
    database.execute("UPDATE runs SET used = ?, stamp = ?, states = ? WHERE id = ?", row)
    chunks = ((run, number, *each) for number, each in new.chunks.items())
    database.executemany("INSERT OR REPLACE INTO chunks VALUES (?, ?, ?, ?)", chunks)
    for place in new.changed.places():
        old, now = (set(new.decided.things(place, now=late)) for late in (False, True))
        gone, come = ((run, each, place) for each in old - now), ((run, each, place) for each in now - old)
        database.executemany("DELETE FROM holds WHERE run = ? AND thing = ? AND place = ?", gone)
        database.executemany("INSERT OR IGNORE INTO holds VALUES (?, ?, ?)", come)
    sums = ((sealed(forms), run, thing(code, key)) for (code, key), forms in new.decided.sums.items())
    database.executemany("UPDATE common SET sums = ? WHERE run = ? AND thing = ?", sums)
    codes = ((run, code, sealed(facts), sealed(made)) for code, (facts, made) in new.decided.new.items())
    database.executemany("INSERT OR REPLACE INTO codes VALUES (?, ?, ?, ?)", codes)
