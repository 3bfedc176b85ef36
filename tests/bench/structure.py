"""How good the rules of structure are, on text given as arguments.

    python tests/bench/structure.py clean PATH…      findings per 100,000 lines, and how many are safe
    python tests/bench/structure.py joins PATH…      planted page breaks found and joined; paragraphs without a
                                                     final mark that are joined though they must not be
    python tests/bench/structure.py wraps PATH…      paragraphs broken into lines of one width, found and joined
    python tests/bench/structure.py headings PATH…   headings found when their # is taken away
    python tests/bench/structure.py furniture PATH…  furniture of pages planted above and below documents, found
    python tests/bench/structure.py numbers PATH…    items taken out of numbered sequences, and found missing

``--part dev|test|all`` takes half of the documents by the checksum of their names (test by default: no threshold was
set on that half). ``--show N`` prints N findings or misses of each kind.
"""

import argparse
import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

from corpuslint import rulebook
from corpuslint.decisions import decide
from corpuslint.detectors.heading.layout import likely_headings
from corpuslint.detectors.heading.level import atx_headings
from corpuslint.detectors.heading.numbers import gaps, sequences
from corpuslint.engine import examine_document, judge
from corpuslint.rule import Rule
from corpuslint.ruleset import Ruleset, detector
from corpuslint.source import Document

FAMILIES = ("BLP", "HDG", "PAR", "DUP")
HAN = re.compile(r"[\u4e00-\u9fff]")
PROSE = re.compile(r"(?![|>#\-*`\s!<\d])(?=.{60}).*[。！？]$")
MARKED = re.compile(r"[|>#\-*`\s!<\d\[]|$")
FINAL = "。！？”）’」』"


def rule(name: str) -> Rule:
    return next(rule for rule in rulebook.shipped() if rule.name == name)


def documents(paths: list[str], part: str) -> Iterator[Document]:
    for path in paths:
        root = Path(path)
        files = sorted(root.rglob("*")) if root.is_dir() else [root]
        for file in files:
            if file.suffix in (".md", ".txt") and file.is_file() and part in ("all", half(file.name)):
                try:
                    yield Document(str(file), file.read_bytes().decode())
                except UnicodeDecodeError:
                    continue


def half(name: str) -> str:
    return "test" if zlib.crc32(name.encode()) % 2 else "dev"


def clean(paths: list[str], part: str, show: int) -> None:
    ruleset = Ruleset([rule for rule in rulebook.shipped() if rule.code.startswith(FAMILIES) and rule.default])
    seen = [(document, ruleset.fired(document)) for document in documents(paths, part)]
    examined = [examine_document(document, fired) for document, fired in seen]
    decisions = decide(ruleset, [e.facts for e in examined])
    found: defaultdict[str, list[str]] = defaultdict(list)
    safe, fired_in = Counter[str](), Counter[str]()
    for (document, fired), first in zip(seen, examined, strict=True):
        findings, crashes = judge(document, fired, ruleset, decisions, first.findings)
        assert not crashes, crashes
        fired_in.update(rule.code for rule in fired)
        for finding in findings:
            text = document.text[finding.start : finding.end][:90].replace("\n", "⏎")
            found[finding.code].append(
                f"{Path(document.path).name}:{document.row(finding.start)} {finding.message} | {text}"
            )
            safe[finding.code] += bool(finding.fix and finding.fix.applicability == "safe")
    lines = sum(sum(not line.blank for line in document.lines) for document, _ in seen)
    size = sum(len(document.text) for document, _ in seen)
    print(f"{len(seen)} documents, {lines} lines, {size} code points")
    print(f"{'rule':8}{'name':24}{'found':>7}{'safe':>7}{'per 100k lines':>16}{'documents fired':>17}")
    for page in ruleset.rules:
        n = len(found[page.code])
        rate = n * 1e5 / max(lines, 1)
        print(f"{page.code:8}{page.name:24}{n:7}{safe[page.code]:7}{rate:16.2f}{fired_in[page.code]:17}")
        for line in random.Random(1).sample(found[page.code], min(show, n)):
            print("   ", line)


