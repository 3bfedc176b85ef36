"""Suppression: findings that the owner of a corpus does not want, in certain files or between two comments.

A corpus cannot carry comments, but its Markdown can: ``<!-- corpuslint: off DAT002 -->`` silences what the selectors
name (a code, a prefix, a name, a family; none: everything) from the start of its line to a comment that says ``on`` or
to the end of the text. A comment inside a code block is an example, not a comment.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from corpuslint.finding import Finding
from corpuslint.lazy import Lazy
from corpuslint.paths import first_match
from corpuslint.rule import Rule
from corpuslint.selection import names
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

MARK = b"corpuslint:"
"""Stands in every document with comments."""
_COMMENT = Lazy(r"<!--[ \t]*corpuslint:[ \t]*(?P<verb>off|on)(?P<selectors>[ \t,A-Za-z0-9-]*?)[ \t]*-->")
_EVERYTHING = "ALL"


class FileIgnores(NamedTuple):
    """``per-file-ignores``: globs (relative to ``folder``) and the codes that are silent in the files they fit."""

    folder: Path = Path()
    patterns: Mapping[str, frozenset[str]] = {}


class Comment(NamedTuple):
    """A comment's effect: findings of what ``selector`` names are silent if they begin in ``start:end``."""

    selector: str
    row: int
    start: int
    end: int


def heeded(
    document: Document, findings: Sequence[Finding], by_code: Mapping[str, Rule], ignores: FileIgnores
) -> list[Finding]:
    """Leave out the findings that are suppressed, and note in ``document.used`` by what."""
    left = list(findings)
    for glob, codes in ignores.patterns.items() if left else ():
        if any(finding.code in codes for finding in left) and first_match(document.path, [glob], ignores.folder):
            left = [finding for finding in left if finding.code not in codes]
            document.used.add(glob)
    for comment in comments(document) if left else ():
        silent = {finding for finding in left if _silences(comment, finding, by_code)}
        if silent:
            left = [finding for finding in left if finding not in silent]
            document.used.add(comment)
    return left


def _silences(comment: Comment, finding: Finding, by_code: Mapping[str, Rule]) -> bool:
    return comment.start <= finding.start < comment.end and names(comment.selector, by_code[finding.code])


def comments(document: Document) -> list[Comment]:
    """Return the suppressions that a document's comments make; none where it is not Markdown."""
    if not document.markdown or MARK.decode() not in document.text:
        return []
    return list(_comments(document))


def _comments(document: Document) -> Iterator[Comment]:
    code = document.regions("code")
    opened: dict[str, tuple[int, int]] = {}
    for found in _COMMENT.finditer(document.text):
        if code.touch(*found.span()):
            continue
        selectors = found["selectors"].replace(",", " ").split()
        if found["verb"] == "off":
            line = document.line_at(found.start())
            for selector in selectors or [_EVERYTHING]:
                opened.setdefault(selector, (document.row(found.start()), line.start))
        else:
            for selector in selectors or list(opened):
                if selector in opened:
                    yield Comment(selector, *opened.pop(selector), found.start())
    for selector, (row, start) in opened.items():
        yield Comment(selector, row, start, len(document.text) + 1)


def unused(document: Document, by_code: Mapping[str, Rule]) -> Iterator[tuple[int, str]]:
    """Yield row and selector of the comments that silenced nothing, though a rule of this run could have spoken."""
    for comment in comments(document):
        if comment not in document.used and any(names(comment.selector, rule) for rule in by_code.values()):
            yield comment.row, comment.selector
