"""Times in Google's events: dates, or times with an offset and perhaps the name of the zone they were written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from daemon.ports.records import Moment, Window

Resource: TypeAlias = Mapping[str, Any]

DAY: Final = timedelta(days=1)

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")


class Unreadable(Exception):
    """An event cannot be read; the message is a sentence for the person, without any of its text."""


@lru_cache(maxsize=256)
def zone_called(name: str) -> ZoneInfo | None:
    """The time zone of this name, if this machine knows it. Names come from others and may be anything."""
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # OSError: a name of a folder in the zone database, as "Europe"
        return None


def moment_in(found: object, zone: ZoneInfo) -> tuple[Moment, str, str | None]:
    """A start or an end, the zone it is shown in, and a sentence if that is not the one it was written in.

    Times without an offset, which Google gives with a zone only, are placed in the account's if that is not known.
    Raises `Unreadable`.
    """
    if not isinstance(found, Mapping):
        raise Unreadable("It has no start or end.")
    try:
        if "date" in found:
            return date.fromisoformat(found["date"]), zone.key, None
        moment, name = datetime.fromisoformat(found["dateTime"]), found.get("timeZone") or ""
        own = zone_called(str(name)[:100]) if name else None
        shown = own or zone
        if moment.tzinfo is None:
            remark = "Its time zone is not known; its times were taken as local." if name and own is None else None
            return moment.replace(tzinfo=shown), shown.key, remark
        return moment.astimezone(shown), shown.key, None
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise Unreadable("Its start or end cannot be understood.") from error


def span_in(event: Resource, zone: ZoneInfo) -> tuple[Moment, Moment, str, tuple[str, ...]]:
    """Start, end, zone and remarks of an event; both of a kind, the end never before the start. Raises `Unreadable`."""
    start, name, remark = moment_in(event.get("start"), zone)
    end = moment_in(event["end"], zone)[0] if "end" in event else start
    remarks = () if remark is None else (remark,)
    if not isinstance(start, datetime):
        if isinstance(end, datetime):
            end = (end + DAY - timedelta.resolution).date()
        return start, max(end, start + DAY), name, remarks
    if not isinstance(end, datetime):
        end = datetime.combine(end, datetime.min.time(), start.tzinfo)
    return start, max(start, end), name, remarks


def is_in(window: Window, start: Moment, end: Moment, zone: ZoneInfo) -> bool:
    """Whether an event with this start and end is in the window; a day begins at midnight in the account's zone."""
    return instant(start, zone) < window.end and instant(end, zone) > window.start


def instant(moment: Moment, zone: ZoneInfo) -> datetime:
    """The point in time, in UTC."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, datetime.min.time(), zone).astimezone(UTC)


def instance_of(original: object, zone: ZoneInfo) -> str:
    """The name of an instance: its original start, as our other adapters write it. Raises `Unreadable`."""
    return name_of(moment_in(original, zone)[0])


def name_of(moment: Moment) -> str:
    """The name of the instance that was planned to begin then."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{moment:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Outskirts:
    """Tells of most events by a look at their days that they cannot be in a window: most are not.

    What is not quite as it should be is not surely outside. Zones are at most a day apart, so two days are enough.
    """

    last_before: str
    first_after: str

    @classmethod
    def of(cls, window: Window) -> Outskirts:
        """Those of this window."""
        return cls(f"{window.start - 2 * DAY:%Y-%m-%d}", f"{window.end + 2 * DAY:%Y-%m-%d}")

    def hold(self, found: Resource) -> bool:
        """Whether an event is surely outside."""
        try:
            start, end = found["start"], found["end"]
            begins, ends = start.get("dateTime") or start["date"], end.get("dateTime") or end["date"]
            outside = ends[:10] < self.last_before or begins[:10] > self.first_after
            return bool(outside and _DATE.match(begins) and _DATE.match(ends))
        except (LookupError, TypeError, AttributeError):
            return False
