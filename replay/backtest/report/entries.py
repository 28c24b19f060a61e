"""Keep what a report needs of each alert, in a file of its own where there is much: memory stays flat."""

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile

import msgspec

from replay.model import State

_MEMORY_BYTES = 1 << 20


class Quote(msgspec.Struct, array_like=True, frozen=True):
    """What an alert was raised by.

    Attributes:
        headline: Of the update, in parts; every second one, from the second, is what matched.
        body: Words around the first match in the body, likewise; empty where nothing matched there.
        is_cut: Whether the body says more before those words, and behind them.
    """

    headline: tuple[str, ...]
    body: tuple[str, ...] = ()
    is_cut: tuple[bool, bool] = (False, False)


class Told(msgspec.Struct, array_like=True, frozen=True):
    """How many victims of a kind were told of; None is no bound."""

    kind: str
    min: int | None
    max: int | None


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """One alert.

    Attributes:
        rule: Place of its rule in the order in which rules raised their first alert.
        stream: Place of its stream; -1 for all of them.
        time_ms: Story time since 1970, UTC. [ms]
        state: As the alert says.
        matched: What matched, case-folded, each once.
        key: The values of its key, without the stream.
        words: One line on it: its update's headline, else what the alert itself says.
        quote: What raised it, where it is one of its rule's first.
        told: What it tells of casualties.
    """

    rule: int
    stream: int
    time_ms: int
    state: State
    matched: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    words: str = ""
    quote: Quote | None = None
    told: tuple[Told, ...] = ()


class Entries:
    """Entries in the order in which they came, on disk beyond a mebibyte."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 -- open as long as they are
        self._encoder = msgspec.json.Encoder()
        self._decoder = msgspec.json.Decoder(Entry)

    def close(self) -> None:
        """Give the room on the disk back."""
        self._file.close()

    def append(self, entry: Entry) -> None:
        """Add an entry."""
        self._file.write(self._encoder.encode(entry) + b"\n")

    def __iter__(self) -> Iterator[Entry]:
        self._file.seek(0)
        for line in self._file:
            yield self._decoder.decode(line)
