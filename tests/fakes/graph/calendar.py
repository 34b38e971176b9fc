"""Calendars and events as Graph v1.0 shows them, and a log from which changes of a span of time are told.

Where the reference is silent it does the more awkward thing. Pages are short. A delta tells of an occurrence only which
it is and when, of one that was taken out nothing, and of whatever changed outside the span that it is removed; it
leaves out extended properties and does not heed how bodies are wanted. A second creation with a transaction id is the
first one, unless it says something else or the event is gone. What names somebody to invite is kept in `invited`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from tests.adapters.caldav_proxy import Reply
from tests.fakes.graph import ids
from tests.fakes.graph.asking import (
    CALENDARS_READ,
    CALENDARS_WRITE,
    LIST,
    ONE,
    Call,
    Method,
    Preferences,
    Refused,
    answer,
    check_body,
    missing,
    refusal,
    refused,
)
from tests.fakes.graph.delta import Round, Rounds
from tests.fakes.graph.events import (
    Event,
    bare,
    exception,
    id_of,
    in_delta,
    occurrence,
    removed,
    touches,
    whole,
)
from tests.fakes.graph.listing import listed
from tests.fakes.graph.odata import EXTENDED, properties_in, property_id, selected
from tests.fakes.graph.times import instant, is_series, stamp, zone_of

Resource: TypeAlias = dict[str, Any]

SPAN = frozenset({"startDateTime", "endDateTime"})
TOKENS = frozenset({"$deltatoken", "$skiptoken"})
UPDATED = frozenset(
    {
        *("attendees", "body", "categories", "end", "hideAttendees", "importance", "isAllDay", "isOnlineMeeting"),
        *("isReminderOn", "location", "locations", "onlineMeetingProvider", "recurrence", "showAs", "start", "subject"),
        *("reminderMinutesBeforeStart", "responseRequested", "sensitivity", "allowNewTimeProposals", EXTENDED),
    }
)
CREATED = UPDATED | {"transactionId"}
_ANSWERING = ("accept", "decline", "tentativelyAccept", "cancel", "forward", "dismissReminder", "snoozeReminder")


@dataclass(slots=True, kw_only=True)
class Calendar:
    """One calendar in the person's list."""

    id: str
    resource: Resource
    changed: int
    properties: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a round of changes is about: one calendar, from when to when."""

    calendar: str
    begin: datetime
    end: datetime


@dataclass(slots=True)
class CalendarApi:
    """The calendars of one person. Tests act on them through the methods that are not `answer`.

    `page` is the most that a page holds, whatever is asked for. Without `deltas` there is no change tracking, as at
    other places that speak this protocol; without `tells_series` a delta tells of occurrences without their series.
    """

    owner: str
    name: str = "Robin"
    page: int = 10
    deltas: bool = True
    tells_series: bool = True
    now: datetime = datetime(2026, 3, 1, 8, tzinfo=UTC)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    invited: list[str] = field(default_factory=list)
    rounds: Rounds[Span] = field(default_factory=Rounds)
    transactions: dict[str, tuple[int, Resource]] = field(default_factory=dict)
    methods: tuple[Method, ...] = field(default_factory=lambda: (*_methods(),))
    root: str = ""
    _changes: int = 0

    def __post_init__(self) -> None:
        self.add_calendar("Calendar", isDefaultCalendar=True, isRemovable=False)

    # What the person and others do

    @property
    def default(self) -> str:
        """The person's own calendar, by id."""
        return next(iter(self.calendars))

    def add_calendar(self, name: str, **others: Any) -> str:
        """One more calendar in the person's list; answers with its id."""
        number = self._change()
        made: Resource = {"name": name, "color": "auto", "hexColor": "", "isDefaultCalendar": False, "canShare": True}
        made |= {"canViewPrivateItems": True, "canEdit": True, "isTallyingResponses": False, "isRemovable": True}
        made |= {"allowedOnlineMeetingProviders": [], "defaultOnlineMeetingProvider": "unknown"}
        made |= {"owner": {"name": self.name, "address": self.owner}, **others}
        identity = ids.container(number)
        self.calendars[identity] = Calendar(id=identity, resource=made, changed=number)
        return identity

    def remove_calendar(self, calendar: str) -> None:
        """The person deletes a calendar with everything in it."""
        del self.calendars[calendar]
        for event in [each for each in self.events.values() if each.calendar == calendar]:
            self._drop(event)

    def store(self, calendar: str, resource: Resource, rules: tuple[str, ...] = ()) -> str:
        """Keep an event as it is, complete or not, as whatever fills the calendar may; answers with a handle of it.

        The rules of a series are lines of iCalendar; what Outlook cannot keep becomes one event.
        """
        number = self._change()
        made: Resource = {"createdDateTime": stamp(self.now), "lastModifiedDateTime": stamp(self.now)}
        made |= {
            "iCalUId": f"040000008200E00074C5B7101A82E008{number:032X}",
            "organizer": _person(self.owner, self.name),
        }
        kept = rules if is_series(rules) else ()
        pattern = {"recurrence": _pattern(resource)} if kept else {}
        self.events[number] = Event(
            number=number, calendar=calendar, resource=made | pattern | resource, changed=number, rules=kept
        )
        return str(number)

    def replace(self, handle: str, resource: Resource, rules: tuple[str, ...] = ()) -> None:
        """Put other content in the place of an event or a series; its exceptions go."""
        event = self.event(handle)
        kept = {name: event.resource[name] for name in ("createdDateTime", "iCalUId", "organizer")}
        event.rules = rules if is_series(rules) else ()
        event.resource = kept | {"lastModifiedDateTime": stamp(self.now)} | resource
        event.exceptions, event.cancelled = {}, set()
        event.changed = self._change()

    def change(self, handle: str, **fields: Any) -> None:
        """Change an event as another program does; a field that is None goes."""
        event = self.event(handle)
        event.resource = {name: value for name, value in (event.resource | fields).items() if value is not None}
        event.changed = self._change()

    def touch(self, handle: str) -> None:
        """Give an event another version, and nothing else: Exchange does so of its own accord."""
        self.event(handle).changed = self._change()

    def set_property(self, handle: str, name: str, value: str | None) -> None:
        """Give an event an extended property, or take it away."""
        event = self.event(handle)
        event.properties.pop(property_id(name), None)
        if value is not None:
            event.properties[property_id(name)] = value
        event.changed = self._change()

    def except_occurrence(self, handle: str, original: datetime, resource: Resource) -> None:
        """Change one occurrence of a series, as the person or the organiser does."""
        event = self.event(handle)
        event.exceptions[original.astimezone(UTC)] = resource
        event.changed = self._change()

    def cancel_occurrence(self, handle: str, original: datetime) -> None:
        """Take one occurrence out of a series; nothing is left of it."""
        event = self.event(handle)
        event.exceptions.pop(original.astimezone(UTC), None)
        event.cancelled.add(original.astimezone(UTC))
        event.changed = self._change()

    def move(self, handle: str, calendar: str) -> None:
        """Move an event to another calendar, where it has another id unless ids are immutable."""
        event = self.event(handle)
        event.changed = self._change()
        event.left[event.calendar] = event.changed
        event.calendar = calendar

    def delete(self, handle: str) -> None:
        """Delete an event or a whole series."""
        self._drop(self.event(handle))

    def event(self, handle: str) -> Event:
        """An event as it is kept, by its handle or any of its ids that are good."""
        if handle.isdecimal():
            return self.events[int(handle)]
        name = ids.read(handle)
        assert name is not None
        return self.events[name.number]

    def id_of(self, handle: str) -> str:
        """The id for life of an event."""
        return id_of(self.event(handle), Preferences(immutable=True))

    def standing(self, calendar: str) -> list[Event]:
        """What is in a calendar."""
        return [each for each in self.events.values() if each.calendar == calendar and not each.deleted]

    # What Graph says

    def answer(self, call: Call) -> Reply:
        """See `Api.answer`."""
        reply: Reply = getattr(self, f"_{call.method.name}")(call)
        return reply

    def _list_calendars(self, call: Call) -> Reply:
        return self._listed(call, [self._calendar_told(each) for each in self.calendars.values()])

    def _get_calendar(self, call: Call) -> Reply:
        return answer(selected(call, self._calendar_told(self._calendar(call))))

    def _create_calendar(self, call: Call) -> Reply:
        check_body(call, "calendar", frozenset({"name", "color", EXTENDED}))
        name = call.body.get("name")
        if not name:
            raise refused(400, "ErrorInvalidRequest", "a calendar without a name")
        if any(each.resource["name"].casefold() == name.casefold() for each in self.calendars.values()):
            raise Refused(refusal(409, "ErrorFolderExists", "A folder with the specified name already exists."))
        given = {name: value for name, value in call.body.items() if name != EXTENDED}
        made = self.calendars[self.add_calendar(**given)]
        made.properties = properties_in(call)
        return answer(selected(call, self._calendar_told(made)), status=201)

    def _list_events(self, call: Call) -> Reply:
        place = self._calendar(call)
        return self._listed(call, [whole(each, call.preferences) for each in self.standing(place.id)])

    def _view(self, call: Call) -> Reply:
        place, span = self._calendar(call), _span(call)
        found = [told for each in self.standing(place.id) for told in self._in_view(each, span, call.preferences)]
        return self._listed(call, sorted(found, key=lambda told: str(told["start"]["dateTime"])))

    def _instances(self, call: Call) -> Reply:
        event = self._found(call)
        if not event.rules:
            raise refused(400, "ErrorInvalidRequest", "only a series has instances")
        return self._listed(call, [*self._in_view(event, _span(call), call.preferences)])

    def _get_event(self, call: Call) -> Reply:
        return answer(selected(call, self._one(call)))

    def _create_event(self, call: Call) -> Reply:
        place = self._calendar(call)
        check_body(call, "event", CREATED)
        if not place.resource["canEdit"]:
            raise Refused(refusal(403, "ErrorAccessDenied"))
        transaction = call.body.get("transactionId")
        if transaction in self.transactions:
            return self._again(call, transaction)
        resource, properties = self._written(call, {})
        event = self.events[int(self.store(place.id, resource))]
        event.properties |= properties
        if transaction is not None:
            self.transactions[transaction] = (event.number, call.body)
        return answer(selected(call, whole(event, call.preferences)), status=201, headers={"ETag": event.etag})

    def _update_event(self, call: Call) -> Reply:
        event = self._found(call)
        check_body(call, "event", UPDATED)
        if not self.calendars[event.calendar].resource["canEdit"]:
            raise Refused(refusal(403, "ErrorAccessDenied"))
        if call.headers.get("if-match", "*") not in {"*", event.etag}:
            raise Refused(refusal(412, "ErrorIrresolvableConflict", "The change key passed in the request is old."))
        resource, properties = self._written(call, event.resource)
        event.properties |= properties
        event.resource = resource | {"lastModifiedDateTime": stamp(self.now)}
        event.changed = self._change()
        return answer(selected(call, whole(event, call.preferences)))

    def _delete_event(self, call: Call) -> Reply:
        event = self._found(call)
        if not self.calendars[event.calendar].resource["canEdit"]:
            raise Refused(refusal(403, "ErrorAccessDenied"))
        self._drop(event)
        return Reply(status=204)

    def _delta(self, call: Call) -> Reply:
        place = self._calendar(call)
        if not self.deltas:
            raise Refused(refusal(404, "ResourceNotFound", "Resource not found for the segment 'delta'."))
        path = call.url.partition("?")[0]
        again = f"{self.root.rstrip('/')}{path}?startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-12-31T00:00:00Z"
        current = self.rounds.find(call, again)
        if current is None:
            begin, end = _span(call)
            asked = Span(calendar=place.id, begin=begin, end=end)
            current = Round(asked, path, 0, self._changes)
        if call.query.get("$skiptoken") is None:
            current = replace(current, until=self._changes, units=self._changed(current))
        size = min(call.preferences.page or self.page, self.page)
        told = self._tell(current, call.preferences)
        return self.rounds.page(current, self.root.rstrip("/"), size, told)

    # How it comes to that

    def _changed(self, current: Round[Span]) -> tuple[int, ...]:
        """What there is to tell; if there is anything, also something that nobody has touched."""
        place, since = current.question.calendar, current.since
        units = [each.number for each in self.events.values() if _when(each, place) > since]
        if since == 0:
            tell = self._tell(current, Preferences())
            return tuple(each for each in units if tell(each))
        if units and self.rounds.repeats:
            units += [each.number for each in self.standing(place) if _when(each, place) <= since][-1:]
        return tuple(units)

    def _tell(self, current: Round[Span], preferences: Preferences) -> Any:
        asked = current.question
        heeded = replace(preferences, text=False)

        def tell(number: int) -> list[Resource]:
            event = self.events[number]
            here = not event.deleted and event.calendar == asked.calendar
            found = [*self._in_view(event, (asked.begin, asked.end), heeded)] if here else []
            if not found:
                return [removed(id_of(event, heeded))] if current.since else []
            series = [whole(event, heeded)] if event.rules and self.tells_series else []
            cut = (bare(each) if each["type"] == "occurrence" else each for each in found)
            return [in_delta(each) for each in (*series, *cut)]

        return tell

    def _in_view(self, event: Event, span: tuple[datetime, datetime], preferences: Preferences) -> Iterator[Resource]:
        """What a span of time shows of an event; what has no time is in every span, as it is told anyway."""
        if event.rules:
            yield from (occurrence(event, each, preferences) for each in event.planned(*span))
            yield from (exception(event, each, preferences) for each in event.altered(*span))
            return
        try:
            shown = touches(event.span(), *span)
        except ValueError:
            shown = True
        if shown:
            yield whole(event, preferences)

    def _listed(self, call: Call, resources: list[Resource]) -> Reply:
        return listed(call, self.root, self.page, resources)

    def _calendar(self, call: Call) -> Calendar:
        identity = call.path.get("calendar", self.default)
        if identity not in self.calendars:
            raise missing() if identity.startswith("AAMk") else _malformed()
        return self.calendars[identity]

    def _calendar_told(self, place: Calendar) -> Resource:
        key = f"DwAAABYAAAB{place.changed:06}"
        extended = [{"id": name, "value": value} for name, value in place.properties.items()]
        return {"@odata.id": place.id, "id": place.id, "changeKey": key, EXTENDED: extended, **place.resource}

    def _found(self, call: Call) -> Event:
        """The event, or the series, that a path names."""
        name = ids.read(call.path["event"])
        if name is None:
            raise _malformed()
        event = self.events.get(name.number)
        if event is None or event.deleted or name.place not in {None, event.calendar}:
            raise missing()
        if call.path.get("calendar", event.calendar) != event.calendar:
            raise missing()
        if name.part and call.method.verb != "GET":
            raise refused(501, "NotImplemented", f"{call.method.name}: the fake knows no writing of one occurrence")
        return event

    def _one(self, call: Call) -> Resource:
        event, name = self._found(call), ids.read(call.path["event"])
        assert name is not None
        if not name.part:
            return whole(event, call.preferences)
        original = datetime.strptime(name.part, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if original in event.exceptions:
            return exception(event, original, call.preferences)
        for span in event.planned(original, original + timedelta(seconds=1)):
            if span[0] == original:
                return occurrence(event, span, call.preferences)
        raise missing()

    def _again(self, call: Call, transaction: str) -> Reply:
        """A creation that was made before: what came of it, if it is the same and still there."""
        number, body = self.transactions[transaction]
        event = self.events[number]
        if body != call.body or event.deleted:
            raise Refused(refusal(409, "ErrorDuplicateTransactionId", "The transaction id was used before."))
        return answer(selected(call, whole(event, call.preferences)), status=201)

    def _written(self, call: Call, before: Resource) -> tuple[Resource, dict[str, str]]:
        """An event as it is with what was written, and its extended properties; `Refused` if it can be none."""
        given = {name: value for name, value in call.body.items() if name != EXTENDED}
        resource = {name: value for name, value in (before | given).items() if value is not None}
        if "recurrence" in given:
            raise refused(501, "NotImplemented", "the fake knows no writing of a series")
        _check_times(resource)
        self.invited += [each["emailAddress"]["address"] for each in given.get("attendees") or ()]
        return resource, properties_in(call)

    def _drop(self, event: Event) -> None:
        event.deleted = True
        event.changed = self._change()

    def _change(self) -> int:
        self._changes += 1
        return self._changes


def _methods() -> Iterator[Method]:
    read, write = CALENDARS_READ, CALENDARS_WRITE
    yield _list("list_calendars", "/calendars", "calendar")
    yield Method(name="create_calendar", verb="POST", path="/calendars", scopes=write, kind="calendar")
    places = ("", "/calendar", "/calendars/{calendar}")
    for place in places:
        if place:
            yield Method(name="get_calendar", verb="GET", path=place, scopes=read, kind="calendar", options=ONE)
        yield _list("list_events", f"{place}/events", "event")
        yield Method(name="create_event", verb="POST", path=f"{place}/events", scopes=write, kind="event")
        yield _list("view", f"{place}/calendarView", "event", SPAN)
        delta = f"{place}/calendarView/delta"
        yield Method(name="delta", verb="GET", path=delta, scopes=read, kind="event", options=SPAN | TOKENS, needs=SPAN)
        event = f"{place}/events/{{event}}"
        yield Method(name="get_event", verb="GET", path=event, scopes=read, kind="event", options=ONE)
        yield Method(name="update_event", verb="PATCH", path=event, scopes=write, kind="event")
        yield Method(name="delete_event", verb="DELETE", path=event, scopes=write)
        yield _list("instances", f"{event}/instances", "event", SPAN)
        for verb in _ANSWERING:
            yield Method(name=verb, verb="POST", path=f"{event}/{verb}", scopes=write, sends=True)


def _list(name: str, path: str, kind: str, needs: frozenset[str] = frozenset()) -> Method:
    return Method(name=name, verb="GET", path=path, scopes=CALENDARS_READ, kind=kind, options=LIST | needs, needs=needs)


def _when(event: Event, calendar: str) -> int:
    """The number of the last change of an event that a calendar tells of; 0 if it tells of none."""
    return event.changed if event.calendar == calendar else event.left.get(calendar, 0)


def _span(call: Call) -> tuple[datetime, datetime]:
    """The span of time that is asked for; a time without an offset is one in UTC."""
    try:
        begin, end = (
            instant({"dateTime": call.query[name], "timeZone": "UTC"}) for name in ("startDateTime", "endDateTime")
        )
    except ValueError:
        raise refused(400, "ErrorInvalidParameter", f"no times: {dict(call.query)}") from None
    if begin >= end:
        raise refused(400, "ErrorInvalidParameter", "the span ends before it begins")
    return begin, end


def _check_times(resource: Mapping[str, Any]) -> None:
    if "start" not in resource or "end" not in resource:
        raise refused(400, "ErrorPropertyValidationFailure", "an event without start or end")
    for name in ("start", "end"):
        try:
            zone_of(resource[name]["timeZone"])
        except (KeyError, ValueError):
            raise refused(400, "TimeZoneNotSupportedException", f"{name}: no such time zone") from None
    begin, end = instant(resource["start"]), instant(resource["end"])
    if end < begin:
        raise Refused(refusal(400, "ErrorCalendarEndDateIsEarlierThanStartDate"))
    if resource.get("isAllDay"):
        midnights = all("T00:00:00" in resource[name]["dateTime"] for name in ("start", "end"))
        if not midnights or resource["start"]["timeZone"] != resource["end"]["timeZone"] or begin == end:
            raise Refused(refusal(400, "ErrorPropertyValidationFailure", "a whole day begins and ends at midnight"))


def _person(address: str, name: str) -> Resource:
    return {"emailAddress": {"name": name, "address": address}}


def _malformed() -> Refused:
    return Refused(refusal(400, "ErrorInvalidIdMalformed", "Id is malformed."))


def _pattern(resource: Resource) -> Resource:
    """What a series is told to be; the occurrences are what counts."""
    day = str(resource["start"]["dateTime"])[:10]
    return {"pattern": {"type": "daily", "interval": 1}, "range": {"type": "noEnd", "startDate": day}}
