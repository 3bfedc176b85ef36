"""How fast is corpuslint, and how fast are others on the same text? One command makes the corpora and measures.

    python tests/bench/speed.py [--folder DIR] [--size MB] [--rounds N] [--sample MB] [--zhlint DIR] [--large MB]

Runs corpuslint and what is installed of its peers (:mod:`peers`; zhlint: `npm install --prefix DIR zhlint`) in turn, so
many rounds, each on the same files; prints the rate (by the least and the median processor time of the rounds), and the
ratio to merely reading and decoding the files. Slow tools see a sample. Start-up, the cached re-run, `fix`, growth with
size and peak memory are measured on processes, with ruff beside them. `--large` checks and fixes one file of JSON lines
of that size, too, in which hardly a line comes twice.
"""

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from importlib import metadata
from itertools import islice
from pathlib import Path
from statistics import median

import corpora
from peers import PACKAGES, Job, peers, timed

from corpuslint import rulebook
from corpuslint.checking.passes import Task, Unit, work
from corpuslint.containers import Piece
from corpuslint.ruleset import Ruleset

_PACKAGES = ("corpuslint", "google-re2", *PACKAGES)


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


def measure(jobs: list[tuple[str, Job, float]], files: list[Path], rounds: int) -> dict[str, list[float]]:
    """Return seconds per megabyte of each job in each round; the jobs take turns."""
    taken: dict[str, list[float]] = {name: [] for name, _, _ in jobs}
    for _ in range(rounds + 1):  # the first warms up: automata build the states that the text needs
        for name, job, share in jobs:
            some = files[: max(4, int(len(files) * share))]
            size = sum(file.stat().st_size for file in some) / 1e6
            taken[name].append(job(some) / size)
    return {name: seconds[1:] for name, seconds in taken.items()}


def table(title: str, taken: dict[str, list[float]]) -> None:
    base = min(taken["read+decode"])
    print(f"\n{title:28} {'min MB/s':>9} {'median':>8} {'of read+decode':>15} {'corpuslint is':>14}")
    for name, seconds in taken.items():
        ours = min(seconds) / min(taken["corpuslint"])
        print(f"{name:28} {1 / min(seconds):9.1f} {1 / median(seconds):8.1f} {base / min(seconds):15.3f} {ours:13.1f}x")


