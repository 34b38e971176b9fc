"""The calendars of one mailbox: which there are, which are read, and followupd's own, made when it is first needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.outlook.marks import CALENDAR, ENTRIES, graph_id
from adapters.web.faults import Trouble
from daemon.ports.errors import Unavailable

if TYPE_CHECKING:
    from adapters.microsoft365.calendar_guard import CalendarPermits
    from adapters.microsoft365.graph import Graph
    from adapters.microsoft365.settings import Settings
    from adapters.microsoft365.times import Resource

_MARK: Final = graph_id(CALENDAR)
_MARKS: Final = f"singleValueExtendedProperties($filter=id eq '{_MARK}')"
_NO_MARKS: Final = frozenset({400, 501})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A calendar as the mailbox's list has it. `segment` stands for its id in refs, which are shown.

    `person` is the address of whose it is, `marked` whether followupd made it.
    """

    id: str
    label: str
    segment: str = field(init=False)
    person: str = ""
    marked: bool = False
    writable: bool = False
    primary: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "segment", short(self.id)[:12])

    def ref(self, event: str) -> str:
        """Our handle of an event in it."""
        return f"{self.segment}/{event}"


@dataclass(slots=True, kw_only=True)
class Calendars:
    """The list is asked for once a day, by the server's own date, and again when it is forgotten."""

    graph: Graph
    permits: CalendarPermits
    settings: Settings
    _places: list[Place] | None = None
    _day: str = ""

    def forget(self) -> None:
        """Ask again, at the next use, which calendars there are."""
        self._places = None

    def readable(self) -> tuple[list[Place], list[str]]:
        """The calendars to read, and the names among those wanted that no calendar has.

        Without any wanted, those are read that are the person's: neither holidays nor what others share with them.
        """
        places, own, wanted = self._find(), self.own(), self.settings.calendars
        if not wanted:
            person = places[0].person
            return [each for each in places if each != own and each.writable and each.person == person], []
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
        marks = [{"id": _MARK, "value": ENTRIES}]
        try:
            made = self.graph.post("calendars", content={"name": name, "singleValueExtendedProperties": marks})
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
        if self._places is None or self._day != self.graph.session.day:
            places = sorted(map(_place, self._list()), key=lambda place: (not place.primary, place.id))
            if not places:
                raise Trouble(f"{self.graph.host} shows no calendar at all, and everybody has one")
            self._places = places
            self._day = self.graph.session.day
        return self._places

    def _list(self) -> list[Resource]:
        try:
            return list(self.graph.walk("calendars", expand=_MARKS))
        except Trouble as trouble:
            if trouble.status not in _NO_MARKS:
                raise
            return list(self.graph.walk("calendars"))  # the reference promises the marks of a single calendar only


def short(identity: str) -> str:
    """A name of fixed length for an id, of which Outlook's have 150 characters."""
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _place(found: Resource) -> Place:
    owner = found.get("owner")
    marks = found.get("singleValueExtendedProperties") or ()
    return Place(
        id=str(found["id"]),
        label=str(found.get("name") or "?"),
        person=str(owner.get("address") or "").lower() if isinstance(owner, dict) else "",
        marked=any(isinstance(each, dict) and each.get("value") == ENTRIES for each in marks),
        writable=found.get("canEdit") is True,
        primary=found.get("isDefaultCalendar") is True,
    )


def _names(place: Place) -> set[str]:
    return {place.label, place.id}