def joins(paths: list[str], part: str, show: int) -> None:
    page = rule("broken-paragraph")
    look = detector(page)
    planted, confused = Counter[str](), Counter[str]()
    misses, wrong = [], []
    for document in documents(paths, part):
        chance = random.Random(document.path.rsplit("/", 1)[-1])
        lines = document.text.split("\n")
        prose = [n for n, line in enumerate(lines) if PROSE.match(line)]
        for n in chance.sample(prose, min(3, len(prose))):
            line = lines[n]
            cuts = [at for at in range(46, len(line) - 12) if HAN.match(line[at - 1]) and HAN.match(line[at])]
            if cuts:
                at = chance.choice(cuts)
                kind = verdict(look, page, document, [*lines[:n], line[:at], "", line[at:], *lines[n + 1 :]], n)
                planted[kind] += 1
                misses += [f"{line[at - 12 : at]}|{line[at : at + 12]}"] * (kind != "safe")
        pairs = [(a, b) for a, b in pairwise(prose) if not any(x.strip() for x in lines[a + 1 : b])]
        for a, b in chance.sample(pairs, min(9, len(pairs))):
            cut = lines[a].rstrip(FINAL)
            kind = verdict(look, page, document, [*lines[:a], cut, *([""] * (b == a + 1)), *lines[a + 1 :]], a)
            confused[kind] += 1
            wrong += [f"{cut[-14:]}|{lines[b][:14]}"] * (kind == "safe")
    total = sum(planted.values())
    print(f"planted {total}: joined safely {planted['safe'] / total:.3f}, found {1 - planted['none'] / total:.3f}")
    print(f"final mark lost {sum(confused.values())}: joined safely though two paragraphs {confused['safe']}")
    for name, lines in (("missed", misses), ("wrong", wrong)):
        for line in random.Random(1).sample(lines, min(show, len(lines))):
            print("   ", name, line)


WIDTHS = (16, 20, 32, 38, 60)


def wraps(paths: list[str], part: str, show: int) -> None:
    page = rule("wrapped-paragraph")
    look = detector(page)
    broken, joined, restored, wrong, missed = Counter[int](), Counter[int](), Counter[int](), [], []
    for document in documents(paths, part):
        chance = random.Random(Path(document.path).name)
        for width in WIDTHS:
            text, ends = broken_at(document, width, by_columns=chance.random() < 0.5)
            found = [(e, f.fix) for f in look(Document(document.path, text), page) if f.fix for e in f.fix.edits]
            edits = {text.index("\n", e.start) for e, _ in found}
            safe = {text.index("\n", e.start) for e, fix in found if fix.applicability == "safe"}
            broken[width] += len(ends)
            joined[width] += len(safe & ends)
            restored[width] += len(edits & ends)
            wrong += [f"{width} {document.path[-30:]} {text[at - 14 : at + 14]!r}" for at in edits - ends]
            missed += [f"{width} {text[at - 14 : at + 14]!r}" for at in ends - edits]
    for width in WIDTHS:
        lines = max(broken[width], 1)
        print(f"width {width}: {lines} line ends, joined safely {joined[width] / lines:.3f}", end=" ")
        print(f"found {restored[width] / lines:.3f}")
    print(f"joined though not broken {len(wrong)}")
    for name, lines in (("wrong", wrong), ("missed", missed)):
        for line in random.Random(1).sample(lines, min(show, len(lines))):
            print("   ", name, line)


def broken_at(document: Document, width: int, *, by_columns: bool) -> tuple[str, set[int]]:
    """Break the prose of a document at a width in characters, or twice as many columns; give the line ends too."""
    out, at, ends = [], 0, set[int]()
    for line in document.lines:
        rest = line.text
        while not MARKED.match(line.text) and (cut := full(rest, width, by_columns=by_columns)) < len(rest):
            ends.add(at + cut)
            out.append(rest[:cut] + "\n")
            at, rest = at + cut + 1, rest[cut:]
        out.append(rest + "\n")
        at += len(rest) + 1
    return "".join(out), ends


