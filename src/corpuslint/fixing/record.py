"""The record of a fix: manifest and edits, written as rows of JSON and read back with suspicion.

``manifest.jsonl`` has one row a document, ``edits.jsonl`` one row an edit, in code points of the decoded source,
grouped by document in the order of the manifest. With the source they give the written text, and with the written text
they give the source, byte for byte.

A record comes with a corpus, and a corpus is not to be trusted: a row that names a path outside its folder, or that is
not what it should be, is refused before anything is done with it. So is a folder for records that is a symlink (git
carries those): what lies where it leads is not ours to write or to forget.
"""

import base64
import codecs
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path, PurePath

from corpuslint.containers.streams import LONGEST, ContainerError, open_regular
from corpuslint.edits import Change
from corpuslint.finding import Applicability
from corpuslint.fixing.form import BOMS, NEWLINES, Form
from corpuslint.paths import shown
from corpuslint.typed import Any, NamedTuple

FOLDER = ".corpuslint"
MANIFEST = "manifest.jsonl"
EDITS = "edits.jsonl"
SCHEMA = 1


class RecordError(ValueError):
    """A record that cannot be made, read or used; the message names the file or folder, the fault and the remedy."""


class Row(NamedTuple):
    """A document in the manifest."""

    path: str
    """Relative to the folder of the corpus, with ``/``."""
    source: str
    """The source file, relative to the folder; of a fix in place, ``path`` itself."""
    record: int | None
    status: str
    """``cleaned``, ``unchanged``, ``restored``, ``copied: …`` (byte for byte, and why), ``not written: …``."""
    form: Form
    """Of the source."""
    written: Form
    sha256_before: str
    sha256_after: str
    original: str = ""
    """The source itself, packed, where decoding and encoding it again would give other bytes."""
    edits: int = 0
    rules: dict[str, int] = {}  # noqa: RUF012 (a frozen value: never written)
    findings_left: dict[str, int] = {}  # noqa: RUF012 (as above)
    metadata: dict[str, list[str]] = {}  # noqa: RUF012 (as above)
    field: str = ""
    """Of the row of a file of records: the field of the text in them. Its hashes are of the file's content."""
    documents: int = 0
    """Of such a row: how many records with a text there are."""
    token: str = ""
    """Of a record: its JSON string in the source, packed, where the text does not tell it."""

    @property
    def verbatim(self) -> bool:
        """Tell whether the written bytes are those of the source."""
        return self.sha256_before == self.sha256_after


class Edited(NamedTuple):
    """An edit in the record, with the text that it replaced."""

    path: str
    record: int | None
    change: Change
    before: str


def own_folder(folder: Path, *names: str) -> Path:
    """Return a folder for records below ``folder``. Raises :class:`RecordError` where a symlink leads elsewhere."""
    place = folder.joinpath(*names)
    if place.resolve() != folder.resolve().joinpath(*names):
        msg = f"{shown(place)} is a link to {place.resolve()}, or lies behind one; remove the link"
        raise RecordError(msg)
    return place


def pack(data: bytes) -> str:
    """Return bytes as text for a row."""
    return base64.b64encode(zlib.compress(data)).decode("ascii")


