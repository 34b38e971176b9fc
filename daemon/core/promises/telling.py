"""Completes a day by the one that was told before it: of its month, or of the week that the telling has come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from daemon.core.promises.parts import Parts
from daemon.core.promises.resolve import resolve

if TYPE_CHECKING:
    from datetime import date

    from daemon.core.promises.dated import Dated

_WEEK = 7
_SOON = timedelta(days=21)  # up to which days are told one after the other; what lies further is a matter of its own


def told_after(parts: Parts, before: Dated, today: date, *, of_month: bool) -> Parts:
    """The parts of an expression, completed by the one before, which names its month or does not."""
    if parts == Parts(day=parts.day):
        return _in_window(parts, before) if before.first else _in_month(parts, before, today) if of_month else parts
    if parts == Parts(weekday=parts.weekday) and not (before.days.window or before.holiday):
        return _next_day(parts, before, today)
    return parts


def _in_window(parts: Parts, window: Dated) -> Parts:
    """A day number after a window that was just named is of its month: "in August, but not before the 10th"."""
    day = resolve(parts, window.opens)
    if day is None or day.last > window.named:
        return parts
    return replace(parts, month=day.last.month, year=day.last.year)


def _in_month(parts: Parts, before: Dated, today: date) -> Parts:
    """A higher day number is of the month just named: "we open on the 11th of January and tell you by the 13th"."""
    day = resolve(parts, today)
    if day is None or day.last >= before.named or (parts.day or 0) <= before.named.day:
        return parts
    return replace(parts, month=before.named.month, year=before.named.year)


def _next_day(parts: Parts, before: Dated, today: date) -> Parts:
    """The weekday that follows the day just told is the day after it: "they meet on Monday 25th, Tuesday they ring"."""
    day = resolve(parts, today)
    follows = ((parts.weekday or 0) - before.named.weekday()) % _WEEK == 1
    soon = before.named - today <= _SOON
    return replace(parts, which="following") if follows and soon and day and day.last < before.named else parts
