"""Documents that end in mid-sentence, and headings broken over two lines.

Facts: a document of prose ends with a whole sentence; one whose last line is long, holds marks within and none at its
end was cut off, or lost its mark. A heading marked with ``#`` ends with its line (CommonMark 0.31, 4.2): what its
layout put on a second line becomes a paragraph of its own.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from corpuslint.chars import HAN
from corpuslint.detectors.expressions import compiled
from corpuslint.detectors.paragraph.evidence import occurrences
from corpuslint.detectors.paragraph.proof import spanning_word
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_CUT = re.compile(rf"[^，；：、。！？]*[，；：、。！？].*[{HAN}，、（《“]")
_HEADING = re.compile(rf" {{0,3}}#{{1,6}}[ \t]+\S.*[{HAN}]")
_SECOND = re.compile(rf"[{HAN}][^。！？；：#|>`]*")


def truncated(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for the last line of a document if it is prose and no sentence ends there."""
    last = next((line for line in reversed(document.lines) if not line.blank), None)
    if last is None or len(last.text) < rule.options["min-length"]:
        return
    text = last.text.rstrip()
    if _CUT.fullmatch(text) and not compiled(rule.options["unless"]).search(text):
        end = last.start + len(text)
        yield Finding(rule.code, end - 1, end, f"the document ends in mid-sentence: …{text[-10:]}")


def broken_heading(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each heading that goes on in the line below it."""
    for line, after in pairwise(document.lines):
        text, rest = line.text.rstrip(), after.text.strip()
        if not (_HEADING.fullmatch(text) and _SECOND.fullmatch(rest)) or len(rest) > rule.options["max-second"]:
            continue
        proof = spanning_word(text, rest, rule.options["reach"], rule.options["own-words"]) or _elsewhere(
            document, text, rest
        )
        if proof and _stands_alone(document, after):
            start, end = line.start + len(text), after.start + len(after.text) - len(after.text.lstrip())
            fix = replacement(start, end, "", Applicability.UNSAFE, "join the lines")
            yield Finding(rule.code, start, end, f"a heading broken inside {proof}", fix)


def _elsewhere(document: Document, text: str, rest: str) -> str:
    joint = text[-2:] + rest[:2]
    return joint if len(joint) == 4 and occurrences(document.text, [joint])[joint] else ""


def _stands_alone(document: Document, line: Line) -> bool:
    """Tell whether a line is the last of its block."""
    row = document.row(line.start)
    return row == len(document.lines) or document.lines[row].blank
