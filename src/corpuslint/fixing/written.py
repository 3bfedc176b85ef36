"""What a fix is about to write for one file: its bytes, its manifest row and its edits."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from corpuslint import edits
from corpuslint.edits import Change
from corpuslint.finding import Applicability
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.form import NEWLINES, Form, form_of
from corpuslint.fixing.record import Edited, Row, pack
from corpuslint.fixing.replay import digest
from corpuslint.metadata import lift
from corpuslint.source import LINE_END
from corpuslint.typed import NamedTuple

CLEANED_FORM = "cleaned-form"
"""The name under which the record lists edits that only give a text its form (newlines, final newline, no mark)."""


class Item(NamedTuple):
    """A file of the corpus: where it is, its place in the corpus (relative, with ``/``), and its draft."""

    source: Path
    place: str
    draft: Draft

    @property
    def changed(self) -> bool:
        """Tell whether the file is to change."""
        return self.draft.changed and not self.draft.obstacle


class Written(NamedTuple):
    """A document as it is to be."""

    data: bytes
    """Before it is compressed, where the file is."""
    row: Row
    edited: list[Edited]

    def rows(self) -> Iterator[tuple[Row, list[Edited]]]:
        """Yield its row of the record, with its edits."""
        yield self.row, self.edited


def in_place(item: Item) -> Written:
    """Return a changed file as it is to be written in place: its own encoding, mark and newlines, unless recoded.

    Raises:
        OSError: the source cannot be read again, or is another by now.
        UnicodeEncodeError: its encoding lacks a character that a fix brought.

    """
    forms, changes, data = _in_its_form(item.draft)
    return _written(item, item.place, forms, changes, (item.draft.data(), data))


def record_of(item: Item, source: str) -> Written:
    """Return a record of a file as it is to be: as :func:`in_place`, or as it is where nothing is to change."""
    draft = item.draft
    if item.changed:
        written = in_place(item)
        return written._replace(row=written.row._replace(source=source))
    data, form = draft.data(), form_of(draft.decoded)
    return _written(item, source, (form, form), [], (data, data))


def text_of(draft: Draft) -> bytes:
    """Return the bytes of a changed text in its own form. Raises as :func:`in_place` does."""
    return _in_its_form(draft)[2]


def _in_its_form(draft: Draft) -> tuple[tuple[Form, Form], list[Change], bytes]:
    """Return the forms before and after, all changes, and the bytes after them."""
    before = form_of(draft.decoded)
    after = Form(newline=before.newline) if draft.recode else before
    changes, text = _shaped(draft, [] if after.bom else _unmarking(draft.document.text))
    return (before, after), changes, after.encode(text)


def for_corpus(item: Item, folder: Path) -> Written:
    """Return a file as the cleaned corpus in ``folder`` holds it: UTF-8, LF, a final newline.

    What must stay as it is (not certainly decoded; a rule crashed on it) is copied byte for byte.

    Raises:
        OSError: the source cannot be read again, or is another by now.

    """
    draft = item.draft
    source = source_of(item.source, folder)
    data = draft.data()
    if draft.obstacle or (not draft.changed and _has_cleaned_form(draft, data)):
        form = form_of(draft.decoded) if draft.obstacle else Form()
        return _written(item, source, (form, form), [], (data, data))
    before, text = form_of(draft.decoded), draft.document.text
    changes, shaped = _shaped(draft, [*_unmarking(text), *_shaping(text, NEWLINES[before.newline] or "\n")])
    cleaned = before.renewed(shaped, Form())
    return _written(item, source, (before, Form()), changes, (data, Form().encode(cleaned)))


def source_of(file: Path, folder: Path) -> str:
    """Return the name of a source in the record of a cleaned corpus."""
    return os.path.relpath(file.resolve(), folder.resolve()).replace(os.sep, "/")


def _has_cleaned_form(draft: Draft, data: bytes) -> bool:
    return draft.plain and b"\r" not in data and (not data or data.endswith(b"\n"))


def _shaped(draft: Draft, shaping: Sequence[Change]) -> tuple[list[Change], str]:
    """Return all changes from the source, with some that only give the text its form, and the text after them."""
    if not shaping:
        return draft.changes, draft.document.text
    text = draft.document.text
    return edits.effective(draft.source, edits.compose(draft.changes, text, shaping)), edits.apply(text, shaping)


def _unmarking(text: str) -> list[Change]:
    """Return the edit that takes U+FEFF from the head of a text, where it would be a byte order mark."""
    marks = len(text) - len(text.lstrip("\ufeff"))
    return [Change(0, marks, "", (CLEANED_FORM,), Applicability.SAFE)] if marks else []


def _shaping(text: str, newline: str) -> list[Change]:
    """Return the edits that give a text its cleaned form: one kind of newline, one at the end."""
    shaping = [
        Change(end.start(), end.end(), newline, (CLEANED_FORM,), Applicability.SAFE)
        for end in LINE_END.finditer(text)
        if end.group() != newline
    ]
    if text and not text.endswith(("\n", "\r")):
        shaping.append(Change(len(text), len(text), newline, (CLEANED_FORM,), Applicability.SAFE))
    return shaping


def _written(
    item: Item, source: str, forms: tuple[Form, Form], changes: Sequence[Change], data: tuple[bytes, bytes]
) -> Written:
    draft = item.draft
    before, after = data
    text = draft.source if changes else ""
    row = Row(
        item.place,
        source,
        draft.record,
        _status(draft, same=before == after),
        *forms,
        digest(before),
        digest(after) if after != before else digest(before),
        _original(draft, forms[0], before) if after != before else "",
        len(changes),
        dict(sorted(Counter(code for change in changes for code in change.rules).items())),
        dict(sorted(Counter(finding.code for finding in draft.findings).items())),
        _metadata(text, changes),
    )
    edited = [Edited(item.place, draft.record, change, text[change.start : change.end]) for change in changes]
    return Written(after, row, edited)


def _status(draft: Draft, *, same: bool) -> str:
    if draft.obstacle:
        return f"copied: {draft.obstacle}"
    return "unchanged" if same else "cleaned"


def _original(draft: Draft, form: Form, data: bytes) -> str:
    """Return the source, packed, where its text does not tell its bytes."""
    return "" if form.encoding == "utf-8" or form.encode(draft.source) == data else pack(data)


def _metadata(source: str, changes: Iterable[Change]) -> dict[str, list[str]]:
    """Collect what boilerplate that was taken out says of its document."""
    collected: dict[str, list[str]] = {}
    for change in changes:
        for code in change.rules:
            for key, values in lift(code, source[change.start : change.end]).items():
                known = collected.setdefault(key, [])
                known += [value for value in values if value not in known]
    return collected
