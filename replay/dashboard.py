"""Serve a folder's page to this machine's browser: the files that were there at the start, by name, and nothing else.

The address is one of 127.0.0.1, and a request must name it as its host, so that no page from elsewhere can have its own
name resolve to us. The page's own policy stands in its meta tag; what such a tag cannot say stands in the headers.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any

HOST = "127.0.0.1"
_INDEX = "/index.html"
_TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_POLL_S = 0.05


@contextmanager
def serve_folder(folder: Path, *, port: int = 0) -> Iterator[str]:
    """Serve the pages and scripts that lie in *folder* for as long as the context lasts.

    Args:
        folder: Has an `index.html`, which `/` shows too; what is below it is not served.
        port: Taken if it is free, else any.

    Yields:
        The origin, `http://127.0.0.1:port`.
    """
    with _server(folder, port) as server:
        thread = threading.Thread(target=server.serve_forever, args=(_POLL_S,), name="replay-page", daemon=True)
        thread.start()
        try:
            yield f"http://{server.netloc}"
        finally:
            server.shutdown()
            thread.join()


def _server(folder: Path, port: int) -> "_Server":
    try:
        return _Server(folder, port)
    except OSError:
        return _Server(folder, 0)


class _Server(ThreadingTCPServer):  # not HTTPServer, which asks the name service who 127.0.0.1 is
    """Know the files, and by which name we are called."""

    allow_reuse_address = True  # or the port is taken for a minute after the page before
    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self.netloc = f"{HOST}:{self.server_address[1]}"
        self.files = {
            f"/{path.name}": (_TYPES[path.suffix], path.read_bytes())
            for path in folder.iterdir()
            if path.suffix in _TYPES
        }

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- the base class's signature
        """Pass over a browser that hung up or fell silent; anything else is a bug, and is shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answer GET and HEAD; the base class refuses everything else."""

    server: _Server
    server_version = "replay"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        """Send a file."""
        self.wfile.write(self._begin())

    def do_HEAD(self) -> None:
        """Send what stands before a file."""
        self._begin()

    def _begin(self) -> bytes:
        """Send the status and the headers, and return the body that belongs to them."""
        if self.headers.get_all("Host") != [self.server.netloc]:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
            return b""
        name = self.path.partition("?")[0]
        kind, body = self.server.files.get(_INDEX if name == "/" else name, ("", None))
        if body is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return b""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return body

    def end_headers(self) -> None:
        """Add what every answer says, a refusal too."""
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing: stderr is the run's."""
