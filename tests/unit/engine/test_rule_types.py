"""What each rule type means, told as rule tests: a rule, a few updates, the alerts by hand from the language."""

from pathlib import Path

import pytest

from replay.engine import evaluate
from replay.formats import open_stream
from replay.language.load import load_rules
from replay.language.ruletest import run_test

COUNT = "{id: c, type: count, match: truce, timespan: 10m, condition: {gte: 2}}"
STEPS = "{id: s, type: sequence, steps: [{id: a, match: truce}, {id: b, match: strike}], timespan: 10m}"
SILENT = "{id: silent, type: absence, timespan: 10m}"


def differences(  # noqa: PLR0917 -- the parts of a file in their order
    tmp_path: Path, rules: str, updates: str, expect: str, more: str = "", top: str = ""
) -> list[str]:
    """Return what a rule test of *rules* (flow mappings, a line each) finds different from *expect*."""
    listed = "".join(f"  - {rule}\n" for rule in rules.strip().splitlines())
    path = tmp_path / "r.yaml"
    test = f"{{name: t, updates: [{updates}], {more} expect: [{expect}]}}"
    path.write_text(f"version: 1\n{top}\nrules:\n{listed}tests:\n  - {test}\n", encoding="utf-8")
    loaded = load_rules([path])
    return list(run_test(loaded.tests[0], loaded, evaluate=evaluate, open_stream=open_stream).diff)


@pytest.mark.parametrize(
    ("updates", "expect"),
    [
        ("{at: 0s, headline: truce}, {at: 9m, headline: truce}", "{rule: c, at: 9m}"),
        ("{at: 0s, headline: truce}, {at: 10m, headline: truce}", ""),
    ],
    ids=["within", "at its end"],
)
def test_window_leaves_out_what_is_as_old_as_it_is_long(tmp_path: Path, updates: str, expect: str) -> None:
    """A window is (t - timespan, t]."""
    assert not differences(tmp_path, COUNT, updates, expect)


def test_count_resolves_when_the_window_runs_empty(tmp_path: Path) -> None:
    """The falling edge is at the instant at which an item leaves, no update needed."""
    updates = "{at: 0s, headline: truce}, {at: 1m, headline: truce}"
    expect = "{rule: c, at: 1m}, {rule: c, at: 10m, state: resolved}"
    assert not differences(tmp_path, COUNT, updates, expect, "end: 1h,")


def test_edit_that_brings_nothing_new_is_not_counted(tmp_path: Path) -> None:
    """An edit is an input again only if it matched something new; else the first revision keeps its place."""
    updates = (
        "{at: 0s, id: a, headline: truce}, {at: 8m, id: a, rev: 2, headline: the truce, on: edited},"
        " {at: 12m, headline: truce}"
    )
    assert not differences(tmp_path, COUNT, updates, "")


def test_edit_that_brings_something_new_moves_its_id_to_its_own_time(tmp_path: Path) -> None:
    """An id counts once, at the time of the revision that matched last."""
    rule = COUNT.replace("match: truce", "match: truce OR peace")
    updates = (
        "{at: 0s, id: a, headline: truce}, {at: 8m, id: a, rev: 2, headline: peace, on: edited},"
        " {at: 12m, headline: truce}"
    )
    assert not differences(tmp_path, rule, updates, "{rule: c, at: 12m}")


def test_keep_firing_for_begins_anew_when_a_loss_makes_the_condition_true(tmp_path: Path) -> None:
    """A break in the false stretch is a break, also where nothing but the passing of time brought it."""
    rule = "{id: c, type: count, match: truce, timespan: 10m, condition: {eq: 1}, keep_firing_for: 15m}"
    updates = "{at: 0s, headline: truce}, {at: 5m, headline: truce}"
    expect = "{rule: c, at: 0s}, {rule: c, at: 30m, state: resolved}"
    assert not differences(tmp_path, rule, updates, expect, "end: 1h,")


def test_distinct_counts_values_and_rests_on_updates(tmp_path: Path) -> None:
    """Two updates of one source are one value."""
    rule = "{id: d, type: distinct, field: source, timespan: 10m, condition: {gte: 2}}"
    updates = "{at: 0s, source: A}, {at: 1m, source: A}, {at: 2m}, {at: 3m, source: B}"
    expect = "{rule: d, at: 3m, updates: [u1, u2, u4]}"
    assert not differences(tmp_path, rule, updates, expect)


