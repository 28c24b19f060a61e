"""The page's server: what it gives, and everything that it refuses."""

import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from replay.dashboard import serve_folder
from tests.integration.conftest import free_port

PAGE = "<!doctype html>…"


@pytest.fixture
def netloc(tmp_path: Path) -> Iterator[str]:
    """Serve a folder with a page, a script, and what is nobody's business; return host and port."""
    folder = tmp_path / "page"
    (folder / "inner").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "code.js").write_text("1;")
    (folder / "README.md").write_text("words")
    (folder / "inner" / "index.html").write_text("inner")
    (tmp_path / "secret.html").write_text("secret")
    with serve_folder(folder) as origin:
        yield origin.removeprefix("http://")


def ask(netloc: str, path: str, *, method: str = "GET", host: str | None = None) -> tuple[HTTPResponse, bytes]:
    """Send one request, and return the answer and its body."""
    with closing(HTTPConnection(netloc, timeout=10)) as connection:
        connection.request(method, path, headers={"Host": host or netloc})
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/", "text/html; charset=utf-8", PAGE.encode()),
        ("/index.html?broker=ws://127.0.0.1:9001/mqtt&stream=idlib", "text/html; charset=utf-8", PAGE.encode()),
        ("/code.js", "text/javascript; charset=utf-8", b"1;"),
    ],
)
def test_server_gives_the_page_and_its_script(netloc: str, path: str, kind: str, body: bytes) -> None:
    """GET sends the file with its type, HEAD the same without the file; both say what a browser must not do."""
    for method, expected in (("GET", body), ("HEAD", b"")):
        answer, received = ask(netloc, path, method=method)
        assert (answer.status, received) == (200, expected)
        assert (answer.getheader("Content-Type"), answer.getheader("Content-Length")) == (kind, str(len(body)))
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        assert answer.getheader("Content-Security-Policy") == "frame-ancestors 'none'"


@pytest.mark.parametrize(
    "path",
    [
        *("/../secret.html", "/%2e%2e/secret.html", "//secret.html", "/inner", "/inner/", "/inner/index.html"),
        *("/README.md", "/.", "/index.html/", "/INDEX.HTML", "http://127.0.0.1/index.html", "/code.js%00"),
    ],
)
def test_server_knows_its_files_by_name_alone(netloc: str, path: str) -> None:
    """Nothing above or below the folder, no listing, no other kind of file, no second spelling."""
    answer, body = ask(netloc, path)
    assert answer.status == 404
    assert b"secret" not in body
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


@pytest.mark.parametrize("host", ["elsewhere.example", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]"])
def test_server_refuses_another_host_name(netloc: str, host: str) -> None:
    """A page from elsewhere whose name resolves to us gets nothing."""
    assert ask(netloc, "/", host=host)[0].status == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "TRACE"])
def test_server_refuses_other_methods(netloc: str, method: str) -> None:
    """There is nothing to change here."""
    assert ask(netloc, "/", method=method)[0].status == 501


def test_server_takes_the_port_asked_for_if_it_is_free(tmp_path: Path) -> None:
    """It takes it again right after a page was served there, and another one where somebody listens."""
    (tmp_path / "index.html").write_text(PAGE, encoding="utf-8")
    wanted = free_port()
    for _ in range(2):
        with serve_folder(tmp_path, port=wanted) as first, serve_folder(tmp_path, port=wanted) as second:
            assert first == f"http://127.0.0.1:{wanted}"
            assert second != first
            for origin in (first, second):
                assert ask(origin.removeprefix("http://"), "/")[0].status == 200


def test_server_ends_with_its_context_and_tells_nothing_of_who_hangs_up(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A browser that leaves in the middle is no event, and nobody listens after the end."""
    (tmp_path / "index.html").write_bytes(b"x" * 10_000_000)
    with serve_folder(tmp_path) as origin:
        host, port = origin.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as caller:
            caller.sendall(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            assert caller.recv(15) == b"HTTP/1.0 200 OK"
        assert ask(f"{host}:{port}", "/")[0].status == 200
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=10)
    assert capfd.readouterr() == ("", "")
