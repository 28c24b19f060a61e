"""What an editor says about each key of a rule file: one sentence a key, docs/rules.md has the rest."""

_COMPARE = {
    "gte": "This many or more.",
    "gt": "More than this.",
    "lte": "This many or fewer.",
    "lt": "Fewer than this.",
    "eq": "Exactly this many.",
}
_RULE = {
    "id": "The rule's name: a-z, 0-9 and '-', once in all files.",
    "type": "What the rule looks for; match if neither the rule nor the file's defaults say.",
    "title": "What a person calls the rule; the id if it is left out.",
    "match": 'A query, such as cease-fire* OR truce; put single quotes around one that begins with * or ".',
    "rules": "Ids of rules whose matches are looked at, instead of match.",
    "severity": "How urgent its alerts are.",
    "labels": "Keys and values that its alerts carry.",
    "annotations": 'Texts that its alerts carry; templates such as "{{ update.headline }}" are filled in.',
    "cooldown": "How long after an alert the next one of its key is suppressed: 10m.",
    "group_by": "The fields whose values make the key; [] for one key across all streams.",
    "fields": "The texts that are looked at.",
    "where": "Only updates whose fields have these values: {source: RT} or {source: [RT, TASS]}.",
    "active_hours": "When its alerts go out; outside of these hours they are suppressed.",
    "max_keys": "How many keys are held at once; the longest unused goes.",
    "timespan": "The length of the window: 15m.",
    "keep_firing_for": "How long the condition must have been false before the alert resolves.",
    "forget_after": "What was not seen for so long is forgotten: 12h.",
    "warmup": "For so long from the stream's first update values are learned, and nothing fires.",
    "direction": "Which changes count.",
    "status": 'Which mentions count: denied is "no casualties", recap an old toll told again.',
    "condition": "When it fires; all comparisons must hold.",
    "field": "The field whose values are looked at: source, tags, casualties.said_by, data.NAME and others.",
}
_SHARED = {
    **_COMPARE,
    "rule": "A rule's id.",
    "stream": "Name of a stream.",
    "from": "When it begins.",
    "to": "When it ends; the end itself is not part of it.",
}
_OWN = {
    "RuleFile": {
        "version": "The version of the rule language: 1.",
        "timezone": "IANA name of the zone of active_hours and the filter clock: Europe/Moscow.",
        "lists": "Named lists of terms, for list:NAME in a query.",
        "defaults": "What the file's rules have where they say nothing.",
        "stream": "For live sources: what becomes of updates that come late, or too early.",
        "rules": "The rules, at least one.",
        "inhibit": "Rules whose alerts suppress those of others.",
        "silences": "Times in which no alerts go out.",
        "tests": "What the rules must do; replay rules test runs them.",
    },
    "Absence": {"timespan": "How long nothing must have come: 90m."},
    "Casualties": {
        "condition": "Comparisons by kind: {killed: {gte: 10}}; without it any casualties will do.",
        "who": "Which victims count.",
    },
    "Change": {
        "value": "The field that is compared with its last value: casualties.killed, data.NAME and others.",
    },
    "Sequence": {
        "steps": "What must happen, in this order.",
        "unless": "A query; an update that it matches clears what has begun.",
        "timespan": "The last step comes less than this after the first: 2h.",
    },
    "Spike": {"baseline": "The length of the stretch before the window: 60m."},
    "SpikeCondition": {
        "ratio_gte": "How many times what the baseline lets one expect: 3.",
        "min_count": "The fewest updates in the window.",
        "min_baseline": "The fewest updates in the baseline.",
    },
    "Step": {
        "id": "The step's name.",
        "rule": "A rule whose matches are the step.",
        "match": "A query; the updates that it matches are the step.",
    },
    "Who": {"match": "A query on the victims as they are written: Turkish OR Syrian."},
    "Comparisons": {"at_least": 'So many at the least, whatever the most may be: "up to 33" never satisfies it.'},
    "Condition": {
        "killed": "How many were killed.",
        "wounded": "How many were wounded.",
        "missing": "How many are missing.",
        "captured": "How many were captured.",
        "displaced": "How many were displaced.",
        "unspecified": 'How many "casualties", "losses" and the like.',
        "any": "How many of some kind.",
    },
    "ActiveHours": {
        "days": "Weekdays; all seven if they are left out.",
        "from": 'Clock time at which they begin: "06:00".',
        "to": 'Clock time at which they end: "22:00"; before from it is on the next day.',
    },
    "Inhibit": {
        "source": "The rule whose alert suppresses others.",
        "target": "The rules whose alerts are suppressed.",
        "equal": "The fields that must agree: [stream].",
        "for": "How long it lasts beyond the source's alert: 30m.",
    },
    "Silence": {"rule": "The rule that is silenced; all rules if it is left out.", "reason": "Why, for people."},
    "Stream": {
        "max_lateness": "How far behind a live stream its clock stays.",
        "late": "What becomes of an update that comes later still.",
        "max_ahead": "How far ahead of the clock a live update may be.",
    },
    "Test": {
        "name": "The fact that the test proves.",
        "rules": "The rules that are compared; all of the file if it is left out.",
        "needs": "Rule files beside this one whose rules run too: [ceasefire.yaml].",
        "start": "The time of at: 0s: 2020-03-05T08:00:00Z.",
        "stream": "A recorded stream, instead of updates: idlib.",
        "updates": "The updates, in any order.",
        "end": "How long after the start the test ends; deadlines up to then fire.",
        "max_lateness": "How long after its time an update may arrive: 1m.",
        "expect": "The alerts, no more and no fewer.",
    },
    "Update": {
        "at": "How long after the start: 5m.",
        "arrive": "When it arrives, after the start; by default at its time.",
        "id": "Its id; an edit has the id of the first.",
        "rev": "1, and one more for each edit.",
        "headline": "One line.",
        "body": "Paragraphs.",
        "source": "Who published it.",
        "author": "Who wrote it.",
        "url": "Where it stands.",
        "tags": "Without #.",
        "on": "Whether it is new or an edit.",
        "data": "Extra fields, for data.NAME.",
    },
    "Expect": {
        "rule": "The rule that raises it.",
        "at": 'How long after the start, an RFC 3339 time, or with a recorded stream "10:21".',
        "state": "What becomes of the alert.",
        "key": "The whole key; left out, it is not compared.",
        "updates": "The ids of the updates it rests on; left out, they are not compared.",
        "suppressed_by": "The reasons; left out, they are not compared.",
    },
}


def describe(model: str, key: str) -> str:
    """Return what an editor says about a key.

    Args:
        model: Name of the model, without Model.
        key: As it stands in a file.

    Raises:
        KeyError: If nobody has described it.
    """
    own = _OWN.get(model, {})
    return own[key] if key in own else {**_RULE, **_SHARED}[key]
