"""Rules of every type, with windows and deadlines that the updates hit exactly."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from replay.language.condition import Comparison, Condition, Operator
from replay.language.query import And, Everything, Field, InField, Not, Or, Phrase, Query, Term, Value, Word
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
from tests.oracle.reading import KILLED, WHO
from tests.oracle.update_strategies import WORDS

KINDS = ("match", "casualties", "count", "distinct", "spike", "absence", "sequence", "new_value", "change")
GROUPS: tuple[tuple[str, ...], ...] = (
    *(("stream",), ("stream",), ("stream",), (), ()),
    *(("source",), ("stream", "source"), ("tags",), ("stream", "tags"), ("on",)),
)
FIELDS: tuple[tuple[Field, ...], ...] = (("headline", "body"), ("headline", "body"), ("headline",), ("body",))
BOUNDS = (10_000, 10_000, 3, 2, 1)
ZONES = ("UTC", "UTC", "Europe/Moscow", "Europe/Berlin")
_KINDS: tuple[Literal["killed", "any"], ...] = ("killed", "any")
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


class _Window(TypedDict):
    source: Source
    timespan: timedelta
    keep_firing_for: timedelta


def length(*values: int) -> st.SearchStrategy[timedelta]:
    """Draw one of *values* as minutes."""
    return st.sampled_from([timedelta(minutes=value) for value in values])


def word(text: str) -> Term:
    """Return the query of one word, or of all words that begin so."""
    return Term((Phrase((Word(text.removesuffix("*"), prefix=text.endswith("*")),)),), text)


TERMS = tuple(map(word, (*WORDS, "attack*")))
WHOLES = Value("source", "a"), Value("stream", "news"), Value("tag", "X")
_QUERIES: tuple[Query, ...] = (
    *TERMS,
    *(Or((one, other)) for one in TERMS for other in TERMS if one.source < other.source),
    *(And((one, other)) for one in TERMS[:3] for other in TERMS[3:]),
    *(And((one, Not(other))) for one in TERMS for other in TERMS if one is not other),
    *(And((Everything(), Not(one))) for one in TERMS),
    *(InField(field, one) for one in TERMS for field in FIELDS[0]),
    *WHOLES,
    *(And((one, other)) for one in WHOLES for other in TERMS[:3]),
    *(Or((one, other)) for one in WHOLES for other in TERMS[:3]),
)
QUERIES: st.SearchStrategy[Query] = st.sampled_from([Everything()] * 20 + list(TERMS) * 4 + list(_QUERIES))
WHERES = st.sampled_from(
    [
        *((),) * 8,
        (("stream", ("news",)),),
        (("source", ("a",)),),
        (("tags", ("x", "y")), ("stream", ("news", "sport"))),
        (("on", ("published",)),),
        (("data.toll", ("1", "2")),),
    ]
)
_NUMBERS: tuple[tuple[Operator, int], ...] = (
    *(("gte", 1), ("gte", 2), ("gte", 3), ("gt", 0), ("gt", 1)),
    *(("eq", 1), ("eq", 2), ("lt", 2), ("lt", 3), ("lte", 1)),
)
CONDITIONS = st.sampled_from(
    [
        *((Comparison(operator, number),) for operator, number in _NUMBERS),
        (Comparison("gte", 2), Comparison("lte", 2)),
        (Comparison("gt", 1), Comparison("lt", 4)),
    ]
)
TOLLS = st.sampled_from(
    [None, *(Condition(((kind, (Comparison("gte", number),)),)) for kind in _KINDS for number in (1, 5, 10, 15, 20))]
)
DAYS = st.sampled_from([None, None, 0, 1, -1])
OFFSETS = st.sampled_from([-600, -10, 5, 12, 20, 30, 45, 72])
TIMESPANS, LONG_TIMESPANS, KEEPS = length(1, 2, 3, 5), length(1, 2, 3, 5, 9), length(0, 0, 1, 3, 5, 9)
COOLDOWNS, WARMUPS = length(0, 0, 1, 2, 5), length(0, 0, 1, 3, 5)
FORGETS = st.sampled_from([None, None, *(timedelta(minutes=value) for value in (1, 2, 3, 5, 6, 9))])
RATIOS = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2)])
FEW, STEPS = st.integers(1, 2), st.integers(2, 3)
VALUES = st.sampled_from(["source", "tags", "stream", "data.toll"])
_DIRECTIONS: tuple[tuple[str, Literal["up", "down", "any"]], ...] = (
    *(("data.toll", "up"), ("data.toll", "down"), ("data.toll", "any")),
    ("source", "any"),
)
CHANGES = st.sampled_from(_DIRECTIONS)
_VICTIMS: st.SearchStrategy[tuple[str, ...]] = st.sampled_from([(), (), (WHO,), ("stream", WHO)])
_GROUPS, _FIELDS = st.sampled_from(GROUPS), st.sampled_from(FIELDS)
_BOUNDS, _ZONES = st.sampled_from(BOUNDS), st.sampled_from(ZONES)
_UNLESS = st.sampled_from([None, None, *TERMS])
_COIN, _FEW_OF_ALL = st.booleans(), st.integers(0, 3)
_CONSUMED: dict[tuple[str, ...], st.SearchStrategy[list[str]]] = {}


def _draw_hours(draw: st.DrawFn, epoch: datetime, zone: str) -> ActiveHours:
    """Draw active hours that open and close while a run from *epoch* goes on, by the clock of *zone*."""
    local = epoch.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    start, end = ((local + timedelta(minutes=draw(OFFSETS))).time() for _ in range(2))
    away = draw(DAYS)
    return ActiveHours(EVERY_DAY if away is None else frozenset({(local.weekday() + away) % 7}), start, end)


def draw_rule(draw: st.DrawFn, name: str, kind: str, earlier: tuple[str, ...], epoch: datetime, *, muted: bool) -> Rule:
    """Draw a rule of *kind*; it may consume *earlier* rules, and with *muted* it has a cooldown and hours."""
    zone = draw(_ZONES) if muted else "UTC"
    base = _Base(
        id=name,
        title=name,
        severity="info",
        labels={},
        annotations={},
        cooldown=draw(COOLDOWNS) if muted else timedelta(0),
        group_by=draw(_GROUPS),
        fields=draw(_FIELDS),
        where=draw(WHERES),
        active_hours=_draw_hours(draw, epoch, zone) if muted and draw(_COIN) else None,
        max_keys=draw(_BOUNDS),
        timezone=zone,
        digest=name.encode().hex().ljust(64, "0"),
        path="rules.yaml",
    )
    if kind in ("match", "casualties", "sequence"):
        return _of_updates(draw, kind, base, earlier)
    if kind == "toll":
        return _of_tolls(draw, Everything(), base)
    if kind in ("new_value", "change"):
        return _of_values(draw, kind, base, earlier)
    return _of_windows(draw, kind, base, earlier)


def _source(draw: st.DrawFn, earlier: tuple[str, ...]) -> Source:
    if not earlier or draw(_COIN):
        return draw(QUERIES)
    if earlier not in _CONSUMED:
        _CONSUMED[earlier] = st.lists(st.sampled_from(earlier), min_size=1, max_size=3, unique=True)
    return MatchesOf(tuple(draw(_CONSUMED[earlier])))


def _of_updates(draw: st.DrawFn, kind: str, base: _Base, earlier: tuple[str, ...]) -> Rule:
    if kind == "match":
        return MatchRule(query=draw(QUERIES), **base)
    if kind == "casualties":
        base["group_by"] = draw(_VICTIMS) or base["group_by"]
        return CasualtiesRule(condition=draw(TOLLS), statuses=("reported",), who=None, **base)
    steps = tuple(Step(f"s{number}", _source(draw, earlier)) for number in range(draw(STEPS)))
    return SequenceRule(steps=steps, unless=draw(_UNLESS), timespan=draw(LONG_TIMESPANS), **base)


def _of_values(draw: st.DrawFn, kind: str, base: _Base, earlier: tuple[str, ...]) -> Rule:
    source = _source(draw, earlier)
    if not isinstance(source, MatchesOf) and not draw(_FEW_OF_ALL):
        if kind == "change":
            return _of_tolls(draw, source, base)
        base["fields"], base["group_by"] = FIELDS[0], draw(_VICTIMS) or base["group_by"]
        return NewValueRule(source=source, field=KILLED, warmup=draw(WARMUPS), forget_after=draw(FORGETS), **base)
    if kind == "new_value":
        return NewValueRule(source=source, field=draw(VALUES), warmup=draw(WARMUPS), forget_after=draw(FORGETS), **base)
    value, direction = draw(CHANGES)
    return ChangeRule(source=source, value=value, direction=direction, **base)


def _of_tolls(draw: st.DrawFn, source: Source, base: _Base) -> Rule:
    """Draw a change rule for tolls; kind `toll` is one that looks at every update."""
    base["fields"], base["group_by"] = FIELDS[0], draw(_VICTIMS) or base["group_by"]
    return ChangeRule(source=source, value=KILLED, direction=draw(CHANGES)[1], **base)


def _of_windows(draw: st.DrawFn, kind: str, base: _Base, earlier: tuple[str, ...]) -> Rule:
    source, timespan, keep = _source(draw, earlier), draw(TIMESPANS), draw(KEEPS)
    window = _Window(source=source, timespan=timespan, keep_firing_for=keep)
    match kind:
        case "count":
            return CountRule(condition=draw(CONDITIONS), **window, **base)
        case "distinct":
            return DistinctRule(field=draw(VALUES), condition=draw(CONDITIONS), **window, **base)
        case "absence":
            return AbsenceRule(forget_after=draw(FORGETS), **window, **base)
    return SpikeRule(
        baseline=draw(TIMESPANS),
        ratio_gte=draw(RATIOS),
        min_count=draw(FEW),
        min_baseline=draw(FEW),
        **window,
        **base,
    )
