"""Single characters of the other script: intruders.

Facts: a traditional character in simplified text has one simplified form, which OpenCC's phrases settle where the
character table cannot. Not each is a slip: old names keep rare characters that GB 2312 lacks (荀罃), and scholars
speak of characters (以万为萬). A slip is a character in frequent use that makes a word with those beside it, and is
seldom; or one of a very few in its document, whose two forms answer to each other alone (裝 and 装, but not 後, 后).
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby, pairwise

from corpuslint import convert, scripts
from corpuslint.convert import dictionaries
from corpuslint.convert.certain import is_certain
from corpuslint.decoding import scorer
from corpuslint.detectors.script import spans as script_spans
from corpuslint.detectors.script.whole import letters, lines_with, of_document, of_line
from corpuslint.detectors.script.whole import seen as counted
from corpuslint.finding import Applicability, Edit, Finding, replacement
from corpuslint.regions import Regions
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_FEW = 64
"""Characters that are counted one by one; beyond, all at once is quicker."""


def traditional(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the runs of traditional characters in simplified paragraphs, each with its simplified form."""
    if document.policy.script in ("keep", "traditional") or of_document(document, rule) != "simplified":
        return
    classes = _with_shared(document, rule)
    lines = list(lines_with("Tx", classes, document))
    spared = _spared(document, rule) if lines else Regions([])
    for line in lines:
        if of_line(document, line, rule) in ("simplified", "mixed", "undecided"):
            yield from _traditional_in(document, line, classes, rule, spared)


def _spared(document: Document, rule: Rule) -> Regions:
    """Return what keeps its script: names of languages, where the script is declared, only as labels."""
    words, languages = rule.options["words"], rule.options["languages"]
    if document.policy.script == "simplified":
        return script_spans.spared(document, words, languages)
    return script_spans.spared(document, (*words, *languages))


def _with_shared(document: Document, rule: Rule) -> str:
    """Return the class letters of a document, with ``x`` for the shared characters that the page names."""
    classes = letters(document.text)
    shared = re.finditer(f"[{rule.options['shared']}]", document.text)
    places = [found.start() for found in shared]
    if not places:
        return classes
    marked = list(classes)
    for at in places:
        marked[at] = "x"
    return "".join(marked)


def _traditional_in(document: Document, line: Line, classes: str, rule: Rule, spared: Regions) -> Iterator[Finding]:
    declared = document.policy.script == "simplified"
    seen = scripts.counts(classes, line.start, line.end)
    few = declared or seen.traditional < rule.options["few"] * seen.simplified
    quoted = script_spans.quotations(line, classes, "traditional")
    mentioned = script_spans.mentions(line, classes, rule.options["about"])
    glosses = script_spans.glosses(line)
    for edit in _runs(line, classes):
        if spared.touch(*edit[:2]) or (not declared and (quoted.touch(*edit[:2]) or glosses.touch(*edit[:2]))):
            continue
        before = document.text[edit.start : edit.end]
        a_word = _in_a_word(document.text, edit, rule.options["word"])
        if not a_word and set(before) <= glossed(document.text, rule.options["gloss"]):
            continue
        usual = all(map(_frequent, before))
        settled = all(is_certain(document.text, edit.start + at, char) for at, char in enumerate(edit.content))
        clear = usual and set(rule.options["doubtful"]).isdisjoint(before)
        proven = (
            (a_word or clear)
            if declared
            else (clear or a_word) and usual and _a_slip(document.text, edit, rule, a_word=a_word)
        )
        sure = (
            few
            and settled
            and proven
            and classes[edit.start] == "T"
            and not (mentioned.touch(*edit[:2]) or glosses.touch(*edit[:2]))
        )
        fix = replacement(*edit, Applicability.SAFE if sure else Applicability.UNSAFE)
        yield Finding(rule.code, edit.start, edit.end, f"traditional {before} in simplified text", fix)


def _in_a_word(text: str, edit: Edit, most: float) -> bool:
    """Tell whether the new characters make likely words with those beside them: at most so many bits a character."""
    behind, ahead = text[edit.end : edit.end + 1], text[max(0, edit.start - 1) : edit.start]
    around = f"{ahead if _han(ahead) else ''}{edit.content}{behind if _han(behind) else ''}"
    first = len(ahead) if _han(ahead) else 0
    pairs = [scorer.bits(pair) / 2 for pair in map("".join, pairwise(around))]
    return all(
        min(pairs[max(0, at - 1) : at + 1], default=most + 1) <= most for at in range(first, first + len(edit.content))
    )


