"""Reports: one module a format, each a function from findings to text."""

from collections.abc import Callable, Iterator
from importlib import import_module

from corpuslint.report.located import Report
from corpuslint.report.style import Style

FORMATS = {
    "full": "terminal:full",
    "concise": "terminal:concise",
    "grouped": "terminal:grouped",
    "json": "contract:array",
    "jsonl": "contract:lines",
    "github": "github:commands",
    "gitlab": "gitlab:issues",
    "junit": "junit:suites",
    "rdjson": "rdjson:result",
    "rdjsonl": "rdjson:lines",
    "sarif": "sarif:log",
    "html": "html:page",
}
"""Name of a format → module and function below :mod:`corpuslint.report`."""


Renderer = Callable[[Report, Style], Iterator[str]]


def renderer(name: str) -> Renderer:
    """Return the function of a format: it yields a report in pieces of text."""
    module, _, function = FORMATS[name].partition(":")
    found: Renderer = getattr(import_module(f"corpuslint.report.{module}"), function)
    return found
