"""An event as the fake keeps it, and as Graph tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeAlias

from tests.fakes.graph import bodies, ids
from tests.fakes.graph.asking import Preferences
from tests.fakes.graph.odata import EXTENDED
from tests.fakes.graph.times import instant, occurrences, shown, stamp, zone_of

Resource: TypeAlias = dict[str, Any]

_TYPE = "#microsoft.graph.event"
_NEVER = {"response": "none", "time": "0001-01-01T00:00:00Z"}
DEFAULTS: Resource = {
    "categories": [],
    "transactionId": None,
    "reminderMinutesBeforeStart": 15,
    "isReminderOn": True,
    "hasAttachments": False,
    "subject": "",
    "importance": "normal",
    "sensitivity": "normal",
    "isAllDay": False,
    "isCancelled": False,
    "isOrganizer": True,
    "responseRequested": True,
    "showAs": "busy",
    "onlineMeetingUrl": None,
    "isOnlineMeeting": False,
    "onlineMeetingProvider": "unknown",
    "allowNewTimeProposals": True,
    "isDraft": False,
    "hideAttendees": False,
    "recurrence": None,
    "onlineMeeting": None,
    "responseStatus": {**_NEVER, "response": "organizer"},
    "body": {"contentType": "html", "content": ""},
    "location": {
        "displayName": "",
        "locationType": "default",
        "uniqueIdType": "unknown",
        "address": {},
        "coordinates": {},
    },
    "locations": [],
    "attendees": [],
}


@dataclass(slots=True, kw_only=True)
class Event:
    """One event; `changed` is the number of the change that made it what it is, `left` when it left other calendars.

    A series has `rules`, the occurrences that were taken out of it, and exceptions, by the start that was planned.
    """

    number: int
    calendar: str
    resource: Resource
    changed: int
    rules: tuple[str, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)
    cancelled: set[datetime] = field(default_factory=set)
    exceptions: dict[datetime, Resource] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    deleted: bool = False

    @property
    def version(self) -> str:
        """Its change key."""
        return f"DwAAABYAAAC{self.number:06}{self.changed:06}"

    @property
    def etag(self) -> str:
        return f'W/"{self.version}"'

    def span(self) -> tuple[datetime, datetime]:
        """When it begins and ends."""
        return instant(self.resource["start"]), instant(self.resource["end"])

    def planned(self, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The occurrences in a span of time that are as the series plans them."""
        found = occurrences(self.resource, self.rules, begin, end)
        return [each for each in found if each[0] not in self.cancelled and each[0] not in self.exceptions]

    def altered(self, begin: datetime, end: datetime) -> list[datetime]:
        """The exceptions in a span of time, by the start that was planned."""
        spans = {start: (instant(each["start"]), instant(each["end"])) for start, each in self.exceptions.items()}
        return [start for start, span in sorted(spans.items()) if touches(span, begin, end)]


def touches(span: tuple[datetime, datetime], begin: datetime, end: datetime) -> bool:
    """Whether something is in a span of time; what takes no time is in it where it is."""
    return span[0] < end and (span[1] > begin or span[0] == span[1] == begin)


def id_of(event: Event, preferences: Preferences, original: datetime | None = None) -> str:
    """The id of an event, or of the occurrence of a series that was planned to start then."""
    part = f"{original.astimezone(UTC):%Y%m%dT%H%M%SZ}" if original else ""
    name = ids.Name(number=event.number, part=part, place=event.calendar)
    return ids.write(name, immutable=preferences.immutable)


def whole(event: Event, preferences: Preferences) -> Resource:
    """Everything that is told of an event, or of a series as such."""
    return _told(event, event.resource, preferences) | {"type": "seriesMaster" if event.rules else "singleInstance"}


def exception(event: Event, original: datetime, preferences: Preferences) -> Resource:
    """Everything that is told of an exception."""
    told = _told(event, event.resource | event.exceptions[original], preferences)
    return told | _part(event, original, preferences) | {"type": "exception"}


def occurrence(event: Event, span: tuple[datetime, datetime], preferences: Preferences) -> Resource:
    """Everything that is told of an occurrence that is as the series plans it."""
    times = {
        name: _moment(event.resource, moment, preferences) for name, moment in zip(("start", "end"), span, strict=True)
    }
    return (
        _told(event, event.resource, preferences) | _part(event, span[0], preferences) | times | {"type": "occurrence"}
    )


def bare(told: Resource) -> Resource:
    """What a delta tells of an occurrence: which it is and when; everything else is to be had from its series."""
    return {name: told[name] for name in ("@odata.etag", "id", "seriesMasterId", "type", "start", "end")}


def in_delta(told: Resource) -> Resource:
    """A resource as a delta tells it: with its type, and without extended properties."""
    return {"@odata.type": _TYPE} | {name: value for name, value in told.items() if name != EXTENDED}


def removed(event_id: str) -> Resource:
    """What a delta tells of an event that is not, or not any more, in what it tells of."""
    return {"@odata.type": _TYPE, "id": event_id, "@removed": {"reason": "deleted"}}


def _part(event: Event, original: datetime, preferences: Preferences) -> Resource:
    """What an occurrence has of its own; its UID is another one too."""
    return {
        "id": id_of(event, preferences, original),
        "seriesMasterId": id_of(event, preferences),
        "originalStart": stamp(original),
        "iCalUId": f"{event.resource['iCalUId']}{original.astimezone(UTC):%Y%m%d}",
        "recurrence": None,
    }


def _told(event: Event, resource: Resource, preferences: Preferences) -> Resource:
    kept = DEFAULTS | resource
    zones = {name: resource[name].get("timeZone", "UTC") for name in ("start", "end")}
    return kept | {
        "@odata.etag": event.etag,
        "id": id_of(event, preferences),
        "changeKey": event.version,
        "seriesMasterId": None,
        "webLink": f"https://outlook.office365.com/owa/?itemid={event.number}&exvsurl=1&path=/calendar/item",
        "originalStartTimeZone": kept.get("originalStartTimeZone", zones["start"]),
        "originalEndTimeZone": kept.get("originalEndTimeZone", zones["end"]),
        "start": _moment(resource, resource["start"], preferences),
        "end": _moment(resource, resource["end"], preferences),
        "body": bodies.told(kept["body"], text=preferences.text),
        "bodyPreview": bodies.preview(kept["body"]),
        EXTENDED: [{"id": name, "value": value} for name, value in event.properties.items()],
    }


def _moment(resource: Resource, moment: Resource | datetime, preferences: Preferences) -> Resource:
    """A start or end in the zone that is asked for; a whole day is the same day in all of them."""
    own = zone_of(resource["start"].get("timeZone", "UTC"))
    try:
        found = moment if isinstance(moment, datetime) else instant(moment)
    except ValueError:
        return dict(moment) if isinstance(moment, dict) else {}
    if not resource.get("isAllDay"):
        return shown(found, preferences.zone)
    return {"dateTime": f"{found.astimezone(own):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": preferences.zone}
