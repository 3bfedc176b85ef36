"""Mojibake that is spoken about: an example in a text on encodings is no damage, and must stay as it is.

Facts: who writes about mojibake names it (乱码, 文字化け, mojibake), tells how it came about (of encodings, bytes and
decoding), sets the example apart (quotation marks, brackets, code, a cell of a table) and says what it stands for
(``é`` → ``Ã©``). Text that is damaged does none of this but by chance: a declaration (``encoding="UTF-8"``) names an
encoding too, so it does not count. An example is a small part of its line; a line that is mostly mojibake is damage,
unless mojibake is named beside it.
"""

import re
from functools import lru_cache

from corpuslint.finding import Applicability, Finding
from corpuslint.source import Document

_NAMED = re.compile(r"乱码|亂碼|文字化け|錯亂字|火星文|mojibake|garbled|gibberish|krakozyabry|кракозябр", re.IGNORECASE)
"""Words for mojibake."""
_DECLARED = re.compile(
    r"(?:encoding|charset|coding|codepage|locale|lang)['\"]?[ \t]*[=:][ \t]*['\"]?[\w.-]+|content-type[^\r\n]*",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"编码|編碼|解码|解碼|字符集|字元集|字節|字节|代码页|代碼頁|码点|碼點|转码|轉碼|エンコード|文字コード|バイト列"
    r"|encod|decod|charset|character set|code ?page|unicode|utf-?(?:8|16)|gb-?(?:k|2312|18030)\b|big-?5\b|latin-?1"
    r"|iso-?8859|(?:windows|cp)-?125\d|mac ?roman|shift.?jis|euc-|double-encod|\bbytes?\b|ftfy"
    r"|replace\(|re\.sub\(|gsub\(",
    re.IGNORECASE,
)
"""How it comes about, and how programs undo it."""
_TOLD = re.compile(
    r"编码|編碼|解码|解碼|字符集|字元集|代码页|代碼頁|转码|轉碼|内码|內碼|乱码|亂碼"
    r"|[为為成是用以按改存设設选選即与與和或][ \t]?"
    r"(?:UTF-?(?:8|16)|GB-?(?:K|2312|18030)|Big-?5|Latin-?1|Unicode)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
"""What Chinese prose says of encodings; such prose may show what is read wrongly, though nothing sets it apart."""
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[\w+-]*\s*\Z")
_OPENING = "“‘「『《〈【〔（([{\"'`«‹<|"
_CLOSING = "”’」』》〉】〕）)]}\"'`»›>|"
_MARKS = ("'", '"', "`", " | ")
_PAIRS = frozenset(zip(_OPENING, _CLOSING, strict=True))
_APART = 48
"""Characters between an example and the marks that set it apart, at most."""
_NEAR = 200
"""Characters before and after that belong to one train of thought."""
_MINOR = 3
"""An example is at most one part in so many of its line."""
_CODE = re.compile(
    r"(?P<ticks>`+)[^`\r\n]*(?P=ticks)|<(?P<tag>code|samp|kbd)\b[^<>\r\n]*>[^<\r\n]*</(?P=tag)>", re.IGNORECASE
)
_WORD = re.compile(r"[^\s,.;:!?，。；：！？、“”‘’「」『』《》【】（）()\[\]\"'`«»|→=<>]+")


def settled(document: Document, finding: Finding) -> Finding:
    """Return a finding as it is, or, where it is spoken about, with a fix that is only shown.

    Where prose nearby tells of encodings, so that it may be spoken about, the fix is at most unsafe.
    """
    if finding.fix is None:
        return finding
    if not spoken_of(document, finding):
        doubtful = finding.fix.applicability is Applicability.SAFE and _told_nearby(document.text, finding)
        return finding._replace(fix=finding.fix._replace(applicability=Applicability.UNSAFE)) if doubtful else finding
    message = f"{finding.message}; spoken about here, it seems"
    return finding._replace(message=message, fix=finding.fix._replace(applicability=Applicability.DISPLAY))


def spoken_of(document: Document, finding: Finding) -> bool:
    """Tell whether what a finding would replace is an example of mojibake rather than damage."""
    text, line = document.text, document.line_at(finding.start)
    if finding.end > line.next and 2 * (finding.end - finding.start) < len(text) and _about_mojibake(text):
        return True  # a list of examples
    low, high = max(0, finding.start - _NEAR), finding.end + _NEAR
    if _NAMED.search(text, low, high):
        return True
    low, high = max(low, line.start), min(high, max(line.end, finding.end))
    part, start, end = text[low:high], finding.start - low, finding.end - low
    if _in_code(part, start, end) or _echoed(part, start, end, finding) or _led_to(text, line.start):
        return True
    apart, minor = _set_apart(part, start, end), _MINOR * (end - start) <= len(line.text)
    told = (apart or minor) and _EXPLAINED.search(_DECLARED.sub(" ", part[:start] + "\n" + part[end:]))
    return bool(told) or (apart and _about_mojibake(text))


def _told_nearby(text: str, finding: Finding) -> bool:
    low, high = max(0, finding.start - _NEAR), finding.end + _NEAR
    return any(
        _TOLD.search(_DECLARED.sub(" ", text[slice(*side)])) for side in ((low, finding.start), (finding.end, high))
    )


@lru_cache(maxsize=4)
def _about_mojibake(text: str) -> bool:
    return _NAMED.search(text) is not None


def _led_to(text: str, start: int) -> bool:
    """Tell whether the last words before a line explain encodings and end with a colon."""
    before = _FENCE.sub("", text[max(0, start - _NEAR) : start]).rstrip()
    return (
        before.endswith((":", "：")) and _EXPLAINED.search(_DECLARED.sub(" ", before.rpartition("\n")[2])) is not None
    )


def _in_code(part: str, start: int, end: int) -> bool:
    """Tell whether a span lies in a code span of its own line (of any text: Markdown is often kept in .txt)."""
    return any(code.start() < start and end < code.end() for code in _CODE.finditer(part))


def _set_apart(part: str, start: int, end: int) -> bool:
    """Tell whether marks that belong together stand before and after a span, and none between."""
    before = next((char for char in reversed(part[max(0, start - _APART) : start]) if char in _OPENING), "")
    after = next((char for char in part[end : end + _APART] if char in _CLOSING), "")
    return (before, after) in _PAIRS


def _echoed(part: str, start: int, end: int, finding: Finding) -> bool:
    """Tell whether the words that a fix would bring stand elsewhere in the line, as if both were set side by side."""
    edits = finding.fix.edits if finding.fix else ()
    if len(edits) != 1 or end - start > _APART:
        return False
    words = [(word.start(), word.end(), word.group()) for word in _WORD.finditer(part)]
    head = next((part[low:start] for low, high, _ in words if low < start <= high), "")
    tail = next((part[end:high] for low, high, _ in words if low <= end < high), "")
    if any(f"{mark}{edits[0].content}{mark}" in part for mark in _MARKS):
        return True
    repaired = {word for word in _WORD.findall(f"{head}{edits[0].content}{tail}") if not word.isascii()}
    return bool(repaired) and repaired <= {word for low, high, word in words if high <= start or low >= end}
