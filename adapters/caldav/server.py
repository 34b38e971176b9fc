"""The calendars of one account: which there are, which are read, and followupd's own, made when it is first needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.caldav import queries
from adapters.caldav.discovery import discover
from adapters.caldav.errors import Trouble
from adapters.formats.own_entries import COLOR
from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.caldav.collection import Collection
    from adapters.caldav.discovery import Places
    from adapters.caldav.transport import Transport

SEGMENT: Final = "followupd"


@dataclass(slots=True, kw_only=True)
class Server:
    """What is found out once, and again when it is forgotten: each day, and when a calendar is not where it was."""

    transport: Transport
    start: Callable[[], str]
    wanted: tuple[str, ...]
    follow_up: str | None
    calendar_name: str
    _places: Places | None = None

    def forget(self) -> None:
        """Find out again, at the next use, where the calendars are."""
        self._places = None

    def readable(self) -> tuple[list[Collection], list[str]]:
        """The calendars to read, and the names among those wanted that no calendar has."""
        places, own = self._find(), self.own()
        if not self.wanted:
            return [each for each in places.calendars if each != own and places.only in {None, each.url}], []
        chosen = [each for each in places.calendars if not _names(each).isdisjoint(self.wanted)]
        return chosen, sorted(set(self.wanted).difference(*map(_names, chosen)))

    def own(self) -> Collection | None:
        """The calendar for entries, or None if there is none yet."""
        calendars = self._find().calendars
        name = self.follow_up or self.calendar_name
        made = [each for each in calendars if each.segment == SEGMENT and self.follow_up is None]
        own = next(iter([*made, *(each for each in calendars if name in _names(each))]), None)
        self.transport.guard.own = own.url if own else None
        return own

    def make_own(self) -> Collection:
        """The calendar for entries, made if there is none. `Unavailable` where none can be made."""
        if own := self.own():
            return own
        url = f"{self._find().home}{SEGMENT}/"
        name = self.follow_up or self.calendar_name
        self.transport.guard.own = url
        try:
            with self.transport.ask("MKCALENDAR", url, queries.new_calendar(name, COLOR)):
                pass
        except Trouble as trouble:
            raise Unavailable(
                f"no calendar can be made ({trouble}); make one called “{name}” yourself, or name another in follow_up"
            ) from trouble
        self.forget()
        if own := self.own():
            return own
        raise Unavailable(f"the calendar “{name}” was made, but the server does not show it yet")

    def _find(self) -> Places:
        if self._places is None:
            self._places = discover(self.transport, self.start())
        return self._places


def _names(collection: Collection) -> set[str]:
    return {collection.label, collection.segment}
