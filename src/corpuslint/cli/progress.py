"""Progress of long work: one line on stderr, on a terminal only, and only after a second."""

import os
import sys
import time
from types import TracebackType
from typing import Self

_PATIENCE = 1.0
_PACE = 0.1


class Progress:
    """Call it with the number of documents done and of all; use it as a context."""

    def __init__(self, verb: str, *, quiet: bool = False) -> None:
        self._verb = verb
        hooked = os.environ.get("CI") or os.environ.get("PRE_COMMIT")
        self._shown = sys.stderr.isatty() and not quiet and not hooked
        self._started = self._last = time.monotonic()
        self._drawn = False

    def __call__(self, done: int, of: int) -> None:
        """Tell that ``done`` of ``of`` documents are done."""
        now = time.monotonic()
        if not self._shown or now - self._started < _PATIENCE or now - self._last < _PACE:
            return
        self._last, self._drawn = now, True
        rate = done / (now - self._started)
        sys.stderr.write(f"\r\x1b[Kcorpuslint: {self._verb} {done} of {of} files, {rate:.0f}/s")
        sys.stderr.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
