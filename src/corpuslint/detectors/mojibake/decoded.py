"""Findings of text that was decoded along a wrong path.

Options: ``seen`` and ``real``, the codecs that a page looks for; ``bits``, the threshold T; ``shifted``, whether the
bytes are one out of step; ``doubtful``, readers that map several bytes to one character, so that their inverse is not
certain (a reading is at most unsafe, and only shown if the encoding does not check itself); ``lossy``, readers that
lack pairs so usual that some may have been dropped anywhere in a text of more than ``short`` characters (at most
unsafe there); ``left``, how many characters must be left of text that is lost for a path to be named. Where to look is
what the page's triggers find.
"""

from collections.abc import Iterator, Sized
from functools import cache

from corpuslint.decoding import scorer
from corpuslint.detectors.mojibake.paths import Path, encoder
from corpuslint.detectors.mojibake.repair import Repair, Search, repairs
from corpuslint.detectors.mojibake.runs import Run, runs, without_runs
from corpuslint.detectors.mojibake.shift import pair
from corpuslint.detectors.mojibake.skeleton import skeletons
from corpuslint.detectors.mojibake.spoken import settled
from corpuslint.detectors.mojibake.windows import Hot
from corpuslint.finding import Applicability, Finding, Fix, replacement
from corpuslint.regions import Regions
from corpuslint.rule import Rule
from corpuslint.source import Document

_LIKELY = 24.0
"""Bits of two characters that are no chance."""
_MARKED = "\ufffd marks what is lost"
_SHOWN = 40
"""Characters of the reading that a message shows."""


def hot(rule: Rule) -> Hot:
    """Return the page's triggers as patterns over text."""
    return _compiled(rule.triggers)


@cache
def _compiled(triggers: tuple[str, ...]) -> Hot:
    return Hot(triggers)


def wanted(rule: Rule) -> Search:
    """Return what a page looks for."""
    shifted = rule.options.get("shifted", False)
    paths = tuple(Path(seen, real, shifted) for real in rule.options["real"] for seen in rule.options["seen"])
    return Search(hot(rule), paths, rule.options["bits"])


def wrong_path(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each stretch that reads as Chinese along one of the page's paths."""
    search = wanted(rule)
    whole_lines = (run for run in runs(document.text) if run.path in search.paths and not run.outer)
    yield from (settled(document, of_run(run, rule, str(run.path))) for run in whole_lines)
    text = without_runs(document.text)
    found = repairs(text, search)
    for repair in found:
        whole = _with_stripped(text, repair) if repair.path.shifted else repair
        yield settled(document, _finding(whole, rule))
    if rule.options.get("left"):
        repaired = Regions([repair.segment[:2] for repair in found])
        for start, end, reader in skeletons(text, rule.options["seen"], rule.options["left"]):
            if not repaired.touch(start, end):
                yield Finding(rule.code, start, end, f"{Path(reader, 'utf-8')}; most of it is lost")


def _with_stripped(text: str, repair: Repair) -> Repair:
    """Take in the ASCII character before a segment, if with its top bit set it is the lead byte that is missing.

    Mail gateways of seven bits left such text: 我 is CE D2, ``N`` is 4E.
    """
    segment = repair.segment
    before = text[segment.start - 1 : segment.start]
    if not "A" <= before <= "~" or not segment.content.startswith("\ufffd"):
        return repair
    torn = encoder("gb18030")[text[segment.start]]  # private use has two bytes here, and none in Python's gbk
    char = pair(ord(before) | 0x80, torn[0]) if torn else ""
    if not char or scorer.bits(char + segment.content[1:2]) > _LIKELY:
        return repair
    return repair._replace(segment=segment._replace(start=segment.start - 1, content=char + segment.content[1:]))


def of_run(run: Run, rule: Rule, path: str) -> Finding:
    """Return one finding for lines that are all wrong in the same way (``path`` says how); each is an edit."""
    start, end = run.spans[0][0], run.spans[-1][1]
    if not run.edits:
        return Finding(rule.code, start, end, f"{path}; most is lost ({_counted(run.lost)}): fetch the source again")
    message = f"{path}; reads as {_shortened(run.edits[0].content)}"
    if len(run.edits) > 1:
        message += f" ({_counted(run.edits)})"
    if not run.exact:
        message += _inferred(run.inferred) + f"; {_MARKED}"
    if run.lost:
        message += f", and most of {_counted(run.lost)} more: fetch the source again"
    fix = Fix(_trusted(run.path, rule, end - start, exact=run.exact), path, run.edits, independent=True)
    return Finding(rule.code, start, end, message, fix)


def _inferred(characters: int) -> str:
    """Return what a message says of characters that are next to certain, though bytes of them are lost."""
    return f"; {characters} inferred from the bytes that are left" if characters else ""


def _counted(lines: Sized) -> str:
    return "1 line" if len(lines) == 1 else f"{len(lines)} lines"


def _trusted(path: Path, rule: Rule, size: int, *, exact: bool) -> Applicability:
    """Return how far a reading of ``size`` code points is to be trusted."""
    if path.seen in rule.options.get("lossy", ()) and size > rule.options["short"]:
        return Applicability.UNSAFE
    if path.seen in rule.options.get("doubtful", ()):
        return Applicability.UNSAFE if path.real == "utf-8" else Applicability.DISPLAY
    return Applicability.SAFE if exact else Applicability.UNSAFE


def _shortened(content: str) -> str:
    return content if len(content) <= _SHOWN else content[:_SHOWN] + "…"


def _finding(repair: Repair, rule: Rule) -> Finding:
    start, end, content, _, exact, inferred = repair.segment
    message = f"{repair.path}; reads as {_shortened(content)}"
    if repair.rival is not None:
        message += f" (or else {repair.rival})"
    message += _inferred(inferred)
    if "\ufffd" in content:
        message += f"; {_MARKED}"
    level = _trusted(repair.path, rule, len(content), exact=exact)
    return Finding(rule.code, start, end, message, replacement(start, end, content, level, str(repair.path)))
