"""Times that suit: free in every calendar, on days when both sides work, within the hours of both zones.

Times are aware; they are offered in the employer's zone, at full and half hours. Nothing here reads the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from daemon.core.workdays import Workplace

Span = tuple[datetime, datetime]

MOST = 3  # times offered at once
LONGEST = timedelta(minutes=90)  # a longer span of time is one to choose a time in
_DAYS = 10  # working days that are looked through
_STEP = timedelta(minutes=30)
_MOST_STARTS = 48  # that are tried within a span to choose a time in
_UP, _DOWN = time(8), time(20)  # when the person can be asked to speak to somebody far away
_NOON = 12


def is_free(span: Span, busy: Sequence[Span], travel: timedelta = timedelta(0)) -> bool:
    """Whether nothing lies within a span of time, nor within the travel before and after it."""
    start, end = (moment.astimezone(UTC) for moment in span)
    return all(until <= start - travel or since >= end + travel for since, until in busy)


def free_slots(
    busy: Sequence[Span], length: timedelta, home: Workplace, there: Workplace, now: datetime, travel: timedelta
) -> tuple[Span, ...]:
    """Up to three times for a meeting, each on another working day, the first not before the next one.

    Mornings and afternoons take turns, so that somebody who is never free in the morning finds a time too.
    """
    found: list[Span] = []
    day = now.astimezone(there.zone).date()
    for _ in range(_DAYS):
        day = there.next_working_day(day)
        if len(found) < MOST and home.is_working_day(day):
            free = [slot for slot in _slots(day, length, home, there) if is_free(slot, busy, travel)]
            found += _preferred(free, morning=len(found) % 2 == 0)
    return tuple(found)


def suiting(
    proposed: Sequence[Span], busy: Sequence[Span], length: timedelta, home: Workplace, now: datetime, travel: timedelta
) -> tuple[Span, ...]:
    """Up to three of the times that somebody proposed which are still to come and free, the best first.

    The best is the earliest on a working day of the person, while they are awake; others follow, for they were asked.
    Of a span to choose a time in, it is the first time that is free, for a meeting of this length.
    """
    found = {_first_free(span, busy, length, now, travel) for span in proposed} - {None}
    free = sorted((slot for slot in found if slot), key=lambda slot: (not _convenient(slot, home), slot))
    return tuple(free[:MOST])


def _first_free(span: Span, busy: Sequence[Span], length: timedelta, now: datetime, travel: timedelta) -> Span | None:
    start, end = (moment.astimezone(UTC) for moment in span)
    if end - start <= LONGEST:
        starts, length = [start], max(end - start, _STEP)
    else:
        starts = [start + passed * _STEP for passed in range(min((end - start - length) // _STEP + 1, _MOST_STARTS))]
    slots = ((begin, begin + length) for begin in starts if begin > now)
    return next((slot for slot in slots if is_free(slot, busy, travel)), None)


def _convenient(slot: Span, home: Workplace) -> bool:
    return home.is_working_day(slot[0].astimezone(home.zone).date()) and _awake(*slot, home)


def _slots(day: date, length: timedelta, home: Workplace, there: Workplace) -> Iterator[Span]:
    """The times of one day at which both sides can speak."""
    start, closes = there.at(day, there.opens), there.at(day, there.closes).astimezone(UTC)
    while (end := start.astimezone(UTC) + length) <= closes:
        if start.minute % 30 == 0 and _awake(start, end, home):
            yield start, end.astimezone(there.zone)
        start = (start.astimezone(UTC) + _STEP).astimezone(there.zone)


def _awake(start: datetime, end: datetime, home: Workplace) -> bool:
    first, last = start.astimezone(home.zone), end.astimezone(home.zone)
    return first.date() == last.date() and first.time() >= _UP and last.time() <= _DOWN


def _preferred(free: Sequence[Span], *, morning: bool) -> Sequence[Span]:
    """The first time of the half of the day that is wanted, else of the other half; none if there is none."""
    wanted = [slot for slot in free if (slot[0].hour < _NOON) is morning]
    return (wanted or free)[:1]
