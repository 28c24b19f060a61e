"""The reference pages have all that the code has, and nothing else: verbs, options, keys, formats, variables, codes."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
from click.testing import CliRunner

from replay.cli import INTERRUPTED, UNREAD, cli
from replay.errors import ReplayError
from replay.formats import parsing, recording, shipped_streams
from replay.formats.file import content, source
from replay.formats.file.sidecar import Sidecar
from replay.formats.parts.fields import COMMON, HEADLINES, TEXTS
from replay.formats.recognising import FORMATS
from replay.formats.release import limits as update_limits
from replay.model import Alert, Aside, Evidence
from replay.mqtt.asyncapi.topic_table import TOPIC_TABLE
from tests.docs.markdown import ROOT, codes, documents, prose_of, rows, section

CLI, FORMATS_PAGE, TOPICS = (
    (ROOT / f"docs/{name}.md").read_text(encoding="utf-8") for name in ("cli", "formats", "topics")
)
README = (ROOT / "README.md").read_text(encoding="utf-8")
READ_BY_PYTHON = {"BROWSER", "TMPDIR"}
"""Variables that no line of ours reads: the browser is found by the module webbrowser, the folder by tempfile."""

_VARIABLE = re.compile(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"")


def verbs(group: click.Command = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Yield every verb by its name, `rules check` for one of a group."""
    if not isinstance(group, click.Group):
        yield " ".join(path), group
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from verbs(command, (*path, name))


VERBS = dict(verbs())


def options_of(verb: str) -> set[str]:
    """Return the long names of a verb's options."""
    given = (param for param in VERBS[verb].params if isinstance(param, click.Option))
    return {name for option in given for name in option.opts if name.startswith("--")}


def told_options(verb: str) -> set[str]:
    """Return the options that the page on the command line has for a verb, in its own section or as `also`."""
    told = {code for row in rows(section(CLI, verb)) for code in codes(row[0])}
    also = [(row[0], row[3].split(", ")) for row in rows(section(CLI, "run")) if len(row) == 4]
    return told | {code for cell, others in also if verb in others for code in codes(cell)}


@pytest.mark.parametrize("verb", [verb for verb in VERBS if not verb.startswith("rules")])
def test_every_verb_is_named_with_its_options(verb: str) -> None:
    """A verb stands in cli.md with the options that it has and no other; those of rules: see `test_rules_page`."""
    assert f"`replay {verb}" in CLI
    assert told_options(verb) == options_of(verb)


@pytest.mark.parametrize("verb", VERBS)
def test_front_page_names_every_verb(verb: str) -> None:
    """README's table of verbs is whole."""
    group, _, name = verb.rpartition(" ")
    (row,) = [cells[0] for cells in rows(README) if re.search(rf"`replay {group}\b.*\b{name}\b", cells[0])]
    assert row


def test_every_topic_is_told() -> None:
    """Each topic has its place in topics.md, and its last level on the front page."""
    addresses = [topic.address.removeprefix("{stream}/") for topic in TOPIC_TABLE]
    assert [address for address in addresses if f"[{address}]" not in TOPICS] == []
    assert [address for address in addresses if f"`{address.partition('/')[0]}" not in README] == []


def test_every_key_of_a_sidecar_is_told() -> None:
    """The table has the keys of the model, and no other."""
    told = [code for row in rows(section(FORMATS_PAGE, "The sidecar"))[2:] for code in codes(row[0])]
    assert sorted(told) == sorted(Sidecar.model_fields)


def test_every_format_is_told_in_the_order_in_which_they_are_asked() -> None:
    """The table begins with the key of each format."""
    table = FORMATS_PAGE.partition("\n## ")[0]
    assert [codes(row[0])[0] for row in rows(table)[2:]] == list(FORMATS)


def test_names_that_fields_commonly_have_are_told() -> None:
    """Who names a column so need not say what it is."""
    told = {code.lower() for code in codes(section(FORMATS_PAGE, "JSON lines, JSON and tables"))}
    names = {name for group in (*COMMON.values(), HEADLINES, TEXTS) for name in group}
    assert names <= told


def test_limits_are_those_of_the_code() -> None:
    """Each number of the table is a constant."""
    mib, kib = 1 << 20, 1 << 10
    limits = [
        f"{content.MAX_FILE_BYTES // mib} MiB",
        f"{parsing.MAX_TITLE} characters",
        f"{source.MAX_LINE_BYTES // mib} MiB",
        f"{recording.MAX_TEXT_BYTES // kib} KiB",
        f"{update_limits.MAX_UPDATE_BYTES // kib} KiB",
        f"{recording.MAX_DEPTH}",
        f"{content.MAX_RATIO} times its size",
    ]
    assert [row[1] for row in rows(section(FORMATS_PAGE, "Packed files and limits"))[2:]] == limits


