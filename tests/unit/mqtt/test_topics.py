"""Topics: where everything stands, what may be a level, and where the player may answer."""

import re

import pytest

from replay.errors import UsageError
from replay.mqtt.topics import Topics, client_id

IDLIB = Topics("idlib")


def test_topics_of_a_stream_are_those_of_the_documents() -> None:
    """Every name is the one that dashboards subscribe to."""
    assert [IDLIB.updates, IDLIB.clock, IDLIB.session, IDLIB.status, IDLIB.control, IDLIB.replies, IDLIB.flat] == [
        f"replay/idlib/{name}" for name in ("updates", "clock", "session", "status", "control", "replies", "+")
    ]
    assert IDLIB.alert("critical", "mass-casualty") == "replay/idlib/alerts/critical/mass-casualty"
    assert IDLIB.suppressed("info", "a") == "replay/idlib/suppressed/info/a"


def test_topics_with_a_root_of_two_levels_stand_below_it() -> None:
    """The root is settable, and may be deeper than one level."""
    assert Topics("idlib", "desk/drill-2").updates == "desk/drill-2/idlib/updates"


@pytest.mark.parametrize("level", ["", "Idlib", "a b", "a/b", "+", "#", "a.b", "a*", "a>", "é", "a\n", "$sys", "a_b"])
def test_stream_that_is_no_topic_level_is_refused(level: str) -> None:
    """What a broker would cut the connection for, or take for a wildcard, never becomes a topic."""
    with pytest.raises(UsageError, match="is no stream on a broker; give its name, of a-z, 0-9 and -, such as idlib"):
        Topics(level)


@pytest.mark.parametrize("root", ["", "/", "replay/", "/replay", "a//b", "a b", "+", "$SYS"])
def test_root_that_is_no_topic_is_refused(root: str) -> None:
    """Each level of the root keeps the same rule, and none is empty."""
    with pytest.raises(UsageError):
        Topics("idlib", root)


def test_root_that_is_too_long_is_refused() -> None:
    """A topic of 65,536 bytes would be no topic of MQTT."""
    assert Topics("idlib", "a" * 1019).updates.endswith("/idlib/updates")
    with pytest.raises(UsageError, match="root and stream are too long for a topic; give 1024 characters at most"):
        Topics("idlib", "a" * 1020)


def test_alert_state_of_a_long_key_stands_under_a_hash() -> None:
    """A key comes out of a text, and may be as long as that."""
    assert len(IDLIB.alert_state("a", ["k" * 70_000])) < 100


@pytest.mark.parametrize("topic", ["replay/idlib/replies", "replay/idlib/replies/a", "replay/idlib/replies/a/b-2"])
def test_reply_topic_is_replies_or_below(topic: str) -> None:
    """Who asks names the replies topic or one of its own below."""
    assert IDLIB.is_reply_topic(topic)


@pytest.mark.parametrize(
    "topic",
    ["", "replay/idlib", "replay/idlib/updates", "replay/idlib/repliesx", "replay/idlib/replies/",
     "replay/idlib/replies/#", "replay/idlib/replies/a b", "replay/other/replies", "x/replay/idlib/replies",
     "replay/idlib/replies\n"],
)  # fmt: skip
def test_topic_outside_replies_is_no_reply_topic(topic: str) -> None:
    """The player cannot be made to publish anywhere else, nor on what is no topic."""
    assert not IDLIB.is_reply_topic(topic)


def test_client_id_is_steady_and_plain() -> None:
    """One asker has one id, another another, and every broker takes both."""
    assert client_id("player", "r-1") == client_id("player", "r-1")
    assert len({client_id("player", "r-1"), client_id("player", "r-2"), client_id("monitor", "r-1")}) == 3
    assert re.fullmatch(r"replay-player-[0-9a-f]{12}", client_id("player", "a b.*>é"))
