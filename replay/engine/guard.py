"""The guard around one rule: whatever goes wrong in it never stops the others."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Protocol, TypeVar

from replay.language.ruleset import BaseRule

_T = TypeVar("_T")


class _OfRule(Protocol):
    """What is of one rule."""

    @property
    def rule(self) -> BaseRule:
        """The rule."""


_Of = TypeVar("_Of", bound=_OfRule)


class Guard:
    """Call into rules, and note which of them fail.

    Attributes:
        failed: What went wrong last, by rule id: the rules whose health is `error`.
    """

    def __init__(self) -> None:
        self.failed: dict[str, str] = {}

    def call(self, rule_id: str, function: Callable[..., _T], *arguments: Any) -> _T | None:  # noqa: ANN401 -- the function's own
        """Return what *function* returns, None where it fails."""
        try:
            return function(*arguments)
        except Exception as error:  # noqa: BLE001 -- a bug in one rule is told, and stays its own
            self._note(rule_id, error)
            return None

    def each(self, function: Callable[[_Of], _T | None], given: Iterable[_Of]) -> list[_T]:
        """Return what *function* returns of each thing given, unless it is None or it fails; `call` takes longer."""
        made: list[_T] = []
        for each in given:
            try:
                one = function(each)
            except Exception as error:  # noqa: BLE001 -- likewise
                self._note(each.rule.id, error)
            else:
                if one is not None:
                    made.append(one)
        return made

    def through(
        self, function: Callable[[Iterable[_T]], object], given: Iterable[_T], failing: Callable[[Iterator[_T]], str]
    ) -> None:
        """Call *function* with all that is given, which it iterates over, and again behind each at which it fails.

        Args:
            function: What is done; it is called once where nothing fails, so that this takes no time for each.
            given: What it is done with.
            failing: Gives the id of the rule that it failed at, by what is left.
        """
        left = iter(given)
        for first in left:
            try:
                function(chain((first,), left))
            except Exception as error:  # noqa: BLE001 -- likewise
                self._note(failing(left), error)

    def _note(self, rule_id: str, error: Exception) -> None:
        self.failed[rule_id] = f"{type(error).__name__}: {error}"
