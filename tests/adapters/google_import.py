"""What an iCalendar text becomes when somebody imports it into Google Calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import icalendar

from daemon.ports.errors import Unsupported

Resource: TypeAlias = dict[str, Any]

_RESPONSES = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}


def imported(text: str, *, refused: Mapping[str, Unsupported]) -> tuple[Resource, list[Resource]]:
    """The event, and if it is a series, what deviates from it; raises what is `refused` under a word it holds."""
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]  # the library leaves it untyped
    found: list[Any] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    masters = [each for each in found if "RECURRENCE-ID" not in each]
    exceptions = [each for each in found if "RECURRENCE-ID" in each]
    if any("RANGE" in each["RECURRENCE-ID"].params for each in exceptions):
        raise refused["RANGE"]
    master = _event(masters[0])
    if master["status"] == "cancelled":
        raise refused["CANCELLED"]
    return master, [_event(each) | {"originalStartTime": _time(each["RECURRENCE-ID"])} for each in exceptions]


def _event(component: Any) -> Resource:
    start = _time(component["DTSTART"])
    event: Resource = {
        "iCalUID": str(component["UID"]),
        "status": str(component.get("STATUS", "confirmed")).lower(),
        "summary": str(component.get("SUMMARY", "")),
        "description": str(component.get("DESCRIPTION", "")),
        "location": str(component.get("LOCATION", "")),
        "start": start,
        "end": _end(component, start),
        "transparency": str(component.get("TRANSP", "opaque")).lower(),
    }
    if "URL" in component:
        event["source"] = {"url": str(component["URL"]), "title": "Somewhere"}
    if "ORGANIZER" in component:
        event["organizer"] = _person(component["ORGANIZER"])
    if "ATTENDEE" in component:
        found = component["ATTENDEE"]
        event["attendees"] = [_attendee(each) for each in (found if isinstance(found, list) else [found])]
    rules = [line for line in component.content_lines() if line.startswith(("RRULE", "EXDATE", "RDATE"))]
    event |= {"recurrence": [str(line) for line in rules]} if rules else {}
    return {name: value for name, value in event.items() if value != ""}


def _end(component: Any, start: Resource) -> Resource:
    if "DTEND" in component:
        return _time(component["DTEND"])
    begins = component["DTSTART"].dt
    length = component["DURATION"].dt if "DURATION" in component else timedelta(days="date" in start)
    return _moment(begins + length, start.get("timeZone"))


def _time(value: Any) -> Resource:
    zone = value.params.get("TZID")
    return _moment(value.dt, str(zone) if zone else None)


def _moment(moment: Any, named: str | None) -> Resource:
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    if isinstance(moment.tzinfo, ZoneInfo):
        named = moment.tzinfo.key
    elif moment.tzinfo is UTC:
        named = "UTC"
    elif moment.tzinfo is not None:
        named = None  # a zone of the calendar's own making: what is left of it is the offset
    return {"dateTime": moment.isoformat(), **({"timeZone": named} if named else {})}


def _person(value: Any) -> Resource:
    name = value.params.get("CN")
    return {"email": str(value).partition(":")[2], **({"displayName": str(name)} if name else {})}


def _attendee(value: Any) -> Resource:
    return _person(value) | {
        "responseStatus": _RESPONSES.get(value.params.get("PARTSTAT", ""), "needsAction"),
        **({"optional": True} if value.params.get("ROLE") == "OPT-PARTICIPANT" else {}),
        **({"resource": True} if value.params.get("CUTYPE") == "ROOM" else {}),
    }
