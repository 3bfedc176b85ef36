"""Sentences that the end of a page, or a stray line end, cut in two.

Facts: a Chinese paragraph of some length ends with a mark (。！？…：；” and the like); a title, a list entry or a
signature need not, but they are short. Where a long line ends without a mark and the next one is there to go on, a line
end fell into the sentence, or its mark was lost. What proves the first is told by
:mod:`corpuslint.detectors.paragraph.proof`. Between the halves stand blank lines and perhaps the number of the page, or
nothing: then less counts as a proof, since lines may be broken on purpose behind any word.

A document whose long lines often end without a mark (a list of excerpts, subtitles) has that habit: nothing follows
from it.
"""

import re
from collections.abc import Iterator, Sequence

from corpuslint.chars import HAN
from corpuslint.detectors.expressions import compiled
from corpuslint.detectors.paragraph.proof import Evidence, Gap, Proof, evidence, proof
from corpuslint.detectors.paragraph.width import claimed
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.rule import Rule
from corpuslint.source import Document, Line
from corpuslint.typed import NamedTuple

_OPEN_END = re.compile(rf"(?:[{HAN}，、（《「『]|[^。！？…]“)$")
_GOES_ON = re.compile(rf"[{HAN}，。、；：！？）》]")
_PAUSE = re.compile(r"[，。、；：！？）》]")
_NUMBERED = re.compile(
    r"第[零〇一二三四五六七八九十百千\d]+[编編章节節條条款項项部期届屆次]|[一二三四五六七八九十]{1,3}[、是要，]|附[件表录錄注]|[（(]"
)
_MARKUP = re.compile(r"\s*(?:[-*+•]\s|\d{1,3}[.)、]|!\[|<)|[^，。；：、！？（《“「]*[#|>]")
_UNMARKED = re.compile(r"[^，。；：、！？（《“「]*$")
"""Lines that hold no mark: titles, no sentences, unless a page ends in the middle of a word."""
_ENDED = re.compile(r"[。！？；：…”’」』）)!?;:》.]\s*$")


class _Place(NamedTuple):
    """Two lines that may be halves of one paragraph."""

    line: Line
    after: Line
    between: str
    """What stands between them: nothing, blanks, or the number of a page."""

    @property
    def is_title(self) -> bool:
        return _UNMARKED.match(self.line.text) is not None

    @property
    def at_page(self) -> bool:
        return bool(self.between.strip())

    @property
    def gap(self) -> Gap:
        return Gap(self.line.text.rstrip(), self.after.text.strip())


def broken(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each sentence that is cut in two."""
    places = _places(document, rule)
    unended, allowed = _habit(document, rule) if places else (0, 0)
    if not places or unended - _long(places, rule) > allowed:
        return
    known = evidence(document.text, [place.gap for place in places], rule.options["context"])
    proofs = [_proof(place, known, rule, markdown=document.markdown) for place in places]
    proven = [place for place, found in zip(places, proofs, strict=True) if found]
    if unended - _long(proven, rule) > allowed:
        return
    for place, found in zip(places, proofs, strict=True):
        if found:
            yield _joining(rule, place, found.why, Applicability.SAFE if found.sure else Applicability.UNSAFE)
        elif _may_be_broken(place, rule) and _ENDED.search(place.gap.right):
            why = f"{place.between} is the number of a page" if place.at_page else "or its final mark is lost"
            yield _joining(rule, place, why, Applicability.DISPLAY)


def _may_be_broken(place: _Place, rule: Rule) -> bool:
    """Tell whether a place is worth a look that nothing proves; a bare number may be that of a stanza."""
    if place.between.isdecimal() and len(place.line.text) < rule.options["min-left"]:
        return False
    return bool(place.between) and not place.is_title


def _long(places: Sequence[_Place], rule: Rule) -> int:
    """Return how many places stand behind a line of the length by which the habit of a document is told."""
    return sum(len(place.line.text) >= rule.options["min-left"] for place in places)


def _proof(place: _Place, known: Evidence, rule: Rule, *, markdown: bool) -> Proof | None:
    """Return what shows that a sentence is cut; the less sure, the more likely a person meant the line end."""
    found = proof(place.gap, known, rule)
    if not found or place.between.isspace():
        return found
    if place.is_title and not found.never_meant:
        return None
    if place.at_page:
        return Proof(f"{found.why}; {place.between} is the number of a page", sure=False)
    return found._replace(sure=found.sure and found.never_meant) if found.never_meant or not markdown else None


def _joining(rule: Rule, place: _Place, why: str, level: Applicability) -> Finding:
    left, right = place.gap
    start = place.line.start + len(left)
    end = place.after.start + len(place.after.text) - len(place.after.text.lstrip())
    message = f"a sentence broken in two: …{left[-4:]}|{right[:4]}… ({why})"
    return Finding(rule.code, start, end, message, Fix(level, "join", (Edit(start, end, ""),)))


def _places(document: Document, rule: Rule) -> list[_Place]:
    """Return each line without a final mark and the line of text that follows it."""
    found = []
    for number, line in enumerate(document.lines):
        if len(line.text) >= rule.options["min-left-before-pause"] and _at_end(_OPEN_END, line.text.rstrip()):
            place = _place(document.lines, number, rule)
            if place and _continues(place, rule):
                found.append(place)
    wrapped = frozenset() if all(place.between for place in found) else claimed(document)
    return [place for place in found if place.line.end not in wrapped]


def _at_end(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether a text without blanks behind it ends with a pattern, which is two characters at the most."""
    return pattern.search(text, max(0, len(text) - 2)) is not None


def _place(lines: Sequence[Line], number: int, rule: Rule) -> _Place | None:
    """Return the line with the next one that is neither blank nor the number of a page."""
    between = ""
    for after in lines[number + 1 : number + 3 + rule.options["max-blank"]]:
        if not after.blank and (between.strip() or not compiled(rule.options["page"]).fullmatch(after.text)):
            return _Place(lines[number], after, between)
        between = after.text.strip() or between or " "
    return None


def _continues(place: _Place, rule: Rule) -> bool:
    line, right = place.line, place.gap.right
    least = rule.options["min-left-before-pause" if place.at_page or _PAUSE.match(right) else "min-left"]
    return bool(
        len(line.text) >= least
        and len(right) >= rule.options["min-right"]
        and _GOES_ON.match(right)
        and not _NUMBERED.match(right)
        and not _MARKUP.match(line.text)
        and (place.at_page or not place.is_title)
    )


def _habit(document: Document, rule: Rule) -> tuple[int, int]:
    """Return how many long lines of the document end without a mark, and how many may, if that is not its habit.

    What ends in code or a link is not counted.
    """
    long = [line.text.rstrip() for line in document.lines if len(line.text) >= rule.options["min-left"]]
    prose = [text for text in long if not (_MARKUP.match(text) or _UNMARKED.match(text))]
    unended, ended = (sum(_at_end(end, text) for text in prose) for end in (_OPEN_END, _ENDED))
    return unended, max(rule.options["max-unended"], int(rule.options["max-unended-share"] * (unended + ended)))
