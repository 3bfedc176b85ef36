"""Both passes over a corpus, document by document and in bounded memory.

The first pass leaves an outcome for each document in which something fired: its findings, and what corpus rules count.
Outcomes go to a spool and their facts into one sum. When all is counted, the corpus rules decide, and the second pass
visits again only the documents that a decision concerns. Findings come out in the order of files and places.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from zlib import crc32

from corpuslint.containers import BadRecord, ContainerError, Piece, documents
from corpuslint.decisions import Decisions
from corpuslint.engine import Crash, examine, judge, opened
from corpuslint.facts import Facts
from corpuslint.finding import Finding
from corpuslint.language import say
from corpuslint.report.located import Located, locate
from corpuslint.ruleset import Ruleset, detector
from corpuslint.scanning.scan import Survey
from corpuslint.setup.discover import Problem
from corpuslint.source import Document, Raw
from corpuslint.suppression import unused
from corpuslint.typed import NamedTuple, TypeVar

Each = TypeVar("Each")
_BATCH = 1 << 19
"""Bytes of documents that are scanned in one go, before their rules run."""


class Unused(NamedTuple):
    """A comment in a Markdown document that silences nothing."""

    path: str
    row: int
    selector: str


class Outcome(NamedTuple):
    """What is known of a document after a pass."""

    piece: int
    """The place of its piece in the unit."""
    record: int | None
    findings: tuple[Located, ...]
    facts: dict[str, Facts]
    decoded: bool
    """Whether a trigger fired; if not, it was only counted."""
    crashes: tuple[Crash, ...] = ()
    unused: tuple[Unused, ...] = ()
    used: frozenset[object] = frozenset()
    own: tuple[Finding, ...] = ()
    """What was found in it by itself, as the rules made it, if the second pass may come back to it."""
    mark: int = 0
    """The checksum of its bytes."""


class Unit(NamedTuple):
    """Pieces or documents worked on in one go, and (in the second pass) which of their documents are meant."""

    pieces: tuple[Piece | Raw, ...]
    wanted: frozenset[tuple[int, int | None]] | None = None
    """Place of the piece and record; ``None``: all."""
    known: tuple[tuple[int, tuple[Outcome, ...]], ...] = ()
    """Place of a piece, and what is known of it already."""
    first: tuple[Outcome, ...] = ()
    """What the first pass told of the documents that are meant."""


class Done(NamedTuple):
    """What came of a unit."""

    outcomes: list[Outcome]
    documents: int
    problems: list[Problem]
    digests: dict[int, bytes] = {}  # noqa: RUF012 (a frozen value: never written)
    """Place of a piece that is one file → the hash of its bytes."""


class Task(NamedTuple):
    """What a pass works with."""

    ruleset: Ruleset
    field: str
    decisions: Decisions | None = None
    """``None`` in the first pass."""
    digests: bool = False
    """Whether hashes of files are wanted."""


def work(task: Task, unit: Unit) -> Done:
    """Run a pass over a unit."""
    done = Done([], 0, [], {})
    count = 0
    for batch in batches(documents_in(unit, task, done), lambda each: len(each[1].data)):
        count += len(batch)
        wanted = [each for each in batch if unit.wanted is None or (each[0], each[1].record) in unit.wanted]
        done.outcomes.extend(_outcomes(wanted, task, unit))
    for number, known in unit.known:
        done.outcomes.extend(outcome._replace(piece=number) for outcome in known)
    done.outcomes.sort(key=lambda outcome: (outcome.piece, outcome.record or 0))
    return done._replace(documents=count + len(unit.known))


def _outcomes(documents: Sequence[tuple[int, Raw]], task: Task, unit: Unit) -> Iterator[Outcome]:
    """Yield what a pass tells of some documents; one seen in the first pass is not scanned again if it is the same."""
    seen = {(outcome.piece, outcome.record): outcome for outcome in unit.first}
    new: list[tuple[int, Raw]] = []
    for number, raw in documents:
        first = seen.get((number, raw.record))
        if first is None or first.mark != crc32(raw.data):
            new.append((number, raw))
        elif (again := _judged(raw, number, task, first)) is not None:
            yield again
    surveys = task.ruleset.scanner.surveys([raw.data for _, raw in new])
    for (number, raw), survey in zip(new, surveys, strict=True):
        outcome = _outcome(raw, number, task, survey)
        if outcome is not None:
            yield outcome


def batches(documents: Iterable[Each], size_of: Callable[[Each], int]) -> Iterator[list[Each]]:
    """Put documents together until they are worth an automaton's while."""
    batch: list[Each] = []
    size = 0
    for each in documents:
        batch.append(each)
        size += size_of(each)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def documents_in(unit: Unit, task: Task, done: Done) -> Iterator[tuple[int, Raw]]:
    """Yield the documents of a unit that are not known, each with its piece; add to ``done`` what is wrong."""
    known = dict(unit.known)
    for number, piece in enumerate(unit.pieces):
        if number in known:
            continue
        bad: list[BadRecord] = []
        try:
            for document in (piece,) if isinstance(piece, Raw) else documents(piece, task.field):
                if isinstance(document, BadRecord):
                    bad.append(document)
                    continue
                if task.digests and document.record is None:
                    from corpuslint.checking.cache import digest  # noqa: PLC0415 (15 ms with sqlite, not for small corpora)

                    done.digests[number] = digest(document.data)
                yield number, document
        except ContainerError as error:
            done.problems.append(Problem(_shown(piece), str(error)))
        except OSError as error:
            done.problems.append(unreadable(_shown(piece), error))
        done.problems.extend(summed(bad))


