"""Documents and passages that are the same, or nearly.

Facts: the resemblance of two texts is the share of their shingles (runs of ``shingle`` characters) that both have; of
two sets, the smallest values under random hash functions agree as often as the sets resemble each other (Broder,
1997, "On the resemblance and containment of documents"). Chinese has no spaces, so shingles are of characters. Short
texts have few shingles and agree by accident of a common formula; below ``min-length`` nothing is judged, and a text
without shingles has no signature, rather than one that equals that of every other such text.

A signature is 64 smallest values, one byte of each kept, in 16 bands of four; texts that share a band are compared by
all 64. With a resemblance of 0.8 two texts share a band in 99.98 % of cases, with 0.3 in 12 %.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b

from corpuslint.facts import ALONE, CorpusDetector, Facts, Place, Sighting, Tally
from corpuslint.finding import Finding
from corpuslint.policy import Policy
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import Any, NamedTuple

_NO_WORD = re.compile(r"[\W_]+")
_HASHES, _BAND = 64, 4
_CHUNK = 1 << 20
"""Characters hashed at a time, so that a document of any size needs the same memory."""


class Unit(NamedTuple):
    """What is compared: a whole document, or a paragraph of it."""

    start: int
    end: int
    signature: bytes


def folded(text: str) -> str:
    """Return a text as it is compared: compatibility forms, white space, marks and case are no matter."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text)).casefold()


def signature(text: str, shingle: int) -> bytes:
    """Return the signature of a folded text: 64 bytes; empty if it has no shingle."""
    import numpy as np  # noqa: PLC0415 (80 ms)

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < shingle:
        return b""
    factors, offsets = _functions()
    smallest = np.full(_HASHES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(codes) - shingle + 1, _CHUNK):
        part = codes[start : start + _CHUNK + shingle - 1]
        hashes = np.zeros(len(part) - shingle + 1, dtype=np.uint64)
        for place in range(shingle):
            hashes = hashes * np.uint64(0x100000001B3) + part[place : place + len(hashes)]
        hashes ^= hashes >> np.uint64(29)
        for number in range(_HASHES):
            mixed = hashes * factors[number] + offsets[number]
            smallest[number] = min(smallest[number], (mixed ^ (mixed >> np.uint64(32))).min())
    return bytes((smallest >> np.uint64(5)).astype(np.uint8))


@lru_cache(maxsize=1)
def _functions() -> Any:
    """Return the hash functions: odd factors and offsets, the same on every machine."""
    import numpy as np  # noqa: PLC0415 (as above)

    raw = b"".join(blake2b(bytes([number]), digest_size=16).digest() for number in range(_HASHES))
    numbers = np.frombuffer(raw, dtype="<u8").astype(np.uint64)
    return numbers[0::2] | np.uint64(1), numbers[1::2]


def resemblance(one: bytes, other: bytes) -> float:
    """Return the estimated resemblance of two texts by their signatures; a byte agrees by chance once in 256 times."""
    agree = sum(a == b for a, b in zip(one, other, strict=True)) / _HASHES
    return max(0.0, (agree - 1 / 256) / (1 - 1 / 256))


def _bands(unit: Unit) -> Iterator[str]:
    for start in range(0, _HASHES, _BAND):
        yield f"{start:02}{unit.signature[start : start + _BAND].hex()}"


@lru_cache(maxsize=8)
def _units(document: Document, shingle: int, least: int, *, paragraphs: bool) -> tuple[Unit, ...]:
    """Return what of a document is compared, with signatures."""
    spans = [(line.start, line.end) for line in document.lines] if paragraphs else [(0, len(document.text))]
    found: list[Unit] = []
    for start, end in spans:
        if end - start >= least:
            text = folded(document.text[start:end])
            if len(text) >= least:
                found.append(Unit(start, end, signature(text, shingle)))
    return tuple(found)


def _units_for(document: Document, rule: Rule) -> tuple[Unit, ...]:
    options = rule.options
    return _units(document, options["shingle"], options["min-length"], paragraphs=options["paragraphs"])


def _collect(document: Document, rule: Rule) -> Iterator[Sighting]:
    for unit in _units_for(document, rule):
        for band in _bands(unit):
            yield Sighting(band, unit.signature.hex(), unit.start)


class Known(NamedTuple):
    """A signature that stands in a corpus, where first, and how often."""

    signature: bytes
    first: Place
    times: int


def _decide(facts: Facts, _rule: Rule, _policy: Policy) -> dict[str, list[Known]]:
    """Return, for each band that several texts share, their signatures and where each first stands."""
    return {
        band: [Known(bytes.fromhex(form), tally.first, tally.occurrences) for form, tally in forms.items()]
        for band, forms in facts.items()
        if sum(tally.occurrences for tally in forms.values()) > 1
    }


def _check(document: Document, rule: Rule, decided: Any) -> Iterator[Finding]:
    for unit in _units_for(document, rule):
        here = Place(document.path, document.record or 0, document.row(unit.start))
        others = {
            known for band in _bands(unit) for known in decided.get(band, ()) if known.first != here or known.times > 1
        }
        if not others:
            continue
        # The most alike, of these the first in the corpus.
        close, known = min(((-resemblance(unit.signature, other.signature), other) for other in others), key=_rank)
        if -close >= rule.options["min-resemblance"]:
            where = f"one further on ({known.times} in all)" if known.first == here else str(known.first)
            yield Finding(rule.code, unit.start, unit.end, f"about {-close:.0%} the same as {where}")


def _rank(pair: tuple[float, Known]) -> tuple[float, Place]:
    return pair[0], pair[1].first


similar = CorpusDetector(_collect, _check, _decide, frame=ALONE, least=lambda _rule: 2)
"""Finds documents, or paragraphs, that resemble another one of the corpus."""


def _identity(document: Document, rule: Rule) -> str:
    text = folded(document.text)
    enough = len(text) >= rule.options["min-length"]
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest() if enough else ""


def _collect_same(document: Document, rule: Rule) -> Iterator[Sighting]:
    identity = _identity(document, rule)
    if identity:
        yield Sighting(identity, "", 0)


def _decide_same(facts: Facts, _rule: Rule, _policy: Policy) -> dict[str, Tally]:
    return {identity: forms[""] for identity, forms in facts.items() if forms[""].documents > 1}


def _check_same(document: Document, rule: Rule, decided: Any) -> Iterator[Finding]:
    tally = decided.get(_identity(document, rule))
    if tally:
        first = tally.first == Place(document.path, document.record or 0, 1)
        message = (
            f"the first of {tally.documents} documents with the same text"
            if first
            else f"the same text as {tally.first}"
        )
        yield Finding(rule.code, 0, len(document.text), message)


same = CorpusDetector(_collect_same, _check_same, _decide_same, frame=ALONE, least=lambda _rule: 2)
"""Finds documents whose text, white space and marks aside, another document has."""
