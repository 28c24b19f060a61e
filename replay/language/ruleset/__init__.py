"""What a rule engine works on: compiled rules, and the tests that belong to them. Nothing here knows YAML."""

from replay.language.ruleset.rules import (
    AbsenceRule,
    BaseRule,
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
    WindowRule,
    consumed_by,
)
from replay.language.ruleset.suppression import (
    ActiveHours,
    Inhibition,
    Silence,
    StreamSettings,
)
from replay.language.ruleset.testing import (
    DEFAULT_STREAM,
    Expectation,
    RuleTest,
)
from replay.language.ruleset.whole import (
    RuleSet,
)

__all__ = [
    "DEFAULT_STREAM",
    "AbsenceRule",
    "ActiveHours",
    "BaseRule",
    "CasualtiesRule",
    "ChangeRule",
    "CountRule",
    "DistinctRule",
    "Expectation",
    "Inhibition",
    "MatchRule",
    "MatchesOf",
    "NewValueRule",
    "Rule",
    "RuleSet",
    "RuleTest",
    "SequenceRule",
    "Silence",
    "Source",
    "SpikeRule",
    "Step",
    "StreamSettings",
    "WindowRule",
    "consumed_by",
]
