"""`replay rules explain`: why a rule fired at an update, or which part of what it asks for did not hold.

With `--json` it prints one object: `rule`, `type`, `stream`, and `explanations` (a list of `time`, `update` or null,
`holds`, `parts`, `alerts`, `firing_since`, `held_back`); a part has `what`, `holds` or null, `note`,
`found` (a list of evidence) and `parts`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from replay.cli.parts import options
from replay.cli.parts.verb import verb
from replay.cli.rules import shared
from replay.cli.rules.finding import find_updates, is_at, nearest
from replay.errors import UsageError
from replay.spelling import did_you_mean

if TYPE_CHECKING:
    from replay.engine.explain import Explainer, Explanation
    from replay.language.load import Loaded
    from replay.model import Stream


@verb("explain")
@click.argument("rule")
@click.argument("update")
@options.all_of(
    click.option(
        "--stream",
        type=options.STREAM,
        metavar="STREAM",
        default="idlib",
        show_default=True,
        help="A file, or the name of a shipped stream.",
    ),
    options.rules,
    options.timezone,
    options.settings,
    shared.json,
)
def command(
    rule: str,
    update: str,
    *,
    stream: str,
    rule_paths: tuple[Path, ...],
    timezone: str | None,
    settings: Mapping[str, str],
    as_json: bool,
) -> None:
    """Say why RULE fired at UPDATE, or which part of what it asks for did not hold.

    UPDATE is an update's id (1109-1), a time by the stream's clock (11:09), or an RFC 3339 time.
    """
    from replay.engine.explain import Explainer  # noqa: PLC0415 -- the engine is slow to import
    from replay.formats import open_stream  # noqa: PLC0415 -- likewise
    from replay.language.load import load_files  # noqa: PLC0415 -- likewise

    loaded = load_files(rule_paths)
    _check_rule(rule, loaded)
    opened = open_stream(stream, timezone=timezone, settings=settings)
    explanations = _explain(Explainer(loaded.rules, rule, opened), update, opened)
    rule_type = loaded.catalog.rules[rule].type
    if as_json:
        told = {"rule": rule, "type": rule_type, "stream": opened.name, "explanations": explanations}
        click.echo(msgspec.json.encode(told))
        return
    from replay.cli.rules.explaining import render  # noqa: PLC0415 -- not for JSON

    for place, each in enumerate(explanations):
        click.echo("\n" * bool(place) + "\n".join(render(each, opened.timezone, rule_type=rule_type)))


def _check_rule(rule: str, loaded: "Loaded") -> None:
    known = [each.id for each in loaded.rules.rules]
    if rule not in known:
        raise UsageError(f"no rule '{rule}'; {did_you_mean(rule, known) or 'rules: ' + ', '.join(known)}")


def _explain(explainer: "Explainer", wanted: str, stream: "Stream") -> "Sequence[Explanation]":
    """Return an explanation for each update that is meant, or for each deadline at the time that is.

    Raises:
        UsageError: There is neither; the message names the nearest updates.
    """
    if found := find_updates(stream, wanted):
        return [explainer.at_update(update) for update in found]
    times = dict.fromkeys(alert.time for alert in explainer.alerts if is_at(alert.time, wanted, stream.timezone))
    if times:
        return [explainer.at_deadline(time) for time in times]
    raise UsageError(f"stream '{stream.name}' has no update '{wanted}'; {nearest(stream, wanted)}")
