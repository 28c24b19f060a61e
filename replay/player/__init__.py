"""The player: publish a stream on a broker at its own pace or another, on time."""

from replay.player.player import Player
from replay.player.report import DeliveryReport

__all__ = ["DeliveryReport", "Player"]
