r"""Parts of a text that are not prose: links, addresses, code, markup, examples of how not to write.

A rule page names the kinds it must not touch (``skip``); the engine drops findings that overlap one. Kinds are found
on demand, each with one pass over the text, in time linear in its length.

Facts: fenced code opens with three or more backticks or tildes, indented at most three spaces, and runs to a fence at
least as long or to the end (CommonMark 0.31, 4.5). Code spans open and close with runs of backticks of equal length
(6.1). A table is known by its delimiter row (GFM 0.29, 4.10). A path, unlike a URL, may hold Han (wiki/网页), and ends
at white space or a mark. ``\b`` is useless beside Han, which are word characters; boundaries are spelled out. ``^`` and
``$`` know only ``\n``; lines here also end at ``\r``.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from corpuslint.lazy import Lazy

Span = tuple[int, int]


_BOL = r"(?<![^\r\n])"
_EOL = r"(?![^\r\n])"
_URL = Lazy(
    r"(?:https?|ftp)://[!#-;=?-Z\[\]_a-z~]+"
    r"|(?<![@A-Za-z0-9.])(?:www\.)[A-Za-z0-9.-]+(?:/[!#-;=?-Z_a-z~]*)?",
    re.IGNORECASE | re.ASCII,
)
_EMAIL = Lazy(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)+", re.ASCII)
_TAG = Lazy(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\n]*)?/?>")
_FENCE = Lazy(rf"{_BOL} {{0,3}}(?:> ?)*(?P<indent> *)(?P<fence>`{{3,}}|~{{3,}})[^\n\r]*")
_CODE_SPAN = Lazy(r"(?<!`)(?P<ticks>`+)(?!`)[^\n\r]*?(?<!`)(?P=ticks)(?!`)")
_CODE_TAG = Lazy(r"<(?P<close>/?)(?P<name>pre|code|script|style|kbd|samp|tt|math|svg)(?:\s[^<>]*)?>", re.IGNORECASE)
_LINK_TARGET = Lazy(r"(?<=\]\()[^()\n]*(?:\([^()\n]*\)[^()\n]*)*(?=\))")
_LINK_DEFINITION = Lazy(rf"{_BOL} {{0,3}}\[[^\]\r\n]+\]:[ \t]*+(?:\r?\n[ \t]*+)?[^\r\n]*")
_WIKI_LINK = Lazy(r"!?\[\[[^\[\]\r\n]+\]\]")
_TEMPLATE = Lazy(r"\{\{[^{}\r\n]*\}\}|\{%[^%\r\n]*%\}|\$\{[^{}\r\n]*\}|%\w{1,20}%|\$[A-Za-z0-9_]+")
_PATH = Lazy(
    r"(?:(?:https?|ftp)://|(?<![A-Za-z0-9_.~-])[A-Za-z0-9_.~-]++[/\\#])[\w.~%#/\\=&?+@-]*"
    r"|(?<![A-Za-z0-9_-])[A-Za-z0-9_-]+\.(?:[A-Za-z][A-Za-z0-9]{1,4})(?![A-Za-z0-9])"
    r"|(?<![\w-])[\w-]{0,60}[一-鿿]\.(?:txt|docx?|xlsx?|pptx?|pdf|html?|md|csv|json|xml|jpe?g|png|gif|svg|zip|rar|mp[34]|exe|py|js|css)"
    r"(?![A-Za-z0-9])"
)
_MATH = Lazy(
    r"\$\$[^$]++(?:\$[^$]++)*+\$\$|(?<![\\$\d])\$(?=[^\s$])[^$\r\n]*?(?<![\s\\])\$(?![\d$])"
    r"|\\\((?:(?!\\[()]).){1,400}\\\)|\\begin\{(?P<name>[a-z*]+)\}(?:(?!\\(?:begin|end)\{).)*+\\end\{(?P=name)\}",
    re.DOTALL,
)
_FRONT_MATTER = Lazy(rf"\A---[ \t]*\r?\n.*?{_BOL}(?:---|\.\.\.)[ \t]*{_EOL}", re.DOTALL)
_TABLE_ROW = Lazy(rf"{_BOL}[ \t]*\|[^\n\r]*\|[ \t]*{_EOL}")
_DELIMITER_ROW = Lazy(rf"{_BOL}[ \t]*+\|?(?:[ \t]*+:?-++:?[ \t]*+\|)++[ \t]*+(?::?-++:?[ \t]*+)?{_EOL}")
_LINE = Lazy(r"[^\r\n]+")
_WRONG = r"(?:错误|錯誤|不正确|不正確|反例|反面|不推荐|不推薦|不建议|不建議|(?i:bad|wrong|incorrect|don['’]t))"
_WRONG_LABEL = Lazy(rf"{_BOL}[ \t>*_#-]*[^\r\n:：]{{0,8}}{_WRONG}[^\r\n:：]{{0,8}}[:：][ \t*_]*{_EOL}")
_WRONG_LINE = Lazy(rf"{_BOL}[ \t>*_-]*(?:[❌✗✘]|[×xX][ \t]|{_WRONG}[^\r\n:：]{{0,4}}[:：])[^\r\n]*")
_RIGHT_LABEL = Lazy(r"[ \t>*_-]*(?:正确|正確|推荐|推薦|(?i:good|right|correct)|✅|✔|√)")
_WRONG_BLOCK_LINES = 40
_EMOTICON = Lazy(
    r"(?<![0-9A-Za-z:;(（])(?:[:;=][-'^o]?(?:[)DP]+(?![0-9A-Za-z])|\(+(?=[\s。，！？!,]|\Z))|[xX]D+(?![0-9A-Za-z]))"
    r"|\^_+\^|[TQ]_+[TQ]|>_+<|[（(][^()（）\r\n]{0,3}(?:[・ω∀Д≧≦￣╯╰︿▽◕ヮಠʘㅂ゜⊙]|[-^>TQ=]_+[-^<TQ=])[^()（）\r\n]{0,12}[)）]"
)


def _matches(pattern: Lazy) -> Callable[[str], Iterator[Span]]:
    return lambda text: (match.span() for match in pattern.finditer(text))


def _fences(text: str) -> Iterator[Span]:
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            # A fence that a code span closes in its own line is none.
            opened = None if "`" in fence.group()[fence.end("fence") - fence.start() :] else fence
        elif _closes(fence, opened):
            yield opened.start(), fence.end()
            opened = None
    if opened is not None:
        yield opened.start(), len(text)


def _closes(fence: re.Match[str], opened: re.Match[str]) -> bool:
    mark = fence["fence"]
    return mark.startswith(opened["fence"]) and fence.group().strip(" \t>") == mark


def _code(text: str) -> Iterator[Span]:
    if "```" in text or "~~~" in text:
        yield from _fences(text)
    if "`" in text:
        yield from _matches(_CODE_SPAN)(text)
    if "<" in text:
        yield from _code_tags(text)


def _code_tags(text: str) -> Iterator[Span]:
    """Yield elements whose content is not prose; an element inside another belongs to it."""
    opened: re.Match[str] | None = None
    for tag in _CODE_TAG.finditer(text):
        if opened is None and not tag["close"]:
            opened = tag
        elif opened and tag["close"] and tag["name"].lower() == opened["name"].lower():
            yield opened.start(), tag.end()
            opened = None


def _links(text: str) -> Iterator[Span]:
    yield from _matches(_LINK_TARGET)(text)
    yield from _matches(_LINK_DEFINITION)(text)


def _html(text: str) -> Iterator[Span]:
    yield from _matches(_TAG)(text)
    start = text.find("<!--")
    while start >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        yield start, end + 3
        start = text.find("<!--", end)


def _tables(text: str) -> Iterator[Span]:
    """Yield rows between pipes, and the rows around a delimiter row whose outer pipes were left out."""
    yield from _matches(_TABLE_ROW)(text)
    for row in _DELIMITER_ROW.finditer(text):
        end = row.end()
        while (below := _LINE.match(text, _next_line(text, end))) and "|" in below.group():
            end = below.end()
        yield _line_before(text, row.start()), end


def _line_before(text: str, start: int) -> int:
    """Return where the line before the one at ``start`` starts."""
    end = max(0, start - (2 if text[start - 2 : start] == "\r\n" else 1))
    return max(text.rfind("\n", 0, end), text.rfind("\r", 0, end)) + 1


def _next_line(text: str, end: int) -> int:
    return end + (2 if text[end : end + 2] == "\r\n" else 1)


def _wrong_examples(text: str) -> Iterator[Span]:
    """Yield what a style guide shows as wrong: a line that says so, or the block behind a label."""
    yield from _matches(_WRONG_LINE)(text)
    end = 0
    for label in _WRONG_LABEL.finditer(text):
        if label.start() >= end:
            end = _block_end(text, label.end())
            yield label.start(), end


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
    "math": _matches(_MATH),
    "link": _links,
    "front-matter": _matches(_FRONT_MATTER),
    "table": _tables,
}
_EVERYWHERE = {
    "url": _matches(_URL),
    "email": _matches(_EMAIL),
    "html": _html,
    "link": _matches(_LINK_TARGET),  # Markdown is often kept in .txt, and ]( is never anything else
    "wiki-link": _matches(_WIKI_LINK),
    "template": _matches(_TEMPLATE),
    "path": _matches(_PATH),
    "wrong-example": _wrong_examples,
    "emoticon": _matches(_EMOTICON),
}

OF_LINES = frozenset({"url", "email", "wiki-link", "template", "path", "emoticon"})
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
    "code": ("`", "~~~", "<"),
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
    """Return the regions of ``kind`` in ``text``; plain text has no code, math, tables and front matter."""
    finder = (_IN_MARKDOWN.get(kind) if markdown else None) or _EVERYWHERE.get(kind)
    if finder is None or (kind in _NEEDED and not any(needed in text for needed in _NEEDED[kind])):
        return _NONE
    return Regions(list(finder(text)))


_NONE = Regions([])