def test_absence_of_one_stream_is_not_told_by_another(tmp_path: Path) -> None:
    """Each declared stream has a silence of its own; its last update is the trigger."""
    updates = "{at: 0s, stream: x}, {at: 5m, stream: y}, {at: 14m, stream: y}"
    expect = "{rule: silent, at: 10m, key: {stream: x}}"
    assert not differences(tmp_path, SILENT, updates, expect)


def test_match_of_an_absence_carries_the_key_of_the_absence(tmp_path: Path) -> None:
    """A rule that counts silences by stream counts them for the silent stream."""
    rules = SILENT + "\n{id: c, type: count, rules: [silent], timespan: 1h, condition: {gte: 1}}"
    updates = "{at: 0s, stream: x}, {at: 5m, stream: y}, {at: 14m, stream: y}"
    expect = "{rule: silent, at: 10m, key: {stream: x}}, {rule: c, at: 10m, key: {stream: x}}"
    assert not differences(tmp_path, rules, updates, expect)


def test_update_at_the_deadline_comes_too_late(tmp_path: Path) -> None:
    """Deadlines are judged before the updates of their instant."""
    expect = "{rule: silent, at: 10m}, {rule: silent, at: 10m, state: resolved}"
    assert not differences(tmp_path, SILENT, "{at: 0s}, {at: 10m}", expect)


def test_sequence_takes_the_latest_first_step(tmp_path: Path) -> None:
    """The partial that began last is the one that is kept; the last step comes less than timespan after the first."""
    updates = "{at: 0s, headline: truce}, {at: 9m, headline: truce}, {at: 18m, headline: strike}"
    assert not differences(tmp_path, STEPS, updates, "{rule: s, at: 18m, updates: [u2, u3]}")


def test_edit_of_a_first_step_with_nothing_new_begins_nothing(tmp_path: Path) -> None:
    """An edit does not make an old first step young."""
    updates = (
        "{at: 0s, id: a, headline: truce}, {at: 9m, id: a, rev: 2, headline: the truce, on: edited},"
        " {at: 12m, headline: strike}"
    )
    assert not differences(tmp_path, STEPS, updates, "")


def test_evicted_key_resolves_with_its_state_in_the_order_of_the_log(tmp_path: Path) -> None:
    """The least recently active key goes, and says so."""
    rule = "{id: c, type: count, match: truce, timespan: 1h, condition: {gte: 1}, group_by: [source], max_keys: 1}"
    updates = "{at: 0s, headline: truce, source: A}, {at: 1m, headline: truce, source: B}"
    expect = (
        "{rule: c, at: 0s, key: {source: A}}, {rule: c, at: 1m, key: {source: A}, state: resolved},"
        " {rule: c, at: 1m, key: {source: B}}"
    )
    assert not differences(tmp_path, rule, updates, expect)


def test_second_silence_outside_hours_is_told_at_the_opening(tmp_path: Path) -> None:
    """While nothing has gone out, the next opening is the place to say that it is still silent."""
    hours = 'active_hours: {days: [mon], from: "01:00", to: "23:00"}'
    rule = f"{{id: silent, type: absence, timespan: 10m, keep_firing_for: 1h, {hours}}}"
    expect = "{rule: silent, at: 10m, state: suppressed}, {rule: silent, at: 1h}"
    assert not differences(tmp_path, rule, "{at: 0s}, {at: 20m}", expect, "end: 2h,")


def test_new_values_of_two_inputs_are_one_alert(tmp_path: Path) -> None:
    """An update that two rules matched says a new value once."""
    rules = "{id: a, match: truce}\n{id: b, match: holds}\n{id: n, type: new_value, rules: [a, b], field: source}"
    updates = "{at: 0s, headline: truce holds, source: A}"
    assert not differences(tmp_path, rules, updates, "{rule: a, at: 0s}, {rule: b, at: 0s}, {rule: n, at: 0s}")


# --- late updates