def process(*command: str, **environment: str) -> tuple[float, float]:
    """Run a command; return its processor seconds and peak megabytes. Raises :class:`RuntimeError` where it fails."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**kept, **environment})
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        msg = f"failed: {' '.join(command)}"
        raise RuntimeError(msg)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def best(runs: int, *command: str, **environment: str) -> float:
    return min(process(*command, **environment)[0] for _ in range(runs))


TOOL = (sys.executable, "-m", "corpuslint")
CHECK = (*TOOL, "check", "--isolated", "-q")
FIX = (*TOOL, "fix", "--isolated", "-q", "-j1")


def hooks(folder: Path, rounds: int) -> None:
    """Start-up on one file."""
    bare = best(3 * rounds, sys.executable, "-c", "pass")
    for name in ("clean", "dirty20"):
        taken = best(3 * rounds, *CHECK, str(next((folder / name).iterdir())))
        print(f"one file of {name}: {1000 * taken:.0f} ms, {taken / bare:.1f}x bare Python ({1000 * bare:.0f} ms)")


def cached(folder: Path, rounds: int) -> None:
    """The cached re-run, of nothing changed and of one file changed; ruff beside it."""
    ruff = shutil.which("ruff") or shutil.which("ruff", path=str(Path(sys.executable).parent))
    with tempfile.TemporaryDirectory() as place:
        texts, sources = Path(place, "texts"), Path(place, "sources")
        shutil.copytree(folder / "clean", texts)
        sources.mkdir()
        files = sorted(texts.iterdir())
        for number, file in enumerate(files):
            os.utime(file, (1e9, 1e9))
            Path(sources, f"m{number}.py").write_text(f"x = {number}\n", encoding="utf-8")
        few = (*CHECK, "--ignore", "NAM", str(texts))  # names differ across documents that are clean one by one
        first = process(*CHECK, str(texts), CORPUSLINT_CACHE_DIR=place)[0]
        process(*few, CORPUSLINT_CACHE_DIR=place)
        taken: dict[str, list[float]] = {
            "cached": [],
            "few findings": [],
            "a line more": [],
            "replaced": [],
            "ruff": [],
        }
        for number in range(rounds):
            taken["cached"].append(process(*CHECK, str(texts), CORPUSLINT_CACHE_DIR=place)[0])
            taken["few findings"].append(process(*few, CORPUSLINT_CACHE_DIR=place)[0])
            if ruff:
                taken["ruff"].append(process(ruff, "check", str(sources), RUFF_CACHE_DIR=f"{place}/ruff")[0])
            line = f"会议于2020年08月{number + 1}日召开。\n"
            for kind, file in (("a line more", files[number]), ("replaced", files[-1 - number])):
                file.write_text((file.read_text("utf-8") if kind == "a line more" else "") + line, encoding="utf-8")
                os.utime(file, (1.1e9, 1.1e9))
                taken[kind].append(process(*CHECK, str(texts), CORPUSLINT_CACHE_DIR=place)[0])
        print(f"{len(files)} files: first {first:.1f} s", end="")
        print("".join(f", {kind} {1000 * min(seconds):.0f} ms" for kind, seconds in taken.items() if seconds))


def growth(folder: Path) -> None:
    """Check files of JSON lines of growing size, and fix a corpus, in processes of their own."""
    for name in corpora.SHARES:
        whole = folder / f"{name}.jsonl"
        with tempfile.TemporaryDirectory() as place:
            for parts in (4, 2, 1):
                part = Path(place, "part.jsonl")
                with whole.open("rb") as lines, part.open("wb") as out:
                    out.writelines(islice(lines, sum(1 for _ in (folder / name).iterdir()) // parts))
                report("check", name, part, *CHECK, "--no-cache", "-j1", str(part))
            report("fix", name, part, *FIX, "--output", f"{place}/cleaned", str(part))


def report(verb: str, name: str, file: Path, *command: str) -> None:
    seconds, peak = process(*command)
    size = file.stat().st_size / 1e6
    print(f"{verb} {name}.jsonl, {size:.0f} MB: {seconds:.1f} s, {size / seconds:.1f} MB/s, peak {peak:.0f} MB")


def large(megabytes: float) -> None:
    with tempfile.TemporaryDirectory() as place:
        corpora.large(Path(place), megabytes, 0.02)
        file = Path(place, "large.jsonl")
        report("check", "large", file, *CHECK, "--no-cache", "-j1", str(file))
        report("fix", "large", file, *FIX, "--output", f"{place}/cleaned", str(file))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "corpuslint-bench")
    parser.add_argument("--size", type=float, default=64, help="megabytes of each corpus")
    parser.add_argument("--sample", type=float, default=16, help="megabytes that tools in this process see")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--zhlint", type=Path, help="the folder of zhlint, node_modules/zhlint")
    parser.add_argument("--large", type=float, help="megabytes of a large file of JSON lines")
    parser.add_argument("--text", type=Path, nargs="*", default=[], help="folders of real text to measure on, too")
    arguments = parser.parse_args()
    corpora.make(arguments.folder, arguments.size)
    names = [name for name in _PACKAGES if _version(name)]
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, {platform.machine()}, {os.cpu_count()} processors;", end=" ")
    print(", ".join(f"{name} {_version(name)}" for name in names))
    # first, while this process is small: the peak of a child is never less than that of the one it was forked from
    hooks(arguments.folder, arguments.rounds)
    cached(arguments.folder, arguments.rounds)
    growth(arguments.folder)
    if arguments.large:
        large(arguments.large)
    jobs = [("read+decode", timed(floor), 1.0), ("corpuslint", timed(corpuslint), 1.0), *peers(arguments.zhlint)]
    for folder in (*(arguments.folder / name for name in corpora.SHARES), *arguments.text):
        files = sorted(file for file in folder.rglob("*") if file.suffix in (".txt", ".md"))
        wanted = max(8, int(len(files) * min(1, arguments.sample * 1e6 / sum(file.stat().st_size for file in files))))
        table(folder.name, measure(jobs, files[:: max(1, len(files) // wanted)], arguments.rounds))
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
