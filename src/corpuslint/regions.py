r"""Parts of a text that are not prose: links, addresses, code, markup, examples of how not to write.

A rule page names the kinds it must not touch (``skip``); the engine drops findings that overlap one. Kinds are found
on demand, each with one pass over the text, in time linear in its length.

Facts: fenced code opens with three or more backticks or tildes, indented at most three spaces, and runs to a fence at
least as long or to the end (CommonMark 0.31, 4.5). Code spans open and close with runs of backticks of equal length
(6.1). Indented code is told in :mod:`corpuslint.indented`. A table is known by its delimiter row (GFM 0.29, 4.10).
``^`` and ``$`` know only ``\n``; lines here also end at ``\r``. What makes these patterns quick is said in
:mod:`corpuslint.inline`; one for the start of a line begins with a newline, where no other character ends lines.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from corpuslint import indented, inline, spoken
from corpuslint.inline import Span, matches
from corpuslint.lazy import Lazy

__all__ = ["KINDS", "OF_LINES", "Regions", "Span", "find"]

_BOL = r"(?<![^\r\n])"
_EOL = r"(?![^\r\n])"
_TAG = Lazy(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\n]*)?/?>")


class _Starts:
    """A pattern that matches at the start of a line."""

    def __init__(self, source: str) -> None:
        self._any = Lazy(_BOL + source)
        self._after_newline = Lazy(r"\n" + source)

    def finditer(self, text: str) -> Iterator[tuple[re.Match[str], int, int]]:
        """Yield matches with their spans; a match may have a newline before it."""
        if "\r" in text:
            yield from ((match, *match.span()) for match in self._any.finditer(text))
            return
        for match in self._after_newline.finditer("\n" + text):
            yield match, match.start(), match.end() - 1

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the spans of the matches."""
        return ((start, end) for _, start, end in self.finditer(text))


_FENCE = _Starts(r" {0,3}(?:> ?)*(?P<indent> *)(?P<fence>`{3,}|~{3,})[^\n\r]*")
_CODE_SPAN = Lazy(r"(?P<ticks>`(?<!``)`*)(?!`)[^\n\r]*?(?<!`)(?P=ticks)(?!`)")
_CODE_TAG = Lazy(r"<(?P<close>/?)(?P<name>pre|code|script|style|kbd|samp|tt|math|svg)(?:\s[^<>]*)?>", re.IGNORECASE)
_LINK_TARGET = Lazy(r"\]\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)(?=\))")
_LINK_DEFINITION = _Starts(r" {0,3}\[[^\]\r\n]+\]:[ \t]*+(?:\r?\n[ \t]*+)?[^\r\n]*")
_MATH = Lazy(
    r"\$\$[^$]++(?:\$[^$]++)*+\$\$|\$(?<![\\$\d]\$)(?=[^\s$])[^$\r\n]*?(?<![\s\\])\$(?![\d$])"
    r"|\\\((?:(?!\\[()]).){1,400}\\\)|\\begin\{(?P<name>[a-z*]+)\}(?:(?!\\(?:begin|end)\{).)*+\\end\{(?P=name)\}",
    re.DOTALL,
)
_FRONT_MATTER = Lazy(rf"\A---[ \t]*\r?\n.*?{_BOL}(?:---|\.\.\.)[ \t]*{_EOL}", re.DOTALL)
_TABLE_ROW = _Starts(rf"[ \t]*\|[^\n\r]*\|[ \t]*{_EOL}")
_DELIMITER_ROW = _Starts(rf"[ \t]*+\|?(?:[ \t]*+:?-++:?[ \t]*+\|)++[ \t]*+(?::?-++:?[ \t]*+)?{_EOL}")
_LINE = Lazy(r"[^\r\n]+")
_WRONG = r"(?:错误|錯誤|不正确|不正確|反例|反面|不推荐|不推薦|不建议|不建議|(?i:bad|wrong|incorrect|don['’]t))"
_WRONG_LABEL = Lazy(rf"{_BOL}[ \t>*_#-]*[^\r\n:：]{{0,8}}{_WRONG}[^\r\n:：]{{0,8}}[:：][ \t*_]*{_EOL}")
_WRONG_LINE = _Starts(
    rf"[ \t>*_-]*(?:[❌✗✘]|[×xX][ \t]|{_WRONG}[^\r\n:：]{{0,4}}[:：]|[错錯误誤][例句字]?[:：])[^\r\n]*"
)
_LABEL_END = Lazy(rf"[:：](?=[ \t*_]*{_EOL})")
_RIGHT_LABEL = Lazy(r"[ \t>*_-]*(?:正确|正確|推荐|推薦|(?i:good|right|correct)|✅|✔|√)")
_WRONG_BLOCK_LINES = 40


