"""The engine fed many updates at a time against the plain loop: each update by itself, against every rule.

`ORACLE_UPDATES=100000` tries so many updates instead of the usual few thousand.
"""

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from typing import Any

import pytest

from replay.engine import Engine
from replay.engine.read.index import Index
from replay.engine.read.plain import beyond_ascii, stand_in
from replay.engine.read.row import Row, written
from replay.language.compiling.digest import with_digest
from replay.language.condition import Comparison
from replay.language.query import FIELDS, Query
from replay.language.query.grammar import parse_query
from replay.language.query.terms import parse_item, union
from replay.language.ruleset import CasualtiesRule, CountRule, MatchRule, Rule, RuleSet
from replay.model import Update
from replay.text import normalise
from replay.words import Words

UPDATES = int(os.environ.get("ORACLE_UPDATES", "4000"))
ROUND_UPDATES, ROUND_RULES = 80, 20
SHARE_ASCII = 0.3
START = datetime(2020, 3, 5, tzinfo=UTC)
LISTS = {"l": union([parse_item(each) for each in ("tru*", "us fire", "exact:US", "cease-fire", "\u65e5")], "list:l")}

# fmt: off
WORDS = (
    "truce", "Truce", "TRUCES", "cease", "fire", "ceasefire", "cease-fire", "cease\u2011fire", "US", "us", "u.s.", "U",
    "Syria\u2019s", "syria's", "l'\u00c9lys\u00e9e", "\u00e9lys\u00e9e", "E\u0301lyse\u0301e", "Stra\u00dfe", "STRASSE",
    "1,000", "1.5", "1", "000", "3d", "covid19", "covid", "19", "x9", "tru\u00adce", "\u200btruce", "\ufb01re",
    "\uff35\uff33", "\u65e5\u672c", "\u0e44\u0e17\u0e22", "\u0434\u043e\u043c", "\u0391\u03a3", "\u2122", "\u00bd",
    "x\u00b2", "\\xe9", "S", "two men were killed", "30-35killed", "three men died\u0301",
    "\u00aa", "\u0130stanbul", "\U0001d54c\U0001d54a", "\ud800", "_us_", "#truce", "#US", "@us", "two", "17:25", "s",
)
JOINTS = (
    " ", " ", " ", " ", " ", "  ", "   ", ", ", ". ", "-", " - ", "\u2014", " \u2013 ", "\u2019", "\u201c", "\u2026",
    "\n", "\n\n", "\r\n\r\n", "\t", "_", "/", ".", ",", "\u00ad", "\u200b", "\u2029", "\x1e", "\x1f", "\x1d", "\0",
    "\x85", "", "\u00a0",
)
TERMS = (
    "truce", "truces", "tru*", "cease-fire", "cease-fire*", "us", "exact:US", 'exact:"US fire"', 'exact:"1,"',
    '"us fire"', '"tru* fire"', '"cease fire"', '"u s"', "u.s.", "syria", '"syria s"', "\u00e9lys\u00e9e", "\u00e9lys*",
    "strasse", "1,000", '"1 000"', "1.5", "000", "3d", "covid*", "covid19", "19", "\u65e5\u672c", "\u65e5",
    "\u0434\u043e\u043c", "\u03b1\u03c3", "exact:1", "xe9", "s", "list:l", "fire", "x9", "\u00aa", "tm", '"\u2122"',
    "istanbul", "two",
)
# fmt: on
NEIGHBOURS = ("", "a", "E", "1", "1,", " ", "\n", "\\", "\u00c9", "\u0434", "\u65e5", "\u2019", "\u201c", "\U0001f600")
"""What may stand beside a character: what it might join, or keep apart."""
CHARACTERS = [*map(chr, range(0x80, 0x250)), *map(chr, range(0x250, 0x30000, 101))]
OTHERS = ("/US/", "/(?i)tru.e/", "source:RT", "tag:us", "tag:truce", "stream:a")


def text_of(chance: random.Random, *, is_ascii: bool) -> str:
    """Return a text of words and whatever parts them."""
    parts = (chance.choice(WORDS) + chance.choice(JOINTS) for _ in range(chance.choice((0, 1, 2, 4, 8, 8))))
    return "".join(part for part in parts if part.isascii() or not is_ascii)


def query_of(chance: random.Random) -> Query:
    """Return a query of any shape."""
    while True:
        try:
            return parse_query(written_query(chance, depth=2), LISTS)
        except ValueError:
            continue


def written_query(chance: random.Random, depth: int) -> str:
    """Return a query as text; some are none."""
    term, other = chance.choice(TERMS), chance.choice(TERMS)
    if depth == 0 or chance.random() < 0.3:
        near = f"{term} {chance.choice('O ').strip()}NEAR/{chance.choice('0139')} {chance.choice((other, 'number'))}"
        inside = f"{chance.choice(FIELDS)}:{term}"
        return chance.choice((term, term, term, near, inside, chance.choice(OTHERS), "*"))
    left, right = written_query(chance, depth - 1), written_query(chance, depth - 1)
    return chance.choice(("({} AND {})", "({} OR {})", "({} NOT {})", "(* NOT ({} OR {}))")).format(left, right)


