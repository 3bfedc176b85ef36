"""Readings written into the text beside its characters: 應(yīng)對(duì)氣候.

Facts: a copy-protection tool of web sites puts the reading, in half-width brackets, behind characters that differ
between the scripts; of each text it takes some of them, and those always. It takes the first reading of the character,
whatever the context (長(zhǎng)春), so any reading of it counts. A person glosses a rare character, once, as a rule in
full-width brackets; a textbook glosses every character. The document as a whole therefore decides, never one note.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from corpuslint import chars, readings, scripts
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rule import Rule
from corpuslint.source import Document
from corpuslint.typed import NamedTuple

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ\u0300\u0301\u0304\u030c"
_NOTE = re.compile(rf"[{chars.HAN}]\((?P<reading>[a-zɑɡüê{_TONED}\u0308]{{1,9}})\)(?P<broken>\?[a-zü{_TONED}]*\))?")
_TONE = re.compile(f"[{_TONED}]")


class Note(NamedTuple):
    """A character with a reading behind it, in brackets."""

    start: int
    end: int
    char: str
    reading: str
    toned: bool
    valid: bool
    """The reading is one of the character's."""
    script: str
    """The class of the character."""
    broken: bool
    """The rest of a torn note follows: damage that is not ours to tidy."""


def pinyin(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield the notes of a document that the tool wrote; the edit takes out the note and leaves the character."""
    notes = list(_notes(document.text))
    verdict = _judge(document.text, notes, rule)
    if verdict is None:
        return
    for note in notes:
        if note.valid and not note.broken and note.script in verdict.scripts:
            message = f"reading ({note.reading}) put in behind {note.char}"
            fix = replacement(note.start + 1, note.end, "", verdict.certainty, f"remove the note ({note.reading})")
            yield Finding(rule.code, note.start, note.end, message, fix)


def _notes(text: str) -> Iterator[Note]:
    for found in _NOTE.finditer(text):
        char, reading = found.group()[0], found["reading"]
        end = found.end("reading") + 1
        toned, valid = bool(_TONE.search(reading)), readings.reads(char, reading)
        yield Note(found.start(), end, char, reading, toned, valid, scripts.letters(char), bool(found["broken"]))


class Verdict(NamedTuple):
    """The tool wrote the notes behind characters of these classes (:func:`corpuslint.scripts.letters`)."""

    scripts: str
    certainty: Applicability


def _judge(text: str, notes: Sequence[Note], rule: Rule) -> Verdict | None:
    """Return how sure it is that the tool wrote the notes; ``None``: it did not."""
    options = rule.options
    toned = [note for note in notes if note.toned]
    valid = Counter(note.char for note in toned if note.valid)
    classes = scripts.letters(text)
    traditional = "T" in classes
    differing = "Tt" if traditional else "Ss"  # a text that was converted before its notes were taken out
    changed = sum(1 for note in toned if note.valid and note.script in differing)
    total = valid.total()
    if (
        total < options["least" if traditional else "least-simplified"]
        or total < options["valid"] * len(toned)
        or changed < options["changed"] * total
        or total < options["always"] * sum(text.count(char) for char in valid)
        or total > options["density"] * scripts.counts(classes).han
    ):
        return None
    repeated = sum(1 for char in valid if valid[char] > 1)
    certain = traditional and repeated >= options["repeated"]
    return Verdict(differing, Applicability.SAFE if certain else Applicability.UNSAFE)


_RUBY = re.compile(r"<ruby(?: [^<>]*)?>(?P<inside>(?:[^<]|<(?!/?ruby\b))*)</ruby>", re.IGNORECASE)
_READING = re.compile(r"<r[tp]\b[^<>]*>[^<]*(?:</r[tp]>)?|</?r(?:b|tc)\b[^<>]*>", re.IGNORECASE)


def ruby(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield ruby markup in plain text, with the text that it annotates as a suggestion."""
    if document.markdown:
        return
    for found in _RUBY.finditer(document.text):
        base = _READING.sub("", found["inside"])
        fix = replacement(*found.span(), base, Applicability.DISPLAY) if "<" not in base else None
        yield Finding(rule.code, *found.span(), f"markup of a reading over {base}", fix)
