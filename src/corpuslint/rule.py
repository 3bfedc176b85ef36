"""What a rule is: one frozen value, read from one page, and the terms in which pages speak."""

from corpuslint.finding import Severity
from corpuslint.typed import Any, NamedTuple

FAMILIES = {
    "ENC": "encoding",
    "MOJ": "mojibake",
    "ANN": "annotation",
    "RES": "residue",
    "PAR": "paragraph",
    "HDG": "heading",
    "BLP": "boilerplate",
    "SCR": "script",
    "NAM": "name",
    "CON": "contact",
    "DAT": "date",
    "PUN": "punctuation",
    "SPC": "spacing",
    "DUP": "duplicate",
}
"""Prefix of a code → name of its family."""

STAGES = (
    "encoding",
    "mojibake",
    "annotation",
    "residue",
    "structure",
    "boilerplate",
    "script",
    "consistency",
    "surface",
)
"""The order of repair: a later stage destroys the evidence of an earlier one."""

DAMAGE_STAGES = frozenset(STAGES[:4])
"""Later stages never touch a span on which a finding of these stays open."""

SCOPES = ("line", "document", "corpus")
SAFETIES = ("safe", "unsafe", "display-only", "none", "mixed")


class RuleError(ValueError):
    """A rule page that cannot be used; the message names the page and the remedy."""


class Rule(NamedTuple):
    """What a run needs to know of a rule."""

    code: str
    name: str
    family: str
    summary: str
    why: str
    scope: str
    """``line``: judged from whole lines alone; ``document``; ``corpus``: judged from all documents."""
    stage: str
    detector: str
    """``module.function`` or ``room.module.function`` in :mod:`corpuslint.detectors`."""
    default: bool = True
    severity: Severity = Severity.WARNING
    safety: str = "none"
    """What its fixes are: one of :data:`SAFETIES`; ``mixed``: each fix says so itself."""
    safety_why: str = ""
    triggers: tuple[str, ...] = ()
    """Patterns over text (see :mod:`corpuslint.scanning.trigger`), one of which matches wherever the rule finds a
    fault; empty: the rule looks at every document."""
    options: dict[str, Any] = {}  # noqa: RUF012 (a frozen value: never written)
    by_line: bool = False
    """A corpus rule that collects from whole lines alone; those of scope ``line`` do by nature."""
    census: dict[str, str] = {}  # noqa: RUF012 (a frozen value: never written)
    """For a corpus rule: form → a pattern as in triggers. What a document counts as in which no trigger fires."""
    skip: tuple[str, ...] = ()
    """Kinds of region (:data:`corpuslint.regions.KINDS`) in which the rule is silent."""
    profiles: tuple[str, ...] = ()
    """Profiles that turn the rule on where ``default`` leaves it off."""
    style: bool = False
    """One of several ways to write, which contradict one another: never turned on with its family."""
    since: str = "0.1.0"
    page: str = ""


REQUIRED = ("code", "name", "summary", "why", "scope", "stage", "detector")
EXAMPLES = ("bad", "kept", "known_failure")
