"""The cleaned corpus: texts, manifest and record, such that the source can be had back.

``DIR/.corpuslint/manifest.jsonl`` has one row a document, ``DIR/.corpuslint/edits.jsonl`` one row an edit, in code
points of the decoded source. Cleaned text is UTF-8 with LF; a uniform CRLF or CR of the source is a fact of its
manifest row and not an edit a line.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from corpuslint import atomic
from corpuslint.decode import Decoded, decode
from corpuslint.discover import Problem, shown
from corpuslint.edits import Change, apply, compose, effective, inverse
from corpuslint.finding import Applicability
from corpuslint.fix import Draft
from corpuslint.metadata import lift
from corpuslint.source import LINE_END

FOLDER = ".corpuslint"
MANIFEST = "manifest.jsonl"
EDITS = "edits.jsonl"
SCHEMA = 1
FORM = "cleaned-form"
"""The name under which the record lists edits that only give cleaned text its form (newlines, final newline)."""


class Item(NamedTuple):
    """A document to write: its file, its place in the cleaned corpus, its bytes as read, and its draft."""

    source: Path
    place: str
    data: bytes
    draft: Draft


class CleanedError(ValueError):
    """A cleaned corpus that cannot be written or read; the message names the folder or file and the remedy."""


def prepare(folder: Path, sources: Iterable[Path]) -> None:
    """Make the folder of a cleaned corpus.

    Raises:
        CleanedError: it holds other things, or is a source itself.

    """
    if any(path.resolve() == folder.resolve() for path in sources):
        msg = f"{shown(folder)} is the source itself; give --output another folder"
        raise CleanedError(msg)
    if folder.exists() and not (folder / FOLDER / MANIFEST).is_file() and any(folder.iterdir()):
        msg = f"{shown(folder)} is not empty and no cleaned corpus; give --output a new or an empty folder"
        raise CleanedError(msg)
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)


def write(folder: Path, items: Sequence[Item]) -> list[Problem]:
    """Write the cleaned corpus and return what could not be written. Files of an earlier run that are gone go too."""
    problems: list[Problem] = []
    manifest: list[dict[str, Any]] = []
    record: list[dict[str, Any]] = []
    stale = (
        {row["path"] for row in _rows(folder / FOLDER / MANIFEST)} if (folder / FOLDER / MANIFEST).exists() else set()
    )
    for item in items:
        changes, cleaned = final_form(item)
        try:
            (folder / item.place).parent.mkdir(parents=True, exist_ok=True)
            atomic.write(folder / item.place, cleaned)
        except OSError as error:
            problems.append(Problem(shown(folder / item.place), f"cannot be written: {error.strerror}"))
            continue
        manifest.append(_manifest_row(folder, item, changes, cleaned))
        record += _edit_rows(item, changes)
    for place in stale - {row["path"] for row in manifest}:
        (folder / place).unlink(missing_ok=True)
    _write_rows(folder / FOLDER / EDITS, record)
    _write_rows(folder / FOLDER / MANIFEST, manifest)
    return problems


def final_form(item: Item) -> tuple[list[Change], bytes]:
    """Return the changes from decoded source to cleaned text, and the bytes of the cleaned text.

    What is not certainly decoded, and what a rule crashed on, is copied byte for byte.
    """
    draft = item.draft
    if not draft.document.decoded.certain or draft.crashes:
        return [], item.data
    text = draft.document.text
    form = _form_changes(text, uniform_newline(draft.source))
    changes = effective(draft.source, compose(draft.changes, text, form))
    return changes, cleaned_text(draft.source, changes).encode("utf-8", "surrogatepass")


def cleaned_text(source: str, changes: Iterable[Change]) -> str:
    """Return the cleaned text of a decoded source: the changes, then LF for its uniform newline."""
    text = apply(source, changes)
    newline = uniform_newline(source)
    return text.replace(newline, "\n") if newline not in ("", "\n") else text


def uniform_newline(text: str) -> str:
    """Return the newline that a text uses throughout; empty if it mixes them (LF if it has none)."""
    kinds = {end.group() for end in LINE_END.finditer(text)}
    return "\n" if not kinds else kinds.pop() if len(kinds) == 1 else ""


def _form_changes(text: str, uniform: str) -> list[Change]:
    """Return the edits that give a text its cleaned form: one kind of newline, one at the end."""
    newline = uniform or "\n"
    changes = [
        Change(end.start(), end.end(), newline, (FORM,), Applicability.SAFE)
        for end in LINE_END.finditer(text)
        if end.group() != newline
    ]
    if text and not text.endswith(("\n", "\r")):
        changes.append(Change(len(text), len(text), newline, (FORM,), Applicability.SAFE))
    return changes


def _manifest_row(folder: Path, item: Item, changes: Sequence[Change], cleaned: bytes) -> dict[str, Any]:
    draft = item.draft
    decoded = draft.document.decoded
    counts = Counter(code for change in changes for code in change.rules)
    return {
        "schema": SCHEMA,
        "path": item.place,
        "source": os.path.relpath(item.source.resolve(), folder.resolve()).replace(os.sep, "/"),
        "record": draft.document.record,
        "status": _status(draft, changes),
        "encoding": decoded.encoding,
        "bom": bool(decoded.bom),
        "sha256_before": sha256(item.data).hexdigest(),
        "sha256_after": sha256(cleaned).hexdigest(),
        "edits": len(changes),
        "rules": dict(sorted(counts.items())),
        "findings_left": dict(sorted(Counter(finding.code for finding in draft.findings).items())),
        "metadata": _metadata(draft.source, changes),
    }


def _status(draft: Draft, changes: Sequence[Change]) -> str:
    if not draft.document.decoded.certain:
        return "copied: its encoding is not certain"
    if draft.crashes:
        return "copied: a rule crashed on it"
    return "cleaned" if changes or draft.recode else "unchanged"


def _metadata(source: str, changes: Iterable[Change]) -> dict[str, list[str]]:
    """Collect what boilerplate that was taken out says of its document."""
    collected: dict[str, list[str]] = {}
    for change in changes:
        for code in change.rules:
            for key, values in lift(code, source[change.start : change.end]).items():
                known = collected.setdefault(key, [])
                known += [value for value in values if value not in known]
    return collected


def _edit_rows(item: Item, changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
    for change in changes:
        yield {
            "path": item.place,
            "record": item.draft.document.record,
            "start": change.start,
            "end": change.end,
            "before": item.draft.source[change.start : change.end],
            "after": change.content,
            "rules": list(change.rules),
            "applicability": change.applicability,
        }


def _write_rows(file: Path, rows: Iterable[dict[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    atomic.write(file, text.encode("utf-8", "surrogatepass"))


def _rows(file: Path) -> list[dict[str, Any]]:
    try:
        text = file.read_bytes().decode("utf-8", "surrogatepass")
        return [json.loads(line) for line in text.split("\n") if line]
    except (OSError, ValueError) as error:
        msg = f"{shown(file)}: cannot be read: {error}"
        raise CleanedError(msg) from error


def verify(folder: Path) -> list[Problem]:
    """Replay the record of a cleaned corpus on its source, both ways, and return every disagreement.

    Raises:
        CleanedError: the folder is no cleaned corpus.

    """
    if not (folder / FOLDER / MANIFEST).is_file():
        msg = f"{shown(folder)} is no cleaned corpus: it has no {FOLDER}/{MANIFEST}"
        raise CleanedError(msg)
    edits: dict[tuple[str, int | None], list[dict[str, Any]]] = {}
    for row in _rows(folder / FOLDER / EDITS):
        edits.setdefault((row["path"], row["record"]), []).append(row)
    problems = []
    for row in _rows(folder / FOLDER / MANIFEST):
        fault = _disagreement(folder, row, edits.pop((row["path"], row["record"]), []))
        if fault:
            problems.append(Problem(shown(folder / row["path"]), fault))
    problems += [Problem(shown(folder / path), "has edits but no row in the manifest") for path, _ in edits]
    return problems


def _disagreement(folder: Path, row: dict[str, Any], edits: Sequence[dict[str, Any]]) -> str:
    """Return how a document disagrees with its record, or nothing."""
    try:
        source, cleaned = (folder / row["source"]).read_bytes(), (folder / row["path"]).read_bytes()
    except OSError as error:
        return f"{shown(error.filename)}: cannot be read: {error.strerror}"
    if sha256(source).hexdigest() != row["sha256_before"]:
        return f"its source {shown(folder / row['source'])} has changed since"
    if sha256(cleaned).hexdigest() != row["sha256_after"]:
        return "has changed since it was written"
    if row["status"].startswith("copied"):
        return "" if source == cleaned else "is no copy of its source"
    return _replayed(decode(source, row["encoding"]), cleaned.decode("utf-8", "surrogatepass"), edits)


def _replayed(decoded: Decoded, cleaned: str, edits: Sequence[dict[str, Any]]) -> str:
    source = decoded.text
    changes = [
        Change(row["start"], row["end"], row["after"], tuple(row["rules"]), Applicability(row["applicability"]))
        for row in edits
    ]
    for change, row in zip(changes, edits, strict=True):
        if source[change.start : change.end] != row["before"]:
            return f"the edit at {change.start} does not fit its source"
    try:
        forward = cleaned_text(source, changes)
    except ValueError as error:
        return str(error)
    if forward != cleaned:
        return "its source with the recorded edits gives another text"
    return "" if reverted(cleaned, source, changes) == source else "the record does not lead back to its source"


def reverted(cleaned: str, source: str, changes: Sequence[Change]) -> str:
    """Return the decoded source that a cleaned text came from, by the record alone.

    Of ``source`` only the text of the edited spans and its newline are used.
    """
    newline = uniform_newline(source)
    text = cleaned.replace("\n", newline) if newline not in ("", "\n") else cleaned
    return apply(text, inverse(source, changes))
