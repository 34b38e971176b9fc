"""Events from an iCalendar outline: values, time zones and series by the libraries, one UID at a time.

A part that cannot be read becomes a sentence and the rest is read. The libraries never see more than the lines that an
outline kept, nor a rule that would take long to walk, nor a time-zone definition under a name that they know.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

import icalendar
from icalendar.prop import vBroken
from icalendar.timezone import tzp

from adapters.formats.icalendar_instances import Instance, instance_of, instances_in, moves_of
from adapters.formats.icalendar_library import libraries, place
from adapters.formats.icalendar_outline import moment_of, value_of
from adapters.formats.icalendar_people import attendees_of, organizer_of
from adapters.formats.icalendar_rules import why_unsafe
from adapters.formats.icalendar_values import (
    DAY,
    LINKS,
    instant,
    is_busy,
    lies_in,
    link,
    plain_text,
    printable,
    span,
    status_of,
)
from daemon.ports.records import Event, Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from icalendar.cal import Component

    from adapters.formats.icalendar_outline import Outline, RawEvent
    from daemon.ports.records import Window

MAX_PARSED: Final = 5_000
MAX_FOUND: Final = 10_000
MAX_INSTANCES: Final = 1_000

_NEEDED: Final = frozenset({"DTSTART", "RRULE", "RECURRENCE-ID"})
_TIMES: Final = ("DTSTART", "DTEND", "RECURRENCE-ID")
_ZONE_NAME: Final = re.compile(r'^((?:DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE));[^:"]*TZID=(?:"[^"]*"|[^:;]*)[^:]*:')


class _Unreadable(Exception):
    """One event or series cannot be read; the message says why."""


def read_events(
    outline: Outline, *, calendar: str, window: Window, zone: ZoneInfo
) -> tuple[tuple[Event, ...], tuple[str, ...]]:
    """The events of an outline that lie in the window, by start, and sentences on what could not be read."""
    reader = _Reader(calendar=calendar, window=window, zone=zone, problems=list(outline.problems))
    with libraries():
        reader.zones = {name: block for name, block in outline.zones.items() if reader.accepts_zone(name, block)}
        for number, group in enumerate(_groups(outline.foreign)):
            if number == MAX_PARSED or len(reader.events) >= MAX_FOUND:
                reader.problems.append("It holds too many events in the time looked at; the rest was not read.")
                break
            if not all(raw.outside(window) for raw in group):
                reader.read(group)
    return tuple(sorted(reader.events[:MAX_FOUND], key=reader.order)), tuple(dict.fromkeys(reader.problems))


def _groups(events: Iterable[RawEvent]) -> Iterable[list[RawEvent]]:
    groups: dict[str, list[RawEvent]] = {}
    for raw in events:
        groups.setdefault(raw.uid, []).append(raw)
    return groups.values()


@dataclass(slots=True, kw_only=True)
class _Reader:
    """What is the same for all events of an item, and what was found so far."""

    calendar: str
    window: Window
    zone: ZoneInfo
    zones: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def read(self, group: list[RawEvent]) -> None:
        """Add the events of one UID: a single one, or the instances of a series."""
        found: dict[str, Event] = {}
        try:
            for event in self._read(group):
                if lies_in(self.window, event, self.zone):
                    found.setdefault(event.instance, event)  # RDATE may give a time to a day that is there already
            self.events += found.values()
        except _Unreadable as reason:
            self.problems.append(f"{_name(group[0])} was not read: {reason}.")
        except Exception:  # noqa: BLE001, RUF100 - hostile text meets two libraries; whatever they raise ends here
            self.problems.append(f"{_name(group[0])} was not read: its lines make no sense.")

    def order(self, event: Event) -> tuple[datetime, str, str]:
        """Events by start, in a way that is the same each time."""
        return instant(event.start, self.zone), event.uid, event.instance

    def accepts_zone(self, name: str, block: str) -> bool:
        """Whether a VTIMEZONE is used: its name means nothing to the library, and it is safe to walk."""
        try:
            if tzp.timezone(name) is not None:
                return False
        except (OSError, ValueError):  # OSError: a name of a folder in the zone database, as "Europe"
            return False
        rules = [line.partition(":")[2] for line in block.split("\n") if line.upper().startswith("RRULE")]
        return all(why_unsafe(rule, date(1970, 1, 1), self.window.end.date()) is None for rule in rules)

    def _read(self, group: list[RawEvent]) -> Iterator[Event]:
        series = any(raw.in_series for raw in group)
        if series:
            self._check_rules(group)
        calendar, remarks = self._parse(group)
        components = calendar.walk("VEVENT")
        single = not series and len(components) == 1
        instances = [self._single(components[0])] if single else self._instances(calendar, group)
        sources = {id(each.source): each.source for each in instances}
        described = {key: self._described(source, group, remarks) for key, source in sources.items()}
        moves = moves_of(components)
        for instance in instances:
            first, zone = place(instance.start, self.zone)
            start, end = span(first, place(instance.end, self.zone)[0])
            name = instance_of(instance, moves) if series else ""
            yield described[id(instance.source)](start=start, end=end, zone=zone, instance=name, recurring=bool(name))

    def _single(self, component: Component) -> Instance:
        start = component.get("DTSTART").dt
        return Instance(component, start, self._end(component, place(start, self.zone)[0]))

    def _instances(self, calendar: Component, group: list[RawEvent]) -> Sequence[Instance]:
        start, end = (moment.astimezone(self.zone) for moment in (self.window.start, self.window.end))
        found = instances_in(calendar, start, end)
        if len(found) > MAX_INSTANCES:
            self.problems.append(f"{_name(group[0])} has more than {MAX_INSTANCES} instances; the rest was left out.")
        return found[:MAX_INSTANCES]

    def _check_rules(self, group: list[RawEvent]) -> None:
        for raw in group:
            start = moment_of(value_of(raw.properties.get("DTSTART", ("",))[0]).strip())
            for rule in raw.properties.get("RRULE", ()):
                reason = why_unsafe(value_of(rule), start.date(), self.window.end.date()) if start else None
                if reason is not None:
                    raise _Unreadable(reason)

    def _parse(self, group: list[RawEvent]) -> tuple[Component, tuple[str, ...]]:
        """The components of one UID, without ancillary properties that are broken, and remarks on them."""
        lines = [f"{name}{rest}" for raw in group for name, rest in _lines(raw)]
        used = [block for name, block in self.zones.items() if any(name in line for line in lines)]
        calendar = _calendar(lines, used)
        remarks = {warning: None for raw in group for warning in raw.warnings}
        for component in calendar.walk("VEVENT"):
            for name, _ in component.errors:
                if name is None or name in _NEEDED:
                    raise _Unreadable(f"its {name or 'text'} cannot be understood")
                _drop_broken(component, name)
                remarks[f"Its {name} cannot be understood and was left out."] = None
            if "DTSTART" not in component:
                raise _Unreadable("it has no start")
            for name in _TIMES:
                remarks.update(_zone_remark(component, name))
        return calendar, tuple(remarks)

    def _described(self, component: Component, group: list[RawEvent], remarks: tuple[str, ...]) -> partial[Event]:
        """The event of a component, of whose instances only the times are left to say."""
        attendees = component.get("ATTENDEE", [])
        return partial(
            Event,
            uid=group[0].uid,
            calendar=self.calendar,
            summary=printable(str(component.get("SUMMARY", ""))),
            description=plain_text(str(component.get("DESCRIPTION", ""))),
            location=printable(str(component.get("LOCATION", ""))),
            url=_link(component),
            status=status_of(str(component.get("STATUS", "")), cancelled=any(raw.cancelled for raw in group)),
            organizer=organizer_of(component.get("ORGANIZER")),
            attendees=attendees_of(attendees if isinstance(attendees, list) else [attendees]),
            busy=is_busy(str(component.get("TRANSP", ""))),
            warnings=remarks,
        )

    def _end(self, component: Component, start: Moment) -> Moment:
        if "DTEND" in component:
            return place(component.get("DTEND").dt, self.zone)[0]
        if "DURATION" not in component:
            return start
        duration: timedelta = component.get("DURATION").dt
        if not isinstance(start, datetime):
            return start + timedelta(days=-(-duration // DAY))
        # Days are nominal and keep the hour; hours are exact, also over a change of the clocks (section 3.3.6).
        nominal = start + timedelta(days=duration.days)
        return (nominal.astimezone(UTC) + (duration - timedelta(days=duration.days))).astimezone(start.tzinfo)


def _lines(raw: RawEvent) -> Iterator[tuple[str, str]]:
    yield "BEGIN:VEVENT", ""
    for name, lines in raw.properties.items():
        yield from ((name, rest) for rest in lines)
    yield "END:VEVENT", ""


def _calendar(lines: list[str], zones: list[str]) -> Component:
    """The lines parsed; if that fails, without their own time zones, and then without any names of zones.

    A VTIMEZONE may be nonsense, and a name such as "Europe", a folder in the zone database, fails like a broken disk.
    """
    for head in (zones, []):
        with suppress(ValueError, OSError, LookupError, TypeError, AttributeError):
            return icalendar.Calendar.from_ical("\r\n".join(("BEGIN:VCALENDAR", *head, *lines, "END:VCALENDAR", "")))
    nameless = [_ZONE_NAME.sub(r"\1;TZID=-:", line) for line in lines]
    return icalendar.Calendar.from_ical("\r\n".join(("BEGIN:VCALENDAR", *nameless, "END:VCALENDAR", "")))


def _drop_broken(component: Component, name: str) -> None:
    """Leave out the values of a property that could not be parsed, and keep its others."""
    found = component.pop(name, [])
    sound = [value for value in (found if isinstance(found, list) else [found]) if not isinstance(value, vBroken)]
    if sound:
        component[name] = sound if len(sound) > 1 else sound[0]


def _zone_remark(component: Component, name: str) -> dict[str, None]:
    """A time whose zone the library does not know comes without one, silently; it must not pass for a floating one."""
    found = component.get(name)
    if found is None or "TZID" not in found.params or not isinstance(found.dt, datetime) or found.dt.tzinfo is not None:
        return {}
    return {f"Its time zone, “{str(found.params['TZID'])[:60]}”, is not known; its times were taken as local.": None}


def _link(component: Component) -> str:
    """The event's address in the web, or that of its conference."""
    found = (component.get(name, []) for name in LINKS)
    values = (value for each in found for value in (each if isinstance(each, list) else [each]))
    return next(filter(None, (link(str(value)) for value in values)), "")


def _name(raw: RawEvent) -> str:
    """Which event a sentence is about, without its text: sentences are logged."""
    start = moment_of(value_of(raw.properties.get("DTSTART", ("",))[0]).strip())
    kind = "The series" if raw.in_series else "The event"
    return f"{kind} that starts on {start:%Y-%m-%d}" if start else f"{kind} without a readable start"
