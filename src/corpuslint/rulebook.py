"""The rulebook: TOML pages read into frozen rules, and their selection.

One rule is one page, ``rules/<family>/<name>.toml``. A run needs only the head of each page (everything above its first
example), so that is all :func:`load` parses; :func:`read_page` gives the whole page to ``explain``, docs and tests.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corpuslint.finding import Severity
from corpuslint.language import say
from corpuslint.paths import shown
from corpuslint.snapshot import keep, recall, stamp

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

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
_PILE = re.compile(r"^\[\[", re.MULTILINE)


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
    """``module.function`` in :mod:`corpuslint.detectors`."""
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


_SEVERITY = Rule._fields.index("severity")
REQUIRED = ("code", "name", "summary", "why", "scope", "stage", "detector")
EXAMPLES = ("bad", "kept", "known_failure")


def rules_folder() -> "Traversable":
    """Return the folder of the shipped pages: in the package (wheel), else in the checkout (editable install)."""
    here = Path(__file__).resolve()
    for folder in (here.parent / "rules", here.parents[2] / "rules"):
        if folder.is_dir():
            return folder
    from importlib.resources import files  # noqa: PLC0415 (25 ms, which only an import from a zip file pays)

    return files("corpuslint") / "rules"


def pages(folder: "Traversable") -> "Iterator[Traversable]":
    """Yield the rule pages below ``folder``, in the order of their names."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            if not (isinstance(entry, Path) and entry.is_symlink()):  # two links to `.` would make 2**40 folders
                yield from pages(entry)
        elif entry.name.endswith(".toml"):
            yield entry


def read_page(page: "Traversable") -> dict[str, Any]:
    """Return a whole page as a table. Raises :class:`RuleError` where it is not TOML."""
    return _parse(_text(page), str(page))


def whole_page(rule: Rule) -> dict[str, Any]:
    """Return the whole page of a rule that was read from one, examples and all."""
    found = (page for page in pages(rules_folder()) if str(page) == rule.page)
    return read_page(next(found, Path(rule.page)))


def _text(page: "Traversable") -> str:
    if isinstance(page, Path) and page.is_symlink() and not page.is_file():
        raise RuleError(say("{file}: is no file", file=shown(str(page))))  # but a link to a device that never ends
    try:
        return page.read_text(encoding="utf-8-sig")  # an editor of Windows may add a mark
    except UnicodeDecodeError as error:
        what = "{file}: not UTF-8 (at byte {byte}); TOML must be"
        raise RuleError(say(what, file=shown(str(page)), byte=error.start)) from error


