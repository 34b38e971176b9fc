"""Times in Graph's events: told in UTC, as asked for, with the name of the zone that they were written in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from adapters.formats.icalendar_values import span
from adapters.outlook.zones import windows_name, zone_called

if TYPE_CHECKING:
    from daemon.ports.records import Moment

Resource: TypeAlias = Mapping[str, Any]

UNKNOWN_ZONE: Final = "Its time zone is not known; its times are those that Outlook works out."

_HALF: Final = timedelta(hours=12)
_CUSTOM: Final = "tzone://microsoft/custom"  # defined in the event itself, which nobody else gets to see


class Unreadable(Exception):
    """An event cannot be read; the message is a sentence for the person, without any of its text."""


def span_of(event: Resource, zone: ZoneInfo) -> tuple[Moment, Moment, ZoneInfo, tuple[str, ...]]:
    """Start, end, zone and remarks of an event; both of a kind, the end never before the start. Raises `Unreadable`.

    The zone is that of the account if that of the event is not known.
    """
    name = str(event.get("originalStartTimeZone") or "")
    own = zone_called(name)
    remarks = (UNKNOWN_ZONE,) if own is None and name and name.lower() != _CUSTOM else ()
    shown = own or zone
    start, end = (instant_in(event.get(part)) for part in ("start", "end"))
    try:
        if event.get("isAllDay") is True:
            return *span(day_of(start, shown), day_of(end, shown)), shown, remarks
        return *span(start.astimezone(shown), end.astimezone(shown)), shown, remarks
    except OverflowError as error:
        raise Unreadable("Its start or end is not of this age.") from error


def instant_in(found: object) -> datetime:
    """The point in time of a start or an end, in UTC. Raises `Unreadable`."""
    if not isinstance(found, Mapping):
        raise Unreadable("It has no start or end.")
    try:
        moment = datetime.fromisoformat(found["dateTime"])
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone_called(str(found.get("timeZone") or "UTC")) or UTC)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise Unreadable("Its start or end cannot be understood.") from error


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day that begins at an instant. Graph tells days as if they began at midnight in UTC.

    Where something else wrote a midnight of the zone of the event, it is that day.
    """
    if moment.time() == time.min:
        return moment.date()
    local = moment.astimezone(zone)
    return local.date() if local.time() == time.min else (moment + _HALF).date()


def told(moment: Moment, zone: ZoneInfo) -> dict[str, str]:
    """A moment as Graph takes it, in a zone that Windows knows: this one if it does, or else UTC.

    A day begins at midnight in whatever zone it is told.
    """
    name = windows_name(zone) or "UTC"
    if not isinstance(moment, datetime):
        return {"dateTime": f"{moment.isoformat()}T00:00:00", "timeZone": name}
    local = moment.astimezone(zone)
    if name == "UTC" or local.fold:  # the second of two hours of the same name
        name, local = "UTC", moment.astimezone(UTC)
    return {"dateTime": local.replace(tzinfo=None, microsecond=0).isoformat(), "timeZone": name}
