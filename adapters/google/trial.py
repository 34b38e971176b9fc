"""Asks each API once by a login, so that what would go wrong later is told while the person is there.

An API that is not switched on in their project, and the browser's other account, are the two mistakes that a login
itself does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from adapters.google.calendar_guard import CalendarPermits
from adapters.google.gmail import Gmail, permits
from adapters.google.gmail_answers import items_in
from adapters.google.scopes import COMPOSE, LIST_CALENDARS, READ_HEADERS, READ_MAIL
from adapters.google.service import open_service
from daemon.ports.errors import AuthRequired

if TYPE_CHECKING:
    from adapters.google.session import Session
    from adapters.google.settings import Settings

_MAIL = frozenset({COMPOSE, READ_MAIL, READ_HEADERS})

Probe: TypeAlias = Callable[["Session", "Settings"], "str | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Whose account it is, if that could be found out, and what is wrong, in sentences."""

    address: str | None
    wrong: tuple[str, ...]


def try_out(session: Session, settings: Settings, granted: Set[str]) -> Trial:
    """Ask each API of which something was granted. Raises `Unavailable` if Google cannot be reached."""
    address, wrong = None, []
    for name, probe in _probes(settings, granted):
        try:
            address = probe(session, settings) or address
        except AuthRequired as error:
            wrong.append(f"{name}: {error}")
    if address is not None and address.lower() not in settings.owner:
        wrong.append(
            f"you are signed in as {address}, which is none of the emails in [person]: add it there, "
            f"or sign in to the account you mean with followupd auth {settings.account}"
        )
    return Trial(address=address and address.lower(), wrong=tuple(wrong))


def _probes(settings: Settings, granted: Set[str]) -> Iterator[tuple[str, Probe]]:
    if settings.uses.calendar and LIST_CALENDARS in granted:
        yield "Google Calendar", _ask_calendar
    if granted & _MAIL:
        yield "Gmail", _ask_gmail


def _ask_calendar(session: Session, settings: Settings) -> str | None:
    service = open_service("calendar", "v3", settings.calendar_endpoint, session, CalendarPermits())
    listed = service.ask(service.api.calendarList().list(minAccessRole="owner", fields="items(id,primary)"))
    return next((str(each.get("id")) for each in items_in(listed, "items") if each.get("primary")), None)


def _ask_gmail(session: Session, settings: Settings) -> str:
    return Gmail(open_service("gmail", "v1", settings.gmail_endpoint, session, permits)).address()