@pytest.mark.parametrize("page", ["README.md", "docs/cli.md", "seeds/README.md"])
def test_every_shipped_stream_is_told(page: str) -> None:
    """Who looks for something to play finds it."""
    assert shipped_streams().keys() <= set(codes(prose_of(ROOT / page)))


def keys_of(value: Any) -> set[str]:  # noqa: ANN401 -- whatever JSON holds
    """Return the keys of every object in a JSON value."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


def test_every_key_that_info_prints_is_told() -> None:
    """The object of `--json`, with all that is inside."""
    printed = json.loads(CliRunner().invoke(cli, ["info", "--json"]).output)
    aside = set(msgspec.json.decode(msgspec.json.encode(Aside(1, None, "late"))))
    assert keys_of(printed) | aside <= set(codes(section(CLI, "Output for programs")))


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--compare", "rules: [{id: talks, match: headline:meet*}]"),
        ("--labels", "labels: [{update: 1021-1}, {update: 1721-1}, {time: 2020-03-07T00:00:00Z}]"),
    ],
)
def test_every_key_that_judging_prints_is_told(option: str, text: str, tmp_path: Path) -> None:
    """Those of `backtest --compare` and `--labels`; an alert's stand in the page on rules."""
    for name, keys in (("rules", "rules: [{id: talks, match: headline:talk*}]"), ("given", text)):
        (tmp_path / name).write_text(f"version: 1\n{keys}\n", encoding="utf-8")
    arguments = ["backtest", "--json", "--rules", str(tmp_path / "rules"), option, str(tmp_path / "given")]
    printed = json.loads(CliRunner().invoke(cli, arguments).stdout)
    assert all(printed.values())
    told = {*codes(section(CLI, "Output for programs")), *Alert.__struct_fields__, *Evidence.__struct_fields__}
    assert keys_of(printed) <= told


def test_every_variable_of_the_environment_is_told() -> None:
    """What the code asks the environment for stands in the table, and nothing else."""
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "replay").rglob("*.py")]
    read = {name for text in texts for name in _VARIABLE.findall(text)}
    told = {code for row in rows(section(CLI, "Environment")) for code in codes(row[0])}
    assert told == read | READ_BY_PYTHON


def test_every_exit_code_is_told() -> None:
    """Those of the errors, with done, problems found, interrupted and unread; on the front page too."""

    def tree(error: type[ReplayError]) -> Iterator[type[ReplayError]]:
        yield error
        for each in error.__subclasses__():
            yield from tree(each)

    ends = {0, 1, INTERRUPTED, UNREAD, *(error.exit_code for error in tree(ReplayError))}
    assert [int(row[0]) for row in rows(section(CLI, "Exit codes"))[2:]] == sorted(ends)
    (sentence,) = re.findall(r"\n(0 done, [^.]*)\.", README)
    assert sorted(map(int, re.findall(r"\d+", sentence))) == sorted(ends)


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_in_the_documents_exist(path: Path) -> None:
    """Whatever stands somewhere as `replay VERB --option` names a verb, and options that it has."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = re.findall(r"^(?:\$ )?(?:\./dev )?(?:replay|run) .*$", text, re.MULTILINE)
    for line in [*lines, *(code for code in codes(prose_of(path)) if code.startswith("replay "))]:
        words = line.removeprefix("$ ").removeprefix("./dev ").removeprefix("replay ").split(" #")[0].split()
        verb = next((each for each in (" ".join(words[:2]), words[0]) if each in VERBS), None)
        options = {word.partition("=")[0].strip("'") for word in words if word.startswith("--")}
        if verb is not None:
            assert options <= {*options_of(verb), "--help"}, f"{path}: {line}"
        else:
            assert re.match(r"rules( |$|`)|docs|VERB|--version|rules new, lint", " ".join(words)), f"{path}: {line}"


def test_imports_that_are_shown_leave_the_sidecars_of_their_sources_alone() -> None:
    """A stream file of the same stem has its sidecar where that of the source would be, and is refused."""
    shown = [
        (re.findall(r"\S+", sources), Path(out))
        for path in documents()
        for sources, out in re.findall(r"replay import ([^`\n]*?) --out (\S+\.jsonl)", path.read_text(encoding="utf-8"))
    ]
    assert len(shown) > 5
    assert [out for sources, out in shown if out.stem in {Path(each).stem for each in sources}] == []
