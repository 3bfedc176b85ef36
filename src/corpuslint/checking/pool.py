"""Work on several processors: the results of a function over items, in the order of the items.

Facts (measured): starting and stopping two forked workers takes 28 ms, spawned ones 164; what a worker sends back costs
less than a tenth of what made it. Below some sixteen megabytes of text one process is done before a pool has started.
Workers are forked where the platform can, so that they share what the parent has built; elsewhere they are given
``context`` once, at their start.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from corpuslint.typed import Any, TypeVar

PAYS = 16 << 20
"""Bytes of input from which on a pool pays."""
_AHEAD = 3
"""Items in flight per worker: enough to keep it busy, few enough to bound memory."""

Item = TypeVar("Item")
Result = TypeVar("Result")

Run = Callable[[Callable[[Any, Any], Any], Iterable[Any], Any, int], Iterator[Any]]
"""Calls a function with what all calls share and each of some items, on so many workers, and yields what it returns."""

_context: Any = None


def workers(jobs: int, size: int) -> int:
    """Return how many workers to use: ``jobs``, or for 0 what pays for ``size`` bytes; 1 means none."""
    if jobs > 0:
        return jobs
    return max(1, min(_processors(), size // (PAYS // 2))) if size >= PAYS else 1


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def ordered(
    function: Callable[[Any, Item], Result], items: Iterable[Item], context: Any, jobs: int
) -> Iterator[Result]:
    """Yield ``function(context, item)`` for each item, in their order.

    Args:
        function: at module level, so that a worker finds it.
        items: taken as workers become free, never all at once.
        context: what all calls share.
        jobs: workers; 1: this process does the work.

    """
    if jobs <= 1:
        yield from (function(context, item) for item in items)
        return
    yield from _pooled(function, items, context, jobs)


def _pooled(
    function: Callable[[Any, Item], Result], items: Iterable[Item], context: Any, jobs: int
) -> Iterator[Result]:
    import multiprocessing  # noqa: PLC0415 (11 ms)
    from concurrent.futures import Future, ProcessPoolExecutor  # noqa: PLC0415 (12 ms)

    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    processes = multiprocessing.get_context(method)
    waiting: deque[Future[Result]] = deque()
    with ProcessPoolExecutor(jobs, processes, _prepare, (context,)) as executor:
        try:
            for item in items:
                waiting.append(executor.submit(_call, function, item))
                if len(waiting) > _AHEAD * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def _prepare(context: Any) -> None:
    import gc  # noqa: PLC0415 (as in the parent)
    import signal  # noqa: PLC0415

    global _context  # noqa: PLW0603 (what a worker is given at its start)
    _context = context
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it stops the workers
    gc.disable()


def _call(function: Callable[[Any, Item], Result], item: Item) -> Result:
    return function(_context, item)
