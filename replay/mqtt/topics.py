"""The topics of a stream (DESIGN: topics and payloads; README, section Topics)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from replay.errors import UsageError

ROOT = "replay"
_LEVEL = re.compile(r"[a-z0-9-]+")
_MAX_LENGTH = 1024
"""Of root and stream: MQTT takes topics of 65,535 bytes, and the rest stands behind them."""
_KEY_MAX_LENGTH = 256
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Topics:
    """Name the topics of one stream.

    Args:
        stream: `[a-z0-9-]+`.
        root: First levels of every topic, `[a-z0-9-]+` each, parted by `/`.

    Raises:
        UsageError: If a level has any other character, where a space alone would make a broker drop the connection, or
            they are longer than 1024 characters together.
    """

    stream: str
    root: str = ROOT

    def __post_init__(self) -> None:
        if not _LEVEL.fullmatch(self.stream):
            raise UsageError(
                f"'{self.stream}' is no stream on a broker; give its name, of a-z, 0-9 and -, such as idlib"
            )
        for level in self.root.split("/"):
            if not _LEVEL.fullmatch(level):
                raise UsageError(f"'{level}' cannot be a topic level; use a-z, 0-9 and -")
        if len(self.root) + len(self.stream) > _MAX_LENGTH:
            raise UsageError(f"root and stream are too long for a topic; give {_MAX_LENGTH} characters at most")

    @property
    def source(self) -> str:
        """Return what names the stream in an event of it: the `source` of CloudEvents."""
        return f"/{self.root}/{self.stream}"

    def _of(self, *levels: str) -> str:
        return "/".join((self.root, self.stream, *levels))

    @property
    def flat(self) -> str:
        """Return the one filter that takes updates, clock, session, status, metrics, control and replies in order."""
        return self._of("+")

    @property
    def updates(self) -> str:
        """Return where updates go."""
        return self._of("updates")

    @property
    def clock(self) -> str:
        """Return where story time is told."""
        return self._of("clock")

    @property
    def session(self) -> str:
        """Return where the retained state of the replay stands."""
        return self._of("session")

    @property
    def status(self) -> str:
        """Return where the retained `online` or `offline` stands."""
        return self._of("status")

    @property
    def metrics(self) -> str:
        """Return where the player's retained figures stand."""
        return self._of("metrics")

    @property
    def alert_metrics(self) -> str:
        """Return where the monitor's retained figures stand: a topic of their own, since a topic has one writer."""
        return self._of("metrics", "alerts")

    @property
    def control(self) -> str:
        """Return where the player takes commands."""
        return self._of("control")

    @property
    def replies(self) -> str:
        """Return where the player answers; `reply_to` is this topic or one below it."""
        return self._of("replies")

    def alert(self, severity: str, rule: str) -> str:
        """Return where alerts that fire or resolve go."""
        return self._of("alerts", severity, rule)

    def suppressed(self, severity: str, rule: str) -> str:
        """Return where suppressed alerts go."""
        return self._of("suppressed", severity, rule)

    def alert_state(self, rule: str, key: Sequence[str | None]) -> str:
        """Return where the retained alert of a state stands while it fires.

        Args:
            rule: The rule's id.
            key: The values of the alert's key. One that is a topic level stands as it is, several that hold no `-` are
                joined by it, none is `all`; what would not be told apart, or is long, becomes a hash.
        """
        values = [value for value in key if value is not None]
        plain = _LEVEL if len(key) == 1 else _WORD
        joined = "-".join(values)
        is_plain = len(values) == len(key) and all(plain.fullmatch(value) for value in values)
        if is_plain and len(joined) <= _KEY_MAX_LENGTH:
            return self._of("alert-state", rule, joined or "all")
        return self._of("alert-state", rule, hashlib.sha256(msgspec.json.encode(key)).hexdigest()[:16])

    def is_reply_topic(self, topic: str) -> bool:
        """Say whether the player may answer on *topic*."""
        return re.fullmatch(rf"{re.escape(self.replies)}(/{_LEVEL.pattern})*", topic) is not None


def client_id(role: str, *parts: str) -> str:
    """Return a client id that every broker takes: a role and 12 hex digits made from *parts*."""
    return f"replay-{role}-{hashlib.sha256('/'.join(parts).encode()).hexdigest()[:12]}"