def _han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _frequent(char: str) -> bool:
    """Tell whether a character is of the first plane of Big5, the 5,401 that a hand or a slip may well write."""
    return b"\xa4\x40" <= char.encode("big5", "ignore") <= b"\xc6\x7e"


def _a_slip(text: str, edit: Edit, rule: Rule, *, a_word: bool) -> bool:
    """Tell whether characters stand in a text seldom enough for slips: a name or a habit comes again and again."""
    here, often = text[edit.start : edit.end], rule.options["often"]
    if a_word:
        return all(_tally(text)[char] < often for char in here)
    if counted(text).traditional >= often or not all(map(_alike, here, edit.content)):
        return False
    return set(here).isdisjoint(spoken_of(text, rule.options["spoken"]))


def _alike(traditional: str, simplified: str) -> bool:
    """Tell whether one character is the only traditional form of the other, which is frequent (GB 2312, level 1)."""
    common = b"\xb0\xa1" <= simplified.encode("gb2312", "ignore") <= b"\xd7\xf9"
    return common and _forms().get(simplified) in ([traditional], [_opencc(traditional)])


@cache
def _forms() -> dict[str, list[str]]:
    return dictionaries.values("STCharacters")


def _opencc(char: str) -> str:
    """Return the form that OpenCC's own standard has for one of Taiwan: 爲 for 為."""
    return next((form for form, taiwan in dictionaries.rows("TWVariants") if taiwan == char), char)


@lru_cache(maxsize=1)
def spoken_of(text: str, pattern: str) -> frozenset[str]:
    """Return the characters that a text names as such somewhere: “舊”, 舊字."""
    return frozenset(char for found in re.finditer(pattern, text) for char in found.groups("") if char)


class _Tally(dict[str, int]):
    """How often characters stand in a text, each counted when it is asked for: most texts have a few slips."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __missing__(self, char: str) -> int:
        if len(self) < _FEW:
            count = self[char] = self._text.count(char)
            return count
        self.update(Counter(self._text))
        return self[char]


@lru_cache(maxsize=1)
def _tally(text: str) -> _Tally:
    return _Tally(text)


@lru_cache(maxsize=1)
def glossed(text: str, pattern: str) -> frozenset[str]:
    """Return the characters that a text explains (犛，牛尾也), and so speaks of wherever they are in no word."""
    return frozenset(found.group(1) for found in re.finditer(pattern, text))


def _runs(line: Line, classes: str) -> Iterator[Edit]:
    """Yield the runs of one class among what t2s changes in a line; t2s keeps the length of its text.

    What would become a character beyond the Basic Multilingual Plane (噁 in 二噁英) is written as it is: few fonts have
    the other.
    """
    for start, end, content in convert.changes(line.text, "t2s", (convert.CORRECTIONS,)):
        at = line.start + start
        for found in re.finditer("T+|x+", classes[at : line.start + end]):
            after = content[found.start() : found.end()]
            if max(after) < "\U00010000":
                yield Edit(at + found.start(), at + found.end(), after)


def shaan(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield 陜 before 西, with 陝 where the text is or is to be traditional, else 陕."""
    norm = document.policy.script
    traditional = norm == "traditional" or (norm != "simplified" and of_document(document, rule) == "traditional")
    right = "陝" if traditional else "陕"
    at = document.text.find("陜西")
    while at >= 0:
        message = f"陜 (xiá) where {right} of {right}西 is meant"
        yield Finding(rule.code, at, at + 1, message, replacement(at, at + 1, right, Applicability.SAFE))
        at = document.text.find("陜西", at + 1)


def particle(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield 著 where simplified text writes 着: behind the verbs of the page, unless a word with 著 begins there."""
    if document.policy.script in ("keep", "traditional") or of_document(document, rule) != "simplified":
        return
    matches = re.finditer(rule.options["pattern"], document.text)
    for _, group in groupby(matches, key=lambda found: document.row(found.start())):
        here = list(group)
        line = document.line_at(here[0].start())
        quoted = script_spans.quotations(line, letters(document.text), "traditional")
        for found in here if of_line(document, line, rule) != "traditional" else ():
            if not quoted.touch(*found.span()) and _among_simplified(document, line, found.start(), rule):
                fix = replacement(*found.span(), "着", Applicability.SAFE)
                yield Finding(rule.code, *found.span(), "traditional 著 for the particle 着", fix)


def _among_simplified(document: Document, line: Line, at: int, rule: Rule) -> bool:
    """Tell whether the characters around a place speak for simplified text: no quotation without marks."""
    near: int = rule.options["near"]
    seen = scripts.counts(letters(document.text), max(line.start, at - near), min(line.end, at + near))
    return seen.traditional * 2 <= seen.simplified
