r"""Where a date stands: in running text, in a quotation, among data, or as an example of how dates are written.

Facts. Quotation marks are “ ” ‘ ’ on the mainland, 「 」 『 』 in Taiwan (GB/T 15834-2011, 4.8); between them stand
another's words, a title, or a form that is spoken of. A figure, a letter or one of ``_ / \ # = -`` that touches a
date makes it part of a number, a name of a file or a path. Tabs, ``|`` and two blanks part the columns of a table, a
comma on both sides the fields of a row.
"""

import re
from functools import cache

from corpuslint.finding import Applicability
from corpuslint.rule import Rule
from corpuslint.source import Document

_REACH = 200
"""Characters on either side of a date in which the mark of a quotation is looked for."""
_NEAR = 16
"""Characters on either side in which a word may say that the form is meant."""
_PAIRS = ("“”", "‘’", "「」", "『』", '""', "``", "''")
_NAME_BEFORE = re.compile(r"[0-9A-Za-z_/\\#@=&%]\Z|(?<![年月日号號])-\Z")
_NAME_BEHIND = re.compile(
    r"[A-Za-z_/\\#@=&%]|-(?![0-9]{1,4}[年月日])|\.[0-9A-Za-z]|[0-9](?![0-9]?[:：时時点點日号號年月]|[0-9]?[ ]?[-至到])"
)
_FIGURES_BEHIND = re.compile(r"[A-Za-z_/\\#@=&%-]|\.[0-9A-Za-z]|:[0-9]*[A-Za-z]")
_DATA_BEFORE = re.compile(r"(?:[\t|][ ]?|\S[ \t]{2,8}|[A-Za-z0-9_][\"']?[ ]?[:=][ ]?)\Z")
_FIELD_BEFORE = re.compile(r"(?:^|[,;])\Z")
_NOTHING_BUT_DATES = re.compile(r"[0-9年月日号號时時点點分秒:：\-/.,，、~～—–至到和與与或及 T]*")


def trust(document: Document, start: int, end: int, rule: Rule) -> Applicability | None:
    """Return how far a rewriting of the date at ``start:end`` can be trusted; ``None``: it is not to be touched.

    Options of the page: ``spoken-of``, what near a date says that its form is meant; ``numbered``, what directly in
    front of it says that it is an identifier.
    """
    line = document.line_at(start)
    before = document.text[max(line.start, start - _REACH) : start]
    behind = document.text[end : min(line.end, end + _REACH)]
    if _part_of_a_name(before, document.text[start:end], behind, rule):
        return None
    quoted = [inside for pair in _PAIRS if (inside := _quotation(before, behind, *pair)) is not None]
    if any(map(_NOTHING_BUT_DATES.fullmatch, quoted)):
        return None
    return Applicability.UNSAFE if quoted or _among_data(before, behind) else Applicability.SAFE


def _part_of_a_name(before: str, written: str, behind: str, rule: Rule) -> bool:
    """Tell whether a date is part of an identifier, or an example of how dates are written."""
    touching = _FIGURES_BEHIND if written[-1:].isascii() else _NAME_BEHIND
    spoken_of = _compiled(rule.options["spoken-of"])
    return bool(
        _NAME_BEFORE.search(before[-2:])
        or touching.match(behind)
        or _compiled(rule.options["numbered"]).search(before[-_NEAR:])
        or spoken_of.search(before[-_NEAR:])
        or spoken_of.search(behind[:_NEAR])
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _quotation(before: str, behind: str, opening: str, closing: str) -> str | None:
    """Return what of a quotation stands around a date; ``None`` outside of one."""
    start, end = before.rfind(opening), behind.find(closing)
    if opening == closing:
        inside = start >= 0 and end >= 0
    else:
        inside = start > before.rfind(closing) or (end >= 0 and opening not in behind[:end])
    return f"{before[start + 1 :]}{behind[: end if end >= 0 else None]}" if inside else None


def _among_data(before: str, behind: str) -> bool:
    """Tell whether a date is a field of a table or a value behind a key."""
    field = _FIELD_BEFORE.search(before[-1:]) and behind[:1] in (",", ";", "\t")
    return bool(field or _DATA_BEFORE.search(before[-12:]))
