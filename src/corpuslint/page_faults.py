"""What is wrong with a rule page: keys that are missing, unknown or of the wrong type, patterns that no engine takes.

A fault is the path of a key and what is wrong with it, remedy included. :func:`faults` is asked of every page that is
read; :func:`example_faults` and :func:`unusable` of the pages that a corpus brings along, since tests ask the shipped.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from string import Formatter

from corpuslint.finding import Severity
from corpuslint.kinds import described, fits, short
from corpuslint.language import say
from corpuslint.near import did_you_mean
from corpuslint.patterns import explosive
from corpuslint.regions import KINDS
from corpuslint.rule import EXAMPLES, REQUIRED, SAFETIES, SCOPES, STAGES, Rule
from corpuslint.scanning.trigger_syntax import fault as fault_of_trigger
from corpuslint.typed import Any

Fault = tuple[tuple[str, ...], str]

_CODE = re.compile(r"[A-Z]{3}\d{3}")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CHOICES = {"scope": SCOPES, "stage": STAGES, "safety": SAFETIES, "severity": tuple(map(str, Severity))}
_KEYS = {key: Rule._field_defaults.get(key, "") for key in Rule._fields if key not in ("family", "page")}
_EXAMPLE_KEYS: dict[str, Any] = {
    "fixed": "",
    "note": "",
    "fix": "",
    "count": 0,
    "markdown": False,
    "policy": {},
    "beside": [],
    "options": {},
}


def faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the head of a page, its keys as written."""
    for key in REQUIRED:
        if not isinstance(table.get(key), str) or not table[key].strip():
            yield (key,), say("`{key}` is missing or not a text", key=key)
    for key, value in table.items():
        field = key.replace("-", "_")
        if field in EXAMPLES:
            continue
        if field not in _KEYS:
            known = tuple(name.replace("_", "-") for name in _KEYS)
            yield (key,), say("unknown key `{key}`", key=key) + did_you_mean(key, known)
        elif field == "severity" or not fits(value, _KEYS[field]):
            yield from _type_faults(key, value, _KEYS[field])
    yield from _value_faults(table)


def _type_faults(key: str, value: Any, default: Any) -> Iterator[Fault]:
    if not fits(value, str(default) if isinstance(default, Severity) else default):
        yield (key,), say("`{key}` must be {kind}, not {value}", key=key, kind=described(default), value=short(value))


def _value_faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    if not _CODE.fullmatch(str(table.get("code"))):
        yield ("code",), say("`code` must be three capitals and three digits")
    if not _NAME.fullmatch(str(table.get("name"))):
        yield ("name",), say("`name` must be words of lower-case letters joined by hyphens")
    for key, allowed in _CHOICES.items():
        if key in table and table[key] not in allowed:
            yield (key,), say("`{key}` must be one of {choices}", key=key, choices=", ".join(allowed))
    for kind in sorted(set(table.get("skip", ())) - KINDS):
        known = ", ".join(sorted(KINDS))
        yield ("skip",), say("`skip` names {kind}; known are {known}", kind=short(kind), known=known)


