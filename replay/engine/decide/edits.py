"""What the newest updates matched, of all rules together: an edit is held against it."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain
from typing import Any

import msgspec

REMEMBERED_MAX = 100_000
"""The newest updates of a run, of which what they matched is remembered, for their edits."""

Identity = tuple[str, str]
"""(stream, id) of an update, whatever its revision."""

Matched = tuple[str, ...]
"""What one input of a rule matched: the rule's id, the input's step, and the texts."""

_Heard = tuple[int, tuple[Matched, ...]]
"""What was matched by the update in a place of the order of release."""

_NOTHING: Mapping[Matched, Matched] = {}


class Edits:
    """Remember what updates matched.

    Of most it is never asked, so each takes the least room: what was matched alike before is the same object.
    """

    def __init__(self) -> None:
        self._heard: OrderedDict[Identity, tuple[_Heard, ...]] = OrderedDict()
        self._alike: dict[Matched, Matched] = {}

    def known(self, identity: Identity, place: int) -> Mapping[Matched, Matched]:
        """Return what an update that comes again in *place* matched before: the texts by rule and step."""
        heard = self._heard.get(identity)
        if heard is None:
            return _NOTHING
        recent = (together for at, together in heard if at > place - REMEMBERED_MAX)
        return {matched[:2]: matched[2:] for matched in chain.from_iterable(recent)}

    def remember(self, identity: Identity, place: int, together: Iterable[Matched]) -> None:
        """Note what the update in *place* matched, by each rule with all it matched before, and forget what is past."""
        alike, heard = self._alike, self._heard
        if len(alike) > REMEMBERED_MAX:
            alike.clear()
        newest = place, tuple([alike.setdefault(matched, matched) for matched in together])
        before = heard.pop(identity, None)
        heard[identity] = (*_others(before, newest), newest) if before else (newest,)
        while next(iter(heard.values()))[-1][0] <= place - REMEMBERED_MAX:
            heard.popitem(last=False)

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs."""
        return list(self._heard.items())

    def load(self, dumped: Any, rule_ids: Collection[str]) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take what `dump` returned, as far as it concerns the rules named."""
        for identity, heard in msgspec.convert(dumped, list[tuple[Identity, tuple[_Heard, ...]]]):
            for place, together in heard:
                mine = [matched for matched in together if matched[0] in rule_ids]
                if mine:
                    self.remember(identity, place, mine)


def _others(before: Iterable[_Heard], newest: _Heard) -> Iterable[_Heard]:
    """Yield what other inputs matched before, as far as it is not long past."""
    again = {matched[:2] for matched in newest[1]}
    for place, together in before:
        others = tuple(matched for matched in together if matched[:2] not in again)
        if others and place > newest[0] - REMEMBERED_MAX:
            yield place, others
