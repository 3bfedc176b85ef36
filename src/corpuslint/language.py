"""The language in which corpuslint talks to people: English, or Chinese.

An English text is its own key; ``tables/messages_zh.toml`` gives its Chinese form, with the same fields. What programs
read (JSON, SARIF and so on) is always English.
"""

import os
import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module

from corpuslint.snapshot import keep, recall, stamp
from corpuslint.typed import Any

LANGUAGES = ("en", "zh")
_current = ["en"]


def choose(arguments: Sequence[str], environment: "os._Environ[str] | dict[str, str]" = os.environ) -> str:
    """Return the language of a command line: ``--lang`` over CORPUSLINT_LANG over the locale."""
    for number, word in enumerate(arguments):
        if word.startswith("--lang"):
            value = word.partition("=")[2] or "".join(arguments[number + 1 : number + 2])
            return value if value in LANGUAGES else "en"
    names = (environment.get(name) for name in ("CORPUSLINT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").startswith("zh") else "en"


def use(language: str) -> None:
    """Talk in a language from now on."""
    _current[0] = language


def current() -> str:
    """Return the language in use."""
    return _current[0]


def say(text: str, **values: Any) -> str:
    """Return a text in the language in use, its ``{fields}`` filled in."""
    template = text if _current[0] == "en" else catalogue().get("messages", {}).get(text, text)
    return template.format(**values) if values else template


def summary_zh(rule: str) -> str:
    """Return the Chinese summary of a rule by its name; empty if there is none."""
    return catalogue().get("rules", {}).get(rule, "")


def headline(rule: str, summary: str, message: str) -> str:
    """Return what a finding of a rule says; in Chinese, an untranslated message stands behind the rule's summary."""
    said, chinese = translated(message), summary_zh(rule) if _current[0] == "zh" else ""
    if not chinese or said != message:
        return said
    return chinese if message == summary else f"{chinese}（{message}）"


def translated(message: str, language: str = "") -> str:
    """Return the message of a rule in a language (the one in use), as far as the catalogue knows it."""
    if (language or _current[0]) == "en":
        return message
    known = catalogue().get("findings", {})
    if message in known:
        return known[message]
    for pattern, template in _patterns():
        if found := pattern.fullmatch(message):
            return template.format(*found.groups())
    return message


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Return the messages with ``{}`` fields as patterns, the longest first, each with its Chinese template."""
    known = catalogue().get("findings", {})
    fields = sorted((text for text in known if "{}" in text), key=len, reverse=True)
    return [(re.compile("(.*)".join(map(re.escape, text.split("{}"))), re.DOTALL), known[text]) for text in fields]


def count(number: int, noun: str) -> str:
    """Return a number of things: ``1 file``, ``2 files``."""
    if _current[0] == "en":
        return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
    return f"{number} {catalogue()['nouns'].get(noun, noun)}"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the Chinese texts: ``messages``, ``nouns`` and ``rules`` (name of a rule → its summary)."""
    file = os.path.join(os.path.dirname(__file__), "tables", "messages_zh.toml")  # noqa: PTH118, PTH120 (as in snapshot)
    key = stamp(__file__, file) if os.path.isfile(file) else ""  # noqa: PTH113 (as above)
    known: dict[str, dict[str, str]] | None = recall("messages_zh", key) if key else None
    if known is None:
        known = _read_catalogue()
        if key:
            keep("messages_zh", key, known)
    return known


def _read_catalogue() -> dict[str, dict[str, str]]:
    import tomllib  # noqa: PLC0415 (30 ms with the text, and 25 ms for the resources, which a later run does not pay)

    resources = import_module("importlib.resources")
    text = (resources.files("corpuslint") / "tables" / "messages_zh.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
