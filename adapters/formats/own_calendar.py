"""followupd's own calendar at a provider: look, then write; the same wherever it lies.

Nothing is written without a look first, one small request: what a provider says to a condition is not always to be
relied on, and what the person did meanwhile decides what may be written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from adapters.formats.own_entries import Found, says, standing, to_remove, to_replace
from daemon.ports.errors import PortError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from daemon.ports.records import Entry, StandingEntries, StandingEntry, Written

Place = TypeVar("Place")
Place_co = TypeVar("Place_co", covariant=True)


class Calendars(Protocol[Place_co]):
    """The calendars of an account, as far as the one for entries is concerned."""

    def own(self) -> Place_co | None:
        """The calendar for entries, or None if there is none yet."""
        ...

    def make_own(self) -> Place_co:
        """The calendar for entries, made if there is none. `Unavailable` where none can be made."""
        ...

    def forget(self) -> None:
        """Find out again, at the next use, which calendars there are."""
        ...


@dataclass(slots=True, kw_only=True)
class OwnCalendar(ABC, Generic[Place]):
    """The entries as they were seen last; an adapter says how they are looked at and written where they lie."""

    calendars: Calendars[Place]
    zone: ZoneInfo
    _found: dict[str, Found] = field(default_factory=dict)

    def entries(self) -> StandingEntries:
        """What stands in it; see `CalendarPort.entries`."""
        self._look()
        return standing(self._found, complete=not any(each.problem for each in self._found.values()))

    def put(self, entry: Entry, expected: str | None) -> Written:
        """Create or replace; see `CalendarPort.put`."""
        place = self._look()
        current = to_replace(self._found, entry, expected)
        if current is None:
            return self._create(place or self._make(), entry)
        name, stands = current
        assert place is not None
        return says(stands, entry) or self._replace(place, name, stands, entry)

    def remove(self, ref: str, expected: str) -> None:
        """Remove an entry; see `CalendarPort.remove`."""
        place = self._look()
        name = to_remove(self._found, ref, expected)
        assert place is not None
        self._delete(place, name, expected)

    @abstractmethod
    def _look_again(self, place: Place) -> None:
        """Bring `_found` up to date with a calendar, from what is known if it is the same as before."""

    @abstractmethod
    def _forget(self) -> None:
        """Know of no calendar and no entries."""

    @abstractmethod
    def _is_gone(self, error: PortError) -> bool:
        """Whether an error of a look says that the calendar is not there any more."""

    @abstractmethod
    def _create(self, place: Place, entry: Entry) -> Written:
        """Write an entry of which nothing was found."""

    @abstractmethod
    def _replace(self, place: Place, name: str, stands: StandingEntry, entry: Entry) -> Written:
        """Write an entry over one that stands, unless it was changed since."""

    @abstractmethod
    def _delete(self, place: Place, name: str, version: str) -> None:
        """Take an entry out, unless it was changed since."""

    def _make(self) -> Place:
        place = self.calendars.make_own()
        self._look_again(place)
        return place

    def _look(self) -> Place | None:
        """Bring what is known up to date; the calendar, or None if there is none, which is then known to be so."""
        place = self.calendars.own()
        try:
            if place is not None:
                self._look_again(place)
        except PortError as error:
            if not self._is_gone(error):
                raise
            self.calendars.forget()
            place = self.calendars.own()
            if place is not None:
                self._look_again(place)
        if place is None:
            self._forget()
        return place
