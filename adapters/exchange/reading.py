"""Exchange's events as ours. Everything in them is somebody else's text, and may be missing or make no sense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.exchange.markup import field, find, find_all, own_properties, text_in
from adapters.exchange.times import Unreadable, instant_in, planned, span_of
from adapters.formats.hypertext import text_of
from adapters.formats.icalendar_values import link, name_of, printable
from adapters.formats.marks import key_of
from adapters.outlook.marks import STEP
from adapters.outlook.titles import is_called_off
from adapters.outlook.uids import uid_of
from daemon.ports.records import Attendee, Event, Person, Response, Status

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from adapters.exchange.folders import Place
    from adapters.exchange.markup import Element
    from daemon.ports.records import Moment

FIELDS: Final = (
    *map(field, ("item:Subject", "item:Body")),
    *(
        field(f"calendar:{name}")
        for name in (
            *("UID", "RecurrenceId", "Start", "End", "OriginalStart", "IsAllDayEvent", "LegacyFreeBusyStatus"),
            *("Location", "IsMeeting", "IsCancelled", "CalendarItemType", "MyResponseType", "Organizer"),
            *("RequiredAttendees", "OptionalAttendees", "Resources", "StartTimeZone", "AppointmentState"),
            *("MeetingWorkspaceUrl", "NetShowUrl", "JoinOnlineMeetingUrl"),
        )
    ),
)
"""What is asked of an event: nothing that is not read."""

_RESPONSES: Final = {
    "Organizer": Response.ACCEPTED,
    "Accept": Response.ACCEPTED,
    "Decline": Response.DECLINED,
    "Tentative": Response.TENTATIVE,
}
_UNDECIDED: Final = frozenset({"Tentative", "NoResponseReceived"})
_CALLED_OFF: Final = 4  # a bit of the state of a meeting (MS-OXOCAL section 2.2.1.10)
_MOST_ATTENDEES: Final = 1000

LONGEST_BODY: Final = 512 * 1024  # characters; of what is longer only the beginning is read


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What is the same for all events of a calendar: which it is, the account's zone, and the person's addresses.

    `email` is that of the mailbox, and `known_as` the one by which the daemon knows them.
    """

    place: Place
    zone: ZoneInfo
    email: str
    known_as: str
    owner: frozenset[str]

    def event(self, found: Element) -> Event:
        """A single event, an instance of a series that differs from it, or a series itself. Raises `Unreadable`."""
        try:
            return self._event(found)
        except (AttributeError, LookupError, TypeError, ValueError, OverflowError) as error:
            raise Unreadable("What Exchange tells of it makes no sense.") from error

    def _event(self, found: Element) -> Event:
        start, end, zone, remarks = span_of(found, self.zone)
        title, kind = printable(text_in(found, "t:Subject")), text_in(found, "t:CalendarItemType")
        attendees = self._attendees(found)
        return Event(
            uid=uid_in(found) or ref_of(found),
            instance="" if kind == "RecurringMaster" else self._instance(found, start),
            calendar=self.place.label,
            start=start,
            end=end,
            zone=zone.key,
            summary=title,
            description=description_of(found),
            location=printable(text_in(found, "t:Location")),
            url=_link(found),
            status=_status(found, title, invited=bool(attendees)),
            organizer=self._person(find(found, "t:Organizer/t:Mailbox")) if _is_meeting(found) or attendees else None,
            attendees=attendees,
            recurring=kind in {"Occurrence", "Exception", "RecurringMaster"},
            busy=text_in(found, "t:LegacyFreeBusyStatus") not in {"Free", "WorkingElsewhere"},
            warnings=remarks,
        )

    def _instance(self, found: Element, start: Moment) -> str:
        """The name of an instance: its original start, as our other adapters write it; empty for a single event."""
        is_instance = text_in(found, "t:CalendarItemType") in {"Occurrence", "Exception"}
        original = text_in(found, "t:RecurrenceId") or (text_in(found, "t:OriginalStart") if is_instance else "")
        if original:
            return name_of(planned(found, instant_in(original), self.zone))
        return name_of(start) if is_instance else ""

    def _attendees(self, found: Element) -> tuple[Attendee, ...]:
        """Who is invited, with what they answered. Of the person Exchange tells that apart from the others."""
        lists = {"RequiredAttendees": (False, False), "OptionalAttendees": (True, False), "Resources": (False, True)}
        invited = [
            self._attendee(each, optional=optional, resource=resource)
            for name, (optional, resource) in lists.items()
            for each in find_all(found, f"t:{name}/t:Attendee")[:_MOST_ATTENDEES]
        ]
        invited = [each for each in invited if each.name or each.email]
        answer = text_in(found, "t:MyResponseType")
        own = _RESPONSES.get(answer) if answer != "Organizer" else None
        told = tuple(self._with_answer(each, own or each.response) for each in invited)
        # Who is invited by way of a list of people is not among them, and has answered all the same.
        if own is None or not told or any((each.email or "").lower() in self.owner for each in told):
            return told
        return (*told, Attendee(email=self.known_as, response=own))

    def _with_answer(self, attendee: Attendee, own: Response) -> Attendee:
        if (attendee.email or "").lower() not in self.owner:
            return attendee
        return Attendee(name=attendee.name, email=attendee.email, response=own, optional=attendee.optional)

    def _attendee(self, found: Element, *, optional: bool, resource: bool) -> Attendee:
        person = self._person(find(found, "t:Mailbox")) or Person()
        answer = _RESPONSES.get(text_in(found, "t:ResponseType"), Response.NEEDS_ACTION)
        return Attendee(name=person.name, email=person.email, response=answer, optional=optional, resource=resource)

    def _person(self, found: Element | None) -> Person | None:
        """Somebody; an address within an organisation, which is no e-mail address, says nothing to anybody else."""
        if found is None:
            return None
        told = text_in(found, "t:EmailAddress").strip()
        email = told if "@" in told and text_in(found, "t:RoutingType") != "EX" else None
        name = " ".join(printable(text_in(found, "t:Name")).split())
        if not email and not name:
            return None
        if told.lower() == self.email.lower():
            email = self.known_as
        return Person(name=None if not name or name.lower() == told.lower() else name, email=email)


