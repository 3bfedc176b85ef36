"""A unified diff of a source and its fixed text."""

from collections.abc import Iterator
from difflib import unified_diff

from corpuslint.source import LINE_END


def unified(name: str, before: str, after: str) -> Iterator[str]:
    """Yield the lines of a diff that ``patch`` understands; lines end only at LF, CRLF and CR."""
    for line in unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}"):
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    ends = [end.end() for end in LINE_END.finditer(text)]
    starts = [0, *ends]
    return [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True) if start < end]
