"""The baseline: today's findings, accepted, so that a run reports only what is new.

A finding is known by its fingerprint (rule and wording, not place), counted as a multiset: a copy of an accepted fault
is new. The file holds one entry a line, sorted, so that git merges it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpuslint.report.located import Located, numbered

VERSION = 1


class BaselineError(ValueError):
    """A baseline that cannot be read; the message names the file and the remedy."""


class Entry(NamedTuple):
    """One accepted finding."""

    fingerprint: str
    code: str
    filename: str
    text: str


class Compared(NamedTuple):
    """Findings against a baseline."""

    new: list[Located]
    stale: list[Entry]
    """Entries that no finding matches any more."""


def read(file: Path) -> list[Entry]:
    """Return the entries of a baseline. Raises :class:`BaselineError` where it cannot be read."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        if table["version"] != VERSION:
            msg = f"{file}: version {table['version']!r} is not known to this corpuslint"
            raise BaselineError(msg)
        return [Entry(*(entry[field] for field in Entry._fields)) for entry in table["findings"]]
    except OSError as error:
        msg = f"{file}: cannot be read: {error.strerror}; make it with `corpuslint baseline`"
        raise BaselineError(msg) from error
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, BaselineError):
            raise
        msg = f"{file}: not a baseline ({error}); make it anew with `corpuslint baseline`"
        raise BaselineError(msg) from error


def entries(findings: Iterable[Located]) -> list[Entry]:
    """Return the entries that accept findings, sorted."""
    return sorted(Entry(f.fingerprint, f.code, f.filename, f.text[:60]) for f in numbered(findings))


def write(file: Path, accepted: Iterable[Entry]) -> None:
    """Write a baseline, one entry a line."""
    rows = ",\n".join(json.dumps(entry._asdict(), ensure_ascii=False) for entry in sorted(accepted))
    body = f"[\n{rows}\n]" if rows else "[]"
    file.write_text(f'{{"version": {VERSION}, "findings": {body}}}\n', encoding="utf-8")


def compare(findings: Sequence[Located], accepted: Sequence[Entry]) -> Compared:
    """Sort findings into known and new."""
    known = Counter(entry.fingerprint for entry in accepted)
    new = []
    for finding in numbered(findings):
        if known[finding.fingerprint]:
            known[finding.fingerprint] -= 1
        else:
            new.append(finding)
    return Compared(new, [entry for entry in accepted if known[entry.fingerprint] > 0])
