"""Findings with everything that a report says of them, free of the document they came from."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from corpuslint.finding import Applicability, Finding, Severity
from corpuslint.rule import Rule
from corpuslint.source import Document, Line, Position
from corpuslint.typed import NamedTuple, overload

_LONGEST_TEXT = 2_000
_CONTEXT = 80


class LocatedEdit(NamedTuple):
    """An edit with its places."""

    start: Position
    end: Position
    content: str


class LocatedFix(NamedTuple):
    """A fix with its places."""

    applicability: Applicability
    message: str
    edits: tuple[LocatedEdit, ...]


class Located(NamedTuple):
    """A finding, ready for any report."""

    code: str
    name: str
    severity: Severity
    message: str
    filename: str
    record: int | None
    start: Position
    end: Position
    text: str
    """The text found; cut after 2,000 code points (a finding may span a document)."""
    excerpt: str
    """The part of its first line that surrounds the finding."""
    excerpt_column: int
    """The column (from 1) at which ``excerpt`` begins."""
    fingerprint: str
    """Names the finding by what it says, not where it stands; see :func:`numbered`."""
    fix: LocatedFix | None


class Brief(NamedTuple):
    """Findings of one file that count as the same."""

    filename: str
    code: str
    severity: str
    applicability: str
    """Of the fix; empty where there is none."""
    times: int = 1

    @staticmethod
    def of(finding: Located) -> "Brief":
        """Return what a finding counts as."""
        applicability = finding.fix.applicability.value if finding.fix else ""
        return Brief(finding.filename, finding.code, finding.severity.value, applicability)


def briefs(findings: Iterable[Located]) -> Iterator[Brief]:
    """Yield what is to be counted of findings: in short, where they know it without being unpacked."""
    known: Callable[[], Iterator[Brief]] | None = getattr(findings, "briefs", None)
    return known() if known else map(Brief.of, findings)


class Report(NamedTuple):
    """What a run reports."""

    findings: Sequence[Located]
    files: int
    rules: Mapping[str, Rule]


def locate(document: Document, finding: Finding, rule: Rule) -> Located:
    """Return a finding with its places in all units."""
    start, end = document.position(finding.start), document.position(finding.end)
    line = document.lines[start.row - 1]
    left = max(line.start, finding.start - _CONTEXT)
    right = min(line.end, max(finding.end, finding.start + 1) + _CONTEXT, finding.start + 3 * _CONTEXT)
    return Located(
        rule.code,
        rule.name,
        rule.severity,
        finding.message,
        document.path,
        document.record,
        start,
        end,
        document.text[finding.start : min(finding.end, finding.start + _LONGEST_TEXT)],
        document.text[left:right],
        left - line.start + 1,
        _fingerprint(document, finding, line),
        _located_fix(document, finding, {finding.start: start, finding.end: end}),
    )


def _located_fix(document: Document, finding: Finding, known: Mapping[int, Position]) -> LocatedFix | None:
    """Return the fix of a finding with its places; ``known`` are those of the finding, which most fixes share."""
    fix = finding.fix
    if fix is None:
        return None
    edits = tuple(
        LocatedEdit(known.get(at) or document.position(at), known.get(to) or document.position(to), content)
        for at, to, content in fix.edits
    )
    return LocatedFix(fix.applicability, fix.message, edits)


def _fingerprint(document: Document, finding: Finding, first: Line) -> str:
    """Hash the rule and the first and last line of a finding, so that it survives moves of lines and files."""
    from corpuslint.blake import blake2b  # noqa: PLC0415 (which a clean document does not pay)

    last = first if finding.end <= first.next else document.line_at(finding.end - 1)
    within = document.text[finding.start : finding.end] if first is last else ""
    end = "" if first is last else _squeezed(last.text)
    told = f"{finding.code}\0{_squeezed(within)}\0{_squeezed(first.text)}\0{end}"
    return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@lru_cache(maxsize=8)
def _squeezed(text: str) -> str:
    """Return a text without needless blanks; of a long one the hash: a line may hold as many findings as characters."""
    from corpuslint.blake import blake2b  # noqa: PLC0415 (as above)

    lean = " ".join(text.split())
    return lean if len(lean) <= _LONGEST_TEXT else blake2b(lean.encode("utf-8", "surrogatepass")).hexdigest()


def numbered(findings: Sequence[Located]) -> Sequence[Located]:
    """Make fingerprints unique: the second finding that says the same gets ``:2``, and so on."""
    return Numbered(findings)


class Numbered(Sequence[Located]):
    """Findings that get their numbers when they are asked for: most reports do not show them."""

    def __init__(self, findings: Sequence[Located]) -> None:
        self._findings = findings

    def briefs(self) -> Iterator[Brief]:
        """Yield what is to be counted of them."""
        return briefs(self._findings)

    def __len__(self) -> int:
        """Return the number of findings."""
        return len(self._findings)

    def __iter__(self) -> Iterator[Located]:
        """Yield the findings."""
        return _numbered(self._findings)

    @overload
    def __getitem__(self, place: int) -> Located: ...
    @overload
    def __getitem__(self, place: slice) -> list[Located]: ...

    def __getitem__(self, place: int | slice) -> Located | list[Located]:
        """Return a finding, or some; dear."""
        return list(self)[place]


def _numbered(findings: Iterable[Located]) -> Iterator[Located]:
    seen: dict[str, int] = {}
    for finding in findings:
        count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        suffix = f":{count}" if count > 1 else ""
        yield finding._replace(fingerprint=finding.fingerprint + suffix)
