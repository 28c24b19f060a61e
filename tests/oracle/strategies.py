"""Whole runs: rules that consume and inhibit each other, streams, silences, and what comes on the streams."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from replay.language.ruleset import CasualtiesRule, Inhibition, Rule, RuleSet, Silence
from tests.oracle.reading import KILLED
from tests.oracle.rule_strategies import KINDS, WHERES, draw_rule, length
from tests.oracle.story import Run
from tests.oracle.update_strategies import draw_updates

STREAMS = ("news", "sport", "world")
EPOCH = datetime(2000, 1, 3, 23, 30, tzinfo=UTC)
"""A Monday, half an hour before midnight."""
SWITCHES = datetime(2000, 3, 26, 0, 48, tzinfo=UTC), datetime(2000, 10, 29, 0, 48, tzinfo=UTC)
"""Twelve minutes before the clocks of Berlin jump: ahead, back."""


_COIN = st.booleans()
_EQUAL = st.sampled_from([(), ("stream",), ("source",), ("stream", "source"), ("on",)])
_LASTING, _FROM, _LONG = length(0, 1, 3, 9), length(0, 3, 5, 9), length(1, 3, 9)
_EPOCHS, _KINDS = st.sampled_from([EPOCH, EPOCH, *SWITCHES]), st.sampled_from(KINDS)
_STREAMS, _START = st.sampled_from([STREAMS[:1], STREAMS[:2], STREAMS]), st.integers(0, 3)
_END = st.sampled_from([0, 1, 2, 3, 5, 9, 20])
_ORDERS = {size: st.permutations([f"r{number}" for number in range(size)]) for size in range(5)}


def _draw_inhibitions(draw: st.DrawFn, ids: list[str]) -> tuple[Inhibition, ...]:
    """Draw at most two inhibitions, each of rules behind its source in *ids*, so that none is mutual."""
    made = []
    for _ in range(2):
        place = draw(st.integers(0, len(ids) - 1))
        if targets := tuple(each for each in ids[place + 1 :] if draw(_COIN)):
            made.append(Inhibition(ids[place], targets, draw(_EQUAL), draw(_LASTING)))
    return tuple(made)


def _draw_silences(draw: st.DrawFn, ids: list[str], epoch: datetime) -> tuple[Silence, ...]:
    """Draw at most one silence."""
    if draw(_COIN):
        return ()
    start = epoch + draw(_FROM)
    rule = draw(st.sampled_from([None, *sorted(ids)]))
    return (Silence(rule, draw(WHERES), start, start + draw(_LONG)),)


@st.composite
def runs(draw: st.DrawFn, *kinds: str, chained: bool = False, muted: bool = False) -> Run:
    """Draw a run with a rule of each of *kinds*, or of any kind where it is `any`.

    With *chained* each may consume those before it; with *muted* alerts are held back in all ways there are.
    """
    epoch = draw(_EPOCHS) if muted else EPOCH
    made: list[Rule] = []
    for name, kind in zip(draw(_ORDERS[len(kinds)]), kinds, strict=True):
        earlier = tuple(rule.id for rule in made) if chained else ()
        made.append(draw_rule(draw, name, draw(_KINDS) if kind == "any" else kind, earlier, epoch, muted=muted))
    ids = list(draw(_ORDERS[len(kinds)])) if muted else []
    ruleset = RuleSet(
        tuple(sorted(made, key=lambda rule: rule.id)),
        inhibitions=_draw_inhibitions(draw, ids) if muted else (),
        silences=_draw_silences(draw, ids, epoch) if muted else (),
    )
    streams = draw(_STREAMS)
    updates = draw_updates(
        draw, streams, epoch, tolls=any(isinstance(rule, CasualtiesRule) or KILLED in rule.paths() for rule in made)
    )
    run = Run(ruleset, {}, updates, 0, epoch)
    firsts = {each.stream: run.minute(each.time) for each in reversed(updates)}
    starts = {stream: min(draw(_START), firsts.get(stream, 3)) for stream in streams}
    last = max([*starts.values(), *(run.minute(each.time) for each in updates)])
    return replace(run, starts=starts, end=last + draw(_END))


def runs_of(kind: str) -> st.SearchStrategy[Run]:
    """Draw a run with a rule of *kind*: alone, consuming another rule, held back and inhibited."""
    return st.one_of(runs(kind), runs("any", kind, chained=True), runs("any", kind, chained=True, muted=True))
