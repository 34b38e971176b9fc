"""A series and its exceptions as instances. Rules are expanded by the codec of iCalendar, which bounds them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from adapters.formats.icalendar import UnreadableCalendar, parse_events
from adapters.google.times import Resource, Unreadable, instance_of, instant, is_in, moment_in, span_in
from daemon.ports.records import Event, Moment, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.google.reading import Reader
    from daemon.ports.records import Window

MAX_LINES: Final = 1000

_RULE: Final = re.compile(r"(?:RRULE|EXRULE|RDATE|EXDATE)[;:][\x20-\x7e]{1,2000}")


@dataclass(slots=True, kw_only=True)
class Series:
    """A series as a listing gives it, in whatever order: the master, and what deviates from it.

    Without a master, as when somebody is invited to one instance only, its exceptions are what there is.
    """

    master: Resource | None = None
    exceptions: list[Resource] = field(default_factory=list)

    def instances(self, reader: Reader, window: Window) -> tuple[list[Event], list[str]]:
        """The instances in the window, and sentences on what of it could not be read. Raises `Unreadable`."""
        assert self.master is not None
        template = reader.event(self.master)
        changed = {instance_of(each.get("originalStartTime"), reader.zone): each for each in self.exceptions}
        planned, problems = _planned(self.master, template, reader, window)
        found = [event for event in planned if event.instance not in changed]
        for instance, exception in changed.items():
            try:
                event = _exception(exception, instance, template, reader)
            except Unreadable as error:
                problems.append(str(error))
            else:
                if is_in(window, event.start, event.end, reader.zone):
                    found.append(event)
        return in_order(found), problems


def told(found: Sequence[Resource], template: Event | None, reader: Reader, window: Window) -> list[Event]:
    """The instances in the window as Google expanded them; the series itself is needed if one `lacks` its times.

    Raises `Unreadable`.
    """
    events = [
        _exception(each, instance_of(each.get("originalStartTime"), reader.zone), template, reader) for each in found
    ]
    return in_order([event for event in events if is_in(window, event.start, event.end, reader.zone)])


def lacks(found: Resource) -> bool:
    """Whether an instance is told only by the time it was planned at, as Google does once it is cancelled."""
    return found.get("status") == "cancelled" and "start" not in found


def in_order(events: list[Event]) -> list[Event]:
    """Events in a way that is the same each time."""
    return sorted(events, key=lambda event: event.instance)


def _exception(found: Resource, instance: str, template: Event | None, reader: Reader) -> Event:
    """An instance as it is told; what it lacks is that of the series."""
    if not lacks(found):
        return replace(reader.event(found), instance=instance, recurring=True)
    if template is None:
        raise Unreadable("An instance of it was cancelled, and the series is not there.")
    start, zone, _ = moment_in(found.get("originalStartTime"), reader.zone)
    length = instant(template.end, reader.zone) - instant(template.start, reader.zone)
    end = (
        start + length if not isinstance(start, datetime) else (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    )
    return replace(
        template, start=start, end=end, zone=zone, instance=instance, recurring=True, status=Status.CANCELLED
    )


def _planned(master: Resource, template: Event, reader: Reader, window: Window) -> tuple[list[Event], list[str]]:
    """What the rules of a series plan for the window."""
    text = "\r\n".join(_calendar(master, reader))
    try:
        found, problems = parse_events(text.encode(), calendar="", window=window, zone=reader.zone)
    except UnreadableCalendar as error:
        raise Unreadable(str(error)) from error
    planned = [
        replace(template, start=each.start, end=each.end, instance=each.instance, recurring=True) for each in found
    ]
    return planned, list(problems)


def _calendar(master: Resource, reader: Reader) -> Iterator[str]:
    """The times of a series as an iCalendar text, without any of its words."""
    start, end, zone, _ = span_in(master, reader.zone)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:series")
    yield f"DTSTART{_moment(start, zone)}"
    yield f"DTEND{_moment(end, zone)}"
    lines = master.get("recurrence")
    for line in lines[:MAX_LINES] if isinstance(lines, list) else ():
        if not isinstance(line, str) or not _RULE.fullmatch(line):
            raise Unreadable("Its rule of repetition cannot be understood.")
        yield line
    yield from ("END:VEVENT", "END:VCALENDAR", "")


def _moment(moment: Moment, zone: str) -> str:
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment:%Y%m%d}"
    return f":{moment:%Y%m%dT%H%M%SZ}" if zone == "UTC" else f";TZID={zone}:{moment:%Y%m%dT%H%M%S}"
