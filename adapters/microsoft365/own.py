"""followupd's own calendar at Microsoft: its entries, found by our mark or by the name they were made under.

Only ids and versions are looked at each time; what is new among them is read. That Outlook makes nothing twice under
one name is a second lock: the look before each write is the first.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.formats.own_calendar import OwnCalendar
from adapters.formats.own_entries import says
from adapters.microsoft365.calendar_reading import MARKED
from adapters.microsoft365.calendars import Calendars, Place
from adapters.microsoft365.entries import FIELDS, GENERATIONS, MARKS, body_of, look_into, new
from adapters.microsoft365.errors import Forbidden
from adapters.web.faults import Trouble
from daemon.ports.errors import AuthRequired, Conflict, NotFound, PortError, Rejected
from daemon.ports.records import Written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.microsoft365.graph import Graph
    from adapters.microsoft365.times import Resource
    from daemon.ports.records import Entry, StandingEntry

PAGE: Final = 500
FEW: Final = 5  # as many as are asked for one by one

_GONE: Final = frozenset({404, 410})
_CHANGED: Final = frozenset({409, 412})
_REFUSED: Final = frozenset({400, 413, 422})


@dataclass(slots=True, kw_only=True)
class MicrosoftOwnCalendar(OwnCalendar[Place]):
    """The entries as they were seen last; what has not changed since is not read again."""

    calendars: Calendars
    _id: str = ""
    _versions: dict[str, str] = field(default_factory=dict)

    def _create(self, place: Place, entry: Entry) -> Written:
        for generation in range(GENERATIONS):
            try:
                with _writing():
                    made = self._graph.post(*_events(place), content=new(entry, generation))
                return self._written(place, str(made.get("id")), entry)
            except (Conflict, NotFound):
                # Either it stands, and the list did not have it yet, or what was made under this name is gone.
                self._look_again(place)
                if any(each.entry and each.entry.entry.key == entry.key for each in self._found.values()):
                    raise
        raise Rejected("this entry was removed and written again so often that Outlook has no room for it")

    def _replace(self, place: Place, name: str, stands: StandingEntry, entry: Entry) -> Written:
        with _writing():
            self._graph.patch(*_events(place), name, content=body_of(entry), version=stands.version)
        return self._written(place, name, entry)

    def _delete(self, place: Place, name: str, version: str) -> None:
        # Graph promises to heed the version of what is changed, not of what is deleted; that goes to the deleted items.
        with _writing():
            self._graph.delete(*_events(place), name, version=version)
        self._drop(name)

    def _written(self, place: Place, name: str, entry: Entry) -> Written:
        """What was written, as it is read back: an answer may be that to an earlier request of the same name."""
        with _writing():
            self._note(place, self._graph.get(*_events(place), name, expand=MARKS, select=FIELDS))
        stands = self._found[name].entry
        if stands is None or (written := says(stands, entry)) is None:
            raise Conflict("the entry stands in the calendar otherwise than expected")
        return written

    def _forget(self) -> None:
        self._id, self._versions, self._found = "", {}, {}

    def _is_gone(self, error: PortError) -> bool:
        return isinstance(error, Trouble) and error.status in _GONE

    def _look_again(self, place: Place) -> None:
        if place.id != self._id:
            self._forget()
        # A calendar of the person's own holds much else.
        only = {} if place.marked else {"filter": MARKED}
        listed = self._graph.with_pages(PAGE).walk(*_events(place), select="id", top=str(PAGE), **only)
        versions = {str(each["id"]): str(each.get("@odata.etag", "")) for each in listed}
        changed = [name for name, version in versions.items() if self._versions.get(name) != version]
        for name in self._versions.keys() - versions.keys():
            self._drop(name)
        self._read(place, changed, only)
        self._id = place.id

    def _read(self, place: Place, names: list[str], only: dict[str, str]) -> None:
        if len(names) > FEW:
            for each in self._graph.walk(*_events(place), expand=MARKS, select=FIELDS, **only):
                self._note(place, each)
            return
        for name in names:
            try:
                self._note(place, self._graph.get(*_events(place), name, expand=MARKS, select=FIELDS))
            except Trouble as trouble:
                if trouble.status not in _GONE:
                    raise
                self._drop(name)  # just now

    def _note(self, place: Place, event: Resource) -> None:
        name = str(event["id"])
        found = look_into(event, ref=place.ref(name), zone=self.zone)
        self._versions[name], self._found[name] = str(event.get("@odata.etag", "")), found
        if found.entry is not None:
            self.calendars.permits.entries.add(name)

    def _drop(self, name: str) -> None:
        self._versions.pop(name, None)
        self._found.pop(name, None)
        self.calendars.permits.entries.discard(name)

    @property
    def _graph(self) -> Graph:
        return self.calendars.graph


def _events(place: Place) -> tuple[str, ...]:
    return ("calendars", place.id, "events")


@contextmanager
def _writing() -> Iterator[None]:
    """What Graph says to a write, as the daemon understands it."""
    try:
        yield
    except Trouble as trouble:
        raise _meaning(trouble) from trouble
    except Forbidden as error:
        raise AuthRequired(
            "the login may not write to the calendar for entries; if followupd did not make it, name one of your own "
            f"in follow_up ({error})"
        ) from error


def _meaning(trouble: Trouble) -> PortError:
    if trouble.status in _CHANGED:
        return Conflict("the entry stands in the calendar otherwise than expected")
    if trouble.status in _GONE:
        return NotFound("the entry or its calendar is no longer there")
    if trouble.status in _REFUSED:
        return Rejected(f"Outlook does not take this entry ({trouble})")
    return trouble
