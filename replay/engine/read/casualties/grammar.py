"""The automaton: one pass over the items of a sentence, from noun phrases and triggers to findings."""

from collections.abc import Callable, Sequence

from replay.engine.read.casualties.clause import Clause, Waiting
from replay.engine.read.casualties.findings import Finding, Findings
from replay.engine.read.casualties.lexicon import Trigger
from replay.engine.read.casualties.phrases import Item, NounPhrase
from replay.engine.read.casualties.victims import is_acceptable, is_counted, is_part, is_single, pick

_TRANSPARENT = frozenset({"adv", "mark", "quote", "a", "the", "own", "number"})
_LINKS = frozenset({"adv", "said", "claim", "hedge", "presumed", "be", "quote", "find", "and", "comma", "have"})
_ATTRIBUTIVE = frozenset({"the", "own", "a"})


class Automaton:
    """Reads the items of one sentence, each once with a look at its neighbours; with one clause in memory.

    Args:
        tags: Classes of the words in the sentence.
        vetoed: Whether it speaks of money or sport.
    """

    def __init__(self, tags: frozenset[str], *, vetoed: bool) -> None:
        self._findings = Findings()
        self._tags = tags
        self._vetoed = vetoed
        self._clause = Clause()
        self._waiting: Waiting | None = None
        self._toll: Item | None = None
        self._toll_before: int | None = None
        self._denying = False
        self._words: dict[str, Callable[[Item, Item | None, Item | None], None]] = {
            "and": self._on_and,
            "comma": self._on_comma,
            "of": self._on_of,
            "prep": self._on_prep,
            **dict.fromkeys(("be", "have", "modal", "verb"), self._on_verb),
            **dict.fromkeys(("leave", "take"), self._on_leave),
            **dict.fromkeys(("said", "claim", "denied"), self._on_said),
            "hedge": self._on_hedge,
            "presumed": self._on_presumed,
            "not": self._on_not,
            **dict.fromkeys(("incl", "open"), self._on_subset),
            "close": self._on_close,
            "rel": self._on_rel,
            "sub": self._on_sub,
            "break": self._on_break,
        }

    def read(self, items: Sequence[Item]) -> list[Finding]:
        """Return the findings of a sentence's items, in order."""
        for place, item in enumerate(items):
            before = items[place - 1] if place else None
            following = items[place + 1 : place + 3]
            if item.noun is not None:
                self._on_noun(item.noun, before)
            elif item.trigger is not None:
                self._on_trigger(item, item.trigger, before, following)
            elif item.tag in self._words:
                self._words[item.tag](item, before, following[0] if following else None)
            elif item.tag not in _TRANSPARENT:
                self._clause.joined = ""
        self._close()
        return self._findings.found

    # -- noun phrases

    def _on_noun(self, noun: NounPhrase, before: Item | None) -> None:
        clause = self._clause
        if clause.in_subset or is_part(noun, before):
            clause.in_subset = True
        elif self._toll is not None and self._read_toll(self._toll, noun, before):
            pass
        elif self._waiting is not None and self._take_object(self._waiting, noun):
            clause.recent = self._waiting.nouns[:]
            clause.joined = ""
        else:
            clause.add(noun)

    def _take_object(self, waiting: Waiting, noun: NounPhrase) -> bool:
        trigger = waiting.triggers[-1].trigger
        assert trigger is not None
        if not waiting.nouns:
            if self._clause.in_prep or not is_acceptable(noun, trigger):
                self._close()
                return False
        elif not self._goes_on(noun) or not is_acceptable(noun, trigger):
            return False
        waiting.nouns.append(noun)
        return True

    def _goes_on(self, noun: NounPhrase) -> bool:
        """Return whether the phrase is one more in a list of victims."""
        joined = self._clause.joined
        return (joined == "and" and (is_counted(noun) or is_single(noun))) or (
            joined == "comma" and noun.count is not None
        )

    def _read_toll(self, toll: Item, noun: NounPhrase, before: Item | None) -> bool:
        if noun.count is None or noun.is_never or (noun.head and not noun.is_person):
            return False
        is_former = before is not None and before.word == "from"
        former = self._findings.add_toll(toll, noun, self._clause, is_former=is_former)
        self._toll_before = former if is_former else self._toll_before
        if not is_former:
            self._findings.note_former(self._toll_before)
        return True

    # -- triggers

    def _on_trigger(self, item: Item, trigger: Trigger, before: Item | None, following: Sequence[Item]) -> None:
        after = following[0] if following else None
        clause = self._clause
        if self._vetoed and trigger.veto:
            return
        if trigger.form == "toll":
            self._close()
            self._toll, self._toll_before = item, None
            return
        is_bare = trigger.form == "active" and trigger.needs and (after is None or after.noun is None)
        if trigger.form in ("noun", "of") or is_bare:
            self._on_nominal(item, trigger, before, after)
        elif trigger.form == "active" or (trigger.form == "past" and self._is_active(trigger, before, following)):
            clause.hedged = clause.hedged or (before is not None and before.word == "to")
            self._expect(item)
        elif (before is None or before.tag not in _ATTRIBUTIVE) and not _lacks(trigger, after):
            self._emit_subjects(item, trigger, before)
        clause.verb = True

    def _is_active(self, trigger: Trigger, before: Item | None, following: Sequence[Item]) -> bool:
        """Return whether a past form is active: victims stand right behind it and no passive stands before."""
        clause = self._clause
        noun = following[0].noun if following else None
        if clause.be and not (
            before is not None and before.tag == "and" and noun is not None and noun.count is not None
        ):
            return False
        if noun is None:
            return self._shares_object(following) or self._is_split(following)
        if not is_acceptable(noun, trigger) or noun.article == "pronoun":
            return noun.article == "pronoun" and clause.have and noun.is_person
        if noun.count is not None or noun.article or noun.is_named:
            return True
        return noun.is_plural or (clause.have or (trigger.kind == "killed" and bool(clause.subjects)))

    def _shares_object(self, following: Sequence[Item]) -> bool:
        """Return whether another verb follows, with which the victims are shared: `abducted and killed two men`."""
        if len(following) < 2 or following[0].tag != "and" or following[1].trigger is None:  # noqa: PLR2004
            return False
        counted = bool(self._clause.recent) and self._clause.recent[-1].count is not None
        return following[1].trigger.form in ("active", "past") and not counted

    def _is_split(self, following: Sequence[Item]) -> bool:
        """Return whether a quotation mark stands between verb and victims."""
        return len(following) > 1 and following[0].tag == "quote" and following[1].noun is not None

    def _expect(self, item: Item) -> None:
        clause = self._clause
        if self._waiting is not None and not self._waiting.nouns and clause.joined:
            self._waiting.triggers.append(item)
        else:
            self._close()
            self._waiting = Waiting([item], clause.hedged, clause.negated or self._denying)
        clause.in_prep = False
        clause.joined = ""

    def _on_nominal(self, item: Item, trigger: Trigger, before: Item | None, after: Item | None) -> None:
        clause = self._clause
        noun = before.noun if before is not None else None
        if self._waiting is not None and noun is not None and self._waiting.nouns[-1:] == [noun]:
            self._waiting.nouns.pop()
        self._close()
        needed = not trigger.needs or not self._tags.isdisjoint(trigger.needs)
        if noun is not None and noun.count is not None and (needed or trigger.kind == "wounded"):
            self._findings.add(item, noun, clause, denied=self._denying)
            clause.negated = clause.negated or noun.count.max == 0
        elif after is not None and after.tag == "of" and needed:
            self._expect(item)
        elif trigger.form == "noun" and (clause.negated or self._denying) and trigger.needs in ((), ("suffer",)):
            self._findings.add(item, None, clause, denied=self._denying)
        elif needed and trigger.kind == "wounded":
            self._emit_subjects(item, trigger, before, is_passive=True)
        elif needed and trigger.alone:
            self._findings.add(item, None, clause, denied=self._denying)

    def _emit_subjects(self, item: Item, trigger: Trigger, before: Item | None, *, is_passive: bool = False) -> None:
        clause = self._clause
        passive = is_passive or clause.be or clause.have or trigger.form == "subject"
        nouns = (clause.subjects or clause.recent) if passive or self._tells_of_subjects() else clause.recent
        waiting = self._waiting
        if waiting is not None and len(waiting.nouns) > 1 and not passive:
            nouns = [waiting.nouns.pop()]
        self._close()
        if passive or (before is not None and (before.noun is not None or before.tag in _LINKS)):
            for noun in pick(nouns, trigger):
                self._findings.add(item, noun, clause, denied=self._denying)

    def _tells_of_subjects(self) -> bool:
        """Return whether only the subject has a number: `nine people of the village killed`."""
        clause = self._clause
        recent_counted = any(noun.count is not None for noun in clause.recent)
        return clause.in_prep and not recent_counted and any(noun.count is not None for noun in clause.subjects)

    # -- function words

    def _on_comma(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        clause = self._clause
        clause.joined = "comma"
        clause.in_subset = clause.in_prep = False
        clause.return_to_outer()

    def _on_and(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._clause.joined = "and"

    def _on_of(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        if self._waiting is None or self._waiting.nouns:
            self._clause.in_prep = True
        else:
            self._waiting.nominal = True

    def _on_prep(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._clause.in_prep = True
        self._clause.joined = ""
        if self._waiting is not None and not self._waiting.nouns:
            self._close()

    def _on_verb(self, item: Item, before: Item | None, _after: Item | None) -> None:
        self._give_back()
        clause = self._clause
        clause.be = clause.be or item.tag == "be"
        clause.have = clause.have or item.tag == "have"
        clause.hedged = clause.hedged or item.tag == "modal"
        if item.tag == "verb":
            clause.be = clause.be and before is not None and before.tag in ("be", "adv")
            clause.verb = True
        if item.tag != "be":
            clause.joined = ""

    def _on_leave(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._close()
        clause = self._clause
        self._clause = Clause(hedged=clause.hedged, negated=clause.negated)

    def _on_hedge(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._clause.hedged = not self._clause.in_subset

    def _on_presumed(self, _item: Item, _before: Item | None, after: Item | None) -> None:
        if after is not None and not self._clause.in_subset and (after.word == "to" or after.trigger is not None):
            self._clause.hedged = True

    def _on_not(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._clause.negated = True

    def _on_said(self, item: Item, before: Item | None, _after: Item | None) -> None:
        self._denying = self._denying or item.tag == "denied"
        if self._clause.be or (before is not None and before.tag == "be"):
            return
        self._give_back()
        self._close()
        clause = self._clause
        is_object = before is None or before.noun is None
        self._clause = Clause(recent=clause.recent, subjects=clause.subjects if is_object else [], hedged=clause.hedged)

    def _on_subset(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._clause.in_subset = True

    def _on_close(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._clause.in_subset = False

    def _on_rel(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._close()
        clause = self._clause
        if clause.joined == "comma":
            clause.outer = clause.subjects
            clause.subjects = clause.recent[-1:]
        elif clause.in_prep or not clause.subjects:
            clause.subjects = clause.recent
        clause.joined = ""
        clause.in_prep = False
        clause.reset_verb()

    def _on_sub(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._close()
        outer = self._clause.subjects if self._clause.joined == "comma" else []
        self._clause = Clause(outer=outer)

    def _on_break(self, _item: Item, _before: Item | None, _after: Item | None) -> None:
        self._close()
        self._toll = None
        self._denying = False
        self._clause = Clause()

    # -- output

    def _give_back(self) -> None:
        """Take the waiting trigger's last victims as the subject of the verb that follows them."""
        waiting, clause = self._waiting, self._clause
        if waiting is not None and len(waiting.nouns) > 1:
            clause.subjects = clause.recent = [waiting.nouns.pop()]
            clause.reset_verb()
        if waiting is not None and waiting.nouns:
            self._close()

    def _close(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return
        for item in waiting.triggers:
            assert item.trigger is not None
            for noun in pick(waiting.nouns, item.trigger):
                self._findings.add(item, noun, waiting)


def _lacks(trigger: Trigger, after: Item | None) -> bool:
    """Return whether the word has an object and so tells of no victims: `he is missing two teeth`."""
    return trigger.kind == "missing" and after is not None and after.noun is not None
