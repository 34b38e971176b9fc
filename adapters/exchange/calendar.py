"""CalendarPort on Exchange. A pass in which nothing changed asks each calendar once, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.exchange.calendar_reading import read
from adapters.exchange.cursor import States, read_cursor, stamp_of, write_cursor
from adapters.exchange.errors import Trouble
from adapters.exchange.reading import Reader
from daemon.ports.errors import CursorExpired
from daemon.ports.records import EventChanges, Item, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.exchange.folders import Folders, Place
    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.own import ExchangeOwnCalendar
    from adapters.exchange.settings import Settings
    from daemon.ports.records import Entry, StandingEntries, Window, Written


@dataclass(slots=True, kw_only=True)
class ExchangeCalendar:
    """The calendars of one mailbox."""

    mailbox: Mailbox
    folders: Folders
    own: ExchangeOwnCalendar
    settings: Settings

    def changes(self, since: str | None, window: Window) -> EventChanges:
        """See `CalendarPort.changes`."""
        settings = self.settings
        stamp = stamp_of(window, settings.email, settings.zone.key, settings.follow_up or "", *settings.calendars)
        known = read_cursor(since, stamp) if since is not None else {}
        places, missing = self.folders.readable()
        if not missing and known.keys() - {place.id for place in places}:
            raise CursorExpired("a calendar that was read before is no longer there")
        reading = _Reading(mailbox=self.mailbox, settings=settings, window=window, known=known, fresh=since is None)
        for name in missing:
            reading.fail(name, f"there is no calendar “{name}” in the mailbox")
        for place in places:
            reading.read(place)
        if reading.trouble:
            self.folders.forget()
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

    mailbox: Mailbox
    settings: Settings
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
        settings = self.settings
        reader = Reader(place=place, zone=settings.zone, email=settings.email, owner=settings.owner)
        state = self.known.get(place.id)
        try:
            found = read(self.mailbox, reader, self.window, state)
        except Trouble as trouble:
            self.trouble = trouble
            self.fail(place.label, str(trouble))
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
