"""Small runs in which equal times, exact deadlines and window edges are the rule."""

from dataclasses import dataclass
from datetime import time, timedelta
from fractions import Fraction
from typing import Any as Anything
from typing import TypedDict

from hypothesis import strategies as st

from replay.language.condition import Comparison
from replay.language.query import And, Any, Field, Not, Or, Phrase, Query, Term, Word
from replay.language.ruleset import (
    AbsenceRule,
    ActiveHours,
    ChangeRule,
    CountRule,
    DistinctRule,
    Inhibition,
    MatchesOf,
    MatchRule,
    NewValueRule,
    Rule,
    RuleSet,
    SequenceRule,
    Silence,
    Source,
    SpikeRule,
    Step,
)
from replay.language.template import Template
from replay.model import Severity, Update
from tests.oracle.model import EPOCH, at

STREAMS = ("news", "sport", "world")
WORDS = ("attack", "retract", "talks", "truce")
KINDS = ("match", "count", "distinct", "spike", "absence", "sequence", "new_value", "change")
GROUPS = (("stream",), (), ("stream", "source"), ("tags",))


@dataclass(frozen=True)
class Run:
    """What one example runs: rules, the start of each stream, updates in release order, the last minute."""

    ruleset: RuleSet
    starts: dict[str, int]
    updates: list[Update]
    end: int


class _Base(TypedDict):
    id: str
    title: str
    severity: Severity
    labels: dict[str, str]
    annotations: dict[str, Template]
    cooldown: timedelta
    group_by: tuple[str, ...]
    fields: tuple[Field, ...]
    where: tuple[tuple[str, tuple[str, ...]], ...]
    active_hours: ActiveHours | None
    max_keys: int
    timezone: str
    digest: str
    path: str


def length(*values: int) -> st.SearchStrategy[timedelta]:
    """Draw one of *values* as minutes."""
    return st.sampled_from(values).map(lambda value: timedelta(minutes=value))


def word(text: str) -> Term:
    """Return the query of one word."""
    return Term((Phrase((Word(text),)),), text)


WORD = st.sampled_from(WORDS).map(word)
PAIR = st.lists(WORD, min_size=2, max_size=2, unique=True).map(tuple)
QUERIES: st.SearchStrategy[Query] = st.one_of(
    st.just(Any()),
    WORD,
    PAIR.map(lambda parts: Or(parts)),
    PAIR.map(lambda parts: And(parts)),
    PAIR.map(lambda parts: And((parts[0], Not(parts[1])))),
    WORD.map(lambda part: And((Any(), Not(part)))),
)
WHERES = st.sampled_from(
    [(), (), (), (("stream", ("news",)),), (("source", ("a",)),), (("tags", ("x", "y")), ("stream", ("news", "sport")))]
)
CLOCK = st.sampled_from([time(23, 20), time(23, 35), time(23, 50), time(0, 0), time(0, 10), time(0, 20)])
HOURS = st.builds(ActiveHours, st.sampled_from([frozenset({0}), frozenset({1}), frozenset({0, 1, 2})]), CLOCK, CLOCK)


@st.composite
def updates(draw: st.DrawFn, streams: tuple[str, ...]) -> list[Update]:
    """Draw up to twelve updates: new ones, repeats and edits, in release order with their places."""
    drawn: list[Update] = []
    minute = draw(st.integers(0, 3))
    for number in range(draw(st.integers(0, 12))):
        minute += draw(st.sampled_from([0, 0, 1, 1, 1, 2, 2, 3, 5, 9]))
        stream = draw(st.sampled_from(streams))
        own = sorted({each.id for each in drawn if each.stream == stream})
        name, rev = f"u{number}", 1
        if own and draw(st.integers(0, 3)) == 0:
            name = draw(st.sampled_from(own))
            rev = max(each.rev for each in drawn if (each.stream, each.id) == (stream, name)) + draw(st.integers(0, 1))
        drawn.append(
            Update(
                id=name,
                rev=rev,
                on="published" if rev == 1 else "edited",
                stream=stream,
                seq=1 + sum(each.stream == stream for each in drawn),
                time=at(minute),
                headline=" ".join(sorted(draw(st.sets(st.sampled_from(WORDS), max_size=2)))),
                source=draw(st.sampled_from(["A", "B", None])),
                tags=tuple(draw(st.lists(st.sampled_from(["x", "y"]), max_size=2, unique=True))),
                data=draw(st.sampled_from([{}, {"toll": 1}, {"toll": 2}, {"toll": 3}])),
            )
        )
    return sorted(drawn, key=lambda each: (each.time, each.stream, each.seq))


@st.composite
def rules(draw: st.DrawFn, name: str, kind: str, earlier: tuple[str, ...] = (), *, muted: bool = False) -> Rule:
    """Draw a rule of *kind*; it may consume *earlier* rules, and with *muted* it has a cooldown and hours."""
    group_by = draw(st.sampled_from(GROUPS))
    bounds = [10_000, 10_000, 2, 3 if group_by == ("tags",) else 1]
    base = _Base(
        id=name,
        title=name,
        severity="info",
        labels={},
        annotations={},
        cooldown=draw(length(0, 2, 5)) if muted else timedelta(0),
        group_by=group_by,
        fields=("headline", "body"),
        where=draw(WHERES),
        active_hours=draw(st.none() | HOURS) if muted else None,
        max_keys=draw(st.sampled_from(bounds)) if kind in ("count", "absence") else 10_000,
        timezone="UTC",
        digest=name.encode().hex().ljust(64, "0"),
        path="rules.yaml",
    )
    consumed = (
        st.lists(st.sampled_from(earlier), min_size=1, unique=True).map(lambda ids: MatchesOf(tuple(ids)))
        if earlier
        else st.nothing()
    )
    sources: st.SearchStrategy[Source] = (consumed | consumed | QUERIES) if earlier else QUERIES
    return draw(_RULES[kind](base, sources))