def _fences(text: str) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    begin = 0
    for fence, start, end in _FENCE.finditer(text):
        if opened is None:
            # A fence that a code span closes in its own line is none.
            opened, begin = None if "`" in fence.group()[fence.end("fence") - fence.start() :] else fence, start
        elif _closes(fence, opened):
            yield begin, end
            opened = None
    if opened is not None:
        yield begin, len(text)


def _closed_fences(text: str) -> Iterator[Span]:
    """Yield the blocks between fences of backticks, which in plain text and in rows of data are nothing else either."""
    for start, end in _fences(text) if "```" in text else ():
        block = text[start:end].strip(" \t\r\n>")
        if block.startswith("```") and block.endswith("```") and "\n" in block:
            yield start, end


def _closes(fence: re.Match[str], opened: re.Match[str]) -> bool:
    mark = fence["fence"]
    return mark.startswith(opened["fence"]) and fence.group().strip(" \t>\n") == mark


def _code(text: str) -> Iterator[Span]:
    if "```" in text or "~~~" in text:
        yield from _fences(text)
    if "`" in text:
        yield from matches(_CODE_SPAN)(text)
    if "<" in text:
        yield from _code_tags(text)
    if "    " in text or "\t" in text:
        yield from indented.blocks(text, next((end for _, end in _front_matter(text)), 0))
    if "{%" in text:
        yield from indented.raw(text)


def _code_tags(text: str) -> Iterator[Span]:
    """Yield elements whose content is not prose; an element inside another belongs to it."""
    opened: re.Match[str] | None = None
    for tag in _CODE_TAG.finditer(text):
        if opened is None and not tag["close"]:
            opened = tag
        elif opened and tag["close"] and tag["name"].lower() == opened["name"].lower():
            yield opened.start(), tag.end()
            opened = None


def _link_targets(text: str) -> Iterator[Span]:
    return (match.span("target") for match in _LINK_TARGET.finditer(text))


def _links(text: str) -> Iterator[Span]:
    yield from _link_targets(text)
    yield from _LINK_DEFINITION.spans(text)


def _front_matter(text: str) -> Iterator[Span]:
    found = _FRONT_MATTER.match(text)
    if found:
        yield found.span()


def _html(text: str) -> Iterator[Span]:
    yield from matches(_TAG)(text)
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        yield start, end + 3
        start = text.find("<!--", end)


def _tables(text: str) -> Iterator[Span]:
    """Yield rows between pipes, and the rows around a delimiter row whose outer pipes were left out."""
    yield from _TABLE_ROW.spans(text)
    for _, start, end in _DELIMITER_ROW.finditer(text):
        while (below := _LINE.match(text, _next_line(text, end))) and "|" in below.group():
            end = below.end()  # noqa: PLW2901 (as far as the table goes)
        yield _line_before(text, start), end


def _line_before(text: str, start: int) -> int:
    """Return where the line before the one at ``start`` starts."""
    end = max(0, start - (2 if text[start - 2 : start] == "\r\n" else 1))
    return max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1


def _next_line(text: str, end: int) -> int:
    return end + (2 if text[end : end + 2] == "\r\n" else 1)


