"""`--open-example`: the example dashboard beside a run, served here and shown in the browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from replay.dashboard import serve_folder
from replay.mqtt.address import without_credentials
from replay.mqtt.broker import PAGE_PORT
from replay.mqtt.topics import Topics
from replay.shipped import DASHBOARD


@contextmanager
def example_page(*, wanted: bool) -> Iterator[str | None]:
    """Serve the example dashboard, where brokers of ours let pages in if that is free, and give its origin.

    None where it is not wanted.
    """
    if not wanted:
        yield None
        return
    with serve_folder(DASHBOARD, port=PAGE_PORT) as origin:
        yield origin


def page_url(origin: str | None, websocket: str | None, topics: Topics) -> str | None:
    """Return the address of the page that shows a stream, or None where it is not served.

    Args:
        origin: Where it is served.
        websocket: The broker, as a page reaches it.
        topics: The stream's.
    """
    if origin is None or websocket is None:
        return None
    query = {"broker": websocket, "stream": topics.stream, "root": topics.root}
    return f"{origin}/?{urlencode(query, safe=':/')}"


def show_in_browser(url: str) -> None:
    """Open *url* in the user's browser, if there is one; do not wait for it.

    A process of its own without a terminal: a browser may write to stdout, which carries the alerts, one for terminals
    would take over the screen, and some return only when they are closed.
    """
    nowhere = subprocess.DEVNULL
    subprocess.Popen(  # noqa: S603 -- our own interpreter; the address is a single argument
        [sys.executable, "-I", "-m", "webbrowser", url],
        stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True, env=without_credentials(os.environ),
    )  # fmt: skip
