"""The rules of a run as one set."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from replay.language.ruleset.rules import Rule, consumed_by
from replay.language.ruleset.suppression import Inhibition, Silence, StreamSettings
from replay.language.ruleset.testing import RuleTest


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of all files of a run.

    Attributes:
        rules: Sorted by id, ids unique; none consumes itself, by others or directly.
        tests: In the order of the files and of the tests in them.
        inhibitions: Of all files.
        silences: Of all files.
        stream: What the files say together.
    """

    rules: tuple[Rule, ...]
    tests: tuple[RuleTest, ...] = field(default=())
    inhibitions: tuple[Inhibition, ...] = ()
    silences: tuple[Silence, ...] = ()
    stream: StreamSettings = field(default_factory=StreamSettings)

    def of_files(self, paths: Collection[str]) -> "RuleSet":
        """Return the rules of *paths*, those that they consume, and what suppresses them, without tests."""
        by_id = {rule.id: rule for rule in self.rules}
        wanted = [rule.id for rule in self.rules if rule.path in paths]
        for rule_id in wanted:  # grows on the way
            wanted += [each for each in consumed_by(by_id[rule_id]) if each not in wanted]
        kept = set(wanted)
        narrowed = (
            replace(each, targets=tuple(target for target in each.targets if target in kept))
            for each in self.inhibitions
            if each.source in kept
        )
        return RuleSet(
            tuple(rule for rule in self.rules if rule.id in kept),
            inhibitions=tuple(each for each in narrowed if each.targets),
            silences=tuple(each for each in self.silences if each.rule is None or each.rule in kept),
            stream=self.stream,
        )
