"""Files of records in a fix: only the records that matter are drafts; what the others count as is kept as a sum.

The record of a fix has a row for the file itself, whose hashes are of its content, and one for each of its documents
that was changed, has findings left or cannot be fixed. All others are in it as they were in the source.
"""

import errno
import os
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path

from corpuslint.containers import Sink, digest, documents, pieces, rewrite
from corpuslint.containers.jsonl import Swap, token_of
from corpuslint.containers.streams import is_packed, open_regular, packing
from corpuslint.facts import Facts, merge
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.form import Form
from corpuslint.fixing.record import Edited, Row, pack
from corpuslint.fixing.written import Item, record_of, text_of
from corpuslint.ruleset import Ruleset
from corpuslint.source import Raw
from corpuslint.spooling.store import Store
from corpuslint.typed import IO, NamedTuple


class Box:
    """A file of records: where it is, its place in the corpus, and the drafts of the records that matter.

    Args:
        source: the file.
        names: its path as people read it, and relative to the folder of the corpus, with ``/``.
        field: that of the text in a record.
        ruleset: the rules to apply.
        store: where texts are put away.

    """

    def __init__(self, source: Path, names: tuple[str, str], field: str, ruleset: Ruleset, store: Store) -> None:
        self.source, self.field = source, field
        self.shown, self.place = names
        self.drafts: list[Draft] = []
        self.documents = 0
        self.counted: dict[str, Facts] = {}
        self.ruleset, self._store = ruleset, store

    def take(self, draft: Draft, data: bytes) -> None:
        """Add a record that matters."""
        self.drafts.append(draft)
        draft.reread_by(partial(self._store.read, *self._store.keep(data)))
        draft.release(self._store)

    def count(self, counted: dict[str, Facts]) -> None:
        """Add what records count as that do not matter."""
        for code, facts in counted.items():
            merge(self.counted.setdefault(code, {}), facts)

    def wake(self, codes: frozenset[str]) -> list[Draft]:
        """Return the records as drafts that some rules counted; they matter from now on."""
        if codes.isdisjoint(self.counted):
            return []
        known = {draft.record for draft in self.drafts}
        before = len(known)
        self.counted = {}
        for raw in self._documents():
            if raw.record in known:
                continue
            draft = Draft(raw, self.ruleset)
            if codes.isdisjoint(draft.counted):
                self.count(draft.counted)
            else:
                self.take(draft, raw.data)
        woken = self.drafts[before:]
        self.drafts.sort(key=lambda draft: draft.record or 0)
        return woken

    def _documents(self) -> Iterator[Raw]:
        for piece in pieces(self.source, self.shown):
            yield from (each for each in documents(piece, self.field) if isinstance(each, Raw))

    def changing(self) -> Iterator[Draft]:
        """Yield the records that are to change."""
        for draft in self.drafts:
            if not draft.obstacle and draft.changed:
                yield draft
            draft.release(self._store)

    def items(self) -> Iterator[Item]:
        """Yield the records that matter."""
        for draft in self.drafts:
            yield Item(self.source, self.place, draft)
            draft.release(self._store)

    @property
    def changed(self) -> bool:
        """Tell whether any record is to change."""
        return next(self.changing(), None) is not None

    @property
    def lost(self) -> str:
        """Why a record is no longer what was read."""
        return next((draft.lost for draft in self.drafts if draft.lost), "")


class Plan(NamedTuple):
    """A file of records as it is to be."""

    box: Box
    row: Row
    """Of the file itself."""
    tokens: dict[int, str]
    """Record → its token in the source, packed, where the text does not tell it."""

    def rows(self) -> Iterator[tuple[Row, list[Edited]]]:
        """Yield the rows of the record: that of the file, then those of its documents."""
        yield self.row, []
        for item in self.box.items():
            if item.draft.changed or item.draft.findings or item.draft.obstacle:
                written = record_of(item, self.row.source)
                yield written.row._replace(token=self.tokens.get(item.draft.record or 0, "")), written.edited

    def save(self, out: IO[bytes]) -> None:
        """Write the file. Raises :class:`OSError`, :class:`ValueError` where its source is no longer what was read."""
        source = self.box.source
        if self.row.verbatim:
            with open_regular(source) as blocks:
                while block := blocks.read(1 << 20):
                    out.write(block)
            return
        packed = packing(source.name, out) if is_packed(source.name) else None
        sink = Sink(packed or out)
        rewrite(source, self.box.field, _swaps(self.box, {}), sink)
        if packed is not None:
            packed.close()
        if sink.digest != self.row.sha256_after:  # another row has changed meanwhile, and `undo` would refuse the file
            raise _changed(source)


def _changed(source: Path | str) -> OSError:
    return OSError(errno.EBUSY, "it has changed since it was read", os.fspath(source))


def plan(box: Box, source: str) -> Plan:
    """Return how a file of records is to be, with its hashes; ``source`` is its name in the record.

    Raises:
        OSError, ValueError: it is no longer what was read.

    """
    before = digest(box.source)
    tokens: dict[int, str] = {}
    sink = Sink()
    changed = box.changed
    if changed:
        rewrite(box.source, box.field, _swaps(box, tokens), sink)
    status = "cleaned" if changed else "unchanged"
    after = sink.digest if changed else before
    row = Row(box.place, source, None, status, Form(), Form(), before, after, field=box.field, documents=box.documents)
    return Plan(box, row, tokens)


def _swaps(box: Box, tokens: dict[int, str]) -> Iterator[tuple[int, Swap]]:
    for draft in box.changing():
        yield draft.record or 0, partial(_swap, draft, tokens)


def _swap(draft: Draft, tokens: dict[int, str], old: str, token: bytes) -> tuple[str, None]:
    """Return the new text of a record, and note its old token where the new one does not tell it."""
    if sha256(old.encode("utf-8", "surrogatepass")).digest() != sha256(draft.data()).digest():
        raise _changed(draft.path)
    new = text_of(draft).decode("utf-8")
    if token and token_of(old, token_of(new, token)) != token:
        tokens[draft.record or 0] = pack(token)
    return new, None
