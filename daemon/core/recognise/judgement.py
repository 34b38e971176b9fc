"""What recognising an event gives: a verdict with its reasons, and who, what and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from daemon.ports.records import Event, Person


class Verdict(StrEnum):
    """The three bands: act, ask once, leave alone."""

    INTERVIEW = "interview"
    DOUBT = "doubt"
    NO = "no"


class RoundKind(StrEnum):
    """What kind of conversation it is, as far as the event says."""

    RECRUITER_SCREEN = "recruiter-screen"
    PHONE_SCREEN = "phone-screen"
    TECHNICAL = "technical"
    TAKE_HOME_REVIEW = "take-home-review"
    HIRING_MANAGER = "hiring-manager"
    PANEL = "panel"
    ONSITE = "onsite"
    FINAL = "final"
    ASSESSMENT = "assessment"
    MEET_THE_TEAM = "meet-the-team"
    UNKNOWN = "unknown"


class Medium(StrEnum):
    """How the conversation is held."""

    VIDEO = "video"
    PHONE = "phone"
    IN_PERSON = "in-person"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The person whose calendar it is; `emails` are lower-case."""

    name: str
    emails: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One signal: how much it speaks for an interview (negative: against), and a sentence for the person."""

    weight: float
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """An event and what followupd makes of it. What could not be read stays None or empty; nothing is guessed.

    `confidence` is from 0 to 1. `sources` says where each detail was read: "title", "description", "organiser", ...
    For a verdict of `no` the details are empty.
    """

    event: Event
    verdict: Verdict
    confidence: float
    reasons: tuple[Reason, ...]
    company: str | None = None
    role: str | None = None
    round: RoundKind = RoundKind.UNKNOWN
    medium: Medium = Medium.UNKNOWN
    phone: str | None = None
    place: str | None = None
    interviewers: tuple[Person, ...] = ()
    recruiter: Person | None = None
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
