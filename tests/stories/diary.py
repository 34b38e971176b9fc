"""What happens in the person's calendars: invitations come, are moved, cancelled, declined and deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from daemon.ports.records import Attendee, Event, Person, Response, Status
from tests.stories.world import ROBIN, World

MIA = Person(name="Mia Olsen", email="mia@tarn.example")
ADA = Person(name="Ada Hall", email="ada@tarn.example")
TOM = Person(name="Tom Reid", email="tom@tarn.example")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A handle on something in a calendar."""

    uid: str
    account: str
    ref: str


class Diary(World):
    """A world in which things happen in calendars."""

    _meetings = 0

    def invited(
        self,
        title: str = "Interview: Data Engineer at Tarn",
        when: str = "Thu 5 Mar 10:00",
        *,
        minutes: int = 60,
        by: Person | None = MIA,
        people: Sequence[Person] = (ADA,),
        zone: str | None = None,
        description: str = "",
        location: str = "",
        account: str | None = None,
        uid: str | None = None,
    ) -> Meeting:
        """An invitation arrives, which the person accepts; without `by` they typed it themselves."""
        start = self.moment(when, zone)
        me = Attendee(name=ROBIN.name, email=ROBIN.email, response=Response.ACCEPTED)
        others = tuple(Attendee(name=p.name, email=p.email, response=Response.ACCEPTED) for p in people)
        return self.add(
            Event(
                uid=uid or self._uid(),
                calendar="Personal",
                start=start,
                end=start + timedelta(minutes=minutes),
                zone=zone or self.zone.key,
                summary=title,
                description=description,
                location=location,
                organizer=by,
                attendees=(me, *others) if by else (),
            ),
            account=account,
        )

    def typed(self, title: str, when: str, *, minutes: int = 60, description: str = "") -> Meeting:
        """The person types an appointment into their calendar."""
        return self.invited(title, when, minutes=minutes, by=None, people=(), description=description)

    def all_day(self, title: str, first: date, *, days: int = 1) -> Meeting:
        """The person types something that lasts for whole days."""
        end = first + timedelta(days=days)
        event = Event(uid=self._uid(), calendar="Personal", start=first, end=end, zone=self.zone.key, summary=title)
        return self.add(event)

    def add(self, *events: Event, account: str | None = None) -> Meeting:
        """Something appears in a calendar."""
        account = account or next(iter(self.stores))
        ref = self.stores[account].add_events(*events)
        return Meeting(uid=events[0].uid, account=account, ref=ref)

    def meeting(self, uid: str) -> Meeting:
        """The handle on something with this UID."""
        return next(
            Meeting(uid=uid, account=name, ref=stored.ref)
            for name, store in self.stores.items()
            for stored in store.events
            if stored.thing.events[0].uid == uid
        )

    def event(self, meeting: Meeting) -> Event:
        """An event as it now stands."""
        return self.stores[meeting.account].events[meeting.ref].thing.events[0]

    def change(self, meeting: Meeting, **fields: Any) -> None:
        """Somebody changes an event."""
        event = replace(self.event(meeting), **fields)
        self.stores[meeting.account].replace_events(meeting.ref, event)

    def reschedule(self, meeting: Meeting, when: str) -> None:
        """The organiser moves the meeting; it stays the same event."""
        event = self.event(meeting)
        assert isinstance(event.start, datetime)
        assert isinstance(event.end, datetime)
        start = self.moment(when, event.zone)
        self.change(meeting, start=start, end=start + (event.end - event.start))

    def cancel(self, meeting: Meeting) -> None:
        """The organiser calls the meeting off."""
        self.change(meeting, status=Status.CANCELLED)

    def decline(self, meeting: Meeting) -> None:
        """The person declines the invitation."""
        attendees = tuple(
            replace(a, response=Response.DECLINED) if a.email == ROBIN.email else a
            for a in self.event(meeting).attendees
        )
        self.change(meeting, attendees=attendees)

    def delete_meeting(self, meeting: Meeting) -> None:
        """The event disappears from the calendar."""
        self.stores[meeting.account].delete_events(meeting.ref)

    def type_into_meeting(self, meeting: Meeting, text: str) -> None:
        """The person adds a line to the description of the interview itself."""
        self.change(meeting, description=f"{self.event(meeting).description}\n{text}\n")

    def _uid(self) -> str:
        self._meetings += 1
        return f"meeting-{self._meetings}@calendar.example"
