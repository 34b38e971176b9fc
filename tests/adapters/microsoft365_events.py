"""Events as Outlook keeps them, and what the adapter reads of them."""

from __future__ import annotations

from typing import Any, TypeAlias

from adapters.conformance.harness import WINDOW
from daemon.ports.calendar import CalendarPort
from daemon.ports.records import Event, EventChanges

Resource: TypeAlias = dict[str, Any]


def moment(text: str, zone: str = "W. Europe Standard Time") -> Resource:
    """A time as Graph writes it."""
    return {"dateTime": text, "timeZone": zone}


def event(summary: str = "Lunch", start: str = "2026-03-10T12:00:00", **others: Any) -> Resource:
    """An hour in March 2026, of the person's own."""
    end = start.replace("T12", "T13")
    return {"subject": summary, "start": moment(start), "end": moment(end), **others}


def whole_day(first: str, last: str, **others: Any) -> Resource:
    """Days, the last of which is not one of them any more."""
    return event("Days off", isAllDay=True, **others) | {
        "start": moment(f"{first}T00:00:00"),
        "end": moment(f"{last}T00:00:00"),
    }


def found(changes: EventChanges) -> list[str]:
    """The titles of all events that a read reports."""
    return sorted(each.summary for item in changes.items for each in item.events)


def read(port: CalendarPort) -> list[Event]:
    """All events in the window, which are read without a problem."""
    changes = port.changes(None, WINDOW)
    assert (changes.complete, changes.problems) == (True, ())
    return [each for item in changes.items for each in item.events]
