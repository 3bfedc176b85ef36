"""Other tools on the same files as corpuslint: what is installed of them, as jobs that take turns.

They do other jobs than corpuslint: what is compared is the throughput of "the whole job of the tool". datatrove has its
formatters run one after the other on documents in memory, without its readers, writers and logs. zhlint runs in one
process of Node that stays warm and tells its own processor time.
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import thread_time

Job = Callable[[list[Path]], float]
"""Works on files and returns the seconds of processor time it took."""

PACKAGES = ("autocorrect-py", "ftfy", "opencc-python-reimplemented", "datatrove", "ruff")

_NODE = """
const {readFileSync} = require("fs");
const {run} = require(process.argv[1]);
require("readline").createInterface({input: process.stdin}).on("line", line => {
  const start = process.cpuUsage();
  for (const file of JSON.parse(line)) {
    try { run(readFileSync(file, "utf-8"), {rules: {preset: "default"}}); } catch { /* it crashes on some texts */ }
  }
  const taken = process.cpuUsage(start);
  console.log(((taken.user + taken.system) / 1e6).toString());
});
"""


def timed(work: Callable[[list[Path]], object]) -> Job:
    """Return a job of this thread."""

    def job(files: list[Path]) -> float:
        start = thread_time()
        work(files)
        return thread_time() - start

    return job


def each(work: Callable[[str], object]) -> Job:
    """Return the job of doing something to each text."""
    return timed(lambda files: [work(file.read_text(encoding="utf-8")) for file in files])


def peers(zhlint: Path | None) -> Iterator[tuple[str, Job, float]]:
    """Yield name, job and share of the sample of each peer that is installed; ``zhlint`` is its folder."""
    for name, make, share in (
        ("autocorrect format", _autocorrect_format, 1.0),
        ("autocorrect lint", _autocorrect_lint, 0.5),
        ("ftfy.fix_text", _ftfy, 0.1),
        ("opencc-py t2s", _opencc, 0.1),
        ("datatrove formatters", _datatrove, 0.1),
    ):
        try:
            yield name, make(), share
        except (ImportError, TypeError) as error:
            print(f"{name} is left out: {error}")
    if zhlint is not None:
        yield "zhlint (Node)", _zhlint(zhlint), 0.03


def _autocorrect_format() -> Job:
    import autocorrect_py

    return each(autocorrect_py.format)


def _autocorrect_lint() -> Job:
    import autocorrect_py

    return each(lambda text: autocorrect_py.lint_for(text, "a.txt"))


def _ftfy() -> Job:
    import ftfy

    return each(ftfy.fix_text)


def _opencc() -> Job:
    from opencc import OpenCC

    return each(OpenCC("t2s").convert)


def _datatrove() -> Job:
    from datatrove.pipeline.formatters import FTFYFormatter, PIIFormatter, SymbolLinesFormatter

    steps = [FTFYFormatter(), PIIFormatter(), SymbolLinesFormatter()]

    def formatted(text: str) -> str:
        for step in steps:
            text = step.format(text)
        return text

    return each(formatted)


def _zhlint(folder: Path) -> Job:
    node = subprocess.Popen(
        ("node", "-e", _NODE, str(folder.resolve())), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    asked, told = node.stdin, node.stdout
    assert asked
    assert told

    def job(files: list[Path]) -> float:
        asked.write(json.dumps([str(file.resolve()) for file in files]) + "\n")
        asked.flush()
        return float(told.readline())

    return job
