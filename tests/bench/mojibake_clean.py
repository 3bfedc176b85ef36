"""What the mojibake rules do on clean text, and how fast, beside ftfy.

Run: ``python tests/bench/mojibake_clean.py FOLDER…`` over clean UTF-8 text.

A row for each folder: MB of text (at most four), MB/s of the rules and of ``ftfy.fix_encoding`` (processor time, the
best of three turns each, so that what is read in once and what else the machine does count for neither), findings, and
those with a safe fix.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import ftfy

from corpuslint import rulebook
from corpuslint.engine import examine
from corpuslint.finding import Applicability
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

MOST = 4_000_000
TURNS = 3
Result = TypeVar("Result")


def texts(folder: str) -> list[bytes]:
    """Return the texts of a folder that are UTF-8, up to four megabytes."""
    found: list[bytes] = []
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix in (".md", ".txt", ".conllu") and path.is_file() and sum(map(len, found)) < MOST:
            data = path.read_bytes()
            found += [data] if data.decode("utf-8", "ignore").encode() == data else []
    return found


def fastest(turn: Callable[[], Result]) -> tuple[Result, float]:
    """Return what a turn gives, and the processor time in seconds of the fastest of some."""
    times: list[float] = []
    for _ in range(TURNS):
        start = time.process_time()
        result = turn()
        times.append(time.process_time() - start)
    return result, min(times)


def main() -> None:
    ruleset = Ruleset([rule for rule in rulebook.shipped() if rule.code.startswith("MOJ") and rule.default])
    examine(Raw("a.txt", "ÄãºÃÊÀ½ç 浣犲ソ cafÃ©".encode()), ruleset)
    print(f"{'folder':32}   MB   ours   ftfy  findings  safe")
    for folder in sys.argv[1:]:
        data = texts(folder)
        findings, ours = fastest(
            lambda data=data: [f for one in data for f in examine(Raw("a.txt", one), ruleset).findings]
        )
        _, theirs = fastest(lambda data=data: [ftfy.fix_encoding(one.decode()) for one in data])
        size = sum(map(len, data)) / 1e6
        safe = sum(finding.fix is not None and finding.fix.applicability is Applicability.SAFE for finding in findings)
        print(f"{folder[-32:]:32} {size:4.1f} {size / ours:6.1f} {size / theirs:6.1f} {len(findings):9} {safe:5}")


if __name__ == "__main__":
    main()
