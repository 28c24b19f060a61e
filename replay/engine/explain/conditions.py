"""Say in a line what a rule with a state waits for, in the words of the rule file."""

from replay.language.condition import Comparison
from replay.language.ruleset import (
    AbsenceRule,
    ChangeRule,
    CountRule,
    DistinctRule,
    NewValueRule,
    Rule,
    SequenceRule,
    SpikeRule,
)
from replay.language.times import render_duration


def describe_condition(rule: Rule) -> str:  # noqa: PLR0911 -- one a type
    """Return what must come together for *rule* to fire; empty for a rule that fires for each match."""
    match rule:
        case CountRule(condition=condition, timespan=timespan):
            return f"count {_compare(condition)} within {render_duration(timespan)}"
        case DistinctRule(field=field, condition=condition, timespan=timespan):
            return f"different values of {field} {_compare(condition)} within {render_duration(timespan)}"
        case SpikeRule(timespan=timespan, baseline=baseline):
            least = f"min_count: {rule.min_count}, min_baseline: {rule.min_baseline}"
            window = f"{render_duration(timespan)} against the {render_duration(baseline)} before"
            return f"{{ratio_gte: {_decimal(rule)}, {least}}}, {window}"
        case AbsenceRule(timespan=timespan):
            return f"none for {render_duration(timespan)}"
        case SequenceRule(steps=steps, timespan=timespan):
            return f"{', then '.join(step.id for step in steps)}, within {render_duration(timespan)}"
        case NewValueRule(field=field):
            return f"a value of {field} that was not seen before"
        case ChangeRule(value=value, direction=direction):
            return f"{value} changes{'' if direction == 'any' else f' {direction}'}"
    return ""


def _compare(comparisons: tuple[Comparison, ...]) -> str:
    return "{" + ", ".join(f"{each.operator}: {each.number}" for each in comparisons) + "}"


def _decimal(rule: SpikeRule) -> str:
    return f"{float(rule.ratio_gte):g}"
