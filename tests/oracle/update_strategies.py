"""Updates in which equal times, repeats and edits are the rule."""

from datetime import datetime, timedelta

from hypothesis import strategies as st
from msgspec.structs import replace

from replay.model import Update
from tests.oracle.tolls import WAYS, toll_in

WORDS = ("attack", "attacks", "retract", "talks", "truce")
TEXTS = ("", "", *WORDS, *(f"{one} {other}" for one in WORDS for other in WORDS[2:] if one < other))
BODIES = ("", "", "", "", "attack", "truce", "talks attacks")
SOURCES = ("A", "B", None)
TAGS: tuple[tuple[str, ...], ...] = ((), (), ("x",), ("y",), ("x", "y"), ("y", "x"))
DATA: tuple[dict[str, int], ...] = ({}, {"toll": 1}, {"toll": 2}, {"toll": 3})
GAPS = (0, 0, 1, 1, 1, 2, 2, 3, 5, 9)
EDITS = ("same", "case", "field", "more", "other", "other")


_GAPS = st.sampled_from(GAPS)
_TEXTS, _BODIES = st.sampled_from(TEXTS), st.sampled_from(BODIES)
_SOURCES, _TAGS, _DATA = st.sampled_from(SOURCES), st.sampled_from(TAGS), st.sampled_from(DATA)
_WAYS = st.sampled_from(WAYS)
_EDITS, _FIELD = st.sampled_from(EDITS), st.sampled_from(("headline", "body"))
_START, _SIZE, _BACK, _ONE_OF_THREE = st.integers(0, 3), st.integers(0, 12), st.integers(1, 30), st.integers(0, 2)
_TOLL = st.sampled_from([*range(1, 7), 10, 15, 20])
_COIN = st.booleans()


def draw_updates(draw: st.DrawFn, streams: tuple[str, ...], epoch: datetime, *, tolls: bool) -> list[Update]:
    """Draw up to twelve updates: new ones, repeats and edits, in release order with their places."""
    drawn: list[Update] = []
    minute = draw(_START)
    for _ in range(draw(_SIZE)):
        minute += draw(_GAPS)
        stream = streams[0] if len(streams) == 1 else streams[draw(_ONE_OF_THREE) % len(streams)]
        own = [each for each in drawn if each.stream == stream]
        update = Update(
            id=f"u{len(own)}",
            stream=stream,
            seq=1 + len(own),
            time=epoch + timedelta(minutes=minute),
            headline=draw(_TEXTS),
            body=draw(_BODIES),
            source=draw(_SOURCES),
            tags=draw(_TAGS),
            data=draw(_DATA),
        )
        if tolls and draw(_ONE_OF_THREE):
            update = replace(update, **{draw(_FIELD): draw(_WAYS).format(draw(_TOLL))})
        if own and draw(_ONE_OF_THREE) == 2:
            update = _draw_revision(draw, update, own)
        drawn.append(update)
    return sorted(drawn, key=lambda each: (each.time, each.stream, each.seq))


def _draw_revision(draw: st.DrawFn, update: Update, own: list[Update]) -> Update:
    """Draw *update* as an edit, or as a repeat, of one of its *own* stream; some edits say nothing new."""
    last = own[-1 - draw(_BACK) % len(own)]
    rev = max(each.rev for each in own if each.id == last.id) + (1 if draw(_ONE_OF_THREE) else 0)
    made = replace(update, id=last.id, rev=rev, on="published" if rev == 1 else "edited")
    match draw(_EDITS):
        case "same":
            texts = (last.headline, last.body)
        case "case":
            texts = (last.headline if toll_in(last.headline) else last.headline.upper(), last.body)
        case "field":
            texts = (last.body, last.headline)
        case "more":
            texts = (last.headline, last.body or "talks")
        case _:
            return made
    made = replace(made, headline=texts[0], body=texts[1])
    return replace(made, source=last.source, tags=last.tags, data=last.data) if draw(_COIN) else made
