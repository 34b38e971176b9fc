"""Weighs the ideas of a mail into one outcome.

Every idea speaks for some outcomes and against others, by weights that were fitted to labelled mails (`weights.toml`,
written by `tests/accuracy/fit.py`); an idea that several sentences express counts twice, not ten times. One mistake
does more harm than all others: a refusal taken for good news, or the reverse. Where both are likely, the mail is taken
for neither, and the person reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt

from daemon.core.outcome import Outcome
from daemon.core.replies.cues import Sentence, kinds
from daemon.core.replies.lexicon import outcome_weights, reply_weights
from daemon.core.replies.sounds import CLASSES
from daemon.core.replies.tone import OUTCOMES, Tone, tone_of

_MOST_OF_A_KIND = 2
_LOUDNESS = 0.5  # by which a sound counts beside an idea
_UNLIKELY = 0.001
_LONG = 20  # sentences
_UNSAID = 0.6  # how likely good news must be that no sentence tells outright
_UNSAID_END = 0.75  # the same of a refusal; a few sad words make none
_SAID_END = 0.6  # how likely a refusal must be that a sentence tells outright
_UNSAID_AGAINST_SAID = 0.9  # the same of a refusal where a sentence tells something else
_TOO_LIKELY = 0.25  # from which the opposite of the likeliest news is not ruled out
_TOO_LIKELY_IF_SAID = 0.45  # the same where the mail says outright what is likeliest, and nothing against it
_TOO_LIKELY_IF_BOTH_SAID = 0.15  # the same where it says both outright
_LIKELY_TO_CLOSE = 0.65  # how likely a mail of the person reads as the end, so that they are taken to withdraw
_SAYS_NO = frozenset({"rejected", "rescinded", "withdrawn"})
_SAYS_YES = frozenset({"offered", "invited"})
_SAYS_LATER = frozenset({"delayed", "standby"})
_PARTS_OF_NEWS = frozenset(
    {"you", "role", "other", "offer", "offering", "choose", "chose", "settle", "wish", "glad", "gone", "proceed"}
    | {"invite", "meet", "next", "task", "do", "through", "succeed", "sign", "fit", "retract", "decide"}
)
_GOOD = (Outcome.OFFER, Outcome.NEXT_ROUND)
_CLOSED = (Outcome.REJECTION, Outcome.WITHDRAWN_BY_ME)
_SOUNDS: Mapping[Outcome, str] = {Outcome.WITHDRAWN_BY_ME: "withdrawn"}
_REASONS: Mapping[Outcome, str] = {
    Outcome.REJECTION: "It says that you were not chosen.",
    Outcome.OFFER: "It offers you the job.",
    Outcome.NEXT_ROUND: "It goes on to a further step.",
    Outcome.DELAY: "It says that the decision takes longer.",
    Outcome.QUESTION: "It asks you something.",
    Outcome.ACKNOWLEDGEMENT: "It says nothing new.",
    Outcome.WITHDRAWN_BY_ME: "It confirms that you withdrew.",
}


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What the outcome is weighed from: the sentences, the one of the subject first if it is the sender's own."""

    sentences: Sequence[Sentence]
    from_owner: bool = False
    machine_answer: bool = False
    machine_sent: bool = False
    answers: bool = False
    answers_withdrawal: bool = False
    times: int = 0
    links: int = 0
    promised: bool = False

    @cached_property
    def tone(self) -> Tone:
        """How it reads as a whole."""
        return tone_of(self.sentences)

    def having(self, kind: str) -> list[Sentence]:
        """The sentences with a cue of this kind."""
        return [sentence for sentence in self.sentences if sentence.has(kind)]


Verdict = tuple[Outcome, str, str]


def weigh(mail: Mail) -> Verdict:
    """The outcome, the sentence it was read from, and why, in a sentence for the person."""
    return _of_owner(mail) or _of_machine(mail) or _likeliest(mail)


def ideas(mail: Mail, tone: Tone | None = None) -> dict[str, float]:
    """How often each idea counts; `idea?` is one that stands in a question, and capitals name what is no word.

    `SOUNDS LIKE delay` tells how much the sentence that does most sounds like one, `ALL SOUND LIKE delay` how much all
    do, and `READS LIKE delay` how much the mail as a whole; its tone may be given by another table than the fitted one.
    """
    tone = mail.tone if tone is None else tone
    found: dict[str, float] = {
        "ALWAYS": 1.0,
        "TIMES": float(mail.times > 0),
        "LINKS": float(mail.links > 0),
        "PROMISED": float(mail.promised),
        "ANSWERS": float(mail.answers),
        "ANSWERS WITHDRAWAL": float(mail.answers_withdrawal),
        "MACHINE": float(mail.machine_sent),
        "LONG": min(len(mail.sentences), _LONG) / _LONG,
        "WAITS": tone.waits,
    }
    found.update({f"READS LIKE {name}": likely for name, likely in zip(OUTCOMES, tone.outcomes, strict=True)})
    found.update(_sounds(mail.sentences))
    for sentence in mail.sentences:
        for idea in _ideas_of(sentence):
            most = 1 if idea.endswith("?") else _MOST_OF_A_KIND
            found[idea] = min(most, found.get(idea, 0) + 1)
    return found


