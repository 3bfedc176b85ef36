"""Characters that have no business in running text: controls, invisible marks, private use, look-alike code points.

Facts (Unicode 16.0):

* Controls are U+0000–001F but tab and newlines, U+007F and U+0080–009F (C1). They have no glyph and no agreed meaning
  in text; an ANSI escape sequence is ESC ``[`` … letter (ECMA-48). C1 controls stand where cp1252 text was read as
  Latin-1, so they are evidence and only reported. U+000B is the end of a line inside a paragraph in Word, U+000C the
  end of a page in text from PDF and on line printers.
* Zero width: U+200B allows a line break (needed in Thai, Lao, Khmer, Myanmar, which write no spaces), U+2060 and U+FEFF
  forbid one, U+200C and U+200D choose letter shapes in Arabic and Indic scripts and join emoji, U+00AD allows
  hyphenation, U+034F and U+180E do nothing in Chinese. Between Han, Latin and digits none of them means anything; but
  U+00AD before an option or a figure (``tar ­f``) is a hyphen that a web page turned into it.
* U+200E, U+200F, U+061C, U+202A–202E and U+2066–2069 steer direction; without right-to-left letters they do nothing
  but hide text from a reader (CVE-2021-42574).
* Decomposed letters: canonical equivalence (UAX #15); NFC composes them. CJK compatibility ideographs (U+F900–FAFF,
  U+2F800–2FA1F) are canonically equal to a unified ideograph; the twelve of U+FA0E… that are unified ideographs
  themselves stay.
* Kangxi radicals and the Radicals Supplement are symbols, not ideographs; EquivalentUnifiedIdeograph.txt names the
  ideograph each stands for. PDF converters emit them by mistake (⽅ for 方).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from corpuslint import chars
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u180e"
_BIDI = "\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_CONTROL = re.compile(r"(?:\x1b\[[0-9;?]*[A-Za-z])+|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_BLANKS = " \t\u3000"
_NO_TEXT = ("", "\r", "\n")
_JOINERS = re.compile(f"[{_ZERO_WIDTH}][{_ZERO_WIDTH}]*")  # a class first: `re` leaps to it
_MARKS = re.compile(f"[{_BIDI}][{_BIDI}]*")
_PLAIN = re.compile(
    rf"[{chars.HAN}{chars.CJK_PUNCTUATION}{chars.KANA}{chars.HANGUL}\s!-~\u00a1-\u00ac\u00ae-\u024f\u2010-\u203b\ufffd]"
)
"""Beside one of these a zero-width character means nothing (scripts that need them are not in here, nor emoji)."""
_PAIRS = ("“”", "‘’", "「」", "『』", "（）", "()", "''", '""', "``", "[]", "【】", "《》", "〈〉")
"""Marks between which a character alone is spoken of."""
_LETTER = re.compile(rf"[A-Za-z\u00c0-\u024f{chars.HAN}{chars.CJK_PUNCTUATION}]")


def control(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each run of controls; one beside text may stand for a character that was lost.

    An end of a line or page between texts becomes a newline.
    """
    for found in _CONTROL.finditer(document.text):
        beside = "".join(_beside(document.text, *found.span()))
        end_of_line = any(char in "\f\v" for char in found.group())
        new = document.newline if end_of_line and _within_line(document.text, *found.span()) else ""
        harmless = (
            found.group().startswith("\x1b[") or beside.isspace() or not beside or not found.group().strip("\f\v")
        )
        row = bool(new) and document.touches(("table", "front-matter"), *found.span())
        level = Applicability.SAFE if harmless and not row else Applicability.UNSAFE
        message = f"control character{'s' if len(found.group()) > 1 else ''} {_codes(found.group())}"
        yield Finding(rule.code, *found.span(), message, replacement(*found.span(), " " if row else new, level))


def _within_line(text: str, start: int, end: int) -> bool:
    """Tell whether more than blanks stands on both sides of a span before the next newline."""
    while start and text[start - 1] in _BLANKS:
        start -= 1
    while end < len(text) and text[end] in _BLANKS:
        end += 1
    return text[max(0, start - 1) : start] not in _NO_TEXT and text[end : end + 1] not in _NO_TEXT


def invisible(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each run of zero-width characters that mean nothing where they stand."""
    for found in _JOINERS.finditer(document.text):
        beside = _beside(document.text, *found.span())
        if "".join(beside) not in _PAIRS and all(not char or _PLAIN.match(char) for char in beside):
            message = f"invisible character{'s' if len(found.group()) > 1 else ''} {_codes(found.group())}"
            hyphen = "\u00ad" in found.group() and not all(map(_LETTER.match, beside))
            word = "\u00ad" in found.group() and all(map(str.isascii, beside)) and "".join(beside).isalpha()
            level = Applicability.UNSAFE if word else Applicability.SAFE  # wheezy-backports, as a web page showed it
            fix = None if hyphen else replacement(*found.span(), "", level)
            yield Finding(rule.code, *found.span(), message + " (for a hyphen?)" * hyphen, fix)


def direction(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each run of direction marks in a document without right-to-left letters."""
    if _RIGHT_TO_LEFT.search(document.text):
        return
    for found in _MARKS.finditer(document.text):
        message = f"direction mark {_codes(found.group())} without right-to-left text"
        yield Finding(rule.code, *found.span(), message, replacement(*found.span(), "", Applicability.SAFE))


def decomposed(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each letter with combining marks (or run of jamo) that NFC writes with fewer characters."""
    for found in _decomposed().finditer(document.text):
        whole = unicodedata.normalize("NFC", found.group())
        if len(whole) < len(found.group()):
            message = f"decomposed letter: {whole} written as {_codes(found.group())}"
            yield Finding(rule.code, *found.span(), message, replacement(*found.span(), whole, Applicability.SAFE))


@cache
def _decomposed() -> re.Pattern[str]:
    return re.compile(
        "[A-Za-z\u00c0-\u1eff\u3041-\u30fa][\u0300-\u0345\u3099\u309a]{1,8}|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?"
    )


def compatibility(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each compatibility ideograph that is canonically equal to a unified one."""
    for found in re.finditer("[\uf900-\ufaff\U0002f800-\U0002fa1f]", document.text):
        unified = unicodedata.normalize("NFC", found.group())
        if unified != found.group():
            message = f"compatibility ideograph {_codes(found.group())} for {unified}"
            yield Finding(rule.code, *found.span(), message, replacement(*found.span(), unified, Applicability.SAFE))


def _beside(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the characters before and after a span; empty at the ends of the text."""
    return text[max(0, start - 1) : start], text[end : end + 1]


def _codes(text: str) -> str:
    """Name up to four code points."""
    return " ".join(f"U+{ord(char):04X}" for char in text[:4]) + (" …" if len(text) > 4 else "")
