"""Weighs the cues of a mail into one outcome.

Every cue speaks for an outcome with a weight; the heaviest outcome wins, and what is said twice counts twice, not ten
times. Two things are settled beforehand, because being wrong about them does harm: a refusal that is said outright is
never outweighed by praise, courtesies or talk of other jobs, and good news never by regrets alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from daemon.core.outcome import Outcome
from daemon.core.replies.cues import Sentence, kinds

_WEIGHTS: Mapping[Outcome, Mapping[str, float]] = {
    Outcome.REJECTION: {"rejected": 4, "farewell": 1.5, "regret": 1, "consoled": 1, "passed_over": 1},
    Outcome.OFFER: {"offered": 4, "welcomed": 2.5, "offer_talk": 0.75},
    Outcome.NEXT_ROUND: {"invited": 3, "available": 0.75, "next_talk": 0.5},
    Outcome.DELAY: {"delayed": 3, "standby": 6, "waited": 1.5},
    Outcome.QUESTION: {"asked": 2.5},
    Outcome.ACKNOWLEDGEMENT: {"acknowledged": 1.5},
}
_MOST_OF_A_KIND = 2  # sentences with a cue of one kind that count
_TIMES, _LINKS, _PROMISED, _DIRECT = 2.5, 2.5, 1.0, 1.5
_NOTHING_NEW = 1.0  # an acknowledgement without any word of it
_OUTRIGHT = 4
_REASONS: Mapping[Outcome, str] = {
    Outcome.REJECTION: "It says that you were not chosen.",
    Outcome.OFFER: "It offers you the job.",
    Outcome.NEXT_ROUND: "It goes on to a further step.",
    Outcome.DELAY: "It says that the decision takes longer.",
    Outcome.QUESTION: "It asks you something.",
    Outcome.ACKNOWLEDGEMENT: "It says nothing new.",
}
_LEAVE_TAKING = frozenset({"farewell", "regret", "consoled", "passed_over"})
_LEAVE_TAKEN = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What the outcome is weighed from: the sentences, the one of the subject first if it is the sender's own."""

    sentences: Sequence[Sentence]
    from_owner: bool = False
    machine_answer: bool = False
    answers_withdrawal: bool = False
    times: int = 0
    links: int = 0
    promised: bool = False

    def having(self, kind: str) -> list[Sentence]:
        """The sentences with a cue of this kind."""
        return [sentence for sentence in self.sentences if sentence.has(kind)]

    def counted(self, kind: str) -> int:
        """How many sentences speak for an outcome with a cue of this kind, of those that count."""
        return min(len([s for s in self.having(kind) if not _is_beside_the_point(kind, s)]), _MOST_OF_A_KIND)


def _is_beside_the_point(kind: str, sentence: Sentence) -> bool:
    """Whether a cue does not mean what it seems to in this sentence: an offer of feedback is no further step."""
    if kind in {"invited", "available", "next_talk"}:
        return sentence.has("feedback_talk")
    if kind == "asked":
        return sentence.has("optional", "nothing_needed", "hypothetical") and not sentence.asks
    return kind == "delayed" and sentence.has("reply_wanted") and not sentence.has("waited")


Verdict = tuple[Outcome, str, str]


def weigh(mail: Mail) -> Verdict:
    """The outcome, the sentence it was read from, and why, in a sentence for the person."""
    return _of_owner(mail) or _of_machine(mail) or _withdrawal(mail) or _heaviest(mail)


def _of_owner(mail: Mail) -> Verdict | None:
    if not mail.from_owner:
        return None
    withdrawn = mail.having("i_withdraw")
    if withdrawn:
        return Outcome.WITHDRAWN_BY_ME, withdrawn[0].text, "You withdrew."
    return Outcome.ACKNOWLEDGEMENT, "", "You wrote it yourself."


def _of_machine(mail: Mail) -> Verdict | None:
    said = kinds(mail.sentences)
    telling = mail.having("absent") or mail.having("ticket")
    if mail.machine_answer and not said & {"rejected", "offered"}:
        return Outcome.AUTO_REPLY, telling[0].text if telling else "", "A machine answered your message."
    return None


def _withdrawal(mail: Mail) -> Verdict | None:
    confirmed = mail.having("withdrawn")
    if not confirmed or mail.having("offered") or mail.times:
        return None
    if mail.answers_withdrawal or len(confirmed) > 1 or not mail.having("rejected"):
        return Outcome.WITHDRAWN_BY_ME, confirmed[0].text, "It confirms that you withdrew."
    return None


def _heaviest(mail: Mail) -> Verdict:
    weights = {outcome: sum(w * mail.counted(kind) for kind, w in cues.items()) for outcome, cues in _WEIGHTS.items()}
    weights[Outcome.NEXT_ROUND] += _TIMES * bool(mail.times) + _LINKS * bool(mail.links)
    weights[Outcome.DELAY] += _PROMISED * mail.promised
    weights[Outcome.QUESTION] += _DIRECT * bool(_direct_questions(mail))
    weights[Outcome.ACKNOWLEDGEMENT] += _NOTHING_NEW
    for outcome in _ruled_out(mail, weights):
        del weights[outcome]
    best = max(weights, key=weights.__getitem__)
    return best, _telling(mail, best), _REASONS[best]


def _ruled_out(mail: Mail, weights: Mapping[Outcome, float]) -> set[Outcome]:
    """What the mail cannot mean, whatever else stands in it."""
    refused, offered, invited = mail.having("rejected"), mail.having("offered"), mail.having("invited")
    if mail.having("standby") and not offered and not mail.times:
        return {Outcome.REJECTION, Outcome.OFFER, Outcome.NEXT_ROUND}
    if not refused:
        soft = weights[Outcome.REJECTION] < _LEAVE_TAKEN or offered or mail.times or mail.links
        return {Outcome.REJECTION} if soft else set()
    after = [s for s in offered if s.start > refused[-1].start and not s.has("rejected")]
    if after:
        return {Outcome.REJECTION}
    going_on = [s for s in invited if s.start > refused[0].start and not s.has("rejected", "feedback_talk")]
    if going_on and mail.times and not mail.having("feedback_talk"):
        return {Outcome.REJECTION, Outcome.OFFER}
    return set(weights) - {Outcome.REJECTION}


def _direct_questions(mail: Mail) -> list[Sentence]:
    return [sentence for sentence in mail.sentences if sentence.asks and not sentence.has("optional")]


def _telling(mail: Mail, outcome: Outcome) -> str:
    """The sentence that speaks loudest for an outcome."""
    cues = _WEIGHTS[outcome]
    by_weight = sorted(cues, key=lambda kind: -cues[kind])
    found = (mail.having(kind) for kind in by_weight)
    asked = _direct_questions(mail) if outcome is Outcome.QUESTION else []
    return next((sentences[0].text for sentences in [*found, asked, mail.sentences] if sentences), "")
