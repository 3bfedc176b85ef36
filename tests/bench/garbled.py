"""How fast, and how rightly, a file is read that is wrong from one end to the other.

Run: ``python tests/bench/garbled.py [--kb N] [--only PATH] [--all-rules] FILE_OR_FOLDER…`` over clean UTF-8 text. Lines
of it are damaged along each path of the benchmark of mojibake. A row: MB of damaged UTF-8 a second (CPU time of the
check), lines, findings, and lines in percent that safe fixes put right, leave, or make wrong.
"""

import argparse
import random
import time

from mojibake import LOSSLESS, LOSSY, Damage, Fixer, lines

from corpuslint import rulebook
from corpuslint.engine import examine
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw


def garbled(source: list[str], damage: Damage, size: int) -> tuple[list[str], list[str]]:
    """Return lines, and the same lines damaged, ``size`` bytes of them."""
    chance, whole, wrong, bytes_ = random.Random(1), [], [], 0
    while bytes_ < size:
        line = chance.choice(source)
        try:
            damaged = damage(line)
        except UnicodeError:
            continue
        if "\n" not in damaged and "\r" not in damaged:
            whole.append(line)
            wrong.append(damaged)
            bytes_ += len(damaged.encode("utf-8", "surrogatepass")) + 1
    return whole, wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--kb", type=int, default=1000, help="kB of damaged text per path")
    parser.add_argument("--only", default="", help="paths whose name contains this")
    parser.add_argument("--all-rules", action="store_true", help="the whole default rule set, not only MOJ")
    options = parser.parse_args()
    source, fixer = lines(options.paths), Fixer()
    rules = [rule for rule in rulebook.shipped() if options.all_rules or rule.code.startswith("MOJ")]
    ruleset = Ruleset([rule for rule in rules if rule.default])
    examine(Raw("a.txt", "ÄãºÃÊÀ½ç".encode()), ruleset)
    print(f"{'path':24} MB/s    lines findings  right   left  wrong")
    for name, damage in {**LOSSLESS, **LOSSY}.items():
        if options.only not in name:
            continue
        whole, wrong = garbled(source, damage, options.kb * 1000)
        text = "\n".join(wrong) + "\n"
        data = text.encode("utf-8", "surrogatepass")
        start = time.process_time()
        examined = examine(Raw("a.txt", data), ruleset)
        speed = len(data) / (time.process_time() - start) / 1e6
        fixed = fixer(text).split("\n")[:-1]
        pairs = list(zip(whole, wrong, fixed, strict=True)) if len(fixed) == len(whole) else []
        right = sum(new == old for old, _, new in pairs)
        left = sum(new == bad for _, bad, new in pairs)
        share = [100 * count / len(whole) for count in (right, left, len(whole) - right - left)]
        print(
            f"{name:24} {speed:5.2f} {len(whole):7} {len(examined.findings):8}", *(f"{value:6.1f}" for value in share)
        )


if __name__ == "__main__":
    main()
