"""``html``: one page for people, self-contained, with its findings as data and a script that draws them.

Corpus text gets into the page only as JSON, and from there only as text nodes. A content security policy lets nothing
load and no script run but the page's own, by its digest.
"""

import unicodedata
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from corpuslint import language
from corpuslint.report.contract import dumps
from corpuslint.report.located import Located, LocatedFix, Report
from corpuslint.report.style import Style, visible
from corpuslint.rule import FAMILIES, Rule
from corpuslint.typed import Any

_LONGEST = 600
"""Code points shown of a finding over many lines."""
_FAMILIES_ZH = "编码 乱码 注音 残留 段落 标题 模板文字 繁简 名称 联系方式 日期 标点 空白 重复"


def page(report: Report, _style: Style) -> Iterator[str]:
    """Yield the page."""
    script = _part("page.js")
    fields = {
        "lang": "zh-CN" if language.current() == "zh" else "en",
        "title": escape(f"{len(report.findings):,} findings in {report.files:,} files"),
        "digest": b64encode(sha256(script.encode()).digest()).decode(),
        "style": _part("page.css"),
        "script": script,
        "data": dumps(_data(report)).replace("<", "\\u003c"),  # no text can end the script element
    }
    yield Template(_part("page.html")).substitute(fields)


def _part(name: str) -> str:
    return (files("corpuslint") / "report" / "page" / name).read_text(encoding="utf-8")


def _data(report: Report) -> dict[str, Any]:
    names = sorted({finding.filename for finding in report.findings})
    codes = sorted({finding.code for finding in report.findings})
    file_index = {name: number for number, name in enumerate(names)}
    rule_index = {code: number for number, code in enumerate(codes)}
    rows = [[rule_index[finding.code], file_index[finding.filename], *_finding(finding)] for finding in report.findings]
    return {
        "language": language.current(),
        "checked": report.files,
        "families": {**dict(zip(FAMILIES.values(), _FAMILIES_ZH.split(), strict=True)), "custom": "自定"},
        "files": names,
        "rules": [_rule(report.rules[code]) for code in codes],
        "names": _names(report.findings),
        "findings": rows,
    }


def _rule(rule: Rule) -> dict[str, str]:
    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity,
        "summary": rule.summary,
        "summary_zh": language.summary_zh(rule.name),
        "why": rule.why.strip(),
    }


def _finding(finding: Located) -> list[Any]:
    """Return record, row, column, message, text, start and end of the finding in it, and fix."""
    text, base = _shown(finding)
    start = finding.start.offset - base
    end = min(finding.end.offset - base, len(text))
    message = [finding.message, language.translated(finding.message, "zh")]
    place = [finding.record, finding.start.row, finding.start.column]
    return [*place, message, text, start, end, _fix(finding.fix, base, len(text))]


def _shown(finding: Located) -> tuple[str, int]:
    """Return the text to show and the offset at which it begins: the line's part around the finding, or all of it."""
    base = finding.start.offset - (finding.start.column - finding.excerpt_column)
    if finding.start.row == finding.end.row:
        return finding.excerpt, base
    before = finding.excerpt[: finding.start.offset - base]
    return before + finding.text[:_LONGEST] + ("…" if finding.end.offset - base > len(before) + _LONGEST else ""), base


def _fix(fix: LocatedFix | None, base: int, length: int) -> list[Any] | None:
    """Return applicability, message and the edits that lie in the text shown, cut to it."""
    if fix is None:
        return None
    edits = [
        [edit.start.offset - base, min(edit.end.offset - base, length), edit.content]
        for edit in fix.edits
        if 0 <= edit.start.offset - base <= length
    ]
    return [fix.applicability, fix.message, edits]


def _names(findings: Sequence[Located]) -> dict[str, str]:
    """Return the names of the characters that are drawn by number."""
    texts = (text for finding in findings for text in (finding.excerpt, finding.text, *_contents(finding)))
    unseen = {char for text in texts if not text.isprintable() for char in text if visible(char)[0] == "<" != char}
    return {f"U+{ord(char):04X}": unicodedata.name(char, "") for char in sorted(unseen)}


def _contents(finding: Located) -> Iterator[str]:
    yield from (edit.content for edit in (finding.fix.edits if finding.fix else ()))