def full(text: str, width: int, *, by_columns: bool) -> int:
    """Return how much of a text fills a line: no word of letters is cut, and no mark begins the next line."""
    columns = [1 if char.isascii() and by_columns else 2 for char in text]
    cut = next((n for n, used in enumerate(accumulate(columns)) if used > 2 * width), len(text))
    while 1 < cut < len(text) and (
        text[cut] in "，。、；：！？”）》」』 " or re.fullmatch("[!-~]{2}", text[cut - 1 : cut + 1])
    ):
        cut -= 1
    return cut if cut > width // 2 else width


def headings(paths: list[str], part: str, show: int) -> None:
    page = rule("heading-like-line")
    kinds = ("code", "table", "front-matter", "html")
    right, wrong, missed = 0, [], []
    for document in documents(paths, part):
        gold = {h.row: re.sub(r"\s*\{#[^}]*\}|\s*\\?\*+$", "", h.title) for h in atx_headings(document)}
        if len(gold) < 2:
            continue
        bare = Document(document.path, "\n".join(gold.get(n, line.text) for n, line in enumerate(document.lines)))
        lines = bare.lines
        skipped = [bare.regions(kind) for kind in kinds]
        found = {
            n for n in likely_headings(bare, page) if not any(s.touch(lines[n].start, lines[n].end) for s in skipped)
        }
        right += len(found & gold.keys())
        wrong += [f"{Path(document.path).name}:{n + 1} {lines[n].text[:60]}" for n in found - gold.keys()]
        missed += [f"{Path(document.path).name}:{n + 1} {lines[n].text[:60]}" for n in gold.keys() - found]
    print(f"headings {right + len(missed)}: precision {right / (right + len(wrong)):.3f}", end=" ")
    print(f"(a line that the text itself forgot to mark counts as wrong), recall {right / (right + len(missed)):.3f}")
    for name, lines in (("missed", missed), ("wrong", wrong)):
        for line in random.Random(1).sample(lines, min(show, len(lines))):
            print("   ", name, line)


def numbers(paths: list[str], part: str, show: int) -> None:
    page = rule("numbering-gap")
    found = planted = 0
    own, misses = [], []
    for document in documents(paths, part):
        chance = random.Random(Path(document.path).name)
        own += [f"{Path(document.path).name}:{document.row(f.start)} {f.message}" for f in gaps(document, page)]
        long = [items for items in sequences(document) if len(items) >= 5]
        for items in chance.sample(long, min(2, len(long))):
            lost = items[chance.randrange(2, len(items) - 1)]
            rows = [line.text for n, line in enumerate(document.lines) if n != lost.row]
            changed = list(gaps(Document(document.path, "\n".join(rows)), page))
            planted += 1
            hit = any(str(lost.number) in f.message for f in changed)
            found += hit
            misses += [f"{Path(document.path).name}:{lost.row + 1}"] * (not hit)
    print(f"items taken out {planted}: found {found / max(planted, 1):.3f}; gaps of the text itself {len(own)}")
    for name, lines in (("missed", misses), ("own", own)):
        for line in random.Random(1).sample(lines, min(show, len(lines))):
            print("   ", name, line)


def verdict(look, page, document, lines, n) -> str:
    changed = Document(document.path, "\n".join(lines))
    at = changed.lines[n].end
    return next((f.fix.applicability.value for f in look(changed, page) if f.start <= at < f.end), "none")


