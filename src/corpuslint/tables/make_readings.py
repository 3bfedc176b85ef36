"""Build ``readings.txt`` from the Unicode Han database.

Run ``python make_readings.py Unihan_Readings.txt`` (plain, ``.bz2`` as in Debian's unicode-data, or inside Unihan.zip)
whenever a new version of Unicode is to be taken up; the table beside this script is its output, checksum included.

Facts: Unihan gives Mandarin readings in five fields (UAX #38): kMandarin, kHanyuPinyin (漢語大字典), kTGHZ2013
(通用规范汉字字典), kXHC1983 (现代汉语词典) and kHanyuPinlu (a frequency dictionary). Their values mix readings with
page numbers and counts; a reading is the run of lower-case letters with its tone mark. All five are merged, because a
note may give any reading of a character, wrong in its context though it be.
"""

import bz2
import hashlib
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

FIELDS = frozenset(("kMandarin", "kHanyuPinyin", "kTGHZ2013", "kXHC1983", "kHanyuPinlu"))
READING = re.compile(r"[a-züêāáǎàēéěèếềīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]+")
BLOCK = range(0x4E00, 0xA000)
"""The first block of Unified Ideographs: what is ever annotated in running text."""


def lines(path: Path) -> list[str]:
    """Return the lines of the data file, however it is packed."""
    if path.suffix == ".zip":
        data = zipfile.ZipFile(path).read("Unihan_Readings.txt")
    else:
        data = bz2.decompress(path.read_bytes()) if path.suffix == ".bz2" else path.read_bytes()
    return data.decode("utf-8").splitlines()


def readings(rows: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (reading, character) pairs, some of them more than once."""
    for row in rows:
        code, _, rest = row.partition("\t")
        field, _, value = rest.partition("\t")
        if code.startswith("U+") and field in FIELDS:
            char = int(code.removeprefix("U+"), base=16)
            if char in BLOCK:
                yield from ((reading, chr(char)) for reading in READING.findall(value))


def table(rows: list[str]) -> str:
    """Return the text of the table: a header, then one line per reading with the characters read so."""
    by_reading: dict[str, set[str]] = {}
    for reading, char in readings(rows):
        by_reading.setdefault(reading, set()).add(char)
    body = "".join(f"{reading} {''.join(sorted(chars))}\n" for reading, chars in sorted(by_reading.items()))
    version = next(row for row in rows if row.startswith("# Unicode version:")).removeprefix("# Unicode version: ")
    checksum = hashlib.sha256(body.encode("utf-8")).hexdigest()
    return (
        f"# Mandarin readings, from Unihan {version}, © Unicode, Inc. (Unicode License V3)\n# sha256 {checksum}\n{body}"
    )


if __name__ == "__main__":
    Path(__file__).with_name("readings.txt").write_text(table(lines(Path(sys.argv[1]))), encoding="utf-8")
