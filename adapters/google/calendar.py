"""CalendarPort on Google Calendar. A pass in which nothing changed asks each calendar once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.formats.several_calendars import SeveralCalendars
from adapters.google.calendar_reading import Read, State, read_all, read_since
from adapters.google.calendars import Calendars, Place
from adapters.google.reading import Reader
from adapters.web.faults import Trouble

if TYPE_CHECKING:
    from adapters.google.settings import Settings
    from daemon.ports.records import Window


@dataclass(slots=True, kw_only=True)
class GoogleCalendar(SeveralCalendars[Place, State]):
    """The calendars of one account."""

    TROUBLES = (Trouble,)

    calendars: Calendars
    settings: Settings

    def _settings(self) -> tuple[str, ...]:
        return ("1", self.settings.calendar_endpoint, self.settings.follow_up or "", *self.settings.calendars)

    def _read(self, place: Place, known: State | None, window: Window) -> Read:
        reader = Reader(place=place, zone=self.settings.zone, owner=self.settings.owner)
        known = known or State()
        if known.token is not None:
            return read_since(self.calendars.service, reader, known.token, window)
        return read_all(self.calendars.service, reader, window, known.versions)

    def _written(self, state: State) -> Any:
        return [state.token, dict(state.versions)]

    def _state(self, written: Any) -> State:
        token, versions = written
        return State(token=None if token is None else str(token), versions=dict(versions))
