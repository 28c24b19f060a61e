"""The guard around one rule: whatever goes wrong in it never stops the others."""

from collections.abc import Callable
from typing import Any, TypeVar

_T = TypeVar("_T")


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
            self.failed[rule_id] = f"{type(error).__name__}: {error}"
            return None
