"""``corpuslint rules``: list the rules."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from corpuslint.cli import FOUND, OK, UsageError
from corpuslint.cli.setup import add_selection, known_rules, load_config, tell
from corpuslint.language import count, say
from corpuslint.paths import shown
from corpuslint.report.contract import dumps
from corpuslint.report.style import printable, style_for
from corpuslint.rule import EXAMPLES, Rule
from corpuslint.rulebook import shipped, whole_page
from corpuslint.selection import select

FIELDS = ("code", "name", "family", "summary", "scope", "stage", "default", "severity", "safety", "profiles", "since")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    add_selection(parser)
    parser.add_argument("--output-format", choices=("table", "json"), default="table")
    parser.add_argument(
        "--triggers",
        nargs="+",
        type=Path,
        metavar="PATH",
        help=say("tell how often each rule's trigger fires on a corpus, and how often rightly"),
    )
    parser.add_argument("--test", action="store_true", help=say("run the examples of the pages of your own rules"))
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto")


def run(options: argparse.Namespace) -> int:
    """List all rules, or those of --select."""
    if options.triggers:
        from corpuslint.cli import triggers  # noqa: PLC0415 (a list of rules needs no engine)

        return triggers.run(options)
    loaded = load_config(options)
    rules = known_rules(loaded)
    if options.select:
        rules = select(rules, loaded.config.select)
    if options.test:
        return _test(rules, selected=bool(options.select))
    if options.output_format == "json":
        print(dumps([{field: getattr(rule, field) for field in FIELDS} for rule in rules]))
        return OK
    style = style_for(sys.stdout, options.color)
    width = max(len(rule.name) for rule in rules)
    print(f"{'code':7} {'name':{width}}  {'scope':8}  {'default':7}  {'fix':12}  summary")
    for rule in rules:
        print(f"{style.paint(rule.code, 1)}  {_row(rule, width)}")
    return OK


def _test(rules: Sequence[Rule], *, selected: bool) -> int:
    """Run the examples of rules: of those of --select, else of the corpus's own."""
    from corpuslint.examples import faults  # noqa: PLC0415 (a list of rules needs no engine)

    codes = {rule.code for rule in shipped()}
    tested = [rule for rule in rules if selected or rule.code not in codes]
    if not tested:
        raise UsageError(say("the configuration names no rules of your own; --select chooses among all"))
    failed = number = 0
    for rule in tested:
        table = whole_page(rule)
        number += sum(len(table.get(pile, [])) for pile in EXAMPLES)
        for fault in faults(rule, table):
            failed += 1
            print(printable(f"{shown(rule.page)}: {fault}"))
    examples = count(number, "example")
    text = "{failed} of {examples} failed" if failed else "{examples}: all hold"
    tell(say(text, failed=failed, examples=examples))
    return FOUND if failed else OK


def _row(rule: Rule, width: int) -> str:
    default = "on" if rule.default else "off"
    return f"{rule.name:{width}}  {rule.scope:8}  {default:7}  {rule.safety:12}  {rule.summary}"
