"""The calendars of one account: which there are, which are read, and followupd's own, made when it is first needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.google.feed import listed
from adapters.web.faults import Trouble
from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.google.calendar_guard import CalendarPermits
    from adapters.google.service import Service
    from adapters.google.session import Session
    from adapters.google.settings import Settings
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
class Calendars:
    """The list is asked for once a day, by the server's own date, and again when it is forgotten."""

    service: Service
    session: Session
    permits: CalendarPermits
    settings: Settings
    _places: list[Place] | None = None
    _day: str = ""

    def forget(self) -> None:
        """Ask again, at the next use, which calendars there are."""
        self._places = None

    def readable(self) -> tuple[list[Place], list[str]]:
        """The calendars to read, and the names among those wanted that no calendar has.

        Without any wanted, those are read that are the person's: neither holidays nor what others only show them.
        """
        places, own, wanted = self._find(), self.own(), self.settings.calendars
        if not wanted:
            return [each for each in places if each != own and each.writable and not each.hidden], []
        chosen = [each for each in places if not _names(each).isdisjoint(wanted)]
        return chosen, sorted(set(wanted).difference(*map(_names, chosen)))

    def own(self) -> Place | None:
        """The calendar for entries, or None if there is none yet."""
        follow_up, places = self.settings.follow_up, [each for each in self._find() if each.writable]
        made = [each for each in places if each.marked and follow_up is None]
        called = [each for each in places if (follow_up or self.settings.calendar_name) in _names(each)]
        own = next(iter([*made, *called]), None)
        self.permits.own = own.id if own else None
        return own

    def make_own(self) -> Place:
        """The calendar for entries, made if there is none. `Unavailable` where none can be made."""
        self.forget()
        if own := self.own():
            return own
        name = self.settings.calendar_name
        if self.settings.follow_up is not None:
            raise Unavailable(f"there is no calendar “{self.settings.follow_up}” to write to; make it, or name another")
        try:
            made = self.service.ask(self.service.part("calendars").insert(body={"summary": name, "description": MARK}))
        except Trouble as trouble:
            raise Unavailable(
                f"no calendar can be made ({trouble}); make one called “{name}” yourself, or name another in follow_up"
            ) from trouble
        self.forget()
        if own := self.own():
            return own
        # The list may lag behind; what was made is used all the same, or it would be made again.
        place = Place(id=str(made.get("id")), label=name, marked=True, writable=True)
        self._places = [*self._find(), place]
        self.permits.own = place.id
        return place

    def _find(self) -> list[Place]:
        if self._places is None or self._day != self.session.day:
            places = sorted(self._list(), key=lambda place: (not place.primary, place.id))
            if not places:
                raise Trouble(f"{self.service.host} shows no calendar at all, and everybody has one")
            self._places = places
            self._day = self.session.day
        return self._places

    def _list(self) -> Iterator[Place]:
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


def _names(place: Place) -> set[str]:
    return {place.label, place.id, *(("primary",) if place.primary else ())}