def example_faults(table: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the examples of a whole page."""
    for pile in EXAMPLES:
        examples = table.get(pile, [])
        if not isinstance(examples, list) or not all(isinstance(example, dict) for example in examples):
            yield (pile,), say("examples are written as [[{pile}]]", pile=pile)
            continue
        for number, example in enumerate(examples, 1):
            for fault in _example_faults(example):
                place = say("[[{pile}]] number {number}", pile=pile, number=number)
                yield (pile,), f"{place}: {fault}"


def _example_faults(example: Mapping[str, Any]) -> Iterator[str]:
    given = example.get("text")
    if not isinstance(given, str) and not (isinstance(given, list) and all(_is_byte(item) for item in given)):
        yield say("`text` must be a text, or a list of byte values")
    for key, value in example.items():
        if key != "text" and key not in _EXAMPLE_KEYS:
            yield say("unknown key `{key}`", key=key) + did_you_mean(key, ("text", *_EXAMPLE_KEYS))
        elif key != "text" and not fits(value, _EXAMPLE_KEYS[key]):
            kind = described(_EXAMPLE_KEYS[key])
            yield say("`{key}` must be {kind}, not {value}", key=key, kind=kind, value=short(value))


def _is_byte(item: Any) -> bool:
    return type(item) is int and 0 <= item < 256


def unusable(rule: Rule, alike: Sequence[Rule] = ()) -> Iterator[Fault]:
    """Yield what of a rule nothing can run with: its triggers, and its options.

    Args:
        rule: the rule.
        alike: shipped rules with the same detector; what all of them have in their options, it needs.

    """
    for trigger in rule.triggers:
        if fault := fault_of_trigger(trigger):
            yield ("triggers",), say("trigger {trigger} cannot be used: {fault}", trigger=short(trigger), fault=fault)
    for form, pattern in rule.census.items():
        fault = fault_of_trigger(pattern) if isinstance(pattern, str) else say("must be {kind}", kind=described(""))
        if fault:
            yield ("census", form), say("`{key}` cannot be used: {fault}", key=f"census.{form}", fault=fault)
    if rule.detector != "pattern.match":
        yield from _option_faults(rule, alike)
    else:
        for key, fault in _pattern_faults(rule):
            yield ("options", key), say("`{key}` cannot be used: {fault}", key=key, fault=fault)


def _option_faults(rule: Rule, alike: Sequence[Rule]) -> Iterator[Fault]:
    for key in sorted(set.intersection(*(set(other.options) for other in alike))) if alike else ():
        default = alike[0].options[key]
        if key not in rule.options:
            text = "`options.{key}` is missing; {code}, which has the same detector, shows it"
            yield ("options",), say(text, key=key, code=alike[0].code)
        elif not fits(rule.options[key], default):
            value = short(rule.options[key])
            yield (
                ("options", key),
                say("`{key}` must be {kind}, not {value}", key=key, kind=described(default), value=value),
            )


def _pattern_faults(rule: Rule) -> Iterator[tuple[str, str]]:
    options = rule.options
    for key in ("pattern", "replace", "unless", "message"):
        if key in options and not isinstance(options[key], str):
            yield key, say("must be {kind}", kind=described(""))
            return
    if not options.get("pattern"):
        yield "pattern", say("`pattern.match` needs a regular expression in [options]")
        return
    for key in ("pattern", "unless"):
        if fault := _told(partial(explosive, options.get(key, ""), re.MULTILINE)):
            yield key, fault
            return
    if "message" in options and (fault := _message_fault(options["message"])):
        yield "message", fault
    if "replace" in options:
        yield from _replace_faults(rule)


def _replace_faults(rule: Rule) -> Iterator[tuple[str, str]]:
    if rule.safety not in ("safe", "unsafe", "display-only"):
        yield "replace", say("`safety` must say how safe that is: safe, unsafe or display-only")
    pattern, template = re.compile(rule.options["pattern"], re.MULTILINE), rule.options["replace"]
    if fault := _told(lambda: re._parser.parse_template(template, pattern) and ""):  # type: ignore[attr-defined]  # noqa: SLF001 (no public parser)
        yield "replace", fault


def _told(ask: Callable[[], str]) -> str:
    """Return what a question about a pattern is answered, or what is wrong with the pattern itself."""
    try:
        return ask()
    except (re.error, RecursionError, OverflowError, IndexError) as error:
        return say("not a regular expression: {error}", error=error)


def _message_fault(message: str) -> str:
    try:
        fields = [parts[1:] for parts in Formatter().parse(message) if parts[1] is not None]
    except ValueError as error:
        return say("not a template: {error}", error=error)
    plain = all(name in ("", "0") and not spec and not conversion for name, spec, conversion in fields)
    return (
        ""
        if plain and len(fields) < 2
        else say("`{}` may stand in it once, for what was found; a brace is written twice")
    )
