"""Lines broken inside a sentence or a name.

Facts: plain text from PDF and mail keeps the line ends of its layout. Chinese has no space at which a line would
break, so a wrapped line ends anywhere, also in mid-word. Verse, addresses and a name above a post are short lines on
purpose; what tells a wrap from them is that the characters on both sides of the line end stand together elsewhere in
the document, or are one word.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpuslint.chars import HAN
from corpuslint.detectors.paragraph.proof import Evidence, Gap, evidence, joint, proof, spanning_word
from corpuslint.detectors.paragraph.width import claimed
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.rulebook import shipped
from corpuslint.source import Document, Line

_INNER = re.compile("[，；：、/—（《“]")
"""A wrapped line is part of a sentence or of a double name and holds a mark; a title or a line of verse does not."""
_STRUCTURE = re.compile(r"[^，；：、/—（《“]*[#|>]")
_EDGES = re.compile(f"[{HAN}]{{2}}")


def hard_wrap(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line end inside a name or word."""
    pairs = list(_pairs(document, rule))
    if not pairs:
        return
    wrapped = claimed(document)
    pairs = [(line, after) for line, after in pairs if line.end not in wrapped]
    gaps = [Gap(line.text.rstrip(), after.text.strip()) for line, after in pairs]
    known = evidence(document.text, gaps, rule.options["context"])
    for (line, after), gap in zip(pairs, gaps, strict=True):
        why = _why(gap, known, rule)
        if why:
            start, end = line.start + len(gap.left), after.start + len(after.text) - len(after.text.lstrip())
            fix = replacement(start, end, "", Applicability.UNSAFE, "join the lines")
            yield Finding(rule.code, start, end, f"a line broken: …{gap.left[-4:]}|{gap.right[:4]}… ({why})", fix)


def _pairs(document: Document, rule: Rule) -> Iterator[tuple[Line, Line]]:
    """Yield each line that may have been broken inside a sentence, and the next."""
    least, most = rule.options["min-left"], rule.options["max-left"]
    for line, after in pairwise(document.lines):
        if not least <= len(line.text) <= most or not after.text or line.text.endswith("  "):
            continue
        left, right = line.text.rstrip(), after.text.lstrip()
        if _EDGES.fullmatch(left[-1:] + right[:1]) and _INNER.search(left) and not _STRUCTURE.match(left):
            yield line, after


def _why(gap: Gap, known: Evidence, rule: Rule) -> str:
    """Return what shows that nobody meant the line end; empty if nothing does."""
    together = joint(gap, rule.options["context"])
    if known.joints[together] and "\n" not in together:
        return f"{together} stands elsewhere in the document"
    word = spanning_word(gap.left, gap.right, rule.options["reach"])
    if len(word) >= rule.options["min-word"]:
        return f"it cuts the word {word}"
    found = proof(gap, known, next(page for page in shipped() if page.name == "broken-paragraph"))
    return found.why if found and found.sure and found.never_meant else ""
