"""GBK text in which a program replaced bytes without looking where characters start.

Facts: PHP's ``str_replace`` and its like work on bytes. In GBK the trail byte of one character and the lead byte of
the next can together be the code of a third, so a replacement hits where no such character stands, and puts the rest
out of step (see :mod:`.shift`). Two such replacements leave a trace that can be read backwards, byte by byte:

* *Annotation*: 數 → 數(shù) over 當地時間, AE 94 | B5 D8 | 95 72 | E9 67: the straddling 94 B5 is 數, so that AE 94
  B5 ``(shù)`` D8 95 72 … is left; B5 before ``(`` is no pair and becomes ``?`` (swallowing the bracket), D8 95 reads
  貢, 72 reads r: 當?shù)貢r. Backwards: the character before ``?`` gives the lead byte, the reading names the
  character with that lead byte, its trail byte is the missing one.
* *Width*: ？ → ``?`` (A3 BF → 3F) over 海口】, BA A3 | BF DA | A1 BF: leaves BA 3F DA A1 BF …, read ``??凇?``.
  Backwards: the mark gives BF, so 口 is certain; of the characters beside it one byte each is lost (BA, BF), and only
  the context can choose among those that fit.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from corpuslint import chars
from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.shift import Rephased, gbk, pair, rephase
from corpuslint.detectors.mojibake.spoken import settled
from corpuslint.detectors.mojibake.viterbi import Guess, likeliest
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.tabled import table

_VOWELS = "a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_NOTE = re.compile(
    rf"(?P<before>[{chars.HAN}])(?:\([{_VOWELS}]{{1,6}}\))?(?P<lost>\?(?P<reading>[{_VOWELS}]{{1,6}})\))"
)
_WIDTH = re.compile(
    rf"(?P<before>[{chars.HAN}])?(?P<lost>\?(?P<mark>[?!,:;.()]))(?=[{chars.HAN}{chars.CJK_PUNCTUATION}])"
)
_TAG = re.compile(r"/[a-z]{1,10}[1-6]?>")
_BRACKETS = dict(zip("（《〈「『【〔〖“‘", "）》〉」』】〕〗”’", strict=True))
_BY_BRACKET = 0.99
_LINE = 400
"""Characters that are looked back upon for an open bracket."""


@cache
def readings() -> dict[str, str]:
    """Return the characters of each reading (with tone marks)."""
    text = table("readings.txt")
    rows = (row.split(" ", 1) for row in text.splitlines() if row and not row.startswith("#"))
    return dict(row for row in rows if len(row) == 2)


def blind_annotation(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each note that a byte-blind replacement put between the bytes of two characters."""
    for found in _NOTE.finditer(document.text):
        tail = document.text[found.end() : found.end() + 64]
        read = {rest.text: rest for rest in _continued(found["before"], found["reading"], tail) if _plain(rest.text)}
        if len(read) != 1:
            continue
        ((text, rest),) = read.items()
        if rest.pending:
            continue
        start, end = found.start("lost"), found.end() + rest.used
        message = f"GBK bytes torn by a byte-blind annotation ({found['reading']}); reads as {found['before']}{text}"
        found_note = Finding(rule.code, start, end, message, replacement(start, end, text, Applicability.SAFE))
        yield settled(document, found_note)


def _continued(before: str, reading: str, tail: str) -> Iterator[Rephased]:
    """Yield what ``tail`` says after each trail byte that the annotated character can have lost."""
    code = gbk(before)
    if len(code) != 2:
        return
    for char in readings().get(reading, ""):
        straddling = gbk(char)
        if len(straddling) == 2 and straddling[0] == code[1]:
            rest = rephase(straddling[1], tail)
            if rest is not None:
                yield rest


def _plain(text: str) -> bool:
    """Tell whether a reading is made of ordinary characters (and has any)."""
    return bool(text) and all(char.isascii() or scorer.bits(char) < 17 for char in text)


def blind_width(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each place where a full-width mark was replaced across the border of two characters."""
    text = document.text
    for found in _WIDTH.finditer(text):
        mark = ord(found["mark"]) | 0x80
        rest = rephase(mark, text[found.end() : found.end() + 64])
        if rest is None or not rest.text or not _plain(rest.text):
            continue
        start, end = found.start("lost"), found.end() + rest.used
        first = _likeliest((pair(lead, 0xA3) for lead in range(0x81, 0xFF)), found["before"] or "", rest.text[0])
        content, certain, proven = chr(first.code) + rest.text, first.certainty, False
        if rest.pending:
            last = _closing(text, start, rest.pending) or _likeliest(_trails(rest.pending), rest.text[-1], "")
            tag = _TAG.match(text, end + 1)
            content += chr(last.code) + ("<" if tag else "")
            certain, proven, end = min(certain, last.certainty), tag is not None, end + 1
        if _gain(text[start:end], found["before"] or "", content) < rule.options["tag-bits" if proven else "bits"]:
            continue
        yield settled(document, _width_finding(rule, start, end, content, certain))


def _width_finding(rule: Rule, start: int, end: int, content: str, certainty: float) -> Finding:
    message = f"GBK bytes torn by a byte-blind replacement of a full-width mark; reads as {content}"
    level = Applicability.UNSAFE if certainty >= rule.options["certainty"] else Applicability.DISPLAY
    return Finding(rule.code, start, end, message, replacement(start, end, content, level))


def _trails(lead: int) -> Iterator[str]:
    return (pair(lead, trail) for trail in range(0x81, 0xFF))


def _gain(torn: str, before: str, content: str) -> float:
    """Return the bits that the reading saves over the text as it stands."""
    return scorer.bits(torn, before) - scorer.bits(content.rstrip("<"), before)


def _closing(text: str, at: int, lead: int) -> Guess | None:
    """Return the bracket that the open one before ``at`` wants, if its lead byte fits."""
    for char in reversed(text[max(0, at - _LINE) : at].rpartition("\n")[2]):
        if char in _BRACKETS.values():
            return None
        if char in _BRACKETS:
            wanted = _BRACKETS[char]
            return Guess(ord(wanted), _BY_BRACKET) if gbk(wanted)[:1] == bytes((lead,)) else None
    return None


def _likeliest(candidates: Iterable[str], before: str, after: str) -> Guess:
    codes = [ord(char) for char in candidates if char]
    return likeliest(codes, ord(before or "\0"), ord(after or "\0"))
