"""followupd's own calendar at Google: its entries, found by their ids, which nobody can change.

That an id is taken is not always noticed at once, as Google says itself; the look before each write notices.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from adapters.formats.own_calendar import OwnCalendar
from adapters.formats.own_entries import says
from adapters.google.calendars import Calendars, Place
from adapters.google.entries import FIELDS, body_of, look_into, new, whole
from adapters.google.feed import Feed
from adapters.google.ids import GENERATIONS, id_of, is_ours
from adapters.web.faults import Trouble
from daemon.ports.errors import Conflict, CursorExpired, NotFound, PortError, Rejected, Unavailable
from daemon.ports.records import Written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.google.times import Resource
    from daemon.ports.records import Entry, StandingEntry

_GONE: Final = frozenset({404, 410})
_CHANGED: Final = frozenset({409, 412})
_REFUSED: Final = frozenset({400, 413, 422})
_NO_PATCH: Final = frozenset({404, 405, 501})
_FORBIDDEN: Final = 403


@dataclass(slots=True, kw_only=True)
class GoogleOwnCalendar(OwnCalendar[Place]):
    """The entries as they were seen last; what has not changed since is not read again."""

    calendars: Calendars
    _id: str = ""
    _token: str | None = None

    def _create(self, place: Place, entry: Entry) -> Written:
        for generation in range(GENERATIONS):
            identity = id_of(entry.key, generation)
            try:
                with _writing():
                    return self._written(place, self._ask("insert", place, body=new(entry, identity)))
            except Conflict:
                taken = self._get(place, identity)
            if taken.get("status") != "cancelled":
                return self._found_after_all(place, taken, entry)
        raise Rejected("this entry was removed and written again so often that Google has no room for it")

    def _found_after_all(self, place: Place, taken: Resource, entry: Entry) -> Written:
        """An entry that stood although it was not in the list yet."""
        self._note(place, taken)
        current = self._found[str(taken["id"])]
        if current.entry is None or (stands := says(current.entry, entry)) is None:
            raise Conflict("the entry stands in the calendar otherwise than expected")
        return stands

    def _replace(self, place: Place, name: str, stands: StandingEntry, entry: Entry) -> Written:
        with _writing():
            try:
                changed = self._ask("patch", place, version=stands.version, eventId=name, body=body_of(entry))
            except Trouble as trouble:
                if trouble.status not in _NO_PATCH:
                    raise
                # Not all that speak this protocol have PATCH; what is not there at all is told by the next request.
                before = self._get(place, name)
                changed = self._ask("update", place, version=stands.version, eventId=name, body=whole(entry, before))
        return self._written(place, changed)

    def _delete(self, place: Place, name: str, version: str) -> None:
        with _writing():
            self._ask("delete", place, version=version, eventId=name)
        del self._found[name]

    def _get(self, place: Place, identity: str) -> Resource:
        service = self.calendars.service
        with _writing():
            return service.ask(service.part("events").get(calendarId=place.id, eventId=identity))

    def _ask(self, verb: str, place: Place, *, version: str | None = None, **parameters: Any) -> dict[str, Any]:
        """A write, of which Google is to tell nobody."""
        service = self.calendars.service
        method = getattr(service.part("events"), verb)
        return service.ask(method(calendarId=place.id, sendUpdates="none", **parameters), version=version)

    def _written(self, place: Place, answer: Resource) -> Written:
        """What was written, remembered, because the list may not have it yet."""
        if not is_ours(str(answer.get("id"))):
            raise Trouble(f"{self.calendars.service.host} answers in a way that cannot be understood")
        self._note(place, answer)
        return Written(ref=place.ref(str(answer["id"])), version=str(answer.get("etag", "")))

    def _forget(self) -> None:
        self._id, self._token, self._found = "", None, {}

    def _is_gone(self, error: PortError) -> bool:
        return isinstance(error, Trouble) and error.status in _GONE

    def _look_again(self, place: Place) -> None:
        if place.id == self._id and self._token is not None:
            try:
                self._walk(place, self._token)
            except CursorExpired:
                self._token = None
            else:
                return
        self._walk(place, None)

    def _walk(self, place: Place, since: str | None) -> None:
        """Read what has changed since a token, or all; nothing is taken over unless it comes to its end."""
        feed = Feed(service=self.calendars.service, place=place, fields=FIELDS, since=since)
        events = [event for event in feed if is_ours(str(event["id"]))]
        if since is None:
            self._found = {}
        for event in events:
            self._note(place, event)
        self._id, self._token = place.id, feed.token

    def _note(self, place: Place, event: Resource) -> None:
        identity = str(event["id"])
        if event.get("status") == "cancelled":
            self._found.pop(identity, None)
        else:
            self._found[identity] = look_into(event, ref=place.ref(identity), zone=self.zone)


@contextmanager
def _writing() -> Iterator[None]:
    """What Google says to a write, as the daemon understands it."""
    try:
        yield
    except Trouble as trouble:
        raise _meaning(trouble) from trouble


def _meaning(trouble: Trouble) -> PortError:
    if trouble.status in _CHANGED:
        return Conflict("the entry stands in the calendar otherwise than expected")
    if trouble.status in _GONE:
        return NotFound("the entry or its calendar is no longer there")
    if trouble.status == _FORBIDDEN:
        return Unavailable(
            f"Google does not let followupd write to the calendar for entries ({trouble}); if followupd did not make "
            "it, call it otherwise, or name one of your own in follow_up"
        )
    if trouble.status in _REFUSED:
        return Rejected(f"Google does not take this entry ({trouble})")
    return trouble
