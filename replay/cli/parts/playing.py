"""Play a stream in front of a person: the start they asked for, the bar, the Space key, the report."""

import asyncio
import os
import stat
import sys
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from replay.cli.parts.describe import duration_text
from replay.cli.parts.progress import key_presses, playing_progress, show_playing
from replay.cli.parts.runtime import LAST_WORDS_S, Interruption, background
from replay.cli.parts.screen import Screen
from replay.clock import Speed
from replay.errors import IncompleteDelivery, UsageError
from replay.formats import find_stream
from replay.formats.file.content import STDIN
from replay.mqtt.address import BrokerAddress
from replay.mqtt.session import Session, open_session
from replay.mqtt.topics import Topics, client_id
from replay.player import DeliveryReport, Player
from replay.player.control import Control

_PAGE_PATIENCE_S = 10.0
_PAGE_HINT = (
    "is it open, and what does it say? The broker must let in its origin (`replay broker --origin`), and its user and"
    " password, and let that user write control and read the rest"
)


@dataclass(frozen=True, slots=True)
class Start:
    """When to begin.

    Attributes:
        at: A wall-clock time, aware, or None for now.
        wait: Whether Enter is waited for.
        page: Set when the example page is there, or None where it is not shown; the other two come first.

    Raises:
        UsageError: If both ways to wait are asked for.
    """

    at: datetime | None
    wait: bool
    page: asyncio.Event | None = None

    def __post_init__(self) -> None:
        if self.at is not None and self.wait:
            raise UsageError("--at and --wait exclude each other; give one")


def check_gap(speed: Speed, max_gap: timedelta | None) -> None:
    """See that there is something to cut short.

    Raises:
        UsageError: There is no waiting at all.
    """
    if max_gap is not None and speed.factor is None:
        raise UsageError("--max-gap and --speed max, which does not wait, exclude each other; give one")


def check_stdin(stream: str, *, wait: bool) -> None:
    """See that Enter can be pressed where it is waited for.

    Raises:
        UsageError: Stdin is the stream, or what nobody types into.
    """
    if not wait:
        return
    if find_stream(stream) == STDIN:
        raise UsageError("--wait: nobody can press Enter where stdin is the stream; save it to a file first")
    kind = os.fstat(sys.stdin.fileno()).st_mode
    if not (sys.stdin.isatty() or stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)):
        raise UsageError("--wait: nobody can press Enter, stdin is neither a terminal nor a pipe; leave --wait out")


def player_session(
    address: BrokerAddress, topics: Topics, player: Player, control: Control
) -> AbstractAsyncContextManager[Session]:
    """Return the session of a player, whose commands *control* takes, and which says whether it is there."""
    return open_session(
        address,
        client_id=client_id("player", player.run),
        topic_filter=topics.control,
        handler=control.handle,
        presence=topics.status,
    )


async def wait_for(start: Start, player: Player, session: Session, screen: Screen, interruption: Interruption) -> bool:
    """Wait until it is time to begin; say whether it is, or the user wants to end, which the topics say too."""
    coming = await _announced(start, player, session, screen)
    if coming is None or await interruption.or_done(coming):
        return True
    await interruption.or_done(player.withdraw(session), grace_s=LAST_WORDS_S)
    return False


async def _announced(
    start: Start, player: Player, session: Session, screen: Screen
) -> Coroutine[Any, Any, object] | None:
    """Say what is waited for, on the topics and to the person, and return that; None where nothing is."""
    if start.at is not None:
        from replay.player.schedule import wait_for_start  # noqa: PLC0415 -- APScheduler is slow to import

        await player.announce(session, "waiting")
        ahead = duration_text(start.at - datetime.now(start.at.tzinfo))
        words = f"{start.at:%Y-%m-%d %H:%M:%S %Z}, in {ahead}"
        screen.tell("waiting", [("starts", words)], starts_at=start.at.isoformat())
        return wait_for_start(start.at)
    if start.wait:
        await player.announce(session, "waiting")
        screen.tell("waiting", [("waiting", "press Enter to start")], hint="press Enter to start")
        return _enter()
    if start.page is not None:
        await player.announce(session, "waiting")
        screen.tell("waiting", [("waiting", "the day starts when the page is open")], hint="open the page to start")
        return _opened(start.page, screen)
    return None


async def _opened(page: asyncio.Event, screen: Screen) -> None:
    """Wait until the page is there; say once what may be in its way."""
    try:
        async with asyncio.timeout(_PAGE_PATIENCE_S):
            await page.wait()
    except TimeoutError:
        screen.tell("no page yet", [("no page yet", _PAGE_HINT)], hint=_PAGE_HINT)
        await page.wait()


async def _enter() -> None:
    loop = asyncio.get_running_loop()
    pressed = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), pressed.set)
    try:
        await pressed.wait()
        sys.stdin.readline()
    finally:
        loop.remove_reader(sys.stdin.fileno())


async def play(
    player: Player, session: Session, screen: Screen, interruption: Interruption, *, alerts: Callable[[], int] | None
) -> DeliveryReport:
    """Play to the end or the interruption, and show it."""

    async def stop_when_interrupted() -> None:
        await interruption.event.wait()
        player.stop()

    followers: list[Coroutine[Any, Any, None]] = [stop_when_interrupted()]
    can_skip = screen.for_person and sys.stdin.isatty()
    with ExitStack() as stack:
        if screen.for_person:
            progress = stack.enter_context(playing_progress(screen.console))
            followers.append(show_playing(progress, player, alerts=alerts, can_skip=can_skip))
        stack.enter_context(
            key_presses(lambda key: player.skip() if key == " " else None) if can_skip else nullcontext()
        )
        async with background(*followers):
            return await player.play(session)


def tell_delivery(
    screen: Screen, report: DeliveryReport, extra: list[tuple[str, str]], facts: Mapping[str, Any]
) -> None:
    """Print the delivery report: what went out and how late, then *extra* lines; *facts* stand beside it in JSON."""
    lateness = report.lateness
    late = "nothing is due at speed max"
    if lateness is not None:
        late = f"p50 {lateness.p50_ms} ms, p99 {lateness.p99_ms} ms, max {lateness.max_ms} ms"
    sent = (
        f"{report.sent} of {report.updates} updates sent, {report.acknowledged} acknowledged, {report.resent} re-sent"
    )
    screen.tell("delivery report", [("delivery", sent), ("lateness", late), *extra], **report.as_dict(), **facts)


def check_delivery(report: DeliveryReport, stream: str) -> None:
    """Raise unless all that was sent was acknowledged.

    Raises:
        IncompleteDelivery: With the numbers.
    """
    if not report.delivered:
        raise IncompleteDelivery(stream, f"{report.sent} updates sent, {report.acknowledged} acknowledged")


def gap_of(max_gap: timedelta | None) -> timedelta:
    """Return the longest gap to show beside the playing time: the one asked for, else an inviting one."""
    return timedelta(seconds=5) if max_gap is None else max_gap
