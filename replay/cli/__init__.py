"""The command line: a module or a folder a verb, each with a click command called `command`, imported when it is used.

`parts` has what several of them need.
"""

import errno
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from keyword import iskeyword
from typing import Any, NoReturn

import click

from replay import __version__
from replay.cli.parts.signals import lead_nowhere, on_interrupt
from replay.errors import (
    MORE_FILES,
    NO_MORE_FILES,
    InputError,
    OutputError,
    Problem,
    ReplayError,
    RuleFileError,
    leaf_of,
)
from replay.spelling import did_you_mean
from replay.text import printable

INTERRUPTED = 130
UNREAD = 141
"""What a shell says of a program that ended since nobody reads its output: 128 and the number of SIGPIPE."""

_OUT_OF_REACH = frozenset({errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ELOOP})

VERBS = {
    "run": "replay a recorded day: broker, player and monitor in one",
    "backtest": "say which alerts rules would have raised over recorded streams",
    "play": "publish a stream on a broker",
    "watch": "watch a stream on a broker and raise alerts",
    "broker": "run the embedded broker alone",
    "info": "say what is in a recorded stream",
    "doctor": "look at this machine and at a broker, and say what to do about what is wrong",
    "import": "make a stream file of a page, a feed, a table or a text",
    "casualties": "say what a text tells of casualties",
    "rules": "write, check, test and explain alert rules",
    "docs": "describe topics, payloads and stream files for machines",
}


class _UnreadError(Exception):
    """Raise where nobody reads the output any more; click would end with 1, as if problems were found."""


class _InterruptedError(Exception):
    """Raise where the user wants to end; click would put an empty line before what is said of it."""


@contextmanager
def _kept_from_click() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise _UnreadError from None
    except KeyboardInterrupt:
        raise _InterruptedError from None


class _Verbs(click.Group):
    """A group that imports a verb's module only to run it or to show its own help."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # noqa: ANN401 -- click's signature
        with _kept_from_click():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- click's signature
        with _kept_from_click():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"replay.cli.{cmd_name}{'_' * iskeyword(cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = did_you_mean(args[0], VERBS)
            ctx.fail(
                f"{error.message} {f'{near[0].upper()}{near[1:]} ' if near else ''}The verbs are {', '.join(VERBS)}."
            )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's signature
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="replay", message="%(prog)s %(version)s")
def cli() -> None:
    """Replay a recorded day of live coverage on MQTT, and see which alerts your rules raise.

    \b
    replay run --speed 60        live through the shipped day in 7 minutes
    replay info                  what is in it
    replay rules test            do the shipped rules do what they say?
    """  # noqa: D301 -- click reads the backspace


def main() -> None:
    """Run the command line; whatever goes wrong is one line on stderr and an exit code of its own."""
    _open_missing_streams()
    _end_by_signals()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(cli(prog_name="replay", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _end(printable(error.format_message()), error.exit_code)
    except RuleFileError as error:
        _end(problem_lines(error.problems), error.exit_code)
    except ReplayError as error:
        _end(printable(error), error.exit_code)
    except (click.Abort, KeyboardInterrupt, _InterruptedError):
        if sys.stderr.isatty():
            click.echo(err=True)  # behind the ^C that a terminal shows
        _end("interrupted", INTERRUPTED)
    except Exception as error:  # the supervisor: a person gets a line, a developer the traceback
        _end_by(leaf_of(error))
        raise


def problem_lines(problems: Iterable[Problem]) -> str:
    """Return problems as they are told, one a line."""
    return "\n".join(printable(each) for each in problems)


def _end_by(error: BaseException) -> None:
    """End by what is no error of ours; return if a developer wants the traceback."""
    if isinstance(error, _UnreadError | BrokenPipeError):
        _end_unread()
    if os.environ.get("REPLAY_DEBUG"):
        return
    if isinstance(error, OSError):
        _end_by_system(error)
    what = " ".join(f"{type(error).__name__}: {error}".split())
    _end(f"a bug: {what}; please report it with what REPLAY_DEBUG=1 shows", ReplayError.exit_code)


def _end_unread() -> NoReturn:
    """End quietly; what is left in the buffers must not be tried again."""
    for stream in (sys.stdout, sys.stderr):
        lead_nowhere(stream.fileno())
    sys.exit(UNREAD)


def _end_by_system(error: OSError) -> None:
    """Tell what is no bug: the disk is full, too many files are open, or a file may not be reached."""
    if error.errno in {errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG}:
        _end(str(OutputError("output", error)), OutputError.exit_code)
    if error.errno in NO_MORE_FILES:
        where = f"{printable(error.filename)}: " if error.filename else ""
        _end(f"{where}{error.strerror}; {MORE_FILES}", InputError.exit_code)
    if error.filename and error.errno in _OUT_OF_REACH:
        _end(f"{printable(error.filename)}: {error.strerror}; name another file", InputError.exit_code)


def _end_by_signals() -> None:
    """Take Ctrl-C and SIGTERM alike."""
    on_interrupt(_interrupt, is_stuck=lambda: False)


def _interrupt() -> NoReturn:
    raise KeyboardInterrupt


def _open_missing_streams() -> None:
    """Put /dev/null where stdin, stdout or stderr was closed: a socket in its place would be taken for it."""
    for file, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(file)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
            setattr(sys, name, os.fdopen(file, mode, encoding="utf-8"))


def _end(line: str, exit_code: int) -> NoReturn:
    with suppress(OSError):  # nobody reads it
        click.echo(f"replay: {line}", err=True)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # what is left in its buffer would be tried again, and change the exit code
            lead_nowhere(stream.fileno())
    sys.exit(exit_code)
