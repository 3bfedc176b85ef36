"""``corpuslint explain CODE``: print a rule's page."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from corpuslint.cli import OK, UsageError
from corpuslint.cli.setup import known_rules, load_config
from corpuslint.near import did_you_mean
from corpuslint.report.contract import dumps
from corpuslint.report.style import Style, printable, style_for
from corpuslint.rule import Rule
from corpuslint.rulebook import whole_page
from corpuslint.typed import Any

_SAFETY = {
    "safe": "safe: applied by `corpuslint fix`",
    "unsafe": "unsafe: applied by `corpuslint fix --unsafe-fixes`",
    "display-only": "a suggestion for a person; never applied",
    "none": "none: only a person can decide",
    "mixed": "safe or unsafe; each finding says which",
}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("rule", metavar="CODE", help="code or name of a rule")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    parser.add_argument("--config", type=Path, metavar="FILE", help=argparse.SUPPRESS)
    parser.add_argument("--isolated", action="store_true", help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Explain one rule."""
    rules = known_rules(load_config(options))
    wanted = next(
        (rule for rule in rules if options.rule in (rule.code, rule.name) or options.rule.upper() == rule.code), None
    )
    if wanted is None:
        names = tuple(key for rule in rules for key in (rule.code, rule.name))
        msg = f"there is no rule {options.rule!r}" + did_you_mean(options.rule, names)
        raise UsageError(msg)
    table = whole_page(wanted)
    if options.output_format == "json":
        print(dumps({**table, "family": wanted.family}))
    else:
        sys.stdout.writelines(line + "\n" for line in _text(wanted, table, style_for(sys.stdout, options.color)))
    return OK


def _text(rule: Rule, table: dict[str, Any], style: Style) -> Iterator[str]:
    yield style.paint(f"{rule.code} {rule.name}", 1)
    yield f"{rule.summary}."
    yield ""
    default = "on" if rule.default else "off"
    yield f"family {rule.family} · scope {rule.scope} · stage {rule.stage} · {default} by default"
    yield ""
    yield style.paint("Why", 1)
    yield rule.why.strip()
    yield ""
    yield style.paint("Fix", 1)
    yield _SAFETY[rule.safety]
    if rule.safety_why:
        yield f"Because {rule.safety_why.strip()}."
    yield from _examples("Found", table.get("bad", []), style)
    yield from _examples("Left alone", table.get("kept", []), style)
    yield from _examples("Known limits", table.get("known_failure", []), style)
    if rule.options:
        yield ""
        yield style.paint(f"Options ([tool.corpuslint.options.{rule.code}])", 1)
        yield from (f"  {key} = {_shortened(dumps(value))}" for key, value in rule.options.items())
    yield ""
    yield style.paint("To silence it", 1)
    yield f'--ignore {rule.code}, `ignore = ["{rule.code}"]`, or per file:'
    yield f'  [tool.corpuslint.per-file-ignores]\n  "archive/*" = ["{rule.code}"]'


def _examples(title: str, examples: list[dict[str, Any]], style: Style) -> Iterator[str]:
    if examples:
        yield ""
        yield style.paint(title, 1)
    for example in examples[:8]:
        fixed = f"  →  {_shown(example['fixed'])}" if "fixed" in example else ""
        note = f"  ({example['note']})" if "note" in example else ""
        yield f"  {_shown(example['text'])}{fixed}{note}"


def _shown(text: str | list[int]) -> str:
    if not isinstance(text, str):
        return "bytes " + " ".join(f"{byte:02X}" for byte in text)
    return " ⏎ ".join(printable(line) for line in text.split("\n")) if text else "(nothing)"


def _shortened(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"
