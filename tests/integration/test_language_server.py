"""An editor with yaml-language-server from npm checks and completes rule files by the committed schema."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.language_server import LanguageServer
from tests.integration.npm import npm_install

SCHEMA = Path(__file__).parents[2] / "docs/rules.schema.json"
PACKAGE = "yaml-language-server@1.19.2"
"""The last one that runs on Node.js 18, which Debian 12 has."""

HEAD = "version: 1\nrules:\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """Return a language server, installed for these tests; skip them where there is no npm, but never in CI."""
    folder = tmp_path_factory.mktemp("npm")
    npm_install(folder, PACKAGE)
    server = LanguageServer([str(folder / "node_modules/.bin/yaml-language-server"), "--stdio"], SCHEMA)
    yield server
    server.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a place that no other test opened."""
    return tmp_path / "rules.yaml"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (
            "  - id: a\n    type: count\n    timespna: 5m\n    condition: {gte: 3}\n",
            [(3, 5, 'Missing property "timespan".'), (5, 5, "Property timespna is not allowed.")],
        ),
        (
            "  - id: a\n    match: truce\n    severity: warn\n",
            [(5, 15, 'Value is not accepted. Valid values: "info", "warning", "critical".')],
        ),
        ("  - id: a\n    match: truce\n    cooldown: 5 min\n", [(5, 15, "write 250ms, 10s, 5m, 2h or 1d")]),
        ("  - id: a\n    match: truce\n    cooldown: 5m\n", []),
    ],
)
def test_mistyped_key_is_told_as_one_of_its_rule_type(
    server: LanguageServer, path: Path, rule: str, told: list[tuple[int, int, str]]
) -> None:
    """What is wrong is told of the rule's own type, at its place; a sound file has no diagnostics."""
    assert server.diagnostics(path, HEAD + rule) == told


def test_completion_offers_the_keys_of_the_rule_type(server: LanguageServer, path: Path) -> None:
    """A count rule is offered what counting needs, each key with a sentence, and nothing that other types have."""
    offered = server.completions(path, HEAD + "  - id: a\n    type: count\n    |\n")
    assert {"timespan", "condition", "keep_firing_for", "rules", "match", "cooldown"} <= offered.keys()
    assert not {"steps", "baseline", "status", "who"} & offered.keys()
    assert offered["timespan"] == "The length of the window: 15m."


def test_hover_says_what_a_key_means(server: LanguageServer, path: Path) -> None:
    """The sentence about a key comes with the name of the rule's type."""
    told = server.hover(path, HEAD + "  - id: a\n    type: absence\n    time|span: 90m\n")
    assert "absence rule" in told
    assert "How long nothing must have come" in told
