"""What revises a toll: the developing stories of `tolls.yaml`."""

from pathlib import Path

import pytest

from replay.engine import evaluate
from replay.formats import open_stream
from replay.language.load import load_rules
from replay.language.ruleset import RuleTest
from replay.language.ruletest import run_test

STORIES = load_rules([Path(__file__).parent / "tolls.yaml"])


@pytest.mark.parametrize("story", STORIES.tests, ids=lambda story: story.name)
def test_toll_is_revised_by_what_the_story_revises(story: RuleTest) -> None:
    """A story raises the alerts that it expects and no others."""
    assert not list(run_test(story, STORIES, evaluate=evaluate, open_stream=open_stream).diff)
