"""Build ``script.txt``: which characters tell traditional from simplified Chinese.

Run ``python make_script.py Unihan_OtherMappings.txt`` (plain, or ``.bz2`` as in Debian's unicode-data) in an
environment with opencc-python-reimplemented. The table beside this script is its output, checksum included.

Facts: a character that OpenCC's TSCharacters changes, that is not in the 通用规范汉字表 of 2013 (Unihan kTGH, 8105
characters), that no phrase of TSPhrases keeps and whose new form is not one of the rare ones beyond the Basic
Multilingual Plane that few fonts have (噁 of 二噁英), is not written in simplified text: *traditional*. The reverse
(STCharacters, in kTGH, either kept by no phrase of STPhrases or not in Big5) is *simplified*, unless it stands among
the 5401 frequent characters of Big5 (A440 to C67E: what Taiwan itself writes). Everything else that either table
changes is *shared* (后 里 干 发 台 于 乾 著): it may be right in both and is never evidence. *shinjitai* are the
characters of the Japanese kJoyoKanji list that neither GB 2312 nor Big5 has (両 働 円).
"""

import bz2
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from corpuslint.convert import dictionaries

BOTH = "瓮恒庄糍麽"
"""Written in traditional text too, though rare or absent in Big5: jars, villages and rice cakes in Taiwan
(客家庄, 糍粑), names and 甚麽 in Hong Kong."""


def mapped(path: Path, field: str) -> Iterator[str]:
    """Yield the characters that have ``field`` in Unihan_OtherMappings.txt."""
    data = path.read_bytes()
    for row in (bz2.decompress(data) if path.suffix == ".bz2" else data).decode("utf-8").splitlines():
        if row.startswith("U+") and row.split("\t")[1] == field:
            yield chr(int(row.split("\t")[0].removeprefix("U+"), base=16))


def encodable(char: str, encoding: str) -> bool:
    """Tell whether an encoding has a character."""
    return bool(char.encode(encoding, "ignore"))


def frequent_in_big5(char: str) -> bool:
    """Tell whether a character is of the first plane of Big5."""
    return b"\xa4\x40" <= char.encode("big5", "ignore") <= b"\xc6\x7e"


def kept_by(phrases: dict[str, str]) -> set[str]:
    """Return the characters that some phrase leaves as they are."""
    return {old for key, value in phrases.items() for old, new in zip(key, value, strict=False) if old == new}


def changed(characters: dict[str, list[str]]) -> set[str]:
    """Return the characters that a table may change."""
    return {char for char, values in characters.items() if values != [char]}


def classes(unihan: Path) -> dict[str, set[str]]:
    """Return the characters of each class by its name."""
    standard = set(mapped(unihan, "kTGH"))
    to_simplified, to_traditional = dictionaries.values("TSCharacters"), dictionaries.values("STCharacters")
    kept_t, kept_s = kept_by(dictionaries.first("TSPhrases")), kept_by(dictionaries.first("STPhrases"))
    traditional = {
        c
        for c, v in to_simplified.items()
        if c not in v and c not in standard and c not in kept_t and (v[0] < "\U00010000" or c > "\uffff")
    }
    simplified = {
        c
        for c, v in to_traditional.items()
        if v != [c]
        and c in standard
        and c not in BOTH
        and (not encodable(c, "big5") or (c not in v and c not in kept_s))
    }
    simplified = {c for c in simplified if not frequent_in_big5(c)}
    joyo = {c for c in mapped(unihan, "kJoyoKanji") if not encodable(c, "gb2312") and not encodable(c, "big5")}
    return {
        "traditional": traditional,
        "traditional-shared": changed(to_simplified) - traditional,
        "simplified": simplified,
        "simplified-shared": changed(to_traditional) - simplified,
        "shinjitai": joyo - traditional,
    }


def table(unihan: Path) -> str:
    """Return the text of the table: a header, then one line per class."""
    body = "".join(f"{name} {''.join(sorted(chars))}\n" for name, chars in classes(unihan).items())
    checksum = hashlib.sha256(body.encode("utf-8")).hexdigest()
    return (
        "# Script classes, from Unihan (© Unicode, Inc., Unicode License V3) and OpenCC's tables (Apache-2.0)\n"
        f"# OpenCC dictionaries {dictionaries.checksum()}\n# sha256 {checksum}\n{body}"
    )


if __name__ == "__main__":
    Path(__file__).with_name("script.txt").write_text(table(Path(sys.argv[1])), encoding="utf-8")
