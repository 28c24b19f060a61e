"""The compiled tests of rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from replay.model import State, Update

DEFAULT_STREAM = "test"
"""The stream of a test's updates that name none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One alert that a test expects.

    Attributes:
        rule: The rule's id.
        at: Story time: after the start, an instant, or a clock time on the stream's first day.
        state: The alert's state.
        key: The alert's whole key, or None where it does not matter.
        updates: The ids it rests on, or None where they do not matter.
        suppressed_by: The reasons, or None where they do not matter.
    """

    rule: str
    at: timedelta | datetime | time
    state: State = "firing"
    key: Mapping[str, str | None] | None = None
    updates: tuple[str, ...] | None = None
    suppressed_by: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """A test of rules on updates of its own, or on a recorded stream.

    Attributes:
        name: What it proves.
        path: The rule file whose rules run, as the user named it.
        place: `path:line:column` of the test itself.
        rules: Ids of the rules that are compared.
        needs: Further rule files whose rules run.
        start: Story time of `at: 0s`; None for the start of the recorded stream.
        updates: In release order; empty where *stream* is given.
        arrivals: When each update arrives, where some arrive at another time than their own; else empty.
        stream: Name of the recorded stream, or None.
        end: Story time up to which deadlines run; None for the last update.
        max_lateness: How late updates may arrive; None for what the files say.
        expect: In file order.
    """

    name: str
    path: str
    place: str
    rules: tuple[str, ...]
    needs: tuple[str, ...] = ()
    start: datetime | None
    updates: tuple[Update, ...] = ()
    arrivals: tuple[datetime, ...] = ()
    stream: str | None = None
    end: datetime | None = None
    max_lateness: timedelta | None = None
    expect: tuple[Expectation, ...] = ()
