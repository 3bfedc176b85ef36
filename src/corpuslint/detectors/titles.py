"""Titles between title marks, and where they stand.

Facts. Titles of works, laws and documents stand between 《 and 》 (U+300A, U+300B), a title inside of a title between
〈 and 〉 (U+3008, U+3009); newspapers and Taiwan also set them in quotation marks (GB/T 15834-2011, 4.15).
"""

import re

from corpuslint.regions import Regions
from corpuslint.source import Document

_MARKED = re.compile(r"《[^《》\n]{1,120}》")


def marked(document: Document) -> Regions:
    """Return the spans of the titles between 《 and 》, marks included."""
    return spans(_MARKED, document)


def spans(pattern: re.Pattern[str], document: Document) -> Regions:
    """Return the spans that a pattern finds in a document."""
    return Regions([found.span() for found in pattern.finditer(document.text)])
