"""Turns the parts of a date expression into days: the same for every language, arithmetic only.

`Parts` is what a grammar gathered ("end", "next", "week"); `resolve` answers with the `Days` they stand for, counted
from a reference day. Weeks start on Monday and, as a window, end on Friday.
"""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from daemon.core.promises.arithmetic import add, add_months
from daemon.core.promises.holidays import next_holiday
from daemon.core.promises.parts import Days, Parts, one_day
from daemon.core.promises.spans import in_month, in_months

_WEEKS_AWAY = {"this": 0, "next": 1, "after_next": 2, "last": -1, "following": 1}
_FURTHEST = 3660  # days; what lies further is no promise but a slip of the pen


def resolve(parts: Parts, today: date, anchor: date | None = None) -> Days | None:
    """The days these parts stand for when said on `today`; None if they name none.

    `anchor` is the day just mentioned, from which "that Friday" and "the following day" are counted.
    """
    try:
        days = _resolve(parts, today, anchor)
    except (ValueError, OverflowError):  # 31 February, week 60, the year 12000
        return None
    if days is None or abs((days.last - today).days) > _FURTHEST:
        return None
    return days


def _resolve(parts: Parts, today: date, anchor: date | None) -> Days | None:
    if parts.which == "preceding":
        return _day_before(parts, today, anchor)
    if parts.count is not None and parts.day is not None:  # "two days later, on the 4th" says the day itself
        parts = replace(parts, count=None, unit=None, few=None)
    if parts.count is not None and parts.unit == "day" and parts.month is not None:
        return _days_of_month(parts, today)
    if parts.count is not None and parts.ordinal is None:
        return _count(parts, today, anchor)
    if parts.week_of or _is_week_around(parts):
        inner = _named_day(parts, today)
        return inner and _in_week(parts, _monday(inner.first))
    named = _named_day(parts, today)
    if named and parts.which == "following" and parts.unit is not None and parts.day is None:
        return _relative(Parts(which="following", unit=parts.unit), today, named.last)  # "the day after Easter"
    return named or _relative(parts, today, anchor)


def _day_before(parts: Parts, today: date, anchor: date | None) -> Days | None:
    """The day before what else is named, or before the day just mentioned."""
    rest = replace(parts, which=None, unit=None)
    named = _resolve(rest, today, anchor) if rest != Parts() else anchor and one_day(anchor)
    return one_day(named.first - timedelta(days=1)) if named else None


def _named_day(parts: Parts, today: date) -> Days | None:
    """Days with a name of their own: a date, a holiday, today."""
    if parts.date is not None:
        return one_day(parts.date)
    if parts.day is not None:
        return one_day(_next_date(parts, today))
    if parts.offset is not None:
        return one_day(today + timedelta(days=parts.offset))
    if parts.holiday is not None:
        return _holiday(parts.holiday, today)
    return None


def _relative(parts: Parts, today: date, anchor: date | None) -> Days | None:
    if parts.week_number is not None:
        return _numbered_week(parts, today)
    if parts.weekday is not None:
        return _weekdayin_month(parts, today, anchor) or _weekday(parts, today, anchor)
    return _period(parts, today, anchor) or (one_day(today) if parts.daytime else None)


def _period(parts: Parts, today: date, anchor: date | None) -> Days | None:
    if parts.month is not None:
        return _named_month(parts, today)
    if parts.quarter is not None:
        return _quarter(parts, today)
    return _unit(parts, today, anchor) if parts.unit is not None else None


# Counting


def _count(parts: Parts, today: date, anchor: date | None) -> Days | None:
    low, high = parts.count or (0, 0)
    base = _base(parts, today, anchor)
    unit = "business_day" if parts.few and parts.unit == "day" else parts.unit
    if base is None or unit is None or high > _FURTHEST or unit == "minute" or (unit == "hour" and high < 24):
        return None
    return Days(first=add(base, low, unit), last=add(base, high, unit), window=low < high)


