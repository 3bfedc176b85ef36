"""Half-width marks in Chinese text: ``, ; : ? !`` where ， ； ： ？ ！ belong.

Facts: GB/T 15834-2011, 5.1: in horizontal Chinese text the marks 。，、；：！？ take the place of one character:
they are full-width; a half-width mark belongs to Latin words and numbers (U+002C, U+003B, U+003A, U+003F, U+0021; their
full-width forms are U+FF0C, U+FF1B, U+FF1A, U+FF1F, U+FF01). In Japanese and Korean text other rules hold, so kana and
hangul end our competence. What a mark is follows from both its neighbours; whether it is a fault for certain follows
from the line (does it use full-width marks itself?) and from the habit of the document.

A ``?`` between Han often stands for a character that a conversion lost, so it counts as a question mark only where the
clause asks a question. A mark may also be spoken about (用,分隔) or be part of a ratio, a wiki address or a short code.
"""

import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.detectors.rows import by_row, in_a_name
from corpuslint.detectors.structured import is_argument, is_structured
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
"""Half-width marks and their full-width forms."""
WIDE_MARKS = "，。；：？！、"
"""The full-width marks by which a line or a document shows its habit."""
CLOSERS = "”’》〉）】」』…"
OPENERS = "“‘《〈（【「『"

_LEFT = Lazy(f"[{chars.HAN}{CLOSERS}]")
_RIGHT = Lazy(f"[{chars.HAN}{OPENERS}{CLOSERS}]")
# What stands before the mark is looked at behind it, so that the engine of `re` can leap from mark to mark.
_MARK = Lazy(
    rf"[,;:?!](?:(?<=[{chars.HAN}{CLOSERS}].)(?:(?<=[,;:])(?![,;:])|(?<=[?!])[?!]*)"
    rf"|(?<=[0-9A-Za-z%)℃°],)(?=[{chars.HAN}{OPENERS}]))(?P<gap>[ \t]*)"
)
_OTHER_SCRIPT = Lazy(f"[{chars.KANA}{chars.HANGUL}]")
_HAN_RUN = Lazy(f"[{chars.HAN}]+")
_QUOTED = Lazy(f'"[{chars.HAN}]')
_NUMERAL = Lazy("[〇零一二三四五六七八九十百两]")
_WIDE_MARK = Lazy(f"[{WIDE_MARKS}]")
_FIELDS = Lazy(r"^[^，。！？；,]{0,8},[^，。！？；,]{0,8},|,,|[。！？；\"],|,\"")
_CLAUSE = Lazy(r"[^，。；：？！,;!?\r\n]{0,80}\Z")
_SHORT_CODE = Lazy(r":[0-9a-z_+-]+:")
_OPEN_BRACKET = Lazy(r"[(\[{][^()\[\]{}\r\n]{0,60}\Z")
_QUOTES = "”’"
_ENDED = Lazy("[。！？!?…][”’」』]")
_LATIN = Lazy("[0-9A-Za-z.!?]")
_END = ("", "\n", "\r")


class _Site(NamedTuple):
    """A mark and what its line and its document say about it."""

    match: re.Match[str]
    prose: bool
    """The line has full-width marks."""
    tabular: bool
    """The line may be a row of comma-separated values."""
    habit: bool
    """Nearly all marks of the document are full-width."""
    about: bool
    """The line is about marks."""

    @property
    def text(self) -> str:
        return self.match.string

    @property
    def mark(self) -> str:
        return self.match.group().rstrip()

    @property
    def before(self) -> str:
        return self.text[self.match.start() - 1]

    @property
    def after(self) -> str:
        """The next character behind mark and white space; empty at the end of the text."""
        return self.text[self.match.end() : self.match.end() + 1]

    @property
    def spaced(self) -> bool:
        """Tell whether white space inside the line follows the mark."""
        return bool(self.match["gap"]) and self.after not in _END


