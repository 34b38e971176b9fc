"""What an iCalendar text becomes when somebody imports it into a calendar at Microsoft 365.

Outlook knows series by patterns of its own, of which none is faster than daily, and no added days: a series that has
some is one that is longer by as many, with these moved to where they were added. Zones get the names of Windows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from adapters.conformance.harness import OWNER
from daemon.ports.errors import Unsupported
from tests.fakes.graph.calendar import CalendarApi

Resource: TypeAlias = dict[str, Any]

_WINDOWS = {name: windows for windows, name in reversed(WINDOWS_TO_OLSON.items())}
_RESPONSES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentativelyAccepted"}
_NEVER = "0001-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """An event or a series: its properties, its rules, and what deviates from it, by the start that was planned."""

    resource: Resource
    rules: tuple[str, ...] = ()
    exceptions: Mapping[datetime, Resource] = field(default_factory=dict)
    excluded: tuple[datetime, ...] = ()

    def into(self, calendars: CalendarApi, calendar: str, handle: str | None = None) -> str:
        """Put it into a calendar, or in the place of what is there; answers with the handle."""
        if handle is None:
            handle = calendars.store(calendar, self.resource, self.rules)
        else:
            calendars.replace(handle, self.resource, self.rules)
        for original, exception in self.exceptions.items():
            calendars.except_occurrence(handle, original, exception)
        for original in self.excluded:
            calendars.cancel_occurrence(handle, original)
        return handle


def imported(text: str, *, refused: Mapping[str, Unsupported], zone: ZoneInfo, owner: str = OWNER) -> Imported:
    """The one event or series of a text; raises what is `refused` under a word that it holds.

    `zone` is that of the mailbox, for times without one that is known, and `owner` whose it is.
    """
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]  # the library leaves it untyped
    found: list[Any] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    (master,) = [each for each in found if "RECURRENCE-ID" not in each]
    others = [each for each in found if "RECURRENCE-ID" in each]
    if any("RANGE" in each["RECURRENCE-ID"].params for each in others):
        raise refused["RANGE"]
    resource = _event(master, zone, owner)
    if "RRULE" not in master:
        return Imported(resource=resource)
    exceptions = {_instant(each["RECURRENCE-ID"].dt, zone): _event(each, zone, owner) for each in others}
    added = [_instant(each.dt, zone) for each in _dates(master, "RDATE")]
    rule = str(master["RRULE"].to_ical().decode())
    if added:
        rule = re.sub(r"COUNT=(\d+)", lambda count: f"COUNT={int(count[1]) + len(added)}", rule)
    length = _end(master, zone) - _instant(master["DTSTART"].dt, zone)
    for planned, start in zip(_last(master, rule, len(added), zone), added, strict=True):
        exceptions[planned] = _times(start, start + length)
    return Imported(
        resource=resource,
        rules=(f"RRULE:{rule}",),
        exceptions=exceptions,
        excluded=tuple(_instant(each.dt, zone) for each in _dates(master, "EXDATE")),
    )


def _event(component: Any, zone: ZoneInfo, owner: str) -> Resource:
    begins = component["DTSTART"]
    own, told = _zone(begins, zone)
    cancelled = component.get("STATUS") == "CANCELLED"
    shown = "tentative" if component.get("STATUS") == "TENTATIVE" else "busy"
    event: Resource = {
        **_times(_instant(begins.dt, zone), _end(component, zone), own),
        "originalStartTimeZone": told,
        "originalEndTimeZone": told,
        "isAllDay": not isinstance(begins.dt, datetime),
        "showAs": "free" if component.get("TRANSP") == "TRANSPARENT" else shown,
        "isCancelled": cancelled,
    }
    if "RECURRENCE-ID" not in component:
        event["iCalUId"] = str(component["UID"])
    if "SUMMARY" in component:
        event["subject"] = f"{'Canceled: ' if cancelled else ''}{component['SUMMARY']}"
    if "DESCRIPTION" in component:
        event["body"] = {"contentType": "text", "content": str(component["DESCRIPTION"])}
    if "LOCATION" in component:
        place = {"displayName": str(component["LOCATION"]), "locationType": "default"}
        event |= {"location": place, "locations": [place]}
    if "URL" in component:
        event |= {"isOnlineMeeting": True, "onlineMeetingProvider": "teamsForBusiness"}
        event["onlineMeeting"] = {"joinUrl": str(component["URL"])}
    return event | dict(_people(component, owner))


def _people(component: Any, owner: str) -> Iterator[tuple[str, Any]]:
    """Who is invited. What others answered is told to the organiser alone; one's own answer stands apart."""
    if "ORGANIZER" in component:
        yield "organizer", _person(component["ORGANIZER"])
        yield "isOrganizer", False
        yield "responseStatus", {"response": "notResponded", "time": _NEVER}
    invited = _several(component, "ATTENDEE")
    for each in invited:
        if _email(each).lower() == owner.lower():
            response = _RESPONSES.get(each.params.get("PARTSTAT", ""), "notResponded")
            yield "responseStatus", {"response": response, "time": _NEVER}
    if invited:
        nothing = {"response": "none", "time": _NEVER}
        yield "attendees", [{**_person(each), "type": _kind(each), "status": nothing} for each in invited]


