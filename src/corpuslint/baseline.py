"""The baseline: today's findings, accepted, so that a run reports only what is new.

A finding is known by its fingerprint (rule and wording, not place), counted as a multiset: a copy of an accepted fault
is new, and so is a fault that takes the place of another. An entry can be used up by the file that it names, or by any
file once that file is gone (it was moved); so a run over some files judges as a run over all does.

The file is JSON, sorted, one entry a line with the comma in front, so that git merges additions on both sides.
"""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from corpuslint.fixing import atomic
from corpuslint.paths import shown
from corpuslint.report.located import Located, numbered
from corpuslint.typed import NamedTuple

VERSION = 1
_LONGEST_TEXT = 60


class BaselineError(ValueError):
    """A baseline that cannot be read; the message names the file and the remedy."""


class Entry(NamedTuple):
    """One accepted finding; ``filename`` is relative to the folder of the baseline."""

    filename: str
    code: str
    fingerprint: str
    text: str
    """What was found, for people who read the file; it decides nothing."""


class Run(NamedTuple):
    """What a run could have found: only entries within its reach can be stale."""

    filenames: Collection[str]
    """The files it checked, as in its findings."""
    codes: Collection[str]
    """The rules it ran."""


class Compared(NamedTuple):
    """Findings against a baseline."""

    new: list[Located]
    stale: list[Entry]
    """Entries within reach of the run that no finding matches any more."""


def read(file: Path) -> list[Entry]:
    """Return the entries of a baseline. Raises :class:`BaselineError` where it cannot be read."""
    try:
        head, *rows = json.loads(file.read_text(encoding="utf-8"))
        if head["version"] != VERSION:
            msg = f"{shown(file)}: version {head['version']!r} is not known to this corpuslint"
            raise BaselineError(msg)
        return [Entry(*(_text(row[field]) for field in Entry._fields)) for row in rows]
    except OSError as error:
        msg = f"{shown(file)}: cannot be read: {error.strerror}; make it with `corpuslint baseline`"
        raise BaselineError(msg) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, BaselineError):
            raise
        msg = (
            f"{shown(file)}: not a baseline; make it anew with `corpuslint baseline` (or mend what a merge left in it)"
        )
        raise BaselineError(msg) from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def write(file: Path, accepted: Iterable[Entry]) -> None:
    """Write a baseline, one entry a line."""
    rows = [json.dumps(entry._asdict(), ensure_ascii=False) for entry in sorted(accepted)]
    text = f'[{{"version": {VERSION}}}\n' + "".join(f",{row}\n" for row in rows) + "]\n"
    # a lone surrogate becomes its JSON escape; a link that came with the corpus is not written through
    atomic.write(file, text.encode("utf-8", "backslashreplace"), follow=False)


def accept(findings: Iterable[Located], file: Path) -> list[Entry]:
    """Return the entries that accept findings in the baseline ``file``."""
    return [
        Entry(_from(file, finding.filename), finding.code, finding.fingerprint, finding.text[:_LONGEST_TEXT])
        for finding in findings
    ]


def compare(findings: Sequence[Located], accepted: Sequence[Entry], file: Path, run: Run) -> Compared:
    """Sort findings into known and new, and tell which entries of the baseline ``file`` have become stale."""
    reach = list(within(accepted, file, run))
    left = Counter((entry.filename, entry.fingerprint) for entry in reach)
    keys = [(_from(file, finding.filename), finding.fingerprint) for finding in findings]
    matched = [_take(left, key) for key in keys]
    moved = _moved(left, file)
    new = []
    for finding, (_, fingerprint), known in zip(numbered(findings), keys, matched, strict=True):
        if not known and moved[fingerprint]:
            left[moved[fingerprint].pop(), fingerprint] -= 1
        elif not known:
            new.append(finding)
    return Compared(new, [entry for entry in reach if _take(left, (entry.filename, entry.fingerprint))])


def _take(left: Counter[tuple[str, str]], key: tuple[str, str]) -> bool:
    """Use up one of a counted key; tell whether there was one."""
    left[key] -= 1
    return left[key] >= 0


def _moved(left: Counter[tuple[str, str]], file: Path) -> defaultdict[str, list[str]]:
    """Return fingerprint → names of the gone files whose entries are left: they accept the same fault anywhere."""
    moved: defaultdict[str, list[str]] = defaultdict(list)
    for (filename, fingerprint), number in left.items():
        if number > 0 and not (file.parent / filename).exists():
            moved[fingerprint] += [filename] * number
    return moved


def within(accepted: Iterable[Entry], file: Path, run: Run) -> Iterator[Entry]:
    """Yield the entries that a run can judge: of its rules, and of its files or of files that are gone."""
    checked = {_from(file, name) for name in run.filenames}
    for entry in accepted:
        if entry.code in run.codes and (entry.filename in checked or not (file.parent / entry.filename).exists()):
            yield entry


def _from(file: Path, filename: str) -> str:
    """Return the name of a checked file as the baseline writes it."""
    return os.path.relpath(filename, file.parent).replace(os.sep, "/")
