"""Events as Google lists them, page by page; a page may be short or empty and still have a next one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adapters.google.reading import FIELDS
from adapters.google.series import MAX_INSTANCES
from adapters.web.faults import Trouble
from daemon.ports.errors import CursorExpired

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.google.calendars import Place
    from adapters.google.service import Service
    from adapters.google.times import Resource
    from daemon.ports.records import Window

PAGE: Final = 2500  # the most that Google gives
PAGES: Final = 1000

_EXPIRED: Final = frozenset({400, 410})
_NO_SERIES: Final = frozenset({400, 404, 410})


@dataclass(slots=True, kw_only=True)
class Feed:
    """What changed in a calendar since a token, or all that is in it: masters of series and what deviates from them.

    `token` is where to go on the next time, known once all was walked through, and None if the server has none. The
    same question must be asked each time, so there is no span of time in it. Walking raises `CursorExpired` if the
    token is no longer good; 400 is what servers say that take it for nonsense.
    """

    service: Service
    place: Place
    fields: str = FIELDS
    since: str | None = None
    token: str | None = None

    def __iter__(self) -> Iterator[Resource]:
        page_token: str | None = None
        for _ in range(PAGES):
            page = self._page(page_token)
            page_token, self.token = page.get("nextPageToken"), page.get("nextSyncToken")
            yield from listed(page, self.service)
            if not page_token:
                return
            del page  # a full one is of ten megabytes, and two would be held while the next comes in
        raise Trouble(f"{self.service.host} does not come to an end of the events")

    def _page(self, page_token: str | None) -> dict[str, Any]:
        asked = self.service.part("events").list(
            calendarId=self.place.id,
            maxResults=PAGE,
            syncToken=self.since,
            pageToken=page_token,
            fields=f"kind,nextPageToken,nextSyncToken,items({self.fields})",
        )
        try:
            return self.service.ask(asked)
        except Trouble as trouble:
            if self.since is not None and trouble.status in _EXPIRED:
                raise CursorExpired("Google no longer knows what was last read of a calendar") from trouble
            raise


def instances(service: Service, place: Place, series: str, window: Window) -> list[Resource] | None:
    """The instances of a series in the window as Google expands them, at most one more than `MAX_INSTANCES`.

    None if there is no such series here, as when only one of its instances is the person's.
    """
    found: list[Resource] = []
    page_token: str | None = None
    while len(found) <= MAX_INSTANCES:
        asked = service.part("events").instances(
            calendarId=place.id,
            eventId=series,
            timeMin=window.start.isoformat(),
            timeMax=window.end.isoformat(),
            showDeleted=True,
            maxResults=PAGE,
            pageToken=page_token,
            fields=f"kind,nextPageToken,items({FIELDS})",
        )
        try:
            page = service.ask(asked)
        except Trouble as trouble:
            if trouble.status in _NO_SERIES:
                return None
            raise
        found += listed(page, service)
        page_token = page.get("nextPageToken")
        if not page_token:
            break
    return found[: MAX_INSTANCES + 1]


def listed(page: dict[str, Any], service: Service) -> list[Resource]:
    """The events of a page. Raises `Trouble` if it is none, lest an empty answer be taken for an empty calendar."""
    items = page.get("items", [])
    if (
        not page
        or not isinstance(items, list)
        or not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in items)
    ):
        raise Trouble(f"{service.host} answers in a way that cannot be understood")
    return items
