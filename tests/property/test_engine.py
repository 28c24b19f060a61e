"""The engine against an oracle that was written from the rule language alone, sections 2 and 5.

The oracle never cuts a text into words: a text is built from spellings whose words are known beforehand.
"""

# ruff: noqa: RUF001 -- the spellings are the subject

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from replay.engine import Engine
from replay.engine.read.fields import Fields
from replay.engine.read.queries import compile_query, compile_spans
from replay.language.compiling.digest import with_digest
from replay.language.query import And, Everything, Field, InField, Not, Or, Phrase, Query, Term, Word
from replay.language.ruleset import MatchRule, RuleSet
from replay.model import Alert, Update, canonical_json

START = datetime(2020, 3, 5, tzinfo=UTC)

# --- texts whose words are known

Place = tuple[str, int, int]
"""A word and where it stands in the original."""

SPELLINGS: dict[str, tuple[Place, ...]] = {
    "fire": (("fire", 0, 4),),
    "FIRE": (("fire", 0, 4),),
    "fires": (("fires", 0, 5),),
    "ﬁre": (("fire", 0, 3),),
    "cease": (("cease", 0, 5),),
    "Ceasefire": (("ceasefire", 0, 9),),
    "cease\u00adfire": (("ceasefire", 0, 10),),
    "ceasefires": (("ceasefires", 0, 10),),
    "cease-fire": (("cease", 0, 5), ("fire", 6, 10)),
    "Cease\u2011Fires": (("cease", 0, 5), ("fires", 6, 11)),
    "Élysée’s": (("élysée", 0, 6), ("s", 7, 8)),
    "E\u0301LYSE\u0301E": (("élysée", 0, 8),),
    "#tag_s": (("tag", 1, 4), ("s", 5, 6)),
    "2½": (("2", 0, 1), ("1", 1, 2), ("2", 1, 2)),
    "–": (),
}
SPACES = (" ", ", ", "\n", "\r\n", "\u00a0", " “", "! ")
BREAKS = ("\n\n", "\r\n\r\n", "\u2029", "\n \n", "\n\n\n")


@dataclass(frozen=True)
class Known:
    """A text and the words of each of its paragraphs."""

    original: str
    paragraphs: tuple[tuple[Place, ...], ...]


@st.composite
def known_texts(draw: st.DrawFn) -> Known:
    """Draw a text of up to three paragraphs of up to six spellings."""
    original, paragraphs = "", []
    for number in range(draw(st.integers(0, 3))):
        original += draw(st.sampled_from(BREAKS)) if number else ""
        words: list[Place] = []
        for index, spelling in enumerate(draw(st.lists(st.sampled_from(list(SPELLINGS)), min_size=1, max_size=6))):
            original += draw(st.sampled_from(SPACES)) if index else ""
            words += [(word, len(original) + start, len(original) + end) for word, start, end in SPELLINGS[spelling]]
            original += spelling
        paragraphs.append(tuple(words))
    return Known(original, tuple(paragraphs))


# --- queries

WORDS = ("fire", "fires", "cease", "ceasefire", "élysée", "s", "tag", "1", "2", "absent")
words = st.builds(Word, st.sampled_from(WORDS)) | st.builds(
    Word, st.sampled_from(("fir", "cea", "ceasef", "ély")), st.just(value=True)
)
phrases = st.lists(words, min_size=1, max_size=3).map(lambda each: Phrase(tuple(each)))
hyphened = st.booleans().map(
    lambda prefix: Term((Phrase((Word("cease"), Word("fire", prefix))), Phrase((Word("ceasefire", prefix),))), "")
)
terms = hyphened | st.lists(phrases, min_size=1, max_size=3, unique=True).map(lambda each: Term(tuple(each), ""))


def flat(kind: type[And] | type[Or], parts: Sequence[Query]) -> Query:
    """Return *parts* joined as the tree wants it: no And in an And, no Or in an Or."""
    inside = [each for part in parts for each in (part.parts if isinstance(part, kind) else (part,))]
    return kind(tuple(inside))


def negated(part: Query) -> Query:
    """Return the negation of *part*, without a Not in a Not."""
    return part.part if isinstance(part, Not) else Not(part)


