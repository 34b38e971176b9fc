"""followupd's own calendar on the server: its entries, found by UID or mark whatever their addresses are now.

Nothing is written without a look first, one small request: not every server minds If-Match and If-None-Match, and a
copy under another address would not be in their way.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.caldav.collection import WITHHELD, Fetched, State
from adapters.caldav.errors import Trouble
from adapters.formats.marks import uid_of
from adapters.formats.own_entries import Found, look_into, says, standing, to_remove, to_replace, unreadable, written
from daemon.ports.errors import Conflict, NotFound, PortError, Rejected, Unavailable
from daemon.ports.records import Written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from adapters.caldav.collection import Collection
    from adapters.caldav.server import Server
    from daemon.ports.records import Entry, StandingEntries

_GONE: Final = frozenset({404, 410})
_CHANGED: Final = frozenset({412, 423})
_REFUSED: Final = frozenset({400, 413, 415, 422})
_UNACCEPTABLE: Final = frozenset(
    {
        *("supported-calendar-data", "valid-calendar-data", "valid-calendar-object-resource", "max-resource-size"),
        *("supported-calendar-component", "min-date-time", "max-date-time", "max-instances"),
    }
)
_FULL: Final = 507


@dataclass(slots=True, kw_only=True)
class OwnCalendar:
    """The entries as they were seen last; what has not changed on the server since is not read again."""

    server: Server
    zone: ZoneInfo
    _url: str = ""
    _day: str = ""
    _state: State = field(default_factory=State)
    _found: dict[str, Found] = field(default_factory=dict)

    def entries(self) -> StandingEntries:
        """What stands in it; see `CalendarPort.entries`."""
        self._look()
        return standing(self._found, complete=not any(each.problem for each in self._found.values()))

    def put(self, entry: Entry, expected: str | None) -> Written:
        """Create or replace; see `CalendarPort.put`."""
        calendar = self._look()
        current = to_replace(self._found, entry, expected)
        if current is None:
            return self._create(calendar or self._make(), entry)
        name, stands = current
        assert calendar is not None
        return says(stands, entry) or self._replace(calendar, name, stands.version, entry)

    def remove(self, ref: str, expected: str) -> None:
        """Remove an entry; see `CalendarPort.remove`."""
        calendar = self._look()
        name = to_remove(self._found, ref, expected)
        assert calendar is not None
        with _writing():
            calendar.delete(name, expected)

    def _create(self, calendar: Collection, entry: Entry) -> Written:
        name = f"{uid_of(entry.key)}.ics"
        if name in self._state.etags:
            raise Conflict(f"{name} is there already and cannot be read as an entry")
        data = written(entry, None)
        try:
            with _writing():
                version = calendar.put(name, data, None)
        except NotFound as error:
            self.server.forget()
            raise Unavailable("the calendar for entries has just been removed; it will be made again") from error
        return Written(ref=calendar.ref(name), version=version)

    def _replace(self, calendar: Collection, name: str, version: str, entry: Entry) -> Written:
        text = next(iter(calendar.multiget([name])))
        if text.gone:
            raise NotFound("the entry to replace is no longer there")
        if text.data is None or text.version != version:
            raise Conflict("the entry was changed while it was being replaced")
        data = written(entry, text.data)
        with _writing():
            return Written(ref=calendar.ref(name), version=calendar.put(name, data, version))

    def _make(self) -> Collection:
        calendar = self.server.make_own()
        self._look_again(calendar)
        return calendar

    def _look(self) -> Collection | None:
        """Bring what is known up to date; the calendar, or None if there is none, which is then known to be so."""
        calendar = self.server.own()
        try:
            if calendar is not None:
                self._look_again(calendar)
        except Trouble as trouble:
            if trouble.status not in _GONE:
                raise
            self.server.forget()
            calendar = self.server.own()
            if calendar is not None:
                self._look_again(calendar)
        if calendar is None:
            self._url, self._state, self._found = "", State(), {}
        return calendar

    def _look_again(self, calendar: Collection) -> None:
        """Read what has changed; once a day, and of another calendar, everything is listed."""
        same, day = calendar.url == self._url, self.server.transport.day
        if same:
            state = calendar.since(self._state, None, anew=day != self._day)
            texts = calendar.multiget(state.changed(self._state))
        else:
            state = calendar.beginning()
            texts = calendar.texts(None)
        found = dict(self._found) if same else {}
        fetched = Fetched(state)
        for text in fetched.note(texts):
            if text.data is None:
                found[text.name] = unreadable(calendar.ref(text.name), WITHHELD)
            else:
                found[text.name] = look_into(
                    text.data, ref=calendar.ref(text.name), version=text.version, zone=self.zone
                )
        self._state = fetched.state()
        self._found = {name: each for name, each in found.items() if name in self._state.etags}
        self._url, self._day = calendar.url, self.server.transport.day


@contextmanager
def _writing() -> Iterator[None]:
    """What a server says to a write, as the daemon understands it (RFC 4791 section 5.3.2.1)."""
    try:
        yield
    except Trouble as trouble:
        raise _meaning(trouble) from trouble


def _meaning(trouble: Trouble) -> PortError:
    if trouble.status in _CHANGED or "no-uid-conflict" in trouble.conditions:
        return Conflict("the entry stands in the calendar otherwise than expected")
    if trouble.status in _GONE:
        return NotFound("the entry or its calendar is no longer there")
    if trouble.status == _FULL:
        return Unavailable(f"{trouble}: there is no room left, free some")
    if trouble.status in _REFUSED or trouble.conditions & _UNACCEPTABLE:
        return Rejected(f"the server does not take this entry ({trouble})")
    return trouble
