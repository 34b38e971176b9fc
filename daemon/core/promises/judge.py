"""Tells what each date in a text is about: a promise, leave to check back, or something else.

What a clause says of its dates is weighed from cues in the clause itself, in the rest of its sentence and, weakly, in a
neighbouring sentence that has no date of its own. Unless something speaks for a promise, a date is none: dates are
about something else in more ways than a list could hold, and a promise missed costs less than one invented. These are
the rules; what is learned beside them, and how much they are believed, is in `likelihood`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from daemon.core.promises.arithmetic import next_weekday
from daemon.core.promises.spoken import asks_on, invites, kinds_in, lent

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from daemon.core.promises.clauses import Clause
    from daemon.core.promises.dated import Dated

PROMISED = 2  # the weight from which a date counts as promised by the rules
LIKELY = 0.2  # log odds from which it counts as promised, everything weighed
_WEIGHTS = {
    "promise": 4,  # they will decide, answer, call
    "not_heard": 4,  # "if you have not heard by then"
    "meet": 3,  # a body that meets, votes or returns
    "give": 2,  # "give us", "it will be"
    "said": 2,  # "she reckons", "I was told"
    "unknown": -5,  # words that none of these read
    "other": -5,  # starts, interviews, leave, history
    "yours": -12,  # what the candidate must do, or says themselves
    "history": -9,  # last time
    "habit": -6,  # usually
    "disclaim": -9,  # "don't hold me to that"
}
_BEGINS = -3  # "from November", which is when most things begin that are no promise
_SENTENCE_WEIGHTS = {"promise": 3, "not_heard": 2, "said": 2, "yours": -2, "history": -9, "disclaim": -9}
_NEIGHBOUR_WEIGHTS = {"promise": 2, "disclaim": -9}
_DOUBTED = PROMISED + _WEIGHTS["unknown"] - _WEIGHTS["promise"]
_CLAIMS = frozenset({"other", "yours", "history", "habit", "disclaim"})
_TAKEN_UP = 3
_ONLY_PERMISSION = -1
_LIMITS = frozenset({"by", "within", "latest", "until", "before", "after"})
_STARTS = frozenset({"since", "earliest", "after"})
_BESIDE = 3  # clauses back to which a sentence is looked through for a date
_BARE = 3  # plain words up to which a clause or sentence may be nothing but a date, which answers when


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a date is: how strongly promised, whether a day to check back from, and what later clauses make of it.

    `weight` is what the rules make of it, `odds` the logarithm of the odds that it is promised, everything weighed.
    `meets` is a day on which a body meets, `off` one on which nobody works. `doubtful` are dates of news about
    something unknown, and those after a promise that nothing claims: if later, they may be what was promised.
    """

    dated: Dated
    weight: int
    doubtful: bool
    permission: bool
    hoped: bool
    meets: bool
    off: bool
    last: date | None
    corrected: int
    odds: float = 0.0

    @property
    def is_likely(self) -> bool:
        """Whether the date was rather promised than not."""
        return self.odds >= LIKELY

    @property
    def is_promised(self) -> bool:
        """Whether the date counts as promised, or may."""
        return self.is_likely or self.doubtful


