"""Names for the instances of a series: the original start, which stays when an instance is moved (RFC 5545 3.8.4.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar.cal import Component

    from daemon.ports.records import Moment


def moves_of(components: Iterable[Component]) -> dict[str, timedelta]:
    """By how much each RANGE=THISANDFUTURE among the components shifts what follows it, by its original start."""
    return {_key(found.get("RECURRENCE-ID").dt): _move(found) for found in components if _is_range(found)}


def instance_of(component: Component, moves: dict[str, timedelta]) -> str:
    """The original start. Instances that follow a RANGE=THISANDFUTURE carry its id, so their shift is taken back."""
    original: Moment = component.get("RECURRENCE-ID").dt
    if _is_range(component):
        original = component.get("DTSTART").dt - moves[_key(original)]
    return _key(original)


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


def _key(moment: Moment) -> str:
    """A moment as RECURRENCE-ID in basic format: a date, a time in UTC, or a local time if it floats."""
    if not isinstance(moment, datetime):
        return f"{moment:%Y%m%d}"
    if moment.tzinfo is None:
        return f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
