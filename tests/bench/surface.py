"""Punctuation, spacing and residue: planted faults put right, and damage done, beside other tools in one run.

Run: ``python tests/bench/surface.py PATH… [--peer NAME=COMMAND]… [--lines N]`` over clean Chinese text
(``.txt``, ``.md``). Lines that hold nothing but Han, figures, Latin words and whole pairs of full-width marks are taken
as they are; every fifth gets one fault. A row says, of a kind of fault and a tool: planted, fixed (the line is as it
was), left (as it was planted), other (changed to something else); then lines without a fault that were changed at all.
A peer's COMMAND is run by the shell with the file to fix in place of ``{}``. Only files whose name has an MD5 of 8… to
f… are read: the others are there to tune rules on.
"""

import argparse
import hashlib
import random
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from corpuslint import rulebook
from corpuslint.fixing.fix import Draft, fix_all
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw

Fix = Callable[[str], str]
CLEAN = re.compile(
    r"(?:[\u4e00-\u9fff0-9，。；：？！、%—…·]|(?<=[\u4e00-\u9fff]) ?[A-Za-z]+ ?(?=[\u4e00-\u9fff])"
    r"|“[^“”,;:?!()]*”|《[^《》,;:?!()]*》|（[^（）,;:?!()]*）)+[。？！]"
)
EVERY = 5


class Fault(NamedTuple):
    """A kind of fault: what to look for in a clean line, and what to put there."""

    name: str
    where: str
    instead: str


HAN = "[\u4e00-\u9fff]"
FAULTS = (
    Fault("half-width comma", f"(?<={HAN})，(?={HAN})", ","),
    Fault("half-width comma at a figure", f"(?<=[0-9%])，(?={HAN})", ","),
    Fault("half-width semicolon", f"(?<={HAN})；(?={HAN})", ";"),
    Fault("half-width colon", f"(?<={HAN})：(?=[“\u4e00-\u9fff])", ":"),
    Fault("half-width question mark", "(?<=[吗呢么])？", "?"),
    Fault("half-width full stop", f"(?<={HAN})。$", "."),
    Fault("half-width brackets", f"（({HAN}[^（）]*{HAN})）", r"(\1)"),
    Fault("brackets of two widths", f"（({HAN}[^（）]*{HAN})）", r"（\1)"),
    Fault("dots", "……", "......"),
    Fault("hyphens for a dash", f"(?<={HAN}{{4}})——(?={HAN}{{4}})", "--"),
    Fault("doubled comma", f"(?<={HAN})，(?={HAN})", "，，"),
    Fault("space before a mark", f"(?<={HAN})，(?={HAN})", " ，"),
    Fault("quotes turned round", "“([^“”，。]{2,12})”", r"”\1“"),
    Fault("space at the end", "$", " "),
    Fault("stray tag", "(?<=。)(?=.)|(?<=[。？！])$", "</span>"),
    Fault("character reference", "“([^“”]*)”", r"&ldquo;\1&rdquo;"),
    Fault("word twice", f"(?<={HAN}{{2}})以及(?={HAN}{{2}})", "以及以及"),
)


def clean_lines(paths: list[Path], wanted: int, seed: int) -> list[str]:
    """Return distinct clean lines of the test part, in random order."""
    lines: set[str] = set()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            tested = hashlib.md5(file.name.encode(), usedforsecurity=False).hexdigest()[0] >= "8"
            if file.suffix in (".txt", ".md") and file.is_file() and tested:
                text = file.read_text(encoding="utf-8", errors="replace")
                lines.update(line for line in text.split("\n") if 25 < len(line) < 300 and CLEAN.fullmatch(line))
    chosen = sorted(lines)
    random.Random(seed).shuffle(chosen)
    return chosen[: wanted * 40]


def planted(lines: list[str], fault: Fault, number: int) -> tuple[list[str], dict[int, str]]:
    """Return a document's lines and, by index, the originals of those that got a fault."""
    pattern = re.compile(fault.where)
    hosts = [line for line in lines if pattern.search(line)][:number]
    others = iter([line for line in lines if line not in set(hosts)])
    text: list[str] = []
    originals: dict[int, str] = {}
    for host in hosts:
        text += [line for line, _ in zip(others, range(EVERY - 1), strict=False)]
        originals[len(text)] = host
        text.append(pattern.sub(fault.instead, host, count=1))
    return text, originals


def own(rules: list[Rule], *, unsafe: bool) -> Fix:
    """Return the fixer of corpuslint with some rules."""
    ruleset = Ruleset(rules)

    def fix(text: str) -> str:
        drafts = [Draft(Raw("a.txt", text.encode()), ruleset)]
        fix_all(drafts, ruleset, unsafe=unsafe)
        return drafts[0].document.text

    return fix


def peer(command: str) -> Fix:
    """Return a fixer that runs a command on a file of its own."""

    def fix(text: str) -> str:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "a.md"
            file.write_text(text, encoding="utf-8")
            subprocess.run(command.replace("{}", shlex.quote(str(file))), shell=True, check=False, capture_output=True)
            return file.read_text(encoding="utf-8")

    return fix


def judged(fix: Fix, lines: list[str], originals: dict[int, str]) -> dict[str, int]:
    """Return how a tool dealt with one document; a tool that joins or splits lines counts as changing all after."""
    after = fix("\n\n".join(lines) + "\n").rstrip("\n").split("\n\n")
    after += [""] * (len(lines) - len(after))
    counts = {"fixed": 0, "left": 0, "other": 0, "damaged": 0}
    for index, line in enumerate(lines):
        if index not in originals:
            counts["damaged"] += after[index] != line
        elif after[index] == originals[index]:
            counts["fixed"] += 1
        else:
            counts["left" if after[index] == line else "other"] += 1
    return counts


def rows(tools: dict[str, Fix], lines: list[str], number: int) -> Iterator[str]:
    """Yield the table, a fault at a time."""
    totals = {name: {"fixed": 0, "left": 0, "other": 0, "damaged": 0, "planted": 0, "clean": 0} for name in tools}
    for fault in FAULTS:
        text, originals = planted(lines, fault, number)
        for name, fix in tools.items():
            counts = judged(fix, text, originals)
            yield row(fault.name, name, counts, len(originals), len(text) - len(originals))
            for key, value in counts.items():
                totals[name][key] += value
            totals[name]["planted"] += len(originals)
            totals[name]["clean"] += len(text) - len(originals)
    for name, total in totals.items():
        yield row("all", name, total, total["planted"], total["clean"])


def row(fault: str, tool: str, counts: dict[str, int], number: int, clean: int) -> str:
    """Return one line of the table."""
    done = "".join(f"{counts[key]:>8}" for key in ("fixed", "left", "other"))
    return f"{fault:<30}{tool:<22}{number:>8}{done}{counts['damaged']:>9} of {clean}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--lines", type=int, default=40, help="faults of each kind")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    rules = [rule for rule in rulebook.shipped() if rule.code[:3] in ("PUN", "SPC", "RES") and rule.default]
    tools = {"corpuslint": own(rules, unsafe=False), "corpuslint --unsafe": own(rules, unsafe=True)}
    tools |= {name: peer(command) for name, command in (text.split("=", 1) for text in options.peer)}
    lines = clean_lines(options.paths, options.lines, options.seed)
    head = f"{'fault':<30}{'tool':<22}{'planted':>8}{'fixed':>8}{'left':>8}{'other':>8}{'damaged':>9} of clean lines"
    sys.stdout.write(f"{len(lines)} clean lines\n{head}\n")
    for line in rows(tools, lines, options.lines):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
