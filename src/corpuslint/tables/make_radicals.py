"""Build ``radicals.txt`` from the Unicode Character Database.

Run: ``python -m corpuslint.tables.make_radicals EquivalentUnifiedIdeograph.txt``. The input is
https://www.unicode.org/Public/17.0.0/ucd/EquivalentUnifiedIdeograph.txt (Unicode licence). Only the CJK Radicals
Supplement (U+2E80–2EFF) is kept: the Kangxi radicals have compatibility decompositions that Python knows.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_ROW = re.compile(r"(?P<first>[0-9A-F]+)(?:\.\.(?P<last>[0-9A-F]+))?\s*;\s*(?P<ideograph>[0-9A-F]+)")


def rows(table: str) -> Iterator[str]:
    """Yield ``radical ideograph``, in hexadecimal, for each row of the input."""
    for line in table.splitlines():
        found = _ROW.match(line)
        if found is None:
            continue
        first = int(found["first"], 16)
        for radical in range(first, int(found["last"] or found["first"], 16) + 1):
            if 0x2E80 <= radical <= 0x2EFF:
                yield f"{radical:X} {found['ideograph']}"


if __name__ == "__main__":
    source = Path(sys.argv[1]).read_text(encoding="utf-8")
    Path(__file__).with_name("radicals.txt").write_text("\n".join(rows(source)) + "\n", encoding="utf-8")
