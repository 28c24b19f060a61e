"""What a sentence says about its own statements: their status, and who makes them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.casualties.mention import Status
from replay.engine.read.casualties.phrases.victims import is_single
from replay.engine.read.casualties.state.findings import Finding
from replay.engine.read.casualties.status.asides import is_aside, is_at_gathering, is_introduced
from replay.engine.read.casualties.status.attribution import Speaker
from replay.engine.read.casualties.status.cues import cue_places
from replay.engine.read.casualties.status.natural import is_found, is_natural
from replay.engine.read.casualties.status.reach import Scope, denies, scopes_of
from replay.engine.read.casualties.status.sequels import (
    has_clue,
    has_struck,
    is_deed_of_week,
    is_for_known,
    is_occasion,
    is_of_relative,
    is_of_sequel,
    is_of_somebody,
    is_result,
    is_spoken_of,
    tells_more,
)
from replay.engine.read.casualties.text.sentences import Sentence

_FAR = 10**6
_EVERYWHERE: Scope = (0, _FAR)
_WOUNDS = frozenset({"wounds", "injuries", "burns"})
_EACH = frozenset({"a", "per", "each", "every"})
_UNITS = frozenset({"minute", "hour", "day", "night", "week", "month", "year"})
_FROM_THEN = ("after", "before", "later", "earlier", "ago", "since", "on")
_PASSIVE = ("was", "were")
_SUBJECTS = ("he", "she", "they")
_AFTER = frozenset({"behind", "aftermath"})
_AFTER_NOUN = _AFTER | {"reaction"}
_AFTER_BODY = _AFTER | {"protest"}


class Cues(msgspec.Struct, eq=False, gc=False):
    """The cues of one sentence.

    Attributes:
        places: Token places in rising order, by what stands there: `behind` (what follows is older than what it tells
            of), `recap` (the toll is an old one), `historic` (the deaths are history), `obituary` (a death was
            natural), `fresh` (the day is today's or this week's), `aftermath` (arrests, trials or mourning), `verdict`
            (a court's), `reaction` (protests, demands or revenge), `clue` (what is left of a crash), `also` (it adds to
            what was told before), `fiction` (it tells what happens in a film or a book), `idle` (what sounds like an
            aftermath and is none).
        scopes: Of the cues of time, by place, those that date no more than a part of the sentence.
        words: The words of the sentence.
        speakers: Where it attributes, and the tokens of the name, (first, behind the last).
    """

    places: Mapping[str, Sequence[int]]
    scopes: Mapping[int, Scope]
    words: Sequence[str]
    speakers: Sequence[Speaker]

    def status(self, finding: Finding, *, is_obituary: bool) -> Status:
        """Return the status of a finding of this sentence, in a field that tells of a natural death or not."""
        count = finding.noun.count if finding.noun is not None else None
        is_false = "false" in self.places and self._is_denied(finding)
        if is_false or finding.negated or (count is not None and count.max == 0):
            return "denied"
        if finding.hedged:
            return "possible"
        if count is not None and _is_rate(self.words, finding.end):
            return "recap"
        if finding.trigger.kind == "captured" and not lexicon().words["captivity"].isdisjoint(self.words):
            return "recap"
        if not self.places and not (is_obituary or finding.is_known or finding.is_cause):
            return "reported"  # most findings
        return self._status_by_time(finding, is_obituary=is_obituary)

    def _is_denied(self, finding: Finding) -> bool:
        return any(denies(self.words, place, finding.place) for place in self.places["false"])

    def _status_by_time(self, finding: Finding, *, is_obituary: bool) -> Status:
        if is_obituary and (is_natural(finding) or is_found(finding)):
            return "historic"
        places = self.places
        fresh = _distance(places["fresh"], finding.place) if "fresh" in places else _FAR
        if "historic" in places and _distance(self._dating("historic", finding), finding.place) < fresh:
            return "historic"
        if "recap" in places:
            recap = [place for place in self._dating("recap", finding) if not self._tells_of_harm(finding, place)]
            if _distance(recap, finding.place) < fresh:
                return "recap"
        return "recap" if self._is_known(finding) else "reported"

    def _dating(self, name: str, finding: Finding) -> Sequence[int]:
        """Return the places of the cues of *name* that date the finding."""
        places = self.places.get(name, ())
        places = list(self._reaching(finding, places)) if self.scopes else places
        return [place for place in places if not is_aside(self.words, finding, place)] if places else places

    def _reaching(self, finding: Finding, places: Sequence[int]) -> Iterator[int]:
        for place in places:
            begin, end = self.scopes.get(place, _EVERYWHERE)
            if begin <= finding.place < end:
                yield place

    def _is_known(self, finding: Finding) -> bool:
        places = self.places
        if "verdict" in places and self._is_judged(finding):
            return True
        is_known = finding.is_cause or ("clue" in places and has_clue(self.words, finding, places))
        is_known = is_known or (finding.is_known and not self._is_dated_fresh(finding))
        if not (is_known or (bool(places) and self._is_sequel(finding))):
            return False
        days = places.get("fresh")
        return not (days and is_deed_of_week(self.words, finding, days))

    def _is_sequel(self, finding: Finding) -> bool:
        """Return whether the sentence tells what came of the deed later on."""
        if finding.trigger.form == "active" and self.words[finding.place - 1] == ",":
            behind = self._dating("behind", finding)
            return is_of_sequel(self.words, finding, behind) or is_of_relative(self.words, finding, self.places)
        is_found = "find" in finding.trigger.needs and self.words[finding.place - 1] != "the"
        after = _AFTER_BODY if is_found else _AFTER_NOUN if finding.nominal else _AFTER
        return not after.isdisjoint(self.places) and self._is_aftermath(finding, after)

    def _is_judged(self, finding: Finding) -> bool:
        return any(self._judges(finding, place) for place in self._dating("verdict", finding))

    def _is_aftermath(self, finding: Finding, after: Iterable[str]) -> bool:
        return any(self._is_behind(name, finding) for name in after)

    def _is_dated_fresh(self, finding: Finding) -> bool:
        """Return whether a day of this week dates the deed itself, and not what came of it; so do deaths uncounted."""
        if finding.nominal and not _is_single(finding) and not (finding.noun and finding.noun.count):
            return True
        is_for = is_for_known(self.words, finding)
        cased = max((at for at in self.places.get("reaction", ()) if at < finding.place), default=0)
        for place in self.places.get("fresh", ()):
            if place < cased or (is_for and place < finding.place):
                continue  # opened a case on Monday to probe a raid in which two died
            if place > finding.place and is_spoken_of(self.words, finding, self.places):
                continue  # hunted those behind the raid, which killed two on Sunday
            first, last = sorted((place, finding.place))
            if place > finding.place and tells_more(self.words[finding.end : place]):
                continue  # relatives of the nine who died met on Monday
            if (place > finding.place or not finding.nominal) and "," not in self.words[first:last]:
                return True
        return False

    def _is_behind(self, name: str, finding: Finding) -> bool:
        """Return whether a cue of *name* stands before the finding, and does not only say who the victims are."""
        places = self._dating(name, finding)
        before = [place for place in places if place < finding.place and not self._describes(finding, place)]
        return any(not self._is_elsewhere(finding, place) for place in before)

    def _is_elsewhere(self, finding: Finding, place: int) -> bool:
        """Return whether the cue at *place* tells of something else than the deed."""
        words = self.words
        is_aside_of = is_aside(words, finding, place, by_preps=True) or is_introduced(words, finding, place)
        is_main = is_result(words, finding) and has_struck(
            words[:place]
        )  # fighting resumed a day after, leaving two dead
        return is_aside_of or is_main or is_at_gathering(words, finding, place)

    def _judges(self, finding: Finding, place: int) -> bool:
        """Return whether a court's word at *place* is on the deed, and not on whoever is told of besides."""
        if self.words[max(0, place - 2) : place - 1] == ["after"] and self.words[place - 1] in _SUBJECTS:
            return False  # shot dead a year after he jailed two men
        if is_occasion(self.words, finding, place) or is_of_somebody(self.words, finding, place):
            return False
        return not (self._describes(finding, place) or "who" in self.words[finding.place : place])

    def _describes(self, finding: Finding, place: int) -> bool:
        """Return whether the cue at *place* says who the victims are: `a prosecutor was shot`, `a jailed man`."""
        noun = finding.noun
        if noun is None or self.words[place] not in lexicon().words["accused"]:
            return False
        if place < finding.place and self.words[place - 1] == "," and self.words[finding.place - 1] in _PASSIVE:
            return True  # Ali Gul, a mayor, convicted of theft, was shot
        return noun.start <= place < noun.end or (place == noun.end and finding.place < noun.start)

    def _tells_of_harm(self, finding: Finding, place: int) -> bool:
        """Return whether the cue at *place* says when they were hurt or lost, not when they died: `shot last week`."""
        noun = finding.noun
        if noun is None:
            return False
        if place == finding.end and finding.trigger.kind == "missing":
            return self.words[place] == "since"
        if place > finding.place:
            return not _WOUNDS.isdisjoint(self.words[finding.place : place])
        return not lexicon().words["harmed"].isdisjoint(self.words[noun.end : place])

    def adds(self, first: Finding, last: Finding) -> bool:
        """Return whether the sentence, from its *first* finding to the *last*, adds to what was told before."""
        return any(
            place < first.end or not (place < last.place or self._is_within(place)) for place in self.places["also"]
        )

    def _is_within(self, place: int) -> bool:
        """Return whether the cue at *place* adds to the same sentence: `killed two`, `also` wounding three."""
        word, behind = [*self.words[place : place + 2], ""][:2]
        is_some = word == "separate" and self.words[place - 1] not in ("a", "another")  # 35 died in separate attacks
        return is_some or word in ("also", "and") or (word == "another" and behind[:1].isdecimal())

    def speaker(self, place: int) -> tuple[int, int] | None:
        """Return the tokens of the name to whom the nearest attribution ascribes what stands at *place*, or None."""
        return _nearest(self.speakers, place) if self.speakers else None


