"""Mutation testing by hand: change one thing in a module, run its tests, and list the changes that no test notices.

    python tests/fuzz/mutate.py src/corpuslint/edits.py tests/test_edits.py [TEST…] [--seconds 600] [--every 1]

The tree is copied to a scratch folder first, so that the checkout stays as it is.
"""

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
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


def survives(folder: Path, tests: list[str]) -> bool:
    environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    line = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", *tests]
    try:
        done = subprocess.run(line, cwd=folder, env=environment, capture_output=True, check=False, timeout=180)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description="List the mutants of a module that its tests do not notice.")
    parser.add_argument("module")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--every", type=int, default=1, help="try every so manieth mutant")
    options = parser.parse_args()
    started, tried, killed = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("src", "tests", "rules", "seeds", "pyproject.toml"):
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
        target = folder / options.module
        source = target.read_text(encoding="utf-8")
        if not survives(folder, options.tests):
            sys.exit("the tests fail without any change")
        for line, what, text in list(mutants(source))[:: options.every]:
            if time.monotonic() - started > options.seconds:
                sys.stdout.write("out of time\n")
                break
            target.write_text(text, encoding="utf-8")
            tried += 1
            if survives(folder, options.tests):
                sys.stdout.write(f"{options.module}:{line}: survived {what}\n")
                sys.stdout.flush()
            else:
                killed += 1
    sys.stdout.write(f"{options.module}: {killed} of {tried} mutants killed\n")


if __name__ == "__main__":
    main()
