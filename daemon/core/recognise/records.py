"""Events and judgements as the JSON objects that `followupd try events` reads and writes.

The shape is one object a line: `{"id", "me": {"name", "emails"}, "event": {...}}`, where `event` has summary,
description, location, start, end, timezone, status, organizer, attendees and url. Other keys are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from daemon.core.fields import list_in, mapping_in, text_in, texts_in
from daemon.core.recognise.judgement import Judgement, Owner
from daemon.core.recognise.markup import plain_text
from daemon.ports.records import Attendee, Event, Moment, Person, Response, Status

_RESPONSES = {
    "accepted": Response.ACCEPTED,
    "declined": Response.DECLINED,
    "tentative": Response.TENTATIVE,
    "needsAction": Response.NEEDS_ACTION,
    "needs-action": Response.NEEDS_ACTION,
}


def event_from_record(record: Mapping[str, object]) -> tuple[Event, Owner]:
    """The event of one record and the owner of its calendar.

    Raises ValueError with a sentence that names the key if something is missing or of the wrong kind.
    """
    me = mapping_in(record, "me")
    event = mapping_in(record, "event")
    owner = Owner(name=text_in(me, "name"), emails=frozenset(email.lower() for email in texts_in(me, "emails")))
    return Event(
        uid=text_in(record, "id"),
        calendar=text_in(event, "calendar"),
        start=_moment(event, "start"),
        end=_moment(event, "end"),
        zone=text_in(event, "timezone") or "UTC",
        summary=text_in(event, "summary"),
        description=plain_text(text_in(event, "description")),
        location=text_in(event, "location"),
        url=text_in(event, "url"),
        status=_status(event),
        organizer=_person(event, "organizer"),
        attendees=tuple(_attendee(item) for item in list_in(event, "attendees")),
        recurring=event.get("recurring") is True,
    ), owner


def judgement_to_record(identity: str, judgement: Judgement) -> dict[str, object]:
    """One judgement as an object for `json.dumps`; reasons are sentences, the strongest first."""
    return {
        "id": identity,
        "verdict": judgement.verdict.value,
        "confidence": judgement.confidence,
        "company": judgement.company,
        "role": judgement.role,
        "round": judgement.round.value,
        "medium": judgement.medium.value,
        "interviewers": [_person_record(person) for person in judgement.interviewers],
        "recruiter": _person_record(judgement.recruiter) if judgement.recruiter else None,
        "reasons": [reason.sentence for reason in judgement.reasons],
    }


def _moment(record: Mapping[str, object], key: str) -> Moment:
    text = text_in(record, key)
    try:
        if len(text) == len("2026-01-01"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{key}” must be a date, or a date and time with its offset, in ISO form.") from None
    if moment.tzinfo is None:
        raise ValueError(f"“{key}” must have an offset, like 2026-03-06T09:00:00+01:00.")
    return moment


def _status(record: Mapping[str, object]) -> Status:
    text = text_in(record, "status") or "confirmed"
    try:
        return Status(text)
    except ValueError:
        raise ValueError("“status” must be confirmed, tentative or cancelled.") from None


def _person(record: Mapping[str, object], key: str) -> Person | None:
    if record.get(key) is None:
        return None
    person = mapping_in(record, key)
    return Person(name=text_in(person, "name") or None, email=text_in(person, "email").lower() or None)


def _attendee(item: object) -> Attendee:
    if not isinstance(item, Mapping):
        raise ValueError("“attendees” must be a list of objects.")
    response = text_in(item, "response") or "needsAction"
    if response not in _RESPONSES:
        raise ValueError("“response” must be accepted, declined, tentative or needsAction.")
    return Attendee(
        name=text_in(item, "name") or None,
        email=text_in(item, "email").lower() or None,
        response=_RESPONSES[response],
    )


def _person_record(person: Person) -> dict[str, str | None]:
    return {"name": person.name, "email": person.email}
