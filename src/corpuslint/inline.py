r"""Regions that lie within one line each, so that a line alone shows them: addresses, paths, templates, emoticons.

Facts: a path may hold Han (wiki/网页), and ends at white space or a mark; so may an address (RFC 3987), but prose may
stand right behind one, too. ``\b`` is useless beside Han, which are word characters; boundaries are spelled out.

Python's ``re`` leaps to the next place where a pattern can match if it begins with a character or a class, and tries
every place if it begins with a look behind. So what is looked behind for stands behind the first character here, or a
pattern is tried only in lines that have a mark which it needs.
"""

import re
from collections.abc import Callable, Iterator

from corpuslint.lazy import Lazy

Span = tuple[int, int]
Finder = Callable[[str], Iterator[Span]]

_WRITTEN = (
    r"[^\s\x00-\x7f\u00b7\u2014\u2018-\u201d\u2026\u3000-\u3004\u3008-\u3011\u3014-\u301f"
    r"\uff01-\uff0f\uff1a-\uff20\uff3b-\uff65]"
)
"""What a name is written with beyond ASCII: neither blanks nor marks."""
_EXTENSION = (
    r"\.(?:txt|docx?|xlsx?|pptx?|pdf|s?html?|md|csv|json|xml|jpe?g|png|gif|svg|zip|rar|mp[34]|exe|py|js|css|php|aspx?)"
)
# An address goes on beyond ASCII behind what divides its parts, or where a part is to come: 2008年/index.html.
_BEYOND = (
    rf"(?:(?:(?<=[/=_#-])|(?={_WRITTEN}{{1,40}}+[\w.-]{{0,40}}(?:/|{_EXTENSION}\b)))"
    rf"{_WRITTEN}++[#-+\--9=?-Z\[\]_a-z~]*+)*+"
)
_URL = Lazy(
    rf"[:wW](?:(?:(?<=http:)|(?<=https:)|(?<=ftp:))//(?:[!#-;=?-Z\[\]_a-z~]++|(?={_WRITTEN}{{1,40}}+\.)){_BEYOND}"
    rf"|(?<=w)(?<![@A-Za-z0-9.]w)ww\.[A-Za-z0-9.-]++(?:/[!#-;=?-Z_a-z~]*+{_BEYOND})?)",
    re.IGNORECASE | re.ASCII,
)
_SCHEME = Lazy(r"(?:https?|ftp)\Z", re.IGNORECASE | re.ASCII)
_EMAIL = Lazy(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]++@[A-Za-z0-9-]++(?:\.[A-Za-z0-9-]++)+", re.ASCII)
_WIKI_LINK = Lazy(r"!?\[\[[^\[\]\r\n]+\]\]")
_TEMPLATE = Lazy(r"\{\{[^{}\r\n]*\}\}|\{%[^%\r\n]*%\}|\$\{[^{}\r\n]*\}|%\w{1,20}%|\$[A-Za-z0-9_]+")
_PATH = Lazy(
    r"[A-Za-z0-9_.~-](?:(?<![A-Za-z0-9_.~-]{2})[A-Za-z0-9_.~-]*+"
    r"(?:[/\\#]|(?:(?<=http)|(?<=https)|(?<=ftp)):(?=//))[\w.~%#/\\=&?+@○◯-]*"
    r"|(?<=[A-Za-z0-9_-])(?<![A-Za-z0-9_-]{2})[A-Za-z0-9_-]*\.(?:[A-Za-z][A-Za-z0-9]{1,4})(?![A-Za-z0-9]))"
)
_ENDING = rf"[\u4e00-\u9fff〇○◯]{_EXTENSION}"
_FILE = Lazy(rf"(?<![\w/\\○◯-])[\w/\\○◯-]{{0,120}}{_ENDING}(?![A-Za-z0-9])")
_ROOTED = Lazy(
    r"[A-Za-z~./\\](?:(?<![A-Za-z0-9].):[/\\]|(?<=[~.])(?<![\w.].)\.?[/\\]"
    r"|(?<=/)(?<![\w./~*:<].)(?=[A-Za-z0-9_.-]+/)|(?<=\\)(?<![\w\\].)\\(?=[A-Za-z0-9_.-]+\\))[\w.~/\\○◯-]*"
)
_EMOTICON = Lazy(
    r"[:;=xX^TQ>（(](?:(?<=[:;=])(?<![0-9A-Za-z:;(（].)[-'^o]?(?:[)DP]+(?![0-9A-Za-z])|\(+(?=[\s。，！？!,]|\Z))"
    r"|(?<=[xX])(?<![0-9A-Za-z:;(（].)D+(?![0-9A-Za-z])|(?<=\^)_+\^|(?<=[TQ])_+[TQ]|(?<=>)_+<"
    r"|(?<=[（(])[^()（）\r\n]{0,3}(?:[・ω∀Д≧≦￣╯╰︿▽◕ヮಠʘㅂ゜⊙]|[-^>TQ=]_+[-^<TQ=])[^()（）\r\n]{0,12}[)）])"
)
_LINE_END = Lazy(r"[\r\n]")


def matches(pattern: Lazy) -> Finder:
    """Return the finder of a pattern."""
    return lambda text: (match.span() for match in pattern.finditer(text))


def in_lines(pattern: Lazy, marks: Lazy, text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of a pattern that matches only within a line in which a mark stands."""
    at = 0
    while found := marks.search(text, at):
        start = max(text.rfind("\n", at, found.start()), text.rfind("\r", at, found.start()), at - 1) + 1
        behind = _LINE_END.search(text, found.end())
        at = behind.start() if behind else len(text)
        yield from pattern.finditer(text, start, at)


def _in_lines(pattern: Lazy, mark: str) -> Finder:
    marks = Lazy(mark)
    return lambda text: (match.span() for match in in_lines(pattern, marks, text))


def _urls(text: str) -> Iterator[Span]:
    for match in _URL.finditer(text):
        scheme = _SCHEME.search(text, max(0, match.start() - 5), match.start()) if match.group()[0] == ":" else None
        yield scheme.start() if scheme else match.start(), match.end()


def files(text: str) -> Iterator[Span]:
    """Yield what can be nothing but the name of a file: it has an extension, or starts at a drive or at the root."""
    yield from _in_lines(_FILE, _ENDING)(text)
    yield from _in_lines(_ROOTED, r"[/\\]")(text)


def _paths(text: str) -> Iterator[Span]:
    yield from _in_lines(_PATH, r"[/\\#.]")(text)
    yield from files(text)


FINDERS: dict[str, Finder] = {
    "url": _urls,
    "email": _in_lines(_EMAIL, "@"),
    "wiki-link": _in_lines(_WIKI_LINK, r"\[\["),
    "template": matches(_TEMPLATE),
    "path": _paths,
    "emoticon": matches(_EMOTICON),
}
"""Kind → what finds its regions in a text."""
