"""How many personal names a conversion of documents spoils: OpenCC's s2tw, and the rule that keeps names.

    python tests/bench/names_kept.py DIR… [--part dev|test]

Takes traditional text, simplifies it and brings it back. Where the author wrote 余 于 范 岳 郁 涂 沈 朴 游, and not
餘 於 範 …, modern traditional text means a surname (checked by eye on the dev part), so what comes back differently is
a spoilt name. For the way to simplified characters it counts the 乾 of given names.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from script import SIMPLIFIED, TRADITIONAL, found, in_part

from corpuslint import convert
from corpuslint.policy import Policy

SURNAMES = "余于范岳郁涂沈朴"
QIAN = re.compile("(?<=[張王李劉陳楊黃趙吳周徐孫朱郭何林羅高])乾[朗琦學元坤生亨]")


def brought(text: str, policy: Policy, name: str) -> str:
    """Return a text after the fix of documents in the other script."""
    out = list(text)
    for finding in found(text, policy, name):
        if finding.code in ("SCR001", "SCR006") and finding.fix:
            for start, end, content in finding.fix.edits:
                out[start:end] = content
    return "".join(out)


def main() -> None:
    paths, part = sys.argv[1:], "all"
    if "--part" in paths:
        at = paths.index("--part")
        part = paths[at + 1]
        del paths[at : at + 2]
    tally: Counter[str] = Counter()
    for root in paths:
        for file in sorted(Path(root).rglob("*.txt")):
            text = file.read_text(encoding="utf-8") if in_part(file, part) else ""
            simplified = convert.convert(text, "t2s")
            if len(simplified) != len(text) or not text:
                continue
            plain, ours = convert.convert(simplified, "s2tw"), brought(simplified, TRADITIONAL, str(file))
            for at, char in enumerate(text):
                if char in SURNAMES:
                    tally["surnames"] += 1
                    tally["s2tw"] += plain[at] != char
                    tally["ours"] += ours[at] != char
                elif char != simplified[at] and simplified[at] in SURNAMES:
                    tally["words"] += 1
                    tally["words s2tw"] += plain[at] != char
                    tally["words ours"] += ours[at] != char
            to_simplified = brought(text, SIMPLIFIED, str(file))
            for match in QIAN.finditer(text):
                tally["乾"] += 1
                tally["乾 t2s"] += simplified[match.start()] != "乾"
                tally["乾 ours"] += to_simplified[match.start()] != "乾"
    print(f"surnames {tally['surnames']}: spoilt by s2tw {tally['s2tw']}, by the rule {tally['ours']}")
    print(f"餘 於 範 … {tally['words']}: wrong by s2tw {tally['words s2tw']}, by the rule {tally['words ours']}")
    print(f"乾 in given names {tally['乾']}: spoilt by t2s {tally['乾 t2s']}, by the rule {tally['乾 ours']}")


if __name__ == "__main__":
    main()
