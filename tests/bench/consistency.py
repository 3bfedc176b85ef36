"""Names, contacts and dates: planted variants found, natural findings, false alarms about dates, and speed.

Run: ``python tests/bench/consistency.py [--plants N] [--show N] CORPUS…`` (folders of clean UTF-8 text; each is a
corpus).

A variant is planted once into a name that the corpus has at least three times, at a random place: another connector,
a lost one, a title with a blank, a mark or a case changed, a transliteration with one of the characters that writers
confuse, and dates made impossible, reversed, glued or put on the wrong weekday. Found: a finding of the rule overlaps
the place. Wrong: a finding that the clean corpus did not have, elsewhere, and not about a planted name.
"""

import argparse
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from corpuslint.decisions import Decisions, decide
from corpuslint.engine import Examined, examine, judge
from corpuslint.finding import Finding
from corpuslint.rule import Rule
from corpuslint.rulebook import shipped
from corpuslint.ruleset import Ruleset, detector
from corpuslint.source import Raw

RULES = [rule for rule in shipped() if rule.family in ("name", "contact", "date") and rule.default]
HAN = "\u4e00-\u9fff"
ALARMS = ("DAT001", "DAT003", "DAT004", "DAT005", "DAT012")
CONFUSED = re.findall(
    "..",
    "艾埃莱赖莱来雷莱丽莉莉利里利利力欣辛希西锡西斯思史斯施史森生曼漫奥阿伊埃林琳琳玲克科科柯尼妮娜纳"
    "罗洛洛罗伦仑顿敦登邓达妲蒂帝特忒托拖塔塌贝倍布卜伯波鲍包麦迈马玛玛码米密摩莫木穆费菲弗佛福弗格戈"
    "盖该哈汉霍豪赫何杰捷吉季乔桥珍真詹占卡咔肯坎库酷兰蓝朗郎拉喇泰太汤唐瓦娃威维韦维沃渥温文亚雅扬杨"
    "约耀扎札朱茱森逊迪蒂",
)


class Plant(NamedTuple):
    kind: str
    path: str
    start: int
    end: int
    before: str
    after: str


class Run(NamedTuple):
    findings: dict[str, list[Finding]]
    texts: dict[str, str]


def load(folder: str) -> dict[str, str]:
    files = sorted(path for path in Path(folder).rglob("*") if path.suffix in (".md", ".txt") and path.is_file())
    return {str(file): file.read_bytes().decode("utf-8-sig", "replace") for file in files}


def run(texts: dict[str, str], rules: Iterable[Rule]) -> Run:
    ruleset = Ruleset(list(rules))
    examined = [examine(Raw(path, text.encode()), ruleset) for path, text in texts.items()]
    decisions = decide(ruleset, [each.facts for each in examined])
    findings = {}
    for path, each in zip(texts, examined, strict=True):
        fired = [ruleset.by_code[code] for code in each.facts]
        document = each.document
        findings[path] = judge(document, fired, ruleset, decisions, each.findings)[0] if document else []
    return Run(findings, texts)


Places = Iterator[tuple[str, str, str, int, int, str]]
"""kind, name, path, start, end, new text"""


def grouped(texts: dict[str, str], pattern: str, name: Callable[[re.Match[str]], str], least: int) -> Iterator[list]:
    places = defaultdict(list)
    for path, text in texts.items():
        for found in re.finditer(pattern, text):
            places[name(found)].append((path, found))
    for key in sorted(places):
        if len(places[key]) >= least:
            yield places[key]


def connectors(texts: dict[str, str], dice: random.Random) -> Places:
    pattern = rf"([{HAN}]{{2}})([-—－·•・])([{HAN}]{{2}})"
    for places in grouped(texts, pattern, lambda m: m[1] + ("-" if m[2] in "-—－" else "·") + m[3], 3):
        path, found = dice.choice(places)
        marks = [mark for mark in ("-—－" if found[2] in "-—－" else "·•・") if mark != found[2]]
        yield (
            "connector",
            found[1] + found[3],
            path,
            found.start(),
            found.end(),
            found[1] + dice.choice(marks) + found[3],
        )


