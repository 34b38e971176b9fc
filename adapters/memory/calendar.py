"""CalendarPort over a memory store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from adapters.memory.faults import Call
from adapters.memory.shelf import Stored
from adapters.memory.store import CalendarItem, MemoryStore, OwnEntry
from daemon.ports.errors import Conflict, NotFound
from daemon.ports.records import (
    Entry,
    Event,
    EventChanges,
    Item,
    Moment,
    Problem,
    StandingEntries,
    StandingEntry,
    Window,
    Written,
)


class MemoryCalendar:
    """The calendars of one account; see `daemon.ports.calendar.CalendarPort` for what each method promises."""

    def __init__(self, store: MemoryStore, own_calendar: str, zone: ZoneInfo) -> None:
        self._store = store
        self._own_calendar = own_calendar
        self._zone = zone

    def changes(self, since: str | None, window: Window) -> EventChanges:
        """Events changed and gone since a cursor, or everything in the window."""
        self._store.faults.check(Call.READ)
        found, removed = self._store.events.since(since)
        complete = not self._store.faults.incomplete
        seen = [stored for stored in found if stored.thing.calendar != self._own_calendar]
        if not complete:
            seen, removed = seen[::2], []
        items = [self._item(stored, window) for stored in seen if stored.thing.broken is None]
        return EventChanges(
            items=tuple(item for item in items if item.events or since is not None),
            gone=tuple(removed),
            cursor=self._store.events.cursor if complete else since,
            complete=complete,
            problems=tuple(problem for stored in seen for problem in _problems(stored)),
        )

    def entries(self) -> StandingEntries:
        """Everything followupd wrote here, as it stands now."""
        self._store.faults.check(Call.READ)
        complete = not self._store.faults.incomplete
        seen = list(self._store.own_entries)[:: 1 if complete else 2]
        return StandingEntries(
            entries=tuple(_standing(stored) for stored in seen if stored.thing.broken is None),
            complete=complete,
            problems=tuple(
                Problem(ref=stored.ref, message=stored.thing.broken)
                for stored in seen
                if stored.thing.broken is not None
            ),
        )

    def put(self, entry: Entry, expected: str | None) -> Written:
        """Create an entry, or replace the one in the expected version."""
        self._store.faults.check(Call.PUT)
        entry = replace(entry, summary=" ".join(entry.summary.splitlines()))
        if entry.key in self._store.own_entries:
            return self._replace(self._store.own_entries[entry.key], entry, expected)
        if expected is not None:
            raise NotFound("the entry to replace is not in the calendar")
        return self._write(OwnEntry(entry=entry, mark=entry.fingerprint))

    def remove(self, ref: str, expected: str) -> None:
        """Remove an entry in the expected version."""
        self._store.faults.check(Call.REMOVE)
        if ref not in self._store.own_entries:
            raise NotFound("the entry to remove is not in the calendar")
        if self._store.own_entries[ref].version != expected:
            raise Conflict("the entry to remove was changed")
        with self._store.faults.writing():
            self._store.own_entries.remove(ref)

    def _replace(self, stored: Stored[OwnEntry], entry: Entry, expected: str | None) -> Written:
        if stored.thing.broken is None and stored.thing.entry.fingerprint == entry.fingerprint:
            return Written(ref=stored.ref, version=stored.version)
        if stored.version != expected:
            raise Conflict("the entry stands otherwise than expected")
        return self._write(replace(stored.thing, entry=entry, mark=entry.fingerprint, broken=None))

    def _write(self, own: OwnEntry) -> Written:
        with self._store.faults.writing():
            stored = self._store.own_entries.write(own.entry.key, own)
        return Written(ref=stored.ref, version=stored.version)

    def _item(self, stored: Stored[CalendarItem], window: Window) -> Item:
        events = tuple(event for event in stored.thing.events if self._is_in(window, event))
        return Item(ref=stored.ref, version=stored.version, events=events)

    def _is_in(self, window: Window, event: Event) -> bool:
        return self._instant(event.start) < window.end and self._instant(event.end) > window.start

    def _instant(self, moment: Moment) -> datetime:
        """A day begins at midnight in the zone of the account."""
        if isinstance(moment, datetime):
            return moment
        return datetime.combine(moment, time.min, tzinfo=self._zone).astimezone(UTC)


def _standing(stored: Stored[OwnEntry]) -> StandingEntry:
    own = stored.thing
    return StandingEntry(ref=stored.ref, version=stored.version, entry=own.entry, mark=own.mark)


def _problems(stored: Stored[CalendarItem]) -> list[Problem]:
    item = stored.thing
    reasons = item.problems if item.broken is None else (item.broken,)
    return [Problem(ref=stored.ref, message=reason) for reason in reasons]
