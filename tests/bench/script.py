"""How well, and how fast, the script rules and the converter do.

    python tests/bench/script.py clean DIR…                       false flags on clean text
    python tests/bench/script.py gold SIMPLIFIED TRADITIONAL      intruders planted in aligned text (UD GSDSimp and GSD)
    python tests/bench/script.py mixed DIR-HK DIR-CN              paragraphs left simplified (vuejs docs-zh-hk, -zh-cn)
    python tests/bench/script.py convert FILE…                    equality and speed against opencc-python-reimplemented
    python tests/bench/script.py detect FILE…                     speed of detection with positions
    python tests/bench/script.py ledger testcases.json [PYTHON]   OpenCC's own cases; PYTHON: one with PyPI's opencc

`clean` takes `--part dev|test`: files are split in two by the hash of their names, and rules were tuned on dev only.
"""

import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from hashlib import md5
from pathlib import Path
from time import process_time
from typing import Any

from corpuslint import convert, rulebook, scripts
from corpuslint.convert import dictionaries
from corpuslint.decisions import decide
from corpuslint.engine import examine_document, judge
from corpuslint.finding import Finding
from corpuslint.policy import Policy
from corpuslint.ruleset import Ruleset
from corpuslint.source import Document

RULES = [rule for rule in rulebook.shipped() if rule.default and rule.code[:3] in ("SCR", "ANN")]
SEEDS = range(10)
ACCEPTED = {
    (one, other)
    for one, *others in [*next(rule for rule in RULES if rule.code == "SCR005").options["either"], "着著", "它牠"]
    for other in others
}
"""Forms that traditional text writes for others: to plant one is to plant no intruder."""
AUTO, TRADITIONAL, SIMPLIFIED = Policy(), Policy(script="traditional"), Policy(script="simplified")


def found(text: str, policy: Policy = AUTO, name: str = "a.txt") -> list[Finding]:
    ruleset = Ruleset(RULES, policy)
    document = Document(name, text, policy)
    rules = ruleset.fired(document)
    examined = examine_document(document, rules)
    findings, crashes = judge(document, rules, ruleset, decide(ruleset, [examined.facts]), examined.findings)
    assert not crashes, crashes
    return findings


def in_part(path: Path, part: str) -> bool:
    return part == "all" or (md5(path.name.encode()).digest()[0] % 2 == 0) == (part == "dev")


def clean(paths: list[str], part: str = "all") -> None:
    print(f"{'corpus':32} {'policy':10} {'files':>6} {'Han':>10}  flags (per 100,000 Han)")
    for root in paths:
        files = [f for f in sorted(Path(root).rglob("*")) if f.suffix in (".md", ".txt") and in_part(f, part)]
        texts = [(str(f), f.read_text(encoding="utf-8", errors="replace")) for f in files if f.is_file()]
        han = sum(scripts.counts(scripts.letters(text)).han for _, text in texts)
        for script in ("auto", "simplified"):
            flags: Counter[str] = Counter()
            for name, text in texts:
                for finding in found(text, Policy(script=script), name):
                    flags[f"{finding.code} {finding.fix.applicability if finding.fix else 'none'}"] += 1
            shown = ", ".join(f"{key}: {n} ({n / max(han, 1) * 1e5:.3f})" for key, n in sorted(flags.items()))
            print(f"{root[-32:]:32} {script:10} {len(texts):6} {han:10}  {shown or 'none'}")


