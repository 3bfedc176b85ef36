"""Coverage-guided fuzzing of all rules and of fixing, for a bounded time.

    python tests/fuzz/fuzz.py [--seconds 60] [--seed 1] [--keep FOLDER]

Starts from the examples of all rule pages and the seeds, splices and mutates them, keeps what reaches lines of the
detectors that nothing reached before, and stops at the first document on which a rule crashes, overruns its budget, or
the record of a fix does not lead back to the source. It prints that document and exits with 1.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from types import CodeType, FrameType
from typing import Any

from corpuslint import budget, rulebook, selection
from corpuslint.checking.check import check_documents
from corpuslint.fixing import replay
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.fixing.written import Item, for_corpus
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

ROOT = Path(__file__).resolve().parents[2]
WATCHED = str(ROOT / "src" / "corpuslint" / "detectors")
LONGEST = 4000
"""Bytes of a document: long enough for any rule, short enough for thousands of them."""


def beginnings() -> list[bytes]:
    """What to start from."""
    found = [line for path in sorted((ROOT / "seeds").iterdir()) for line in path.read_bytes().split(b"\n")]
    for page in rulebook.pages(rulebook.rules_folder()):
        table = rulebook.read_page(page)
        for example in (*table.get("bad", []), *table.get("kept", [])):
            text = example["text"]
            found.append(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text))
    return [data[:LONGEST] for data in found if data]


def mutated(pool: list[bytes], chance: Random) -> bytes:
    """Return a new document made of old ones."""
    data = bytearray(chance.choice(pool))
    for _ in range(chance.randint(1, 4)):
        other, at = chance.choice(pool), chance.randint(0, len(data))
        start = chance.randint(0, len(other))
        piece = other[start : start + chance.choice((1, 3, 12, 200))]
        way = chance.randrange(5)
        if way == 0:
            data[at:at] = piece
        elif way == 1:
            data[at : at + len(piece)] = piece
        elif way == 2:
            del data[at : at + chance.choice((1, 3, 30))]
        elif way == 3:
            data[at:at] = piece * chance.choice((2, 9, 60))
        elif data:
            data[at % len(data)] = chance.randrange(256)
    return bytes(data[:LONGEST])


class Coverage:
    """Notices lines of the detectors that nothing reached before; functions that hold none run at full speed."""

    def __init__(self) -> None:
        self.reached = 0
        self._left: dict[CodeType, set[int]] = {}

    def new_lines(self, work: Callable[[], None]) -> int:
        """Do some work and return how many new lines it reached."""
        before = self.reached
        sys.settrace(self._watch)
        try:
            work()
        finally:
            sys.settrace(None)
        return self.reached - before

    def _watch(self, frame: FrameType, _event: str, _argument: object) -> Any:
        code = frame.f_code
        if code not in self._left:
            inside = code.co_filename.startswith(WATCHED)
            self._left[code] = {line for *_, line in code.co_lines() if line} if inside else set()
        return self._at_line if self._left[code] else None

    def _at_line(self, frame: FrameType, _event: str, _argument: object) -> Any:
        left = self._left[frame.f_code]
        if frame.f_lineno in left:
            left.remove(frame.f_lineno)
            self.reached += 1
        return self._at_line


def probe(data: bytes, everything: Ruleset, usual: Ruleset) -> None:
    """Check and fix a document; raise AssertionError where anything goes wrong."""
    for name in ("a.txt", "a.md"):
        crashes = check_documents([Raw(name, data)], everything).crashes
        assert not crashes, crashes
    for unsafe in (False, True):
        draft = Draft(Raw("a.txt", data), usual)
        fix_all([draft], usual, unsafe=unsafe)
        assert not draft.crashes, draft.crashes
        written = for_corpus(Item(Path("a.txt"), "a.txt", draft), Path())
        if not written.row.verbatim:
            assert replay.forward(written.row, data, written.edited) == written.data, "the record gives another text"
            assert replay.backward(written.row, written.data, written.edited) == data, "the record does not lead back"


def main() -> int:
    """Fuzz; 1 where something was found."""
    parser = argparse.ArgumentParser(description="Fuzz all rules for a bounded time.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="write documents that reach something new to this folder")
    options = parser.parse_args()
    budget.enforce()
    rulesets = Ruleset(rulebook.shipped()), Ruleset(selection.select(rulebook.shipped()))
    chance, pool, coverage = Random(options.seed), beginnings(), Coverage()
    known, tried, started = len(pool), 0, time.monotonic()
    while time.monotonic() - started < options.seconds:
        data = mutated(pool, chance)
        tried += 1
        try:
            new = coverage.new_lines(partial(probe, data, *rulesets))
        except Exception as error:  # noqa: BLE001 (anything at all is what we look for)
            sys.stdout.write(f"{type(error).__name__}: {error}\nin {data!r}\n")
            return 1
        if new:
            pool.append(data)
            if options.keep:
                (options.keep / f"{tried:06}.txt").write_bytes(data)
    sys.stdout.write(
        f"{tried} documents, {coverage.reached} lines reached, {len(pool) - known} documents reached new ones\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
