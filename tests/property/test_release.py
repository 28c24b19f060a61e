"""Entries that all stand alone are played as if their revisions were numbered, which costs ten times as much."""

import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from replay.formats.release.sql import PLAY, PLAY_UNREVISED, REVISED, TABLES

ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 1),  # file
        st.integers(0, 3),  # time
        st.sampled_from(["", "a", "b", "c", "d", "1"]),
        st.integers(0, 2),  # rev
        st.booleans(),  # edited
        st.booleans(),  # hindsight
        st.sampled_from([b"x", b"y"]),
    ),
    max_size=8,
)


@given(ENTRIES, st.sampled_from([1, -1]), st.integers(1, 2))
def test_short_way_is_the_long_one_where_nothing_is_revised(
    entries: list[tuple[int, int, str, int, bool, bool, bytes]], direction: int, files: int
) -> None:
    """Ids, revs, edits and order; where it is not taken, some id stands there twice."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(TABLES)
        database.executemany("INSERT INTO file VALUES (?, ?)", [(1, direction), (2, 1)][:files])
        for number, (file, time, name, *more, digest) in enumerate(entries, 1):
            row = (number, min(1 + file, files), number, time, f"10{time:02}", name, *more, digest, b"")
            database.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        [is_revised] = database.execute(REVISED).fetchone()
        if is_revised:
            names = [name for _, _, name, *_ in entries if name]
            assert len(set(names)) < len(names)
            return
        played = []
        for way in (PLAY, PLAY_UNREVISED):
            database.execute(way)
            played.append(database.execute("SELECT * FROM played ORDER BY seq").fetchall())
            database.execute("DELETE FROM played")
        assert played[0] == played[1]
        assert len(played[0]) == len(entries)