def rule_of(chance: random.Random, number: int) -> Rule:
    """Return a rule of one of three types, two of which have a query."""
    kind = chance.choice((MatchRule, MatchRule, MatchRule, CountRule, CountRule, CasualtiesRule))
    given: dict[str, Any] = {
        "where": chance.choice(((), (), (("source", ("rt",)),))),
        "fields": chance.choice((FIELDS, FIELDS, FIELDS[:1], FIELDS[1:])),
    }
    if kind is CasualtiesRule:
        given |= {"condition": None, "statuses": ("reported",), "who": None}
    else:
        given["query" if kind is MatchRule else "source"] = query_of(chance)
    if kind is CountRule:
        given |= {"timespan": timedelta(minutes=5), "condition": (Comparison("gte", 2),)}
    plain: dict[str, Any] = {
        "severity": "info",
        "labels": {},
        "annotations": {},
        "cooldown": timedelta(0),
        "group_by": ("stream",),
    }
    rule: Rule = kind(id=f"r{number:02}", title="", timezone="UTC", path="", **plain, **given)
    return with_digest(rule, {})


def updates_of(chance: random.Random) -> list[Update]:
    """Return updates of two streams, edits among them; some are late."""
    is_ascii = chance.random() < SHARE_ASCII
    minutes = sorted(chance.randrange(60) for _ in range(ROUND_UPDATES))
    return [
        Update(
            id=str(chance.randrange(ROUND_UPDATES)),
            rev=chance.choice((1, 1, 2)),
            stream=chance.choice("ab"),
            seq=seq,
            time=START + timedelta(minutes=minute - chance.choice((0, 0, 0, 0, 0, 1))),
            headline=text_of(chance, is_ascii=is_ascii),
            body=text_of(chance, is_ascii=is_ascii),
            source=chance.choice((None, "RT", "BBC")),
            tags=chance.choice(((), ("US",), ("x", "Truce"))),
        )
        for seq, minute in enumerate(minutes, 1)
    ]


def plain_engine(rules: RuleSet) -> Engine:
    """Return an engine that tries every rule on every update, none apart from the others and no text ahead."""
    engine = Engine(rules)
    engine._decider._hearing._alone = frozenset()
    engine._reader._index = Index([None] * len(engine._reader._readers))
    engine._reader._casualties = {}
    return engine


def in_blocks(chance: random.Random, updates: Sequence[Update]) -> list[Sequence[Update]]:
    """Return *updates* cut anywhere."""
    cuts = sorted({0, len(updates), *(chance.randrange(len(updates)) for _ in range(chance.choice((0, 1, 5))))})
    return [updates[start:end] for start, end in pairwise(cuts)]


@pytest.mark.parametrize("seed", range(UPDATES // ROUND_UPDATES))
def test_batches_raise_the_alerts_of_the_plain_loop(seed: int) -> None:
    """Whatever the rules, the texts and the cuts, one scan of a block loses no alert and changes none."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    rules = RuleSet(tuple(rule_of(chance, number) for number in range(ROUND_RULES)))
    rules = replace(rules, stream=replace(rules.stream, late=chance.choice(("drop", "match_only"))))
    updates = updates_of(chance)
    batched, plain = Engine(rules), plain_engine(rules)
    told = [alert for block in in_blocks(chance, updates) for alert in batched.feed(block)]
    expected = [alert for update in updates for alert in plain.feed([update])]
    assert told == expected
    assert batched.late == plain.late
    assert batched.failed == plain.failed == {}


@pytest.mark.parametrize("first", range(0, len(CHARACTERS), 50))
def test_characters_stand_in_the_row_as_in_the_words(first: int) -> None:
    """Whatever a character is, between whatever, and beside whatever words, all words stand in the row, in order."""
    for char in CHARACTERS[first : first + 50]:
        for before, behind in product(NEIGHBOURS, repeat=2):
            for text in (f"{before}{char}{behind}", f"\u201c1 {before}{char}{behind} \u00c9 e\u0301"):
                row = Row([Update(id="1", stream="a", seq=1, time=START, headline=text)]).words
                assert written(Words(normalise(text)).value).split() == row.split(), ascii(text)


def test_usual_letter_stands_for_itself() -> None:
    """What is not looked at in a text may stand in a row as it is."""
    usual = [char for char in map(chr, range(0x80, 0x10000)) if not beyond_ascii(char)]
    assert {char: char for char in usual} == {char: stand_in(char) for char in usual}


def test_written_words_are_parted_by_one_space() -> None:
    """A stretch of the words form is written with its ends, a letter beyond ASCII in UTF-8."""
    assert written(" truce talks ") == b" truce talks "
    assert written(" cease") == b" cease"
    assert written(" 1,000 \u00e9") == b" 1 000 \xc3\xa9"
