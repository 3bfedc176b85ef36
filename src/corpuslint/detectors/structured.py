"""Lines that are no prose: rows of comma-separated values, YAML, formulas and code that a text keeps.

Facts: RFC 4180: each record of a file of comma-separated values has the same number of fields; a field with a comma is
between double quotes. YAML 1.2: a mapping is ``key: value`` with white space behind the colon, a sequence ``- item``.
Their commas and colons are half-width by definition. Prose shows none of this: two lines of it may have as many commas,
but no column of numbers; a notice (时间: 三点) has keys, but no Latin ones and no items.
"""

from itertools import pairwise

from corpuslint import chars
from corpuslint.detectors.rows import neighbours
from corpuslint.lazy import Lazy
from corpuslint.source import Document

_REACH = 4
"""Lines above and below that belong to the same table or mapping."""
_LONGEST = 1000
"""Characters of a line; a longer one is judged as prose."""
_SENTENCE = Lazy("[，。！？；、：“”]")
_QUOTED_FIELD = Lazy('"[^"]*"')
_VALUE = Lazy(r"[0-9A-Za-z_.%:/+ -]*")
_SHORT = 10
"""Characters of a field of a row without numbers."""
_PAIR = Lazy(rf"[ \t]*(?:- )?[\w.{chars.HAN} -]{{1,40}}:(?:[ \t]+\S.*|[ \t]*)\Z")
_ITEM = Lazy(r"[ \t]*(?:- \S|#|---[ \t]*\Z)")
_LATIN_KEY = Lazy(r"[ \t]*(?:- )?[A-Za-z_][\w.-]*:(?:[ \t]|\Z)")
_PARENT = Lazy(rf"[\w{chars.HAN}-]{{1,12}}:[ \t]*\Z")
_CHILD = Lazy(r"[ \t]+(?:- )?\S")
_FORMULA = Lazy(r"[=≈≤≥≠](?![\"'])(?=[^=≈≤≥≠]*[-+*/×÷^()0-9A-Za-z∑√])")
_CODE = Lazy(
    r"[ \t]*(?:(?:def|class|import|from|return|if|elif|else|for|while|with|try|except|print|echo|function|var|let|const"
    r"|public|private|static|void|int|SELECT|INSERT|UPDATE|DELETE|CREATE|WHERE)\b(?=[^\n]*(?:[(){}=;\"']|:[ \t]*\Z))"
    r"|(?:[A-Za-z_][\w.]*[ ]?=[ ]?)?[A-Za-z_][\w.]*\([^\n]*\);?[ \t]*\Z)"
    r"|(?:[ ]{4}|\t)[ \t]*(?:[\w.]+\(|[^\n]*[({\[][ \t]*\Z|[)}\]])"
)
_OPERATOR = Lazy(r"==|!=|:=|\+=|&&|[{}][ \t]*\Z")
_CALLED = Lazy(r"(?:[A-Za-z0-9_]\(|\{)[^()\[\]{}<>\n]{0,40}\Z")
_FRAMES = (Lazy(r"\$+"), Lazy("`+"))


def is_structured(document: Document, row: int) -> bool:
    """Tell whether the line of index ``row`` (from 0) is a row of values, YAML, a formula or code."""
    text = document.lines[row].text
    if len(text) > _LONGEST:
        return False
    if _in_a_table(document, row):
        return True
    if _SENTENCE.search(text):
        return False
    formula = "://" not in text and _FORMULA.search(text)
    return bool(formula or _CODE.match(text) or _OPERATOR.search(text) or _in_a_mapping(document, row))


def is_argument(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` stands between the brackets of a call or a set, between $ or between `."""
    first, last = text.rfind("\n", max(0, start - _LONGEST), start) + 1, text.find("\n", end, end + _LONGEST)
    before, after = text[max(first, start - _LONGEST) : start], text[end : last if last >= 0 else end + _LONGEST]
    return bool(_CALLED.search(before[-60:])) or any(
        len(frame.findall(before)) % 2 and frame.search(after) for frame in _FRAMES
    )


def _in_a_table(document: Document, row: int) -> bool:
    """Tell whether lines around have as many fields, one column of which is all numbers or Latin, or all are short."""
    width = len(_fields(document.lines[row].text))
    if width < 2:
        return False
    near = _block(document, row)
    rows = [fields for line in near if len(fields := _fields(line)) == width]
    if len(rows) < 2 or len(rows) < len(near) - 1:
        return False
    if width > 2 and all(len(field) <= _SHORT and not _SENTENCE.search(field) for fields in rows for field in fields):
        return True
    return any(any(column[1:]) and all(map(_VALUE.fullmatch, column[1:])) for column in zip(*rows, strict=True))


def _fields(line: str) -> list[str]:
    if len(line) > _LONGEST:
        return []
    return (_QUOTED_FIELD.sub("引", line) if '"' in line else line).split(",")


def _in_a_mapping(document: Document, row: int) -> bool:
    """Tell whether lines around are keys with values and items, as YAML has them: a Latin key, or items under a key."""
    near = _block(document, row)
    if len(near) < 2 or not all(_PAIR.match(line) or _ITEM.match(line) for line in near):
        return False
    nested = any(_PARENT.match(line) and _CHILD.match(below) for line, below in pairwise(near))
    return nested or any(map(_LATIN_KEY.match, near))


def _block(document: Document, row: int) -> list[str]:
    """Return the lines around one, up to a blank one or ``_REACH`` on either side."""
    lines = [line.text for line in neighbours(document, row, _REACH)]
    here = min(row, _REACH)
    start = max((at + 1 for at in range(here) if not lines[at].strip()), default=0)
    end = next((at for at in range(here, len(lines)) if not lines[at].strip()), len(lines))
    return lines[start:end]
