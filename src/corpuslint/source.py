r"""Documents: decoded text, its lines, and what rules may ask of it.

Lines end only at ``\n``, ``\r\n`` and ``\r``. Python's ``str.splitlines`` also cuts at U+2028, NEL, form feed and
others, which are characters of the text (and often faults that a rule reports).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from itertools import accumulate, pairwise

from corpuslint import regions
from corpuslint.decoding.decode import Decoded
from corpuslint.policy import Policy
from corpuslint.regions import Regions
from corpuslint.typed import NamedTuple

LINE_END = re.compile(r"\r\n|\n|\r")

_CALL = 256
"""To look for regions in a line costs as much as in so many characters more."""


class Line(NamedTuple):
    """One line: ``text`` without its end, which lies at ``end:next``."""

    start: int
    end: int
    next: int
    text: str

    @property
    def blank(self) -> bool:
        """Tell whether nothing but white space (U+3000 and NBSP included) stands in the line."""
        return not self.text or self.text.isspace()


_line: Callable[[tuple[int, int, int, str]], Line] = partial(tuple.__new__, Line)
"""Makes a line of its fields, in half the time: a document has more lines than anything else."""


class Position(NamedTuple):
    """A place in a text. Rows and columns count from 1."""

    row: int
    column: int
    """In code points."""
    offset: int
    """Code points from the start of the text, from 0."""
    byte_column: int
    """In UTF-8 bytes (rdjson)."""
    utf16_column: int
    """In UTF-16 code units (LSP, SARIF)."""


_position: Callable[[tuple[int, int, int, int, int]], Position] = partial(tuple.__new__, Position)
"""Makes a position of its fields, likewise."""


def _sizes(text: str) -> tuple[int, int]:
    """Return the length of a text in bytes of UTF-8 and in units of UTF-16."""
    return len(text.encode("utf-8", "surrogatepass")), len(text.encode("utf-16-le", "surrogatepass")) // 2


class Raw(NamedTuple):
    """A document before decoding."""

    path: str
    data: bytes
    record: int | None = None


class Document:
    """A decoded text and where it came from.

    Args:
        path: as it is shown to people; for a file, relative to the working folder, with ``/``.
        text: the decoded text, without a byte order mark, with the newlines it came with.
        policy: what the owner of the corpus declared.
        record: the row of a JSONL or Parquet file, from 1; ``None`` for a plain file.
        decoded: how the text was read from bytes; ``None``: it was given as text.

    """

    def __init__(
        self,
        path: str,
        text: str,
        policy: Policy | None = None,
        record: int | None = None,
        decoded: Decoded | None = None,
    ) -> None:
        self.path = path
        self.text = text
        self.policy = policy or Policy()
        self.record = record
        self.decoded = decoded or Decoded(text, "utf-8")
        self.used: set[object] = set()
        """The suppressions (:mod:`corpuslint.suppression`) that silenced something here."""
        self._regions: dict[str, regions.Regions] = {}
        self._looked_at: dict[str, int] = {}
        """Kind of region → characters in which it has been looked for, line by line."""
        self._whole: tuple[Document, int] | None = None
        self._latest = Position(0, 0, 0, 0, 0)
        """The place that was asked for last: the next one is told from it, however long their line."""

    @cached_property
    def markdown(self) -> bool:
        """Tell whether the text is Markdown, by its name."""
        return self.path.lower().endswith((".md", ".markdown", ".mdx"))

    @cached_property
    def lines(self) -> list[Line]:
        """The lines; the last is empty if the text ends with a newline (or is empty)."""
        ends_with = self._newline_of_all
        if ends_with:  # three times as fast as a pattern
            texts = self.text.split(ends_with)
            starts = self._line_starts
            ends = [start + len(text) for start, text in zip(starts, texts, strict=True)]
            return list(map(_line, zip(starts, ends, [*starts[1:], len(self.text)], texts, strict=True)))
        lines, start = [], 0
        for end in LINE_END.finditer(self.text):
            lines.append(Line(start, end.start(), end.end(), self.text[start : end.start()]))
            start = end.end()
        lines.append(Line(start, len(self.text), len(self.text), self.text[start:]))
        return lines

    @cached_property
    def _newline_of_all(self) -> str:
        """What all lines end with; empty if they differ."""
        if "\r" not in self.text:
            return "\n"
        crlf = self.text.count("\r\n")
        return "\r\n" if crlf == self.text.count("\n") == self.text.count("\r") else ""

    @cached_property
    def _line_starts(self) -> list[int]:
        ends_with = self._newline_of_all
        if ends_with:
            length = len(ends_with)
            return [0, *accumulate(len(text) + length for text in self.text.split(ends_with)[:-1])]
        return [0, *(end.end() for end in LINE_END.finditer(self.text))]

    @cached_property
    def newline(self) -> str:
        r"""The newline of the text: its first one; ``\n`` where there is none."""
        first = LINE_END.search(self.text)
        return first.group() if first else "\n"

    def row(self, offset: int) -> int:
        """Return the row (from 1) in which ``offset`` lies."""
        return bisect_right(self._line_starts, offset)

    def rows(self, offsets: Sequence[int]) -> list[int]:
        """Return the rows of ascending offsets; of some that is a tenth of the cost of cutting the text into lines."""
        if "\r" in self.text or "_line_starts" in self.__dict__:
            return [self.row(offset) for offset in offsets]
        between = (self.text.count("\n", start, end) for start, end in pairwise((0, *offsets)))
        return list(accumulate(between, initial=1))[1:]

    def line_at(self, offset: int) -> Line:
        """Return the line in which ``offset`` lies; its newline belongs to it."""
        return self.lines[self.row(offset) - 1]

    def position(self, offset: int) -> Position:
        """Return the place of ``offset`` in all units that reports need."""
        near = self._latest
        if near.offset == offset and near.row:
            return near
        row = self.row(offset)
        start = self._line_starts[row - 1]
        if near.row != row:
            near = Position(row, 1, start, 1, 1)
        between, sign = (
            (self.text[near.offset : offset], 1) if near.offset <= offset else (self.text[offset : near.offset], -1)
        )
        size, units = (len(between),) * 2 if between.isascii() else _sizes(between)
        place = (row, offset - start + 1, offset, near.byte_column + sign * size, near.utf16_column + sign * units)
        self._latest = _position(place)
        return self._latest

    def revised(self, text: str) -> "Document":
        """Return the same document with another text (a fix in progress)."""
        return Document(self.path, text, self.policy, self.record, self.decoded)

    def _find_regions(self, kind: str) -> regions.Regions:
        if self._whole is None or kind in regions.OF_LINES:
            return regions.find(kind, self.text, markdown=self.markdown)
        whole, start = self._whole
        return whole.regions(kind).within(start, start + len(self.text))

    def regions(self, kind: str) -> regions.Regions:
        """Return the regions of a kind named in :data:`corpuslint.regions.KINDS`."""
        if kind not in self._regions:
            self._regions[kind] = self._find_regions(kind)
        return self._regions[kind]

    def touches(self, kinds: Iterable[str], start: int, end: int) -> bool:
        """Tell whether ``start:end`` touches a region of some kinds; it looks at no more of the text than it must."""
        around: tuple[int, str] | None = None
        for kind in kinds:
            known, offset = self._regions.get(kind), 0
            if known is None and kind in regions.OF_LINES:
                offset, line = around = around or self._around(start, end)
                known = self._near(kind, line)
            if known is None:
                known, offset = self.regions(kind), 0
            if known.spans and known.touch(start - offset, end - offset):
                return True
        return False

    def _around(self, start: int, end: int) -> tuple[int, str]:
        """Return where the lines of a span begin, and their text."""
        first, last = self.line_at(start), self.line_at(max(start, end - 1))
        return first.start, self.text[first.start : last.end]

    def _near(self, kind: str, line: str) -> Regions | None:
        """Return the regions of a kind in a line; ``None``: with all lines so far, it is time to look at the whole."""
        looked_at = self._looked_at.get(kind, 0)
        if not looked_at and not regions.may_hold(self.text, kind):
            self._regions[kind] = regions.NONE
            return regions.NONE
        self._looked_at[kind] = looked_at + len(line) + _CALL
        return regions.find(kind, line, markdown=self.markdown) if self._looked_at[kind] <= len(self.text) else None

    def part(self, start: int, end: int) -> "Document":
        """Return the whole lines in ``start:end`` as a document of their own.

        Offsets and rows count from the start of the part; regions that span lines are those of the whole.
        """
        part = Document(self.path, self.text[start:end], self.policy, self.record, self.decoded)
        part._whole = (self, start)
        return part
