"""The manual as a web site: the chapters of the guide, the index of rules, and a page for each rule.

All of it is made from what is shipped: chapters in ``guide/``, rule pages, ``rules/README.md``, and the schema of the
configuration. Pages load nothing from elsewhere.
"""

import json
from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from itertools import groupby

from markdown_it import MarkdownIt

from corpuslint.report.style import visible
from corpuslint.rule import FAMILIES, Rule
from corpuslint.rulebook import pages, read_page, rules_folder, shipped
from corpuslint.schemas import schema
from corpuslint.typed import Any, NamedTuple

CHAPTERS = {
    "index": "First run",
    "dirty-corpus": "Adopting it on a dirty corpus",
    "configuration": "Configuration",
    "ci": "Hooks, CI and reports",
    "editors": "Editors",
    "scale": "At scale",
    "speed": "Speed",
    "writing-a-rule": "Writing a rule",
    "rules": "All rules",
}
"""Name of a page → its title; the first is where a reader begins."""

_FACTS = ("family", "scope", "stage", "severity", "since")
_FIXES = {
    "safe": "safe: <code>corpuslint fix</code> applies it",
    "unsafe": "unsafe: <code>corpuslint fix --unsafe-fixes</code> applies it",
    "display-only": "a suggestion for a person; never applied",
    "none": "none: only a person can decide",
    "mixed": "safe or unsafe; each finding says which",
}


class Page(NamedTuple):
    """A page of the site: its path relative to the site, its title, and its body as HTML."""

    path: str
    title: str
    body: str


def site() -> Iterator[tuple[str, str]]:
    """Yield path and content of all files of the site."""
    style = _guide("style.css")
    for page in (*_chapters(), *_rule_pages()):
        yield page.path, _whole(page, style)


def _chapters() -> Iterator[Page]:
    markdown = MarkdownIt("commonmark").enable("table")
    for name, title in CHAPTERS.items():
        path = f"{name}.html"
        if name == "rules":
            yield Page(path, title, _index())
        else:
            yield Page(path, title, markdown.render(_text(name)))


def _text(name: str) -> str:
    if name == "writing-a-rule":
        return (rules_folder() / "README.md").read_text(encoding="utf-8")
    text = _guide("first-run.md" if name == "index" else f"{name}.md")
    return text.replace("$keys", _keys()) if name == "configuration" else text


def _guide(name: str) -> str:
    return (files("corpuslint") / "guide" / name).read_text(encoding="utf-8")


def _keys() -> str:
    """Return the keys of the configuration as a Markdown table."""
    rows = ["| key | default | means |", "|---|---|---|"]
    for key, described in json.loads(schema("config"))["properties"].items():
        default = json.dumps(described["default"], ensure_ascii=False)
        choices = ", ".join(f"`{choice}`" for choice in described.get("enum", ()) if choice)
        means = described["description"] + (f" ({choices})" if choices else "")
        rows.append(f"| `{key}` | `{default}` | {means} |")
    return "\n".join(rows)


def _index() -> str:
    """Return the table of all rules, by family."""
    parts = [f"<h1>{CHAPTERS['rules']}</h1>"]
    families = list(FAMILIES.values())
    by_family = sorted(shipped(), key=lambda rule: (families.index(rule.family), rule.code))
    for family, rules in groupby(by_family, lambda rule: rule.family):
        parts.append(f"<h2>{family}</h2><table><tr><th>code</th><th>finds</th><th>fix</th><th>default</th></tr>")
        parts += map(_row, rules)
        parts.append("</table>")
    return "\n".join(parts)


def _row(rule: Rule) -> str:
    link = f'<a href="rules/{rule.name}.html">{rule.code}</a>'
    default = "on" if rule.default else "off"
    return f"<tr><td>{link}</td><td>{escape(rule.summary)}</td><td>{rule.safety}</td><td>{default}</td></tr>"


def _rule_pages() -> Iterator[Page]:
    tables = {str(page): page for page in pages(rules_folder())}
    for rule in shipped():
        yield Page(f"rules/{rule.name}.html", f"{rule.code} {rule.name}", _rule(rule, read_page(tables[rule.page])))


def _rule(rule: Rule, table: Mapping[str, Any]) -> str:
    markdown = MarkdownIt("commonmark").enable("table")
    facts = " · ".join(f"{key} {getattr(rule, key)}" for key in _FACTS)
    fix = _FIXES[rule.safety] + (f", because {escape(rule.safety_why.strip())}" if rule.safety_why else "")
    parts = [
        f"<h1>{rule.code} {rule.name}</h1><p>{escape(rule.summary)}.</p>",
        f'<p class="facts">{facts} · {"on" if rule.default else "off"} by default</p>',
        f"<h2>Why</h2>{markdown.render(rule.why)}<h2>Fix</h2><p>{fix}.</p>",
        _examples("Found", "bad", table.get("bad", ())),
        _examples("Left alone", "kept", table.get("kept", ())),
        _examples("Known limits", "kept", table.get("known_failure", ())),
        _options(rule),
        f"<h2>To silence it</h2><pre>ignore = [&quot;{rule.code}&quot;]</pre>",
    ]
    return "\n".join(parts)


def _examples(title: str, kind: str, examples: list[dict[str, Any]]) -> str:
    if not examples:
        return ""
    fixed = any("fixed" in example for example in examples)
    head = "<tr><th>before</th><th>after</th></tr>" if fixed else ""
    rows = (
        f"<tr><td>{_drawn(example['text'])}</td>"
        + (f"<td>{_drawn(example['fixed']) if 'fixed' in example else ''}</td>" if fixed else "")
        + "</tr>"
        for example in examples
    )
    return f'<h2>{title}</h2><table class="{kind}">{head}{"".join(rows)}</table>'


def _drawn(text: str | list[int]) -> str:
    """Return an example as HTML, what cannot be seen in it drawn."""
    if not isinstance(text, str):
        return "bytes " + " ".join(f"{byte:02X}" for byte in text)
    return "".join(map(_drawn_char, text)) or "(nothing)"


def _drawn_char(char: str) -> str:
    shown = char if char == "\n" else visible(char)
    return escape(char) if shown == char else f'<span class="unseen">{escape(shown.strip("<>"))}</span>'


def _options(rule: Rule) -> str:
    if not rule.options:
        return ""
    values = {key: json.dumps(value, ensure_ascii=False) for key, value in rule.options.items()}
    cut = {key: text if len(text) <= 200 else text[:199] + "…" for key, text in values.items()}
    rows = (f"<tr><td><code>{key}</code></td><td><code>{escape(text)}</code></td></tr>" for key, text in cut.items())
    return f"<h2>Options</h2><table>{''.join(rows)}</table>"


def _whole(page: Page, style: str) -> str:
    up = "../" * page.path.count("/")
    links = "".join(
        f'<a href="{up}{name}.html"{" class=here" if page.path == f"{name}.html" else ""}>{title}</a>'
        for name, title in CHAPTERS.items()
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>corpuslint: {escape(page.title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>\n{style}</style></head>\n'
        f"<body><nav><a href='{up}index.html'><strong>corpuslint</strong></a><b>Manual</b>{links}</nav>\n"
        f"<main>\n{page.body}</main></body></html>\n"
    )