def marks(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield half-width ``, ; : ? !`` beside Han, with a fix to the full-width mark."""
    found = list(_MARK.finditer(document.text))
    if not found or not _chinese(document.text, rule):
        return
    habit = _wide_habit(document.text, len(found), rule)
    for row, group in by_row(document, found):
        line = document.lines[row].text
        if _OTHER_SCRIPT.search(line) or re.search(rule.options["reference"], line) or is_structured(document, row):
            continue
        prose, tabular = bool(_WIDE_MARK.search(line)), _tabular(document, row)
        about = bool(re.search(rule.options["about-marks"], line))
        for match in group:
            site = _Site(match, prose, tabular, habit, about)
            trust = _trust(site, rule)
            if trust:
                yield _finding(site, trust, rule)


def _chinese(text: str, rule: Rule) -> bool:
    if not _OTHER_SCRIPT.search(text):
        return True
    han, other = sum(map(len, _HAN_RUN.findall(text))), len(_OTHER_SCRIPT.findall(text))
    return bool(other <= rule.options["other-script-share"] * han)


def _wide_habit(text: str, half: int, rule: Rule) -> bool:
    wide = sum(map(text.count, WIDE_MARKS))
    return bool(wide >= rule.options["habit-marks"] and wide >= rule.options["habit-share"] * (wide + half))


def _tabular(document: Document, row: int) -> bool:
    """Tell whether the line may be a row of comma-separated values: it looks like one, or like its neighbours."""
    if _FIELDS.search(document.lines[row].text):
        return True
    first = max(min(row - 2, len(document.lines) - 5), 0)
    counts = [_commas(line.text) for line in document.lines[first : first + 5] if not line.blank]
    return counts.count(_commas(document.lines[row].text)) >= 3


def _commas(text: str) -> int:
    """Return how many commas of both widths there are: a row stays one when its neighbours have been fixed."""
    return text.count(",") + text.count("，")


def _trust(site: _Site, rule: Rule) -> Applicability | None:
    """Return how far the fix of one mark can be trusted; ``None`` where the mark is no fault."""
    if _means_something_else(site, rule):
        return None
    if not (_LEFT.match(site.before) and _goes_on_in_chinese(site)):
        return Applicability.UNSAFE if site.prose or (site.habit and _LEFT.match(site.before)) else None
    if site.spaced or len(site.mark) > 1 or (site.mark == "," and site.tabular) or _behind_an_end(site):
        return Applicability.UNSAFE
    if site.mark == "?" and not _surely_asks(site, rule):
        return Applicability.UNSAFE
    doubtful = _perhaps_spoken_of(site, rule) or in_a_name(site.text, *site.match.span())
    return Applicability.SAFE if _proved(site, rule) and not doubtful else Applicability.UNSAFE


def _behind_an_end(site: _Site) -> bool:
    """Tell whether the sentence has ended in front of the mark, within a quotation: it may be left over."""
    return bool(_ENDED.match(site.text, max(0, site.match.start() - 2)))


def _perhaps_spoken_of(site: _Site, rule: Rule) -> bool:
    """Tell whether words beside a mark may be about it: 以:分割, or a clause that would end in "and"."""
    start, end = site.match.span()
    joint = re.search(rule.options["joint-before"], site.text[max(0, start - 2) : start])
    return bool(site.about or joint or re.match(rule.options["spoken-of-after"], site.text[end : end + 4]))


def _goes_on_in_chinese(site: _Site) -> bool:
    end = site.match.end()
    return site.after in _END or bool(_RIGHT.match(site.after) or _QUOTED.match(site.text, end))


def _proved(site: _Site, rule: Rule) -> bool:
    """Tell whether line or document show that the mark stands in full-width text and not behind a key."""
    if site.prose:
        return True
    long: int = rule.options["key-length"]
    start = site.match.start()
    behind_phrase = start >= long and not re.search(r"[\r\n]", site.text[start - long : start])
    return site.habit and (site.mark != ":" or behind_phrase)


def _means_something_else(site: _Site, rule: Rule) -> bool:
    start, text = site.match.start(), site.text
    if re.search(rule.options["spoken-of-before"], text[max(0, start - 4) : start]):
        return True
    if site.before in _QUOTES and _LATIN.match(text[start - 2 : start - 1]) and _LATIN.match(site.after):
        return True  # a quotation in Latin text
    if site.spaced and _OPEN_BRACKET.search(text, max(0, start - 61), start):
        return True  # an argument or a coordinate
    if site.mark in (",", ";") and is_argument(text, *site.match.span()):
        return True
    if site.mark == ":":
        ratio = _NUMERAL.match(site.before) and _NUMERAL.match(site.after)
        namespace = text.endswith(tuple(rule.options["namespaces"]), 0, start)
        return bool(ratio or namespace or site.after in ("/", ":", ")", "(", "-") or _SHORT_CODE.match(text, start))
    return "?" in site.mark and site.after not in _END and not _asks(site, rule)


def _asks(site: _Site, rule: Rule) -> bool:
    """Tell whether a ``?`` stands behind a particle that ends a question, or behind a clause that asks something."""
    clause = _CLAUSE.search(site.text, max(0, site.match.start() - 80), site.match.start())
    return bool(clause and re.search(rule.options["interrogatives"], clause.group()))


def _surely_asks(site: _Site, rule: Rule) -> bool:
    """Tell whether no lost character can stand behind a ``?``: a particle comes before, or the sentence ends."""
    last = site.after in _END or site.after in CLOSERS
    return site.before in rule.options["particles"] or (last and _asks(site, rule))


def _finding(site: _Site, trust: Applicability, rule: Rule) -> Finding:
    wide = "".join(WIDE[char] for char in site.mark)
    # What ends a line keeps its white space: that is for another rule to judge.
    start = site.match.start()
    end = site.match.end() if site.spaced else start + len(wide)
    fix = Fix(trust, f"replace by {wide!r}", (Edit(start, end, wide),))
    return Finding(rule.code, start, end, f"half-width {site.mark!r} in Chinese text", fix)
