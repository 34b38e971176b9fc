"""CalendarPort on Microsoft Graph. A pass in which nothing changed asks each calendar once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.formats.several_calendars import SeveralCalendars
from adapters.microsoft365.calendar_reading import NO_DELTA, Read, State, read_all, read_since
from adapters.microsoft365.calendars import Calendars, Place
from adapters.microsoft365.errors import Forbidden
from adapters.microsoft365.reading import Reader
from adapters.web.faults import Trouble

if TYPE_CHECKING:
    from adapters.microsoft365.settings import Settings
    from daemon.ports.records import Window


@dataclass(slots=True, kw_only=True)
class MicrosoftCalendar(SeveralCalendars[Place, State]):
    """The calendars of one account."""

    TROUBLES = (Trouble, Forbidden)

    calendars: Calendars
    settings: Settings
    _without_delta: set[str] = field(default_factory=set)

    def _settings(self) -> tuple[str, ...]:
        return ("1", self.settings.mailbox, self.settings.follow_up or "", *self.settings.calendars)

    def _read(self, place: Place, known: State | None, window: Window) -> Read:
        """What is new in a calendar; all that there is, where there is no change tracking."""
        graph = self.calendars.graph.with_bodies("html")  # which is what a delta tells, whatever it is asked for
        reader = Reader(place=place, zone=self.settings.zone, owner=self.settings.owner)
        known = known or State()
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

    def _written(self, state: State) -> Any:
        return [state.link, dict(state.versions), dict(state.series)]

    def _state(self, written: Any) -> State:
        link, versions, series = written
        return State(
            link=None if link is None else str(link),
            versions=dict(versions),
            series={str(name): list(parts) for name, parts in series.items()},
        )
