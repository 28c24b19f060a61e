"""Run rules through a block: what each is given, and its deadlines between, each at its time."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from replay.engine.decide.conclusion import Concluded, Given, Heard, Input, Moment, Phase
from replay.engine.decide.keys import ByKey
from replay.engine.decide.seats import Seat
from replay.engine.decide.timers import Streams
from replay.engine.guard import Guard
from replay.engine.where import satisfies_where

_DEADLINES = Phase.DEADLINES

_Shared = dict[tuple[int, ByKey], Iterable[Given]]
"""What several rules hear together by their keys, by which of it that is."""


class Runner:
    """Run rules, each through all that a block gives, behind those that it consumes.

    Source: docs/decisions/0008-rules-go-through-a-block-one-by-one.md.

    Args:
        seats: The rules.
        streams: What is known of the streams.
        guard: Keeps what fails in a rule to the rule.
    """

    def __init__(self, seats: Sequence[Seat], streams: Streams, guard: Guard) -> None:
        self._seats = seats
        self._streams = streams
        self._guard = guard
        decisions = enumerate(seat.decision for seat in seats)
        self._woken = [(place, each.timers.wishes) for place, each in decisions if each.has_states]

    def run(self, given: defaultdict[int, list[Heard]], until: Moment) -> list[Concluded]:
        """Return what the rules conclude, of each rule in its order.

        Args:
            given: What they are given, by their places.
            until: Before which deadlines and falling edges come.
        """
        out: list[Concluded] = []
        shared: _Shared = {}
        running = given.keys() | {place for place, wishes in self._woken if wishes and wishes[0] < until}
        places = sorted(running)
        for place in places:  # a consumer stands behind what it consumes, so it is still to come
            seat = self._seats[place]
            concluded = self._run_one(seat, _given(seat, given[place], shared), until)
            out += concluded
            if concluded and seat.consumers:
                for consumer in self._hand_on(seat, concluded, given) - running:
                    running.add(consumer)
                    insort(places, consumer)
        return out

    def _run_one(self, seat: Seat, given: Iterable[Given], until: Moment) -> list[Concluded]:
        out: list[Concluded] = []
        self.take(seat, self._timely(seat, given, until, out) if seat.decision.has_states else given, out)
        return out

    def take(self, seat: Seat, given: Iterable[Given], out: list[Concluded]) -> None:
        """Have a rule take what it is given, and add what it concludes to *out*; what it fails at costs no more."""
        self._guard.through(partial(seat.decision.take, out=out), given, lambda _: seat.rule.id)

    def _timely(self, seat: Seat, given: Iterable[Given], until: Moment, out: list[Concluded]) -> Iterator[Given]:
        """Yield what is given, and let deadlines and falling edges come before whatever they come before."""
        wishes = seat.decision.timers.wishes
        for each in given:
            if wishes and wishes[0] < each[0]:
                self._wake(seat, each[0], out)
            yield each
        self._wake(seat, until, out)

    def _wake(self, seat: Seat, before: Moment, out: list[Concluded]) -> None:
        decision = seat.decision
        for moment, key in decision.timers.due(before):
            judge = decision.due if moment[1] is _DEADLINES else decision.settle
            concluded = self._guard.call(seat.rule.id, judge, key, moment[0]) or ()
            out += [(moment, each) for each in concluded]

    def _hand_on(self, seat: Seat, concluded: Iterable[Concluded], given: defaultdict[int, list[Heard]]) -> set[int]:
        """Let other rules hear what a rule concluded, each match once at a moment, whatever the number of its keys.

        What a rule across streams concludes of an update whose stream is over has no key of that stream any more.

        Returns:
            The places of those that hear.
        """
        hearing: set[int] = set()
        call, decision = self._guard.call, seat.decision
        told = [(moment, call(seat.rule.id, decision.told, each)) for moment, each in concluded if each.is_match]
        for moment, match in {(moment, each.identity): (moment, each) for moment, each in told if each}.values():
            is_over = not self._streams.over.isdisjoint(match.values("stream"))
            for consumer, rule, step, rank in seat.consumers:
                if is_over and "stream" in rule.group_by:
                    continue
                if not rule.where or call(rule.id, satisfies_where, match, rule.where):
                    given[consumer].append((moment, Input(match, step, rank)))
                    hearing.add(consumer)
        return hearing


def _given(seat: Seat, heard: Sequence[Heard], shared: _Shared) -> Iterable[Given]:
    """Return what a rule hears by its keys."""
    if not seat.hears_all:
        return seat.by_key(heard)
    known = id(heard), seat.by_key
    if known not in shared:
        shared[known] = seat.by_key(heard)
    return shared[known]
