"""Times as Google Calendar keeps them, and the instances of a series, worked out without any code of ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]  # it ships no types

Resource: TypeAlias = dict[str, Any]


def normal(moment: Resource, zone: ZoneInfo) -> Resource:
    """A start or end as it is kept: times in the offset of the calendar's zone. `ValueError` if it is none."""
    if "date" in moment:
        date.fromisoformat(moment["date"])
        return {"date": moment["date"]}
    own = ZoneInfo(moment["timeZone"]) if "timeZone" in moment else zone
    local = datetime.fromisoformat(moment["dateTime"])
    if local.tzinfo is None:
        if "timeZone" not in moment:
            raise ValueError("a time without a zone")
        local = local.replace(tzinfo=own)
    return {"dateTime": local.astimezone(zone).isoformat(), "timeZone": own.key}


def instant(moment: Resource, zone: ZoneInfo) -> datetime:
    """The point in time of a start or end."""
    if "date" in moment:
        return datetime.combine(date.fromisoformat(moment["date"]), time.min, zone)
    local = datetime.fromisoformat(moment["dateTime"])
    return local if local.tzinfo else local.replace(tzinfo=ZoneInfo(moment["timeZone"]))


def start_of(moment: Resource) -> date | datetime:
    """A start in the zone that it was written in."""
    if "date" in moment:
        return date.fromisoformat(moment["date"])
    local = datetime.fromisoformat(moment["dateTime"])
    own = ZoneInfo(moment.get("timeZone", "UTC"))
    return local.astimezone(own) if local.tzinfo else local.replace(tzinfo=own)


class Instances:
    """A series and its exceptions."""

    def __init__(self, master: Resource, exceptions: list[Resource], zone: ZoneInfo) -> None:
        self._master = master
        self._exceptions = exceptions
        self._zone = zone
        self._first = start_of(master["start"])
        self._all_day = not isinstance(self._first, datetime)
        self._length = instant(master["end"], zone) - instant(master["start"], zone)

    def between(self, least: str | None, most: str | None) -> list[Resource]:
        """The instances that end after one time and start before another."""
        begin = datetime.fromisoformat(least or "1970-01-01T00:00:00Z")
        end = datetime.fromisoformat(most or "2100-01-01T00:00:00Z")
        changed = {self._key(each["originalStartTime"]) for each in self._exceptions}
        found = [each for each in self._planned(begin, end) if self._key(each["originalStartTime"]) not in changed]
        return [each for each in (*found, *self._exceptions) if self._is_in(each, begin, end)]

    def _planned(self, begin: datetime, end: datetime) -> list[Resource]:
        zone = self._first.tzinfo if isinstance(self._first, datetime) else None
        first = f":{self._first:%Y%m%d}" if zone is None else f";TZID={zone}:{self._first:%Y%m%dT%H%M%S}"
        lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:x", f"DTSTART{first}", *self._master["recurrence"])
        calendar = icalendar.Calendar.from_ical("\r\n".join((*lines, "END:VEVENT", "END:VCALENDAR", "")))
        query = recurring_ical_events.of(calendar)
        found = query.between(begin - self._length - timedelta(1), end + timedelta(1))
        return [self._instance(each["DTSTART"].dt) for each in found]

    def _instance(self, start: Any) -> Resource:
        begins = self._moment(start, self._master["start"])
        kept = {name: value for name, value in self._master.items() if name not in {"recurrence", "id"}}
        suffix = f"{start:%Y%m%d}" if self._all_day else f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        return kept | {
            "id": f"{self._master['id']}_{suffix}",
            "recurringEventId": self._master["id"],
            "originalStartTime": begins,
            "start": begins,
            "end": self._moment(self._end(start), self._master["end"]),
        }

    def _end(self, start: Any) -> Any:
        if self._all_day:
            return start + (start_of(self._master["end"]) - start_of(self._master["start"]))
        return (start.astimezone(UTC) + self._length).astimezone(start.tzinfo)

    def _moment(self, moment: Any, like: Resource) -> Resource:
        if self._all_day:
            return {"date": f"{moment:%Y-%m-%d}"}
        return {"dateTime": moment.astimezone(self._zone).isoformat(), "timeZone": like.get("timeZone", "UTC")}

    def _key(self, moment: Resource) -> datetime:
        return instant(moment, self._zone)

    def _is_in(self, event: Resource, begin: datetime, end: datetime) -> bool:
        """A cancelled instance has no time but the one that it was planned at."""
        starts = instant(event.get("start") or event["originalStartTime"], self._zone)
        ends = instant(event["end"], self._zone) if "end" in event else starts + timedelta(seconds=1)
        return starts < end and ends > begin