def _shown(piece: Piece | Raw) -> str:
    return piece.path if isinstance(piece, Raw) else piece.shown


def unreadable(shown: str, error: OSError) -> Problem:
    """Return the problem of a file that cannot be read."""
    text = "cannot be read: {reason}; check that it exists and its permissions"
    return Problem(shown, say(text, reason=error.strerror or error))


def summed(bad: Sequence[BadRecord]) -> Iterator[Problem]:
    """Yield one problem for all records of a piece that hold no text: in the wrong field, there are millions."""
    if bad:
        more = f" (and {len(bad) - 1} more records near it)" if len(bad) > 1 else ""
        yield Problem(f"{bad[0].shown}:{bad[0].record}", bad[0].message + more)


def _outcome(raw: Raw, piece: int, task: Task, survey: Survey) -> Outcome | None:
    examined = examine(raw, task.ruleset, survey)
    mark = crc32(raw.data) if examined.facts else 0
    own = tuple(examined.findings) if examined.facts else ()
    seen = Outcome(piece, raw.record, (), examined.facts, decoded=False, own=own, mark=mark)
    if examined.document is None and task.decisions is None:
        return seen if examined.facts else None
    seen = seen._replace(crashes=tuple(examined.crashes), own=tuple(examined.findings))
    judged = _judged(raw, piece, task, seen, examined.document)
    return judged._replace(own=own) if judged else None


def _judged(raw: Raw, piece: int, task: Task, seen: Outcome, document: Document | None = None) -> Outcome | None:
    """Return what is known of a document with what the rules found in it by itself settled, and decisions applied."""
    ruleset, decisions = task.ruleset, task.decisions or {}
    document = document or opened(raw, ruleset)
    rules = [ruleset.by_code[code] for code in seen.facts if code in decisions]
    found, crashes = judge(document, rules, ruleset, decisions, seen.own)
    located = tuple(locate(document, finding, ruleset.by_code[finding.code]) for finding in found)
    idle = _unused(document, ruleset)
    crashes = [*seen.crashes, *crashes]
    if not (located or seen.facts or crashes or idle or document.used):
        return None
    used = frozenset(document.used)
    return seen._replace(piece=piece, findings=located, decoded=True, crashes=tuple(crashes), unused=idle, used=used)


def _unused(document: Document, ruleset: Ruleset) -> tuple[Unused, ...]:
    return tuple(Unused(document.path, *place) for place in unused(document, ruleset.by_code))


def concerned(outcomes: Iterable[Outcome], ruleset: Ruleset, decisions: Decisions) -> Iterator[Outcome]:
    """Yield the documents that a decision of a corpus rule concerns."""
    rules = (ruleset.by_code[code] for code in decisions)
    corpus = {rule.code: (rule, detector(rule), decisions[rule.code]) for rule in rules}
    again = {code for code, (rule, kind, decided) in corpus.items() if rule.census and kind.revisit(decided)}
    for outcome in outcomes:
        for code, facts in outcome.facts.items():
            if code not in corpus:
                continue
            rule, kind, decided = corpus[code]
            if code in again if not outcome.decoded else kind.concerns(facts, rule, decided):
                yield outcome
                break


def wanted(done: Done, ruleset: Ruleset, decisions: Decisions) -> frozenset[tuple[int, int | None]]:
    """Return place of the piece and record of the documents in a unit that a decision concerns."""
    return frozenset((outcome.piece, outcome.record) for outcome in concerned(done.outcomes, ruleset, decisions))


def again(unit: Unit, first: Done, wish: frozenset[tuple[int, int | None]]) -> Unit:
    """Return a unit for the second pass, with what the first one told of the documents that are meant."""
    seen = tuple(outcome for outcome in first.outcomes if (outcome.piece, outcome.record) in wish)
    return Unit(unit.pieces, wish, first=seen)


def updated(first: Done, second: Done, visited: frozenset[tuple[int, int | None]]) -> Done:
    """Put what the second pass found in place of what the first one did."""
    kept = [outcome for outcome in first.outcomes if (outcome.piece, outcome.record) not in visited]
    outcomes = sorted([*kept, *second.outcomes], key=lambda outcome: (outcome.piece, outcome.record or 0))
    return first._replace(outcomes=outcomes)
