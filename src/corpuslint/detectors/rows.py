"""Matches grouped by the line they stand in, so that what depends on the line is judged once a line.

A text may be one line of a million characters with a match in every tenth: looking at the whole line for each match
would take time quadratic in its length.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from corpuslint.source import Document, Line

Match = re.Match[str]


def by_row(document: Document, matches: Iterable[Match]) -> Iterator[tuple[int, list[Match]]]:
    """Yield (index of the line, from 0; the matches that start in it), for matches in the order of the text."""
    for row, group in groupby(matches, lambda match: document.row(match.start())):
        yield row - 1, list(group)


def neighbours(document: Document, row: int, reach: int) -> list[Line]:
    """Return the lines at most ``reach`` above and below the line of index ``row``, that one included."""
    return document.lines[max(0, row - reach) : row + reach + 1]
