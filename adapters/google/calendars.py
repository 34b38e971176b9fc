"""The calendars of one account: which there are, which are read, and followupd's own, made when it is first needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.formats.calendar_list import CalendarList
from adapters.google.feed import listed
from adapters.google.settings import Settings
from adapters.web.faults import Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.google.calendar_guard import CalendarPermits
    from adapters.google.service import Service
    from adapters.google.session import Session
    from adapters.google.times import Resource

PAGES: Final = 1000
MARK: Final = "followupd writes its entries here."
"""The description of a calendar that followupd made, by which it is found again whatever it is called by then."""

_WRITABLE: Final = frozenset({"owner", "writer", "writerWithoutPrivateAccess"})
_FIELDS: Final = "kind,nextPageToken,items(id,summary,summaryOverride,description,accessRole,primary,hidden)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A calendar as the account's list has it. `segment` stands for its id, often an address, in refs, which are shown.

    `writable` and `hidden` are what the person may do with it and whether they took it off the list that they see.
    """

    id: str
    label: str
    segment: str = field(init=False)
    marked: bool = False
    writable: bool = False
    hidden: bool = False
    primary: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "segment", hashlib.sha256(self.id.encode()).hexdigest()[:12])

    def ref(self, event: str) -> str:
        """Our handle of an event in it."""
        return f"{self.segment}/{event}"


@dataclass(slots=True, kw_only=True)
class Calendars(CalendarList[Place, Settings]):
    """Those read are the person's unless others are named: neither holidays nor what others only show them."""

    REFUSALS = (Trouble,)

    service: Service
    session: Session
    permits: CalendarPermits

    def _list(self) -> list[Place]:
        places = sorted(self._pages(), key=lambda place: (not place.primary, place.id))
        if not places:
            raise Trouble(f"{self.service.host} shows no calendar at all, and everybody has one")
        return places

    def _today(self) -> str:
        return self.session.day

    def _make(self, name: str) -> Place:
        made = self.service.ask(self.service.part("calendars").insert(body={"summary": name, "description": MARK}))
        return Place(id=str(made.get("id")), label=name, marked=True, writable=True)

    def _permit(self, own: Place | None) -> None:
        self.permits.own = own.id if own else None

    def _names(self, place: Place) -> set[str]:
        return {place.label, place.id, *(("primary",) if place.primary else ())}

    def _is_writable(self, place: Place) -> bool:
        return place.writable

    def _is_the_persons(self, place: Place) -> bool:
        return place.writable and not place.hidden

    def _pages(self) -> Iterator[Place]:
        token: str | None = None
        for _ in range(PAGES):
            page = self.service.ask(
                self.service.part("calendarList").list(
                    minAccessRole="reader", showHidden=True, maxResults=250, pageToken=token, fields=_FIELDS
                )
            )
            yield from map(_place, listed(page, self.service))
            token = page.get("nextPageToken")
            if not token:
                return
        raise Trouble(f"{self.service.host} does not come to an end of the calendars")


def _place(found: Resource) -> Place:
    return Place(
        id=str(found["id"]),
        label=str(found.get("summaryOverride") or found.get("summary") or "?"),
        marked=MARK in str(found.get("description", "")),
        writable=found.get("accessRole") in _WRITABLE,
        hidden=found.get("hidden") is True,
        primary=found.get("primary") is True,
    )