def sentences(path: str) -> list[str]:
    lines = Path(path).read_text(encoding="utf-8").split("\n")
    return [line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")]


def f1(flagged: AbstractSet[Any], gold: AbstractSet[Any]) -> tuple[float, float, float]:
    hits = len(flagged & gold)
    precision, recall = hits / max(1, len(flagged)), hits / max(1, len(gold))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def planted(pairs: list[tuple[str, str]], rate: float, seed: int) -> tuple[str, set[int], list[int]]:
    """Replace a share of the characters in 30 % of paragraphs; return text, their places, where paragraphs start."""
    chance = random.Random(seed)
    pieces, places, starts, at = [], set(), [], 0
    for base, other in pairs:
        hit = chance.random() < 0.3
        paragraph = list(base)
        for i, (own, strange) in enumerate(zip(base, other, strict=True)):
            if own != strange and hit and chance.random() < rate:
                paragraph[i] = strange
                places.add(at + i)
        pieces.append("".join(paragraph))
        starts.append(at)
        at += len(base) + 1
    return "\n".join(pieces), places, starts


def gold(paths: list[str]) -> None:
    pairs = [(s, t) for s, t in zip(*map(sentences, paths), strict=True) if len(s) == len(t)]
    marks = str.maketrans("「」『』", "“”‘’")  # quotation marks are not script
    pairs = [
        (s, t if s == t else "".join(a if b.translate(marks) == a else b for a, b in zip(s, t, strict=True)))
        for s, t in pairs
    ]
    for name, chosen in (
        ("traditional in simplified", pairs),
        ("simplified in traditional", [(t, s) for s, t in pairs]),
    ):
        truth = "\n".join(base for base, _ in chosen)
        for rate in (0.05, 0.2, 1.0):
            print(f"{name} at {rate:4.0%}: {score(chosen, truth, rate)}")


def score(pairs: list[tuple[str, str]], truth: str, rate: float) -> str:
    """Characters and paragraphs over ten drawings, counted together; then the characters that fixes get wrong."""
    flagged, wanted, accepted, safe, wrong, fixed = set(), set(), set(), 0, 0, 0
    flagged_paragraphs, wanted_paragraphs, telling_paragraphs = set(), set(), set()
    for seed in SEEDS:
        text, places, starts = planted(pairs, rate, seed)
        base = seed * len(text)
        paragraph = [
            number
            for number, (start, nxt) in enumerate(zip(starts, [*starts[1:], len(text) + 1], strict=True))
            for _ in range(nxt - start)
        ]
        for finding in found(text):
            edits = finding.fix.edits if finding.fix else ((finding.start, finding.end, ""),)
            for start, end, content in edits:
                flagged.update(range(base + start, base + end))
                flagged_paragraphs.update((seed, paragraph[at]) for at in range(start, end))
                fixed += len(content)
                wrong += sum(a != b for a, b in zip(content, truth[start:end], strict=False))
                safe += len(content) if finding.fix and finding.fix.applicability == "safe" else 0
        wanted.update(base + place for place in places)
        accepted.update(base + place for place in places if (text[place], truth[place]) in ACCEPTED)
        wanted_paragraphs.update((seed, paragraph[place]) for place in places)
        telling_paragraphs.update((seed, paragraph[place]) for place in places if base + place not in accepted)
    p, r, f = f1(flagged, wanted)
    f_paragraph = f1(flagged_paragraphs, wanted_paragraphs)[2]
    left_out = wanted_paragraphs - telling_paragraphs
    f_telling = f1(flagged_paragraphs - left_out, telling_paragraphs)[2]
    f_character = f1(flagged - accepted, wanted - accepted)[2]
    return (
        f"P {p:.4f} R {r:.4f} F1 {f:.4f}, paragraphs F1 {f_paragraph:.4f}; fixed {fixed} ({safe} safe), {wrong} wrong; "
        f"without {len(accepted)} that both scripts accept {f_character:.4f} and {f_telling:.4f}"
    )


def paragraphs_of(root: str) -> dict[str, list[str]]:
    files = sorted(Path(root).rglob("*.md"))
    return {str(f.relative_to(root)): f.read_text(encoding="utf-8").split("\n") for f in files}


def mixed(paths: list[str]) -> None:
    """A paragraph outside of code is gold-simplified where the simplified edition has the same line.

    That label is noisy: a line that was left over may since have been changed in the simplified edition. Where OpenCC
    itself says that a found line is simplified (t2s changes nothing in it, s2t does), the label is put right; a
    traditional line with single simplified characters in it is no paragraph left over and is listed.
    """
    hk, cn = map(paragraphs_of, paths)
    judged, flagged, left = set(), set(), set()
    for name, lines in hk.items():
        document = Document(name, "\n".join(lines))
        code, known = document.regions("code"), set(cn.get(name, ()))
        spots = [(number, line) for number, line in enumerate(document.lines) if not code.touch(line.start, line.end)]
        telling = [(n, line) for n, line in spots if scripts.counts(scripts.letters(line.text)).han > 4]
        judged.update((name, number) for number, _ in telling)
        left.update((name, n) for n, line in telling if line.text in known and "S" in scripts.letters(line.text))
        flagged.update((name, document.row(at) - 1) for at in touched(document.text, name))
    flagged &= judged
    noise = {(name, n) for name, n in flagged - left if simplified_to_opencc(hk[name][n])}
    strays = {(name, n) for name, n in flagged - left - noise if "T" in scripts.letters(hk[name][n])}
    for what, found_, gold_ in (
        ("as labelled", flagged, left),
        (f"{len(noise)} labels put right, {len(strays)} lines with strays apart", flagged - strays, left | noise),
    ):
        p, r, f = f1(found_, gold_)
        print(f"{len(judged)} paragraphs, {len(gold_)} left simplified ({what}): P {p:.4f} R {r:.4f} F1 {f:.4f}")
    for name, n in sorted(flagged ^ left):
        kind = "label" if (name, n) in noise else "stray" if (name, n) in strays else "found"
        print(f"  {name}:{n + 1} {kind if (name, n) in flagged else 'missed'} {hk[name][n][:60]}")


def simplified_to_opencc(line: str) -> bool:
    return convert.convert(line, "t2s") == line != convert.convert(line, "s2t")


def touched(text: str, name: str) -> Iterator[int]:
    """Yield where simplified characters are found under a declared traditional norm."""
    for finding in found(text, TRADITIONAL, name):
        if finding.code in ("SCR004", "SCR005", "SCR006"):
            yield from (start for start, _, _ in finding.fix.edits) if finding.fix else (finding.start,)


def seconds(work: Callable[[], object], times: int = 5) -> float:
    spent = []
    for _ in range(times):
        start = process_time()
        work()
        spent.append(process_time() - start)
    return sorted(spent)[times // 2]


def texts(paths: list[str]) -> str:
    files = [f for path in paths for f in (sorted(Path(path).rglob("*")) if Path(path).is_dir() else [Path(path)])]
    return "".join(f.read_text(encoding="utf-8", errors="replace") for f in files if f.suffix in (".md", ".txt"))


def converting(paths: list[str]) -> None:
    import numpy as np  # noqa: F401 (so that its import is not in the figures)
    from opencc import OpenCC

    whole = texts(paths)[:2_000_000]
    megabytes = len(whole.encode()) / 1e6
    part = whole[:100_000]
    print(f"{megabytes:.1f} MB\n{'mode':6} {'equal':>6} {'opencc-py':>10} {'stdlib':>8} {'numpy':>8} MB/s of CPU")
    for mode in dictionaries.modes():
        oracle, ours = OpenCC(mode), convert.converter(mode)
        equal = oracle.convert(whole[:400_000]) == ours.convert(whole[:400_000])
        theirs = len(part.encode()) / 1e6 / seconds(lambda: oracle.convert(part), 3)  # noqa: B023 (called at once)
        plain = megabytes / seconds(lambda: without_numpy(ours, whole), 3)  # noqa: B023
        fast = megabytes / seconds(lambda: ours.convert(whole))  # noqa: B023
        print(
            f"{mode:6} {equal!s:>6} {theirs:10.2f} {plain:8.1f} {fast:8.1f}  {plain / theirs:.0f}x {fast / theirs:.0f}x"
        )


def without_numpy(ours: convert.Converter, text: str) -> str:
    for stage in ours._stages:
        text = stage.translated(text)
    return text


def detecting(paths: list[str]) -> None:
    import numpy as np  # noqa: F401 (as above)
    from opencc import OpenCC

    whole, oracle = texts(paths)[:2_000_000], OpenCC("t2s")
    part, megabytes = whole[:100_000], len(whole.encode()) / 1e6
    theirs = len(part.encode()) / 1e6 / seconds(lambda: oracle.convert(part) != part, 3)
    ours = megabytes / seconds(lambda: scripts.places(whole, "T"))
    print(
        f"opencc-py convert(text) != text: {theirs:.2f} MB/s; "
        f"places of traditional characters: {ours:.0f} MB/s, {ours / theirs:.0f}x"
    )


def ledger(paths: list[str]) -> None:
    """Exact matches and character errors of ours (equal to opencc-python-reimplemented) and of the C++ OpenCC."""
    source = re.sub(r",(\s*[\]}])", r"\1", Path(paths[0]).read_text(encoding="utf-8"))
    cases: dict[str, list[tuple[str, str]]] = {}
    for case in json.loads(source)["cases"]:
        for mode, expected in case["expected"].items():
            cases.setdefault(mode, []).append((case["input"], expected))
    others = (
        {mode: other(paths[1], mode, [given for given, _ in rows]) for mode, rows in cases.items()} if paths[1:] else {}
    )
    newer = [convert.converter("t2s", (convert.OVERLAY,)).convert(given) for given, _ in cases["t2s"]]
    print(f"t2s with the overlay {tally(newer, cases['t2s'])}; it was written with these cases in view")
    for mode in dictionaries.modes():
        rows = cases.get(mode, [])
        line = tally([convert.convert(given, mode) for given, _ in rows], rows)
        print(f"{mode:6} ours {line}" + (f"; C++ OpenCC {tally(others[mode], rows)}" if mode in others else ""))


def other(python: str, mode: str, inputs: list[str]) -> list[str]:
    program = (
        "import json, opencc, sys; c = opencc.OpenCC(sys.argv[1]); "
        "print(json.dumps([c.convert(t) for t in json.load(sys.stdin)]))"
    )
    run = subprocess.run(
        [python, "-c", program, mode], input=json.dumps(inputs), capture_output=True, text=True, check=True
    )
    return [str(text) for text in json.loads(run.stdout)]


def tally(got: list[str], rows: list[tuple[str, str]]) -> str:
    from rapidfuzz.distance import Levenshtein

    right = sum(mine == expected for mine, (_, expected) in zip(got, rows, strict=True))
    errors = sum(Levenshtein.distance(mine, expected) for mine, (_, expected) in zip(got, rows, strict=True))
    return f"{right}/{len(rows)} ({errors / max(1, sum(len(e) for _, e in rows)):.1%} of characters wrong)"


def main() -> None:
    what, *paths = sys.argv[1:]
    part = "all"
    if "--part" in paths:
        at = paths.index("--part")
        part = paths[at + 1]
        del paths[at : at + 2]
    if what == "clean":
        clean(paths, part)
    else:
        {"gold": gold, "mixed": mixed, "convert": converting, "detect": detecting, "ledger": ledger}[what](paths)


if __name__ == "__main__":
    main()
