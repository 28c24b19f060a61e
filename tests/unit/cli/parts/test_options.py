"""What all verbs do alike with what stands on the command line."""

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from replay.cli import cli
from replay.cli.parts.values import FileType
from tests.docs.test_reference import VERBS

FILES = [
    (verb, parameter)
    for verb, command in VERBS.items()
    for parameter in command.params
    if isinstance(parameter.type, click.Path)
]

SINGLE = [
    (verb, option)
    for verb, command in VERBS.items()
    for option in command.params
    if isinstance(option, click.Option) and not (option.multiple or option.is_flag)
]


@pytest.mark.parametrize(("verb", "parameter"), FILES, ids=[f"{verb} {each.name}" for verb, each in FILES])
def test_name_of_a_file_that_is_empty_is_refused(verb: str, parameter: click.Parameter) -> None:
    """It would mean the current folder, and is a variable of the shell that was not set."""
    needed = sum(each.required for each in VERBS[verb].params)
    arguments = ["x"] * needed + [parameter.opts[0], ""] if isinstance(parameter, click.Option) else [""]
    ended = CliRunner().invoke(cli, [*verb.split(), *arguments])
    assert ended.exit_code == 2
    assert "the name is empty; give one" in ended.stderr


@pytest.mark.parametrize("arguments", [["backtest", "--alerts"], ["backtest", "--report"], ["watch", "--journal"]])
def test_dash_is_no_file_to_write(arguments: list[str]) -> None:
    """It is standard output elsewhere, and would be a file of that name."""
    ended = CliRunner().invoke(cli, [*arguments, "-"])
    assert ended.exit_code == 2
    assert "'-' would be a file of that name; name another, or ./-" in ended.stderr


def test_verbs_take_files_by_one_type_and_streams_as_files() -> None:
    """Or an empty name would pass for one of them."""
    assert all(isinstance(parameter.type, FileType) for _, parameter in FILES)
    named = {each.name for command in VERBS.values() for each in command.params if each.type is click.STRING}
    assert named.isdisjoint({"stream", "streams", "sample", "sources", "file"})


@pytest.mark.parametrize(("verb", "option"), SINGLE, ids=[f"{verb} {each.name}" for verb, each in SINGLE])
def test_option_with_one_value_is_given_once(verb: str, option: click.Option) -> None:
    """Of two the last would hold without a word."""
    name = option.opts[0]
    ended = CliRunner().invoke(cli, [*verb.split(), name, "a", f"{name}=b"])
    assert ended.exit_code == 2
    assert f"Error: {name} is given more than once; say it once" in ended.stderr


def test_what_may_be_repeated_and_flags_are_given_often() -> None:
    """The first for several values, the others since they say the same again."""
    given = ["--rules", "a.yaml", "--rules", "b.yaml", "--json", "--json", "--set", "format=csv", "--set", "title=x"]
    ended = CliRunner().invoke(cli, ["backtest", *given, "--help"])
    assert ended.exit_code == 0


def test_option_that_is_given_twice_leaves_completion_alone() -> None:
    """A shell asks what could come next while the line is being written."""
    complete = ShellComplete(cli, {}, "replay", "_REPLAY_COMPLETE")
    found = complete.get_completions(["run", "--speed", "1", "--speed", "2"], "--ale")
    assert [each.value for each in found] == ["--alerts"]


def test_mistyped_verb_is_told_which_was_meant() -> None:
    """And all that there are."""
    ended = CliRunner().invoke(cli, ["backtets"])
    assert ended.exit_code == 2
    assert "No such command 'backtets'. Did you mean 'backtest'? The verbs are run, backtest, " in ended.stderr


@pytest.mark.parametrize("group", ["rules", "docs"])
def test_help_of_a_group_has_whole_sentences(group: str) -> None:
    """Each verb's first one, over as many lines as it takes."""
    shown = CliRunner().invoke(cli, [group, "--help"]).output.partition("Verbs:\n")[2]
    sentences = [
        each
        for verb, command in VERBS.items()
        if verb.startswith(f"{group} ")
        for each in [command.get_short_help_str(1000)]
    ]  # fmt: skip -- one loop
    assert sentences
    assert all(" ".join(each.split()) in " ".join(shown.split()) for each in sentences)
