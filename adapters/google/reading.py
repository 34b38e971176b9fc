"""Google's events as ours. Everything in them is somebody else's text, and may be missing or of another type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.google.texts import one_line, plain
from adapters.google.times import Resource, Unreadable, instance_of, span_in
from daemon.ports.records import Attendee, Event, Person, Response, Status

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from adapters.google.calendars import Place

FIELDS: Final = ",".join(
    (
        *("id", "etag", "status", "iCalUID", "summary", "description", "location", "start", "end", "transparency"),
        *("recurrence", "recurringEventId", "originalStartTime", "extendedProperties/private", "source/url"),
        "organizer(email,displayName,self)",
        "creator(email,displayName,self)",
        "attendees(email,displayName,responseStatus,optional,resource,self)",
        *("hangoutLink", "conferenceData/entryPoints(entryPointType,uri)"),
    )
)
"""What is asked of an event: nothing that is not read."""

_RESPONSES: Final = {
    "accepted": Response.ACCEPTED,
    "declined": Response.DECLINED,
    "tentative": Response.TENTATIVE,
    "needsAction": Response.NEEDS_ACTION,
}
_STATUSES: Final = {"tentative": Status.TENTATIVE, "cancelled": Status.CANCELLED}
_CALENDARS: Final = ("@group.calendar.google.com", "@group.v.calendar.google.com", "@resource.calendar.google.com")
_MOST_ATTENDEES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What is the same for all events of a calendar: which it is, the account's zone, and the person's addresses."""

    place: Place
    zone: ZoneInfo
    owner: frozenset[str]

    def event(self, found: Resource) -> Event:
        """A single event, or one instance of a series. Raises `Unreadable`."""
        try:
            return self._event(found)
        except (AttributeError, LookupError, TypeError, ValueError, OverflowError) as error:
            raise Unreadable("What Google tells of it makes no sense.") from error

    def _event(self, found: Resource) -> Event:
        start, end, zone, remarks = span_in(found, self.zone)
        original = found.get("originalStartTime")
        attendees = tuple(self._attendee(each) for each in found.get("attendees", ())[:_MOST_ATTENDEES])
        return Event(
            uid=str(found.get("iCalUID") or found["id"]),
            instance=instance_of(original, self.zone) if original else "",
            calendar=self.place.label,
            start=start,
            end=end,
            zone=zone,
            summary=one_line(found.get("summary", "")),
            description=plain(found.get("description", "")),
            location=one_line(found.get("location", "")),
            url=_link(found),
            status=_STATUSES.get(found.get("status", ""), Status.CONFIRMED),
            organizer=self._organizer(found, alone=not attendees),
            attendees=tuple(each for each in attendees if each.name or each.email),
            recurring=bool(original or found.get("recurrence")),
            busy=found.get("transparency") != "transparent",
            warnings=remarks,
        )

    def _organizer(self, found: Resource, *, alone: bool) -> Person | None:
        """Who organises it; Google names somebody for every event, also for what one notes for oneself."""
        organizer = found.get("organizer") or {}
        if str(organizer.get("email", "")).endswith(_CALENDARS):
            organizer = found.get("creator") or organizer  # a calendar organises what is made in it, which is nobody
        if alone and organizer.get("self"):
            return None
        person = Person(name=_name(organizer), email=self._address(organizer))
        return person if person.name or person.email else None

    def _attendee(self, found: Resource) -> Attendee:
        return Attendee(
            name=_name(found),
            email=self._address(found),
            response=_RESPONSES.get(found.get("responseStatus", ""), Response.NEEDS_ACTION),
            optional=found.get("optional") is True,
            resource=found.get("resource") is True,
        )

    def _address(self, found: Resource) -> str | None:
        """The address of somebody. Whom Google calls the person goes by an address that the daemon knows them by."""
        email = str(found.get("email") or "").strip()
        if found.get("self") and self.place.primary and self.owner and email.lower() not in self.owner:
            return min(self.owner)
        return email if "@" in email else None


def _name(found: Resource) -> str | None:
    name = " ".join(one_line(found.get("displayName") or "").split())
    return None if not name or name.lower() == str(found.get("email", "")).lower() else name


def _link(found: Resource) -> str:
    """The event's address in the web, or that of its conference."""
    conference = (found.get("conferenceData") or {}).get("entryPoints", ())
    links = [
        (found.get("source") or {}).get("url"),
        *(each.get("uri") for each in conference if each.get("entryPointType") == "video"),
        found.get("hangoutLink"),
    ]
    shown = (one_line(str(link)) for link in links if link)
    return next((link for link in shown if link.lower().startswith(("https://", "http://"))), "")
