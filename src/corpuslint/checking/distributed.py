"""A run on a cluster: what a pool does on one machine, done by Ray.

Units of work and the passes over them are the same (:mod:`corpuslint.checking.passes`), and so is what comes out, byte
for byte. :func:`ordered` takes the place of :func:`corpuslint.checking.pool.ordered` for the passes over files;
:func:`visits` does so for the many short visits of a fix to the documents that are dirty.
"""

import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from corpuslint.typed import Any

_WINDOW = 64 << 20
"""Bytes of items that are handed to Ray Data at once."""
_AHEAD = 3
"""Visits in flight per processor."""


def ordered(function: Callable[[Any, Any], Any], items: Iterable[Any], context: Any, jobs: int) -> Iterator[Any]:
    """Yield ``function(context, item)`` for each item, in their order, computed by Ray Data.

    Files must be reachable under the same path on all nodes. Ray must be initialized, or is started on this machine.
    """
    import ray  # noqa: PLC0415 (an extra, and slow to import)
    from ray.data import DataContext  # noqa: PLC0415

    _start(jobs)
    DataContext.get_current().execution_options.preserve_order = True
    DataContext.get_current().enable_progress_bars = False
    shared = ray.put(pickle.dumps((_here(), function, context)))
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
    given = ray.put(pickle.dumps((_here(), function, work, rest)))
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
    here, function, work, rest = pickle.loads(given)  # noqa: S301 (made by us)
    _go(here)
    return function((work, (_context(rules), *rest)), item)


def _call(given: dict[str, Any], shared: Any) -> dict[str, Any]:
    import ray  # noqa: PLC0415 (as above)

    here, function, context = _context(ray.get(shared))
    _go(here)
    return {"result": pickle.dumps(function(context, pickle.loads(given["item"])))}  # noqa: S301 (made by us)


def _here() -> str:
    return str(Path.cwd())


def _go(here: str) -> None:
    """Work in the folder that the names of files are relative to; Ray starts its workers elsewhere."""
    if _here() != here:
        os.chdir(here)


_loaded: list[tuple[bytes, Any]] = []


def _context(data: bytes) -> Any:
    """Load what all calls share once a process: a rule set builds its automata when it first scans."""
    if not _loaded or _loaded[0][0] != data:
        _loaded[:] = [(data, pickle.loads(data))]  # noqa: S301 (made by us)
    return _loaded[0][1]
