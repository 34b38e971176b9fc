"""Times in Google's events: dates, or times with an offset and perhaps the name of the zone they were written in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from daemon.ports.records import Moment, Window

Resource: TypeAlias = Mapping[str, Any]

DAY: Final = timedelta(days=1)


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
    moment, _, _ = moment_in(original, zone)
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{moment:%Y%m%d}"
