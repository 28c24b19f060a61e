"""Updates in which equal times, repeats and edits are the rule."""

from datetime import datetime, timedelta

import msgspec
from hypothesis import strategies as st

from replay.model import Update
from tests.oracle.reading import TOLL

WORDS = ("attack", "attacks", "retract", "talks", "truce")
TEXTS = ("", "", *WORDS, *(f"{one} {other}" for one in WORDS for other in WORDS[2:] if one < other))
BODIES = ("", "", "", "", "attack", "truce", "talks attacks")
SOURCES = ("A", "B", None)
TAGS = ((), (), ("x",), ("y",), ("x", "y"), ("y", "x"))
DATA: tuple[dict[str, int], ...] = ({}, {"toll": 1}, {"toll": 2}, {"toll": 3})
GAPS = (0, 0, 1, 1, 1, 2, 2, 3, 5, 9)
EDITS = ("same", "case", "field", "more", "other", "other")


@st.composite
def updates(draw: st.DrawFn, streams: tuple[str, ...], epoch: datetime, *, tolls: bool) -> list[Update]:
    """Draw up to twelve updates: new ones, repeats and edits, in release order with their places."""
    drawn: list[Update] = []
    minute = draw(st.integers(0, 3))
    for _ in range(draw(st.integers(0, 12))):
        minute += draw(st.sampled_from(GAPS))
        stream = draw(st.sampled_from(streams))
        own = [each for each in drawn if each.stream == stream]
        update = Update(
            id=f"u{len(own)}",
            stream=stream,
            seq=1 + len(own),
            time=epoch + timedelta(minutes=minute),
            headline=draw(st.sampled_from(TEXTS)),
            body=draw(st.sampled_from(BODIES)),
            source=draw(st.sampled_from(SOURCES)),
            tags=draw(st.sampled_from(TAGS)),
            data=draw(st.sampled_from(DATA)),
        )
        if tolls and draw(st.integers(0, 2)):
            told = f"{draw(st.integers(1, 30))} soldiers were killed"
            update = msgspec.structs.replace(update, **{draw(st.sampled_from(["headline", "body"])): told})
        if own and draw(st.integers(0, 2)) == 0:
            update = draw(revised(update, own))
        drawn.append(update)
    return sorted(drawn, key=lambda each: (each.time, each.stream, each.seq))


@st.composite
def revised(draw: st.DrawFn, update: Update, own: list[Update]) -> Update:
    """Draw *update* as an edit, or as a repeat, of one of its *own* stream; some edits say nothing new."""
    name = draw(st.sampled_from(sorted({each.id for each in own})))
    last = [each for each in own if each.id == name][-1]
    rev = last.rev + (1 if draw(st.integers(0, 3)) else 0)
    made = msgspec.structs.replace(update, id=name, rev=rev, on="published" if rev == 1 else "edited")
    match draw(st.sampled_from(EDITS)):
        case "same":
            texts = (last.headline, last.body)
        case "case":
            texts = (last.headline if TOLL.search(last.headline) else last.headline.upper(), last.body)
        case "field":
            texts = (last.body, last.headline)
        case "more":
            texts = (last.headline, last.body or "talks")
        case _:
            return made
    made = msgspec.structs.replace(made, headline=texts[0], body=texts[1])
    if draw(st.booleans()):
        made = msgspec.structs.replace(made, source=last.source, tags=last.tags, data=last.data)
    return made
