"""Mutation testing by hand: change one thing in a module, run its tests, and list the changes that no test notices.

    python tests/fuzz/mutate.py corpuslint.edits tests/test_edits.py [TEST…] [--seconds 600] [--lines 3 5] [-k WORDS]

On what this project rests its trust, each a matter of minutes:

    python tests/fuzz/mutate.py corpuslint.source tests/test_source.py
    python tests/fuzz/mutate.py corpuslint.fixing.record tests/test_record.py
    python tests/fuzz/mutate.py corpuslint.fixing.fix tests/test_fix*.py -k "fixed_point or feed or fight or anew"
    python tests/fuzz/mutate.py corpuslint.detectors.date.range tests/test_rules.py -k DAT004
    python tests/fuzz/mutate.py corpuslint.detectors.punctuation.dots tests/test_rules.py -k "PUN003 or PUN004"

No file changes: each mutant lives in a forked child, in which the functions of the module get their changed code.
"""

import argparse
import ast
import copy
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import hypothesis
import pytest

PATIENCE = 120
"""Seconds after which a mutant that is still running counts as noticed."""
_QUIETLY = ["-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def mutants(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, description and text of each mutant of a module."""
    tree = ast.parse(source)
    for number, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            mutant = copy.deepcopy(tree)
            target = next(other for n, other in enumerate(ast.walk(mutant)) if n == number)
            change(target)
            yield getattr(node, "lineno", 0), f"{what}: {ast.unparse(node)[:70]!r}", ast.unparse(mutant)


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    """Yield what can be changed about a node, and how."""
    yield from _operators(node)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield "number", lambda n: setattr(n, "value", n.value + 1)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield "truth", lambda n: setattr(n, "value", not n.value)
    if isinstance(node, ast.If | ast.IfExp):
        yield "condition", lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        for place, child in enumerate(block if isinstance(block, list) else []):
            if isinstance(child, ast.Expr) and not isinstance(child.value, ast.Constant):
                left_out = partial(_leave_out, field=field, place=place)
                yield f"left out {ast.unparse(child)[:50]!r}", left_out


def _operators(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], None]]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPS:
        yield "comparison", lambda n: n.ops.__setitem__(0, _SWAPS[type(n.ops[0])]())
    arithmetic = isinstance(node, ast.BinOp) and not isinstance(node.left, ast.Constant)
    if (arithmetic or isinstance(node, ast.AugAssign)) and type(getattr(node, "op", None)) in _SWAPS:
        yield "arithmetic", lambda n: setattr(n, "op", _SWAPS[type(n.op)]())
    if isinstance(node, ast.BoolOp):
        yield "and/or", lambda n: setattr(n, "op", _SWAPS[type(n.op)]())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not", lambda n: setattr(n, "operand", ast.UnaryOp(ast.Not(), n.operand))


def _leave_out(node: Any, field: str, place: int) -> None:
    getattr(node, field)[place] = ast.Pass()


def survives(module: ModuleType, text: str, tests: list[str]) -> bool:
    """Run the tests against a mutant, in a child of its own."""
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        _become(module, text)
        os._exit(pytest.main([*_QUIETLY, *tests]))
    _, status = os.waitpid(child, 0)
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0


def _become(module: ModuleType, text: str) -> None:
    """Give the functions of a module, and of its classes, the code of a mutant, wherever they were imported to."""
    mutant = ModuleType(module.__name__)
    exec(compile(text, module.__file__ or "", "exec"), mutant.__dict__)
    for name, new in vars(mutant).items():
        _take_over(getattr(module, name, None), new)
        if isinstance(new, int | float | str | tuple) or (isinstance(new, dict) and _plain(new)):
            setattr(module, name, new)


def _plain(table: dict[Any, Any]) -> bool:
    return all(isinstance(value, int | float | str) for value in table.values())


def _take_over(old: Any, new: Any) -> None:
    if isinstance(old, property):
        old, new = old.fget, new.fget
    if isinstance(old, cached_property):
        old, new = old.func, new.func
    old, new = getattr(old, "__wrapped__", old), getattr(new, "__wrapped__", new)
    if isinstance(old, FunctionType) and isinstance(new, FunctionType):
        old.__code__ = new.__code__
        old.__defaults__, old.__kwdefaults__ = new.__defaults__, new.__kwdefaults__
    elif isinstance(old, type) and isinstance(new, type) and old.__module__ == new.__module__:
        for name, member in vars(new).items():
            _take_over(vars(old).get(name), member)


def main() -> None:
    """List the survivors."""
    parser = argparse.ArgumentParser(description="List the mutants of a module that its tests do not notice.")
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--every", type=int, default=1, help="try every so manieth mutant")
    parser.add_argument("--lines", type=int, nargs="+", help="try only the mutants of these lines")
    parser.add_argument("-k", default="", help="as pytest's")
    options = parser.parse_args()
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]  # that an example fails is enough: it is not shrunk
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, deadline=None)
    hypothesis.settings.load_profile("mutants")
    tests = [*options.tests, *(["-k", options.k] if options.k else [])]
    module = importlib.import_module(options.module)
    source = Path(module.__file__ or "").read_text(encoding="utf-8")
    if pytest.main([*_QUIETLY, *tests]) or not survives(module, source, tests):
        sys.exit("the tests fail without any change")
    started, tried, killed = time.monotonic(), 0, 0
    chosen = [each for each in mutants(source) if not options.lines or each[0] in options.lines]
    for line, what, text in chosen[:: options.every]:
        if time.monotonic() - started > options.seconds:
            sys.stdout.write("out of time\n")
            break
        tried += 1
        if survives(module, text, tests):
            sys.stdout.write(f"{options.module}:{line}: survived {what}\n")
        else:
            killed += 1
        sys.stdout.flush()
    sys.stdout.write(f"{options.module}: {killed} of {tried} mutants killed\n")


if __name__ == "__main__":
    main()