def _match(base: _Base, _sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    return st.builds(MatchRule, query=QUERIES, **_just(base))


def _count(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    return st.builds(CountRule, condition=CONDITIONS, **_window(base, sources))


def _distinct(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    field = st.sampled_from(["source", "tags", "stream"])
    return st.builds(DistinctRule, field=field, condition=CONDITIONS, **_window(base, sources))


def _spike(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    return st.builds(
        SpikeRule,
        baseline=length(1, 2, 3, 5),
        ratio_gte=st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2)]),
        min_count=st.integers(1, 2),
        min_baseline=st.integers(1, 2),
        **_window(base, sources),
    )


def _absence(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    return st.builds(AbsenceRule, forget_after=st.none() | length(5, 6, 9), **_window(base, sources))


def _sequence(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    steps = st.lists(sources, min_size=2, max_size=3).map(
        lambda some: tuple(Step(f"s{number}", source) for number, source in enumerate(some))
    )
    return st.builds(SequenceRule, steps=steps, unless=st.none() | WORD, timespan=length(1, 2, 3, 5, 9), **_just(base))


def _new_value(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    return st.builds(
        NewValueRule,
        source=sources,
        field=st.sampled_from(["source", "tags"]),
        warmup=length(0, 0, 1, 3, 5),
        forget_after=st.none() | length(1, 2, 3, 5),
        **_just(base),
    )


def _change(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    direction = st.sampled_from(["up", "down", "any"])
    return st.builds(ChangeRule, source=sources, value=st.just("data.toll"), direction=direction, **_just(base))


_RULES = {
    "match": _match,
    "count": _count,
    "distinct": _distinct,
    "spike": _spike,
    "absence": _absence,
    "sequence": _sequence,
    "new_value": _new_value,
    "change": _change,
}
CONDITIONS = st.one_of(
    st.integers(1, 3).map(lambda number: (Comparison("gte", number),)),
    st.integers(0, 2).map(lambda number: (Comparison("gt", number),)),
    st.integers(1, 3).map(lambda number: (Comparison("eq", number),)),
    st.integers(1, 3).map(lambda number: (Comparison("gte", 1), Comparison("lte", number))),
    st.integers(1, 3).map(lambda number: (Comparison("lt", number),)),
)


def _just(base: _Base) -> dict[str, Anything]:
    return {name: st.just(value) for name, value in base.items()}


def _window(base: _Base, sources: st.SearchStrategy[Source]) -> dict[str, Anything]:
    return {
        **_just(base),
        "source": sources,
        "timespan": length(1, 2, 3, 5),
        "keep_firing_for": length(0, 0, 1, 3, 5, 9),
    }


@st.composite
def inhibitions(draw: st.DrawFn, ids: tuple[str, ...]) -> tuple[Inhibition, ...]:
    """Draw at most one inhibition between *ids*: none is mutual."""
    if len(ids) < 2 or draw(st.booleans()):
        return ()
    source = draw(st.sampled_from(ids))
    targets = draw(st.lists(st.sampled_from([each for each in ids if each != source]), min_size=1, unique=True))
    equal = draw(st.sampled_from([(), ("stream",), ("source",), ("stream", "source"), ("tags",)]))
    return (Inhibition(source, tuple(targets), equal, draw(length(0, 1, 3, 9))),)


@st.composite
def silences(draw: st.DrawFn, ids: tuple[str, ...]) -> tuple[Silence, ...]:
    """Draw at most one silence."""
    if draw(st.booleans()):
        return ()
    start = EPOCH + draw(length(0, 3, 5, 9))
    rule = draw(st.sampled_from([None, *ids]))
    return (Silence(rule, draw(WHERES), start, start + draw(length(1, 3, 9))),)


@st.composite
def runs(draw: st.DrawFn, *kinds: str, chained: bool = False, muted: bool = False) -> Run:
    """Draw a run with a rule of each of *kinds*, or of any kind where it is `any`."""
    made: list[Rule] = []
    names = draw(st.permutations([f"r{number}" for number in range(len(kinds))]))
    for name, kind in zip(names, kinds, strict=True):
        which = draw(st.sampled_from(KINDS)) if kind == "any" else kind
        earlier = tuple(rule.id for rule in made) if chained else ()
        made.append(draw(rules(name, which, earlier, muted=muted)))
    ids = tuple(sorted(names))
    streams = STREAMS[: draw(st.integers(1, 3))]
    ruleset = RuleSet(
        tuple(sorted(made, key=lambda rule: rule.id)),
        inhibitions=draw(inhibitions(ids)) if muted else (),
        silences=draw(silences(ids)) if muted else (),
    )
    shown = draw(updates(streams))
    starts = {
        stream: min(
            [
                draw(st.integers(0, 3)),
                *((each.time - EPOCH) // timedelta(minutes=1) for each in shown if each.stream == stream),
            ]
        )
        for stream in streams
    }
    last = max([*starts.values(), *((each.time - EPOCH) // timedelta(minutes=1) for each in shown)])
    return Run(ruleset, starts, shown, last + draw(st.sampled_from([0, 1, 2, 3, 5, 9, 20])))
