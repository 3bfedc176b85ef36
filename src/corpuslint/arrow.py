"""A check on a cluster: the same passes as functions from Arrow to Arrow, for Spark, datatrove, Daft and others.

The passes are sums (:mod:`corpuslint.facts`), so where a document is looked at does not matter: :func:`count` batches
of records, let the corpus rules :func:`decide` on the counts, and :func:`check` the batches with the decisions. The
findings are those of one process, byte for byte. :func:`fix` repairs what can be repaired record by record.

Decisions carry the name of the rule set that they were made under; another rule set refuses them.
"""

import pickle
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

from corpuslint.checking.passes import Done, Task, Unit, again, updated, wanted, work
from corpuslint.decisions import Decisions, decided, total
from corpuslint.engine import Crash, examine
from corpuslint.facts import Facts, Place, Tally, merge
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.fixing.written import text_of
from corpuslint.report.contract import dumps, row
from corpuslint.ruleset import Ruleset
from corpuslint.setup.config import Config, Loaded
from corpuslint.setup.prepare import prepared
from corpuslint.source import Raw
from corpuslint.spooling.sums import Sums
from corpuslint.typed import Any, NamedTuple


class Columns(NamedTuple):
    """The columns of a batch of records."""

    text: str = "text"
    path: str = ""
    """The name of a document, as reports show it; empty: documents have no names."""
    record: str = ""
    """Its number in its file; empty: it has none."""


_TEXT = Columns()


class StaleError(ValueError):
    """Decisions of another rule set."""


class CrashError(Exception):
    """A rule crashed on a record; the message names both."""


def rules(config: Config | None = None, scope: str = "all") -> Ruleset:
    """Return the rules that a configuration selects, ready to run and to travel.

    Args:
        config: what to select and what the owner declares; the defaults if ``None``.
        scope: ``file``: only rules that judge a record by itself, as :func:`fix` needs; ``corpus``: only the others.

    """
    return prepared(Loaded(config or Config(), Path.cwd(), {}), scope, guarded=True).ruleset


def name_of(ruleset: Ruleset) -> str:
    """Return the name of a rule set: its rules with their options, what the owner declares, which are wanted."""
    parts = (ruleset.rules, sorted(ruleset.wanted), ruleset.policy, ruleset.encoding)
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _documents(batch: Any, columns: Columns) -> Iterator[Raw]:
    texts = batch.column(batch.schema.get_field_index(columns.text)).to_pylist()
    paths = batch.column(columns.path).to_pylist() if columns.path else [""] * len(texts)
    records = batch.column(columns.record).to_pylist() if columns.record else [None] * len(texts)
    for text, path, record in zip(texts, paths, records, strict=True):
        if text is not None:
            yield Raw(path, text.encode("utf-8", "surrogatepass"), record)


def counts_schema() -> Any:
    """Return the Arrow schema of what :func:`count` returns."""
    import pyarrow as pa  # noqa: PLC0415 (an extra, 140 ms)

    texts = [(name, pa.string()) for name in ("rule", "key", "form", "path")]
    return pa.schema([*texts, *((name, pa.int64()) for name in ("occurrences", "documents", "record", "row"))])


def count(batch: Any, ruleset: Ruleset, columns: Columns = _TEXT) -> Any:
    """Return what corpus rules count in a batch of records: one row for each rule, key and form.

    Args:
        batch: a ``pyarrow.RecordBatch`` with the columns that ``columns`` names.
        ruleset: the rules.
        columns: where text, path and record number stand.

    """
    sums: dict[str, Facts] = {}
    for document in _documents(batch, columns):
        for code, facts in examine(document, ruleset).facts.items():
            merge(sums.setdefault(code, {}), facts)
    return _counts(sums)


