"""Graph's events as ours. Everything in them is somebody else's text, and may be missing or of another type."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from adapters.formats.hypertext import text_of
from adapters.formats.icalendar_values import link, name_of, printable
from adapters.formats.marks import UID_PREFIX
from adapters.microsoft365.times import Resource, Unreadable, day_of, instant_in, span_of
from adapters.outlook.titles import is_called_off
from adapters.outlook.uids import uid_of
from daemon.ports.records import Attendee, Event, Person, Response, Status

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from adapters.microsoft365.calendars import Place
    from daemon.ports.records import Moment

LONGEST_BODY: Final = 512 * 1024  # characters; of what is longer only the beginning is read
MOST_ATTENDEES: Final = 1000

_LINE_END: Final = re.compile(r"[\r\n]+")

_RESPONSES: Final = {
    "accepted": Response.ACCEPTED,
    "declined": Response.DECLINED,
    "tentativelyAccepted": Response.TENTATIVE,
    "organizer": Response.ACCEPTED,
}
_UNDECIDED: Final = frozenset({"notResponded", "tentativelyAccepted"})
_PARTS: Final = frozenset({"occurrence", "exception"})
_FREE: Final = frozenset({"free", "workingElsewhere"})


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
            raise Unreadable("What Microsoft tells of it makes no sense.") from error

    def instance_of(self, master: Resource) -> Callable[[Resource], Event]:
        """How the instances of a series are read; an occurrence has from it all but its times.

        What is called raises `Unreadable`, also if it is the series that cannot be read.
        """
        uid = {"iCalUId": master["iCalUId"]} if "iCalUId" in master else {}  # occurrences have some of their own too

        @cache
        def template() -> Event:
            return self.event(master)

        def read(part: Resource) -> Event:
            told = {**master, **part, **uid}
            if part.get("type") != "occurrence":
                return self.event(told)
            if not master:
                raise Unreadable("Its series cannot be read.")
            start, end, zone, _ = span_of(told, self.zone)
            instance = _instance(told, start, zone)
            return replace(template(), start=start, end=end, instance=instance, recurring=True)

        return read

    def _event(self, found: Resource) -> Event:
        start, end, zone, remarks = span_of(found, self.zone)
        title, attendees = printable(found.get("subject") or ""), self._attendees(found)
        return Event(
            uid=uid_of(str(found.get("iCalUId") or found["id"])),
            instance=_instance(found, start, zone),
            calendar=self.place.label,
            start=start,
            end=end,
            zone=zone.key,
            summary=title,
            description=_description(found),
            location=_location(found),
            url=_link(found),
            status=_status(found, title, invited=bool(attendees)),
            organizer=self._organizer(found, alone=not attendees),
            attendees=attendees,
            recurring=found.get("type") in _PARTS,
            busy=found.get("showAs") not in _FREE,
            warnings=remarks,
        )

    def _organizer(self, found: Resource, *, alone: bool) -> Person | None:
        """Who organises it; Outlook names somebody for every event, also for what one notes for oneself."""
        if alone and found.get("isOrganizer") is not False:
            return None
        return self._person(found.get("organizer"))

    def _attendees(self, found: Resource) -> tuple[Attendee, ...]:
        """Who is invited, with what they answered. Of the person Outlook tells that apart from the others."""
        answer = (found.get("responseStatus") or {}).get("response")
        own = _RESPONSES.get(str(answer)) if answer != "organizer" else None
        invited = [self._attendee(each, own) for each in (found.get("attendees") or ())[:MOST_ATTENDEES]]
        told = tuple(each for each in invited if each.name or each.email)
        # Who is invited by way of a list of people is not among them, and has answered all the same.
        if own is None or not told or not self.owner or any((e.email or "").lower() in self.owner for e in told):
            return told
        return (*told, Attendee(email=self.place.person or min(self.owner), response=own))

    def _attendee(self, found: Resource, own: Response | None) -> Attendee:
        person = self._person(found) or Person()
        answer = _RESPONSES.get((found.get("status") or {}).get("response") or "", Response.NEEDS_ACTION)
        if own is not None and (person.email or "").lower() in self.owner:
            answer = own
        return Attendee(
            name=person.name,
            email=person.email,
            response=answer,
            optional=found.get("type") == "optional",
            resource=found.get("type") == "resource",
        )

    def _person(self, found: Any) -> Person | None:
        """Somebody. The person's mailbox goes by an address that the daemon knows them by."""
        told = (found or {}).get("emailAddress") or {}
        # An address within an organisation, which is no e-mail address, says nothing to anybody else.
        email: str | None = str(told.get("address") or "").strip()
        if not email or "@" not in email:
            email = None
        elif email.lower() == self.place.person and self.owner and email.lower() not in self.owner:
            email = min(self.owner)
        name: str | None = " ".join(printable(str(told.get("name") or "")).split())
        if not name or name.lower() in {(email or "").lower(), str(told.get("address") or "").lower()}:
            name = None
        return Person(name=name, email=email) if name or email else None


def is_own(found: Resource) -> bool:
    """Whether an event is an entry of ours by what nobody can change of it, wherever it was moved."""
    return str(found.get("transactionId") or "").startswith(UID_PREFIX)


def description_of(body: Any) -> str:
    """The text of an event as a person reads it; Outlook wraps every text into HTML unless it is asked not to."""
    content = str((body or {}).get("content") or "")[:LONGEST_BODY]
    if (body or {}).get("contentType") == "html":
        lines = _LINE_END.sub(" ", content)  # where its source is broken says nothing
        return printable(text_of(lines, longest=LONGEST_BODY))
    return printable(content.replace("\r\n", "\n"))


def _description(found: Resource) -> str:
    return description_of(found.get("body"))


def _instance(found: Resource, start: Moment, zone: ZoneInfo) -> str:
    """The name of an instance: its original start, as our other adapters write it; empty for a single event."""
    if found.get("type") not in _PARTS:
        return ""
    original = found.get("originalStart")
    if not original:
        return name_of(start)  # it is as the series plans it
    moment = instant_in({"dateTime": original})
    return name_of(day_of(moment, zone) if found.get("isAllDay") is True else moment)


def _status(found: Resource, title: str, *, invited: bool) -> Status:
    """Whether it takes place. Of an invitation not yet answered Outlook notes in the calendar that one may come."""
    if found.get("isCancelled") is True or is_called_off(title):
        return Status.CANCELLED
    undecided = invited and (found.get("responseStatus") or {}).get("response") in _UNDECIDED
    return Status.TENTATIVE if found.get("showAs") == "tentative" and not undecided else Status.CONFIRMED


def _location(found: Resource) -> str:
    """Where it is, with the street if Outlook knows it from its map."""
    place = found.get("location") or {}
    name = printable(str(place.get("displayName") or ""))
    address = place.get("address") or {}
    known = [printable(str(address.get(part) or "")) for part in ("street", "postalCode", "city")]
    return ", ".join([each for each in (name, *known) if each and (each == name or each not in name)])


def _link(found: Resource) -> str:
    """The event's meeting in the web, or its place there."""
    links = (
        (found.get("onlineMeeting") or {}).get("joinUrl"),
        found.get("onlineMeetingUrl"),
        (found.get("location") or {}).get("locationUri"),
    )
    return next((shown for each in links if each and (shown := link(str(each)))), "")
