"""What a playbook can say: one record a rule, its keys with their limits and defaults.

The tables and keys of a playbook's file are the fields of these records, with hyphens in the names of tables. A rule
that a playbook does not have is not done. Days are working days of the person and the employer unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar


def number(default: int, lowest: int, highest: int) -> Any:
    """A whole number within limits."""
    return field(default=default, metadata={"lowest": lowest, "highest": highest})


def choice(default: str, *others: str) -> Any:
    """One of some words."""
    return field(default=default, metadata={"choices": (default, *others)})


def points(*choices: str) -> Any:
    """Some of these points, in the order in which the playbook names them; each language has the words for them."""
    return field(default=(), metadata={"points": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Why a rule is good advice, by language; entries and `followupd why` quote it."""

    why: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def reason(self, language: str) -> str:
        """The reason in this language, else in English, else in whatever language there is."""
        return _said(self.why, language)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBeforeLeaving(Rule):
    """What to ask at the end of an interview, shown so many minutes before it begins."""

    minutes_before: int = number(30, 5, 240)
    ask: tuple[str, ...] = points("appreciation", "next-step", "three-dates", "decision-date", "check-back", "cards")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStock(Rule):
    """A form to fill in right after the interview, and how long that takes."""

    minutes: int = number(20, 5, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThankYou(Rule):
    """A note to each interviewer: when its draft is ready, when to send it, and when it is too late for one.

    `length` is "brief" (no strengths), "usual" (one) or "full" (two, for playbooks that send highlights). A note
    `as_letter` is attached to its e-mail as a page too, and goes to nobody to whom a letter is posted.
    """

    draft_after_hours: int = number(2, 0, 48)
    after_working_days: int = number(1, 0, 5)
    late_after_hours: int = number(48, 1, 240)
    not_after_working_days: int = number(5, 1, 20)
    length: str = choice("usual", "brief", "full")
    as_letter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThankYouLetter(Rule):
    """Thanks by post: a handwritten card, or a typed letter that is ready to print.

    `needs_address` is true where a letter is written only to those whose postal address is known.
    """

    form: str = choice("letter", "card")
    write_after_working_days: int = number(1, 0, 5)
    post_after_working_days: int = number(1, 0, 5)
    needs_address: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecruiterDebrief(Rule):
    """Comparing notes with the recruiter, where there is one."""

    after_working_days: int = number(1, 0, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Rule):
    """When to ask where things stand, and how often.

    `again_working_days` is the distance from one check-in to the next; zero means as long as the first wait was.
    """

    limit: int = number(2, 1, 3)
    after_promise_working_days: int = number(1, 1, 10)
    without_promise_working_days: int = number(5, 1, 20)
    again_working_days: int = number(0, 0, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInCall(Rule):
    """Asking by telephone: whom to ask for, and what to mind while speaking."""

    ask_for: str = choice("recruiter", "interviewer")
    mind: tuple[str, ...] = points("who-and-where", "confident", "low-pressure", "own-number", "other-interview")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInEmail(Rule):
    """Asking by e-mail, so long after a call that was not answered; zero: at the same time, to call or to write."""

    after_call_working_days: int = number(2, 0, 10)
    mind: tuple[str, ...] = points("own-address", "other-interview")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondInterviewReply(Rule):
    """Answering an invitation to a further interview."""

    within_working_hours: int = number(2, 1, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionThanks(Rule):
    """Thanking even after a no."""

    after_working_days: int = number(1, 0, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferReply(Rule):
    """Thanking for an offer and saying when one will answer."""

    after_working_days: int = number(1, 0, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSearching(Rule):
    """A weekly reminder while anything waits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Rule):
    """The question whether to let go, so long after the last check-in."""

    after_working_days: int = number(10, 1, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Named rules; None where a playbook leaves something undone.

    `check_in` says when, `check_in_call` and `check_in_email` how; without either of those nobody is asked.
    """

    name: str
    summary: Mapping[str, str]
    ask_before_leaving: AskBeforeLeaving | None = None
    take_stock: TakeStock | None = None
    thank_you: ThankYou | None = None
    thank_you_letter: ThankYouLetter | None = None
    recruiter_debrief: RecruiterDebrief | None = None
    check_in: CheckIn | None = None
    check_in_call: CheckInCall | None = None
    check_in_email: CheckInEmail | None = None
    second_interview_reply: SecondInterviewReply | None = None
    rejection_thanks: RejectionThanks | None = None
    offer_reply: OfferReply | None = None
    keep_searching: KeepSearching | None = None
    close: Close | None = None

    RULES: ClassVar[Mapping[str, type[Rule]]] = MappingProxyType(
        {
            "ask-before-leaving": AskBeforeLeaving,
            "take-stock": TakeStock,
            "thank-you": ThankYou,
            "thank-you-letter": ThankYouLetter,
            "recruiter-debrief": RecruiterDebrief,
            "check-in": CheckIn,
            "check-in-call": CheckInCall,
            "check-in-email": CheckInEmail,
            "second-interview-reply": SecondInterviewReply,
            "rejection-thanks": RejectionThanks,
            "offer-reply": OfferReply,
            "keep-searching": KeepSearching,
            "close": Close,
        }
    )

    def told(self, language: str) -> str:
        """The playbook in a sentence, in this language if there is one, as `Rule.reason` chooses."""
        return _said(self.summary, language)

    def rule(self, name: str) -> Rule | None:
        """The rule with this name ("thank-you"), or None if the playbook does not have it."""
        found: Rule | None = getattr(self, name.replace("-", "_"))
        return found


def _said(texts: Mapping[str, str], language: str) -> str:
    """What is said in this language, else in English, else in whatever language there is."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
