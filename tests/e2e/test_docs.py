"""What some documents show is what happens: their blocks are typed, saved and run, from the first to the last.

A block behind "Save this as `FILE`:" is saved. In a `console` block each line behind `$` is typed in a terminal, and
what stands below it is compared with what is printed (see `comparing`), and with how it ends; a block without `$` goes
on with the last command. Any other block has a test that runs it. The Space key is pressed all the while, so that a
day at speed 60 is over in a second. `./dev run` is `replay run`, since `./dev` would install a second time.
"""

import json
import re
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from replay.cli import INTERRUPTED
from tests.docs.comparing import difference, ends_of
from tests.docs.markdown import ROOT, Block, blocks_of
from tests.docs.terminal import Terminal
from tests.e2e.conftest import Starter, entry, run_verb
from tests.integration.conftest import BOUND_S, free_port, installed
from tests.integration.npm import npm_install

RUN_THROUGH = [
    "README.md",
    "docs/tutorial.md",
    "docs/how-to/backtest-rules.md",
    "docs/how-to/compare-rules.md",
    "docs/how-to/score-rules.md",
]
RUN_BY = {
    "mosquitto_sub": "test_subscription_of_the_readme_hears_the_day",
    "// headlines.mjs": "test_script_of_the_readme_prints_headlines",
}
"""Beginnings of blocks that are neither saved nor typed, with the test that runs them."""

ENDLESS = re.compile(r"--open-example|--hold|replay broker|--live")


@pytest.mark.parametrize("name", RUN_THROUGH)
def test_blocks_of_a_document_do_what_it_says(name: str, tmp_path: Path) -> None:
    """A reader who follows it word for word sees what it shows."""
    clone = tmp_path / "replay"
    clone.mkdir()
    walk(blocks_of(name), Terminal(clone))


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("sh", "true && false\n", "nobody saves, types or runs it"),
        ("yaml", "version: 1\n", "nobody saves, types or runs it"),
        ("json", "{}\n", "nobody saves, types or runs it"),
        ("console", "$ false\n", "ends with 1, not with 0"),
        ("console", "$ echo written; false\nwritten\n", "ends with 1, not with 0"),
        ("console", "$ echo 'a.yaml:6:5  wrong'\na.yaml:6:5  wrong\n", "ends with 0, not with 1"),
        ("console", "$ echo FAILED a\nFAILED a\n", "ends with 0, not with 1"),
        ("console", "$ echo replay: no\nreplay: no\n", "ends with 0, not with 2, 3, 4, 5"),
    ],
)
def test_what_a_document_has_wrong_is_seen(language: str, text: str, told: str, tmp_path: Path) -> None:
    """A block that no test looks at, and a command that ends otherwise than what is shown of it implies."""
    with pytest.raises(AssertionError, match=told):
        walk([Block(ROOT / "README.md", 1, language, text, None)], Terminal(tmp_path))


def test_blocks_that_a_test_runs_have_it() -> None:
    """The list names no test that is gone."""
    assert globals().keys() >= set(RUN_BY.values())


def walk(blocks: Sequence[Block], terminal: Terminal) -> None:
    """Do with each block what a reader would do, and compare."""
    printed: list[str] = []
    for block in blocks:
        if block.saved_as:
            (terminal.where / block.saved_as).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            printed = follow(block, terminal, printed)
        else:
            assert block.text.startswith(tuple(RUN_BY)), f"{block.place}: nobody saves, types or runs it"


def follow(block: Block, terminal: Terminal, printed: list[str]) -> list[str]:
    """Type the commands of a block, compare what they print, and return what the last one did."""
    before, *parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    if before:
        wrong = difference(["…", *before.splitlines()], printed)
        assert not wrong, f"{block.place}: {wrong}"
    for part in parts:
        command, _, shown = part.replace("\\\n", " ").partition("\n")
        printed = compare(block.place, command, shown.splitlines(), terminal)
    return printed


