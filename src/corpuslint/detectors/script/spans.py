"""Parts of a text that the script rules judge on their own, or leave alone.

Facts: a quotation or a title keeps the script of its source, a link to a translation names its language in that
language (繁體中文), and 52 of 53 traditional runs in a clean simplified corpus of 1.7 million Han were such quotations.
A quotation has marks of its own script: 「」『』 and “”‘’, titles have 《》〈〉 in both.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from corpuslint import chars, convert, inline, scripts
from corpuslint.regions import Regions, Span
from corpuslint.source import Document, Line

_PROTECTED = ("url", "email", "code", "math", "html", "link", "wiki-link")
_QUOTED = re.compile(r"「[^「」\n]*」|『[^『』\n]*』|《[^《》\n]*》|〈[^〈〉\n]*〉|“[^“”\n]*”|‘[^‘’\n]*’")
_LABEL = re.compile(r"\[[^\[\]\n]*\](?=\()")
_HAN = re.compile(f"[{chars.HAN}]")
_GLOSS = 40
"""Characters of a gloss, at most."""
_NAMING_FIELD = re.compile(
    r"[\r\n][ \t]*(?:slug|file(?:name)?|path|(?:perma)?link|url|redirect(?:_to|_from)?|alias(?:es)?|image|img|cover|id)"
    r"[ \t]*:[^\r\n]*",
    re.IGNORECASE,
)
"""A field of front matter that holds a part of an address or the name of a file."""
_QUOTE_LINE = re.compile(r"[ \t]*>")
_BRACKETED = re.compile(r"（[^（）\n]*）|\([^()\n]*\)|［[^［］\n]*］|【[^【】\n]*】")


_CHARACTER = re.compile(
    rf"[「『“‘](?:(?<=「)[{chars.HAN}]」|(?<=『)[{chars.HAN}]』|(?<=“)[{chars.HAN}]”|(?<=‘)[{chars.HAN}]’)"
)
_OF_CHARACTERS = re.compile("[字寫写繁簡简異异體体]|部首|偏旁|筆[畫劃]|笔[画划]|[讀读發发]音")


def spared(document: Document, words: Sequence[str], labels: Sequence[str] = ()) -> Regions:
    """Return what keeps its script: addresses, programs, and some words.

    ``labels`` are kept only where no Han touches them, as the names of languages in a choice of them.
    """
    text = document.text
    kept = [span for kind in _PROTECTED for span in document.regions(kind).spans]
    kept += inline.files(text)
    fields = (_NAMING_FIELD.finditer(text, *front) for front in document.regions("front-matter").spans)
    kept += [field.span() for each in fields for field in each]
    kept += _occurrences(text, tuple(words)) if words else ()
    kept += (span for span in _occurrences(text, tuple(labels)) if not _amid_han(text, *span)) if labels else ()
    return Regions([span for span in kept if span[0] < span[1]])


def _occurrences(text: str, words: tuple[str, ...]) -> Iterator[Span]:
    """Yield where some words stand, in one pass; they may overlap."""
    any_of, found = _any_of(words), None
    while found := any_of.search(text, found.start() + 1 if found else 0):
        yield found.span()


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


def _amid_han(text: str, start: int, end: int) -> bool:
    return any(map(_HAN.fullmatch, (text[end : end + 1], text[max(0, start - 1) : start])))


def characters(line: Line) -> Regions:
    """Return where a line that speaks of characters quotes single ones: 「後」字, 繁體作「裡」."""
    if not _OF_CHARACTERS.search(line.text):
        return Regions([])
    return Regions(_spans(_CHARACTER, line))


def glosses(line: Line) -> Regions:
    """Return what stands in brackets and, but for its script, before them, with both spellings: 东京（東京）."""
    return Regions(list(_glossed(line)))


def _glossed(line: Line) -> Iterator[Span]:
    for found in _BRACKETED.finditer(line.text):
        inside, start = found.group()[1:-1], found.start()
        before = line.text[max(0, start - len(inside)) : start]
        if 0 < len(inside) <= _GLOSS and inside != before and _simple(inside) == _simple(before):
            yield line.start + start - len(inside), line.start + found.end()


def _simple(text: str) -> str:
    return convert.convert(text, "t2s")


def is_quotation(document: Document, line: Line) -> bool:
    """Tell whether a line is a quotation as a whole: a block quote, or all of it between quotation marks."""
    if document.markdown and _QUOTE_LINE.match(line.text):
        return True
    return bool(_QUOTED.fullmatch(line.text.strip().rstrip("。，；")))


def quotations(line: Line, classes: str, script: str) -> Regions:
    """Return the quotations and titles of a line that are written in one script throughout, or in Japanese.

    ``classes`` are the letters of the whole text; offsets are those of the text.
    """
    spans = (*_spans(_QUOTED, line), *_spans(_LABEL, line))
    return Regions(
        [span for span in spans if _wholly(script, span, classes, least=2) or _japanese(classes[slice(*span)])]
    )


def mentions(line: Line, classes: str, about: Sequence[str]) -> Regions:
    """Return where traditional characters may be spoken of rather than used: 「國」, 国（國）, a line about characters.

    ``about`` are the words that make a line one about characters (繁体).
    """
    if any(word in line.text for word in about):
        return Regions([(line.start, line.end)])
    spans = (*_spans(_QUOTED, line), *_spans(_LABEL, line), *_spans(_BRACKETED, line))
    return Regions([span for span in spans if _wholly("traditional", span, classes, least=1)])


def _spans(pattern: re.Pattern[str], line: Line) -> list[Span]:
    return [(line.start + found.start(), line.start + found.end()) for found in pattern.finditer(line.text)]


def _wholly(script: str, span: Span, classes: str, least: int) -> bool:
    seen = scripts.counts(classes, *span)
    here, other = (
        (seen.traditional, seen.simplified) if script == "traditional" else (seen.simplified, seen.traditional)
    )
    return here >= least and not other


def _japanese(classes: str) -> bool:
    return "K" in classes or "J" in classes


def outside(kept: Regions, start: int, end: int) -> Iterator[Span]:
    """Yield the parts of a span that no region touches."""
    spans, at = kept.spans, start
    number = max(0, bisect_left(spans, (start, start)) - 1)  # the one before may reach into the span
    while number < len(spans) and spans[number][0] < end:
        low, high = spans[number]
        if at < low:
            yield at, low
        at, number = max(at, high), number + 1
    if at < end:
        yield at, end
