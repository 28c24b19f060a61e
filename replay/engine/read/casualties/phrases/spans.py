"""Which phrases name no victims but a span: when it was, for how long or how far."""

from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase

_TIMES = frozenset({"day", "night", "morning", "evening", "afternoon", "week", "weekend", "month", "year"})
_MEASURES = frozenset(
    {
        "times",
        "day",
        "days",
        "hour",
        "hours",
        "minute",
        "minutes",
        "seconds",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
    }
    | {"km", "mile", "miles", "kilometres", "kilometers", "metres", "meters", "feet", "ft", "yards"}
)
SPANS = _TIMES | _MEASURES
"""Words for spans of time and space, by one of which a phrase without a number ends that says when or how far."""


def is_span(noun: NounPhrase) -> bool:
    """Return whether the phrase says when or how far: `last week`, `hours` after, `15 km north` of Ulm."""
    if noun.end == noun.body:
        return False
    last = noun.tokens[noun.end - 1].text
    if noun.count is None:
        return last in _TIMES or (noun.start == noun.end - 1 and last in _MEASURES)
    return last in _MEASURES or (noun.tokens[noun.body].text in _MEASURES and not noun.is_person)
