"""Alerts to compare and to score, by the minute."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from replay.model import Alert

START = datetime(2020, 3, 5, 7, tzinfo=UTC)


def at(minute: float) -> datetime:
    """Return the instant so many minutes after the start."""
    return START + timedelta(minutes=minute)


def alert(minute: float = 0, *, rule: str = "fire", **more: Any) -> Alert:  # noqa: ANN401 -- any field of an alert
    """Return an alert of that minute."""
    given = {"severity": "info", "state": "firing", "stream": "news", "key": {"stream": "news"}, **more}
    return Alert(id=f"{rule}-{minute}", rule=rule, title=rule, time=at(minute), **given)


@st.composite
def logs(draw: st.DrawFn) -> list[Alert]:
    """Draw an alert log in the order of time, dense enough that alerts of a rule and key are near each other."""
    minutes = sorted(draw(st.lists(st.integers(0, 40).map(lambda each: each * 7), max_size=12)))
    return [
        alert(
            minute,
            rule=draw(st.sampled_from(["fire", "flood"])),
            severity=draw(st.sampled_from(["info", "critical"])),
            state=draw(st.sampled_from(["firing", "firing", "suppressed", "resolved"])),
            key={"stream": draw(st.sampled_from(["news", "sport"]))},
            updates=tuple(draw(st.lists(st.sampled_from(["u1", "u2"]), max_size=1))),
        )
        for minute in minutes
    ]


LANES = st.lists(st.integers(0, 40), max_size=12).map(lambda each: [alert(number * 7) for number in sorted(each)])
"""Logs of one rule and key."""
