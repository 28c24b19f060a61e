"""Show a person the mentions of a text, marked in it, with what was read of each below."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from replay.cli.casualties.rows import summary_of
from replay.engine.read.casualties import Mention, Range, group_of, read
from replay.language.query import FIELDS
from replay.language.template import text_of
from replay.model import Stream, Update
from replay.text import printable

_COUNTED, _PASSED_OVER = "bold underline", "yellow underline"
_LABEL = "cyan"
_COUNTED_STATUSES = ("reported",)


def print_text(text: str) -> None:
    """Print a text with its mentions."""
    _print(render_text(text))


def print_stream(stream: Stream) -> None:
    """Print the updates of a stream that tell of casualties."""
    _print(render_stream(stream))


def _print(lines: Iterator[Text]) -> None:
    console = Console(highlight=False)
    for line in lines:
        console.print(line, soft_wrap=True)


def render_text(text: str) -> Iterator[Text]:
    """Yield the lines of a text, numbers behind what they mark, and below a line for each mention, and their sum."""
    mentions = read(text)
    yield from _marked(text.rstrip("\n"), mentions, 1, whole=True)
    yield Text()
    yield from _told([mentions])


def render_stream(stream: Stream) -> Iterator[Text]:
    """Yield each update that tells of casualties, with the lines of it that do, and how many updates there are."""
    zone, telling = ZoneInfo(stream.timezone), 0
    for update in stream.updates:
        fields = [read(getattr(update, field)) for field in FIELDS]
        if any(fields):
            telling += 1
            yield from _update(update, fields, update.time.astimezone(zone))
    yield Text(f"{telling} of {len(stream.updates)} updates tell of casualties")


def _update(update: Update, fields: Sequence[Sequence[Mention]], time: datetime) -> Iterator[Text]:
    revision = f" rev {update.rev}" if update.rev > 1 else ""
    headline, body = fields
    yield Text(f"{time:%Y-%m-%d %H:%M}  {printable(update.id)}{revision}", style="bold")
    yield from _marked(update.headline, headline, 1, whole=True)
    yield from _marked(update.body, body, 1 + len(headline), whole=False)
    yield from _told(fields)
    yield Text()


def _marked(text: str, mentions: Sequence[Mention], first: int, *, whole: bool) -> Iterator[Text]:
    """Yield the lines of *text*, all or those with a mention; control characters are escaped."""
    shown, place = Text(), 0
    ends = {mention.end: "" for mention in mentions}
    for number, mention in enumerate(mentions, first):
        ends[mention.end] += f"[{number}]"
    for stop in sorted({*ends, *(mention.start for mention in mentions), len(text)}):
        covering = [mention for mention in mentions if mention.start <= place < mention.end]
        style = _style(covering) if covering else ""
        for part, piece in enumerate(text[place:stop].split("\n")):
            shown.append("\n" * (part > 0))
            shown.append(printable(piece), style=style)
        shown.append(ends.get(stop, ""), style=_LABEL)
        place = stop
    touched = {at for mention in mentions for at in _lines_of(text, mention)}
    lines = shown.split("\n", allow_blank=True) if text else ()
    yield from (line for at, line in enumerate(lines) if whole or at in touched)


def _style(covering: Sequence[Mention]) -> str:
    return _COUNTED if any(mention.status in _COUNTED_STATUSES for mention in covering) else _PASSED_OVER


def _lines_of(text: str, mention: Mention) -> range:
    return range(text.count("\n", 0, mention.start), text.count("\n", 0, mention.end) + 1)


def _told(fields: Sequence[Sequence[Mention]]) -> Iterator[Text]:
    """Yield a line for each mention, and what the reported ones come to."""
    for number, mention in enumerate((mention for field in fields for mention in field), 1):
        yield Text.assemble("  ", (f"[{number}]", _LABEL), " ", printable(", ".join(_words(mention))))
    counted = summary_of(fields)
    figures = ", ".join(f"{kind} {text_of(count) or 'without a number'}" for kind, count in counted.items())
    yield Text(f"  a rule that counts what is reported sees {figures or 'no casualties'}")


def _words(mention: Mention) -> Iterator[str]:
    number = text_of(Range(mention.min, mention.max))
    yield f"{mention.kind} {number}{' (vague)' * mention.approx}" if number else f"{mention.kind} without a number"
    if mention.total:
        yield "running total" if mention.previous is None else f"running total, before {mention.previous}"
    if mention.increment:
        yield "on top of others"
    yield mention.status if mention.status in _COUNTED_STATUSES else f"{mention.status} (not counted by default)"
    if mention.who:
        yield f"{' '.join(mention.who.split())} (group {group_of(mention.who) or 'unknown'})"
    if mention.said_by:
        yield f"says {' '.join(mention.said_by.split())}"