def lost_connectors(texts: dict[str, str], dice: random.Random) -> Places:
    for places in grouped(texts, rf"([{HAN}]{{2}})·([{HAN}]{{2}})", lambda m: m.group(), 8):
        by_path = Counter(path for path, _ in places)
        path, found = dice.choice([place for place in places if by_path[place[0]] > 1] or places)
        if by_path[path] > 1:
            yield "lost connector", found[1] + found[2], path, found.start(), found.end(), found[1] + found[2]


def titles(texts: dict[str, str], dice: random.Random) -> Places:
    for places in grouped(texts, r"《([^《》〈〉\[\]*\n]{6,40})》", lambda m: m[1], 3):
        path, found = dice.choice(places)
        changed = [each for each in _retitled(found[1], dice) if each != found[1]]
        if changed:
            yield "title", found[1], path, found.start(1), found.end(1), dice.choice(changed)


def _retitled(title: str, dice: random.Random) -> Iterator[str]:
    inner = [at for at in range(1, len(title)) if re.fullmatch(f"[{HAN}]{{2}}", title[at - 1 : at + 1])]
    if inner:
        at = dice.choice(inner)
        yield f"{title[:at]} {title[at:]}"
        yield f"{title[:at]}·{title[at:]}"
    if marks := [at for at, char in enumerate(title) if char in "—-·：，、？！"]:
        at = dice.choice(marks)
        yield title[:at] + title[at + 1 :]
    if re.search("[a-z]", title):
        yield title.upper()


def transliterations(texts: dict[str, str], dice: random.Random) -> Places:
    pattern = rf"(?<![{HAN}])[{HAN}]{{1,4}}(?:·[{HAN}]{{1,5}})+(?![{HAN}·])"
    for places in grouped(texts, pattern, lambda m: m.group(), 2):
        path, found = dice.choice(places)
        name = found.group()
        pairs = [(at, pair[1 - pair.index(char)]) for at, char in enumerate(name) for pair in CONFUSED if char in pair]
        if pairs and len(name) > 4:
            at, char = dice.choice(pairs)
            yield "transliteration", name, path, found.start(), found.end(), name[:at] + char + name[at + 1 :]


def broken_dates(texts: dict[str, str], dice: random.Random) -> Places:
    for path, text in texts.items():
        for found in re.finditer(
            r"(?<![0-9])((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日(?![^\n]{0,3}(?:星期|周))", text
        ):
            if dice.random() < 0.05:
                kind = dice.choice(sorted(_BROKEN))
                yield kind, found.group(), path, found.start(), found.end(), _BROKEN[kind](found, dice)


def _weekday(found: re.Match[str], dice: random.Random) -> str:
    right = date(int(found[1]), int(found[2]), int(found[3])).weekday()
    return f"{found.group()}（星期{'一二三四五六日'[(right + dice.randint(1, 6)) % 7]}）"


_BROKEN: dict[str, Callable[[re.Match[str], random.Random], str]] = {
    "date: impossible day": lambda m, dice: f"{m[1]}年{dice.choice(('2月30', '4月31', '9月31', '11月31', '6月32'))}日",
    "date: impossible month": lambda m, dice: f"{m[1]}年{dice.randint(13, 19)}月{m[3]}日",
    "date: figures": lambda m, dice: f"{m[1]}-{dice.choice(('02-30', '02-31', '04-31', '06-31'))}",
    "date: weekday": _weekday,
    "date: reversed years": lambda m, dice: f"{m[1]}年至{int(m[1]) - dice.randint(1, 9)}年",
    "date: reversed days": lambda m, dice: f"{m[1]}年{m[2]}月{dice.randint(20, 28)}日至{dice.randint(2, 19)}日",
    "date: glued": lambda m, dice: (
        f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}{dice.randint(8, 20):02}:{dice.randint(10, 59)}"
    ),
}
PLANTERS = (connectors, lost_connectors, titles, transliterations, broken_dates)
FOUND_BY = {"connector": "NAM001", "lost connector": "NAM002", "title": "NAM003", "transliteration": "NAM006"}


def planted(texts: dict[str, str], most: int, seed: int) -> tuple[dict[str, str], list[Plant]]:
    """Return the texts with variants, at most ``most`` of a kind, and where they stand in the new texts."""
    dice = random.Random(seed)
    by_path = defaultdict(list)
    for planter in PLANTERS:
        chosen = list(planter(texts, dice))
        for place in dice.sample(chosen, min(most, len(chosen))):
            by_path[place[2]].append(place)
    changed, plants = dict(texts), []
    for path, places in by_path.items():
        pieces, at, shift = [], 0, 0
        for kind, name, _, start, end, content in sorted(places, key=lambda place: place[3]):
            if start < at + 60:
                continue
            pieces += (texts[path][at:start], content)
            plants.append(Plant(kind, path, start + shift, start + shift + len(content), name, content))
            at, shift = end, shift + len(content) - (end - start)
        changed[path] = "".join((*pieces, texts[path][at:]))
    return changed, plants


