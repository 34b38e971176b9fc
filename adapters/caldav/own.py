"""followupd's own calendar on the server: its entries, found by UID or mark whatever their addresses are now.

Not every server minds If-Match and If-None-Match, and a copy under another address would not be in their way; the look
before each write is.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.caldav.collection import WITHHELD, Collection, Fetched, State
from adapters.caldav.errors import Trouble
from adapters.formats.marks import uid_of
from adapters.formats.own_calendar import OwnCalendar
from adapters.formats.own_entries import look_into, unreadable, written
from daemon.ports.errors import Conflict, NotFound, PortError, Rejected, Unavailable
from daemon.ports.records import Written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.caldav.server import Server
    from daemon.ports.records import Entry, StandingEntry

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
class CaldavOwnCalendar(OwnCalendar[Collection]):
    """The entries as they were seen last; what has not changed on the server since is not read again."""

    calendars: Server
    _url: str = ""
    _day: str = ""
    _state: State = field(default_factory=State)

    def _create(self, place: Collection, entry: Entry) -> Written:
        name = f"{uid_of(entry.key)}.ics"
        if name in self._state.etags:
            raise Conflict(f"{name} is there already and cannot be read as an entry")
        data = written(entry, None)
        try:
            with _writing():
                version = place.put(name, data, None)
        except NotFound as error:
            self.calendars.forget()
            raise Unavailable("the calendar for entries has just been removed; it will be made again") from error
        return Written(ref=place.ref(name), version=version)

    def _replace(self, place: Collection, name: str, stands: StandingEntry, entry: Entry) -> Written:
        text = next(iter(place.multiget([name])))
        if text.gone:
            raise NotFound("the entry to replace is no longer there")
        if text.data is None or text.version != stands.version:
            raise Conflict("the entry was changed while it was being replaced")
        data = written(entry, text.data)
        with _writing():
            return Written(ref=place.ref(name), version=place.put(name, data, stands.version))

    def _delete(self, place: Collection, name: str, version: str) -> None:
        with _writing():
            place.delete(name, version)

    def _forget(self) -> None:
        self._url, self._state, self._found = "", State(), {}

    def _is_gone(self, error: PortError) -> bool:
        return isinstance(error, Trouble) and error.status in _GONE

    def _look_again(self, place: Collection) -> None:
        """Read what has changed; once a day, and of another calendar, everything is listed."""
        same, day = place.url == self._url, self.calendars.transport.day
        if same:
            state = place.since(self._state, None, anew=day != self._day)
            texts = place.multiget(state.changed(self._state))
        else:
            state = place.beginning()
            texts = place.texts(None)
        found = dict(self._found) if same else {}
        fetched = Fetched(state)
        for text in fetched.note(texts):
            if text.data is None:
                found[text.name] = unreadable(place.ref(text.name), WITHHELD)
            else:
                found[text.name] = look_into(text.data, ref=place.ref(text.name), version=text.version, zone=self.zone)
        self._state = fetched.state()
        self._found = {name: each for name, each in found.items() if name in self._state.etags}
        self._url, self._day = place.url, self.calendars.transport.day


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
