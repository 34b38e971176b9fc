"""Weighs the cues of a mail into one outcome.

What is said outright decides; what merely goes along with it decides only where nothing is said outright. Where good
and bad news stand in one mail, a rejection needs no good news after it that is meant for the person, and good news no
withdrawal after it; a mail that stays unclear is taken for neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daemon.core.outcome import Outcome
from daemon.core.replies.cues import Sentence, kinds

_SOFT_REGRETS = 2  # sentences that go along with a rejection, from which one is meant


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

    def delayed(self) -> list[Sentence]:
        """The sentences that put the decision off; one that waits for the person's answer does not."""
        return [sentence for sentence in self.having("delayed") if not sentence.has("reply_wanted")]

    def invited(self) -> list[Sentence]:
        """The sentences that go on to a further step; thanks for the last one count only where nothing else is said."""
        invited = self.having("invited")
        firm = [s for s in invited if s.asks or s.has("reply_wanted") or not s.has("acknowledged")]
        return firm if self.having("asked") or self.having("delayed") else invited


Verdict = tuple[Outcome, str, str]


def weigh(mail: Mail) -> Verdict:
    """The outcome, the sentence it was read from, and why, in a sentence for the person."""
    for rule in (_of_owner, _of_machine, _withdrawal, _news, _open):
        verdict = rule(mail)
        if verdict is not None:
            return verdict
    return Outcome.ACKNOWLEDGEMENT, "", "It says nothing new."


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
    outright = said & {"rejected", "offered", "invited"}
    if mail.machine_answer and not ("rejected" in outright or "offered" in outright):
        return Outcome.AUTO_REPLY, telling[0].text if telling else "", "A machine answered your message."
    return None


def _withdrawal(mail: Mail) -> Verdict | None:
    confirmed = mail.having("withdrawn")
    if not confirmed or mail.having("offered") or mail.invited():
        return None
    if mail.answers_withdrawal or len(confirmed) > 1 or not mail.having("rejected"):
        return Outcome.WITHDRAWN_BY_ME, confirmed[0].text, "It confirms that you withdrew."
    return None


def _news(mail: Mail) -> Verdict | None:
    """Good or bad news, where it is said outright."""
    rejected, offered, invited = mail.having("rejected"), mail.having("offered"), mail.invited()
    standby = mail.having("standby")
    if standby and not offered and not mail.times:
        return Outcome.DELAY, standby[0].text, "It says that somebody else is asked first."
    if rejected:
        return _bad_news(mail, rejected, offered, invited)
    leave = _leave_taking(mail)
    if leave is not None:
        return leave
    about_a_step = mail.times and len(invited) > len(offered)
    put_off = any(sentence.start >= offered[0].start for sentence in mail.delayed()) if offered else False
    if offered and not about_a_step and (mail.having("offer_talk") or not put_off):
        return Outcome.OFFER, offered[0].text, "It offers you the job."
    return None


def _leave_taking(mail: Mail) -> Verdict | None:
    """A refusal that is said by nothing but its good wishes and regrets."""
    farewell, regretted = mail.having("farewell"), [s for s in mail.having("regret") if not s.has("delayed", "invited")]
    going_on = mail.times or mail.links or mail.delayed() or any(s.asks for s in mail.invited())
    if going_on or (mail.having("offered") and not (farewell and regretted)):
        return None
    if farewell or len(regretted) >= _SOFT_REGRETS:
        return Outcome.REJECTION, (farewell or regretted)[0].text, "It takes leave of you."
    return None


def _bad_news(mail: Mail, rejected: list[Sentence], offered: list[Sentence], invited: list[Sentence]) -> Verdict | None:
    last = rejected[-1].start
    after = [sentence for sentence in offered if sentence.start > last and not sentence.has("rejected")]
    if after:
        return Outcome.OFFER, after[0].text, "After a refusal it offers you something else for this application."
    going_on = [s for s in invited if s.start > rejected[0].start and not s.has("rejected", "feedback_talk")]
    if going_on and mail.times and not mail.having("feedback_talk"):
        return Outcome.NEXT_ROUND, going_on[0].text, "After a refusal it proposes a time to go on."
    return Outcome.REJECTION, rejected[0].text, "It says that you were not chosen."


def _open(mail: Mail) -> Verdict | None:
    """The outcomes that leave the decision open."""
    invited, delayed, asked = mail.invited(), mail.delayed(), _questions(mail)
    if mail.links or (mail.times and (invited or mail.having("next_talk") or asked)):
        return Outcome.NEXT_ROUND, _text_of(invited, mail), "It proposes a time or a page to choose one on."
    urgent = [sentence for sentence in invited if sentence.asks or sentence.has("reply_wanted")]
    if urgent or (invited and not delayed):
        return Outcome.NEXT_ROUND, (urgent or invited)[0].text, "It goes on to a further step."
    if delayed and not (asked and len(delayed) == 1 and not mail.promised):
        return Outcome.DELAY, delayed[0].text, "It says that the decision takes longer."
    if asked:
        return Outcome.QUESTION, asked[0].text, "It asks you something."
    if mail.having("waited") or (mail.promised and not mail.having("acknowledged")):
        return (
            Outcome.DELAY,
            _text_of(mail.having("waited"), mail),
            "It asks for patience, or tells when you will hear.",
        )
    return None


def _questions(mail: Mail) -> list[Sentence]:
    direct = [s for s in mail.sentences if s.asks and not s.has("optional")]
    requests = [s for s in mail.having("asked") if not s.has("optional", "nothing_needed", "hypothetical")]
    return [*[s for s in direct if s.has("asked")], *requests, *direct]


def _text_of(preferred: Sequence[Sentence], mail: Mail) -> str:
    return next((sentence.text for sentence in [*preferred, *mail.sentences]), "")
