"""What happens in a life, in the languages that providers take in: iCalendar and Internet messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from adapters.conformance.texts import calendar, component, mail, parsed
from adapters.formats.marks import HEADER_STEP
from daemon.ports.records import Draft, Event, Message, Person
from tests.stories.world import ROBIN


def icalendar_of(event: Event) -> str:
    """An event as somebody imports it."""
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    zone = f";TZID={event.zone}"
    lines = [f"DTSTART{zone}:{event.start:%Y%m%dT%H%M%S}", f"DTEND{zone}:{event.end:%Y%m%dT%H%M%S}"]
    lines.append(f"SUMMARY:{event.summary}")
    if event.organizer:
        lines.append(f"ORGANIZER;CN={event.organizer.name}:mailto:{event.organizer.email}")
    lines += [
        f"ATTENDEE;CN={each.name};PARTSTAT={each.response.value.upper()}:mailto:{each.email}"
        for each in event.attendees
    ]
    return calendar(component(event.uid, *lines))


def letter_of(message: Message, renamed: Mapping[str, str]) -> bytes:
    """A letter as it is transported; what it answers may have been `renamed` when it was sent."""
    headers = {
        "From": _named(message.sender),
        "To": ", ".join(map(_named, message.to)),
        "Subject": message.subject,
        "Date": f"{message.date:%a, %d %b %Y %H:%M:%S %z}",
        "Message-ID": message.message_id,
        **{name.title(): value for name, value in message.headers.items()},
    }
    if message.in_reply_to:
        headers["In-Reply-To"] = headers["References"] = renamed.get(message.in_reply_to, message.in_reply_to)
    return mail(headers, message.text or "")


def sent_of(raw: bytes, name: str, at: datetime) -> bytes:
    """A draft as a provider sends it that gives it a name of its own and takes every mark from it."""
    message = parsed(raw)
    for header in [*message.keys()]:
        if header.startswith("X-Followupd") or header in {"Message-ID", "Date"}:
            del message[header]
    message["Message-ID"] = name
    message["Date"] = f"{at:%a, %d %b %Y %H:%M:%S %z}"
    return message.as_bytes()


def draft_of(raw: bytes) -> Draft:
    """A draft as the person sees it."""
    message = parsed(raw)
    body = message.get_body(preferencelist=("plain",))
    assert body is not None
    to = message["To"].addresses if message["To"] else ()
    return Draft(
        key=str(message[HEADER_STEP]),
        message_id=str(message["Message-ID"]),
        sender=ROBIN,
        to=tuple(Person(name=each.display_name, email=each.addr_spec) for each in to),
        subject=str(message["Subject"]),
        body=body.get_content(),
        in_reply_to=message["In-Reply-To"] and str(message["In-Reply-To"]),
    )


def _named(person: Person) -> str:
    return f"{person.name} <{person.email}>"