def _kind(attendee: Any) -> str:
    if attendee.params.get("CUTYPE") == "ROOM":
        return "resource"
    return "optional" if attendee.params.get("ROLE") == "OPT-PARTICIPANT" else "required"


def _person(value: Any) -> Resource:
    return {"emailAddress": {"name": str(value.params.get("CN") or _email(value)), "address": _email(value)}}


def _times(start: datetime, end: datetime, zone: str = "UTC") -> Resource:
    known = ZoneInfo(zone)
    moments = ((name, found.astimezone(known)) for name, found in (("start", start), ("end", end)))
    return {name: {"dateTime": f"{found:%Y-%m-%dT%H:%M:%S}", "timeZone": zone} for name, found in moments}


def _zone(value: Any, zone: ZoneInfo) -> tuple[str, str]:
    """The zone that a time is kept in, and what it is said to have been written in."""
    if not isinstance(value.dt, datetime) or (value.dt.tzinfo is None and "TZID" not in value.params):
        return zone.key, _WINDOWS.get(zone.key, zone.key)
    if value.dt.tzinfo is None:
        return zone.key, str(value.params["TZID"])
    if isinstance(value.dt.tzinfo, ZoneInfo):
        return value.dt.tzinfo.key, _WINDOWS.get(value.dt.tzinfo.key, value.dt.tzinfo.key)
    return "UTC", "UTC" if value.dt.tzinfo is UTC else "tzone://Microsoft/Custom"


def _end(component: Any, zone: ZoneInfo) -> datetime:
    begins = component["DTSTART"].dt
    if "DTEND" in component:
        return _instant(component["DTEND"].dt, zone)
    default = timedelta(days=not isinstance(begins, datetime))
    return _instant(begins + (component["DURATION"].dt if "DURATION" in component else default), zone)


def _last(component: Any, rule: str, number: int, zone: ZoneInfo) -> list[datetime]:
    """The last occurrences of a series."""
    if not number:
        return []
    start = component["DTSTART"].dt
    local = list(rrulestr(rule, dtstart=start.replace(tzinfo=None)))
    return [_instant(each.replace(tzinfo=start.tzinfo), zone) for each in local[-number:]]


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _dates(component: Any, name: str) -> list[Any]:
    return [each for found in _several(component, name) for each in found.dts]


def _several(component: Any, name: str) -> list[Any]:
    found = component.get(name, [])
    return found if isinstance(found, list) else [found]


def _email(value: Any) -> str:
    return str(value).partition(":")[2]
