"""Events as the tests of Google's calendar make and read them."""

from __future__ import annotations

from typing import Any

from adapters.conformance.harness import OWNER, WINDOW, ZONE
from adapters.google.calendars import Place
from adapters.google.reading import Reader
from daemon.ports.calendar import CalendarPort
from daemon.ports.records import Event, EventChanges
from tests.fakes.google.calendar import Resource

NOON = {"dateTime": "2026-03-10T12:00:00+01:00", "timeZone": "Europe/Berlin"}
ONE = {"dateTime": "2026-03-10T13:00:00+01:00", "timeZone": "Europe/Berlin"}
READER = Reader(place=Place(id=OWNER, label="Mine", primary=True), zone=ZONE, owner=frozenset({OWNER}))


def event(**fields: Any) -> Resource:
    """An hour at noon, with these fields in addition or instead."""
    return {"summary": "Lunch", "start": NOON, "end": ONE, **fields}


def found(changes: EventChanges) -> list[str]:
    """The summaries of all events."""
    return sorted(each.summary for item in changes.items for each in item.events)


def read(port: CalendarPort) -> list[Event]:
    """All events of a full read without trouble."""
    changes = port.changes(None, WINDOW)
    assert (changes.complete, changes.problems) == (True, ())
    return [each for item in changes.items for each in item.events]
