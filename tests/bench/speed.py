"""How fast is corpuslint, and how fast are others on the same text? One command makes the corpora and measures.

    python tests/bench/speed.py [--folder DIR] [--size MB] [--rounds N] [--sample MB] [--zhlint SCRIPT.js]

Runs what is installed of corpuslint, autocorrect-py, ftfy, opencc-python-reimplemented and zhlint in turn, so many
rounds, each on the same files; prints processor time (minimum and median of the rounds), the rate, and the ratio to
merely reading and decoding the files. Others do another job than corpuslint: what is compared is the throughput of "the
whole job of the tool". Slow tools see a sample. Start-up, the cached re-run and peak memory are measured on processes.
"""

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from statistics import median
from time import thread_time

import corpora

from corpuslint import rulebook
from corpuslint.checking.passes import Task, Unit, work
from corpuslint.containers import Piece
from corpuslint.ruleset import Ruleset

_PEERS = ("corpuslint", "google-re2", "autocorrect-py", "ftfy", "opencc-python-reimplemented")

Job = Callable[[list[Path]], object]


def floor(files: list[Path]) -> int:
    """Read and decode."""
    total = 0
    for file in files:
        with file.open("rb", buffering=0) as stream:
            total += len(stream.read().decode("utf-8"))
    return total


def corpuslint(files: list[Path]) -> int:
    """Read and check with all default rules, corpus rules counted, in this process."""
    task = Task(_ruleset(), "text")
    units = (Unit(tuple(Piece(file, file.name) for file in files[at : at + 64])) for at in range(0, len(files), 64))
    return sum(len(work(task, unit).outcomes) for unit in units)


_rulesets: list[Ruleset] = []


def _ruleset() -> Ruleset:
    if not _rulesets:
        _rulesets.append(Ruleset([rule for rule in rulebook.shipped() if rule.default]))
    return _rulesets[0]


def peers() -> Iterator[tuple[str, Job, float]]:
    """Yield name, job and share of the sample of each peer that is installed."""
    try:
        import autocorrect_py
    except ImportError:
        pass
    else:
        yield "autocorrect format", lambda files: [autocorrect_py.format(_text(file)) for file in files], 1
        yield "autocorrect lint", lambda files: [autocorrect_py.lint_for(_text(file), "a.txt") for file in files], 0.5
    try:
        import ftfy
    except ImportError:
        pass
    else:
        yield "ftfy.fix_text", lambda files: [ftfy.fix_text(_text(file)) for file in files], 0.1
    try:
        from opencc import OpenCC

        converter = OpenCC("t2s")
    except (ImportError, TypeError):
        pass
    else:
        yield "opencc-py t2s", lambda files: [converter.convert(_text(file)) for file in files], 0.1


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def measure(jobs: list[tuple[str, Job, float]], files: list[Path], rounds: int) -> dict[str, list[float]]:
    """Return seconds per megabyte of each job in each round; the jobs take turns."""
    taken: dict[str, list[float]] = {name: [] for name, _, _ in jobs}
    for _ in range(rounds + 1):  # the first warms up: automata build the states that the text needs
        for name, job, share in jobs:
            some = files[: max(4, int(len(files) * share))]
            size = sum(file.stat().st_size for file in some) / 1e6
            start = thread_time()
            job(some)
            taken[name].append((thread_time() - start) / size)
    return {name: seconds[1:] for name, seconds in taken.items()}


def table(title: str, taken: dict[str, list[float]]) -> None:
    base = min(taken["read+decode"])
    print(f"\n{title:28} {'min MB/s':>9} {'median':>8} {'of read+decode':>15} {'corpuslint is':>14}")
    for name, seconds in taken.items():
        ours = min(seconds) / min(taken["corpuslint"])
        print(f"{name:28} {1 / min(seconds):9.1f} {1 / median(seconds):8.1f} {base / min(seconds):15.3f} {ours:13.1f}x")


def process(*command: str, **environment: str) -> tuple[float, float, int]:
    """Run a command; return its processor seconds, peak megabytes and status."""
    child = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    _, status, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def best(runs: int, *command: str, **environment: str) -> float:
    return min(process(*command, **environment)[0] for _ in range(runs))


def processes(folder: Path, rounds: int) -> None:
    """Start-up on one file, peak memory, the cached re-run; ruff beside them."""
    tool = (sys.executable, "-m", "corpuslint", "check", "--isolated", "-q")
    one = next((folder / "clean").iterdir())
    bare = best(3 * rounds, sys.executable, "-c", "pass")
    hook = best(3 * rounds, *tool, str(one))
    dirty = best(3 * rounds, *tool, str(next((folder / "dirty20").iterdir())))
    print(f"\none file: bare Python {1000 * bare:.0f} ms, clean {1000 * hook:.0f} ms ({hook / bare:.1f}x), ", end="")
    print(f"dirty {1000 * dirty:.0f} ms")
    with tempfile.TemporaryDirectory() as cache:
        many = str(folder / "clean")
        cold = process(*tool, many, CORPUSLINT_CACHE_DIR=cache)
        warm = best(rounds, *tool, many, CORPUSLINT_CACHE_DIR=cache)
        count = sum(1 for _ in Path(many).iterdir())
        print(f"{count} files: no cache yet {cold[0]:.2f} s, cached {1000 * warm:.0f} ms")
    for name in ("clean", "dirty2", "dirty20"):
        seconds, peak, _ = process(*tool, "--no-cache", "-j1", str(folder / f"{name}.jsonl"))
        size = (folder / f"{name}.jsonl").stat().st_size / 1e6
        print(f"{name}.jsonl, {size:.0f} MB: {seconds:.1f} s, {size / seconds:.1f} MB/s, peak {peak:.0f} MB")
    if ruff := shutil.which("ruff"):
        with tempfile.TemporaryDirectory() as place:
            for number in range(4000):
                Path(place, f"m{number}.py").write_text(f"x = {number}\n", encoding="utf-8")
            first = process(ruff, "check", place, RUFF_CACHE_DIR=f"{place}/.cache")[0]
            again = best(rounds, ruff, "check", place, RUFF_CACHE_DIR=f"{place}/.cache")
            print(f"ruff on 4,000 tiny files: first {1000 * first:.0f} ms, cached {1000 * again:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "corpuslint-bench")
    parser.add_argument("--size", type=float, default=64, help="megabytes of each corpus")
    parser.add_argument("--sample", type=float, default=16, help="megabytes that tools in this process see")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--text", type=Path, nargs="*", default=[], help="folders of real text to measure on, too")
    arguments = parser.parse_args()
    corpora.make(arguments.folder, arguments.size)
    names = [name for name in _PEERS if _version(name)]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, {platform.machine()}, {os.cpu_count()} processors;", end=" ")
    print(", ".join(f"{name} {_version(name)}" for name in names))
    jobs = [("read+decode", floor, 1.0), ("corpuslint", corpuslint, 1.0), *peers()]
    for folder in (*(arguments.folder / name for name in corpora.SHARES), *arguments.text):
        files = sorted(file for file in folder.rglob("*") if file.suffix in (".txt", ".md"))
        wanted = max(8, int(len(files) * min(1, arguments.sample * 1e6 / sum(file.stat().st_size for file in files))))
        table(folder.name, measure(jobs, files[:: max(1, len(files) // wanted)], arguments.rounds))
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    processes(arguments.folder, arguments.rounds)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
