"""Templates: what fills them, and what is refused when they are loaded."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from replay.language.names import template_names
from replay.language.template import MAX_LENGTH, TemplateError, parse_template
from replay.model import Update

AT = datetime(2020, 3, 5, 10, 21, tzinfo=UTC)
UPDATE = Update(
    id="1021-1",
    stream="idlib",
    seq=1,
    time=AT,
    headline="Ceasefire at stake",
    tags=("a", "b"),
    data={"x": 1, "ok": True},
)


@dataclass
class Range:
    """A count."""

    min: int | None
    max: int | None


CONTEXT = {
    "update": UPDATE,
    "rule": "r",
    "key": {"stream": "idlib", "data.x": None},
    "value": None,
    "count": 3,
    "time": AT,
    "casualties.killed": Range(None, 33),
    "casualties.wounded": Range(5, 5),
    "casualties.missing": Range(5, 8),
    "casualties.captured": Range(5, None),
    "casualties.unspecified": Range(None, None),
    "casualties.who": ("Turkish troops", "Syrian troops"),
}
NAMES = template_names(["stream", "data.x"], casualties=True)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        ("{{ update.headline }}", "Ceasefire at stake"),
        ("{{update.headline|upper}}!", "CEASEFIRE AT STAKE!"),
        ("{{ update.headline | lower | truncate(10) }}", "ceasefire…"),
        ("{{ update.headline | truncate(18) }}", "Ceasefire at stake"),
        ("{{ time }}", "2020-03-05T10:21:00Z"),
        ("{{ update.time | clock }}", "13:21"),
        ("{{ update.tags }}", "a, b"),
        ("{{ update.tags | join(' / ') }}", "a / b"),
        ("{{ update.tags | join }}", "a, b"),
        ("{{ update.source }}", ""),
        ("{{ update.source | upper }}", ""),
        ('{{ update.source | default("nobody") | upper }}', "NOBODY"),
        ('{{ update.body | default("no text") }}', "no text"),
        ("{{ update.data.x }}{{ update.data.none }}", "1"),
        ("{{ update.data.ok }} {{ update.time_inferred }}", "true false"),
        ("{{ rule }} {{ count }} {{ value }}", "r 3 "),
        ("{{ key.stream }} {{ key.data.x }}", "idlib "),
        ("{{ key }}", "stream=idlib, data.x="),
        ("{{ casualties.killed }}", "up to 33"),
        ("{{ casualties.wounded }}", "5"),
        ("{{ casualties.missing }}", "5-8"),
        ("{{ casualties.captured }}", "at least 5"),
        ("{{ casualties.unspecified }}", ""),
        ("{{ casualties.displaced }}", ""),
        ("{{ casualties.who }}", "Turkish troops, Syrian troops"),
        ("} {{ rule }} { }}", "} r { }}"),
    ],
)
def test_template_renders(source: str, text: str) -> None:
    """Each kind of value has one way to read, filters apply from left to right, and None is empty."""
    assert parse_template(source, names=NAMES, timezone="Europe/Moscow").render(CONTEXT) == text


@pytest.mark.parametrize(
    ("source", "offset", "what"),
    [
        ("a {{ update.hedline }}", 5, "unknown name 'update.hedline'; did you mean 'update.headline'?"),
        ("{{ update.data. }}", 3, "unknown name 'update.data.'; did you mean 'update.tags'?"),
        ("{{ rule", 0, '"{{" is never closed'),
        ("{{ }}", 2, "a template is {{ path | filter }}, such as {{ update.headline | upper }}"),
        ("{{ rule | uper }}", 10, "unknown filter 'uper'; did you mean 'upper'?"),
        ("{{ rule x }}", 8, "expected '| filter' or '}}', not 'x'"),
        ("{{ rule | clock }}", 8, "the filter clock stands first and behind time or update.time"),
        ("{{ time | upper | clock }}", 8, "the filter clock stands first and behind time or update.time"),
        ("{{ rule | default }}", 10, 'the filter default needs a text: default("unknown")'),
        ("{{ rule | default(3) }}", 10, 'the filter default needs a text: default("unknown")'),
        ("{{ rule | truncate('a') }}", 10, "the filter truncate needs a number: truncate(80)"),
        ("{{ rule | truncate(0) }}", 10, "the filter truncate needs a number: truncate(80)"),
        ("{{ rule | upper(3) }}", 10, "the filter upper takes no argument"),
    ],
)
def test_template_mistake_is_told_when_loading(source: str, offset: int, what: str) -> None:
    """Nothing is left to be found at run time: names, filters and arguments are checked with their place."""
    with pytest.raises(TemplateError) as caught:
        parse_template(source, names=NAMES)
    assert (caught.value.offset, caught.value.what) == (offset, what)


def test_match_rule_has_no_casualties() -> None:
    """The names are those of the rule's type."""
    with pytest.raises(TemplateError, match=r"unknown name 'casualties\.killed'"):
        parse_template("{{ casualties.killed }}", names=template_names(["stream"], casualties=False))


def test_template_length_is_bounded() -> None:
    """A text that would take long to read is refused."""
    with pytest.raises(TemplateError, match="limit"):
        parse_template("{{" * MAX_LENGTH, names=NAMES)
