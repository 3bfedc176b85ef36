"""Corpora to measure on, made of the seeds' own clauses: clean, 2 % and 20 % dirty lines, plain and as JSON lines.

    python tests/bench/corpora.py FOLDER [--size MB] [--records SHARE]

Clauses of the seeds are cut out, shuffled and joined to lines of the seeds' length, and lines in which a rule finds
anything are dropped: so `clean` is clean, but not chosen for what triggers like. A dirty line is the example of what a
rule finds (`[[bad]]` of its page). Files are of 16 kB. The same numbers every time: the shuffle is seeded.

With `--records` it writes but one file of JSON lines, `large.jsonl`, with such a share of dirty lines. Its clean lines
are shuffled anew each time, as in a corpus hardly a line comes twice: to see what memory a large corpus takes.
"""

import argparse
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from corpuslint import api, rulebook

ROOT = Path(__file__).parents[2]
FILE = 16 << 10
SHARES = {"clean": 0.0, "dirty2": 0.02, "dirty20": 0.20}
_CLAUSE = re.compile(r"[^，。；！？\s]{4,30}[，；]")
_PLAIN = re.compile(r"[\u4e00-\u9fff0-9、“”《》（）—，；]+")


def clauses() -> list[str]:
    """Return clauses of the simplified seeds, without repetition."""
    texts = [seed.read_text(encoding="utf-8") for seed in sorted(ROOT.glob("seeds/00[0-3]*"))]
    found = {clause for text in texts for clause in _CLAUSE.findall(text) if _PLAIN.fullmatch(clause)}
    return sorted(
        clause
        for clause in found
        if clause.count("“") == clause.count("”") and clause.count("（") == clause.count("）")
    )


def faults() -> list[str]:
    """Return single lines that a default rule finds something in."""
    lines = []
    for page in rulebook.pages(rulebook.rules_folder()):
        table = rulebook.read_page(page)
        if table.get("default", True) and table["scope"] == "line":
            texts = [example["text"] for example in table["bad"] if not {"policy", "options"} & set(example)]
            lines += [text for text in texts if isinstance(text, str) and "\n" not in text and text.isprintable()]
    return sorted(lines)


def sentences(source: list[str], rng: random.Random) -> list[str]:
    """Return clean lines, each a few clauses long."""
    lines = []
    while len(lines) < 4000:
        batch = [_sentence(source, rng) for _ in range(500)]
        dirty = {finding.start.row for finding in api.check_text("\n\n".join(batch) + "\n")}
        lines += [line for number, line in enumerate(batch) if 2 * number + 1 not in dirty]
    return lines


def _sentence(source: list[str], rng: random.Random) -> str:
    return "".join(rng.sample(source, rng.randint(3, 9)))[:-1] + "。"


def documents(share: float, size: int, *, fresh: bool = False) -> Iterator[str]:
    """Yield documents of about 16 kB, ``size`` bytes in all; ``fresh``: no two clean lines are the same."""
    rng = random.Random(1)
    source = clauses()
    clean, dirty = [] if fresh else sentences(source, rng), faults()
    while size > 0:
        lines, length = [], 0
        while length < FILE:
            if rng.random() < share:
                lines.append(rng.choice(dirty))
            else:
                lines.append(_sentence(source, rng) if fresh else rng.choice(clean))
            length += 3 * len(lines[-1])
        text = "\n".join(lines) + "\n"
        size -= len(text.encode())
        yield text


def make(folder: Path, megabytes: float) -> None:
    """Write the corpora below ``folder``; what is there already is kept."""
    for name, share in SHARES.items():
        target = folder / name
        if target.exists():
            continue
        target.mkdir(parents=True)
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as records:
            for number, text in enumerate(documents(share, int(megabytes * 1e6))):
                (target / f"{number:06}.txt").write_text(text, encoding="utf-8")
                records.write(_record(number, text))


def large(folder: Path, megabytes: float, share: float) -> None:
    """Write ``large.jsonl`` below ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "large.jsonl").open("w", encoding="utf-8") as records:
        for number, text in enumerate(documents(share, int(megabytes * 1e6), fresh=True)):
            records.write(_record(number, text))


def _record(number: int, text: str) -> str:
    return json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=float, default=64, help="megabytes of each corpus")
    parser.add_argument("--records", type=float, metavar="SHARE", help="one file of JSON lines, new lines each time")
    arguments = parser.parse_args()
    if arguments.records is None:
        make(arguments.folder, arguments.size)
    else:
        large(arguments.folder, arguments.size, arguments.records)
