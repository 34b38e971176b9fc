"""The calendars of one mailbox: which there are, which are read, and followupd's own, made when it is first needed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.formats.calendar_list import CalendarList
from adapters.microsoft365.settings import Settings
from adapters.outlook.marks import CALENDAR, ENTRIES, graph_id
from adapters.web.faults import Trouble

if TYPE_CHECKING:
    from adapters.microsoft365.calendar_guard import CalendarPermits
    from adapters.microsoft365.graph import Graph
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
class Calendars(CalendarList[Place, Settings]):
    """Those read are the person's unless others are named: neither holidays nor what others share with them."""

    REFUSALS = (Trouble,)

    graph: Graph
    permits: CalendarPermits

    def _list(self) -> list[Place]:
        places = sorted(map(_place, self._told()), key=lambda place: (not place.primary, place.id))
        if not places:
            raise Trouble(f"{self.graph.host} shows no calendar at all, and everybody has one")
        return places

    def _today(self) -> str:
        return self.graph.session.day

    def _make(self, name: str) -> Place:
        marks = [{"id": _MARK, "value": ENTRIES}]
        made = self.graph.post("calendars", content={"name": name, "singleValueExtendedProperties": marks})
        return Place(id=str(made.get("id")), label=name, marked=True, writable=True)

    def _permit(self, own: Place | None) -> None:
        self.permits.own = own.id if own else None

    def _is_writable(self, place: Place) -> bool:
        return place.writable

    def _is_the_persons(self, place: Place) -> bool:
        return place.writable and place.person == self._find()[0].person

    def _told(self) -> list[Resource]:
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
    owner, told = found.get("owner"), found.get("singleValueExtendedProperties")
    marks = told if isinstance(told, list) else []
    return Place(
        id=str(found["id"]),
        label=str(found.get("name") or "?"),
        person=str(owner.get("address") or "").lower() if isinstance(owner, dict) else "",
        marked=any(isinstance(each, dict) and each.get("value") == ENTRIES for each in marks),
        writable=found.get("canEdit") is True,
        primary=found.get("isDefaultCalendar") is True,
    )
