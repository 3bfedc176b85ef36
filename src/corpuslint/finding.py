"""What a rule reports: edits, fixes, findings. Frozen, and importing nothing of ours.

All offsets are code points of the decoded text, counted from 0, ends exclusive.
"""

from enum import StrEnum

from corpuslint.typed import NamedTuple


class Applicability(StrEnum):
    """How far a fix may be trusted."""

    SAFE = "safe"
    """Never wrong; applied by ``fix``."""
    UNSAFE = "unsafe"
    """Likely right and worth a look; applied by ``fix --unsafe-fixes``."""
    DISPLAY = "display-only"
    """A suggestion for a person; never applied."""


class Severity(StrEnum):
    """How bad a finding is, most severe first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``content``."""

    start: int
    end: int
    content: str


class Fix(NamedTuple):
    """Edits that belong together: all are applied, or none (unless ``independent``)."""

    applicability: Applicability
    message: str
    edits: tuple[Edit, ...] = ()
    independent: bool = False
    """Each edit stands alone: those that may not be applied are left out, the others still are."""
    recode: bool = False
    """The file is to be written anew as UTF-8 without BOM (its text stays as it is)."""


class Finding(NamedTuple):
    """A fault that the rule ``code`` sees in ``text[start:end]``."""

    code: str
    start: int
    end: int
    message: str
    fix: Fix | None = None


def replacement(start: int, end: int, content: str, applicability: Applicability, message: str = "") -> Fix:
    """Return the fix that replaces one span; its default message names the new text."""
    message = message or (f"replace by {content!r}" if content else "remove")
    return Fix(applicability, message, (Edit(start, end, content),))


def overlaps(a_start: int, a_end: int, b_start: int, b_end: int) -> bool:
    """Tell whether two spans share text; an empty span overlaps what strictly contains it, or its equal.

    Spans that only touch do not overlap, so that neighbours can be fixed in one go.
    """
    if a_start == a_end or b_start == b_end:
        return (a_start < b_end and b_start < a_end) or (a_start, a_end) == (b_start, b_end)
    return a_start < b_end and b_start < a_end
