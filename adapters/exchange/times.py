"""Times in Exchange's events: instants, with the Windows name of the zone that they were written in.

Whole days are told as instants too: from midnight to midnight in that zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from adapters.exchange.markup import find, text_in
from adapters.formats.icalendar_values import span
from adapters.outlook.zones import zone_called

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from adapters.exchange.markup import Element
    from daemon.ports.records import Moment

UNKNOWN_ZONE: Final = "Its time zone is not known; its times are shown in yours."

_HALF: Final = timedelta(hours=12)


class Unreadable(Exception):
    """An event cannot be read; the message is a sentence for the person, without any of its text."""


def instant_in(text: str) -> datetime:
    """An instant as Exchange writes it, in UTC, as it is asked to. Raises `Unreadable`."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable("Its start or end cannot be understood.") from error


def span_of(event: Element, zone: ZoneInfo) -> tuple[Moment, Moment, ZoneInfo, tuple[str, ...]]:
    """Start, end, zone and remarks of an event; both of a kind, the end never before the start. Raises `Unreadable`.

    The zone is that of the account if that of the event is not known.
    """
    name = _zone_name(event)
    own = zone_called(name) if name else zone
    shown, remarks = (own, ()) if own is not None else (zone, (UNKNOWN_ZONE,))
    start, end = (instant_in(text_in(event, path)) for path in ("t:Start", "t:End"))
    try:
        if text_in(event, "t:IsAllDayEvent") == "true":
            return *span(*(_day(each, own, zone) for each in (start, end))), shown, remarks
        return *span(start.astimezone(shown), end.astimezone(shown)), shown, remarks
    except OverflowError as error:
        raise Unreadable("Its start or end is not of this age.") from error


def planned(event: Element, moment: datetime, zone: ZoneInfo) -> Moment:
    """A time of an event as it would be told if the event were then: a day, if it is one of whole days."""
    if text_in(event, "t:IsAllDayEvent") != "true":
        return moment
    name = _zone_name(event)
    return _day(moment, zone_called(name) if name else zone, zone)


def _zone_name(event: Element) -> str:
    found = find(event, "t:StartTimeZone")
    return "" if found is None else str(found.get("Id") or "")


def _day(moment: datetime, own: ZoneInfo | None, zone: ZoneInfo) -> date:
    """The day of a midnight: in the zone of the event, or, if that is not known, the nearest in the account's."""
    return moment.astimezone(own).date() if own is not None else (moment + _HALF).astimezone(zone).date()
