"""The language server before pytest-lsp, which has the capabilities of real editors and checks each answer by them.

``python3 -m pip install pytest-lsp`` runs it; ``test_lsp.py`` asks for more and needs only the server.
"""

import asyncio
import sys
from typing import TYPE_CHECKING

import pytest

pytest_lsp = pytest.importorskip("pytest_lsp")

if TYPE_CHECKING:
    from conftest import Corpus

COLUMNS = {"visual_studio_code": 2, "neovim": 4, "emacs": 1}
"""The units each editor asks for: 𠮷 is two in UTF-16, four bytes in UTF-8, one code point."""


async def _visited(corpus: "Corpus", editor: str, text: str) -> None:
    from lsprotocol import types

    config = pytest_lsp.ClientServerConfig(server_command=[sys.executable, "-m", "corpuslint", "lsp"])
    client = await config.start()
    capabilities = pytest_lsp.client_capabilities(editor)
    root = types.InitializeParams(capabilities=capabilities, root_uri=corpus.folder.as_uri())
    await client.initialize_session(root)
    uri = corpus.write("文 档.md", text).as_uri()
    item = types.TextDocumentItem(uri=uri, language_id="markdown", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    first, second = client.diagnostics[uri]
    assert (first.code, first.range.start.line, first.range.start.character) == ("TST001", 0, COLUMNS[editor])
    assert (second.code, second.range.start.line, second.range.start.character) == ("TST003", 1, 0)
    document = types.TextDocumentIdentifier(uri)
    asked = types.CodeActionContext(diagnostics=[first], only=[types.CodeActionKind.QuickFix])
    actions = await client.text_document_code_action_async(types.CodeActionParams(document, first.range, asked))
    assert [action.title for action in actions] == ["TST001: replace by '正字'"]
    shown = await client.text_document_hover_async(types.HoverParams(document, first.range.start))
    assert "It is made up." in shown.contents.value
    version = types.VersionedTextDocumentIdentifier(version=2, uri=uri)
    whole = types.TextDocumentContentChangeWholeDocument(text="𠮷正字\n")
    client.text_document_did_change(types.DidChangeTextDocumentParams(version, [whole]))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert list(client.diagnostics[uri]) == []
    await client.shutdown_session()


@pytest.mark.parametrize("editor", COLUMNS)
def test_an_editor(corpus: "Corpus", editor: str) -> None:
    corpus.configure("")
    asyncio.run(asyncio.wait_for(_visited(corpus, editor, "𠮷错字\n缺文\n"), 60))
