"""When the person is busy, as their calendars say.

Events that leave their time free, that do not take place, that the person declined, or that followupd wrote are not in
the way. Days without times are busy from midnight to midnight where the person is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from daemon.core.applications import Application
from daemon.core.recognise.judgement import Medium
from daemon.core.recognise.ours import is_ours
from daemon.core.slots import Span
from daemon.ports.records import Event, Moment, Response, Status

TRAVEL = timedelta(hours=1)  # to an interview at the employer's, and back


def busy_spans(
    events: Iterable[Event], applications: Iterable[Application], owner: frozenset[str], zone: ZoneInfo
) -> tuple[Span, ...]:
    """The spans of time that events take up, in order, and with the way there and back those of interviews in person.

    `owner` are the person's addresses in lower case, `zone` is where they are.
    """
    spans = {(_instant(e.start, zone), _instant(e.end, zone)) for e in events if _takes_time(e, owner)}
    spans |= {(start - travel, end + travel) for a in applications for start, end, travel in _visits(a)}
    return tuple(sorted(spans))


def travel_to(medium: Medium) -> timedelta:
    """How long the way to an interview takes, and the way back."""
    return TRAVEL if medium is Medium.IN_PERSON else timedelta(0)


def _visits(application: Application) -> Iterable[tuple[datetime, datetime, timedelta]]:
    for current in application.rounds:
        if travel := travel_to(current.medium):
            yield current.start.astimezone(UTC), current.end.astimezone(UTC), travel


def _takes_time(event: Event, owner: frozenset[str]) -> bool:
    if not event.busy or event.status is Status.CANCELLED or event.start == event.end or is_ours(event):
        return False
    return not any((a.email or "").lower() in owner and a.response is Response.DECLINED for a in event.attendees)


def _instant(moment: Moment, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    return moment.astimezone(UTC)
