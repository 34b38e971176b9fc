"""CalendarPort on Google Calendar. A pass in which nothing changed asks each calendar once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.google.calendar_reading import read_all, read_since
from adapters.google.cursor import State, States, read_cursor, stamp_of, write_cursor
from adapters.google.reading import Reader
from adapters.web.faults import Trouble
from daemon.ports.errors import CursorExpired
from daemon.ports.records import EventChanges, Item, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.google.calendars import Calendars, Place
    from adapters.google.own import GoogleOwnCalendar
    from adapters.google.settings import Settings
    from daemon.ports.records import Entry, StandingEntries, Window, Written


@dataclass(slots=True, kw_only=True)
class GoogleCalendar:
    """The calendars of one account."""

    calendars: Calendars
    own: GoogleOwnCalendar
    settings: Settings

    def changes(self, since: str | None, window: Window) -> EventChanges:
        """See `CalendarPort.changes`."""
        settings = self.settings
        stamp = stamp_of(window, settings.calendar_endpoint, settings.follow_up or "", *settings.calendars)
        known = read_cursor(since, stamp) if since is not None else {}
        places, missing = self.calendars.readable()
        if not missing and known.keys() - {place.id for place in places}:
            raise CursorExpired("a calendar that was read before is no longer there")
        reading = _Reading(calendars=self.calendars, window=window, known=known, fresh=since is None)
        for name in missing:
            reading.fail(name, f"there is no calendar “{name}” in the account")
        for place in places:
            reading.read(place)
        if reading.trouble:
            self.calendars.forget()
        return reading.result(lambda states: write_cursor(stamp, states))

    def entries(self) -> StandingEntries:
        """See `CalendarPort.entries`."""
        return self.own.entries()

    def put(self, entry: Entry, expected: str | None) -> Written:
        """See `CalendarPort.put`."""
        return self.own.put(entry, expected)

    def remove(self, ref: str, expected: str) -> None:
        """See `CalendarPort.remove`."""
        self.own.remove(ref, expected)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One read of all calendars: what was known before, and what was found so far."""

    calendars: Calendars
    window: Window
    known: States
    fresh: bool
    seen: States = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trouble: Trouble | None = None
    complete: bool = True

    def fail(self, ref: str, message: str) -> None:
        """Note what could not be read for a reason that may pass; absences do not count in this read."""
        self.problems.append(Problem(ref=ref, message=message))
        self.complete = False

    def read(self, place: Place) -> None:
        """Read what is new in a calendar; what troubles one calendar does not keep the others from being read."""
        settings = self.calendars.settings
        reader = Reader(place=place, zone=settings.zone, owner=settings.owner)
        known = self.known.get(place.id, State())
        try:
            if known.token is not None:
                found = read_since(self.calendars.service, reader, known.token, self.window)
            else:
                found = read_all(self.calendars.service, reader, self.window, known.versions)
        except Trouble as trouble:
            self.trouble = trouble
            self.fail(place.segment, str(trouble))
            return
        self.seen[place.id] = found.state
        self.items += (item for item in found.items.values() if item.events or not self.fresh)
        self.gone += found.gone
        self.problems += found.problems

    def result(self, write: Callable[[States], str]) -> EventChanges:
        """Everything found; what is missing in an incomplete read stays known. `Trouble` if no calendar was read."""
        if self.trouble and not self.seen:
            raise self.trouble
        return EventChanges(
            items=tuple(self.items),
            gone=tuple(sorted(self.gone)),
            cursor=write(self.seen if self.complete else self.known | self.seen),
            complete=self.complete,
            problems=tuple(self.problems),
        )
