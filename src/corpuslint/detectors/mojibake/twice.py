"""Text that was decoded wrongly twice.

Facts: the outer layer is UTF-8 (a file was saved as UTF-8 with its mojibake and read wrongly again), so it checks
itself and is undone without asking whether Chinese comes out; the inner layer is then judged as any other. Undoing
the outer layer alone would leave text that a later step takes for something else: ``ÂµÃ„`` is µÄ, which is 的 in GBK,
not Greek.

Options: ``outer``, the codecs as which the UTF-8 was read; ``seen`` and ``real``, the inner paths; ``bits``, their
threshold.
"""

from collections.abc import Iterator

from corpuslint.detectors.mojibake.decoded import of_run, wanted
from corpuslint.detectors.mojibake.evidence import plain_costs
from corpuslint.detectors.mojibake.paths import Path, encoder
from corpuslint.detectors.mojibake.reading import best_reading, strict
from corpuslint.detectors.mojibake.repair import Search, suspicious, with_neighbours
from corpuslint.detectors.mojibake.runs import runs, without_runs
from corpuslint.detectors.mojibake.spoken import settled
from corpuslint.detectors.mojibake.step import in_step
from corpuslint.detectors.mojibake.viterbi import Segment, trimmed
from corpuslint.detectors.mojibake.windows import LONGEST, Hot, wider, windows
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document


def decoded_twice(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield a finding for each stretch that reads as Chinese after two layers are undone."""
    inner = wanted(rule)
    for run in runs(document.text):
        if run.outer:
            path = f"wrongly decoded twice: {run.path}, and that as {run.outer}"
            yield settled(document, of_run(run, rule, path))
    done, text = 0, without_runs(document.text)
    for near in windows(text, inner.hot):
        if near.start < done:
            continue
        window = next((piece for piece in wider(text, near, LONGEST) if piece.end > near.start), near)
        done = window.end
        for start, stretch in _stretches(window.text, rule.options["outer"], inner.hot):
            read_twice = _undone(stretch, rule.options["outer"], inner)
            if read_twice is not None:
                segment, message = read_twice
                at = window.start + start
                span = at + segment.start, at + segment.end
                level = Applicability.SAFE if segment.exact else Applicability.UNSAFE
                found = Finding(rule.code, *span, message, replacement(*span, segment.content, level))
                yield settled(document, found)
                break


def _stretches(text: str, outer: list[str], hot: Hot) -> Iterator[tuple[int, str]]:
    """Yield the longest run of characters around the first suspicious place that a reader can have produced."""
    place = next(hot.places(text), None)
    if place is None:
        return
    for codec in outer:
        table = encoder(codec)
        start, end = place
        while start and (text[start - 1] < "\x80" or table[text[start - 1]]):
            start -= 1
        while end < len(text) and (text[end] < "\x80" or table[text[end]]):
            end += 1
        yield start, text[start:end]


def _undone(text: str, outer: list[str], inner: Search) -> tuple[Segment, str] | None:
    for codec in outer:
        layer = Path(codec, "utf-8")
        middle = strict(text, layer)
        if not middle or middle == text:
            continue
        found = _inner(middle, inner)
        if found is not None:
            content, path, exact = found
            message = f"wrongly decoded twice: {path}, and that as {layer}; reads as {content.strip()[:40]}"
            return trimmed(text, Segment(0, len(text), content, 0.0, exact)), message
    return None


def _inner(middle: str, inner: Search) -> tuple[str, Path, bool] | None:
    """Return what a text says along the best inner path, the path, and whether every byte was there."""
    plain = plain_costs(middle)
    reading = best_reading(middle, inner.paths, plain, inner.threshold)
    if reading is None:
        return None
    path, segments = reading.path, with_neighbours(middle, reading, plain)
    exact = all(segment.exact for segment in segments) and not suspicious(middle, segments, path, inner.hot)
    exact = exact and all(in_step(segment.content, path.real) for segment in segments)
    pieces: list[str] = []
    at = 0
    for segment in segments:
        pieces += (middle[at : segment.start], segment.content)
        at = segment.end
    content = "".join([*pieces, middle[at:]])
    return content, path, exact and not inner.hot.search(content)