def unpack(packed: str) -> bytes:
    """Return the bytes of :func:`pack`. Raises :class:`ValueError` where it is not that, or is beyond measure."""
    stream = zlib.decompressobj()
    try:
        data = stream.decompress(base64.b64decode(packed, validate=True), LONGEST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not stream.eof:
        msg = "what it packs is cut off, or larger than any document"
        raise ValueError(msg)
    return data


def row_bytes(row: Row) -> bytes:
    """Return a manifest row as a line of JSON."""
    table: dict[str, Any] = {"schema": SCHEMA, **row._asdict(), **row.form._asdict()}
    table["written"] = row.written._asdict()
    left_out = ["form"]
    left_out += ["written"] if row.written == Form() else []
    left_out += [key for key in ("original", "field", "token") if not table[key]]
    left_out += ["documents"] if not row.field else []
    return _line({key: value for key, value in table.items() if key not in left_out})


def edit_bytes(edit: Edited) -> bytes:
    """Return an edit as a line of JSON."""
    change = edit.change
    return _line(
        {
            "path": edit.path,
            "record": edit.record,
            "start": change.start,
            "end": change.end,
            "before": edit.before,
            "after": change.content,
            "rules": change.rules,
            "applicability": change.applicability,
        }
    )


def _line(table: dict[str, Any]) -> bytes:
    # a name that is not UTF-8 holds lone surrogates, which JSON can only escape
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"


def read_rows(file: Path) -> Iterator[Row]:
    """Yield the rows of a manifest. Raises :class:`RecordError` where it cannot be read."""
    return (_row(table, where) for table, where in _tables(file))


def read_edits(file: Path) -> Iterator[Edited]:
    """Yield the rows of the edits. Raises :class:`RecordError` where they cannot be read."""
    return (_edited(table, where) for table, where in _tables(file))


def _tables(file: Path) -> Iterator[tuple[dict[str, Any], str]]:
    try:
        with open_regular(file) as lines:
            for number, line in enumerate(lines, 1):
                where = f"{shown(file)}:{number}"
                yield _table(line, where), where
    except (OSError, ContainerError) as error:
        msg = f"{shown(file)}: cannot be read: {error.strerror if isinstance(error, OSError) else error}"
        raise RecordError(msg) from error


def _table(line: bytes, where: str) -> dict[str, Any]:
    try:
        table = json.loads(line)
    except (ValueError, RecursionError) as error:
        msg = f"{where}: not a row of JSON: {error}"
        raise RecordError(msg) from error
    if not isinstance(table, dict) or table.get("schema", SCHEMA) != SCHEMA:
        msg = f"{where}: not a row that this version of corpuslint knows"
        raise RecordError(msg)
    return table


def _row(table: dict[str, Any], where: str) -> Row:
    try:
        return Row(
            _inside(table["path"]),
            _path(table["source"]),
            None if table["record"] is None else _number(table["record"]),
            _text(table["status"]),
            _form(table),
            _form(table.get("written", Form()._asdict())),
            _text(table["sha256_before"]),
            _text(table["sha256_after"]),
            _text(table.get("original", "")),
            _number(table["edits"]),
            table["rules"],
            table["findings_left"],
            table["metadata"],
            field=_text(table.get("field", "")),
            documents=_number(table.get("documents", 0)),
            token=_text(table.get("token", "")),
        )
    except (KeyError, TypeError, ValueError, LookupError) as error:
        msg = f"{where}: not a row of a manifest: {error}"
        raise RecordError(msg) from error


def _edited(table: dict[str, Any], where: str) -> Edited:
    try:
        rules = tuple(_text(rule) for rule in table["rules"])
        applicability = Applicability(table["applicability"])
        change = Change(_number(table["start"]), _number(table["end"]), _text(table["after"]), rules, applicability)
        record = None if table["record"] is None else _number(table["record"])
        return Edited(_inside(table["path"]), record, change, _text(table["before"]))
    except (KeyError, TypeError, ValueError) as error:
        msg = f"{where}: not a row of edits: {error}"
        raise RecordError(msg) from error


def _form(table: dict[str, Any]) -> Form:
    name = _text(table["encoding"])
    if name:  # empty where nothing fitted
        "".encode(name)  # LookupError for what is no text encoding
        name = codecs.lookup(name).name
    form = Form(name, bool(table["bom"]), _text(table["newline"]))
    if form.newline not in NEWLINES or (form.bom and form.encoding not in BOMS):
        msg = f"no such form: {form}"
        raise ValueError(msg)
    return form


def _path(value: Any) -> str:
    if "\0" in _text(value):
        msg = f"{value!r} is no path"
        raise ValueError(msg)
    return _text(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        msg = f"{value!r} is no text"
        raise TypeError(msg)
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        msg = f"{value!r} is no offset"
        raise TypeError(msg)
    return value


def _inside(value: Any) -> str:
    path = PurePath(_text(value))
    if path.is_absolute() or path.drive or ".." in path.parts or not path.parts or "\0" in value:
        msg = f"the path {value!r} leads out of its folder"
        raise ValueError(msg)
    return str(path).replace(os.sep, "/")


Documents = Iterator[tuple[Row, list[Edited]]]


def files(found: Documents) -> Iterator[tuple[Row, list[Edited], Documents]]:
    """Yield each file: its row, its edits, and the records in it (of a plain file: none), which are to be taken first.

    Raises :class:`RecordError` where records come without their file, or a file comes twice.
    """
    for path, group in groupby(found, lambda each: each[0].path):
        row, edited = next(group)
        if row.record is not None:
            msg = f"{path} has rows of records, but none of the file"
            raise RecordError(msg)
        yield row, edited, _records(path, group, held=bool(row.field))  # noqa: B031 (once a group)


def _records(path: str, group: Documents, *, held: bool) -> Documents:
    before = 0
    for row, edited in group:
        if not held or row.record is None or row.record <= before:
            msg = f"{path} has a row in the manifest that is out of place"
            raise RecordError(msg)
        before = row.record
        yield row, edited


def documents(rows: Iterable[Row], edited: Iterator[Edited]) -> Documents:
    """Yield each row with its edits, which come in the same order; memory holds one document.

    Raises :class:`RecordError` where edits are left that belong to no row, or come in another order.
    """
    waiting = next(edited, None)
    for row in rows:
        own: list[Edited] = []
        while waiting is not None and (waiting.path, waiting.record) == (row.path, row.record):
            own.append(waiting)
            waiting = next(edited, None)
        yield row, own
    if waiting is not None:
        msg = f"{waiting.path} has edits, but no row in the manifest at their place"
        raise RecordError(msg)
