"""The words for moments, people, kinds of interviews and what became of things; and text made fit for a terminal."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from daemon.core.applications import Application, Outcome, Round, Said
from daemon.core.recognise.judgement import Medium, RoundKind
from daemon.core.remembered import Kind, Remembered, State
from daemon.core.wording import Artefact, clean
from daemon.ports.records import Moment, Person

# Control, format (bidi, zero-width) and surrogate characters, and the line breaks that are not "\n".
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

ROUNDS: Mapping[RoundKind, str] = MappingProxyType(
    {
        RoundKind.RECRUITER_SCREEN: "recruiter's screen",
        RoundKind.PHONE_SCREEN: "phone screen",
        RoundKind.TECHNICAL: "technical interview",
        RoundKind.TAKE_HOME_REVIEW: "take-home review",
        RoundKind.HIRING_MANAGER: "interview with the hiring manager",
        RoundKind.PANEL: "panel interview",
        RoundKind.ONSITE: "interviews on site",
        RoundKind.FINAL: "final interview",
        RoundKind.ASSESSMENT: "assessment",
        RoundKind.MEET_THE_TEAM: "meeting with the team",
        RoundKind.UNKNOWN: "interview",
    }
)
MEDIA: Mapping[Medium, str] = MappingProxyType(
    {
        Medium.VIDEO: ", by video",
        Medium.PHONE: ", by phone",
        Medium.IN_PERSON: ", in person",
        Medium.UNKNOWN: "",
    }
)
KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.ASK_BEFORE_LEAVING: "what to ask before leaving",
        Kind.TAKE_STOCK: "take stock",
        Kind.THANK_YOU: "thank-you",
        Kind.RECRUITER_DEBRIEF: "compare notes",
        Kind.CHECK_IN_CALL: "call",
        Kind.CHECK_IN_EMAIL: "e-mail",
        Kind.SECOND_INTERVIEW_REPLY: "answer an invitation",
        Kind.REJECTION_THANKS: "thank even so",
        Kind.OFFER_REPLY: "answer an offer",
        Kind.KEEP_SEARCHING: "keep searching",
        Kind.CLOSE: "let go or keep",
        Kind.WAS_IT_AN_INTERVIEW: "was it an interview?",
        Kind.THEIR_QUESTION: "they asked you something",
        Kind.OFFER_DEADLINE: "answer the offer by today",
        Kind.UNDELIVERED: "a message came back",
        Kind.WHICH_APPLICATION: "which application is it?",
    }
)
OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.OFFER: "an offer was made",
        Outcome.REJECTION: "it was rejected",
        Outcome.NEXT_ROUND: "they invite you to a further interview",
        Outcome.WITHDRAWN_BY_ME: "you withdrew",
    }
)
STATES: Mapping[State, str] = MappingProxyType(
    {
        State.INTENDED: "being written",
        State.STANDING: "written",
        State.THEIRS: "yours, because you changed it",
        State.DECLINED: "deleted by you, and it stays so",
        State.SENT: "sent by you",
        State.WITHDRAWN: "withdrawn",
        State.REFUSED: "refused by the account",
    }
)


def show_count(number: int, what: str) -> str:
    """How many of something there are."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def one_line(text: str) -> str:
    """A sentence of any length on one line."""
    return " ".join(text.split())


def visible(line: str) -> str:
    """A line in which nothing can hide or steer a terminal: control and bidi characters are written as escapes."""
    if line.isascii() and line.isprintable():
        return line
    return "".join(_escape(c) if unicodedata.category(c) in _UNSEEN else c for c in line.replace("\t", " "))


def visible_json(text: str) -> str:
    """The same for JSON: line breaks of the layout stay, what is unseen in texts becomes an escape of JSON's own."""
    return "".join(_escape_json(c) if c != "\n" and unicodedata.category(c) in _UNSEEN else c for c in text)


def show_moment(moment: Moment, zone: ZoneInfo) -> str:
    """When something is, in the person's zone, in a column's width."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(zone):%a %d %b %H:%M}"
    return f"{moment:%a %d %b} all day"


def show_full(moment: datetime, zone: ZoneInfo) -> str:
    """When something is, with its year."""
    return f"{moment.astimezone(zone):%a %d %b %Y, %H:%M}"


def show_day(day: date) -> str:
    """A day without its year."""
    return f"{day:%a} {day.day} {day:%b}"


def show_distance(span: timedelta) -> str:
    """How long ago, roughly."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 1:
        return "just now"
    for size, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    raise AssertionError(minutes)


def show_application(application: Application) -> str:
    """Employer and role."""
    name = clean(application.company or "an employer that is not named")
    return f"{name}, {clean(application.role)}" if application.role else name


def show_round(current: Round) -> str:
    """What kind of interview, how it is held and with whom."""
    people = ", ".join(clean(person.name or person.email or "") for person in current.interviewers)
    return f"{ROUNDS[current.kind]}{MEDIA[current.medium]}{f', with {people}' if people else ''}"


def show_person(person: Person) -> str:
    """Name and address, as far as they are known."""
    parts = (person.name, f"<{person.email}>" if person.email else None)
    return clean(" ".join(part for part in parts if part))


def show_said(said: Said) -> str:
    """What the employer said about when."""
    promise = said.promise
    days = (
        ("a decision by", promise.decide_by),
        ("nothing before", promise.earliest),
        ("you may ask from", promise.permission),
    )
    meaning = ", ".join(f"{what} {show_day(day)}" for what, day in days if day)
    return f"they said “{clean(promise.text)}”{f': {meaning}' if meaning else ''}"


def show_artefact(artefact: Artefact) -> str:
    """The title of an entry, or subject and addressee of a draft."""
    if artefact.entry:
        return clean(artefact.entry.summary)
    assert artefact.draft is not None
    to = ", ".join(map(show_person, artefact.draft.to)) or "nobody yet (no address known)"
    return f"“{clean(artefact.draft.subject)}” to {to}"


def show_title(row: Remembered, kind: Kind | None, application: Application | None) -> str:
    """What something we wrote is about, when its own title is not at hand."""
    what = KINDS[kind] if kind else row.key
    return f"{what}, {show_application(application)}" if application else what


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _escape_json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def to_json(value: object) -> str:
    """A value as JSON for machines, readable by people and harmless to terminals."""
    return visible_json(json.dumps(value, ensure_ascii=False, indent=2, default=_to_text))


def _to_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