def test_shuffled_arrivals_within_the_allowed_lateness_change_nothing(tmp_path: Path) -> None:
    """Updates are released by their time, whenever they came."""
    updates = (
        "{at: 0s, arrive: 50s, headline: truce}, {at: 30s, arrive: 31s, headline: strike}, {at: 5m, headline: strike}"
    )
    expect = "{rule: s, at: 30s, updates: [u1, u2]}"
    assert not differences(tmp_path, STEPS, updates, expect, "max_lateness: 1m,")


@pytest.mark.parametrize(
    ("late", "expect"),
    [("drop", "{rule: m, at: 1h}"), ("match_only", "{rule: m, at: 0s}, {rule: m, at: 1h}")],
)
def test_update_behind_progress_is_dropped_or_only_matched(tmp_path: Path, late: str, expect: str) -> None:
    """What comes later than allowed never moves a window; `match_only` still lets match rules see it."""
    rules = "{id: m, match: truce}\n{id: c, type: count, match: truce, timespan: 2h, condition: {gte: 2}}"
    updates = "{at: 0s, arrive: 1h, headline: truce}, {at: 1h, headline: truce}"
    top = f"stream: {{late: {late}, max_lateness: 10m}}"
    assert not differences(tmp_path, rules, updates, expect, top=top)


def test_two_events_of_one_minute_are_two_where_they_are_counted(tmp_path: Path) -> None:
    """A live blog tells whole minutes; what differs in its trigger is a match of its own."""
    rules = (
        "{id: n, type: new_value, field: source}\n{id: c, type: count, rules: [n], timespan: 1m, condition: {gte: 2}}"
    )
    updates = "{at: 0s, source: A}, {at: 0s, source: B}"
    assert not differences(tmp_path, rules, updates, "{rule: n, at: 0s}, {rule: n, at: 0s}, {rule: c, at: 0s}")


def test_match_keeps_the_fields_of_its_trigger_not_of_what_it_consumed(tmp_path: Path) -> None:
    """A count by stream over counts by tag says nothing of one tag alone."""
    rules = (
        "{id: a, type: count, group_by: [tags], timespan: 1m, condition: {gte: 1}}\n"
        "{id: b, type: count, rules: [a], timespan: 1m, condition: {gte: 1}}\n"
        "{id: n, type: new_value, rules: [b], group_by: [tags], field: source}"
    )
    expect = (
        "{rule: a, at: 0s, key: {tags: x}}, {rule: a, at: 0s, key: {tags: y}}, {rule: b, at: 0s},"
        " {rule: n, at: 0s, key: {tags: x}}, {rule: n, at: 0s, key: {tags: y}}"
    )
    assert not differences(tmp_path, rules, "{at: 0s, source: A, tags: [x, y]}", expect)


def test_range_that_overlaps_narrows_what_is_known(tmp_path: Path) -> None:
    """Tolls that may be the same are no change; together they say more, which the next one is held against."""
    rule = "{id: t, type: change, value: casualties.killed}"
    updates = (
        '{at: 0s, headline: "At least 10 soldiers were killed"}, {at: 1m, headline: "Up to 20 soldiers were killed"},'
        ' {at: 2m, headline: "25 soldiers were killed"}'
    )
    assert not differences(tmp_path, rule, updates, "{rule: t, at: 2m}")


def test_edit_that_brings_something_new_leaves_the_baseline_of_a_spike(tmp_path: Path) -> None:
    """An id counts once across the window and its baseline: one in the baseline would do, none does not."""
    rule = (
        "{id: s, type: spike, match: truce OR peace, timespan: 10m, baseline: 10m,"
        " condition: {ratio_gte: 1, min_baseline: 1}}"
    )
    first = "{at: 0s, headline: truce}, {at: 15m, id: a, headline: truce}, "
    edit = "{at: 26m, id: a, rev: 2, headline: peace, on: edited}"
    assert not differences(tmp_path, rule, first + edit, "")
    assert not differences(tmp_path, rule, first + "{at: 26m, headline: peace}", "{rule: s, at: 26m}")


