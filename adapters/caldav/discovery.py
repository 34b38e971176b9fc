"""From an e-mail address or the address of a server to the person's calendars (RFC 4791, 5397 and 6764)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from adapters.caldav import queries
from adapters.caldav.addresses import folder, parent, resolve
from adapters.caldav.collection import Collection
from adapters.caldav.errors import Trouble
from adapters.caldav.multistatus import DAV, MultiStatus, Response
from adapters.caldav.queries import CALDAV
from daemon.ports.errors import AuthRequired, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.caldav.transport import Transport

WELL_KNOWN: Final = "/.well-known/caldav"

_PRINCIPAL: Final = f"{DAV}current-user-principal"
_HOME: Final = f"{CALDAV}calendar-home-set"
_TYPE: Final = f"{DAV}resourcetype"
_CALENDAR: Final = f"{CALDAV}calendar"
_COMPONENTS: Final = f"{CALDAV}supported-calendar-component-set"
_UNAUTHENTICATED: Final = f"{DAV}unauthenticated"
# What Nextcloud shows among the calendars although the person has thrown it away.
_THROWN_AWAY: Final = frozenset({"deleted-calendar", "trash-bin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the calendars are: the collection that new ones are made in, those there are, and the one to keep to."""

    home: str
    calendars: tuple[Collection, ...]
    only: str | None = None


def discover(transport: Transport, start: str) -> Places:
    """The calendars that an address leads to. Raises `AuthRequired`, or `Unavailable` if it leads nowhere."""
    url, found = _arrive(transport, start)
    single = _is_calendar(found)
    homes = _homes(transport, url, found)
    # A person may have several homes; new calendars go into the first, and in most cases they show the same ones.
    home = folder(homes[0] if homes else parent(url) if single else url)
    calendars = tuple(_in(transport, home))
    if not homes and not calendars:
        raise Unavailable(f"there are no calendars at {_host(start)} under the account's url; check it")
    return Places(home=home, calendars=calendars, only=folder(url) if single else None)


def _arrive(transport: Transport, start: str) -> tuple[str, Response]:
    """Where an address leads, by itself or by way of what every server should have under a well-known one."""
    try:
        url, found = _describe(transport, start)
    except Trouble:
        return _describe(transport, transport.look_around(resolve(start, WELL_KNOWN)))
    if _PRINCIPAL in found.properties or _HOME in found.properties or _is_calendar(found):
        return url, found
    try:
        return _describe(transport, transport.look_around(resolve(start, WELL_KNOWN)))
    except Trouble:
        return url, found


def _describe(transport: Transport, url: str) -> tuple[str, Response]:
    """What a server says of one address, and where it was in the end."""
    with transport.ask("PROPFIND", url, queries.propfind(queries.PRINCIPAL), {"Depth": "0"}) as answer:
        found = next(iter([*MultiStatus(pieces=answer.pieces(), host=answer.host)]), Response())
        return answer.url, found


def _homes(transport: Transport, url: str, found: Response) -> list[str]:
    """The collections that hold the person's calendars, as an address or the person it belongs to tells."""
    principal = found.text(_PRINCIPAL)
    if _UNAUTHENTICATED in principal:
        raise AuthRequired(f"{_host(url)} wants to know who is asking; give user and a password")
    if _HOME not in found.properties and principal:
        url, found = _describe(transport, resolve(url, principal))
    return [resolve(url, href) for href in found.properties.get(_HOME, ()) if href.strip()]


def _in(transport: Transport, home: str) -> Iterator[Collection]:
    """The calendars for events in a collection, by their addresses."""
    with transport.ask("PROPFIND", folder(home), queries.propfind(queries.CALENDARS), {"Depth": "1"}) as answer:
        found = {
            folder(resolve(answer.url, each.href)): each
            for each in MultiStatus(pieces=answer.pieces(), host=answer.host)
        }
    for url, response in sorted(found.items()):
        if _is_calendar(response) and "VEVENT" in response.properties.get(_COMPONENTS, ("VEVENT",)):
            name = response.text(f"{DAV}displayname")
            calendar = Collection(transport=transport, url=url, label=name)
            yield calendar if name else replace(calendar, label=calendar.segment)


def _is_calendar(response: Response) -> bool:
    kinds = response.properties.get(_TYPE, ())
    return _CALENDAR in kinds and not any(kind.rpartition("}")[2] in _THROWN_AWAY for kind in kinds)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
