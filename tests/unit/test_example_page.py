"""The example dashboard as a file: its policy, and the library that lies beside it."""

import base64
import hashlib
import re

from replay.shipped import DASHBOARD

PAGE = (DASHBOARD / "index.html").read_text(encoding="utf-8")


def hash_of(element: str) -> str:
    """Return the hash of the page's inline *element*, as a policy writes it."""
    (text,) = re.findall(rf"<{element}>(.*?)</{element}>", PAGE, re.DOTALL)
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_policy_allows_the_inline_script_and_style_by_their_hashes() -> None:
    """Whoever changes them takes over the hashes that this test names; nothing inline or evaluated may run besides."""
    (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', PAGE)
    assert dict(part.strip().split(" ", 1) for part in policy.split(";")) == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "img-src": "data:",
        "connect-src": "ws: wss:",
        "require-trusted-types-for": "'script'",
        "script-src": f"'self' '{hash_of('script')}'",
        "style-src": f"'{hash_of('style')}'",
    }


def test_mqtt_library_is_the_one_that_the_readme_names() -> None:
    """The file is that of the package, unchanged, and its licence lies beside it."""
    readme = (DASHBOARD / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256((DASHBOARD / "mqtt.min.js").read_bytes()).hexdigest() in readme
    assert "The MIT License" in (DASHBOARD / "mqtt.LICENSE.md").read_text(encoding="utf-8")


def test_page_is_short_enough_to_be_read_through() -> None:
    """Decision 0005 says why it is not shorter."""
    lines = PAGE.splitlines()
    assert len(lines) < 170
    assert max(map(len, lines)) <= 120
