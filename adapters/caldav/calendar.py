"""CalendarPort on a CalDAV server. A pass in which nothing changed asks each calendar once and parses nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.caldav.collection import WITHHELD, Fetched, State, ref_of
from adapters.caldav.cursor import States, read_cursor, stamp_of, write_cursor
from adapters.caldav.errors import Trouble
from adapters.formats.icalendar import UnreadableCalendar, parse_outline
from adapters.formats.icalendar_outline import outline_of
from adapters.formats.marks import UID_PREFIX
from daemon.ports.records import EventChanges, Item, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from adapters.caldav.collection import Collection, Text
    from adapters.caldav.own import CaldavOwnCalendar
    from adapters.caldav.server import Server
    from daemon.ports.records import Entry, StandingEntries, Window, Written

MAX_SENTENCES: Final = 3


@dataclass(slots=True, kw_only=True)
class CaldavCalendar:
    """The calendars of one account; `settings` is what a cursor depends on beside the window."""

    server: Server
    own: CaldavOwnCalendar
    zone: ZoneInfo
    settings: tuple[str, ...]

    def changes(self, since: str | None, window: Window) -> EventChanges:
        """See `CalendarPort.changes`.

        The first read of a calendar is one request. The next one lists it, as the first read of each day does: that
        finds new calendars and what a server forgot to report, and the changes of all later ones count from it.
        """
        stamp = stamp_of(window, *self.settings)
        day, known = read_cursor(since, stamp) if since is not None else ("", {})
        if day != self.server.transport.day:
            self.server.forget()
        calendars, missing = self.server.readable()
        today = self.server.transport.day
        reading = _Reading(window=window, zone=self.zone, known=known, fresh=since is None, anew=day != today)
        for name in missing:
            reading.fail(name, f"there is no calendar “{name}” on the server")
        for calendar in calendars:
            reading.read(calendar)
        if reading.trouble:
            self.server.forget()
        return reading.result(lambda states: write_cursor(stamp, today, states))

    def entries(self) -> StandingEntries:
        """See `CalendarPort.entries`."""
        return self.own.entries()

    def put(self, entry: Entry, expected: str | None) -> Written:
        """See `CalendarPort.put`."""
        with self.server.transport.briefly():
            return self.own.put(entry, expected)

    def remove(self, ref: str, expected: str) -> None:
        """See `CalendarPort.remove`."""
        with self.server.transport.briefly():
            self.own.remove(ref, expected)


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One read of all calendars: what was known before, and what was found so far."""

    window: Window
    zone: ZoneInfo
    known: States
    fresh: bool
    anew: bool
    seen: States = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    trouble: Trouble | None = None
    complete: bool = True

    def fail(self, ref: str, message: str) -> None:
        """Note what could not be read for a reason that may pass; absences do not count in this read."""
        self.problems.append(Problem(ref=ref, message=message))
        self.complete = False

    def read(self, calendar: Collection) -> None:
        """Read what is new in a calendar; what troubles one calendar does not keep the others from being read."""
        items, problems = len(self.items), len(self.problems)
        try:
            self.seen[calendar.url] = self._read(calendar)
        except Trouble as trouble:
            del self.items[items:], self.problems[problems:]
            self.trouble = trouble
            self.fail(calendar.segment, str(trouble))

    def result(self, write: Callable[[States], str]) -> EventChanges:
        """Everything found; what is missing in an incomplete read stays known. `Trouble` if no calendar was read."""
        if self.trouble and not self.seen:
            raise self.trouble
        if not self.complete:
            self.seen = self.known | self.seen
        return EventChanges(
            items=tuple(self.items),
            gone=tuple(sorted(self._gone())),
            cursor=write(self.seen),
            complete=self.complete,
            problems=tuple(self.problems),
        )

    def _read(self, calendar: Collection) -> State:
        known = self.known.get(calendar.url)
        if known is None:
            state = State()
            texts = calendar.texts(self.window)
        else:
            state = calendar.since(known, self.window, anew=self.anew)
            texts = calendar.multiget(state.changed(known))
        fetched = Fetched(state)
        for text in fetched.note(texts):
            if text.data is None:
                self.fail(calendar.ref(text.name), WITHHELD)
            elif not self._take(calendar, text, text.data):
                fetched.drop(text.name)
        return fetched.state()

    def _take(self, calendar: Collection, text: Text, data: bytes) -> bool:
        """Take over what an item holds; whether that concerns this window."""
        ref = calendar.ref(text.name)
        try:
            outline = outline_of(data)
        except UnreadableCalendar as error:
            self.problems.append(Problem(ref=ref, message=str(error)))
            return True
        if outline.events and not outline.foreign:
            return True
        events, problems = parse_outline(outline, calendar=calendar.label, window=self.window, zone=self.zone)
        if problems:
            self.problems.append(Problem(ref=ref, message=" ".join(problems[:MAX_SENTENCES])))
        if events or not (self.fresh or problems):
            self.items.append(Item(ref=ref, version=text.version, events=events))
        return bool(events or problems)

    def _gone(self) -> Iterator[str]:
        """The refs of what was known and is no longer there, save for our own entries, which nobody was told of."""
        for url, state in self.known.items():
            left = self.seen.get(url, State()).etags
            for name in state.etags.keys() - left.keys():
                if not name.startswith(UID_PREFIX):
                    yield ref_of(url, name)
