"""Rules of every type, with windows and deadlines that the updates hit exactly."""

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any as Anything
from typing import TypedDict
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from replay.language.condition import Comparison, Condition
from replay.language.query import And, Any, Field, InField, Not, Or, Phrase, Query, Term, Word
from replay.language.ruleset import (
    AbsenceRule,
    ActiveHours,
    CasualtiesRule,
    ChangeRule,
    CountRule,
    DistinctRule,
    MatchesOf,
    MatchRule,
    NewValueRule,
    Rule,
    SequenceRule,
    Source,
    SpikeRule,
    Step,
)
from replay.language.template import Template
from replay.model import Severity
from tests.oracle.update_strategies import WORDS

KINDS = ("match", "casualties", "count", "distinct", "spike", "absence", "sequence", "new_value", "change")
GROUPS = (("stream",), ("stream",), (), ("source",), ("stream", "source"), ("tags",), ("stream", "tags"), ("on",))
FIELDS: tuple[tuple[Field, ...], ...] = (("headline", "body"), ("headline", "body"), ("headline",), ("body",))
BOUNDS = (10_000, 10_000, 3, 2, 1)
ZONES = ("UTC", "UTC", "Europe/Moscow", "Europe/Berlin")
EVERY_DAY = frozenset(range(7))


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
    return st.sampled_from([timedelta(minutes=value) for value in values])


def word(text: str) -> Term:
    """Return the query of one word, or of all words that begin so."""
    return Term((Phrase((Word(text.removesuffix("*"), prefix=text.endswith("*")),)),), text)


TERMS = tuple(map(word, (*WORDS, "attack*")))
WORD = st.sampled_from(TERMS)
_SIMPLE: tuple[Query, ...] = (
    Any(),
    *TERMS,
    *(Or((one, other)) for one in TERMS for other in TERMS if one.source < other.source),
    *(And((one, other)) for one in TERMS[:3] for other in TERMS[3:]),
    *(And((one, Not(other))) for one in TERMS for other in TERMS if one is not other),
    *(And((Any(), Not(one))) for one in TERMS),
    *(InField(field, one) for one in TERMS for field in ("headline", "body")),
)
QUERIES: st.SearchStrategy[Query] = st.just(Any()) | WORD | st.sampled_from(_SIMPLE)
WHERES = st.sampled_from(
    [
        (),
        (),
        (),
        (),
        (("stream", ("news",)),),
        (("source", ("a",)),),
        (("tags", ("x", "y")), ("stream", ("news", "sport"))),
        (("on", ("published",)),),
        (("data.toll", ("1", "2")),),
    ]
)
_NUMBERS = (
    ("gte", 1),
    ("gte", 2),
    ("gte", 3),
    ("gt", 0),
    ("gt", 1),
    ("eq", 1),
    ("eq", 2),
    ("lt", 2),
    ("lt", 3),
    ("lte", 1),
)
CONDITIONS = st.sampled_from(
    [
        *((Comparison(operator, number),) for operator, number in _NUMBERS),  # type: ignore[arg-type]
        (Comparison("gte", 2), Comparison("lte", 2)),
        (Comparison("gt", 1), Comparison("lt", 4)),
    ]
)


@st.composite
def hours(draw: st.DrawFn, epoch: datetime, zone: str) -> ActiveHours:
    """Draw active hours that open and close while a run from *epoch* goes on, by the clock of *zone*."""
    local = epoch.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    offsets = st.sampled_from([-600, -10, 5, 12, 20, 30, 45, 72])
    start, end = ((local + timedelta(minutes=draw(offsets))).time() for _ in range(2))
    today = local.weekday()
    days = [EVERY_DAY, EVERY_DAY, frozenset({today}), frozenset({(today + 1) % 7}), frozenset({(today - 1) % 7})]
    return ActiveHours(draw(st.sampled_from(days)), start, end)


@st.composite
def rules(
    draw: st.DrawFn, name: str, kind: str, earlier: tuple[str, ...], epoch: datetime, *, muted: bool = False
) -> Rule:
    """Draw a rule of *kind*; it may consume *earlier* rules, and with *muted* it has a cooldown and hours."""
    zone = draw(st.sampled_from(ZONES)) if muted else "UTC"
    base = _Base(
        id=name,
        title=name,
        severity="info",
        labels={},
        annotations={},
        cooldown=draw(length(0, 0, 1, 2, 5)) if muted else timedelta(0),
        group_by=draw(st.sampled_from(GROUPS)),
        fields=draw(st.sampled_from(FIELDS)),
        where=draw(WHERES),
        active_hours=draw(st.none() | hours(epoch, zone)) if muted else None,
        max_keys=draw(st.sampled_from(BOUNDS)),
        timezone=zone,
        digest=name.encode().hex().ljust(64, "0"),
        path="rules.yaml",
    )
    sources: st.SearchStrategy[Source] = QUERIES
    if earlier:
        consumed = st.lists(st.sampled_from(earlier), min_size=1, max_size=3, unique=True)
        sources = consumed.map(lambda ids: MatchesOf(tuple(ids))) | QUERIES
    return draw(_RULES[kind](base, sources))


def _match(base: _Base, _sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    return st.builds(MatchRule, query=QUERIES, **_just(base))


def _casualties(base: _Base, _sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    numbers = st.sampled_from([1, 5, 10, 15, 20])
    kinds = st.sampled_from(["killed", "any"])
    condition = st.builds(lambda kind, number: Condition(((kind, (Comparison("gte", number),)),)), kinds, numbers)
    return st.builds(
        CasualtiesRule, condition=st.none() | condition, statuses=st.just(("reported",)), who=st.none(), **_just(base)
    )


def _count(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    return st.builds(CountRule, condition=CONDITIONS, **_window(base, sources))


def _distinct(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    field = st.sampled_from(["source", "tags", "stream", "data.toll"])
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
        field=st.sampled_from(["source", "tags", "stream", "data.toll"]),
        warmup=length(0, 0, 1, 3, 5),
        forget_after=st.none() | length(1, 2, 3, 5),
        **_just(base),
    )


def _change(base: _Base, sources: st.SearchStrategy[Source]) -> st.SearchStrategy[Rule]:
    direction = st.sampled_from(["up", "down", "any"])
    numbers = st.builds(ChangeRule, source=sources, value=st.just("data.toll"), direction=direction, **_just(base))
    return numbers | st.builds(ChangeRule, source=sources, value=st.just("source"), **_just(base))


_RULES: dict[str, Callable[[_Base, st.SearchStrategy[Source]], st.SearchStrategy[Rule]]] = {
    "match": _match,
    "casualties": _casualties,
    "count": _count,
    "distinct": _distinct,
    "spike": _spike,
    "absence": _absence,
    "sequence": _sequence,
    "new_value": _new_value,
    "change": _change,
}


def _just(base: _Base) -> dict[str, Anything]:
    return {name: st.just(value) for name, value in base.items()}


def _window(base: _Base, sources: st.SearchStrategy[Source]) -> dict[str, Anything]:
    return {
        **_just(base),
        "source": sources,
        "timespan": length(1, 2, 3, 5),
        "keep_firing_for": length(0, 0, 1, 3, 5, 9),
    }
