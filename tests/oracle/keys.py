"""The keys that a rule holds, at most `max_keys` of them."""

from collections.abc import Callable
from typing import Generic, TypeVar

from tests.oracle.reading import Key, key_order

Held = TypeVar("Held")


class Keys(Generic[Held]):
    """What is remembered for each key, and when it last got something."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held: dict[Key, Held] = {}
        self.last: dict[Key, int] = {}

    def put(self, key: Key, what: Held, now: int) -> Held | None:
        """Remember *what* for *key*; return what had to go for it: that of the least (last activity, key)."""
        gone = None
        if key not in self.held and len(self.held) >= self.most:
            gone = self.held.pop(min(self.held, key=lambda other: (self.last[other], key_order(other))))
        self.held[key] = what
        self.last[key] = now
        return gone

    def drop(self, is_idle: Callable[[Held], bool]) -> None:
        """Let go of what is not worth a key."""
        self.held = {key: each for key, each in self.held.items() if not is_idle(each)}
