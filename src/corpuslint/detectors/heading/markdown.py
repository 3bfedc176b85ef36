"""The headings of a Markdown document, as a parser of CommonMark reads them.

Facts: beside ``#`` (ATX, CommonMark 0.31, 4.2) a line of ``=`` or ``-`` under a paragraph makes it a heading (setext,
4.3). A ``#`` in fenced or indented code or in an HTML block makes none; what is in a quote or a list item is no section
of the document. markdown-it-py gives the rows of each heading; front matter, which is no Markdown and would read as a
setext heading, is left out.
"""

from functools import lru_cache

from corpuslint.detectors.heading.heading import Heading
from corpuslint.detectors.heading.outline import DoubtError, behind_front_matter, outline
from corpuslint.source import Document


@lru_cache(maxsize=4)
def markdown_headings(document: Document) -> tuple[Heading, ...]:
    """Return the headings of a Markdown document that have a title, in their order."""
    try:
        return outline(document)
    except DoubtError:
        return parsed(document)


def parsed(document: Document) -> tuple[Heading, ...]:
    """Return what :func:`markdown_headings` does, whatever the document is like."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (37 ms, and only where blocks are not plain)

    start = behind_front_matter(document)
    skipped = document.row(start) - 1
    tokens = MarkdownIt("commonmark").disable("inline").parse(document.text[start:])
    found = []
    for number, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map and tokens[number + 1].content:
            found.append(_located(document, skipped + token.map[0], int(token.tag[1:]), tokens[number + 1].content))
    return tuple(found)


def _located(document: Document, row: int, level: int, content: str) -> Heading:
    """Return a heading with its title as it stands in the document, from its first line to its last."""
    parts = content.split("\n")
    first, last = document.lines[row], document.lines[row + len(parts) - 1]
    start = first.start + max(0, first.text.find(parts[0].strip()))
    end = last.start + max(0, last.text.rfind(parts[-1].strip())) + len(parts[-1].strip())
    return Heading(row, level, start, document.text[start:end])