HEADS = (
    "当前位置：首页 > 新闻中心 > {site}要闻 > 正文",
    "您现在的位置：首页 >> 政务公开 >> 工作动态",
    "设为首页 | 加入收藏 | 联系我们",
    "来源：{site}　发布时间：{year}-05-18 10:21",
    "发布日期：{year}-11-22　信息来源：{site}　浏览次数：{number}",
    "{year}年5月18日 10:21 来源：{site} 作者：{name}",
    "文章来源：{site}",
    "字号：【大 中 小】 【打印】 【关闭】",
    "分享到：微信 微博 QQ空间",
)
FEET = (
    "责任编辑：{name}",
    "（责任编辑：{name} 审核：{name}）",
    "编辑/{name} 校对/{name}",
    "上一篇：{site}召开工作会议",
    "下一篇：没有了",
    "返回顶部",
    "【打印本页】 【关闭窗口】",
    "扫一扫在手机打开当前页",
    "更多精彩内容，请关注{site}微信公众号",
    "点击下载{site}客户端",
    "关于我们 | 联系我们 | 广告服务 | 网站地图 | 版权声明",
    "网站首页 | 关于本站 | 免责声明 | 隐私政策",
    "友情链接：{site} | 中国政府网",
    "Copyright © {year} {site} All Rights Reserved",
    "© 2009-{year} {site} 版权所有",
    "{site}版权所有，未经书面授权禁止使用",
    "未经授权，不得转载",
    "京ICP备{number}{number}号-{digit}",
    "京公网安备 1101{number}{number}号",
    "增值电信业务经营许可证：京B2-{year}{number}",
    "违法和不良信息举报电话：010-6{number}00",
    "主办单位：{site} 承办单位：{site}信息中心",
    "地址：北京市某某区某某路{digit}号 邮编：100035",
    "联系电话：010-8226{number} 传真：010-8220{number}",
    "电子邮箱：info@example.cn",
    "免责声明：本文仅代表作者个人观点，与{site}无关。",
    "声明：转载此文是出于传递更多信息之目的，若有来源标注错误，请与本网联系。",
    "网站标识码：bm{number}{number}",
    "技术支持：{site}信息中心",
)
"""Worded without looking at the rules' patterns."""


def furniture(paths: list[str], part: str, show: int) -> None:
    ruleset = Ruleset([page for page in rulebook.shipped() if page.code.startswith("BLP") and page.default])
    found, planted = Counter[str](), Counter[str]()
    lines, wrong = 0, []
    for document in documents(paths, part):
        chance = random.Random(Path(document.path).name)
        head, foot = chance.sample(HEADS, 2), sorted(chance.sample(FEET, 6), key=FEET.index)
        texts = {line: filled(line, chance) for line in (*head, *foot)}
        body = document.text.strip("\n")
        parts = [*(texts[line] for line in head), "", body, "", *(texts[line] for line in foot)]
        page = Document(document.path, "\n".join(parts) + "\n")
        hits = marked_rows(page, ruleset)
        rows = [row for row, line in enumerate(page.lines) if not line.blank]
        places = dict(zip((*rows[:2], *rows[-6:]), (*head, *foot), strict=True))
        planted.update(places.values())
        found.update(line for row, line in places.items() if row in hits)
        before = marked_rows(document, ruleset)
        inside = {page.lines[row].text for row in hits - places.keys() if not page.lines[row].blank}
        wrong += [text for text in inside if text not in {document.lines[row].text for row in before}]
        lines += sum(not line.blank for line in document.lines)
    total = sum(planted.values())
    print(f"planted lines {total}: found {sum(found.values()) / total:.3f}")
    print(f"other lines {lines}: found beside them, and not without them, {len(wrong)}")
    for line in sorted(planted, key=lambda line: found[line] / planted[line])[:show]:
        print(f"    {found[line] / planted[line]:.2f} of {planted[line]} {line}")
    for line in wrong[:show]:
        print("    wrong", line[:80])


def filled(line: str, chance: random.Random) -> str:
    site = chance.choice(("某某在线", "东方某某网", "某某市人民政府", "某某日报社", "中国某某信息网"))
    name = chance.choice(("张三", "李小四", "王五一", "赵六"))
    number, digit = chance.randrange(1000, 9999), chance.randrange(1, 9)
    return line.format(site=site, name=name, number=number, digit=digit, year=chance.randrange(2009, 2026))


def marked_rows(document: Document, ruleset: Ruleset) -> set[int]:
    """Return the rows of a document that a finding of boilerplate covers, found without the rest of a corpus."""
    first = examine_document(document, ruleset.fired(document))
    rows = [range(document.row(f.start) - 1, document.row(max(f.start, f.end - 1))) for f in first.findings]
    return {row for each in rows for row in each}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("clean", "joins", "wraps", "headings", "furniture", "numbers"))
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--part", choices=("dev", "test", "all"), default="test")
    parser.add_argument("--show", type=int, default=0)
    given = parser.parse_args()
    todo = {
        "clean": clean,
        "joins": joins,
        "wraps": wraps,
        "headings": headings,
        "furniture": furniture,
        "numbers": numbers,
    }
    todo[given.what](given.paths, given.part, given.show)


if __name__ == "__main__":
    main()
