"""What the automaton knows at a place in a sentence."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.phrases.items import Item, Items, Phrase
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.state.clause import Clause, Nouns
from replay.engine.read.casualties.state.findings import Findings
from replay.engine.read.casualties.state.overview import announced_at, has_needed, is_vetoed, protest_at
from replay.engine.read.casualties.state.waiting import Waiting
from replay.engine.read.casualties.text.sentences import Sentence

_PARTS = frozenset({"comma", "break", "open"})


class Memory(msgspec.Struct, eq=False, gc=False):
    """What the automaton knows at a place in a sentence.

    Attributes:
        sentence: Where it reads.
        tokens: Those of the sentence.
        lexicon: The vocabulary.
        items: What it reads.
        findings: What has been found.
        clause: The clause that it is in.
        last: The last noun phrase.
        persons: The last phrase that counts persons, whom `them` means.
        waiting: Triggers that wait for victims, if any.
        told: The last trigger, if any.
        toll: A running toll that waits for its value, if any.
        rising: Deaths without a number, a running toll if they rise to one.
        former: The toll's former value, where it stood before the value.
        gaps: Numbers that stand without a verb behind a trigger: `one died in Bonn and two in Ulm`.
        is_parted: Whether numbers by place are parts of what the last trigger told: `12 died, six of them in Ulm`.
        animals: The animals told of last, if no number and nobody was told of since.
        heard: Numbers that somebody gives before the sentence says of what: `Turkey says 33, Moscow says 30 died`.
        denying: Whether somebody denies what follows.
        around: The clause in which the last bracket was opened.
    """

    sentence: Sentence
    tokens: Sequence[Word]
    lexicon: Lexicon
    items: Items
    findings: Findings
    clause: Clause
    last: NounPhrase | None = None
    persons: NounPhrase | None = None
    waiting: Waiting | None = None
    told: Phrase | None = None
    toll: Phrase | None = None
    rising: Phrase | None = None
    former: int | None = None
    gaps: tuple[tuple[Phrase, NounPhrase], ...] = ()
    is_parted: bool = False
    animals: NounPhrase | None = None
    heard: Nouns = ()
    denying: bool = False
    around: Clause | None = None
    _codes: str = ""
    _announced: int | None = None
    _protest: int | None = None
    _vetoed: bool | None = None

    def codes(self) -> str:
        """Return the codes of the tokens behind the last phrase of the lexicon."""
        if not self._codes:
            self._codes = "".join([token.code for token in self.tokens[self.sentence.told :]])
        return self._codes

    def has_needed(self, trigger: Trigger) -> bool:
        """Return whether the sentence holds what an uncounted use of *trigger* needs."""
        return has_needed(self.sentence, trigger, self.lexicon)

    def is_vetoed(self) -> bool:
        """Return whether the sentence speaks of money or sport, where some triggers mean nothing."""
        if self._vetoed is None:
            self._vetoed = is_vetoed(self.sentence, self.lexicon)
        return self._vetoed

    def is_announced(self, place: int) -> bool:
        """Return whether something before *place* announces what stands there, or what follows is confirmed."""
        if self._announced is None:
            self._announced = announced_at(self.sentence, self.lexicon)
        return self._announced < place

    def is_among(self, place: int) -> bool:
        """Return whether what stands at *place* has others in it: `a guard among` six dead."""
        return place > 0 and self.tokens[place - 1].text in ("among", "amongst")

    def has_protest(self) -> bool:
        """Return whether something up to the last phrase tells of a protest or a crowd."""
        if self.last is None:
            return False
        if self._protest is None:
            self._protest = protest_at(self.sentence, self.lexicon)
        return self._protest < self.last.end

    def meant_by(self, noun: NounPhrase) -> NounPhrase:
        """Return whom the phrase means: the persons counted last for `them`, unless dead were told of; else itself."""
        is_them = noun.head == "them" and noun.article == "pronoun" and self.persons is not None
        return self.persons if is_them and self.persons is not None and not self.has_dead() else noun

    def as_many(self, noun: NounPhrase) -> NounPhrase:
        """Return the phrase with the number told last, if it says no more: `killed four and injured as many`."""
        if noun.count is None or noun.count.min is None or self.tokens[noun.start - 1].text == "twice":
            return noun
        told = self.waiting.nouns[-1] if self.waiting is not None and self.waiting.nouns else self.findings.last_noun
        told = self.clause.subjects[-1] if self.clause.subjects and self.clause.joined else told
        count = told.count if told is not None else None
        return noun if count is None else replace(noun, count=replace(count, end=noun.count.end))

    def has_dead(self) -> bool:
        """Return whether the sentence has told of dead before."""
        return any(known.trigger.kind == "killed" for known in self.findings.found)

    def tells_of_dead(self) -> bool:
        """Return whether the sentence has told of dead before, or is about to."""
        trigger = self.waiting.triggers[0].trigger if self.waiting is not None else None
        return (trigger is not None and trigger.kind == "killed") or self.has_dead()

    def heads_list(self, item: Phrase) -> bool:
        """Return whether the trigger *item* before a colon begins the sentence or a part, and has no number yet."""
        item = self.headings(item)[0]
        begins = item.start <= 1 or self.tokens[item.start - 1].tag in _PARTS
        return begins and not any(
            known.place == item.start and known.noun is not None and known.noun.count is not None
            for known in self.findings.found
        )

    def headings(self, item: Phrase) -> list[Phrase]:
        """Return the trigger *item* with the one before it to which an `and` or `or` joins it: `Killed or missing:`."""
        joint = item.start - 1
        if joint <= 0 or self.tokens[joint].tag != "and":
            return [item]
        before = (at for at, (end, value) in self.sentence.phrases.items() if end == joint and type(value) is Trigger)
        first = next(before, None)
        if first is None or (found := self.sentence.trigger_at(first)) is None:
            return [item]
        return [Phrase("trigger", self.sentence.words[first], first, *found), item]

    def tells_kinds_behind(self, item: Phrase) -> bool:
        """Return whether behind a trigger without a kind others have one: `Casualties: 2 dead, 5 wounded`."""
        behind = (value for place, (_, value) in self.sentence.phrases.items() if place > item.start)
        return any(isinstance(value, Trigger) and value.kind != "unspecified" for value in behind)

    def is_list_of_kinds(self, item: Phrase) -> bool:
        """Return whether victims without kind and number are told of, and behind them what they are."""
        if item.trigger is None or item.trigger.kind != "unspecified" or not self.tells_kinds_behind(item):
            return False
        return not any(known.place == item.start and known.noun is not None for known in self.findings.found)

    def is_inverted(self, told: Phrase) -> bool:
        """Return whether the last trigger begins the sentence, and its victims follow: `killed in the attack were`."""
        clause = self.clause
        is_first = told.start == 0 and told.trigger is not None and told.trigger.form == "past"
        return is_first and not (clause.subjects or clause.joined or self.findings.found)

    def is_saved(self, deed: Item | None) -> bool:
        """Return whether somebody was kept from what follows: `saved two men from` drowning, `from` being killed."""
        is_deed = deed is not None and deed.text.endswith("ing") and (deed.trigger is not None or deed.tag == "be")
        if not is_deed or self.last is None:
            return False
        saves = self.lexicon.words["saves"]
        return any(token.text in saves for token in self.tokens[: self.last.end])

    def is_thing(self, item: Item | None) -> bool:
        """Return whether a verb's object is a thing that tells of nobody, and ends there: `denied wrongdoing`."""
        noun = item.noun if item is not None else None
        if noun is None or noun.count is not None or noun.is_person or noun.head in self.lexicon.words["alleged"]:
            return False
        behind = self.tokens[noun.end] if noun.end < len(self.tokens) else None
        return behind is None or behind.tag in ("comma", "prep", "of", "sub")

    def is_unheard(self, last: NounPhrase, before: Item | None) -> bool:
        """Return whether *before* ends an account that nobody gave, told by *last*: `no immediate word` on."""
        if before is None:
            return False
        account = last.head if before is last or before.tag == "adv" else before.text
        is_next = before is last or (last.end < len(self.tokens) and self.tokens[last.end] is before)
        return is_next and account in self.lexicon.words["accounts"]

    def names_kin_of(self, noun: NounPhrase) -> bool:
        """Return whether somebody of a victim's, or a victim's coffin, is spoken of: `relatives of a boy`."""
        kin = self.tokens[noun.start - 2 : noun.start] if noun.start > 1 else ()
        if noun.count is not None and not noun.head and kin and kin[0].text == "family":
            return False  # family of five killed
        return bool(kin) and kin[1].text == "of" and kin[0].text in self.lexicon.words["kin"]

    def give_back(self) -> None:
        """Take the waiting trigger's last victims as the subject of the verb that follows them."""
        waiting, clause = self.waiting, self.clause
        if waiting is not None and self._has_other_subject(waiting):
            self.close()
            return
        if waiting is not None and waiting.apposed:
            clause.subjects = clause.recent = waiting.apposed
            clause.reset_verb()
        elif waiting is not None and len(waiting.nouns) > 1 and not waiting.tells_of_all():
            clause.subjects = clause.recent = (waiting.nouns.pop(),)
            clause.reset_verb()
        if waiting is not None and waiting.nouns:
            if waiting.triggers[-1].text == "massacre":
                clause.subjects = clause.recent = tuple(waiting.nouns)  # Ulm massacre: 120 people are killed
            self.close()

    def _has_other_subject(self, waiting: Waiting) -> bool:
        """Return whether a phrase behind the victims is the verb's subject: `killed two and the blast shook`."""
        last = self.last
        if last is None or not waiting.nouns or last in (*waiting.nouns, *waiting.apposed):
            return False
        return last.start > waiting.nouns[-1].start and self.tokens[last.start - 1].tag not in ("prep", "of")

    def tell(self, item: Phrase, noun: NounPhrase | None) -> None:
        """Add what a trigger tells of a noun, or of nobody named, in this clause."""
        self.findings.add(item, noun, self.clause, denied=self.denying)

    def close(self) -> None:
        """Find what waits, with the victims so far."""
        waiting = self.waiting
        if waiting is None:
            return
        self.waiting = None
        for item in waiting.triggers:
            assert item.trigger is not None
            for noun in waiting.victims_of(item.trigger):
                self.findings.add(item, noun, waiting)
