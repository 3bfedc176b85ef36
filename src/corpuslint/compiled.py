"""Regular expressions that an earlier run has compiled.

A page with five findings asks for 30 patterns, and Python takes half a millisecond to compile one (a class of all Han
marks 28,000 characters one by one): 3 to 16 ms, more than all else that a hook does for it. What Python compiled is
therefore kept (:mod:`corpuslint.snapshot`): the numbers that ``re`` hands to its engine, which proves them before it
takes them. So that each pattern profits, whoever asks for it (``re.search`` with an option of a rule, a library),
:func:`use` stands before the compiler of ``re`` itself; the command line does that, the library never.

Facts: ``re.compile`` ends in ``re._compiler.compile(pattern, flags)``, and that in ``_sre.compile(pattern, flags, code,
groups, groupindex, indexgroup)``, in CPython 3.11 to 3.14. The meaning of the code changes with ``_sre.MAGIC``, hence
with the version of Python, which is the key here. Where these functions are not as described, ``re`` is left alone.
"""

import re
import sys
from zlib import compress, decompress, error

from corpuslint.snapshot import keep, recall, stamp
from corpuslint.typed import Any

_MOST_KEPT = 3_000
"""Patterns kept at most; those of a corpus's own rules change, and the old ones must go some day."""
_LONGEST = 1 << 16
"""Numbers in a pattern that is kept: the words of a large glossary are not."""

_new: dict[Any, Any] = {}
_kept: dict[Any, Any] = {}


def use() -> None:
    """Have ``re`` recall what it compiled in earlier runs, from now on in this process."""
    compiler: Any = getattr(re, "_compiler", None)
    if not all(hasattr(compiler, name) for name in ("compile", "_code", "_sre", "_parser")):
        return
    _kept.update(recall("patterns", _key()) or {})
    compile_now = compiler.compile

    def compiled(pattern: Any, flags: int = 0) -> Any:
        key = type(pattern).__name__, pattern, int(flags)
        try:
            if key in _kept:
                all_flags, code, *groups = _kept[key]
                return compiler._sre.compile(pattern, all_flags, _numbers(code), *groups)
            return _compiled(compiler, pattern, int(flags))
        except (AttributeError, TypeError, ValueError, RuntimeError, OverflowError, error):  # not as described
            return compile_now(pattern, flags)

    compiler.compile = compiled


def _compiled(compiler: Any, pattern: Any, flags: int) -> Any:
    """Return a pattern, compiled as ``re._compiler.compile`` does it, and note what it is made of."""
    tree = compiler._parser.parse(pattern, flags)
    code, names = compiler._code(tree, flags), tree.state.groupdict
    by_number = {number: name for name, number in names.items()}
    groups = tree.state.groups - 1, dict(names), tuple(by_number.get(number) for number in range(tree.state.groups))
    compiled = compiler._sre.compile(pattern, flags | tree.state.flags, code, *groups)
    if len(code) <= _LONGEST:
        numbers = b"".join(number.to_bytes(4, sys.byteorder) for number in code)
        _new[type(pattern).__name__, pattern, flags] = flags | tree.state.flags, compress(numbers), *groups
    return compiled


def _numbers(kept: bytes) -> list[int]:
    """Return the numbers of a pattern; they are kept at a quarter of their size, of which each run reads all."""
    return memoryview(decompress(kept)).cast("I").tolist()


def _key() -> str:
    return f"{sys.version}\n{stamp(__file__)}"


def keep_new() -> None:
    """Keep what was compiled in this run for the next."""
    if _new:
        keep("patterns", _key(), {**(_kept if len(_kept) < _MOST_KEPT else {}), **_new})
