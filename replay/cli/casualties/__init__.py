"""`replay casualties`: say what a text, or each update of a stream, tells of casualties.

In a pipe, or with `--json`, it prints an object for a text (`mentions`, `summary`), and one a line for each update of a
stream (`stream`, `id`, `rev`, `time`, `mentions`, `summary`). A mention has the keys of `rows.MENTION`, `increment` and
`group`, in an update `field` too; `summary` has `min` and `max` of each kind that is reported. With `--jsonl` it reads
and writes rows: see `rows`.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedIOBase
from typing import TYPE_CHECKING, Any

import click
import msgspec

from replay.cli.parts import options
from replay.cli.parts.verb import verb
from replay.errors import UsageError

if TYPE_CHECKING:
    from replay.engine.read.casualties import Mention
    from replay.formats.file.source import Source
    from replay.model import Stream, Update

_STDIN = "-"


@verb()
@click.argument("file", metavar="[FILE|STREAM|-]", default=_STDIN, type=options.STREAM)
@options.all_of(
    click.option("--jsonl", "as_rows", is_flag=True, help="Read rows {id, text} from standard input, and write rows."),
    options.timezone,
    options.settings,
    options.json,
)
def command(file: str, timezone: str | None, settings: Mapping[str, str], *, as_rows: bool, as_json: bool) -> None:
    """Say what a text tells of casualties, and which mentions a rule counts.

    FILE is a text or a stream, STREAM a shipped stream (idlib). Without it, or with -, the text is standard input.
    """
    from replay.formats import open_source, parse_stream  # noqa: PLC0415 -- slow to import
    from replay.formats.recognising import is_stream  # noqa: PLC0415 -- likewise

    says_how = timezone is not None or bool(settings)
    if as_rows:
        _check_text(says_how=says_how)
        _rows(file)
        return
    source = _of_stdin() if file == _STDIN else open_source(file, timezone=timezone, settings=settings)
    for_person = sys.stdout.isatty() and not as_json
    if file != _STDIN and is_stream(source):
        _show(parse_stream(source), for_person=for_person)
        return
    _check_text(says_how=says_how)
    if for_person:
        from replay.cli.casualties.marking import print_text  # noqa: PLC0415 -- not for JSON

        print_text(source.text)
    else:
        click.echo(msgspec.json.encode(_facts([("", source.text)])))


def _check_text(*, says_how: bool) -> None:
    """Refuse what a text has no use for.

    Raises:
        UsageError: An option says how a stream is read.
    """
    if says_how:
        raise UsageError("--timezone and --set say how a stream is read, and this is a text; leave them out")


def _rows(file: str) -> None:
    from replay.cli.casualties.rows import iter_rows  # noqa: PLC0415 -- for rows alone

    if file != _STDIN:
        raise UsageError(f"--jsonl reads rows from standard input; write --jsonl < {file}")
    given, written = sys.stdin.buffer, sys.stdout.buffer
    assert isinstance(given, BufferedIOBase)
    for rows in iter_rows(given):
        written.write(rows)
        written.flush()


def _of_stdin() -> "Source":
    from replay.formats.file.content import MAX_FILE_BYTES  # noqa: PLC0415 -- slow to import
    from replay.formats.file.source import Source  # noqa: PLC0415 -- likewise

    if sys.stdin.isatty():
        click.echo("Type a text, and end it with Ctrl-D on a line of its own.", err=True)
    return Source.of_bytes("standard input", sys.stdin.buffer.read(MAX_FILE_BYTES + 1))


def _show(stream: "Stream", *, for_person: bool) -> None:
    if for_person:
        from replay.cli.casualties.marking import print_stream  # noqa: PLC0415 -- not for JSON

        print_stream(stream)
        return
    for update in stream.updates:
        click.echo(msgspec.json.encode(_update_facts(update)))


def _update_facts(update: "Update") -> dict[str, Any]:
    named = {"stream": update.stream, "id": update.id, "rev": update.rev, "time": update.time}
    return named | _facts([("headline", update.headline), ("body", update.body)])


def _facts(fields: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return what named texts tell together; a text that is no field has an empty name."""
    from replay.cli.casualties.rows import summary_of  # noqa: PLC0415 -- the engine is slow to import
    from replay.engine.read.casualties import read  # noqa: PLC0415 -- likewise

    told = [(name, read(text)) for name, text in fields]
    return {
        "mentions": [each for name, mentions in told for each in _mention_facts(name, mentions)],
        "summary": summary_of([mentions for _, mentions in told]),
    }


def _mention_facts(field: str, mentions: "Sequence[Mention]") -> Iterator[dict[str, Any]]:
    from replay.cli.casualties.rows import facts_of  # noqa: PLC0415 -- the engine is slow to import
    from replay.engine.read.casualties import group_of  # noqa: PLC0415 -- likewise

    for each in mentions:
        more = {"increment": each.increment, "group": group_of(each.who or "")}
        yield ({"field": field} if field else {}) | facts_of(each) | more