def _sounds(sentences: Sequence[Sentence]) -> Iterator[tuple[str, float]]:
    """What the sentences sound like, as logarithms of how likely that is."""
    for at, name in enumerate(CLASSES):
        loudness = [_LOUDNESS * log(sentence.sound[at] + _UNLIKELY) for sentence in sentences]
        if loudness:
            yield f"SOUNDS LIKE {name}", max(loudness)
            yield f"ALL SOUND LIKE {name}", sum(loudness) / sqrt(len(loudness))


def _ideas_of(sentence: Sentence) -> frozenset[str]:
    cues = sentence.cues
    if cues & (_SAYS_NO | _SAYS_YES):  # what the news is made of counts with it, not besides
        cues = frozenset(cue for cue in cues if cue.lstrip("-?") not in _PARTS_OF_NEWS)
    return cues | {"ASKS"} | {f"{idea}?" for idea in cues} if sentence.asks else cues


def needs_reply(mail: Mail, outcome: Outcome) -> bool:
    """Whether the sender waits for the person to answer or act."""
    if mail.from_owner or outcome not in OUTCOMES or outcome is Outcome.WITHDRAWN_BY_ME:
        return False
    known = reply_weights()
    found = {**ideas(mail), outcome.value.upper(): 1.0}
    return sum(known[idea] * count for idea, count in found.items() if idea in known) > 0


def _of_owner(mail: Mail) -> Verdict | None:
    if not mail.from_owner:
        return None
    withdrawn = mail.having("i_withdraw")
    if withdrawn:
        return Outcome.WITHDRAWN_BY_ME, withdrawn[0].text, "You withdrew."
    asks = any(sentence.asks for sentence in mail.sentences)
    if not asks and mail.tone.likely(*_CLOSED) > _LIKELY_TO_CLOSE:
        return Outcome.WITHDRAWN_BY_ME, _telling(mail, Outcome.REJECTION), "It reads as if you withdrew."
    return Outcome.ACKNOWLEDGEMENT, "", "You wrote it yourself."


def _of_machine(mail: Mail) -> Verdict | None:
    telling = mail.having("absent") or mail.having("ticket")
    if mail.machine_answer:
        return Outcome.AUTO_REPLY, telling[0].text if telling else "", "A machine answered your message."
    return None


def _likeliest(mail: Mail) -> Verdict:
    likely = _likelihoods(mail)
    best = max(likely, key=likely.__getitem__)
    bad, good = sum(likely[outcome] for outcome in _CLOSED), sum(likely[outcome] for outcome in _GOOD)
    is_news = best in {*_CLOSED, *_GOOD}
    if is_news and (min(bad, good) >= _too_likely(mail, best) or likely[best] < _least(mail, best)):
        best = max(_open(likely), key=likely.__getitem__)
    return best, _telling(mail, best), _REASONS[best]


def _least(mail: Mail, best: Outcome) -> float:
    """How likely the likeliest news must be: the most where the mail tells something else outright."""
    said = kinds(mail.sentences)
    if best in _CLOSED:
        least = _UNSAID_AGAINST_SAID if said & (_SAYS_YES | _SAYS_LATER) else _UNSAID_END
        return _SAID_END if said & _SAYS_NO else least
    return 0.0 if said & (_SAYS_NO | _SAYS_YES) or mail.times or mail.links else _UNSAID


def _too_likely(mail: Mail, best: Outcome) -> float:
    """How likely the opposite of the likeliest news must be so that neither is believed."""
    said = kinds(mail.sentences)
    no, yes = bool(said & _SAYS_NO), bool(said & _SAYS_YES or mail.times)
    if no and yes:
        return _TOO_LIKELY_IF_BOTH_SAID
    says_so = no if best in _CLOSED else yes
    return _TOO_LIKELY_IF_SAID if says_so else _TOO_LIKELY


def _open(likely: Mapping[Outcome, float]) -> list[Outcome]:
    """The outcomes that leave the decision open."""
    return [outcome for outcome in likely if outcome not in {*_CLOSED, *_GOOD}]


def _likelihoods(mail: Mail) -> dict[Outcome, float]:
    known, found = outcome_weights(), ideas(mail)
    sums = [
        sum(known[idea][at] * count for idea, count in found.items() if idea in known) for at in range(len(OUTCOMES))
    ]
    powers = [exp(total - max(sums)) for total in sums]
    return {outcome: power / sum(powers) for outcome, power in zip(OUTCOMES, powers, strict=True)}


def _telling(mail: Mail, outcome: Outcome) -> str:
    """The sentence that speaks loudest for an outcome."""
    known, at = outcome_weights(), OUTCOMES.index(outcome)

    def loudness(sentence: Sentence) -> float:
        said = sum(known[idea][at] for idea in _ideas_of(sentence) if idea in known)
        return said + sentence.sound[CLASSES.index(_SOUNDS.get(outcome, outcome.value))]

    loudest = max(mail.sentences, key=loudness, default=None)
    return loudest.text if loudest is not None else ""
