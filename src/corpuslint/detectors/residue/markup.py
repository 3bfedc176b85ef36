r"""What a conversion left behind: tags, entities, escapes, words of another language.

Facts: a tag is ``<name …>`` or ``</name>`` (HTML Living Standard, 13.1.2); a character reference is ``&name;``,
``&#n;`` or ``&#xh;`` (13.1.4). ``\uXXXX`` is how JSON, Java and JavaScript write a UTF-16 unit, ``%XX`` how a URL
writes a byte (RFC 3986, 2.1). Text that explains markup shows the same strings on purpose: with quotes, code marks or
spaces around them; so only what is glued to Chinese text is residue.
"""

import html
import re
from collections.abc import Iterator, Sequence

from corpuslint import chars
from corpuslint.detectors.rows import by_row
from corpuslint.finding import Applicability, Finding, replacement
from corpuslint.lazy import Lazy
from corpuslint.rule import Rule
from corpuslint.source import Document

_CJK = f"{chars.HAN}{chars.CJK_PUNCTUATION}“”‘’…—"
_BESIDE = Lazy(f"[{_CJK}]")
_TAG = Lazy(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:]{0,9})(?:\s[^<>\r\n]{0,300})?/?>")


def tags(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield HTML tags stranded in plain text, with a fix that removes them; a page of HTML is not plain text."""
    if document.markdown:
        return  # HTML is part of Markdown
    found = [match for match in _TAG.finditer(document.text) if match["name"].lower() in rule.options["names"]]
    if len(found) > rule.options["markup-tags"] and re.search(rule.options["page"], document.text):
        return
    for match in _residue(document.text, found):
        if not _framed(document.text, *match.span(), rule):
            fix = replacement(*match.span(), _break(document, match, rule), Applicability(rule.safety))
            yield Finding(rule.code, *match.span(), f"a stray tag: {match.group()[:40]}", fix)


def _residue(text: str, found: Sequence[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield the tags that touch Chinese text, those that touch these, and the partners of both in their line."""
    glued, opened, line_end = -1, set[str](), -1
    for match in found:
        if match.start() > line_end:
            opened.clear()
            line_end = min(at for at in (text.find("\n", match.start()), len(text)) if at >= 0)
        name = match["name"].lower()
        closes = bool(match["close"]) and name in opened
        if not (closes or match.start() == glued or _glued(text, *match.span())):
            continue
        glued = match.end()
        (opened.discard if match["close"] else opened.add)(name)
        yield match


def _break(document: Document, match: re.Match[str], rule: Rule) -> str:
    """Return a newline for a tag that parts two blocks of text in one line, else nothing."""
    start, end = match.span()
    inner = (
        start > 0 and end < len(document.text) and not {document.text[start - 1], document.text[end]} & set("\r\n<>")
    )
    return document.newline if inner and match["name"].lower() in rule.options["breaks"] else ""


def _framed(text: str, start: int, end: int, rule: Rule) -> bool:
    """Tell whether a piece of markup is shown rather than left over: a quote, code mark or space stands before it."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    frame: str = rule.options["frames"]
    return before in frame if before.strip("\r\n") else bool(after) and after in frame


def _glued(text: str, start: int, end: int) -> bool:
    """Tell whether Chinese text touches a span on either side."""
    return bool((start and _BESIDE.match(text, start - 1)) or (end < len(text) and _BESIDE.match(text, end)))


_ENTITY = r"&(?:nbsp(?![A-Za-z0-9;])|(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)"
_ENTITIES = Lazy(f"{_ENTITY}(?:{_ENTITY})*")


def entities(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield runs of character references beside Chinese text, with a fix to what they stand for."""
    if document.markdown:
        return  # references are part of Markdown
    for match in _ENTITIES.finditer(document.text):
        text = "".join(_character(reference, rule) for reference in re.findall(_ENTITY, match.group()))
        if (
            text != match.group()
            and _glued(document.text, *match.span())
            and not _framed(document.text, *match.span(), rule)
        ):
            fix = replacement(*match.span(), text, Applicability(rule.safety))
            yield Finding(rule.code, *match.span(), f"character references: {match.group()[:40]}", fix)


def _character(reference: str, rule: Rule) -> str:
    """Return what a reference stands for; the reference itself where that is nothing that text may hold."""
    char = html.unescape(reference)
    if char in rule.options["spaces"]:
        return " "
    return char if char.isprintable() and char not in rule.options["kept"] else reference


_UNITS = Lazy(rf"(?:(?<=[{_CJK}])|(?<![^\s]))(?:\\u[0-9A-Fa-f]{{4}}|%u[0-9A-Fa-f]{{4}})+")
_BYTES = Lazy(rf"(?:(?<=[{_CJK}])|(?<![^\s]))%[Ee][4-9]%[89ABab][0-9A-Fa-f](?:%[0-9A-Fa-f]{{2}})*")
_CHINESE = Lazy(f"[{_CJK}\u3000\u00b70-9A-Za-z]+")


def escapes(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield runs of escapes that stand for Chinese text, with a fix to that text; pieces of one are only reported."""
    for match in (*_UNITS.finditer(document.text), *_BYTES.finditer(document.text)):
        decoded = _unescaped(match, rule)
        if decoded is None or _framed(document.text, *match.span(), rule):
            continue
        fix = replacement(*match.span(), decoded, Applicability(rule.safety)) if decoded else None
        meaning = f"escapes in place of {decoded[:20]!r}" if decoded else f"a piece of an escape: {match.group()[:40]}"
        yield Finding(rule.code, *match.span(), meaning, fix)


def _unescaped(match: re.Match[str], rule: Rule) -> str | None:
    """Return the text of a run of escapes; empty where it is cut off, ``None`` where it is not Chinese text."""
    run, glued = match.group(), _glued(match.string, *match.span())
    try:
        if re.match("%[^uU]", run):
            text = bytes.fromhex(run.replace("%", "")).decode("utf-8")
        else:
            text = bytes.fromhex(re.sub(r"[\\%]u", "", run)).decode("utf-16-be")
    except UnicodeDecodeError:
        return "" if glued else None
    # Set off by spaces, one character alone is rather shown than left over.
    chinese = _CHINESE.fullmatch(text) and _BESIDE.search(text)
    return text if chinese and (glued or len(text) >= rule.options["alone"]) else None


_HAN = f"[{chars.HAN}]"
_CODE_SIGN = Lazy(r"`|[{};=]\s*$|\b(?:if|for|while|def|class|SELECT|select|import)\b[^\n]{0,40}[({:;*]", re.MULTILINE)


def stranded(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield English function words between two Chinese words, but not the key words of a programming language."""
    words = "|".join(rule.options["words"])
    pattern = re.compile(rf"(?<={_HAN}) ?(?P<word>{words}) ?(?={_HAN})", re.IGNORECASE)
    found = [m for m in pattern.finditer(document.text) if not _spoken_of(m, rule)]
    if found and not _CODE_SIGN.search(document.text):
        for match in found:
            message = f"an English word stranded between Chinese words: {match['word']!r}"
            yield Finding(rule.code, *match.span(), message)


def _spoken_of(match: re.Match[str], rule: Rule) -> bool:
    """Tell whether the word itself is the topic: 使用 and 连接, 和 or 两种."""
    before = match.string[max(0, match.start() - 3) : match.start()]
    after = match.string[match.end() : match.end() + 3]
    if re.search(rule.options["spoken-of-before"], before) or re.match(rule.options["spoken-of-after"], after):
        return True
    long = re.compile(f"{_HAN}{{2}}")
    return not (long.search(before) and long.match(after))


_LITERAL = Lazy(rf"(?<=[{_CJK}])(?:\\[rnt])+(?=[{_CJK}]|[\r\n]|\Z)")


def newlines(document: Document, rule: Rule) -> Iterator[Finding]:
    r"""Yield ``\n`` and ``\t`` written out in Chinese text, with a fix to one real newline or space."""
    for row, group in by_row(document, _LITERAL.finditer(document.text)):
        if re.search(rule.options["not-prose"], document.lines[row].text):
            continue
        for match in group:
            if re.search(rule.options["spoken-of-before"], document.text[max(0, match.start() - 4) : match.start()]):
                continue
            real = document.newline if re.search("[rn]", match.group()) else " "
            fix = replacement(*match.span(), real, Applicability(rule.safety))
            yield Finding(rule.code, *match.span(), f"an escape written out: {match.group()}", fix)


_FORUM = Lazy(
    r"\[(?:/(?:b|i|u|s|url|img|quote|color|size|font|align|code|list|media|attach|p|table|td|tr)"
    r"|(?:url|quote|color|size|font|align|media|attach|list)=[^\]\r\n]{0,500}|img|quote|attach)\]",
    re.IGNORECASE,
)


def forum(document: Document, rule: Rule) -> Iterator[Finding]:
    """Yield tags of forum markup beside Chinese text, with a fix that removes them."""
    for match in _FORUM.finditer(document.text):
        if _glued(document.text, *match.span()) and not _framed(document.text, *match.span(), rule):
            fix = replacement(*match.span(), "", Applicability(rule.safety))
            yield Finding(rule.code, *match.span(), f"a tag of forum markup: {match.group()[:40]}", fix)
