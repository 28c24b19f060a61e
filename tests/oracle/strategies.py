"""Whole runs: rules that consume and inhibit each other, streams, silences, and what comes on the streams."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from replay.language.ruleset import CasualtiesRule, Inhibition, Rule, RuleSet, Silence
from tests.oracle.rule_strategies import KINDS, WHERES, length, rules
from tests.oracle.story import Run
from tests.oracle.update_strategies import updates

STREAMS = ("news", "sport", "world")
EPOCH = datetime(2000, 1, 3, 23, 30, tzinfo=UTC)
"""A Monday, half an hour before midnight."""
SWITCHES = datetime(2000, 3, 26, 0, 48, tzinfo=UTC), datetime(2000, 10, 29, 0, 48, tzinfo=UTC)
"""Twelve minutes before the clocks of Berlin jump: ahead, back."""


@st.composite
def inhibitions(draw: st.DrawFn, ids: list[str]) -> tuple[Inhibition, ...]:
    """Draw at most two inhibitions, each of rules behind its source in *ids*, so that none is mutual."""
    made = []
    for _ in range(draw(st.integers(0, min(2, len(ids) - 1)))):
        place = draw(st.integers(0, len(ids) - 2))
        targets = draw(st.lists(st.sampled_from(ids[place + 1 :]), min_size=1, unique=True))
        equal = draw(st.sampled_from([(), ("stream",), ("source",), ("stream", "source"), ("on",)]))
        made.append(Inhibition(ids[place], tuple(targets), equal, draw(length(0, 1, 3, 9))))
    return tuple(made)


@st.composite
def silences(draw: st.DrawFn, ids: list[str], epoch: datetime) -> tuple[Silence, ...]:
    """Draw at most one silence."""
    if draw(st.booleans()):
        return ()
    start = epoch + draw(length(0, 3, 5, 9))
    rule = draw(st.sampled_from([None, *sorted(ids)]))
    return (Silence(rule, draw(WHERES), start, start + draw(length(1, 3, 9))),)


@st.composite
def rule_lists(draw: st.DrawFn, kinds: tuple[str, ...], epoch: datetime, *, chained: bool, muted: bool) -> list[Rule]:
    """Draw a rule of each of *kinds*, in an order in which none consumes a later one."""
    made: list[Rule] = []
    for name, kind in zip(draw(st.permutations([f"r{number}" for number in range(len(kinds))])), kinds, strict=True):
        which = draw(st.sampled_from(KINDS)) if kind == "any" else kind
        earlier = tuple(rule.id for rule in made) if chained else ()
        made.append(draw(rules(name, which, earlier, epoch, muted=muted)))
    return made


@st.composite
def runs(draw: st.DrawFn, *kinds: str, chained: bool = False, muted: bool = False) -> Run:
    """Draw a run with a rule of each of *kinds*, or of any kind where it is `any`."""
    epoch = draw(st.sampled_from([EPOCH, EPOCH, *SWITCHES])) if muted else EPOCH
    made = draw(rule_lists(kinds, epoch, chained=chained, muted=muted))
    ids = draw(st.permutations([rule.id for rule in made])) if muted else []
    ruleset = RuleSet(
        tuple(sorted(made, key=lambda rule: rule.id)),
        inhibitions=draw(inhibitions(ids)) if muted else (),
        silences=draw(silences(ids, epoch)) if muted else (),
    )
    streams = STREAMS[: draw(st.integers(1, 3))]
    tolls = any(isinstance(rule, CasualtiesRule) for rule in made)
    run = Run(ruleset, dict.fromkeys(streams, 0), draw(updates(streams, epoch, tolls=tolls)), 0, epoch)
    firsts = {each.stream: run.minute(each.time) for each in reversed(run.updates)}
    starts = {stream: min(draw(st.integers(0, 3)), firsts.get(stream, 3)) for stream in streams}
    last = max([*starts.values(), *(run.minute(each.time) for each in run.updates)])
    return Run(ruleset, starts, run.updates, last + draw(st.sampled_from([0, 1, 2, 3, 5, 9, 20])), epoch)


def runs_of(kind: str) -> st.SearchStrategy[Run]:
    """Draw a run with a rule of *kind*: alone, consuming another rule, held back and inhibited."""
    return st.one_of(runs(kind), runs("any", kind, chained=True), runs("any", kind, chained=True, muted=True))