def test_spike_that_rises_while_it_is_kept_firing_is_looked_at_when_its_window_runs_empty(tmp_path: Path) -> None:
    """An update that comes while the window is empty leaves before the oldest of the baseline, for which it waited."""
    rule = (
        "{id: s, type: spike, match: truce, timespan: 1m, baseline: 10m, keep_firing_for: 5m,"
        " condition: {ratio_gte: 1, min_count: 1, min_baseline: 1}}"
    )
    times = ("0s", "10m", "11m", "800s")
    updates = ", ".join(f"{{at: {at}, headline: truce}}" for at in times)
    expect = "{rule: s, at: 11m}, {rule: s, at: 1160s, state: resolved}"
    assert not differences(tmp_path, rule, updates, expect, "end: 1h,")


TOLL = "{id: toll, type: change, value: casualties.killed, direction: up, group_by: [stream, casualties.who]}"
FIRES = "{rule: toll, at: 1m}"


@pytest.mark.parametrize(
    ("first", "second", "fires"),
    [
        ("30 soldiers killed", "Two more soldiers killed", ""),
        ("30 soldiers killed", "29 soldiers killed", ""),
        ("Two more soldiers killed", "30 soldiers killed", ""),
        ("33 Turkish soldiers were killed", "36 Turkish servicemen were killed", FIRES),
        ("33 Turkish soldiers were killed", "36 Syrian soldiers were killed", ""),
        ("Turkey says 30 soldiers were killed", "Moscow says 33 soldiers were killed", ""),
        ("Turkey says 30 soldiers were killed", "Turkey says 33 troops were killed", FIRES),
        ("Turkey's army says 30 soldiers were killed", "TURKEY\u2019S army says 33 soldiers were killed", FIRES),
        ("At least 30 soldiers were killed", "33 soldiers were killed", ""),
        ("30 to 35 soldiers were killed", "At least 36 soldiers were killed", FIRES),
        ("Death toll rises to 30", "A bomb killed 33 soldiers", ""),
    ],
)
def test_toll_is_revised_by_totals_of_the_same_victims_and_source(
    tmp_path: Path, first: str, second: str, fires: str
) -> None:
    """Increments, other victims, other sources and overlapping ranges are no revision."""
    updates = f'{{at: 0s, headline: "{first}"}}, {{at: 1m, headline: "{second}"}}'
    assert not differences(tmp_path, TOLL, updates, fires)


def test_running_total_is_compared_and_not_what_led_to_it(tmp_path: Path) -> None:
    """Of a text with a total only the total counts."""
    rule = "{id: t, type: change, value: casualties.killed, direction: any}"
    updates = (
        '{at: 0s, headline: "Death toll rises to 30"},'
        ' {at: 1m, headline: "A bomb killed 12 men. The death toll rises to 30."}'
    )
    assert not differences(tmp_path, rule, updates, "")


def test_event_after_a_running_total_leaves_it_as_it_is(tmp_path: Path) -> None:
    """Three more dead of another strike bring no total down, and the total told again is no rise."""
    rule = "{id: t, type: change, value: casualties.killed, direction: any}"
    updates = (
        '{at: 0s, headline: "Death toll rises to 41"}, {at: 1m, headline: "A strike killed three people"},'
        ' {at: 2m, headline: "Death toll stands at 41"}, {at: 3m, headline: "Death toll rises to 43"}'
    )
    assert not differences(tmp_path, rule, updates, "{rule: t, at: 3m}")


@pytest.mark.parametrize(
    ("first", "second", "who"),
    [
        ("The blast killed 12 and wounded 30 miners", "The blast killed 14 and wounded 30 miners", "unknown"),
        ("The death toll rises to 33", "The death toll rises to 41. A sniper killed a soldier", "unknown"),
        ("33 dead. 33 soldiers were killed", "36 dead. 36 soldiers were killed", "soldier"),
        ("9 dead. 8 soldiers and a rebel were killed", "8 dead. 7 soldiers and a rebel were killed", "soldier"),
        ("Turkey says 3 soldiers were killed, Moscow says 2", "Moscow says 4 soldiers were killed", "soldier"),
    ],
)
def test_toll_by_victims_is_compared_for_its_own_victims(tmp_path: Path, first: str, second: str, who: str) -> None:
    """Victims of another kind or event lend a number no name; a number told again of them all is told once."""
    rule = "{id: t, type: change, value: casualties.killed, group_by: [casualties.who]}"
    updates = f'{{at: 0s, headline: "{first}"}}, {{at: 1m, headline: "{second}"}}'
    assert not differences(tmp_path, rule, updates, f"{{rule: t, at: 1m, key: {{casualties.who: {who}}}}}")


