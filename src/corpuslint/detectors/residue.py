r"""What a conversion left behind: tags, entities, escapes, placeholders for what was cut out.

Facts: a tag is ``<name …>`` or ``</name>`` (HTML Living Standard, 13.1.2); a character reference is ``&name;``,
``&#n;`` or ``&#xh;`` (13.1.4). ``\uXXXX`` is how JSON, Java and JavaScript write a UTF-16 unit. U+FFFC OBJECT
REPLACEMENT CHARACTER marks the place of an embedded object that plain text cannot hold; U+2400 to U+2421 are pictures
of control characters that a viewer put in for the characters themselves; U+FFF9 to U+FFFB frame interlinear notes
(Unicode 16.0, 23.8, 22.7). Text that explains markup shows the same strings on purpose: with quotes, code marks or
spaces around them.
"""

import html
import re
from collections.abc import Iterator

from corpuslint import chars
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.rulebook import Rule
from corpuslint.source import Document

_CJK = f"{chars.HAN}{chars.CJK_PUNCTUATION}“”‘’…—"
_BESIDE = re.compile(f"[{_CJK}]")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,9})(?P<rest>(?:\s[^<>\n]{0,300})?)/?>")


def tags(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield HTML tags stranded in plain text; those without a partner, and inline ones glued to Chinese text."""
    if document.markdown:
        return  # HTML is part of Markdown
    found = [match for match in _TAG.finditer(document.text) if match["name"].lower() in rule.options["names"]]
    if len(found) > rule.options["markup-tags"] and _is_markup(document.text, rule):
        return  # a page of HTML, not text with a rest of it
    for match in found:
        if _quoted(document.text, *match.span(), rule):
            continue
        trust = Applicability.UNSAFE
        yield Finding(
            rule.code, *match.span(), f"a stray tag: {match.group()[:40]}", replacement(*match.span(), "", trust)
        )


def _is_markup(text: str, rule: Rule) -> bool:
    return bool(re.search(rule.options["page"], text, re.IGNORECASE))


def _quoted(text: str, start: int, end: int, rule: Rule) -> bool:
    """Tell whether a piece of markup is shown rather than left over: framed by quotes, code marks or brackets."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    frame: str = rule.options["frames"]
    return bool(before and before in frame) or bool(after and after in frame)


_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")


def entities(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield character references beside Chinese text, with a fix to what they stand for."""
    for match in _ENTITY.finditer(document.text):
        char = html.unescape(match.group())
        if char == match.group() or char in rule.options["kept"] or (not char.isprintable() and char != "\u00a0"):
            continue
        if _quoted(document.text, *match.span(), rule) or not _glued(document.text, *match.span()):
            continue
        char = " " if char == "\u00a0" else char
        yield Finding(
            rule.code,
            *match.span(),
            f"a character reference: {match.group()}",
            replacement(*match.span(), char, Applicability(rule.safety)),
        )


def _glued(text: str, start: int, end: int) -> bool:
    """Tell whether Chinese text touches a span on either side."""
    return bool((start and _BESIDE.match(text, start - 1)) or (end < len(text) and _BESIDE.match(text, end)))


_ESCAPES = re.compile(r"(?:\\u[0-9A-Fa-f]{4}|%u[0-9A-Fa-f]{4}){2,}|(?:%[0-9A-Fa-f]{2}){3,}")


def escapes(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield runs of escapes that stand for Chinese text, with a fix to that text."""
    for match in _ESCAPES.finditer(document.text):
        decoded = _unescaped(match.group())
        if decoded is None or _quoted(document.text, *match.span(), rule):
            continue
        yield Finding(
            rule.code,
            *match.span(),
            f"escapes in place of {decoded[:20]!r}",
            replacement(*match.span(), decoded, Applicability(rule.safety)),
        )


def _unescaped(run: str) -> str | None:
    """Return the text of a run of escapes if it is wholly Chinese, else ``None``."""
    try:
        if run.startswith("%") and run[1] not in "uU":
            text = bytes.fromhex(run.replace("%", "")).decode("utf-8")
        else:
            units = bytes.fromhex(re.sub(r"[\\%]u", "", run))
            text = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return None
    return text if re.fullmatch(f"[{_CJK}0-9A-Za-z]*[{chars.HAN}][{_CJK}0-9A-Za-z]*", text) else None
