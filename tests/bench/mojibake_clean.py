"""What the mojibake rules do on clean text, and how fast, beside ftfy.

Run: ``python tests/bench/mojibake_clean.py FOLDER…`` over clean UTF-8 text.

A row for each folder: MB of text (at most four), MB/s of the rules and of ``ftfy.fix_encoding`` (processor time),
findings, and those with a safe fix.
"""

import sys
import time
from pathlib import Path

import ftfy

from corpuslint import rulebook
from corpuslint.engine import examine
from corpuslint.finding import Applicability
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

MOST = 4_000_000


def texts(folder: str) -> list[bytes]:
    """Return the texts of a folder that are UTF-8, up to four megabytes."""
    found: list[bytes] = []
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix in (".md", ".txt", ".conllu") and path.is_file() and sum(map(len, found)) < MOST:
            data = path.read_bytes()
            found += [data] if data.decode("utf-8", "ignore").encode() == data else []
    return found


def main() -> None:
    ruleset = Ruleset([rule for rule in rulebook.shipped() if rule.code.startswith("MOJ") and rule.default])
    examine(Raw("a.txt", "ÄãºÃÊÀ½ç 浣犲ソ cafÃ©".encode()), ruleset)
    print(f"{'folder':32}   MB   ours   ftfy  findings  safe")
    for folder in sys.argv[1:]:
        data = texts(folder)
        start = time.process_time()
        findings = [finding for text in data for finding in examine(Raw("a.txt", text), ruleset).findings]
        ours, start = time.process_time() - start, time.process_time()
        for text in data:
            ftfy.fix_encoding(text.decode())
        theirs = time.process_time() - start
        size = sum(map(len, data)) / 1e6
        safe = sum(finding.fix is not None and finding.fix.applicability is Applicability.SAFE for finding in findings)
        print(f"{folder[-32:]:32} {size:4.1f} {size / ours:6.1f} {size / theirs:6.1f} {len(findings):9} {safe:5}")


if __name__ == "__main__":
    main()
