"""What followupd asks of calendars: reading, and writing its own entries into one of them, which invites nobody.

An event is written only in the calendar for entries and only if it was seen there with a mark of ours, so no other can
be changed. No entry has attendees or a meeting behind it: what may be in one is listed, and these are not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from adapters.web.asking import Asked

OF_A_CALENDAR: Final = frozenset({"name", "singleValueExtendedProperties"})
OF_AN_ENTRY: Final = frozenset(
    {
        *("subject", "body", "start", "end", "isAllDay", "showAs", "isReminderOn", "reminderMinutesBeforeStart"),
        *("transactionId", "singleValueExtendedProperties"),
    }
)


@dataclass(slots=True)
class CalendarPermits:
    """Whether a request is one that followupd makes.

    `own` is the id of the calendar for entries, if known, and `entries` are the ids of those that were seen in it.
    """

    own: str | None = None
    entries: set[str] = field(default_factory=set)

    def __call__(self, asked: Asked) -> bool:
        """See `Permits`."""
        if asked.method == "GET":
            return _reads(asked.path)
        if asked.query:
            return False
        if asked.path == ("calendars",):
            return asked.method == "POST" and asked.content().keys() <= OF_A_CALENDAR
        return self.own is not None and self._writes(asked)

    def _writes(self, asked: Asked) -> bool:
        content = asked.content()
        match asked.method, asked.path:
            case "POST", ("calendars", self.own, "events"):
                return bool(content) and content.keys() <= OF_AN_ENTRY
            case "PATCH", ("calendars", self.own, "events", event):
                return event in self.entries and bool(content) and content.keys() <= OF_AN_ENTRY
            case "DELETE", ("calendars", self.own, "events", event):
                return event in self.entries and not asked.body
        return False


def _reads(path: tuple[str, ...]) -> bool:
    match path:
        case ("calendars",) | ("calendars", _, "calendarView" | "events") | ("calendars", _, "calendarView", "delta"):
            return True
        case ("calendars", _, "events", _) | ("calendars", _, "events", _, "instances"):
            return True
    return False
