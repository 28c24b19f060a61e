"""A client of yaml-language-server over stdio, as small as the tests need."""

import json
import subprocess
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

BOUND_S = 30.0
SETTINGS = {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}
"""Of the section `yaml`; without the store it asks the network for nothing."""

CAPABILITIES = {
    "textDocument": {
        "hover": {"contentFormat": ["plaintext"]},
        "completion": {"completionItem": {"snippetSupport": True}},
    },
    "workspace": {"configuration": True},
}


class LanguageServer:
    """A language server that is spoken to as an editor does.

    Args:
        command: How it is started, to speak JSON-RPC on stdin and stdout.
        schema: What the files that are opened say their schema is.
    """

    def __init__(self, command: list[str], schema: Path) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._modeline = f"# yaml-language-server: $schema={schema.as_uri()}\n"
        self._came: Queue[dict[str, Any] | None] = Queue()
        self._asked = 0
        Thread(target=self._read, daemon=True).start()
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": CAPABILITIES})
        self._send(method="initialized", params={})

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def diagnostics(self, path: Path, text: str) -> list[tuple[int, int, str]]:
        """Return what it finds wrong with *text*: lines and columns as an editor shows them, modeline left out."""
        self._open(path, text)
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics":
                return sorted(
                    (each["range"]["start"]["line"], each["range"]["start"]["character"] + 1, each["message"])
                    for each in message["params"]["diagnostics"]
                )

    def completions(self, path: Path, text: str) -> dict[str, str]:
        """Return what it offers where *text* has a `|`, with what it says about each."""
        found = self._ask("textDocument/completion", self._at_bar(path, text))
        return {each["label"]: str(each.get("documentation", "")) for each in found["items"]}

    def hover(self, path: Path, text: str) -> str:
        """Return what it says about what stands where *text* has a `|`."""
        found = self._ask("textDocument/hover", self._at_bar(path, text))
        return str(found["contents"]["value"])

    def _at_bar(self, path: Path, text: str) -> dict[str, Any]:
        before = text.partition("|")[0]
        self._open(path, text.replace("|", "", 1))
        place = {"line": before.count("\n") + 1, "character": len(before) - before.rfind("\n") - 1}
        return {"textDocument": {"uri": path.as_uri()}, "position": place}

    def _open(self, path: Path, text: str) -> None:
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": self._modeline + text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})

    def _ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        self._asked += 1
        self._send(id=self._asked, method=method, params=params)
        while True:
            message = self._next()
            if message.get("id") == self._asked and "method" not in message:
                result: dict[str, Any] = message["result"]
                return result

    def _next(self) -> dict[str, Any]:
        """Return what comes next; what the server asks for is answered on the way."""
        message = self._came.get(timeout=BOUND_S)
        assert message is not None, "the language server ended"
        if "method" in message and "id" in message:
            items = message["params"].get("items", []) if message["method"] == "workspace/configuration" else None
            result = items and [SETTINGS if each.get("section") == "yaml" else {} for each in items]
            self._send(id=message["id"], result=result)
        return message

    def _send(self, **message: Any) -> None:  # noqa: ANN401 -- whatever JSON can say
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout
        while header := self._process.stdout.readline():
            length = int(header.partition(b":")[2]) if header.lower().startswith(b"content-length") else 0
            while header.strip():
                header = self._process.stdout.readline()
            self._came.put(json.loads(self._process.stdout.read(length)))
        self._came.put(None)
