"""A title without its marks: 巴黎协定 among 《巴黎协定》.

Facts. GB/T 15834-2011 (4.15) sets titles between 《 and 》; a name of the same words that is no title (an agenda, a
body: 公约秘书处) has none. So only a title that nearly always has its marks is judged, in documents that have it with
them, and only where no ideograph goes on with the word: behind it must stand a mark, a blank or one of a few words.
"""

import re
from collections.abc import Iterator
from functools import cache

from corpuslint.chars import HAN
from corpuslint.detectors import titles
from corpuslint.detectors.name.title import TITLE
from corpuslint.detectors.name.vote import counted
from corpuslint.facts import ALONE, CorpusDetector, Facts, Sighting, Tally
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.scanning.literals import Literals
from corpuslint.source import Document

_MARKED = "marked"
_BARE = "bare"
_HAN = re.compile(f"[{HAN}]")
_QUOTED = re.compile(r"[“「『〈\"'][^“”「」『』〈〉\n]{1,120}[”」』〉\"']")

_RUNNING = re.compile("[，。；]")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def collect(document: Document, rule: Rule) -> Iterator[Sighting]:
    """Yield each title with marks, and each place where the document has it without."""
    for found in TITLE.finditer(document.text):
        if _judged(found[1], rule):
            yield Sighting(found[1], _MARKED, found.start())
    yield from (Sighting(title, _BARE, at) for at, title in _bare(document, rule))


def _judged(title: str, rule: Rule) -> bool:
    return len(title) >= rule.options["min-length"] and not _compiled(rule.options["never"]).search(title)


def _bare(document: Document, rule: Rule) -> Iterator[tuple[int, str]]:
    """Yield offset and title where a title of the document stands without marks, and as a word of its own."""
    text = document.text
    names = {found[1] for found in TITLE.finditer(text) if _judged(found[1], rule)}
    apart = [titles.marked(document), titles.spans(_QUOTED, document)]
    before, behind = _compiled(rule.options["before"] + "$"), _compiled(rule.options["behind"])
    for at, title in Literals(names).find(text):
        end = at + len(title)
        follows = not _HAN.match(text, end) or behind.match(text, end)
        leads = not _HAN.match(text, at - 1) or before.search(text[max(0, at - 4) : at])
        around = text[max(0, at - 60) : at].rpartition("\n")[2] + text[at : end + 60].partition("\n")[0]
        running = _RUNNING.search(around)  # else it is a heading, or an entry of a list
        if follows and leads and running and not any(region.touch(at, end) for region in apart):
            yield at, title


def decide(facts: Facts, rule: Rule, _policy: Policy) -> dict[str, Tally]:
    """Return the titles that have their marks nearly always, with the count of those that do."""
    usual: dict[str, Tally] = {}
    for title, forms in facts.items():
        marked, bare = forms.get(_MARKED), forms.get(_BARE)
        if marked and bare and marked.occurrences >= rule.options["marked"]:
            share = marked.occurrences / (marked.occurrences + bare.occurrences)
            if share >= rule.options["share"]:
                usual[title] = marked
    return usual


def check(document: Document, rule: Rule, usual: dict[str, Tally]) -> Iterator[Finding]:
    """Yield a finding for each title without marks that nearly always has them."""
    for at, title in _bare(document, rule) if usual else ():
        if title in usual:
            end = at + len(title)
            message = f"{title} is also written {counted(f'《{title}》', usual[title])}"
            fix = Fix(Applicability.UNSAFE, f"write 《{title}》", (Edit(at, at, "《"), Edit(end, end, "》")))
            yield Finding(rule.code, at, end, message, fix)


missing = CorpusDetector(
    collect,
    check,
    decide,
    concerns=lambda facts, _rule, usual: any(_BARE in facts[title] for title in facts.keys() & usual),
    frame=ALONE,
)
