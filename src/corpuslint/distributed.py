"""A corpus on a cluster: the same passes on Ray Data, and as functions from Arrow to Arrow for Spark and others.

The passes are sums (:mod:`corpuslint.facts`), so where a document is looked at does not matter: count batches of
records, merge the counts, let the corpus rules decide, and check the batches with the decisions. :func:`ordered` runs a
check on Ray Data in place of the process pool and gives the same bytes. :func:`count`, :func:`decide` and :func:`check`
are the three steps for any engine that maps Arrow batches (PySpark's ``mapInArrow``, datatrove, Daft).

Decisions carry the name of the rule set that they were made under; another rule set refuses them.
"""

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

from corpuslint.engine import Decisions, Ruleset, decided, examine
from corpuslint.facts import Facts, Place, Tally, merge
from corpuslint.passes import Done, Task, Unit, updated, wanted, work
from corpuslint.report.contract import dumps, row
from corpuslint.source import Raw


class Columns(NamedTuple):
    """The columns of a batch of records."""

    text: str = "text"
    path: str = ""
    """The name of a document, as reports show it; empty: documents have no names."""
    record: str = ""
    """Its number in its file; empty: it has none."""


_TEXT = Columns()
_WINDOW = 64 << 20
"""Bytes of items that are handed to Ray Data at once."""
_AHEAD = 3
"""Visits in flight per processor."""


class StaleError(ValueError):
    """Decisions of another rule set."""


def ordered(function: Callable[[Any, Any], Any], items: Iterable[Any], context: Any, jobs: int) -> Iterator[Any]:
    """Yield ``function(context, item)`` for each item, in their order, computed by Ray Data.

    Files must be reachable under the same path on all nodes. Ray must be initialized, or is started on this machine.
    """
    import ray  # noqa: PLC0415 (an extra, and slow to import)
    from ray.data import DataContext  # noqa: PLC0415

    _start(jobs)
    DataContext.get_current().execution_options.preserve_order = True
    DataContext.get_current().enable_progress_bars = False
    shared = ray.put(pickle.dumps((function, context)))
    for rows in _windows(items):
        data = ray.data.from_items(rows, override_num_blocks=len(rows)).map(_call, fn_kwargs={"shared": shared})
        for each in data.iter_rows():
            yield pickle.loads(each["result"])  # noqa: S301 (made by our own workers)


def _start(jobs: int) -> None:
    import ray  # noqa: PLC0415 (as above)

    if not ray.is_initialized():
        ray.init(num_cpus=jobs if jobs > 1 else None, include_dashboard=False, log_to_driver=False)


def _windows(items: Iterable[Any]) -> Iterator[list[dict[str, bytes]]]:
    """Yield items, pickled, as many at once as this process may hold: those of compressed files carry their bytes."""
    window: list[dict[str, bytes]] = []
    size = 0
    for item in items:
        data = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        window.append({"item": data})
        size += len(data)
        if size >= _WINDOW:
            yield window
            window, size = [], 0
    if window:
        yield window


def visits(function: Callable[[Any, Any], Any], items: Iterable[Any], context: Any, jobs: int) -> Iterator[Any]:
    """As :func:`ordered`, by plain tasks of Ray, for the many short visits of a fix.

    ``context`` is ``(work, (ruleset, …))``: the rule set, whose automata take time to build, travels once.
    """
    import ray  # noqa: PLC0415 (as above)

    _start(jobs)
    work, (ruleset, *rest) = context
    rules = ray.put(pickle.dumps(ruleset))
    given = ray.put(pickle.dumps((function, work, rest)))
    task = ray.remote(_visit)
    waiting: deque[Any] = deque()
    most = _AHEAD * max(jobs, int(ray.cluster_resources().get("CPU", 1)))
    for item in items:
        waiting.append(task.remote(rules, given, item))
        if len(waiting) > most:
            yield ray.get(waiting.popleft())
    while waiting:
        yield ray.get(waiting.popleft())


def _visit(rules: bytes, given: bytes, item: Any) -> Any:
    function, work, rest = pickle.loads(given)  # noqa: S301 (made by us)
    return function((work, (_context(rules), *rest)), item)


def _call(given: dict[str, Any], shared: Any) -> dict[str, Any]:
    import ray  # noqa: PLC0415 (as above)

    function, context = _context(ray.get(shared))
    return {"result": pickle.dumps(function(context, pickle.loads(given["item"])))}  # noqa: S301 (made by us)


_loaded: list[tuple[bytes, Any]] = []


def _context(data: bytes) -> Any:
    """Load what all calls share once a process: a rule set builds its automata when it first scans."""
    if not _loaded or _loaded[0][0] != data:
        _loaded[:] = [(data, pickle.loads(data))]  # noqa: S301 (made by us)
    return _loaded[0][1]


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


def merge_counts(batches: Iterable[Any]) -> dict[str, Facts]:
    """Return the facts in what :func:`count` returned for all batches, in any order."""
    sums: dict[str, Facts] = {}
    for batch in batches:
        for each in batch.to_pylist():
            facts = sums.setdefault(each["rule"], {})
            if each["documents"]:
                place = Place(each["path"], each["record"], each["row"])
                merge(facts, {each["key"]: {each["form"]: Tally(each["occurrences"], each["documents"], place)}})
    return sums


def decide(batches: Iterable[Any], ruleset: Ruleset) -> bytes:
    """Return the decisions of the corpus rules on all counts, to be given to every call of :func:`check`."""
    return pickle.dumps((name_of(ruleset), decided(ruleset, merge_counts(batches))))


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
    return updated(first, work(task, unit._replace(wanted=wish)), wish) if wish else first


def _loaded_decisions(data: bytes, ruleset: Ruleset) -> Decisions:
    name, decisions = pickle.loads(data)  # noqa: S301 (made by `decide`; treat it as you treat code)
    if name != name_of(ruleset):
        msg = "these decisions were made under another rule set or configuration; count and decide again"
        raise StaleError(msg)
    loaded: Decisions = decisions
    return loaded
