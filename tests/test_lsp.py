"""The language server, talked to as an editor does: JSON-RPC over standard input and output."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Corpus

pytest.importorskip("pygls")


class Editor:
    """The other side: sends requests and notifications, keeps what the server sends."""

    def __init__(self, folder: Path, encodings: list[str]) -> None:
        command = [sys.executable, "-m", "corpuslint", "lsp"]
        self._process = subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._got: queue.Queue[dict[str, Any]] = queue.Queue()
        assert self._process.stdout
        self._listener = threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True)
        self._listener.start()
        self._number = 0
        self.folder = folder
        general = {"positionEncodings": encodings} if encodings else {}
        capabilities = {"general": general, "workspace": {"workspaceEdit": {"documentChanges": True}}}
        started = self.ask("initialize", processId=None, rootUri=folder.as_uri(), capabilities=capabilities)
        self.capabilities = started["capabilities"]
        self.tell("initialized")

    def _listen(self, stream: IO[bytes]) -> None:
        while line := stream.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
                while stream.readline().strip():
                    pass
                self._got.put(json.loads(stream.read(length)))

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def tell(self, method: str, **params: Any) -> None:
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        answer = self.wait(lambda got: got.get("id") == self._number and "method" not in got)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            got = self._got.get(timeout=30)
            if wanted(got):
                return got

    def open(self, name: str, text: str) -> list[dict[str, Any]]:
        uri = (self.folder / name).as_uri()
        item = {"uri": uri, "languageId": "plaintext", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=item)
        return self.diagnostics(uri, 1)

    def diagnostics(self, uri: str, version: int) -> list[dict[str, Any]]:
        def fits(got: dict[str, Any]) -> bool:
            published = got.get("method") == "textDocument/publishDiagnostics"
            return published and got["params"]["uri"] == uri and got["params"].get("version") == version

        found: list[dict[str, Any]] = self.wait(fits)["params"]["diagnostics"]
        return found

    def stop(self) -> int:
        self.ask("shutdown")
        self.tell("exit")
        with self._process as process:
            status = process.wait(timeout=30)
            self._listener.join()
        return status


@pytest.fixture
def start(corpus: "Corpus") -> Iterator[Callable[..., Editor]]:
    editors: list[Editor] = []

    def started(*encodings: str) -> Editor:
        editors.append(Editor(corpus.folder, list(encodings)))
        return editors[-1]

    yield started
    for editor in editors:
        assert editor.stop() == 0


def span(line: int, start: int, end: int) -> dict[str, Any]:
    return {"start": {"line": line, "character": start}, "end": {"line": line, "character": end}}


@pytest.mark.parametrize(("encoding", "start_at", "end_at"), [("utf-16", 3, 5), ("utf-8", 7, 13), ("utf-32", 2, 4)])
def test_diagnostics_in_the_units_agreed_on(
    start: Callable[..., Editor], encoding: str, start_at: int, end_at: int
) -> None:
    editor = start(encoding)
    assert editor.capabilities["positionEncoding"] == encoding
    (found,) = editor.open("a.txt", "一\u2028二\r\n𠮷野错字\r\n")
    assert found["range"] == span(1, start_at, end_at)
    assert found["code"] == "TST001"
    assert found["severity"] == 2
    assert found["source"] == "corpuslint"


def test_utf16_where_nothing_is_agreed_on(start: Callable[..., Editor]) -> None:
    (found,) = start().open("a.txt", "𠮷错字\n")
    assert found["range"] == span(0, 2, 4)


def test_diagnostics_follow_changes(start: Callable[..., Editor]) -> None:
    editor = start()
    editor.open("a.txt", "错字\n")
    uri = (editor.folder / "a.txt").as_uri()
    for version, text in ((2, "错字错"), (3, "一\u2028错字，缺文\n")):
        changes = [{"text": text}]
        editor.tell("textDocument/didChange", textDocument={"uri": uri, "version": version}, contentChanges=changes)
    found = editor.diagnostics(uri, 3)
    assert [(each["code"], each["range"]) for each in found] == [("TST001", span(0, 2, 4)), ("TST003", span(0, 5, 7))]


def test_quick_fixes(start: Callable[..., Editor]) -> None:
    editor = start()
    editor.open("a.txt", "𠮷错字\n怪词\n")
    uri = (editor.folder / "a.txt").as_uri()
    asked = {"textDocument": {"uri": uri}, "context": {"diagnostics": [], "only": ["quickfix"]}}
    (action,) = editor.ask("textDocument/codeAction", range=span(0, 3, 3), **asked)
    assert action["title"] == "TST001: replace by '正字'"
    assert action["isPreferred"]
    (change,) = action["edit"]["documentChanges"]
    assert change == {
        "textDocument": {"uri": uri, "version": 1},
        "edits": [{"range": span(0, 2, 4), "newText": "正字"}],
    }
    (unsafe,) = editor.ask("textDocument/codeAction", range=span(1, 0, 0), **asked)
    assert unsafe["title"].endswith("(unsafe)")
    assert not unsafe.get("isPreferred")


@pytest.mark.parametrize("kind", ["source.fixAll.corpuslint", "source.fixAll", "source"])
def test_fix_all_makes_only_safe_fixes(start: Callable[..., Editor], kind: str) -> None:
    editor = start()
    editor.open("a.txt", "𠮷错字，𠮷错字\r\n怪词\r\n错字\r\n")
    uri = (editor.folder / "a.txt").as_uri()
    asked = {"textDocument": {"uri": uri}, "context": {"diagnostics": [], "only": [kind]}}
    (action,) = editor.ask("textDocument/codeAction", range=span(0, 0, 0), **asked)
    edits = action["edit"]["documentChanges"][0]["edits"]
    assert [edit["range"] for edit in edits] == [span(0, 2, 4), span(0, 7, 9), span(2, 0, 2)]
    assert {edit["newText"] for edit in edits} == {"正字"}


def test_hover_shows_the_rule(start: Callable[..., Editor]) -> None:
    editor = start()
    editor.open("a.txt", "𠮷错字\n")
    uri = (editor.folder / "a.txt").as_uri()
    shown = editor.ask("textDocument/hover", textDocument={"uri": uri}, position={"line": 0, "character": 3})
    assert "**TST001 wrong-word**: The word 错字" in shown["contents"]["value"]
    assert "It is made up." in shown["contents"]["value"]
    assert editor.ask("textDocument/hover", textDocument={"uri": uri}, position={"line": 1, "character": 0}) is None


def test_a_broken_configuration_is_shown_and_survived(start: Callable[..., Editor], corpus: "Corpus") -> None:
    corpus.write("corpuslint.toml", "scrpt = 1\n")
    editor = start()
    uri = (editor.folder / "a.txt").as_uri()
    item = {"uri": uri, "languageId": "plaintext", "version": 1, "text": "会议于2020年08月03日召开。\n"}
    editor.tell("textDocument/didOpen", textDocument=item)
    shown = editor.wait(lambda got: got.get("method") == "window/showMessage")
    assert "did you mean `script`?" in shown["params"]["message"]
    assert {each["code"] for each in editor.diagnostics(uri, 1)} == {"DAT002"}


def test_excluded_and_accepted_are_silent(start: Callable[..., Editor], corpus: "Corpus") -> None:
    corpus.configure('exclude = ["raw/"]\nbaseline = "baseline.json"\n')
    corpus.write("raw/a.txt", "错字\n")
    corpus.write("b.txt", "错字\n")
    assert corpus.run("baseline").status == 0
    editor = start()
    assert editor.open("raw/a.txt", "错字\n") == []
    assert [each["range"] for each in editor.open("b.txt", "错字\n又错字\n")] == [span(1, 1, 3)]
