"""Judgements of invented interviews, for tests that begin after recognising."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from daemon.core.recognise.judgement import Judgement, Verdict
from daemon.ports.records import Event, Person

MIA = Person(name="Mia Olsen", email="mia@tarn.example")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


def interview(
    uid: str,
    start: datetime = MONDAY,
    *,
    company: str | None = "Tarn",
    role: str | None = None,
    people: tuple[Person, ...] = (),
    by: Person | None = MIA,
    verdict: Verdict = Verdict.INTERVIEW,
) -> Judgement:
    """An interview of an hour."""
    event = Event(
        uid=uid,
        calendar="Personal",
        start=start,
        end=start + timedelta(hours=1),
        zone="Europe/London",
        summary=f"Interview at {company}",
        organizer=by,
    )
    return Judgement(
        event=event, verdict=verdict, confidence=0.9, reasons=(), company=company, role=role, interviewers=people
    )
