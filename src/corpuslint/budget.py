"""A budget of processor time for each rule on each document, so that no text can make a run go on for ever.

It is ample: the dearest rule on the worst text known takes a third of it. What overruns it has met a text on which its
work grows faster than the text; it is stopped, and reported as a rule that crashed, with rule and document named.

Facts: ``ITIMER_VIRTUAL`` counts the time that the process computes (not the time it waits, or others compute) and
then sends SIGVTALRM (POSIX.1-2017, setitimer). Python runs the handler in the main thread between two instructions;
its ``re`` asks for signals while it matches, too.
"""

import signal
from _thread import get_ident
from types import FrameType, TracebackType

BASE = 30.0
"""Seconds that every rule has on every document: reading tables for the first time is among it."""
PER_CODE_POINT = 100e-6
"""Seconds more for each code point; repairing text that is nothing but damage takes 30e-6."""

_enforced_in: list[int] = []
"""The thread whose rules are held to their budgets: signals only ever reach the main one."""


class OverrunError(Exception):
    """A rule has used up its budget."""


def enforce() -> None:
    """Hold rules to their budgets from now on, where timers exist; called in the main thread of a program of ours."""
    if hasattr(signal, "setitimer") and not _enforced_in:
        signal.signal(signal.SIGVTALRM, _stop)
        _enforced_in.append(get_ident())


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise OverrunError


class Budget:
    """The budget of one rule on one document; use it as a context.

    Raises :class:`OverrunError` within the context when it is used up.
    """

    def __init__(self, size: int) -> None:
        self._seconds = BASE + PER_CODE_POINT * size

    def __enter__(self) -> None:
        if get_ident() in _enforced_in:
            signal.setitimer(signal.ITIMER_VIRTUAL, self._seconds)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if get_ident() in _enforced_in:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if isinstance(error, OverrunError):
            msg = f"it has used up its {self._seconds:.0f} seconds: its work grows faster than this text"
            raise OverrunError(msg) from None
