"""The rulebook: TOML pages read into frozen rules.

One rule is one page, ``rules/<family>/<name>.toml``. A run needs only the head of each page (everything above its first
example), so that is all :func:`load` parses; :func:`read_page` gives the whole page to ``explain``, docs and tests.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from corpuslint.finding import Severity
from corpuslint.language import say
from corpuslint.paths import shown
from corpuslint.rule import EXAMPLES, FAMILIES, STAGES, Rule, RuleError
from corpuslint.snapshot import keep, recall, stamp, stamp_below
from corpuslint.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PILE = re.compile(r"^\[\[", re.MULTILINE)
_SEVERITY = Rule._fields.index("severity")


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
    key = ""
    if isinstance(folder, Path):
        key = stamp(__file__, sys.modules[Rule.__module__].__file__ or "") + stamp_below(str(folder), ".toml")
    kept = recall("rules", key) if key else None
    if kept is not None:
        return tuple(Rule._make((*row[:_SEVERITY], Severity(row[_SEVERITY]), *row[_SEVERITY + 1 :])) for row in kept)
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
