"""`replay rules lint`: what is no mistake in rules, and still not what their authors want.

With `--json` it prints one object: `rules` and `files` (how many), `sample` (how many updates, or null), `findings` and
`problems` (lists of `path`, `line`, `column`, `what`).
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from replay.cli.parts import options
from replay.cli.parts.verb import verb
from replay.cli.rules import shared
from replay.errors import UsageError

if TYPE_CHECKING:
    from replay.engine.read.sample import Sample

_WITHOUT_SAMPLE = "; --sample STREAM judges their terms too"


@verb("lint")
@shared.paths
@click.option(
    "--sample",
    type=options.STREAM,
    metavar="STREAM",
    help="Judge terms by this stream, a file or the name of a shipped one.",
)
@options.timezone
@options.settings
@shared.json
def command(
    paths: tuple[Path, ...], sample: str | None, timezone: str | None, settings: Mapping[str, str], *, as_json: bool
) -> None:
    """Find in PATHS what is no mistake and still not wanted; in the shipped packs if none is named.

    Terms that match more than 20 % of the sample, words that it has only with a hyphen, lists that no query uses, and
    rules of which no test expects an alert.
    """
    if sample is None and (timezone or settings):
        raise UsageError("--timezone and --set say how to read a sample; give --sample STREAM, or leave them out")
    from replay.language.lint import lint  # noqa: PLC0415 -- comes with the loader

    updates = _sample(sample, timezone, settings) if sample is not None else None
    loaded, problems = shared.load(paths)
    findings = lint(loaded, updates) if loaded else []
    if as_json:
        told = {"findings": shared.problems_as_json(findings), "problems": shared.problems_as_json(problems)}
        size = updates.size if updates else None
        click.echo(msgspec.json.encode({**shared.size_as_json(loaded), "sample": size, **told}))
    elif loaded and not findings:
        click.echo(f"{shared.size_text(loaded)}, no findings{'' if updates else _WITHOUT_SAMPLE}")
    else:
        shared.say(findings or problems)
    sys.exit(bool(problems or findings))


def _sample(name: str, timezone: str | None, settings: Mapping[str, str]) -> "Sample":
    from replay.engine.read.sample import Sample  # noqa: PLC0415 -- only a sample needs streams and the engine
    from replay.formats import open_stream  # noqa: PLC0415 -- likewise

    return Sample(open_stream(name, timezone=timezone, settings=settings).updates)