def _base(parts: Parts, today: date, anchor: date | None) -> date | None:
    """The day a duration is counted from: "a week from Friday" names it, "a week later" takes the day before it."""
    if parts.weekday is None and parts.which in {"that", "following"} and anchor is not None:
        return anchor
    named = _named_day(parts, today)
    if named is None and parts.weekday is not None:
        named = _weekday(Parts(weekday=parts.weekday, which=parts.which), today, anchor)
    return named.last if named else today


# Days and weeks


def _next_date(parts: Parts, today: date) -> date:
    day = parts.day or 0
    if parts.month is None and parts.which in {"next", "last"} and parts.unit == "month":
        start = add_months(today.replace(day=1), _WEEKS_AWAY[parts.which])
        return start.replace(day=day)
    if parts.month is not None and parts.year is not None:
        return date(_century(parts.year), parts.month, day)
    return _next_occurrence(today, parts.month, day)


def _next_occurrence(today: date, month: int | None, day: int) -> date:
    """The next date on or after today with this day number, and this month if one is named; 29 February may be far."""
    start = today.replace(day=1)
    for ahead in range(97):
        candidate = add_months(start, ahead)
        if month is not None and candidate.month != month:
            continue
        if day <= calendar.monthrange(candidate.year, candidate.month)[1] and candidate.replace(day=day) >= today:
            return candidate.replace(day=day)
    raise ValueError(day)


def _century(year: int) -> int:
    return year + 2000 if year < 100 else year


def _holiday(name: str, today: date) -> Days | None:
    if name == "new_year_period":
        return Days(first=date(today.year + 1, 1, 1), last=date(today.year + 1, 1, 31), window=True)
    first, last = next_holiday(name, today)
    return Days(first=first, last=last)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _is_week_around(parts: Parts) -> bool:
    """Whether a week is named by a day in it: "the week of the 16th"."""
    named = parts.day is not None or parts.date is not None or parts.holiday is not None
    return named and parts.unit == "week" and parts.which is None and parts.count is None


def _numbered_week(parts: Parts, today: date) -> Days:
    week = parts.week_number or 0
    year = parts.year or today.isocalendar().year
    monday = date.fromisocalendar(_century(year), week, 1)
    if parts.year is None and monday + timedelta(days=6) < today:
        monday = date.fromisocalendar(year + 1, week, 1)
    return _in_week(parts, monday)


