"""What a person sees while a day is played: story time, speed, alerts so far, the wait for the next update."""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from replay.cli.parts.describe import count_text
from replay.clock import instant_of

if TYPE_CHECKING:
    from replay.player import Player  # it brings the broker's client along, which a backtest does without

_REFRESH_S = 0.1
_WORTH_SKIPPING_NS = 2_000_000_000


@contextmanager
def playing_progress(console: Console) -> Iterator[Progress]:
    """Show a bar below whatever else is printed on *console*."""
    columns = [TextColumn("{task.fields[story]}", style="bold"), BarColumn(24), TextColumn("{task.description}")]
    with Progress(*columns, console=console, transient=True, redirect_stdout=False) as progress:
        yield progress


async def show_playing(
    progress: Progress, player: "Player", *, alerts: Callable[[], int] | None, can_skip: bool
) -> None:
    """Keep the bar up to date; never returns."""
    stream = player.stream
    zone = ZoneInfo(stream.timezone)
    bar = progress.add_task("", total=len(stream.updates), story="")
    while True:
        story = instant_of(player.story_time_ns()).astimezone(zone)
        words = f"{player.seq}/{len(stream.updates)}  speed {player.speed}"
        words += f"  {count_text(alerts(), 'alert')}" if alerts else ""
        progress.update(
            bar,
            completed=player.seq,
            description=words + _next(player, zone, can_skip=can_skip),
            story=f"{story:%H:%M:%S}",
        )
        await asyncio.sleep(_REFRESH_S)


def _next(player: "Player", zone: ZoneInfo, *, can_skip: bool) -> str:
    if player.upcoming is None:
        return ""
    update, due = player.upcoming
    left = max(0, due - player.real_time_ns())
    hint = "; Space skips this wait" if can_skip and left > _WORTH_SKIPPING_NS else ""
    minutes, seconds = divmod(round(left / 1e9), 60)
    in_words = f"{minutes}:{seconds:02}" if minutes < 60 else str(timedelta(seconds=round(left / 1e9)))  # noqa: PLR2004
    return f"  next {update.time.astimezone(zone):%H:%M} in {in_words}{hint}"


@contextmanager
def key_presses(handle: Callable[[str], None]) -> Iterator[None]:
    """Call *handle* with each character typed, without Enter; Ctrl-C stays what it is. Needs a terminal on stdin."""
    file = sys.stdin.fileno()
    before = termios.tcgetattr(file)
    loop = asyncio.get_running_loop()
    try:
        tty.setcbreak(file)
        loop.add_reader(file, lambda: handle(os.read(file, 1).decode("ascii", "replace")))
        yield
    finally:
        loop.remove_reader(file)
        termios.tcsetattr(file, termios.TCSADRAIN, before)