def ref_of(found: Element) -> str:
    """The id of an item."""
    identity = find(found, "t:ItemId")
    return "" if identity is None else str(identity.get("Id") or "")


def version_of(found: Element) -> str:
    """What names this very state of an item."""
    identity = find(found, "t:ItemId")
    return "" if identity is None else str(identity.get("ChangeKey") or "")


def uid_in(found: Element) -> str:
    """The UID of an event, the same for all instances of a series and on every calendar that shows it."""
    return uid_of(text_in(found, "t:UID"))


def is_own(found: Element) -> bool:
    """Whether an event is an entry of ours, wherever it was moved or copied to and whatever was taken from it."""
    return STEP in own_properties(found) or key_of(uid_in(found)) is not None


def description_of(found: Element) -> str:
    """The text of an item as a person reads it. Much of what Outlook writes is about looks, before any text comes."""
    body = find(found, "t:Body")
    content = "" if body is None else (body.text or "")[:LONGEST_BODY]
    if body is not None and body.get("BodyType") == "HTML":
        return printable(text_of(content, longest=LONGEST_BODY))
    return printable(content)


def _status(found: Element, title: str, *, invited: bool) -> Status:
    """Whether it takes place. Of an invitation not yet answered Exchange notes in the calendar that one may come."""
    state = text_in(found, "t:AppointmentState")
    called_off = state.isdecimal() and int(state[:9]) & _CALLED_OFF
    if text_in(found, "t:IsCancelled") == "true" or called_off or is_called_off(title):
        return Status.CANCELLED
    undecided = invited and text_in(found, "t:MyResponseType") in _UNDECIDED
    tentative = text_in(found, "t:LegacyFreeBusyStatus") == "Tentative"
    return Status.TENTATIVE if tentative and not undecided else Status.CONFIRMED


def _is_meeting(found: Element) -> bool:
    return text_in(found, "t:IsMeeting") == "true"


def _link(found: Element) -> str:
    """The event's address in the web, or that of its meeting there."""
    links = (
        link(text_in(found, f"t:{name}")) for name in ("JoinOnlineMeetingUrl", "MeetingWorkspaceUrl", "NetShowUrl")
    )
    return next((each for each in links if each), "")
