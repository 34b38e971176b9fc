"""A series and its exceptions as instances."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from adapters.google.rules import starts_of
from adapters.google.times import DAY, Resource, Unreadable, instance_of, instant, is_in, moment_in, name_of
from daemon.ports.records import Event, Moment, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from adapters.google.reading import Reader
    from daemon.ports.records import Window

MAX_INSTANCES: Final = 1_000
TOO_MANY: Final = f"It has more than {MAX_INSTANCES} instances; the rest was left out."


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
        planned = [e for e in _planned(self.master, template, reader, window) if e.instance not in changed]
        problems = [TOO_MANY] if len(planned) > MAX_INSTANCES else []
        found = planned[:MAX_INSTANCES]
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
    end = _end(start, template, length)
    return replace(
        template, start=start, end=end, zone=zone, instance=instance, recurring=True, status=Status.CANCELLED
    )


def _planned(master: Resource, template: Event, reader: Reader, window: Window) -> list[Event]:
    """What the rules of a series plan for the window."""
    lines, first = master.get("recurrence"), template.start
    if not isinstance(lines, list):
        raise Unreadable("Its rule of repetition cannot be understood.")
    zone = ZoneInfo(template.zone)
    length = instant(template.end, reader.zone) - instant(first, reader.zone)
    span = (_local(window.start - length, zone) - DAY, _local(window.end, zone) + DAY)
    made = _maker(template)
    if isinstance(first, datetime):
        placed = (_placed(each, zone) for each in starts_of(first.replace(tzinfo=None), lines, zone, span))
        times = [(each, each + length) for each in placed if each < window.end and each + length > window.start]
        return [made(start.astimezone(zone), end.astimezone(zone), name_of(start)) for start, end in times]
    days = [each.date() for each in starts_of(datetime.combine(first, time.min), lines, zone, span)]
    found = [made(day, _end(day, template, length), name_of(day)) for day in days]
    return [event for event in found if is_in(window, event.start, event.end, reader.zone)]


def _maker(template: Event) -> Callable[[Moment, Moment, str], Event]:
    """Makes the instances of a series, as `replace` would in twice the time, and there are many."""
    shared = {each.name: getattr(template, each.name) for each in fields(template)}
    return lambda start, end, instance: Event(**{**shared, "start": start, "end": end, "instance": instance})


def _placed(local: datetime, zone: ZoneInfo) -> datetime:
    """A local time, in UTC; one that the clocks skip is later by what they skip (RFC 5545 section 3.3.5)."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _end(start: Moment, template: Event, length: timedelta) -> Moment:
    """When an instance of the series ends that begins then; hours are exact, also over a change of the clocks."""
    if not isinstance(start, datetime):
        return start + timedelta(days=max(1, template.end.toordinal() - template.start.toordinal()))
    return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
