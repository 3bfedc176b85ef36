"""The language server: diagnostics as one types, quick fixes, all safe fixes at once, the rule's page on hover.

An editor knows one document, so rules about the corpus do not run here; what the baseline accepts is left out.

Facts: positions count UTF-16 code units unless client and server agree on another unit (LSP 3.17), rows from 0, and
lines end at LF, CRLF and CR. pygls cuts lines as ``str.splitlines`` does, also at U+2028 and others, so the server asks
for whole texts and never has it apply or place a change.
"""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from corpuslint import __version__, baseline
from corpuslint.checking.check import check_documents
from corpuslint.finding import Applicability, Severity
from corpuslint.fixing.draft import Draft
from corpuslint.fixing.fix import fix_all
from corpuslint.links import page_of
from corpuslint.paths import matches
from corpuslint.report.located import Located, LocatedFix
from corpuslint.rule import Rule
from corpuslint.setup import config
from corpuslint.setup.config import Loaded
from corpuslint.setup.discover import shown
from corpuslint.setup.prepare import Prepared, prepared
from corpuslint.source import Document, Position, Raw
from corpuslint.typed import NamedTuple

PAUSE = 0.15
"""Seconds without a keystroke after which a document is checked."""
FIX_ALL = "source.fixAll.corpuslint"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_TITLES = {Applicability.SAFE: "", Applicability.UNSAFE: " (unsafe)", Applicability.DISPLAY: " (suggestion)"}


class Seen(NamedTuple):
    """A document as it was last checked."""

    version: int | None
    setup: Prepared
    findings: list[Located]


