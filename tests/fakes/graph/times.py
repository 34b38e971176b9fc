"""Times as Outlook keeps them, and the occurrences of a series, worked out without any code of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]  # it ships no types
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

Resource: TypeAlias = dict[str, Any]

_NAMES = {"utc": "UTC", "tzone://microsoft/utc": "UTC", "tzone://microsoft/custom": "UTC"}
_ZONES = {**_NAMES, **{windows.casefold(): name for windows, name in WINDOWS_TO_OLSON.items()}}
_OFTEN = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)")


def zone_of(name: str) -> ZoneInfo:
    """A zone by the name that Windows has for it, or the IANA one. `ValueError` if nobody knows it."""
    try:
        return ZoneInfo(_ZONES.get(name.casefold(), name))
    except (LookupError, ValueError, OSError):
        raise ValueError(name) from None


def instant(moment: Mapping[str, str]) -> datetime:
    """The point in time of a `dateTimeTimeZone`. `ValueError` if it is none."""
    text = re.sub(r"(\.\d{6})\d", r"\1", moment["dateTime"])
    local = datetime.fromisoformat(text)
    return local if local.tzinfo else local.replace(tzinfo=zone_of(moment.get("timeZone", "UTC")))


def shown(found: datetime, zone: str) -> Resource:
    """A point in time as Graph tells it."""
    return {"dateTime": f"{found.astimezone(zone_of(zone)):%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": zone}


def stamp(found: datetime) -> str:
    """A point in time as a property that is always in UTC."""
    return f"{found.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def is_series(rules: Sequence[str]) -> bool:
    """Whether Outlook can keep these rules: it knows of nothing more frequent than daily."""
    return bool(rules) and not any(_OFTEN.search(rule) for rule in rules)


def occurrences(
    master: Resource, rules: Sequence[str], begin: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Starts and ends of the planned occurrences that touch a span of time; `rules` are lines of iCalendar."""
    first, last = instant(master["start"]), instant(master["end"])
    zone = zone_of(master["start"].get("timeZone", "UTC"))
    local = first.astimezone(zone)
    started = f";VALUE=DATE:{local:%Y%m%d}" if master.get("isAllDay") else f";TZID={zone.key}:{local:%Y%m%dT%H%M%S}"
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:x", f"DTSTART{started}", *rules, "END:VEVENT", "END:VCALENDAR", "")
    query = recurring_ical_events.of(icalendar.Calendar.from_ical("\r\n".join(lines)))
    length = last - first
    planned = [
        _start(each["DTSTART"].dt, zone) for each in query.between(begin - length - timedelta(1), end + timedelta(1))
    ]
    found = [(start, _plus(start, length, zone)) for start in planned]
    return [(start, finish) for start, finish in sorted(found) if start < end and finish > begin]


def _plus(start: datetime, length: timedelta, zone: ZoneInfo) -> datetime:
    """Whole days stay whole, whatever the clocks do."""
    if length % timedelta(1):
        return start + length
    return (start.astimezone(zone) + length).astimezone(UTC)


def _start(found: date | datetime, zone: ZoneInfo) -> datetime:
    local = found if isinstance(found, datetime) else datetime.combine(found, time.min, zone)
    return local.astimezone(UTC)