def _parse(text: str, name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 (9 ms, which a run that recalls the shipped rules does not pay)

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        from corpuslint.toml_place import syntax_error  # noqa: PLC0415 (only for a message)

        raise RuleError(syntax_error(name, error)) from error


def load_rule(page: "Traversable") -> Rule:
    """Return the rule of a page. Raises :class:`RuleError` where the page is wrong."""
    text = _text(page)
    examples = _PILE.search(text)
    head = text[: examples.start()] if examples else text
    return make_rule(_parse(head, str(page)), str(page), head)


def make_rule(table: dict[str, Any], page: str = "", text: str = "") -> Rule:
    """Return the rule that a page's table describes; ``text`` is its TOML, from which messages take places.

    Raises :class:`RuleError` where the table is wrong.
    """
    from corpuslint.page_faults import faults  # noqa: PLC0415 (7 ms, which a run that recalls them does not pay)

    for place, fault in faults(table):
        raise wrong_page(page or str(table.get("code", "rule")), text, place, fault)
    table = {key.replace("-", "_"): value for key, value in table.items() if key not in EXAMPLES}
    table["severity"] = Severity(table.get("severity", "warning"))
    for name in ("triggers", "skip", "profiles"):
        table[name] = tuple(table.get(name, ()))
    return Rule(**table, family=FAMILIES.get(table["code"][:3], "custom"), page=page)


def wrong_page(page: str, text: str, key: Sequence[str], fault: str) -> RuleError:
    """Return the error that a page is wrong, with the place of a key in its text."""
    from corpuslint.toml_place import placed  # noqa: PLC0415 (only for a message)

    return RuleError(f"{placed(page, text, key)}: {fault}")


@cache
def shipped() -> tuple[Rule, ...]:
    """Return the rules that corpuslint ships, in the order of stages and codes."""
    folder = rules_folder()
    key = stamp(__file__, *map(str, pages(folder))) if isinstance(folder, Path) else ""
    kept = recall("rules", key) if key else None
    if kept is not None:
        return tuple(Rule(*row)._replace(severity=Severity(row[_SEVERITY])) for row in kept)
    rules = load(folder)
    if not rules:
        msg = "no rule pages found: this installation of corpuslint is broken; reinstall it"
        raise RuleError(msg)
    if key:
        keep("rules", key, [tuple(rule._replace(severity=str(rule.severity))) for rule in rules])  # type: ignore[arg-type]
    return rules


def load(folder: "Traversable") -> tuple[Rule, ...]:
    """Return the rules of all pages below a folder, in the order of stages and codes.

    Raises :class:`RuleError` where a page is wrong or two share a code or a name.
    """
    rules = [load_rule(page) for page in pages(folder)]
    return ordered(rules)


def ordered(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return rules in the order of stages and codes. Raises :class:`RuleError` where two share a code or a name."""
    by_key: dict[str, Rule] = {}
    for rule in rules:
        for key in (rule.code, rule.name):
            if key in by_key:
                msg = f"{rule.page}: `{key}` is taken by {by_key[key].page}"
                raise RuleError(msg)
            by_key[key] = rule
    return tuple(sorted({id(rule): rule for rule in by_key.values()}.values(), key=_order))


def _order(rule: Rule) -> tuple[int, str]:
    return STAGES.index(rule.stage), rule.code


def select(
    rules: Sequence[Rule],
    chosen: Sequence[str] = (),
    extended: Sequence[str] = (),
    ignored: Sequence[str] = (),
    profile: str = "",
) -> tuple[Rule, ...]:
    """Return the rules that a run applies.

    Each selector is a code, a prefix of codes, a name, a family, or ``ALL``. Without ``chosen``, the default rules and
    those of ``profile`` are meant. The more specific selector wins: ``--select DAT --ignore DAT002``. A rule of style
    is turned on by its profile, code or name only.

    Raises:
        RuleError: a selector or the profile matches no rule.

    """
    for selector in (*chosen, *extended, *ignored):
        if not any(_specificity(rule, selector) for rule in rules):
            msg = f"no rule matches {selector!r}; `corpuslint rules` lists them"
            raise RuleError(msg)
    if profile and not any(profile in rule.profiles for rule in rules):
        msg = f"no profile is called {profile!r}; known are {', '.join(profile_names(rules)) or 'none'}"
        raise RuleError(msg)
    return tuple(rule for rule in rules if _wanted(rule, chosen, extended, ignored, profile))


def profile_names(rules: Iterable[Rule]) -> list[str]:
    """Return the names of all profiles, sorted."""
    return sorted({name for rule in rules for name in rule.profiles})


def _wanted(rule: Rule, chosen: Sequence[str], extended: Sequence[str], ignored: Sequence[str], profile: str) -> bool:
    on = max((_specificity(rule, selector) for selector in (*chosen, *extended)), default=0)
    if rule.style and profile not in rule.profiles and on < 5:
        on = 0  # styles contradict one another
    off = max((_specificity(rule, selector) for selector in ignored), default=0)
    by_default = not chosen and (rule.default or profile in rule.profiles)
    return (on > off) or (by_default and not off)


def names(selector: str, rule: Rule) -> bool:
    """Tell whether a selector means a rule."""
    return _specificity(rule, selector) > 0


def _specificity(rule: Rule, selector: str) -> int:
    """Return how closely a selector names a rule: 0 not at all … 5 by its code or name."""
    if selector in (rule.code, rule.name):
        return 5
    if selector == rule.family:
        return 3
    if selector and rule.code.startswith(selector):
        return len(selector) if len(selector) < 3 else 3 + (len(selector) > 3)
    return 1 if selector == "ALL" else 0