class Server(LanguageServer):
    """The server and what it knows of open documents, by URI."""

    def __init__(self) -> None:
        super().__init__("corpuslint", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.seen: dict[str, Seen] = {}
        self.waiting: dict[str, asyncio.TimerHandle] = {}


server = Server()


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Check a document that was opened."""
    publish(ls, params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Check a document when its author pauses."""
    uri = params.text_document.uri
    if uri in ls.waiting:
        ls.waiting[uri].cancel()
    ls.waiting[uri] = asyncio.get_running_loop().call_later(PAUSE, publish, ls, uri)


@server.feature(types.TEXT_DOCUMENT_DID_SAVE)
def saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """Check a document that was saved (its configuration may have changed meanwhile)."""
    publish(ls, params.text_document.uri)


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a document."""
    uri = params.text_document.uri
    if uri in ls.waiting:
        ls.waiting.pop(uri).cancel()
    ls.seen.pop(uri, None)
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def publish(ls: Server, uri: str) -> None:
    """Check a document and tell the editor what was found."""
    seen = look(ls, uri)
    diagnostics = [_diagnostic(ls, finding, seen.setup.ruleset.by_code[finding.code]) for finding in seen.findings]
    ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, seen.version))


def look(ls: Server, uri: str) -> Seen:
    """Return what is found in the present text of a document, checking it if that is not known."""
    document = ls.workspace.get_text_document(uri)
    known = ls.seen.get(uri)
    if known and known.version is not None and known.version == document.version:
        return known
    setup = _setup(ls, uri)
    checked = check_documents([_raw(uri, document.source)], setup.ruleset) if _wanted(uri, setup.loaded) else None
    for crash in checked.crashes if checked else ():
        _complain(ls, f"rule {crash.code} crashed: {crash.error}")
    seen = Seen(document.version, setup, _unaccepted(checked.findings if checked else [], uri, setup))
    ls.seen[uri] = seen
    return seen


def _raw(uri: str, text: str) -> Raw:
    return Raw(_name(uri), text.encode("utf-8", "surrogatepass"))


def _name(uri: str) -> str:
    path = to_fs_path(uri)
    return shown(path) if path else uri


def _setup(ls: Server, uri: str) -> Prepared:
    """Return the rules for a document: as its nearest configuration says, or the defaults where that is broken."""
    path = to_fs_path(uri)
    folder = Path(path).parent if path else Path.cwd()
    try:
        return prepared(config.load(folder), "file", guarded=True)
    except (ValueError, OSError) as error:
        _complain(ls, str(error))
        return prepared(Loaded(config.Config(), folder, {}), "file", guarded=True)


def _complain(ls: Server, message: str) -> None:
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"corpuslint: {message}"))


def _wanted(uri: str, loaded: Loaded) -> bool:
    path = to_fs_path(uri)
    if not path or not Path(path).exists():
        return True
    included = matches(path, loaded.config.include, loaded.folder)
    return included and not matches(path, loaded.config.exclude, loaded.folder)


def _unaccepted(findings: Sequence[Located], uri: str, setup: Prepared) -> list[Located]:
    named = setup.loaded.config.baseline
    file = setup.loaded.folder / named
    if not named or not file.exists():
        return list(findings)
    try:
        accepted = baseline.read(file)
    except ValueError:
        return list(findings)
    return baseline.compare(findings, accepted, file, baseline.Run([_name(uri)], setup.ruleset.wanted)).new


def _diagnostic(ls: Server, finding: Located, rule: Rule) -> types.Diagnostic:
    return types.Diagnostic(
        _range(ls, finding.start, finding.end),
        finding.message,
        _SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(page_of(rule)),
        source="corpuslint",
        data=finding.fingerprint,
    )


def _range(ls: Server, start: Position, end: Position) -> types.Range:
    return types.Range(_position(ls, start), _position(ls, end))


def _position(ls: Server, place: Position) -> types.Position:
    units = {
        types.PositionEncodingKind.Utf8: place.byte_column,
        types.PositionEncodingKind.Utf32: place.column,
        types.PositionEncodingKind.Utf16: place.utf16_column,
    }
    return types.Position(place.row - 1, units[types.PositionEncodingKind(ls.workspace.position_encoding)] - 1)


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL]),
)
def actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Offer the fixes of the findings in a range, and all safe fixes of the document."""
    only = params.context.only or [types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]
    uri = params.text_document.uri
    offered: list[types.CodeAction] = []
    if any(types.CodeActionKind.QuickFix.startswith(kind) for kind in only):
        found = look(ls, uri).findings
        offered += (
            _quick_fix(ls, uri, f, f.fix) for f in found if f.fix and f.fix.edits and _meets(ls, f, params.range)
        )
    if any(FIX_ALL.startswith(kind) for kind in only):
        offered += _fix_all(ls, uri)
    return offered


def _meets(ls: Server, finding: Located, wanted: types.Range) -> bool:
    place = _range(ls, finding.start, finding.end)
    return _order(place.start) <= _order(wanted.end) and _order(wanted.start) <= _order(place.end)


def _order(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _quick_fix(ls: Server, uri: str, finding: Located, fix: LocatedFix) -> types.CodeAction:
    edits = [types.TextEdit(_range(ls, edit.start, edit.end), edit.content) for edit in fix.edits]
    rule = look(ls, uri).setup.ruleset.by_code[finding.code]
    return types.CodeAction(
        f"{finding.code}: {fix.message}{_TITLES[fix.applicability]}",
        types.CodeActionKind.QuickFix,
        diagnostics=[_diagnostic(ls, finding, rule)],
        is_preferred=fix.applicability is Applicability.SAFE,
        edit=_edit(ls, uri, edits),
    )


def _fix_all(ls: Server, uri: str) -> Iterator[types.CodeAction]:
    """Yield the action that brings the document to the fixed point of its safe fixes, if that changes it."""
    seen, text = look(ls, uri), ls.workspace.get_text_document(uri).source
    if not any(finding.fix for finding in seen.findings):
        return
    draft = Draft(_raw(uri, text), seen.setup.ruleset)
    fix_all([draft], seen.setup.ruleset)
    if draft.changes and not draft.obstacle:
        place = Document(_name(uri), text).position
        edits = [
            types.TextEdit(_range(ls, place(change.start), place(change.end)), change.content)
            for change in draft.changes
        ]
        title = f"corpuslint: make all safe fixes ({len(edits)})"
        yield types.CodeAction(title, FIX_ALL, edit=_edit(ls, uri, edits))


def _edit(ls: Server, uri: str, edits: list[types.TextEdit]) -> types.WorkspaceEdit:
    """Return an edit that an editor refuses if the document has changed meanwhile."""
    version = ls.workspace.get_text_document(uri).version
    document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, list(edits))])


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """Show the pages of the rules that found something under the cursor."""
    at = types.Range(params.position, params.position)
    seen = look(ls, params.text_document.uri)
    found = [finding for finding in seen.findings if _meets(ls, finding, at)]
    if not found:
        return None
    rules = [seen.setup.ruleset.by_code[code] for code in dict.fromkeys(finding.code for finding in found)]
    pages = (f"**{rule.code} {rule.name}**: {rule.summary}\n\n{rule.why.strip()}\n\n{page_of(rule)}" for rule in rules)
    markup = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(pages))
    return types.Hover(markup, _range(ls, found[0].start, found[0].end))
