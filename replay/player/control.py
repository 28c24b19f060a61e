"""Commands to the player, from the control topic: what was played is published again for whoever missed it."""

import asyncio

import structlog

from replay.mqtt.envelope import Command, Reply, parse_command, render_event
from replay.mqtt.session import Publisher
from replay.mqtt.topics import Topics
from replay.player.player import Player

COMMANDS = ("history",)
HISTORY_MAX = 1000
"""Updates in one answer; who needs more asks again."""

_log = structlog.get_logger(__name__)


class Control:
    """Answer the commands to one player.

    Args:
        player: What they are about.
        topics: Its topics; answers go to `replies` or below, nowhere else.

    Attributes:
        asked: Set by the first command: somebody is there.
    """

    def __init__(self, player: Player, topics: Topics) -> None:
        self.asked = asyncio.Event()
        self._player = player
        self._topics = topics

    async def handle(self, session: Publisher, _topic: str, payload: bytes) -> None:
        """Carry out one command and reply; what is no command is logged, and moves nothing."""
        try:
            command = parse_command(payload)
        except ValueError as error:
            _log.warning("not a command", topic=self._topics.control, reason=str(error))
            return
        if not self._topics.is_reply_topic(command.reply_to):
            _log.warning("reply_to is not a reply topic", reply_to=command.reply_to, use=self._topics.replies)
            return
        self.asked.set()
        wrong = await self._history(session, command) if command.cmd == "history" else _unknown(command.cmd)
        reply = Reply(source=self._topics.source, id=command.id, ok=not wrong, error=wrong)
        await session.publish(command.reply_to, render_event(reply))

    async def _history(self, session: Publisher, command: Command) -> str:
        """Publish the updates asked for, and return what is wrong with the question, if anything is."""
        played = self._player.seq
        if not 1 <= command.from_seq <= command.to_seq <= played:
            return (
                f"from_seq {command.from_seq} to to_seq {command.to_seq} is not within what was played, 1 to {played}"
            )
        for seq in range(command.from_seq, min(command.to_seq, command.from_seq + HISTORY_MAX - 1) + 1):
            await session.publish(command.reply_to, render_event(self._player.update_event(seq)))
        return ""


def _unknown(cmd: str) -> str:
    return f"unknown command '{cmd}'; known: {', '.join(COMMANDS)}"