def test_victims_are_a_value_that_changes_with_their_group(tmp_path: Path) -> None:
    """Servicemen are soldiers still; who is not named is skipped."""
    rule = "{id: t, type: change, value: casualties.who}"
    updates = (
        '{at: 0s, headline: "3 Turkish soldiers were killed"}, {at: 1m, headline: "3 Turkish servicemen were killed"},'
        ' {at: 2m, headline: "33 were killed"}, {at: 3m, headline: "33 Syrian soldiers were killed"}'
    )
    assert not differences(tmp_path, rule, updates, "{rule: t, at: 3m}")


def test_new_value_reads_casualties_of_every_update(tmp_path: Path) -> None:
    """As for change and distinct, no casualties rule is needed to look at who is told of."""
    rule = "{id: t, type: new_value, field: casualties.said_by}"
    updates = (
        '{at: 0s, headline: "Turkey says 33 soldiers were killed"}, {at: 1m, headline: "Turkey says 35 were killed"},'
        ' {at: 2m, headline: "Moscow says 30 soldiers were killed"}'
    )
    assert not differences(tmp_path, rule, updates, "{rule: t, at: 0s}, {rule: t, at: 2m}")


def test_where_takes_unknown_for_victims_not_named(tmp_path: Path) -> None:
    """What stands in the key can be asked for: nobody is named."""
    rule = "{id: t, type: casualties, where: {casualties.who: unknown}}"
    updates = '{at: 0s, headline: "33 dead in Idlib"}, {at: 1m, headline: "33 soldiers were killed"}'
    assert not differences(tmp_path, rule, updates, "{rule: t, at: 0s}")


def test_source_in_another_spelling_is_no_other_source(tmp_path: Path) -> None:
    """One ministry is one, whatever its quotes, its capitals and its article."""
    rule = (
        "{id: two, type: distinct, rules: [toll], field: casualties.said_by, timespan: 1h, condition: {gte: 2}}\n"
        "{id: toll, type: casualties}"
    )
    first, second = "Turkey's army said 30 soldiers were killed", "The TURKEY\u2019S army said 30 soldiers were killed"
    updates = f'{{at: 0s, headline: "{first}"}}, {{at: 1m, headline: "{second}"}}'
    expect = "{rule: toll, at: 0s}, {rule: toll, at: 1m}"
    assert not differences(tmp_path, rule, updates, expect)
    other = '{at: 2m, headline: "Moscow said 30 soldiers were killed"}'
    assert not differences(
        tmp_path, rule, f"{updates}, {other}", f"{expect}, {{rule: toll, at: 2m}}, {{rule: two, at: 2m}}"
    )


def test_victims_in_other_words_are_no_new_value_and_one_key(tmp_path: Path) -> None:
    """Servicemen are soldiers, as a value and as a key."""
    rules = (
        "{id: toll, type: casualties, group_by: [casualties.who]}\n"
        "{id: new, type: new_value, rules: [toll], field: casualties.who}"
    )
    updates = (
        '{at: 0s, headline: "Three Turkish soldiers were killed"},'
        ' {at: 1m, headline: "Four Turkish servicemen were killed"}'
    )
    key = "key: {casualties.who: turkish soldier}"
    expect = f"{{rule: toll, at: 0s, {key}}}, {{rule: toll, at: 1m, {key}}}, {{rule: new, at: 0s}}"
    assert not differences(tmp_path, rules, updates, expect)


@pytest.mark.parametrize("who", ["turkish soldier", "Turkish servicemen"])
def test_where_takes_victims_by_their_group_or_as_written(tmp_path: Path, who: str) -> None:
    """What stands in an alert's key may be copied, and so may what stands in the text."""
    count = f"type: count, rules: [toll], timespan: 5m, condition: {{gte: 1}}, where: {{casualties.who: {who}}}"
    rules = f"{{id: toll, type: casualties}}\n{{id: theirs, {count}}}"
    updates = '{at: 0s, headline: "Four Syrian men died"}, {at: 1m, headline: "Two Turkish servicemen were killed"}'
    differing = differences(tmp_path, rules, updates, "{rule: theirs, at: 1m}", "rules: [theirs],")
    assert not differing
