"""Events of the plainest kind, read without any library, for most events of most calendars are of it.

Plain are single events, and series by days or weeks without exceptions but those left out, if all their lines are plain
too. Whatever else there is in an event, the libraries read it as a whole, so that the two never differ. On a calendar
of 10,000 events this takes a sixth of the libraries' time, which is most of what a first pass costs.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from adapters.formats.icalendar_people import attendees_of, organizer_of
from adapters.formats.icalendar_plain_lines import NotPlain, address, link, moment, text
from adapters.formats.icalendar_plain_series import instances
from adapters.formats.icalendar_values import LINKS, is_busy, lies_in, name_of, plain_text, printable, span, status_of
from daemon.ports.records import Event

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from adapters.formats.icalendar_outline import Outline, RawEvent
    from daemon.ports.records import Window

_KNOWN: Final = frozenset(
    {
        *("UID", "SEQUENCE", "DTSTART", "DTEND", "RRULE", "EXDATE", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS"),
        *("TRANSP", "ORGANIZER", "ATTENDEE", *LINKS),
    }
)
_NUMBER: Final = re.compile(r":\d{1,9}", re.ASCII)


def read_plain(outline: Outline, *, calendar: str, window: Window, zone: ZoneInfo) -> tuple[Event, ...] | None:
    """The event of an outline, or its instances, that lie in the window, by start; None if it is not plain."""
    if len(outline.events) != 1:
        return None
    raw = outline.events[0]
    if raw.ours or not raw.properties.keys() <= _KNOWN:
        return None
    try:
        events = _instances if raw.in_series else _single
        return tuple(event for event in events(raw, calendar, window, zone) if lies_in(window, event, zone))
    except (NotPlain, OverflowError):
        return None


def _single(raw: RawEvent, calendar: str, _window: Window, zone: ZoneInfo) -> Iterator[Event]:
    first, zone_name = moment(_line(raw, "DTSTART", ""), zone)
    last = moment(_line(raw, "DTEND", ""), zone)[0] if "DTEND" in raw.properties else first
    start, end = span(first, last)
    yield _described(raw, calendar)(start=start, end=end, zone=zone_name)


def _instances(raw: RawEvent, calendar: str, window: Window, zone: ZoneInfo) -> Iterator[Event]:
    event = _described(raw, calendar)
    for first, last, zone_name in instances(raw, window, zone):
        start, end = span(first, last)
        yield event(start=start, end=end, zone=zone_name, instance=name_of(first), recurring=True)


def _described(raw: RawEvent, calendar: str) -> partial[Event]:
    """The event, of which only the times are left to say."""
    if not _NUMBER.fullmatch(_line(raw, "SEQUENCE", ":0")):
        raise NotPlain
    links = [link(line) for name in LINKS for line in raw.properties.get(name, ())]
    organizers = [address(line) for line in raw.properties.get("ORGANIZER", ())]
    return partial(
        Event,
        uid=raw.uid,
        calendar=calendar,
        summary=printable(text(_line(raw, "SUMMARY"))),
        description=plain_text(text(_line(raw, "DESCRIPTION"))),
        location=printable(text(_line(raw, "LOCATION"))),
        url=next(filter(None, links), ""),
        status=status_of(text(_line(raw, "STATUS")), cancelled=raw.cancelled),
        organizer=organizer_of(organizers[0] if organizers else None),
        attendees=attendees_of([address(line) for line in raw.properties.get("ATTENDEE", ())]),
        busy=is_busy(text(_line(raw, "TRANSP"))),
        warnings=raw.warnings,
    )


def _line(raw: RawEvent, name: str, default: str = ":") -> str:
    return raw.properties[name][0] if name in raw.properties else default