def _weekday(parts: Parts, today: date, anchor: date | None) -> Days:
    weekday = parts.weekday or 0
    later = timedelta(days=7 * (parts.weekday_later or 0))
    if parts.unit in {"week", "weekend"} and parts.which is not None:
        return one_day(_monday(_counted_from(parts, today, anchor)) + _week_shift(parts) + timedelta(days=weekday))
    if parts.which in {"next", "after_next", "last"}:
        if parts.which == "last":
            return one_day(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
        return one_day(_monday(today) + _week_shift(parts) + timedelta(days=weekday))
    start = today
    if parts.which in {"that", "following"} and anchor is not None:
        start = anchor - timedelta(days=parts.which == "that")
    return one_day(start + timedelta(days=(weekday - start.weekday() - 1) % 7 + 1) + later)


def _counted_from(parts: Parts, today: date, anchor: date | None) -> date:
    return anchor if anchor is not None and parts.which in {"that", "following"} else today


def _week_shift(parts: Parts) -> timedelta:
    return timedelta(days=7 * _WEEKS_AWAY.get(parts.which or "this", 0))


def _unit(parts: Parts, today: date, anchor: date | None) -> Days | None:
    if parts.unit in {"hour", "minute"} or (parts.which is None and parts.edge is None and parts.unit != "weekend"):
        return None
    start = _counted_from(parts, today, anchor)
    if parts.unit == "day":
        return _plain_day(parts, start) if parts.which == "following" or anchor is not None else None
    if parts.unit == "business_day":
        return one_day(add(start, 1, "business_day"))
    if parts.unit == "weekend":
        saturday = _monday(start) + timedelta(days=5) + _week_shift(parts)
        return Days(first=saturday, last=saturday + timedelta(days=1), window=True)
    if parts.unit == "week":
        days = _in_week(parts, _monday(start) + _week_shift(parts))
        over = days.last < today and parts.which is None
        return _in_week(parts, _monday(start) + timedelta(days=7)) if over else days
    return _in_period(parts, start)


def _plain_day(parts: Parts, start: date) -> Days | None:
    if parts.which not in {"following", "that"}:  # "in the next days" names none
        return None
    return one_day(start + timedelta(days=parts.which == "following"))


def _in_week(parts: Parts, monday: date) -> Days:
    """The part of a week that is meant, as the conventions fix it."""
    if parts.weekday is not None:
        return one_day(monday + timedelta(days=parts.weekday))
    if parts.edge in {"start", "early"}:
        return Days(first=monday, last=monday + timedelta(days=1))
    single = {"middle": 2, "end": 4}.get(parts.edge or "")
    if single is not None:
        return one_day(monday + timedelta(days=single))
    windows = {"late": (3, 4), "first_half": (0, 2), "second_half": (2, 4)}
    first, last = windows.get(parts.edge or "", (0, 4))
    return Days(first=monday + timedelta(days=first), last=monday + timedelta(days=last), window=True)


# Months, quarters, years


def _named_month(parts: Parts, today: date) -> Days:
    month = parts.month or 0
    year = _century(parts.year) if parts.year else today.year + (month < today.month)
    if not parts.year and parts.which == "next" and month == today.month:
        year += 1
    days = in_month(parts, date(year, month, 1))
    if days.last < today and not parts.year:
        days = in_month(parts, date(year + 1, month, 1))
    return days


def _days_of_month(parts: Parts, today: date) -> Days | None:
    """ "The last three days of October", "the first ten days of May"."""
    days = timedelta(days=(parts.count or (1, 1))[1] - 1)
    month = _named_month(replace(parts, which=None, ordinal=None, count=None, unit=None), today)
    if parts.which == "last" or parts.ordinal == -1:
        return Days(first=month.last - days, last=month.last, window=True)
    return Days(first=month.first, last=month.first + days, window=True) if parts.ordinal == 1 else None


def _weekdayin_month(parts: Parts, today: date, anchor: date | None) -> Days | None:
    """ "The first Tuesday of July", "the last Friday of the month"."""
    last = parts.which == "last" and parts.month is not None
    ordinal = -1 if last else parts.ordinal
    which = None if last else parts.which or ("this" if parts.unit == "month" else None)
    month = _period(replace(parts, weekday=None, ordinal=None, which=which), today, anchor)
    if month is None or ordinal is None or parts.weekday is None:
        return None
    found = _nth_weekday(month, parts.weekday, ordinal)
    if found < today and parts.unit == "month" and parts.which is None:
        return _weekdayin_month(replace(parts, which="next"), today, anchor)
    return one_day(found)


def _nth_weekday(month: Days, weekday: int, ordinal: int) -> date:
    if ordinal < 0:
        return month.last - timedelta(days=(month.last.weekday() - weekday) % 7)
    return month.first + timedelta(days=(weekday - month.first.weekday()) % 7 + 7 * (ordinal - 1))


def _in_period(parts: Parts, start: date) -> Days:
    away = _WEEKS_AWAY.get(parts.which or "this", 0)
    if parts.unit == "month":
        return in_month(parts, add_months(start.replace(day=1), away))
    if parts.unit == "quarter":
        first = date(start.year, 3 * ((start.month - 1) // 3) + 1, 1)
        return in_months(parts, add_months(first, 3 * away), 3)
    return in_months(parts, date(start.year + away, 1, 1), 12)


def _quarter(parts: Parts, today: date) -> Days:
    year = _century(parts.year) if parts.year else today.year
    first = date(year, 3 * (parts.quarter or 1) - 2, 1)
    if not parts.year and add_months(first, 3) <= today:
        first = add_months(first, 12)
    return in_months(parts, first, 3)
