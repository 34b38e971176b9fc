"""What followupd asks of Google Calendar: reading, and writing its own entries into one calendar, which invites nobody.

An event is written only under an id that followupd gave it, so no other can be changed whatever the calendar. No entry
has attendees, none reminds by mail, which Google would send, and every write says that nobody is to be told of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adapters.google.ids import is_ours

if TYPE_CHECKING:
    from adapters.web.asking import Asked

_LIST: Final = ("users", "me", "calendarList")
_OF_A_CALENDAR: Final = frozenset({"summary", "description"})
_INVITING: Final = ("attendees", "attendeesOmitted", "conferenceData", "anyoneCanAddSelf")


@dataclass(slots=True)
class CalendarPermits:
    """Whether a request is one that followupd makes. `own` is the id of the calendar for entries, if known."""

    own: str | None = None

    def __call__(self, asked: Asked) -> bool:
        """See `Permits`."""
        if asked.method == "GET":
            return _reads(asked.path)
        if asked.path == ("calendars",):
            return asked.method == "POST" and asked.content().keys() <= _OF_A_CALENDAR
        if self.own is None or asked.path[:3] != ("calendars", self.own, "events"):
            return False
        return asked.query.get("sendUpdates") == ["none"] and self._writes(asked)

    def _writes(self, asked: Asked) -> bool:
        content = asked.content()
        match asked.method, asked.path[3:]:
            case "POST", ():
                return is_ours(str(content.get("id"))) and _harmless(content)
            case "PATCH" | "PUT", (event,):
                return is_ours(event) and bool(content) and _harmless(content)
            case "DELETE", (event,):
                return is_ours(event)
        return False


def _reads(path: tuple[str, ...]) -> bool:
    match path:
        case ("calendars", _, "events") | ("calendars", _, "events", _) | ("calendars", _, "events", _, "instances"):
            return True
    return path == _LIST


def _harmless(content: dict[str, Any]) -> bool:
    """Whether nobody hears of an event: not by an invitation, not by a mail that reminds."""
    reminders = content.get("reminders", {}).get("overrides", ())
    return not any(content.get(name) for name in _INVITING) and all(each["method"] == "popup" for each in reminders)
