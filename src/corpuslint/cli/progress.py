"""Progress of long work: one line on stderr, on a terminal only, and only after a second."""

import os
import sys
import time
from types import TracebackType

from corpuslint.language import count, say
from corpuslint.typed import Self

_PATIENCE = 1.0
_PACE = 0.1


class Progress:
    """Call it with how much is done, of how much, and how many findings there are; use it as a context.

    Args:
        verb: what is done.
        unit: in what it is counted; empty: in bytes, which are shown as megabytes.
        quiet: show nothing.

    """

    def __init__(self, verb: str, unit: str = "", *, quiet: bool = False) -> None:
        self._verb, self._unit = verb, unit
        hooked = os.environ.get("CI") or os.environ.get("PRE_COMMIT")
        self._shown = sys.stderr.isatty() and not quiet and not hooked
        self._started = self._last = time.monotonic()
        self._drawn = False

    def __call__(self, done: int, of: int, findings: int = 0) -> None:
        """Tell that so much is done. What is compressed may turn out to be more than it seemed."""
        now = time.monotonic()
        if not self._shown or now - self._started < _PATIENCE or now - self._last < _PACE:
            return
        self._last, self._drawn = now, True
        line = self._line(done, max(done, of), now - self._started)
        if findings:
            line += ", " + count(findings, "finding")
        sys.stderr.write(f"\r\x1b[Kcorpuslint: {line}")
        sys.stderr.flush()

    def _line(self, done: int, of: int, seconds: float) -> str:
        if self._unit:
            return say("{verb} {done} of {of} {unit}", verb=self._verb, done=done, of=of, unit=self._unit)
        return say(
            "{verb} {done} of {of} MB, {rate} MB/s",
            verb=self._verb,
            done=f"{done / 1e6:,.0f}",
            of=f"{of / 1e6:,.0f}",
            rate=f"{done / 1e6 / seconds:,.1f}",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
