"""Say in SQL which entries of the shelf are played, in which order, with which ids and revisions.

`TABLES` makes the tables. `COPY`, where there are several files, then `PLAY`, or `PLAY_UNREVISED` where `REVISED` gives
no, and `PART` fill `played`; `PLAYED` reads it, and `TOLD` gives what is to be told of each file: what, its first place
there, and how often.
"""

TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -2000;
CREATE TABLE file (file INTEGER PRIMARY KEY, direction INTEGER);
CREATE TABLE entry (
    number INTEGER PRIMARY KEY, file INTEGER, place INTEGER, time INTEGER, minute TEXT, id TEXT, rev INTEGER,
    edited INTEGER, hindsight INTEGER, digest BLOB, body BLOB
);
CREATE TABLE copy (number INTEGER PRIMARY KEY);
CREATE TABLE played (seq INTEGER PRIMARY KEY, number INTEGER, id TEXT, rev INTEGER, edited INTEGER, repeats INTEGER);
"""
# Without an id only time and content tell a copy: the nth of its kind in one file is the nth of it in another.
COPY = """
WITH kinds AS (
    SELECT number, file, time, digest, row_number() OVER (PARTITION BY file, time, digest ORDER BY number) AS nth
    FROM entry WHERE id = ''
), copies AS (
    SELECT number, row_number() OVER (PARTITION BY time, digest, nth ORDER BY file) AS nth_copy FROM kinds
)
INSERT INTO copy SELECT number FROM copies WHERE nth_copy > 1
"""
# `whose` parts the revisions of one update from all else: what has no id, or brings its rev, stands alone. The
# revs that several files bring say nothing of each other: they are counted anew.
_PLACED = """
WITH counted AS (
    SELECT *, rev * (SELECT count(*) = 1 FROM file) AS given FROM entry WHERE number NOT IN (SELECT number FROM copy)
), placed AS (
    SELECT number, time, minute, id, given, edited, hindsight, digest,
        file * 1000000000000 + number * direction AS rank,
        CASE WHEN id = '' OR given > 0 THEN number ELSE id END AS whose
    FROM counted JOIN file USING (file)
)"""
_ID = """
    CASE WHEN id != '' THEN id
        ELSE minute || '-' || row_number() OVER (PARTITION BY id = '', minute ORDER BY time, rank) END"""
REVISED = f"{_PLACED} SELECT EXISTS (SELECT 1 FROM placed GROUP BY whose HAVING count(*) > 1)"  # noqa: S608 -- no part is from outside
PLAY = f"""{_PLACED}, copies AS (
    SELECT *, row_number() OVER (PARTITION BY whose, time ORDER BY hindsight, rank) AS nth_at_time,
        row_number() OVER (PARTITION BY whose, time, edited, digest ORDER BY hindsight, rank) AS nth_alike FROM placed
), known AS (
    SELECT *, lag(digest) OVER (PARTITION BY whose ORDER BY time, rank) AS before
    FROM copies WHERE nth_alike = 1 AND (hindsight = 0 OR nth_at_time = 1)
), revisions AS (
    SELECT *, row_number() OVER revised AS nth, first_value(time) OVER revised AS first_time
    FROM known WHERE edited OR before IS NULL OR digest != before
    WINDOW revised AS (PARTITION BY whose ORDER BY time, rank)
)
INSERT INTO played
SELECT row_number() OVER (ORDER BY time, rank), number, {_ID},
    CASE WHEN given > 0 THEN given ELSE nth END,
    CASE WHEN given > 0 THEN edited ELSE nth > 1 END,
    CASE WHEN given > 0 OR edited OR nth = 1 THEN 0 WHEN time > first_time THEN 1 ELSE 2 END
FROM revisions
"""  # noqa: S608 -- likewise
# The same where all stand alone, as in most files: a tenth of what it costs to number revisions.
PLAY_UNREVISED = f"""{_PLACED}
INSERT INTO played
SELECT row_number() OVER (ORDER BY time, rank), number, {_ID}, max(given, 1), edited AND given > 0, 0 FROM placed
"""  # noqa: S608 -- likewise
# An id that was made up gives way to one that the input has: 1021-1 becomes 1021-1-a.
PART = """
UPDATE played SET id = id || '-a'
WHERE number IN (SELECT number FROM entry WHERE id = '') AND id IN (SELECT id FROM entry WHERE id != '')
"""
TOLD = """
SELECT file, 'Folded, since they repeat what was said', min(place), count(*)
FROM entry WHERE number NOT IN (SELECT number FROM played) GROUP BY file
UNION ALL SELECT file, 'Edits, told by an id that repeats', min(place), count(*)
FROM played JOIN entry USING (number) WHERE repeats > 0 GROUP BY file
UNION ALL SELECT file, 'Edits without a time of change, played at that of publication', min(place), count(*)
FROM played JOIN entry USING (number) WHERE repeats = 2 GROUP BY file
"""
PLAYED = "SELECT p.seq, p.id, p.rev, p.edited, body FROM played AS p JOIN entry USING (number) ORDER BY p.seq"
