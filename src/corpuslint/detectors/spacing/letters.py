"""Text spaced out: 本 研 究 的 目 的 是.

Facts: justified text in a PDF, and what OCR reads character by character, come out with a blank behind every character.
Nothing finds a word in it any more. Titles, the characters of a list (天 地 玄 黄) and cells of a table are spaced out
on purpose, but they are short and hold no marks; corpora of a tokeniser that cuts every character look the same, so
nothing here is certain. What shows a sentence are its marks, and that its characters make words once they stand
together.
"""

from collections.abc import Iterator
from itertools import groupby

from corpuslint.chars import HAN
from corpuslint.detectors.paragraph.proof import words
from corpuslint.finding import Applicability, Edit, Finding, Fix
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document, Line

_MARKS = "，。、；：？！“”‘’（）《》「」『』…—"
_GAP = Lazy(rf"[ \t　](?<=[{HAN}{_MARKS}0-9].)[ \t　]*+(?=[{HAN}{_MARKS}0-9])")
_NUMBERS = Lazy(r"[0-9]{2}[ \t　]+[0-9]|[0-9][ \t　]+[0-9]{2}")
"""Two numbers side by side, one of which has more than one figure."""
_PAUSE = Lazy("[，。；：？！]")
_HAN = Lazy(f"[{HAN}]")
_PART = Lazy(rf"[{_MARKS}]|[^\s{_MARKS}]++")
_LATIN = Lazy("[!-~]{2,}")
"""A number or a Latin word, which stands together in either kind of text."""
_STRETCH = Lazy(rf"[{HAN}](?:[ \t　]{{1,2}}[{HAN}]){{4}}")
"""Five in a row; names between marks (张 三 ， 李 四) have fewer."""


def spaced_out(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield one finding for each run of lines that are spaced out, one of them a sentence; its fix joins them."""
    lines = (line for line in document.lines if not line.blank)
    for spaced, group in groupby(lines, lambda line: _is_spaced_out(line.text, rule)):
        run = list(group) if spaced else []
        if any(_is_sentence(line.text, rule) for line in run):
            yield _finding(run, rule)


def _is_spaced_out(text: str, rule: Rule) -> bool:
    """Tell whether nearly all characters of a line stand alone."""
    parts = _parts(text) if len(text) <= rule.options["max-line"] else []
    single = sum(len(part) == 1 for part in parts)
    return bool(single >= max(rule.options["min-title"], rule.options["share"] * len(parts)))


def _is_sentence(text: str, rule: Rule) -> bool:
    """Tell whether a line that is spaced out has marks, and its characters make words once they stand together."""
    options = rule.options
    parts = _parts(text)
    if len(parts) < options["min-characters"] or not _PAUSE.search(text) or not _STRETCH.search(text):
        return False
    joined = "".join(part for part in parts if _HAN.match(part))
    known = sum(len(word) for word in words(joined) if len(word) > 1)
    return bool(known >= options["words"] * len(joined))


def _parts(text: str) -> list[str]:
    """Return what stands between blanks and marks, and the marks; numbers and Latin words tell nothing."""
    return [part for part in _PART.findall(text) if not _LATIN.fullmatch(part)]


def _finding(run: list[Line], rule: Rule) -> Finding:
    edits = tuple(Edit(start, end, "") for line in run for start, end in _gaps(line))
    message = "text spaced out: a blank behind every character"
    fix = Fix(Applicability(rule.safety), "take the blanks out", edits, independent=True)
    return Finding(rule.code, edits[0].start, edits[-1].end, message, fix)


def _gaps(line: Line) -> Iterator[tuple[int, int]]:
    """Yield the blanks between characters, marks and figures; those beside Latin words and between numbers stay."""
    for found in _GAP.finditer(line.text):
        start, end = found.span()
        if not _NUMBERS.search(line.text[max(0, start - 2) : end + 2]):
            yield line.start + start, line.start + end