def compare(clean: Run, dirty: Run, plants: list[Plant], show: int) -> None:
    hit, total = Counter(), Counter(plant.kind for plant in plants)
    missed = []
    for plant in plants:
        code = FOUND_BY.get(plant.kind, "DAT")
        overlapping = [f for f in dirty.findings[plant.path] if f.start < plant.end and plant.start < f.end]
        if any(finding.code.startswith(code) for finding in overlapping):
            hit[plant.kind] += 1
        else:
            missed.append(plant)
    wrong = list(_wrong(clean, dirty, plants))
    for kind in sorted(total):
        print(f"  {kind:24} {hit[kind]:4} of {total[kind]:4} found  R {hit[kind] / total[kind]:.3f}")
    right = sum(hit.values())
    recall, precision = right / max(1, len(plants)), right / max(1, right + len(wrong))
    print(f"  all {right} of {len(plants)}: R {recall:.3f}, wrong {len(wrong)}: P {precision:.3f}")
    for plant in missed[:show]:
        print("    missed", plant.kind, plant.path[-40:], plant.before, "→", plant.after)
    for path, finding in wrong[:show]:
        print("    wrong", finding.code, path[-40:], finding.message[:120])


def _wrong(clean: Run, dirty: Run, plants: list[Plant]) -> Iterator[tuple[str, Finding]]:
    near = defaultdict(list)
    for plant in plants:
        near[plant.path].append((plant.start - 8, plant.end + 8))
    names = {re.sub(r"[^\w]", "", text) for plant in plants for text in (plant.before, plant.after)}
    for path, findings in dirty.findings.items():
        known = Counter((f.code, clean.texts[path][f.start : f.end]) for f in clean.findings[path])
        for finding in findings:
            written = dirty.texts[path][finding.start : finding.end]
            bare = re.sub(r"[^\w]", "", written)
            if known[finding.code, written]:
                known[finding.code, written] -= 1
            elif not any(start < finding.end and finding.start < end for start, end in near[path]) and not any(
                bare in name or name in bare for name in names
            ):
                yield path, finding


def speed(texts: dict[str, str]) -> None:
    raws = [Raw(path, text.encode()) for path, text in texts.items()]
    size = sum(len(raw.data) for raw in raws) / 1e6
    for rule in RULES:
        ruleset = Ruleset([rule])
        start = time.process_time()
        examined = [examine(raw, ruleset) for raw in raws]
        decisions = decide(ruleset, [each.facts for each in examined])
        for each in examined:
            if each.document and _concerned(rule, each, decisions):
                judge(each.document, [ruleset.by_code[code] for code in each.facts], ruleset, decisions, each.findings)
        taken = time.process_time() - start
        print(
            f"  {rule.code} {rule.name:30} {size / taken:7.1f} MB/s, decoded {sum(bool(e.document) for e in examined)}"
        )


def _concerned(rule: Rule, each: Examined, decisions: Decisions) -> bool:
    if rule.scope != "corpus":
        return False
    return bool(detector(rule).concerns(each.facts.get(rule.code, {}), rule, decisions[rule.code]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="+")
    parser.add_argument("--plants", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=8)
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    for corpus in options.corpora:
        texts = load(corpus)
        clean = run(texts, RULES)
        counts = Counter(finding.code for findings in clean.findings.values() for finding in findings)
        characters = sum(map(len, texts.values()))
        print(f"{corpus}: {len(texts)} documents, {characters / 1e6:.1f} M characters")
        print("  natural:", dict(sorted(counts.items())))
        print(
            "  alarms about dates:", sum(counts[code] for code in ALARMS), "in", f"{characters / 1e6:.1f} M characters"
        )
        dirty, plants = planted(texts, options.plants, options.seed)
        compare(clean, run(dirty, RULES), plants, options.show)
        if options.speed:
            speed(texts)


if __name__ == "__main__":
    main()
