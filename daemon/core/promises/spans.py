"""What part of a month, quarter or year is meant, as the conventions fix it."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from daemon.core.promises.arithmetic import add_months
from daemon.core.promises.parts import Days, Parts, one_day


def in_months(parts: Parts, first: date, months: int) -> Days:
    """The part of a quarter or year that is meant: its first, middle or last third for the vague words."""
    last = add_months(first, months) - timedelta(days=1)
    if parts.edge == "end":
        return one_day(last)
    third, half = months // 3, add_months(first, months // 2)
    if months == 3:
        half = half + timedelta(days=15)
    spans = {
        "early": (first, add_months(first, third) - timedelta(days=1)),
        "middle": (add_months(first, third), add_months(first, 2 * third) - timedelta(days=1)),
        "late": (add_months(first, 2 * third), last),
        "first_half": (first, half - timedelta(days=1)),
        "second_half": (half, last),
    }
    begin, end = spans.get("early" if parts.edge == "start" else parts.edge or "", (first, last))
    return Days(first=begin, last=end, window=True)


def in_month(parts: Parts, first: date) -> Days:
    """The part of a month that is meant, as the conventions fix it."""
    length = calendar.monthrange(first.year, first.month)[1]
    if parts.edge == "end":
        return one_day(first.replace(day=length))
    if parts.edge == "middle":
        return one_day(first.replace(day=15))
    begin, end = _days_of_month(parts, length)
    return Days(first=first.replace(day=begin), last=first.replace(day=end), window=True)


def _days_of_month(parts: Parts, length: int) -> tuple[int, int]:
    if parts.ordinal is not None:
        days = 7 * (parts.count[1] if parts.count else 1)
        begin = length - days + 1 if parts.ordinal < 0 else min(7 * (parts.ordinal - 1) + 1, 29)
        return begin, min(begin + days - 1, length)
    halves = {"first_half": (1, 15), "second_half": (16, length)}
    spans = halves | {"start": (1, 10), "early": (1, 10), "late": (21, length)}
    return spans.get(parts.edge or "", (1, length))
