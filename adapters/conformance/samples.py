"""An entry and a draft as the daemon writes them; a test changes what it is about."""

from __future__ import annotations

from datetime import datetime, timedelta

from adapters.conformance.harness import OWNER, ZONE
from adapters.conformance.texts import NOT_ASCII
from daemon.ports.records import Draft, Entry, Moment, Person


def sample_entry(
    key: str = "thanks-4f2a",
    *,
    summary: str = "Send the thank-you notes",
    description: str = "To Hanna Vogt.\nDue today; why: the conversation of Tuesday.",
    start: Moment | None = None,
    end: Moment | None = None,
) -> Entry:
    """An entry of half an hour on 12 March 2026, or at other times if both are given."""
    return Entry(
        key=key,
        subject="interview-77b0",
        start=start if start is not None else datetime(2026, 3, 12, 9, 0, tzinfo=ZONE),
        end=end if end is not None else datetime(2026, 3, 12, 9, 30, tzinfo=ZONE),
        zone=ZONE.key,
        summary=summary,
        description=description,
        alarms=(timedelta(minutes=10),),
    )


def sample_draft(key: str = "thanks-4f2a", *, subject: str = "Thank you", body: str | None = None) -> Draft:
    """A draft to one person, with names and text beyond ASCII."""
    return Draft(
        key=key,
        message_id=f"<followupd-{key}@owner.example>",
        sender=Person(name="Robin Weiß", email=OWNER),
        to=(Person(name="Ągnes Vogt", email="agnes.vogt@elsewhere.example"),),
        subject=subject,
        body=body if body is not None else f"Dear Ągnes,\n\nthank you for the conversation. {NOT_ASCII}\n\nRobin\n",
    )
