"""Judging invented events of one owner, for the tests of what is recognised in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from daemon.core.recognise import Judgement, Owner, recognise
from daemon.ports.records import Attendee, Event, Person

OWNER = Owner(name="Rowan Tindall", emails=frozenset({"rowan@post.example"}))
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
ME = Attendee(name="Rowan Tindall", email="rowan@post.example")
HOST = Person(name="Petra Oakes", email="petra@ottersoft.example")


def typed(summary: str, description: str = "", location: str = "") -> Judgement:
    """The judgement of an event that the owner typed."""
    return recognise(
        Event(
            uid="e1",
            calendar="own",
            start=START,
            end=START + timedelta(hours=1),
            zone="Europe/London",
            summary=summary,
            description=description,
            location=location,
        ),
        OWNER,
    )


def invitation(summary: str, description: str, organizer: Person, *others: Attendee) -> Judgement:
    """The judgement of an invitation to the owner."""
    base = typed(summary, description).event
    return recognise(replace(base, organizer=organizer, attendees=(ME, *others)), OWNER)


def names(judgement: Judgement) -> list[str | None]:
    return [person.name for person in judgement.interviewers]