def _wrong_examples(text: str) -> Iterator[Span]:
    """Yield what a style guide shows as wrong: a line that says so, or the block behind a label."""
    yield from _WRONG_LINE.spans(text)
    end = 0
    for colon in _LABEL_END.finditer(text):
        start = max(text.rfind("\n", end, colon.start()), text.rfind("\r", end, colon.start()), end - 1) + 1
        label = _WRONG_LABEL.match(text, start) if colon.start() >= end else None
        end = _block_end(text, label.end()) if label else max(end, colon.end())
        if label:
            yield start, end


def _block_end(text: str, at: int) -> int:
    """Return the end of the block behind a label: all quotes and list items, or else one paragraph."""
    end, quoted = at, True
    for _, line in zip(range(_WRONG_BLOCK_LINES), _LINE.finditer(text, at), strict=False):
        gap = len(text[end : line.start()].replace("\r\n", "\n")) > 1
        in_quote = line.group().lstrip()[:1] in ">-*+|`" or line.group()[:2] in ("  ", "\t")
        if (
            (gap and end > at and not (quoted and in_quote))
            or line.group()[:1] == "#"
            or _RIGHT_LABEL.match(line.group())
        ):
            break
        end, quoted = line.end(), in_quote
    return end


_IN_MARKDOWN = {
    "code": _code,
    "math": matches(_MATH),
    "link": _links,
    "front-matter": _front_matter,
    "table": _tables,
}
_EVERYWHERE = inline.FINDERS | {
    "code": _closed_fences,
    "html": _html,
    "link": _link_targets,  # Markdown is often kept in .txt, and ]( is never anything else
    "wrong-example": _wrong_examples,
    "spoken-of": spoken.spoken_of,
}

OF_LINES = frozenset(inline.FINDERS) | {"spoken-of"}
"""The kinds whose regions lie within one line each, so that a line alone shows them."""

KINDS = frozenset(_IN_MARKDOWN) | frozenset(_EVERYWHERE)
"""The kinds of region that a rule page may name in ``skip``."""


class Regions:
    """Sorted, disjoint spans of one kind, to be asked whether they touch a given span."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = _merged(spans)
        self._ends = [end for _, end in self.spans]

    def touch(self, start: int, end: int) -> bool:
        """Tell whether ``start:end`` shares a character with (or, if empty, lies inside) a region."""
        at = bisect_left(self._ends, start + 1)
        return at < len(self.spans) and self.spans[at][0] < max(end, start)

    def within(self, start: int, end: int) -> "Regions":
        """Return what of the regions lies in ``start:end``, counted from ``start``."""
        if not self.spans:
            return self
        first, last = bisect_left(self._ends, start + 1), bisect_left(self.spans, (end, end))
        return Regions([(max(at, start) - start, min(to, end) - start) for at, to in self.spans[first:last]])


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


_NEEDED = {
    "code": ("`", "~~~", "<", "    ", "\t", "{%"),
    "math": ("$", "\\"),
    "link": ("](", "]:"),
    "front-matter": ("---",),
    "table": ("|",),
    "url": ("://", "ww.", "wW.", "WW.", "Ww."),
    "email": ("@",),
    "html": ("<",),
    "wiki-link": ("[[",),
    "template": ("{{", "{%", "$", "%"),
    "path": ("/", "\\", "#", "."),
}
"""One of these stands in each region of a kind. Looking for them takes a hundredth of the time of the patterns."""


def find(kind: str, text: str, *, markdown: bool) -> Regions:
    """Return the regions of ``kind`` in ``text``; plain text has no math, tables, front matter and code spans."""
    finder = (_IN_MARKDOWN.get(kind) if markdown else None) or _EVERYWHERE.get(kind)
    return Regions(list(finder(text))) if finder is not None and may_hold(text, kind) else NONE


def may_hold(text: str, kind: str) -> bool:
    """Tell whether a text holds one of the marks without which it has no region of a kind."""
    for mark in _NEEDED.get(kind, ("",)):  # noqa: SIM110 (`any` takes as long again)
        if mark in text:
            return True
    return False


NONE = Regions([])
