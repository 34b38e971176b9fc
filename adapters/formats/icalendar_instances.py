"""The instances of a series, and names for them: the original start, which stays when one is moved (RFC 5545)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import recurring_ical_events  # type: ignore[import-untyped]  # it ships no types

from adapters.formats.icalendar_values import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icalendar.cal import Component

    from daemon.ports.records import Moment


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a series, or a single event: the component that describes it, and when it is."""

    source: Component
    start: Moment
    end: Moment

    def __setitem__(self, name: str, value: object) -> None:
        """The library notes the SEQUENCE of what changed last, which nobody asks for here."""


class _Adapter(recurring_ical_events.EventAdapter):  # type: ignore[misc]  # the library has no types
    """Gives instances as they are; the library's own copies the whole event for each, which takes most of its time."""

    def as_component(self, start: Moment, stop: Moment, _keep: bool) -> Instance:
        return Instance(self._component, start, stop)


def instances_in(calendar: Component, start: datetime, end: datetime) -> Sequence[Instance]:
    """The instances of the events in a calendar that lie in this span of time, whose ends are in one zone."""
    found: Sequence[Instance] = recurring_ical_events.of(calendar, components=[_Adapter]).between(start, end)
    return found


def moves_of(components: Iterable[Component]) -> dict[str, timedelta]:
    """By how much each RANGE=THISANDFUTURE among the components shifts what follows it, by its original start."""
    return {name_of(found.get("RECURRENCE-ID").dt): _move(found) for found in components if _is_range(found)}


def instance_of(instance: Instance, moves: dict[str, timedelta]) -> str:
    """The original start. Instances that follow a RANGE=THISANDFUTURE carry its id, so their shift is taken back."""
    if "RECURRENCE-ID" not in instance.source:
        return name_of(instance.start)
    original: Moment = instance.source.get("RECURRENCE-ID").dt
    return name_of(instance.start - moves[name_of(original)] if _is_range(instance.source) else original)


def _is_range(component: Component) -> bool:
    return "RECURRENCE-ID" in component and "RANGE" in component.get("RECURRENCE-ID").params


def _move(component: Component) -> timedelta:
    """By how much an override shifts what follows, on the clock of its zone as the library reckons it."""
    start, original = component.get("DTSTART").dt, component.get("RECURRENCE-ID").dt
    if not (isinstance(start, datetime) and isinstance(original, datetime)):
        return timedelta(days=(_date(start) - _date(original)).days)
    if (start.tzinfo is None) != (original.tzinfo is None):
        start, original = start.replace(tzinfo=None), original.replace(tzinfo=None)
    return start - original


def _date(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
