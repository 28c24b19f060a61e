"""Give each label one alert, and as many labels as possible: a maximum matching that grows with the alerts.

What has once found its label stays matched, though a later one may make it take another; so the earliest alerts win.
Source: augmenting paths (Berge 1957); a search that fails leaves behind a set in which none can ever succeed.
"""

from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

Label = TypeVar("Label")
Item = TypeVar("Item")


class Matching(Generic[Label, Item]):
    """Match items to labels, one to one; both are told apart by their hashes.

    Attributes:
        found: The item that each label has.
    """

    def __init__(self) -> None:
        self.found: dict[Label, Item] = {}
        self._fitting: dict[Item, Sequence[Label]] = {}
        self._closed: set[Label] = set()

    def offer(self, item: Item, fitting: Sequence[Label]) -> bool:
        """Say whether *item* found a label, if need be by moving others to other labels of theirs.

        Args:
            item: A new item.
            fitting: The labels that it may have, the best first.
        """
        reached: dict[Label, tuple[Item, Label | None]] = {}
        ahead: deque[Label] = deque()
        self._reach(item, None, fitting, reached, ahead)
        while ahead:
            label = ahead.popleft()
            if label not in self.found:
                self._fitting[item] = fitting
                self._hand_on(label, reached)
                return True
            owner = self.found[label]
            self._reach(owner, label, self._fitting[owner], reached, ahead)
        self._closed.update(reached)
        return False

    def _reach(
        self,
        item: Item,
        held: Label | None,
        fitting: Sequence[Label],
        reached: dict[Label, tuple[Item, Label | None]],
        ahead: deque[Label],
    ) -> None:
        """Note the labels that *item* could have instead of the one it has; free ones are looked at first."""
        for label in fitting:
            if label not in reached and label not in self._closed:
                reached[label] = item, held
                if label in self.found:
                    ahead.append(label)
                else:
                    ahead.appendleft(label)
                    return

    def _hand_on(self, label: Label, reached: dict[Label, tuple[Item, Label | None]]) -> None:
        """Give *label* to whoever reached it, and the label that this one had to whoever reached that."""
        free: Label | None = label
        while free is not None:
            item, held = reached[free]
            self.found[free] = item
            free = held
