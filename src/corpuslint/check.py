"""Checking files: both passes of the engine over files, to located findings."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpuslint.discover import Problem, shown
from corpuslint.engine import Crash, Examined, Ruleset, decide, examine, judge
from corpuslint.finding import Finding
from corpuslint.report.located import Located, locate
from corpuslint.source import Document, Raw
from corpuslint.suppression import unused

Progress = Callable[[int, int], None]


class Unused(NamedTuple):
    """A comment in a Markdown document that silences nothing."""

    path: str
    row: int
    selector: str


class Checked(NamedTuple):
    """What a check of a corpus found."""

    findings: list[Located]
    files: int
    problems: list[Problem]
    crashes: list[Crash]
    unused: list[Unused]
    """Comments that silenced nothing."""
    used: frozenset[object]
    """The suppressions that silenced something."""


def read(path: Path) -> Raw | Problem:
    """Return the bytes of a file, or why it has none."""
    try:
        return Raw(shown(path), path.read_bytes())
    except OSError as error:
        return Problem(shown(path), f"cannot be read: {error.strerror}; check that it exists and its permissions")


def check_files(files: Sequence[Path], ruleset: Ruleset, progress: Progress = lambda _done, _all: None) -> Checked:
    """Check files as one corpus. Findings come in the order of files and places."""
    problems: list[Problem] = []
    examined: list[Examined] = []
    for number, path in enumerate(files):
        raw = read(path)
        if isinstance(raw, Problem):
            problems.append(raw)
        else:
            examined.append(examine(raw, ruleset))
        progress(number + 1, len(files))
    findings, crashes = finish(examined, ruleset)
    return Checked(findings, len(files) - len(problems), problems, crashes, *_suppressions(examined, ruleset))


def check_documents(documents: Sequence[Raw], ruleset: Ruleset) -> Checked:
    """Check documents in memory as one corpus."""
    examined = [examine(raw, ruleset) for raw in documents]
    findings, crashes = finish(examined, ruleset)
    return Checked(findings, len(documents), [], crashes, *_suppressions(examined, ruleset))


def finish(examined: Sequence[Examined], ruleset: Ruleset) -> tuple[list[Located], list[Crash]]:
    """Run the second pass over what the first one left."""
    decisions = decide(ruleset, (each.facts for each in examined))
    located: list[Located] = []
    crashes: list[Crash] = []
    for each in examined:
        crashes += each.crashes
        if each.document is None:
            continue
        rules = [ruleset.by_code[code] for code in each.facts]
        found, failed = judge(each.document, rules, ruleset, decisions, each.findings)
        crashes += failed
        located += _locate_all(each.document, found, ruleset)
    return located, crashes


def _suppressions(examined: Sequence[Examined], ruleset: Ruleset) -> tuple[list[Unused], frozenset[object]]:
    documents = [each.document for each in examined if each.document is not None]
    idle = [Unused(document.path, *place) for document in documents for place in unused(document, ruleset.by_code)]
    return idle, frozenset().union(*(document.used for document in documents))


def _locate_all(document: Document, found: Sequence[Finding], ruleset: Ruleset) -> list[Located]:
    return [locate(document, finding, ruleset.by_code[finding.code]) for finding in found]
