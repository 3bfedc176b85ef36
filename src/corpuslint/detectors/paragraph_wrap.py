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
from corpuslint.detectors.paragraph_evidence import occurrences
from corpuslint.detectors.paragraph_proof import spanning_word
from corpuslint.detectors.paragraph_width import paragraphs
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.rulebook import shipped
from corpuslint.source import Document, Line

_INNER = re.compile("[，；：、/—（《“]")
"""A wrapped line is part of a sentence or of a double name and holds a mark; a title or a line of verse does not."""
_STRUCTURE = re.compile(r"[^，；：、/—（《“]*[#|>]")
_JOINT = re.compile(f"[{HAN}]{{4}}")


def hard_wrap(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each line end inside a name or word."""
    pairs = list(_pairs(document, rule))
    claimed = _claimed(document) if pairs else frozenset()
    wraps = [(line, after, _joint(line, after, rule)) for line, after in pairs if line.end not in claimed]
    known = occurrences(document.text, [joint for *_, joint in wraps if joint])
    for line, after, joint in wraps:
        left, right = line.text.rstrip(), after.text.strip()
        proof = f"{joint}, which stands elsewhere in the document" if known[joint] else _word(left, right, rule)
        if proof:
            start, end = line.start + len(left), after.start + len(after.text) - len(after.text.lstrip())
            fix = replacement(start, end, "", Applicability.UNSAFE, "join the lines")
            yield Finding(rule.code, start, end, f"a line broken inside {proof}: …{left[-4:]}|{right[:4]}…", fix)


def _pairs(document: Document, rule: Rule) -> Iterator[tuple[Line, Line]]:
    """Yield each line that may have been broken inside a sentence, and the next."""
    for line, after in pairwise(document.lines):
        if len(line.text) < rule.options["min-left"] or not after.text or line.text.endswith("  "):
            continue
        left, right = line.text.rstrip(), after.text.lstrip()
        if _JOINT.fullmatch(left[-2:] + right[:2]) and _INNER.search(left) and not _STRUCTURE.match(left):
            yield line, after


def _claimed(document: Document) -> frozenset[int]:
    """Return where lines end that :mod:`corpuslint.detectors.paragraph_width` joins."""
    page = next(page for page in shipped() if page.name == "wrapped-paragraph")
    return frozenset(before.line.end for joints, _ in paragraphs(document, page) for before, _ in joints)


def _joint(line: Line, after: Line, rule: Rule) -> str:
    """Return the characters on both sides of a line end; empty if there are too few."""
    context = rule.options["context"]
    joint = line.text.rstrip()[-context:] + after.text.strip()[:context]
    return joint if len(joint) == 2 * context else ""


def _word(left: str, right: str, rule: Rule) -> str:
    word = spanning_word(left, right, rule.options["reach"])
    return f"the word {word}" if len(word) >= rule.options["min-word"] else ""