class Judge:
    """Weighs the dates of one text."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._clauses = clauses
        self._words = sum(clause.words for clause in clauses)
        self._sentences: dict[int, _Sentence] = {}
        for clause in clauses:
            self._sentences.setdefault(clause.sentence, _Sentence()).take(clause)

    def verdicts(self) -> list[Verdict]:
        """One verdict for each date, in the order of the text."""
        found: list[Verdict] = []
        corrections = 0
        promising = False
        for at, clause in enumerate(self._clauses):
            corrections += clause.has("correction") and promising
            promising = promising or "promise" in (kinds_in(clause) if clause.dates else lent(clause))
            judged = [self._verdict(at, dated, corrections, promising) for dated in clause.dates]
            promising = promising or any(verdict.weight >= PROMISED for verdict in judged)
            found.extend(judged)
        return found

    def _verdict(self, at: int, dated: Dated, corrections: int, promising: bool) -> Verdict:
        clause = self._clauses[at]
        permission = self._permits(clause, dated)
        then = self._taken_up(at)
        weight = self._weigh(clause, dated)
        if then or self._continues(at, dated, promising):
            weight = _WEIGHTS["promise"] + (max(weight, 0) if then and not clause.has("yours") else weight)
        if permission and (not clause.has("not_heard") or asks_on(clause, dated)):
            weight = PROMISED if self._invites_failing_it(clause) else _ONLY_PERMISSION
        doubtful = not permission and self._may_promise(at, promising) and weight >= self._least(at)
        if dated.relation == "before" and clause.has("not_before") and not permission:
            dated = replace(dated, first=dated.last and dated.last + timedelta(days=1), last=None)
        if dated.from_to and clause.has("correction"):  # "moved from Monday to Wednesday"
            dated = replace(dated, first=None)
        return Verdict(
            dated=dated,
            weight=weight,
            doubtful=doubtful,
            permission=permission,
            hoped=clause.has("hope") or clause.has("maybe") or self._is_conditional(at),
            meets=clause.has("meet"),
            off=clause.has("off") or (weight < PROMISED and "off" in self._sentences[clause.sentence].undated),
            last=next_weekday(dated.last) if then == "thereafter" and dated.last else dated.last,
            corrected=corrections,
        )

    def _least(self, at: int) -> int:
        """The weight from which a date is doubtful: lower for news, and beside a promise in the same sentence."""
        number = self._clauses[at].sentence
        before = any(clause.dates for clause in self._clauses[max(at - _BESIDE, 0) : at] if clause.sentence == number)
        return _DOUBTED if before or self._clauses[at].has("doubtful") else _ONLY_PERMISSION

    def _may_promise(self, at: int, promising: bool) -> bool:
        """Whether the clause brings news, or says after a promise something that claims its dates for nothing else."""
        clause = self._clauses[at]
        moves = {"other"} if clause.has("correction") else set()  # "if his flight is late it slips to Monday"
        claimed = self._is_headed(at) or any(clause.has(kind) for kind in _CLAIMS - moves)
        return clause.has("doubtful") or (promising and not claimed)

    def _continues(self, at: int, dated: Dated, promising: bool) -> bool:
        """Whether a clause is a mere date, or a correction, that goes on with what was promised before it."""
        clause = self._clauses[at]
        if any(clause.has(kind) for kind in ("other", "unknown", "yours", "habit", "history")):
            return False
        if dated.holiday and not (dated.relation or clause.cues):  # "Easter gets in the way"
            return False
        if promising and clause.has("correction"):
            return True
        if self._is_headed(at):
            return False
        sentence = self._sentences[clause.sentence]
        claimed = "yours" in self._kinds_beside(clause.sentence) or ("other" in sentence.undated and not dated.relation)
        bare = sentence.words <= _BARE and sentence.unread <= 1 and not claimed
        if dated.relation == "earliest" and clause.words <= 1 and not claimed:  # "not before 1 July"
            return True
        goes_on = clause.words <= _BARE and (promising or clause.has("hope"))
        return (bare or goes_on) and not clause.unread

    def _is_headed(self, at: int) -> bool:
        """Whether what stands before the colon is something else: "Start: January"."""
        head = self._clauses[at - 1]
        return self._clauses[at].labelled and (head.has("other") or head.has("yours"))

    def _weigh(self, clause: Clause, dated: Dated) -> int:
        weight = _sum(_WEIGHTS, kinds_in(clause, dated))
        around = self._sentences[clause.sentence].undated
        weight += _sum(_SENTENCE_WEIGHTS, around - ({"promise"} if clause.has("promise") else set()))
        if not clause.has("promise") and "promise" not in around:
            weight += _sum(_NEIGHBOUR_WEIGHTS, self._kinds_beside(clause.sentence))
        if clause.has("then") and clause.has("promise"):  # "is back on Monday and will decide then"
            weight += _TAKEN_UP
        if dated.holiday and not dated.relation and len(clause.dates) > 1:  # "owing to Diwali you'll hear next week"
            weight += _WEIGHTS["other"]
        if dated.relation == "since" and not clause.has("promise"):
            weight += _BEGINS
        return weight + (dated.relation in _LIMITS)

    def _kinds_beside(self, number: int) -> set[str]:
        """The cues of the sentences before and after that have no date of their own."""
        beside = [self._sentences.get(number - 1), self._sentences.get(number + 1)]
        return {kind for sentence in beside if sentence and not sentence.dated for kind in sentence.undated}

    def _permits(self, clause: Clause, dated: Dated) -> bool:
        sentence = self._sentences[clause.sentence]
        if invites(clause):  # but not "if you have questions"
            return clause.has("not_heard") or not (clause.has("questions") or "questions" in sentence.undated)
        if not clause.has("not_heard"):  # "give it a week, then ring us", "ring us, not before Friday though"
            waits = clause.has("wait") or (clause.words <= _BARE and dated.relation in _STARTS)
            return (waits and (sentence.invites or sentence.invites_on_a_day)) or self._invites_failing_it(clause)
        following = self._sentences.get(clause.sentence + 1, _Sentence())
        return not sentence.invites_on_a_day and (sentence.invites or following.invites)

    def _invites_failing_it(self, clause: Clause) -> bool:
        """Whether what follows lets the person ask if nothing was heard by the day just named."""
        sentence = self._sentences[clause.sentence]
        if clause.has("if") and sentence.invites and "not_heard" in sentence.undated:
            return True
        following = self._sentences.get(clause.sentence + 1, _Sentence())
        return not following.dated and following.invites and "not_heard" in following.undated

    def _is_conditional(self, at: int) -> bool:
        """Whether "if" follows a date and another date follows that: "Monday if she signs, Tuesday if she does not"."""
        number = self._clauses[at].sentence
        later = [clause for clause in self._clauses[at + 1 : at + 4] if clause.sentence == number]
        return bool(later) and later[0].has("if") and not later[0].dates and any(clause.dates for clause in later)

    def _taken_up(self, at: int) -> str:
        """Whether a following clause without a date promises something for "then"."""
        then = ""
        for later in self._clauses[at + 1 : at + 4]:
            if later.dates or later.sentence > self._clauses[at].sentence + 1:
                break
            then = "thereafter" if later.has("thereafter") else then or ("then" if later.has("then") else "")
            if then and later.has("promise") and not (later.has("other") or later.has("not_before")):
                return then
        return ""


@dataclass(slots=True)
class _Sentence:
    """What is known of a sentence as a whole: the cues of its clauses without a date, and whether it invites to ask."""

    undated: set[str] = field(default_factory=set)
    dated: bool = False
    words: int = 0
    unread: int = 0
    invites: bool = False
    invites_on_a_day: bool = False

    def take(self, clause: Clause) -> None:
        """Add a clause."""
        self.words += clause.words
        self.unread += len(clause.unread)
        if clause.dates:
            self.dated = True
            self.invites_on_a_day |= invites(clause)
        else:
            if clause.has("open"):  # "we will call you, as soon as the budget stands"
                self.undated.discard("promise")
            self.undated |= lent(clause)
            self.invites |= invites(clause)


def _sum(weights: dict[str, int], kinds: Collection[str]) -> int:
    return sum(weight for kind, weight in weights.items() if kind in kinds)