def _nearest(speakers: Sequence[Speaker], place: int) -> tuple[int, int] | None:
    at = bisect_left(speakers, (place, 0, 0))
    near = [*speakers[max(0, at - 1) : at], *(each for each in speakers[at : at + 1] if not each[3])]
    if not near:
        return None
    _, first, end, _ = min(near, key=lambda speaker: abs(speaker[0] - place))
    return first, end


def _is_rate(words: Sequence[str], end: int) -> bool:
    """Return whether it is what happens again and again: `kills 8,000` a day."""
    if end + 1 >= len(words) or words[end] not in _EACH or words[end + 1] not in _UNITS:
        return False
    return end + 2 == len(words) or words[end + 2] not in _FROM_THEN


def _is_single(finding: Finding) -> bool:
    """Return whether the victims are one, without a number."""
    return finding.noun is not None and finding.noun.count is None and is_single(finding.noun)


def cues_of(sentence: Sentence, speakers: Sequence[Speaker]) -> Cues:
    """Return the cues of a sentence."""
    places = cue_places(sentence)
    return Cues(places, scopes_of(sentence.words, places) if places else {}, sentence.words, speakers)


def _distance(places: Sequence[int], place: int) -> int:
    if not places:
        return _FAR
    at = bisect_left(places, place)
    return min(place - places[at - 1] if at else _FAR, places[at] - place if at < len(places) else _FAR)
