"""Streams and rules of a few words, for tests."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.model import Stream, Update

START = datetime(2020, 3, 5, 10, tzinfo=UTC)


def at(minute: int) -> datetime:
    """Return the instant some minutes after the start."""
    return START + timedelta(minutes=minute)


def stream_of(
    name: str,
    *updates: tuple[int, str],
    opened: int | None = None,
    closed: int | None = None,
    timezone: str = "UTC",
) -> Stream:
    """Return a stream of updates, each a minute and a headline."""
    return Stream(
        name=name,
        title=name,
        timezone=timezone,
        updates=tuple(
            Update(id=f"u{seq}", stream=name, seq=seq, time=at(minute), headline=headline)
            for seq, (minute, headline) in enumerate(updates, start=1)
        ),
        opened=None if opened is None else at(opened),
        closed=None if closed is None else at(closed),
    )


def rules_of(folder: Path, *rules: str, top: str = "") -> RuleSet:
    """Return the rules of a file, given as flow mappings."""
    path = folder / "r.yaml"
    path.write_text(f"version: 1\n{top}\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules), encoding="utf-8")
    return load_rules([path])
