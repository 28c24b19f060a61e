"""Figures of speech: triggers that, beside some words, report no casualties, as `lost 300 soldiers to desertion`."""

from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.lexicon import Lexicon
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.text.sentences import Sentence

_SHORT_BEFORE = 4
_SHORT_BEHIND = 6


def is_figure(finding: Finding, sentence: Sentence, lexicon: Lexicon) -> bool:
    """Return whether what a finding's trigger says is meant of no bodily harm (`[figures]` in lexicon.toml)."""
    figure = lexicon.figures.get(finding.trigger.figure)
    if figure is None:
        return False
    words, noun = sentence.words, finding.noun
    behind = words[finding.end : finding.end + _SHORT_BEHIND]
    is_active = noun is not None and noun.start > finding.place
    before = words[max(0, finding.place - _SHORT_BEFORE) : finding.place] if is_active else ()
    if not (
        figure["behind"].isdisjoint(behind)
        and figure["before"].isdisjoint(before)
        and figure["around"].isdisjoint(words)
    ):
        return True
    if not (figure["harm"] or lexicon.words["violence"]).isdisjoint(words):
        return False
    is_calm = "any" in figure["calm"] or ("uncounted" in figure["calm"] and (noun is None or noun.count is None))
    return is_calm or (noun is not None and singular(noun.head) in figure["whom"])
