"""How often the encoding of a whole file is found, beside charset-normalizer and, where it is installed, chardet.

Run: ``python tests/bench/encodings.py SIMPLIFIED TRADITIONAL JAPANESE KOREAN`` (folders or files of clean UTF-8 text).
Right is what decodes to the same text; ``unknown`` is no answer; ``certain`` counts answers given as certain, and of
those the wrong ones.
"""

import random
import sys
from pathlib import Path
from typing import NamedTuple

from charset_normalizer import from_bytes

from corpuslint.decoding.decode import decode

try:
    import chardet
except ImportError:
    chardet = None

SIZES = (100, 1000, 10_000)
LANGUAGES = {
    "gbk": 0, "gb18030": 0, "hz": 0, "cp950": 1, "big5hkscs": 1, "cp932": 2, "euc_jp": 2, "cp949": 3,
    "utf-16-le": 0, "utf-16-be": 1,
}  # fmt: skip
EXTRA = {"gb18030": "𠮷㐂é", "big5hkscs": "嘅咗喺啲冇嚟佢哋"}


class Tally(NamedTuple):
    n: int = 0
    right: int = 0
    wrong: int = 0
    certain: int = 0
    certain_wrong: int = 0
    normalizer: int = 0
    chardet: int = 0


def corpus(name: str) -> str:
    path = Path(name)
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.suffix in (".md", ".txt"))
    return "\n".join(file.read_text(encoding="utf-8", errors="ignore") for file in files)


def sample(text: str, encoding: str, size: int, chance: random.Random) -> bytes:
    """Return about ``size`` bytes of text in an encoding, cut at a character, some of it beyond ASCII."""
    for _ in range(200):
        at = chance.randrange(max(1, len(text) - size))
        piece = list(text[at : at + size])
        for char in EXTRA.get(encoding, ""):
            piece.insert(chance.randrange(min(len(piece), 1 + size // 4)), char)
        data = bytearray()
        for char in piece:
            code = char.encode(encoding, "ignore")
            if len(data) + len(code) > size:
                break
            data += code
        whole = "".join(piece).encode(encoding, "ignore")[: len(data)] if encoding == "hz" else bytes(data)
        if encoding == "hz":
            whole = "".join(piece)[: size // 2].encode("hz", "ignore")
        if sum(char > "\x7f" for char in whole.decode(encoding, "ignore")) >= min(20, size // 10):
            return whole
    return b""


def same(data: bytes, encoding: str | None, truth: str) -> bool:
    try:
        return bool(encoding) and data.decode(encoding or "") == truth
    except (UnicodeError, LookupError):
        return False


def row(encoding: str, text: str, size: int, files: int) -> Tally:
    chance, tally = random.Random(f"{encoding} {size}"), Tally()
    for _ in range(files):
        data = sample(text, encoding, size, chance)
        if not data:
            continue
        truth = data.decode(encoding)
        ours, best = decode(data), from_bytes(data).best()
        right = ours.text == truth
        counts = {
            "n": 1, "right": right, "wrong": bool(ours.encoding) and not right, "certain": ours.certain,
            "certain_wrong": ours.certain and not right,
            "normalizer": same(data, best.encoding if best else None, truth),
            "chardet": chardet is not None and same(data, chardet.detect(data)["encoding"], truth),
        }  # fmt: skip
        tally = Tally(*(old + counts[name] for name, old in zip(Tally._fields, tally, strict=True)))
    return tally


def main() -> None:
    texts = [corpus(name) for name in sys.argv[1:5]]
    print(f"{'encoding':10} {'bytes':>6} {'n':>4}  right wrong certain (wrong) | charset-normalizer, chardet")
    for encoding, language in LANGUAGES.items():
        for size in SIZES:
            tally = row(encoding, texts[language], size, 60)
            share = [100 * value / max(1, tally.n) for value in (tally.right, tally.wrong, tally.certain)]
            others = [100 * value / max(1, tally.n) for value in (tally.normalizer, tally.chardet)]
            print(f"{encoding:10} {size:6} {tally.n:4}", *(f"{value:6.1f}" for value in share), end=" ")
            print(f"({tally.certain_wrong})  |", *(f"{value:6.1f}" for value in others))


if __name__ == "__main__":
    main()
