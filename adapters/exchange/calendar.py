"""CalendarPort on Exchange. A pass in which nothing changed asks each calendar once, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.exchange.calendar_reading import Read, read
from adapters.exchange.errors import Trouble
from adapters.exchange.folders import Folders, Place
from adapters.exchange.reading import Reader
from adapters.formats.several_calendars import SeveralCalendars

if TYPE_CHECKING:
    from adapters.exchange.mailbox import Mailbox
    from adapters.exchange.settings import Settings
    from daemon.ports.records import Window


@dataclass(slots=True, kw_only=True)
class ExchangeCalendar(SeveralCalendars[Place, str]):
    """The calendars of one mailbox; where reading each goes on is a sync state."""

    TROUBLES = (Trouble,)

    mailbox: Mailbox
    calendars: Folders
    settings: Settings

    def _settings(self) -> tuple[str, ...]:
        settings = self.settings
        known_as, zone = settings.known_as, settings.zone.key
        return ("1", settings.email, known_as, zone, settings.follow_up or "", *settings.calendars)

    def _read(self, place: Place, known: str | None, window: Window) -> Read:
        settings = self.settings
        reader = Reader(
            place=place,
            zone=settings.zone,
            email=settings.email,
            known_as=settings.known_as,
            owner=settings.owner,
        )
        return read(self.mailbox, reader, window, known)

    def _written(self, state: str) -> Any:
        return state

    def _state(self, written: Any) -> str:
        return str(written)