def _counts(sums: dict[str, Facts]) -> Any:
    import pyarrow as pa  # noqa: PLC0415 (as above)

    rows = [
        (code, key, form, tally.first.path, tally.occurrences, tally.documents, tally.first.record, tally.first.row)
        for code, facts in sums.items()
        for key, forms in facts.items() or [("", {"": Tally(0, 0, Place("", 0, 0))})]
        for form, tally in forms.items()
    ]
    schema = counts_schema()
    arrays = [pa.array([each[at] for each in rows], field.type) for at, field in enumerate(schema)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def merge_counts(batches: Iterable[Any]) -> Sums:
    """Return the sum of what :func:`count` returned for all batches, in any order."""
    sums = Sums()
    for batch in batches:
        for each in batch.to_pylist():
            place = Place(each["path"], each["record"], each["row"])
            tally = Tally(each["occurrences"], each["documents"], place)
            sums.add({each["rule"]: {each["key"]: {each["form"]: tally}} if each["documents"] else {}})
    return sums


def decide(batches: Iterable[Any], ruleset: Ruleset) -> bytes:
    """Return the decisions of the corpus rules on all counts, to be given to every call of :func:`check`."""
    return pickle.dumps((name_of(ruleset), decided(ruleset, total(ruleset, merge_counts(batches)))))


def findings_schema() -> Any:
    """Return the Arrow schema of what :func:`check` returns; ``json`` is the finding as the JSON contract has it."""
    import pyarrow as pa  # noqa: PLC0415 (as above)

    texts = [(name, pa.string()) for name in ("path", "code", "severity", "message", "text", "json")]
    return pa.schema([*texts, *((name, pa.int64()) for name in ("record", "start", "end"))])


def check(batch: Any, ruleset: Ruleset, decisions: bytes, columns: Columns = _TEXT) -> Any:
    """Return the findings in a batch of records, one a row, in the order of records and places.

    Args:
        batch: as for :func:`count`.
        ruleset: the rules.
        decisions: what :func:`decide` returned.
        columns: as for :func:`count`.

    Raises:
        StaleError: the decisions were made under other rules.

    """
    import pyarrow as pa  # noqa: PLC0415 (as above)

    task = Task(ruleset, "", _loaded_decisions(decisions, ruleset))
    rows = [
        (f.filename, f.code, str(f.severity), f.message, f.text, dumps(row(f)), f.record, f.start.offset, f.end.offset)
        for outcome in _both(task, Unit(tuple(_documents(batch, columns)))).outcomes
        for f in outcome.findings
    ]
    schema = findings_schema()
    arrays = [pa.array([each[at] for each in rows], field.type) for at, field in enumerate(schema)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _both(task: Task, unit: Unit) -> Done:
    """Run both passes over a unit, the decisions being known."""
    first = work(task._replace(decisions=None), unit)
    wish = wanted(first, task.ruleset, task.decisions or {})
    return updated(first, work(task, again(unit, first, wish)), wish) if wish else first


def _loaded_decisions(data: bytes, ruleset: Ruleset) -> Decisions:
    name, decisions = pickle.loads(data)  # noqa: S301 (made by `decide`; treat it as you treat code)
    if name != name_of(ruleset):
        msg = "these decisions were made under another rule set or configuration; count and decide again"
        raise StaleError(msg)
    loaded: Decisions = decisions
    return loaded


def fix(batch: Any, ruleset: Ruleset, columns: Columns = _TEXT, *, unsafe: bool = False) -> Any:
    """Return a batch of records with fixed texts; everything else in it is kept.

    Args:
        batch: as for :func:`count`.
        ruleset: rules of scope ``file`` (see :func:`rules`): those about the corpus need more than a batch.
        columns: as for :func:`count`.
        unsafe: apply unsafe fixes too.

    Raises:
        ValueError: there are rules about the corpus among the rules.
        CrashError: a rule crashed.

    """
    import pyarrow as pa  # noqa: PLC0415 (as above)

    if ruleset.corpus_rules:
        msg = "rules about the corpus cannot fix batches: take `rules(scope='file')`, or `corpuslint fix --engine ray`"
        raise ValueError(msg)
    place = batch.schema.get_field_index(columns.text)
    texts = batch.column(place).to_pylist()
    fixed = [None if text is None else _fixed(text, ruleset, unsafe=unsafe) for text in texts]
    field = batch.schema.field(place)
    return batch if fixed == texts else batch.set_column(place, field, pa.array(fixed, field.type))


def _fixed(text: str, ruleset: Ruleset, *, unsafe: bool) -> str:
    draft = Draft(Raw("", text.encode("utf-8", "surrogatepass"), record=1), ruleset)
    if draft.live:
        fix_all([draft], ruleset, unsafe=unsafe)
    for crash in draft.crashes:
        raise CrashError(_named(crash, text))
    return text_of(draft).decode("utf-8") if draft.changed and not draft.obstacle else text


def _named(crash: Crash, text: str) -> str:
    return f"rule {crash.code} crashed on {text[:80]!r}: {crash.error}"