def joined(parts: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    """Return queries of *parts* under one operator."""
    several = st.lists(parts, min_size=2, max_size=3)
    return several.map(lambda each: flat(And, each)) | several.map(lambda each: flat(Or, each)) | parts.map(negated)


one_field = st.recursive(terms, joined, max_leaves=4)
fields_named = st.builds(InField, st.sampled_from(("headline", "body")), one_field)
queries: st.SearchStrategy[Query] = st.recursive(terms | fields_named | st.just(Everything()), joined, max_leaves=6)
looked_in: st.SearchStrategy[tuple[Field, ...]] = st.sampled_from((("headline", "body"), ("headline",), ("body",)))

# --- the oracle

Texts = dict[str, Known]


def places(phrase: Phrase, known: Known) -> Iterator[tuple[int, int]]:
    """Yield where *phrase* stands: one word behind the other within one paragraph."""
    for paragraph in known.paragraphs:
        for first in range(len(paragraph) - len(phrase.words) + 1):
            run = paragraph[first : first + len(phrase.words)]
            if all(
                text.startswith(word.text) if word.prefix else text == word.text
                for word, (text, _, _) in zip(phrase.words, run, strict=True)
            ):
                yield run[0][1], run[-1][2]


def is_true(query: Query, fields: Sequence[str], texts: Texts) -> bool:
    """Return whether *query* matches: AND, OR, NOT over the update, a term within one field."""
    match query:
        case Everything():
            return True
        case Not(part):
            return not is_true(part, fields, texts)
        case And(parts):
            return all(is_true(part, fields, texts) for part in parts)
        case Or(parts):
            return any(is_true(part, fields, texts) for part in parts)
        case InField(field, part):
            return is_true(part, (field,), texts)
        case Term(found):
            assert all(isinstance(phrase, Phrase) for phrase in found)
            return any(
                True
                for field in fields
                for phrase in found
                if isinstance(phrase, Phrase)
                for _ in places(phrase, texts[field])
            )
    raise AssertionError(query)


def spans(query: Query, fields: Sequence[str], texts: Texts) -> Iterator[tuple[str, int, int]]:
    """Yield each place of each term that does not stand under a NOT."""
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from spans(part, fields, texts)
        case InField(named, part):
            yield from spans(part, (named,), texts)
        case Term(found):
            for field in fields:
                for phrase in found:
                    assert isinstance(phrase, Phrase)
                    yield from ((field, *place) for place in places(phrase, texts[field]))


# --- queries agree with the oracle


def update_of(texts: Texts) -> Update:
    """Return an update of these texts."""
    headline, body = texts["headline"].original, texts["body"].original
    return Update(id="u1", stream="test", seq=1, time=START, headline=headline, body=body)


texts_of_update = st.fixed_dictionaries({"headline": known_texts(), "body": known_texts()})


@given(queries, looked_in, texts_of_update)
def test_compiled_query_agrees_with_the_oracle(query: Query, fields: tuple[Field, ...], texts: Texts) -> None:
    """A query matches exactly where its definition says so, in any spelling, paragraph and field."""
    assert compile_query(query, fields)(Fields(update_of(texts))) == is_true(query, fields, texts)


@given(queries, looked_in, texts_of_update)
def test_evidence_is_where_the_oracle_finds_a_term(query: Query, fields: tuple[Field, ...], texts: Texts) -> None:
    """Every quote is a place of a positive term, cut out of the original, in reading order, once, at most twenty."""
    seen = Fields(update_of(texts))
    evidence = seen.evidence(compile_spans(query, fields)(seen))
    found = [(each.field, each.start, each.end) for each in evidence]
    expected = sorted(set(spans(query, fields, texts)), key=lambda span: (span[0] == "body", *span[1:]))
    assert set(found) <= set(expected)
    assert found == sorted(set(found), key=expected.index)
    assert len(found) <= 20
    assert bool(found) == bool(expected)
    assert all(each.text == texts[each.field].original[each.start : each.end] for each in evidence)


@given(st.lists(words, min_size=1, max_size=3), looked_in, texts_of_update)
def test_evidence_of_a_phrase_is_every_place(run: list[Word], fields: tuple[Field, ...], texts: Texts) -> None:
    """With `*` at the last word only, no place of a phrase is left out, but for those behind the twentieth."""
    phrase = Phrase((*(Word(word.text) for word in run[:-1]), run[-1]))
    query = Term((phrase,), "")
    seen = Fields(update_of(texts))
    found = [(each.field, each.start, each.end) for each in seen.evidence(compile_spans(query, fields)(seen))]
    assert found == sorted(set(spans(query, fields, texts)), key=lambda span: (span[0] == "body", *span[1:]))[:20]


# --- decisions agree with the oracle

GROUPS: tuple[tuple[str, ...], ...] = ((), ("stream",), ("source",), ("tags",), ("stream", "tags"), ("data.x",))


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    """Draw up to three match rules."""
    return RuleSet(
        tuple(
            with_digest(
                MatchRule(
                    id=f"r{number}",
                    title=f"r{number}",
                    severity="info",
                    labels={},
                    annotations={},
                    cooldown=timedelta(seconds=draw(st.integers(0, 4))),
                    group_by=draw(st.sampled_from(GROUPS)),
                    fields=draw(looked_in),
                    timezone="UTC",
                    path="r.yaml",
                    query=draw(queries),
                ),
                {},
            )
            for number in range(draw(st.integers(1, 3)))
        )
    )


@dataclass(frozen=True)
class Told:
    """An update and the texts it was made from."""

    update: Update
    texts: Texts


@st.composite
def told_updates(draw: st.DrawFn) -> list[Told]:
    """Draw up to eight updates in release order on two streams; some repeat an earlier one's identity."""
    told: list[Told] = []
    at_s = 0
    for seq in range(1, draw(st.integers(0, 8)) + 1):
        at_s += draw(st.integers(0, 3))
        texts = draw(texts_of_update)
        update = Update(
            id=f"u{draw(st.integers(1, seq))}",
            stream=draw(st.sampled_from(("one", "two"))),
            seq=seq,
            time=START + timedelta(seconds=at_s),
            headline=texts["headline"].original,
            body=texts["body"].original,
            source=draw(st.sampled_from((None, "RT", "AP"))),
            tags=tuple(draw(st.lists(st.sampled_from("ab"), max_size=3))),
            data=draw(st.sampled_from(({}, {"x": "y"}, {"x": ["y", "z"]}))),
        )
        told.append(Told(update, texts))
    return told


def values(update: Update, path: str) -> list[str | None]:
    """Return the values of a key field, *none* where it is missing."""
    extra = update.data.get("x")
    found: dict[str, list[str | None]] = {
        "stream": [update.stream],
        "source": [update.source],
        "tags": [*sorted(set(update.tags))] or [None],
        "data.x": extra if isinstance(extra, list) else [extra],
    }
    return found[path]


def conclude(rules: RuleSet, told: Sequence[Told]) -> Iterator[tuple[int, str, dict[str, str | None], str]]:
    """Yield (seq, rule, key, state) of each alert, as sections 2 and 5 of the rule language have it."""
    seen: set[tuple[str, str]] = set()
    quiet_until: dict[tuple[str, str], datetime] = {}
    for each in told:
        if (each.update.stream, each.update.id) in seen:
            continue
        seen.add((each.update.stream, each.update.id))
        for rule in rules.rules:
            assert isinstance(rule, MatchRule)
            if not is_true(rule.query, rule.fields, each.texts):
                continue
            for combined in product(*(values(each.update, path) for path in rule.group_by)):
                key = dict(zip(rule.group_by, combined, strict=True))
                state = "suppressed" if each.update.time < quiet_until.get((rule.id, repr(key)), START) else "firing"
                if state == "firing":
                    quiet_until[rule.id, repr(key)] = each.update.time + rule.cooldown
                yield each.update.seq, rule.id, key, state


@given(rule_sets(), told_updates())
def test_alerts_are_those_that_the_oracle_concludes(rules: RuleSet, told: list[Told]) -> None:
    """Match, key, repetition and cooldown together: every alert, in order, and no other."""
    alerts = [
        (each.update.seq, alert.rule, alert.key, alert.state)
        for engine in [Engine(rules)]
        for each in told
        for alert in engine.feed([each.update])
    ]
    assert alerts == list(conclude(rules, told))


@given(rule_sets(), told_updates(), st.data())
def test_alerts_do_not_depend_on_how_updates_are_batched(rules: RuleSet, told: list[Told], data: st.DataObject) -> None:
    """One by one, in batches or all at once: the log is the same to the byte."""
    updates = [each.update for each in told]
    batched, engine, place = list[Alert](), Engine(rules), 0
    while place < len(updates):
        size = data.draw(st.integers(0, len(updates)), label="batch")
        batched += engine.feed(updates[place : place + size])
        place += size
    assert list(map(canonical_json, batched)) == list(map(canonical_json, Engine(rules).feed(updates)))


@given(rule_sets(), told_updates())
def test_alerts_of_a_redelivered_stream_are_none(rules: RuleSet, told: list[Told]) -> None:
    """Feeding everything a second time adds nothing."""
    engine = Engine(rules)
    engine.feed([each.update for each in told])
    assert engine.feed([each.update for each in told]) == []


@given(rule_sets(), told_updates())
def test_alerts_have_ids_of_their_own(rules: RuleSet, told: list[Told]) -> None:
    """No two alerts of a run share an id, and suppression is said in state and reason alike."""
    alerts = Engine(rules).feed([each.update for each in told])
    assert len({alert.id for alert in alerts}) == len(alerts)
    assert all((alert.state == "suppressed") == (alert.suppressed_by == ("cooldown",)) for alert in alerts)
