"""Events from an iCalendar outline: values, time zones and series by the libraries, one UID at a time.

A part that cannot be read becomes a sentence and the rest is read. The libraries never see more than the lines that an
outline kept, nor a rule that would take long to walk, nor a time-zone definition under a name that they know.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]  # it ships no types
from icalendar.prop import vBroken
from icalendar.timezone import tzp

from adapters.formats.hypertext import looks_like_html, text_of
from adapters.formats.icalendar_instances import instance_of, moves_of
from adapters.formats.icalendar_library import libraries, place
from adapters.formats.icalendar_outline import moment_of, value_of
from adapters.formats.icalendar_people import attendees_of, organizer_of
from adapters.formats.icalendar_rules import why_unsafe
from daemon.ports.records import Event, Moment, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from zoneinfo import ZoneInfo

    from icalendar.cal import Component

    from adapters.formats.icalendar_outline import Outline, RawEvent
    from daemon.ports.records import Window

_Made = TypeVar("_Made")

MAX_PARSED: Final = 5_000
MAX_FOUND: Final = 10_000
MAX_INSTANCES: Final = 1_000

_NEEDED: Final = frozenset({"DTSTART", "RRULE", "RECURRENCE-ID"})
_TIMES: Final = ("DTSTART", "DTEND", "RECURRENCE-ID")
_LINKS: Final = ("URL", "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
_ZONE_NAME: Final = re.compile(r'^((?:DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE));[^:"]*TZID=(?:"[^"]*"|[^:;]*)[^:]*:')
_DAY: Final = timedelta(days=1)
_UNPRINTABLE: Final = {code: None for code in (*range(32), 127) if chr(code) not in "\t\n"}


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
    shared: dict[int, tuple[object, Any]] = field(default_factory=dict)

    def read(self, group: list[RawEvent]) -> None:
        """Add the events of one UID: a single one, or the instances of a series."""
        found: dict[str, Event] = {}
        self.shared.clear()
        try:
            for event in self._read(group):
                if self._in_window(event):
                    found.setdefault(event.instance, event)  # RDATE may give a time to a day that is there already
            self.events += found.values()
        except _Unreadable as reason:
            self.problems.append(f"{_name(group[0])} was not read: {reason}.")
        except Exception:  # noqa: BLE001, RUF100 - hostile text meets two libraries; whatever they raise ends here
            self.problems.append(f"{_name(group[0])} was not read: its lines make no sense.")

    def order(self, event: Event) -> tuple[datetime, str, str]:
        """Events by start, in a way that is the same each time."""
        return self._instant(event.start), event.uid, event.instance

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
        if not series and len(components) == 1:
            yield self._event(components[0], group, remarks, "")
            return
        moves = moves_of(components)
        start, end = (moment.astimezone(self.zone) for moment in (self.window.start, self.window.end))
        found = recurring_ical_events.of(calendar).between(start, end)
        if len(found) > MAX_INSTANCES:
            self.problems.append(f"{_name(group[0])} has more than {MAX_INSTANCES} instances; the rest was left out.")
        for component in found[:MAX_INSTANCES]:
            yield self._event(component, group, remarks, instance_of(component, moves) if series else "")

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

    def _event(self, component: Component, group: list[RawEvent], remarks: tuple[str, ...], instance: str) -> Event:
        start, end, zone = self._span(component)
        cancelled = any(raw.cancelled for raw in group) or str(component.get("STATUS", "")).upper() == "CANCELLED"
        tentative = str(component.get("STATUS", "")).upper() == "TENTATIVE"
        return Event(
            uid=group[0].uid,
            instance=instance,
            calendar=self.calendar,
            start=start,
            end=end,
            zone=zone,
            summary=_text(component, "SUMMARY"),
            description=self._once(component.get("DESCRIPTION"), _plain) or "",
            location=_text(component, "LOCATION"),
            url=_link(component),
            status=Status.CANCELLED if cancelled else Status.TENTATIVE if tentative else Status.CONFIRMED,
            organizer=organizer_of(component),
            attendees=self._once(component.get("ATTENDEE"), attendees_of) or (),
            recurring=bool(instance),
            busy=str(component.get("TRANSP", "")).strip().upper() != "TRANSPARENT",  # opaque unless said otherwise
            warnings=remarks,
        )

    def _once(self, value: Any, make: Callable[[Any], _Made]) -> _Made | None:
        """What is made of a value, which the instances of a series share: made once, however many there are."""
        if value is None:
            return None
        if id(value) not in self.shared:
            self.shared[id(value)] = (value, make(value))  # the value is kept, so that its id stays its own
        made: _Made = self.shared[id(value)][1]
        return made

    def _span(self, component: Component) -> tuple[Moment, Moment, str]:
        """Start, end and zone, both of a kind, the end never before the start (RFC 5545 section 3.6.1)."""
        start, zone = place(component.get("DTSTART").dt, self.zone)
        end = self._end(component, start)
        if not isinstance(start, datetime):
            if isinstance(end, datetime):
                end = (end + _DAY - timedelta.resolution).date()
            return start, max(end, start + _DAY), zone
        if not isinstance(end, datetime):
            end = datetime.combine(end, datetime.min.time(), start.tzinfo)
        return start, max(start, end), zone

    def _end(self, component: Component, start: Moment) -> Moment:
        if "DTEND" in component:
            return place(component.get("DTEND").dt, self.zone)[0]
        if "DURATION" not in component:
            return start
        duration: timedelta = component.get("DURATION").dt
        if not isinstance(start, datetime):
            return start + timedelta(days=-(-duration // _DAY))
        # Days are nominal and keep the hour; hours are exact, also over a change of the clocks (section 3.3.6).
        nominal = start + timedelta(days=duration.days)
        return (nominal.astimezone(UTC) + (duration - timedelta(days=duration.days))).astimezone(start.tzinfo)

    def _in_window(self, event: Event) -> bool:
        return self._instant(event.start) < self.window.end and self._instant(event.end) > self.window.start

    def _instant(self, moment: Moment) -> datetime:
        if isinstance(moment, datetime):
            return moment.astimezone(UTC)
        return datetime.combine(moment, datetime.min.time(), self.zone).astimezone(UTC)


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


def _plain(description: str) -> str:
    text = description.translate(_UNPRINTABLE).strip()
    return text_of(text) if looks_like_html(text) else text


def _text(component: Component, name: str) -> str:
    return str(component.get(name, "")).translate(_UNPRINTABLE).strip()


def _link(component: Component) -> str:
    """The event's address in the web, or that of its conference."""
    for name in _LINKS:
        found = component.get(name, [])
        for value in found if isinstance(found, list) else [found]:
            link = str(value).translate(_UNPRINTABLE).strip()
            if link.lower().startswith(("https://", "http://")):
                return link
    return ""


def _name(raw: RawEvent) -> str:
    """Which event a sentence is about, without its text: sentences are logged."""
    start = moment_of(value_of(raw.properties.get("DTSTART", ("",))[0]).strip())
    kind = "The series" if raw.in_series else "The event"
    return f"{kind} that starts on {start:%Y-%m-%d}" if start else f"{kind} without a readable start"
