"""CalendarPort on Microsoft Graph. A pass in which nothing changed asks each calendar once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.microsoft365.calendar_reading import NO_DELTA, Read, read_all, read_since
from adapters.microsoft365.cursor import State, States, read_cursor, stamp_of, write_cursor
from adapters.microsoft365.errors import Forbidden
from adapters.microsoft365.reading import Reader
from adapters.web.faults import Trouble
from daemon.ports.errors import CursorExpired
from daemon.ports.records import EventChanges, Item, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.microsoft365.calendars import Calendars, Place
    from adapters.microsoft365.own import MicrosoftOwnCalendar
    from adapters.microsoft365.settings import Settings
    from daemon.ports.records import Entry, StandingEntries, Window, Written


@dataclass(slots=True, kw_only=True)
class MicrosoftCalendar:
    """The calendars of one account."""

    calendars: Calendars
    own: MicrosoftOwnCalendar
    settings: Settings
    _without_delta: set[str] = field(default_factory=set)

    def changes(self, since: str | None, window: Window) -> EventChanges:
        """See `CalendarPort.changes`."""
        settings = self.settings
        stamp = stamp_of(window, settings.mailbox, settings.follow_up or "", *settings.calendars)
        known = read_cursor(since, stamp) if since is not None else {}
        places, missing = self.calendars.readable()
        if not missing and known.keys() - {place.id for place in places}:
            raise CursorExpired("a calendar that was read before is no longer there")
        reading = _Reading(known=known, fresh=since is None)
        for name in missing:
            reading.fail(name, f"there is no calendar “{name}” in the account")
        for place in places:
            reading.read(place, lambda place, state: self._read(place, state, window))
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

    def _read(self, place: Place, known: State, window: Window) -> Read:
        """What is new in a calendar; all that there is, where there is no change tracking."""
        graph = self.calendars.graph.with_bodies("html")  # which is what a delta tells, whatever it is asked for
        reader = Reader(place=place, zone=self.settings.zone, owner=self.settings.owner)
        if known.link is not None:
            return read_since(graph, reader, window, known)
        if place.id not in self._without_delta:
            try:
                return read_all(graph, reader, window, known, delta=True)
            except Trouble as trouble:
                if trouble.status not in NO_DELTA:
                    raise
        found = read_all(graph, reader, window, known, delta=False)
        self._without_delta.add(place.id)
        return found


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One read of all calendars: what was known before, and what was found so far."""

    known: States
    fresh: bool
    seen: States = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trouble: Trouble | Forbidden | None = None
    complete: bool = True

    def fail(self, ref: str, message: str) -> None:
        """Note what could not be read for a reason that may pass; absences do not count in this read."""
        self.problems.append(Problem(ref=ref, message=message))
        self.complete = False

    def read(self, place: Place, read: Callable[[Place, State], Read]) -> None:
        """Read what is new in a calendar; what troubles one calendar does not keep the others from being read."""
        try:
            found = read(place, self.known.get(place.id, State()))
        except (Trouble, Forbidden) as trouble:
            self.trouble = trouble
            self.fail(place.label, str(trouble))
            return
        self.seen[place.id] = found.state()
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
