"""Matches grouped by the line they stand in, so that what depends on the line is judged once a line.

A text may be one line of a million characters with a match in every tenth: looking at the whole line for each match
would take time quadratic in its length.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from corpuslint import chars
from corpuslint.lazy import Lazy
from corpuslint.source import Document, Line

Match = re.Match[str]
_REACH = 120
"""Characters on one side in which the rest of an address or of a name is looked for."""
_PART = r"[^\s()\[\]，。；：？！、“”‘’「」《》（）【】]"
_ADDRESS = Lazy(rf"(?:://|www\.|/[A-Za-z0-9_.-]+/|[A-Za-z]:\\){_PART}*\Z")
_CALL = Lazy(r"(?:[A-Za-z0-9_]\(|[\[{<])[^()\[\]{}<>]{0,40}\Z")
_LINKED = Lazy(r"[^\[\]]{0,100}\]\(")
_MENTION = Lazy(r"@[^\s@,，。:：;；!！?？]{1,30}\Z")
_RATIO = Lazy(rf"[{chars.HAN}]{{1,6}} ?[=＝] ?[0-9]")
_FRAMES = (Lazy(r"\$+"), Lazy("`+"))
_ENDING = Lazy(
    rf"{_PART}{{0,60}}?(?:(?<=[{chars.HAN}])\.[A-Za-z][A-Za-z0-9]{{1,4}}"
    r"|\.(?:docx?|xlsx?|pptx?|pdf|txt|csv|zip|rar|7z|epub|jpe?g|png|gif|mp[34]|html?|md))(?![A-Za-z0-9])"
)


def by_row(document: Document, matches: Iterable[Match]) -> Iterator[tuple[int, list[Match]]]:
    """Yield (index of the line, from 0; the matches that start in it), for matches in the order of the text."""
    for row, group in groupby(matches, lambda match: document.row(match.start())):
        yield row - 1, list(group)


def neighbours(document: Document, row: int, reach: int) -> list[Line]:
    """Return the lines at most ``reach`` above and below the line of index ``row``, that one included."""
    return document.lines[max(0, row - reach) : row + reach + 1]


def in_a_name(text: str, start: int, end: int) -> bool:
    """Tell whether a mark may be part of an address with Han in it, of a name of a file, of code or of a formula."""
    before = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    after = text[end : end + _REACH].partition("\n")[0]
    framed = any(len(frame.findall(before)) % 2 and frame.search(after) for frame in _FRAMES)
    called = _CALL.search(before) and not _LINKED.match(after)
    named = _ADDRESS.search(before) or _MENTION.search(before) or _ENDING.match(after)
    return bool(framed or called or named or _RATIO.match(after))
