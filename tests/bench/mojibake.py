"""How much damaged text the mojibake rules put right, and what they do to clean text.

Run: ``python tests/bench/mojibake.py [--per N] [--seed N] FILE_OR_FOLDER…`` over clean UTF-8 text, simplified or
traditional. Snippets of it are damaged along each path and repaired by safe fixes alone; the same text goes through
ftfy. A row says, of a path at a length: snippets; exact (the original is back), left (not touched), wrong (touched,
and not the original), each in percent; then ftfy's exact and wrong. Lossy paths count ``held``: characters of the
original that stand in the text after unsafe fixes, and ``guessed``: snippets with a character that is neither
original nor U+FFFD.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import ftfy

from corpuslint import rulebook
from corpuslint.fixing.fix import Draft, fix_all
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

LENGTHS = (4, 6, 8, 12, 16, 32, 64, 128, 0)
HAN = re.compile("[\u4e00-\u9fff]")
Damage = Callable[[str], str]


def sloppy(data: bytes, codec: str) -> str:
    """Read bytes as a single-byte encoding; what it leaves open becomes the C1 control of the same number."""
    return "".join(bytes((b,)).decode(codec, "replace").replace("\ufffd", chr(b)) if b > 127 else chr(b) for b in data)


def windows(data: bytes, codec: str = "gb18030") -> str:
    """Read bytes as Windows does: ``?`` for a lead byte without trail, and the byte after it is gone."""
    out, at = [], 0
    while at < len(data):
        if data[at] < 0x80:
            out.append(chr(data[at]))
            at += 1
            continue
        pair = data[at : at + 2]
        if data[at] == 0x80:
            out.append("€")
            at += 1
            continue
        try:
            out.append(pair.decode(codec))
        except UnicodeDecodeError:
            out.append("?")
        at += 2
    return "".join(out)


def through(real: str, seen: str, errors: str = "strict") -> Damage:
    """Return the damage of bytes in ``real`` read as ``seen``."""
    if seen in ("gb18030", "cp950", "cp949", "cp932", "utf-8", "gbk"):
        return lambda text: text.encode(real).decode(seen, errors)
    return lambda text: sloppy(text.encode(real), seen)


def twice(first: Damage, second: Damage) -> Damage:
    """Return one damage after another."""
    return lambda text: second(first(text))


LOSSLESS: dict[str, Damage] = {
    "utf8<gb18030": through("utf-8", "gb18030"),
    "utf8<cp936": lambda text: cp936(text.encode()),
    "utf8<latin1": through("utf-8", "latin-1"),
    "utf8<cp1252": through("utf-8", "cp1252"),
    "utf8<cp1251": through("utf-8", "cp1251"),
    "utf8<macroman": through("utf-8", "mac_roman"),
    "utf8<cp437": through("utf-8", "cp437"),
    "gbk<latin1": through("gbk", "latin-1"),
    "gbk<cp1252": through("gbk", "cp1252"),
    "gbk<cp1254": through("gbk", "cp1254"),
    "gbk<cp1250": through("gbk", "cp1250"),
    "gbk<cp1251": through("gbk", "cp1251"),
    "gbk<macroman": through("gbk", "mac_roman"),
    "gbk<big5": through("gbk", "cp950"),
    "gbk<euc-kr": through("gbk", "cp949"),
    "big5<latin1": through("cp950", "latin-1"),
    "big5<gb18030": through("cp950", "gb18030"),
    "utf8<gb18030 x2": twice(through("utf-8", "gb18030"), through("utf-8", "gb18030")),
    "gbk<cp1252<utf8<cp1252": twice(through("gbk", "cp1252"), through("utf-8", "cp1252")),
    "utf8<latin1 x2": twice(through("utf-8", "latin-1"), through("utf-8", "latin-1")),
}
LOSSY: dict[str, Damage] = {
    "utf8<gb18030 U+FFFD": through("utf-8", "gb18030", "replace"),
    "utf8<gbk U+FFFD": through("utf-8", "gbk", "replace"),
    "utf8<cp936 ?": lambda text: windows(text.encode()),
    "utf8<gb18030 dropped": through("utf-8", "gb18030", "ignore"),
    "utf8<big5 U+FFFD": through("utf-8", "cp950", "replace"),
    "utf8<euc-kr U+FFFD": through("utf-8", "cp949", "replace"),
    "utf8<sjis U+FFFD": through("utf-8", "cp932", "replace"),
    "gbk<sjis U+FFFD": through("gbk", "cp932", "replace"),
    "utf8<cp1252 dropped": lambda text: text.encode().decode("cp1252", "ignore"),
    "gbk<big5 U+FFFD": through("gbk", "cp950", "replace"),
    "gbk one byte off": lambda text: text.encode("gbk")[1:].decode("gbk", "replace"),
    "gbk<utf8 U+FFFD": through("gbk", "utf-8", "replace"),
}
UTF8_AND_GBK_AS_LATIN = [
    name for name in LOSSLESS if name.startswith("utf8<") or name[:9] in ("gbk<latin", "gbk<cp125")
]


def cp936(data: bytes) -> str:
    """Read bytes as code page 936 without loss, or fail."""
    text = windows(data)
    if "?" in text:
        msg = "not lossless"
        raise UnicodeError(msg)
    return text


class Row(NamedTuple):
    """Counts for one path at one length."""

    n: int = 0
    exact: int = 0
    left: int = 0
    wrong: int = 0
    ftfy_exact: int = 0
    ftfy_wrong: int = 0
    chars: int = 0
    held: int = 0
    guessed: int = 0

    def plus(self, **more: int) -> "Row":
        return self._replace(**{key: getattr(self, key) + value for key, value in more.items()})


def texts(paths: list[str]) -> Iterator[str]:
    for name in paths:
        path = Path(name)
        files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".md", ".txt", ".json"))
        for file in files:
            yield file.read_text(encoding="utf-8", errors="ignore")


def lines(paths: list[str]) -> list[str]:
    """Return the lines that are mostly Han."""
    found = []
    for text in texts(paths):
        for line in text.splitlines():
            stripped = line.strip()
            if len(stripped) >= 4 and len(HAN.findall(stripped)) >= 0.6 * len(stripped):
                found.append(stripped)
    return found


def snippets(source: list[str], length: int, chance: random.Random, wanted: int) -> list[str]:
    """Return snippets of a length in characters (0: whole lines), mostly Han."""
    found: list[str] = []
    for _ in range(wanted * 50):
        if len(found) >= wanted:
            break
        line = chance.choice(source)
        if not length:
            found.append(line)
        elif len(line) >= length:
            at = chance.randrange(len(line) - length + 1)
            piece = line[at : at + length].strip()
            if len(piece) == length and len(HAN.findall(piece)) >= 0.6 * length:
                found.append(piece)
    return found


class Fixer:
    """The mojibake rules, applied to one text at a time."""

    def __init__(self) -> None:
        self._rules = Ruleset([rule for rule in rulebook.shipped() if rule.code.startswith("MOJ")])

    def __call__(self, text: str, *, unsafe: bool = False) -> str:
        draft = Draft(Raw("snippet.txt", text.encode("utf-8", "surrogatepass")), self._rules)
        fix_all([draft], self._rules, unsafe=unsafe)
        return draft.document.text


def measure(
    damage: Damage, originals: list[str], fixer: Fixer, *, lossy: bool
) -> tuple[Row, list[tuple[str, str, str]]]:
    row, faults = Row(), []
    for original in originals:
        try:
            damaged = damage(original)
        except UnicodeError:
            continue
        if damaged == original:
            continue
        fixed, latin = fixer(damaged), ftfy.fix_encoding(damaged)
        exact, left = fixed == original, fixed == damaged
        row = row.plus(n=1, exact=exact, left=left and not exact, wrong=not exact and not left)
        row = row.plus(ftfy_exact=latin == original, ftfy_wrong=latin not in (original, damaged))
        if not exact and not left:
            faults.append((original, damaged, fixed))
        if lossy:
            row = row.plus(**_held(original, damaged, fixer(damaged, unsafe=True)))
    return row, faults


def _held(original: str, damaged: str, repaired: str) -> dict[str, int]:
    blocks = SequenceMatcher(None, original, repaired, autojunk=False).get_matching_blocks()
    held = sum(block.size for block in blocks)
    strange = sum(char not in original and char not in damaged for char in repaired if HAN.match(char))
    return {"chars": len(original), "held": held, "guessed": strange > 0}


def show(name: str, length: int, row: Row, *, lossy: bool) -> None:
    if not row.n:
        return
    share = [
        f"{100 * value / row.n:6.1f}" for value in (row.exact, row.left, row.wrong, row.ftfy_exact, row.ftfy_wrong)
    ]
    more = f"  held {100 * row.held / max(1, row.chars):5.1f} guessed {100 * row.guessed / row.n:5.1f}" if lossy else ""
    print(f"{name:24} {length or 'line':>5} {row.n:5}", *share, more)


def total(rows: list[Row]) -> Row:
    return Row(*(sum(values) for values in zip(*rows, strict=True))) if rows else Row()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--per", type=int, default=100, help="snippets per path and length")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="paths whose name contains this")
    parser.add_argument("--lengths", default="", help="such as 8,16")
    parser.add_argument("--faults", action="store_true", help="show the wrong repairs")
    options = parser.parse_args()
    source, fixer = lines(options.paths), Fixer()
    lengths = [int(part) for part in options.lengths.split(",")] if options.lengths else LENGTHS
    print(f"{'path':24} {'chars':>5} {'n':>5}  exact   left  wrong | ftfy exact, wrong")
    rows: dict[tuple[str, int], Row] = {}
    for name, damage in {**LOSSLESS, **LOSSY}.items():
        if options.only not in name:
            continue
        for length in lengths:
            originals = snippets(source, length, random.Random(f"{options.seed} {name} {length}"), options.per)
            rows[name, length], faults = measure(damage, originals, fixer, lossy=name in LOSSY)
            show(name, length, rows[name, length], lossy=name in LOSSY)
            for fault in faults if options.faults else ():
                print("   ", *map(repr, fault))
    for length in lengths:
        show(
            "all lossless",
            length,
            total([rows[key] for key in rows if key[0] in LOSSLESS and key[1] == length]),
            lossy=False,
        )
        chosen = [rows[key] for key in rows if key[0] in UTF8_AND_GBK_AS_LATIN and key[1] == length]
        show("utf-8, gbk as latin", length, total(chosen), lossy=False)
    clean = [
        text
        for length in lengths
        for text in snippets(source, length, random.Random(f"{options.seed} {length}"), options.per)
    ]
    touched = [text for text in clean if fixer(text) != text]
    print(f"clean: {len(clean)} snippets, {sum(map(len, clean))} characters, {len(touched)} touched")


if __name__ == "__main__":
    main()
