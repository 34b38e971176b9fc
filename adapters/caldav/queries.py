"""The bodies of CalDAV requests: PROPFIND and REPORT (RFC 3253, 4791, 4918, 6578) and MKCALENDAR."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daemon.ports.records import Window

CALDAV: Final = "{urn:ietf:params:xml:ns:caldav}"

_SPACES: Final = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"'
_DATA: Final = "<D:getetag/><C:calendar-data/>"
# Servers place floating times and whole days in a zone of their own choice; what lies outside is left out afterwards.
_MARGIN: Final = timedelta(days=2)

PRINCIPAL: Final = "<D:current-user-principal/><D:resourcetype/><C:calendar-home-set/>"
CALENDARS: Final = "<D:resourcetype/><D:displayname/><C:supported-calendar-component-set/>"
BEGINNING: Final = "<D:sync-token/>"
ETAG: Final = "<D:getetag/>"


def propfind(properties: str) -> bytes:
    """Asks for these properties."""
    return _document(f"<D:propfind {_SPACES}><D:prop>{properties}</D:prop></D:propfind>")


def changes_since(token: str) -> bytes:
    """Asks what has changed in a collection since a sync-token."""
    return _document(
        f"<D:sync-collection {_SPACES}><D:sync-token>{escape(token)}</D:sync-token><D:sync-level>1</D:sync-level>"
        "<D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def events_in(window: Window | None) -> bytes:
    """Asks for the events of a window of time, or for all, with their texts."""
    return _query(window, _DATA)


def etags_in(window: Window | None) -> bytes:
    """Asks which events there are in a window of time, or at all."""
    return _query(window, ETAG)


def these(paths: Iterable[str]) -> bytes:
    """Asks for the texts under these paths."""
    hrefs = "".join(f"<D:href>{escape(path)}</D:href>" for path in paths)
    return _document(f"<C:calendar-multiget {_SPACES}><D:prop>{_DATA}</D:prop>{hrefs}</C:calendar-multiget>")


def new_calendar(name: str, color: str) -> bytes:
    """Makes a calendar for events, which shows itself by this name and colour."""
    return _document(
        f"<C:mkcalendar {_SPACES}><D:set><D:prop><D:displayname>{escape(name)}</D:displayname>"
        f"<A:calendar-color>{escape(color)}</A:calendar-color><C:supported-calendar-component-set>"
        '<C:comp name="VEVENT"/></C:supported-calendar-component-set></D:prop></D:set></C:mkcalendar>'
    )


def _query(window: Window | None, properties: str) -> bytes:
    span = ""
    if window is not None:
        span = f'<C:time-range start="{_utc(window.start - _MARGIN)}" end="{_utc(window.end + _MARGIN)}"/>'
    return _document(
        f"<C:calendar-query {_SPACES}><D:prop>{properties}</D:prop>"
        '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f"{span}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    )


def _document(content: str) -> bytes:
    return f'<?xml version="1.0" encoding="utf-8"?>{content}'.encode()


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
