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
_ADDRESS = Lazy(rf"(?:://|www\.){_PART}*\Z")
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
    """Tell whether a mark may be part of an address with Han in it, of a name of a file, formula or code."""
    before = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    after = text[end : end + _REACH].partition("\n")[0]
    framed = any(before.count(frame) % 2 and frame in after for frame in "$`")
    return bool(framed or _ADDRESS.search(before) or _ENDING.match(text, end, end + _REACH))
