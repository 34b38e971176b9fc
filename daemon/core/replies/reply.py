"""What is known of an application, and what a mail means for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from daemon.core.outcome import Outcome
from daemon.core.promises import Promise
from daemon.ports.records import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursuit:
    """What is known of the application a mail may be about; `interviewed` are aware starts of past interviews."""

    company: str | None = None
    role: str | None = None
    interviewers: tuple[Person, ...] = ()
    recruiter: Person | None = None
    interviewed: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a mail means.

    `decision_by` is the day by which the employer says it will decide or be in touch, `promise` all that it says of it.
    `answer_by` is the day by which an offer wants an answer, `back_on` the last day of an absence. `proposed_times` are
    pairs of aware start and end, `links` pages to book a time on. `language` is the code of the language. `sentence` is
    what the outcome was read from, at most 300 characters, and `reasons` are sentences for the person.
    """

    about_application: bool
    outcome: Outcome
    decision_by: date | None = None
    promise: Promise | None = None
    answer_by: date | None = None
    back_on: date | None = None
    needs_reply: bool = False
    proposed_times: tuple[tuple[datetime, datetime], ...] = ()
    links: tuple[str, ...] = ()
    language: str | None = None
    sentence: str = ""
    reasons: tuple[str, ...] = ()
