"""Whether the cases that ftfy is tested with stay right: ``python tests/bench/ftfy_cases.py FTFY/tests/test-cases``.

The folder is that of a checkout of ftfy (github.com/rspeer/python-ftfy); nothing of it is kept here. A case is right if
the safe fixes of the mojibake rules give what ftfy's encoding part should give. Counted beside ftfy, file by file; a
case that ftfy passes and the rules do not is shown, and makes the exit status 1.
"""

import json
import sys
from pathlib import Path

import ftfy
from mojibake import Fixer


def main() -> int:
    fixer, worse = Fixer(), 0
    print(f"{'file':24} cases  right  ftfy right")
    for file in sorted(Path(sys.argv[1]).glob("*.json")):
        cases = json.loads(file.read_text(encoding="utf-8"))
        right = theirs = 0
        for case in cases:
            wanted = case.get("fixed-encoding", case["fixed"])
            ours = fixer(case["original"])
            both = ours == wanted, ftfy.fix_encoding(case["original"]) == wanted
            right, theirs = right + both[0], theirs + both[1]
            if both == (False, True):
                worse += 1
                print("   ", case["label"], ascii(case["original"]), ascii(ours))
        print(f"{file.name:24} {len(cases):5} {right:6} {theirs:6}")
    return worse > 0


if __name__ == "__main__":
    sys.exit(main())
