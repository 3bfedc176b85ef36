"""What does each rule cost the automaton of the scan? The dearest first.

    python tests/bench/triggers.py PATH…

Takes a sample of 64 documents, builds the search automaton of all triggers that stay within their line, with each rule
left out in turn, and prints milliseconds per megabyte: `cold` builds the states that the text needs, `warm` has them.
A rule without which `cold` falls makes others' states multiply (it counts, or it keeps something in mind for long);
one without which `warm` falls is hit often. Noise is about a tenth; repeat what looks interesting.
"""

import sys
from pathlib import Path
from time import thread_time

from corpuslint import rulebook
from corpuslint.ruleset import Ruleset
from corpuslint.scanning.automata import Search as _Search
from corpuslint.scanning.automata import loose as _loose
from corpuslint.scanning.trigger import far

SAMPLE = 64


def documents(paths: list[str]) -> list[bytes]:
    found = []
    for path in paths:
        files = sorted(file for file in Path(path).rglob("*") if file.suffix in (".txt", ".md"))
        found += [b"\n" + file.read_bytes() for file in files[:: max(1, len(files) // SAMPLE)]]
    return found


def leap(named: list[tuple[str, str]], buffers: list[bytes], number: int) -> tuple[float, float, int]:
    """Return seconds of the first and the second pass, and hits; ``number`` makes the pattern new to RE2's cache."""
    search = _Search([*_loose(named), ("", b"\\A\\x00%d" % number)])
    seconds = []
    for _ in range(2):
        hits, start = 0, thread_time()
        for buffer in buffers:
            at = 0
            while at < len(buffer) and (span := search.find(buffer, at)):
                hits += 1
                end = buffer.find(b"\n", max(span[1], span[0] + 1))
                at = end if end >= 0 else len(buffer)
        seconds.append(thread_time() - start)
    return seconds[0], seconds[1], hits


def main() -> None:
    buffers = documents(sys.argv[1:])
    megabytes = sum(map(len, buffers)) / 1e6
    rules = [rule for rule in rulebook.shipped() if rule.default]
    named = [pair for pair in Ruleset(rules).scanner._named if not far(pair[1])]
    rows = []
    for number, code in enumerate(("", *sorted({code for code, _ in named}))):
        cold, warm, hits = leap([pair for pair in named if pair[0] != code], buffers, number)
        rows.append((1000 * cold / megabytes, 1000 * warm / megabytes, hits, code or "(none)"))
    print(f"{len(buffers)} documents, {megabytes:.1f} MB\n{'without':8} {'cold':>7} {'warm':>7} ms/MB {'hits':>7}")
    sys.stdout.writelines(
        f"{code:8} {cold:7.1f} {warm:7.2f}       {hits:7}\n" for cold, warm, hits, code in sorted(rows)
    )


if __name__ == "__main__":
    main()