def compare(place: str, command: str, shown: list[str], terminal: Terminal) -> list[str]:
    """Type one command, and hold what it prints against what is shown; return it."""
    typed = command.replace("./dev run", "replay run").replace("./dev replay", "replay")
    endless = ENDLESS.search(command)
    printed, ended = terminal.type(typed, (lambda lines: not difference([*shown, "…"], lines)) if endless else None)
    wrong = difference([*shown, "…"] if endless else shown, printed) if shown else ""
    assert not wrong, f"{place}: $ {command}\n{wrong}"
    implied = {INTERRUPTED} if endless else ends_of(shown)
    right = ", ".join(map(str, sorted(implied)))
    assert ended in implied, f"{place}: $ {command} ends with {ended}, not with {right}:\n" + "\n".join(printed)
    return printed


def the_block(beginning: str) -> str:
    """Return the text of README's only block that begins so."""
    (block,) = [block for block in blocks_of("README.md") if block.text.startswith(beginning)]
    return block.text


@pytest.fixture
def ports(start: Starter) -> tuple[int, int]:
    """Start a broker, and return its MQTT and its WebSocket port."""
    port, websocket_port = free_port(), free_port()
    entry(start("broker", "--port", str(port), "--websocket-port", str(websocket_port)), "broker ready")
    return port, websocket_port


def test_subscription_of_the_readme_hears_the_day(ports: tuple[int, int], tmp_path: Path) -> None:
    """The line on the front page, on another port, prints updates and alerts with their topics."""
    installed("mosquitto_sub", "mosquitto-clients")
    command = the_block("mosquitto_sub").replace("mosquitto_sub", f"exec mosquitto_sub -p {ports[0]}")
    heard = hears(["sh", "-c", command], ports[0], tmp_path, "replay/idlib/alerts/critical/agreement-reached {")
    assert "replay/idlib/updates {" in heard


def test_script_of_the_readme_prints_headlines(ports: tuple[int, int], tmp_path: Path) -> None:
    """The snippet runs as it stands, on another port, with the package that it names."""
    npm_install(tmp_path, "mqtt")
    script = tmp_path / "snippet.mjs"
    script.write_text(the_block("// headlines.mjs").replace(":9001", f":{ports[1]}"), encoding="utf-8")
    hears(["node", str(script)], ports[0], tmp_path, "Breaking: Erdogan and Putin agree")


def test_live_update_of_the_page_raises_an_alert(ports: tuple[int, int], start: Starter, tmp_path: Path) -> None:
    """What docs/how-to/live.md publishes by hand is an update to a live watch with the rules that it shows."""
    installed("mosquitto_pub", "mosquitto-clients")
    rules, *_ = blocks = [block.text for block in blocks_of("docs/how-to/live.md")]
    (tmp_path / "live.yaml").write_text(rules, encoding="utf-8")
    broker = ("--broker", f"mqtt://127.0.0.1:{ports[0]}")
    watch = start("watch", "desk", "--live", "--rules", str(tmp_path / "live.yaml"), *broker)
    entry(watch, "watching")
    (command,) = [text for text in blocks if "mosquitto_pub" in text]
    subprocess.run(["sh", "-c", command.replace("mosquitto_pub", f"mosquitto_pub -p {ports[0]}")], check=True)
    assert watch.stdout is not None
    assert json.loads(watch.stdout.readline())["updates"] == ["a1"]


def hears(command: list[str], port: int, folder: Path, words: str) -> str:
    """Run a subscriber, play days until it has printed some words, and return all that it printed."""
    heard = folder / "heard"
    with heard.open("wb") as file, subprocess.Popen(command, stdout=file, cwd=folder) as subscriber:
        try:
            until = time.monotonic() + BOUND_S
            while words not in heard.read_text(encoding="utf-8"):
                assert time.monotonic() < until, f"{command} printed {heard.read_text(encoding='utf-8')}"
                run_verb("run", "--broker", f"mqtt://127.0.0.1:{port}", "--speed", "max")
        finally:
            subscriber.kill()
    return heard.read_text(encoding="utf-8")
