"""What a sentence says about its own statements: their status, and who makes them."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from replay.engine.read.casualties.attribution import Speaker, speakers_of
from replay.engine.read.casualties.findings import Finding
from replay.engine.read.casualties.lexicon import Lexicon, lexicon
from replay.engine.read.casualties.mention import Status
from replay.engine.read.casualties.phrases import Item
from replay.engine.read.casualties.tokens import Sentence
from replay.engine.read.casualties.victims import is_single
from replay.engine.read.casualties.words import singular

_FAR = 10**6


@dataclass(slots=True, eq=False)
class Cues:
    """The cues of one sentence; places are token places in rising order.

    Attributes:
        behind: Where what follows is older than what it tells of.
        recap: Where it says that the toll is an old one.
        historic: Where it says that the deaths are history.
        obituary: Where it says that a death was natural.
        fresh: Where it says that the day is today's or this week's.
        aftermath: Where it speaks of arrests, trials or mourning.
        verdict: Where it tells of a court's.
        reaction: Where it speaks of protests, demands or revenge.
        is_fiction: Whether it tells what happens in a film or a book.
        goes_on: Whether it adds to what the sentence before told.
        speakers: Where it attributes, and the tokens of the name, (first, behind the last).
    """

    behind: Sequence[int] = ()
    recap: Sequence[int] = ()
    historic: Sequence[int] = ()
    obituary: Sequence[int] = ()
    fresh: Sequence[int] = ()
    aftermath: Sequence[int] = ()
    verdict: Sequence[int] = ()
    reaction: Sequence[int] = ()
    is_fiction: bool = False
    goes_on: bool = False
    speakers: Sequence[Speaker] = ()

    def status(self, finding: Finding, *, is_obituary: bool) -> Status:
        """Return the status of a finding of this sentence, in a field that tells of a natural death or not."""
        noun = finding.noun
        if finding.negated or (noun is not None and noun.count is not None and noun.count.max == 0):
            return "denied"
        if finding.hedged:
            return "possible"
        fresh = _distance(self.fresh, finding.place)
        if _distance(self.historic, finding.place) < fresh or (is_obituary and is_natural(finding)):
            return "historic"
        recap = [place for place in self.recap if not _tells_of_harm(finding, place)]
        return "recap" if _distance(recap, finding.place) < fresh or self._is_known(finding) else "reported"

    def _is_known(self, finding: Finding) -> bool:
        if finding.is_cause:
            return True
        if finding.is_known and not ((finding.nominal and not is_single_finding(finding)) or self.fresh):
            return True
        if self.verdict:
            return True
        after = [*self.behind[:1], *self.aftermath[:1], *(self.reaction[:1] if finding.nominal else ())]
        return any(place < finding.place for place in after)

    def speaker(self, place: int) -> tuple[int, int] | None:
        """Return the tokens of the name to whom the nearest attribution ascribes what stands at *place*, or None."""
        at = bisect_left(self.speakers, (place, 0, 0))
        near = [*self.speakers[max(0, at - 1) : at], *(each for each in self.speakers[at : at + 1] if not each[3])]
        if not near:
            return None
        _, first, end, _ = min(near, key=lambda speaker: abs(speaker[0] - place))
        return first, end


def _tells_of_harm(finding: Finding, place: int) -> bool:
    """Return whether the cue at *place* says when the victims were hurt, not when they died: `shot last week, died`."""
    noun = finding.noun
    if noun is None or not noun.end < place < finding.place:
        return False
    return any(word.text in lexicon().words["harmed"] for word in noun.tokens[noun.end : place])


def is_single_finding(finding: Finding) -> bool:
    """Return whether the victims are one, without a number."""
    return finding.noun is not None and finding.noun.count is None and is_single(finding.noun)


def is_violent(sentence: Sentence, findings: Sequence[Finding], lexicon: Lexicon) -> bool:
    """Return whether the sentence speaks of violence or disaster, or of deaths that are not natural."""
    if not lexicon.words["violence"].isdisjoint(sentence.words):
        return True
    killed = [finding for finding in findings if finding.trigger.kind == "killed" and finding.noun is not None]
    return any(not is_natural(finding) or _is_at_risk(finding, lexicon) for finding in killed)


def is_assault(form: str, lexicon: Lexicon) -> bool:
    """Return whether a text speaks of an attack, wherever it does."""
    return not lexicon.words["assault"].isdisjoint(form.casefold().replace(".", " ").replace(",", " ").split())


def _is_at_risk(finding: Finding, lexicon: Lexicon) -> bool:
    """Return whether the victim is a child, or somebody on duty."""
    noun = finding.noun
    if noun is not None and noun.tokens[noun.start].text in lexicon.words["ordinals"]:
        return True
    head = singular(noun.head) if noun is not None else ""
    return head in lexicon.words["young"] or lexicon.sides.get(head) in ("security", "militant")


def is_natural(finding: Finding) -> bool:
    """Return whether the words allow a natural death of one person: `died`, `dead`, `death of`."""
    noun = finding.noun
    single = noun is not None and noun.count is None and not noun.is_plural and noun.article != "a"
    return (
        single
        and not (finding.trigger.needs or finding.trigger.sure)
        and finding.trigger.kind == "killed"
        and finding.trigger.form in ("subject", "adjective", "of")
    )


def cues_of(sentence: Sentence, items: Sequence[Item]) -> Cues:
    """Return the cues of a sentence, given also as items."""
    words = sentence.words
    cued = [place for place, token in enumerate(sentence.tokens) if token.cues or token.signs]
    if not cued:
        return Cues(speakers=speakers_of(items))
    found: dict[str, list[int]] = {}
    for place in cued:
        token = sentence.tokens[place]
        if token.cues is not None and (cue := token.cues.at(words, place)):
            found.setdefault(cue[1], []).append(place)
        for sign in token.signs:
            found.setdefault(sign, []).append(place)
    if "few" in found:
        found["recap"] = [place for place in found.get("recap", ()) if place - 1 not in found["few"]]
    if "fresh" in found:
        found["fresh"] = [place for place in found["fresh"] if place == 0 or words[place - 1] != "last"]
    return Cues(
        behind=found.get("behind", ()),
        recap=found.get("recap", ()),
        historic=found.get("historic", ()),
        obituary=found.get("obituary", ()),
        fresh=found.get("fresh", ()),
        aftermath=found.get("aftermath", ()),
        verdict=found.get("verdict", ()),
        reaction=sorted([*found.get("reaction", ()), *found.get("protest", ())]),
        is_fiction="fiction" in found,
        goes_on="also" in found,
        speakers=speakers_of(items),
    )


def _distance(places: Sequence[int], place: int) -> int:
    if not places:
        return _FAR
    at = bisect_left(places, place)
    return min((abs(near - place) for near in places[max(0, at - 1) : at + 1]), default=_FAR)
